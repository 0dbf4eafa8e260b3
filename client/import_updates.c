#include "import_updates.h"

#include "remote.h"
#include "say.h"
#include "update_rows.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

void update_import_read(struct update_import *import)
{
	const struct sheet *sheet = &import->rows->steps.sheet;
	size_t n = sheet_rows(sheet);
	import->requests = arena_alloc(import->arena, (n + 1) * sizeof *import->requests);
	import->bad = arena_alloc(import->arena, n + 1);
	for (size_t row = 0; row < n; row++)
		import->bad[row] =
			update_row_read(sheet, row, import->arena, &import->requests[row], import->rows->faults) != 0;
	update_rows_name(sheet, import->sender.office, import->arena, import->requests);
	for (size_t row = 0; row < n; row++)
		import->requests[row].expected_version = import->rows->steps.versions[row];
}

/* What rows before would do to a case, in order: what comes after them is tried on what they leave. */
struct chain {
	bool bad;
	Huiyin__V1__SubmitUpdateRequest *list[MAX_TRIED_BEFORE];
	size_t n; /* those not stored yet */
};
/* A name of the case: its number, or the one its filing gives it. */
struct tried {
	UT_hash_handle hh;
	struct chain *chain;
};

/* The chain of a case by one of its names; begun when the name is new, unless it is another name of a known one. */
static struct chain *chain_of(struct tried **seen, struct arena *arena, const char *name, struct chain *known)
{
	struct tried *entry;
	HASH_FIND_STR(*seen, name, entry);
	if (entry)
		return entry->chain;
	entry = arena_alloc(arena, sizeof *entry);
	entry->chain = known ? known : arena_alloc(arena, sizeof *entry->chain);
	HASH_ADD_KEYPTR(hh, *seen, name, strlen(name), entry);
	return entry->chain;
}

/* Refusals that speak of a column without naming its field, and what to do about them in a sheet, where the server's
 * advice is an option of the command line. */
struct sheet_reason {
	const char *reason;
	enum import_field_id field;
	enum text_id advice;
};
static const struct sheet_reason sheet_reasons[] = {
	{ "OPINIONS_MISSING", FIELD_ID_assist_offices, TXT_IMPORT_FILL_OPINION },
	{ "PROMISE_REQUIRED", FIELD_ID_promise, TXT_IMPORT_FILL_PROMISE },
	{ "REASON_REQUIRED", FIELD_ID_reason, TXT_IMPORT_FILL_REASON },
	{ "OFFICE_NEEDED", FIELD_ID_office, TXT_IMPORT_FILL_OFFICE },
};

static const struct sheet_reason *sheet_reason(const char *reason)
{
	for (size_t i = 0; i < sizeof sheet_reasons / sizeof sheet_reasons[0]; i++)
		if (strcmp(reason, sheet_reasons[i].reason) == 0)
			return &sheet_reasons[i];
	return NULL;
}

/* The sentence with the sheet's advice in the place of its own, which is what stands after the last stop. Takes text,
 * fresh memory. */
static char *for_sheets(char *text, const char *reason)
{
	static const char *const stops[] = { "。", ". " };
	const struct sheet_reason *known = sheet_reason(reason);
	const char *end = NULL;
	for (const char *p = text; known && *p; p++)
		for (size_t i = 0; i < 2; i++)
			if (strncmp(p, stops[i], strlen(stops[i])) == 0)
				end = p + strlen(stops[i]);
	if (!end)
		return text;
	char *said = hy_xasprintf("%.*s%s", (int)(end - text), text, txt(known->advice));
	free(text);
	return said;
}

/* The same of a step's own columns: its day, its class, an assist office that acts, else the case. */
static const char *step_field_of(const struct update_import *import, size_t row, const char *reason)
{
	static const char *const of_day[] = { "DATE_IN_FUTURE", "DATE_BEFORE_PREVIOUS", "DATE_TOO_FAR_BACK" };
	const struct sheet *sheet = &import->rows->steps.sheet;
	char office[GRID_ADDRESS_SIZE], assists[GRID_ADDRESS_SIZE];
	for (size_t i = 0; i < sizeof of_day / sizeof of_day[0]; i++)
		if (strcmp(reason, of_day[i]) == 0)
			return "happened_on";
	if (strcmp(reason, "CLASS_UNKNOWN") == 0)
		return "class";
	import_rows_address(import->rows, sheet->grid_rows[row], FIELD_ID_assist_offices, assists);
	return *assists && strcmp(sheet_address(sheet, row, "office", office), assists) == 0 ? "office" : "case";
}

/* Where a refusal of the server belongs: the cell of the field it names or speaks of. */
static void find_address(const struct update_import *import, size_t row, const char *reason, enum import_field_id named,
			 char out[GRID_ADDRESS_SIZE])
{
	const struct sheet *sheet = &import->rows->steps.sheet;
	const struct sheet_reason *known = sheet_reason(reason);
	out[0] = '\0';
	if (named != FIELD_ID_case) /* all of the row is the case's */
		import_rows_address(import->rows, sheet->grid_rows[row], named, out);
	if (!*out)
		import_rows_address(import->rows, sheet->grid_rows[row], known ? known->field : N_IMPORT_FIELDS, out);
	if (!*out)
		sheet_address(sheet, row, step_field_of(import, row, reason), out);
}

static void add_refusal(struct update_import *import, size_t row, const struct evgrpc_status *status)
{
	const struct sheet *sheet = &import->rows->steps.sheet;
	char *reason = remote_reason(status), *text = for_sheets(remote_sentence(import->client, status), reason);
	char *field = remote_field(status), address[GRID_ADDRESS_SIZE];
	const char *verb = import->requests[row].verb;
	enum import_field_id from = import_steps_field(import->rows->words->rules, verb, field);
	find_address(import, row, reason, from, address);
	sheet_faults_add_said(import->rows->faults, sheet_line(sheet, row), address, verb, reason, text);
	if (strcmp(reason, "FIELD_MISSING") == 0)
		import_rows_miss(import->rows, from);
	if (strcmp(reason, "REASON_REQUIRED") == 0)
		import_rows_miss(import->rows, FIELD_ID_reason);
	import->bad[row] = true;
	free(text);
	free(reason);
	free(field);
}

static const struct line_case *line_case(const struct update_import *import, size_t row)
{
	static const struct line_case none;
	return import->lines ? &import->lines[import->rows->steps.sheet.grid_rows[row]] : &none;
}

/* The case has been filed under the line's number, or has the step as the line tells it. */
static bool is_no_news(const struct update_import *import, size_t row)
{
	const struct line_case *line = line_case(import, row);
	const Huiyin__V1__SubmitUpdateRequest *request = &import->requests[row];
	const struct rule_move *move = rules_move(import->rows->words->rules, request->verb);
	if (line->filed && *request->case_number)
		return true;
	return line->known && move && known_case_has(line->known, move->action, request);
}

/* Tries a row on what the chain leaves. Before it is filed a case has only the name its first row gives it. */
static int try_row(struct update_import *import, size_t row, const struct chain *chain, bool *ret_already)
{
	struct client *client = import->client;
	Huiyin__V1__TryUpdateRequest request = HUIYIN__V1__TRY_UPDATE_REQUEST__INIT;
	Huiyin__V1__TryUpdateResponse *answer;
	Huiyin__V1__SubmitUpdateRequest update = import->requests[row];
	if (chain->n)
		update.case_ = chain->list[0]->case_;
	request.update = &update;
	request.before = (Huiyin__V1__SubmitUpdateRequest **)chain->list;
	request.n_before = chain->n;
	request.new_case = line_case(import, row)->fresh;
	int result = REMOTE_TRY(client, huiyin__v1__case_service__try_update__unary, &request, &answer);
	if (!client->call->sent)
		return result;
	if (result == CLIENT_UNREACHABLE || client->call->status.code == EVGRPC_UNAUTHENTICATED)
		return remote_fail(client, &client->call->status);
	if (result != CLIENT_OK) {
		add_refusal(import, row, &client->call->status);
		return CLIENT_OK;
	}
	*ret_already = answer->already_stored;
	import_rows_note(import->rows, &import->rows->steps, row,
			 answer->already_stored ? IMPORT_ROW_ALREADY : IMPORT_ROW_GOOD, NULL);
	remote_free(answer);
	return CLIENT_OK;
}

/* Longer chains are tried when they are sent. */
static int try_next(struct update_import *import, size_t row, struct chain *chain)
{
	Huiyin__V1__SubmitUpdateRequest *request = &import->requests[row];
	bool already = is_no_news(import, row);
	int result = CLIENT_OK;
	import->bad[row] = import->bad[row] || chain->bad || line_case(import, row)->bad;
	if (import->bad[row])
		;
	else if (already)
		import_rows_note(import->rows, &import->rows->steps, row, IMPORT_ROW_ALREADY, NULL);
	else if (chain->n == MAX_TRIED_BEFORE)
		import_rows_note(import->rows, &import->rows->steps, row, IMPORT_ROW_GOOD, NULL);
	else
		result = try_row(import, row, chain, &already);
	chain->bad = import->bad[row];
	if (!chain->bad && !already && chain->n < MAX_TRIED_BEFORE) {
		chain->list[chain->n] = arena_alloc(import->arena, sizeof *request);
		*chain->list[chain->n] = *request;
		chain->list[chain->n]->case_ = chain->list[0]->case_;
		chain->n++;
	}
	return result;
}

/* A line of the file is stored whole or not at all: steps before a bad one wait with it. */
static void hold_lines(struct update_import *import)
{
	const struct sheet *sheet = &import->rows->steps.sheet;
	for (size_t row = sheet_rows(sheet); row > 1; row--)
		if (import->bad[row - 1] && sheet_line(sheet, row - 1) == sheet_line(sheet, row - 2))
			import->bad[row - 2] = true;
}

int update_import_try(struct update_import *import)
{
	struct tried *seen = NULL;
	int result = CLIENT_OK;
	for (size_t row = 0; row < sheet_rows(&import->rows->steps.sheet) && result == CLIENT_OK; row++) {
		const Huiyin__V1__SubmitUpdateRequest *request = &import->requests[row];
		struct chain *chain = chain_of(&seen, import->arena, request->case_, NULL);
		result = try_next(import, row, chain);
		if (*request->case_number)
			chain_of(&seen, import->arena, request->case_number, chain);
	}
	HASH_CLEAR(hh, seen);
	hold_lines(import);
	return result;
}

static void note_sent(struct update_import *import, size_t row, const struct bulk_row *sent)
{
	const struct sheet *sheet = &import->rows->steps.sheet;
	char address[GRID_ADDRESS_SIZE];
	if (sent->state == BULK_STORED || sent->state == BULK_ALREADY) {
		import_rows_note(import->rows, &import->rows->steps, row,
				 sent->state == BULK_STORED ? IMPORT_ROW_STORED : IMPORT_ROW_ALREADY, NULL);
		return;
	}
	const char *text = sent->message                    ? sent->message
			   : sent->state == BULK_HELD       ? txt(TXT_BULK_HELD)
			   : sent->state == BULK_UNANSWERED ? txt(TXT_BULK_UNANSWERED)
							    : txt(TXT_BULK_WAITING);
	sheet_address(sheet, row, "case", address);
	sheet_faults_add_said(import->rows->faults, sheet_line(sheet, row), address, sent->request->verb,
			      sent->reason ? sent->reason : "", text);
	if (sent->state == BULK_UNANSWERED || sent->state == BULK_UNDONE || sent->state == BULK_WAITING)
		import_rows_note(import->rows, &import->rows->steps, row, IMPORT_ROW_UNKNOWN, NULL);
}

int update_import_send(struct update_import *import, int parallel)
{
	size_t n = sheet_rows(&import->rows->steps.sheet), n_sent = 0;
	struct bulk_row *sent = arena_alloc(import->arena, (n + 1) * sizeof *sent);
	size_t *from = arena_alloc(import->arena, (n + 1) * sizeof *from);
	for (size_t row = 0; row < n; row++) {
		if (import->bad[row] || is_no_news(import, row))
			continue;
		from[n_sent] = row;
		sent[n_sent++] = (struct bulk_row){ .request = &import->requests[row],
						    .line = sheet_line(&import->rows->steps.sheet, row) };
	}
	int result = bulk_run(import->client, sent, n_sent, parallel);
	for (size_t i = 0; i < n_sent && result == CLIENT_OK; i++)
		note_sent(import, from[i], &sent[i]);
	bulk_free(sent, n_sent);
	return result;
}
