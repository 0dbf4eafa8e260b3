#include "import_cases.h"

#include "case_rows.h"
#include "import_known.h"
#include "progress.h"
#include "remote.h"
#include "say.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

void case_import_read(struct case_import *import, struct arena *arena)
{
	size_t n = sheet_rows(import->sheet);
	import->cases = arena_alloc(arena, (n + 1) * sizeof *import->cases);
	if (!import->bad)
		import->bad = arena_alloc(arena, n + 1);
	for (size_t row = 0; row < n; row++)
		if (!import->bad[row] && !(import->there && import->there[row]))
			import->bad[row] =
				case_row_read(import->sheet, row, arena, &import->cases[row], import->faults) != 0;
	case_rows_find_doubles(import->sheet, import->faults, import->bad);
	import->n_faults = sheet_faults_count(import->faults);
	for (size_t row = 0; row < n; row++)
		import->n_good += !import->bad[row];
}

/* The server may end the call before the last row; the status then tells why. */
static void send_rows(struct evgrpc_stream *stream, const struct case_import *import, bool dry_run, char *request_id)
{
	Huiyin__V1__ImportHeader header = HUIYIN__V1__IMPORT_HEADER__INIT;
	Huiyin__V1__ImportCasesRequest message = HUIYIN__V1__IMPORT_CASES_REQUEST__INIT;
	header.request_id = request_id;
	header.dry_run = dry_run;
	message.part_case = HUIYIN__V1__IMPORT_CASES_REQUEST__PART_HEADER;
	message.header = &header;
	size_t n = sheet_rows(import->sheet);
	struct progress progress = { .total = n };
	int result = huiyin__v1__case_service__import_cases__stream_send(stream, &message);
	for (size_t row = 0; row < n && result == 0; row++) {
		if (import->bad[row] || (import->there && import->there[row]))
			continue;
		Huiyin__V1__ImportRow part = HUIYIN__V1__IMPORT_ROW__INIT;
		part.row = (int32_t)row + 1;
		part.case_ = &import->cases[row];
		message.part_case = HUIYIN__V1__IMPORT_CASES_REQUEST__PART_ROW;
		message.row = &part;
		result = huiyin__v1__case_service__import_cases__stream_send(stream, &message);
		progress_show(&progress, row + 1);
	}
	progress_clear(&progress);
}

static bool is_taken(const Huiyin__V1__RowError *error)
{
	return strcmp(error->reason, "SUBMISSION_NUMBER_TAKEN") == 0;
}

/* The number is taken, and by what: a row that was changed since it was stored. */
static char *tell_difference(const Huiyin__V1__RowError *error, const char *field)
{
	char label[IMPORT_HEADER_SIZE];
	const struct import_field *known = import_field_by_name(field);
	return say_filled(TXT_IMPORT_DIFFERS, "message", error->message, "field",
			  known ? import_field_label(known, label) : field, NULL);
}

void case_import_add_errors(struct case_import *import, const Huiyin__V1__ImportCasesResponse *answer)
{
	const struct sheet *sheet = import->sheet;
	for (size_t i = 0; i < answer->n_errors; i++) {
		const Huiyin__V1__RowError *error = answer->errors[i];
		size_t row = (size_t)error->row - 1;
		char address[GRID_ADDRESS_SIZE] = "";
		bool known = error->row >= 1 && row < sheet_rows(sheet);
		const char *differs = known && is_taken(error) && import->difference ? import->difference[row] : NULL;
		const char *field = differs ? differs : error->field;
		char *text = differs ? tell_difference(error, field) : NULL;
		if (known)
			sheet_address(sheet, row, field, address);
		sheet_faults_add_said(import->faults, known ? sheet_line(sheet, row) : (size_t)error->row, address,
				      field, error->reason, text ? text : error->message);
		free(text);
		if (!known || import->bad[row])
			continue;
		import->bad[row] = true;
		import->n_good--;
	}
}

/* They are in the order of rows. */
size_t case_import_error_rows(const Huiyin__V1__ImportCasesResponse *answer)
{
	size_t rows = 0;
	for (size_t i = 0; i < answer->n_errors; i++)
		rows += i == 0 || answer->errors[i]->row != answer->errors[i - 1]->row;
	return rows;
}

int case_import_refuse(size_t rows)
{
	struct refusal refusal = { 0 };
	refuse_with(refuse(&refusal, REASON_IMPORT_HAS_ERRORS), "count", "%zu", rows);
	say_refusal(&refusal);
	return CLIENT_FAILED;
}

Huiyin__V1__ImportCasesResponse *case_import_send(struct client *client, const struct case_import *import, bool dry_run,
						  int *ret_exit)
{
	*ret_exit = remote_open(client);
	if (*ret_exit != CLIENT_OK)
		return NULL;
	struct remote_options options = { 0 };
	remote_fill(client, REMOTE_LONG_MS, &options);
	uint8_t uuid[UUID_BYTES];
	char request_id[UUID_TEXT];
	sheet_uuid(import->sheet, N_CASE_ROW_FIRST, "import", uuid);
	struct evgrpc_stream *stream =
		huiyin__v1__case_service__import_cases__stream_open(client->channel, &options.call);
	struct evgrpc_status status = { .code = EVGRPC_UNAVAILABLE };
	Huiyin__V1__ImportCasesResponse *answer = NULL;
	if (stream) {
		send_rows(stream, import, dry_run, uuid_format(uuid, request_id));
		huiyin__v1__case_service__import_cases__stream_finish(stream, &answer, &status);
	}
	*ret_exit = status.code == EVGRPC_OK ? CLIENT_OK : remote_fail(client, &status);
	return status.code == EVGRPC_OK ? answer : NULL;
}

/* ---- What is there already ---- */

static bool is_sent(const struct case_import *import, size_t row)
{
	return !import->bad[row] && !import->there[row];
}

static size_t count_sent(const struct case_import *import)
{
	size_t n = 0;
	for (size_t row = 0; row < sheet_rows(import->sheet); row++)
		n += is_sent(import, row);
	return n;
}

/* Looks at the case a row's number belongs to: does it say the same? */
static int look_up(struct client *client, struct case_import *import, struct arena *arena, size_t row)
{
	const Huiyin__V1__NewCase *fresh = &import->cases[row];
	Huiyin__V1__GetCaseResponse *answer;
	if (!*fresh->submission_number || import->difference[row])
		return CLIENT_OK;
	char *name = arena_printf(arena, "l:%s/%s", fresh->session, fresh->submission_number);
	int result = known_case_find(client, name, &answer);
	if (answer && answer->case_) {
		import->difference[row] = known_case_difference(answer->case_, fresh);
		import->there[row] = !import->difference[row];
	}
	remote_free(answer);
	return result;
}

/* Looks up the rows whose numbers are taken; all, when an earlier import of the same broke off and the answer does not
 * tell which of them it stored. */
static int look_up_known(struct client *client, struct case_import *import, struct arena *arena,
			 const Huiyin__V1__ImportCasesResponse *answer)
{
	bool some = answer->already_stored > 0 && answer->already_stored < answer->rows;
	int result = CLIENT_OK;
	for (size_t i = 0; i < answer->n_errors && result == CLIENT_OK; i++)
		if (is_taken(answer->errors[i]) && answer->errors[i]->row >= 1)
			result = look_up(client, import, arena, (size_t)answer->errors[i]->row - 1);
	for (size_t row = 0; some && row < sheet_rows(import->sheet) && result == CLIENT_OK; row++)
		if (is_sent(import, row))
			result = look_up(client, import, arena, row);
	return result;
}

/* One trial of the rows that are left. *ret_again: some turned out to be there, the others are to be tried anew: an
 * answer has room for so many errors only. */
static int try_once(struct client *client, struct case_import *import, struct arena *arena, bool *ret_again)
{
	size_t before = count_sent(import);
	int result = CLIENT_OK;
	*ret_again = false;
	if (before == 0)
		return CLIENT_OK;
	Huiyin__V1__ImportCasesResponse *answer = case_import_send(client, import, true, &result);
	if (!answer)
		return result;
	for (size_t row = 0; answer->already_stored == answer->rows && row < sheet_rows(import->sheet); row++)
		import->there[row] = !import->bad[row];
	result = look_up_known(client, import, arena, answer);
	*ret_again = result == CLIENT_OK && count_sent(import) < before;
	if (result == CLIENT_OK && !*ret_again)
		case_import_add_errors(import, answer);
	remote_free(answer);
	return result;
}

int case_import_try(struct client *client, struct case_import *import, struct arena *arena)
{
	size_t n = sheet_rows(import->sheet);
	bool again = true;
	int result = CLIENT_OK;
	import->there = arena_alloc(arena, n + 1);
	import->difference = arena_alloc(arena, (n + 1) * sizeof *import->difference);
	while (again && result == CLIENT_OK)
		result = try_once(client, import, arena, &again);
	return result;
}
