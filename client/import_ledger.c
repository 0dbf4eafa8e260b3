#include "import_ledger.h"

#include "import_reading.h"
#include "progress.h"
#include "remote.h"
#include "say.h"
#include <string.h>

/* Columns of a case as import_rows.c makes them: number and session name it, the number in the ledger is its own. */
static const char *cell(const struct sheet *sheet, size_t row, const char *column)
{
	for (size_t i = 0; i < sheet->n_columns; i++)
		if (strcmp(sheet->columns[i], column) == 0)
			return sheet_cell(sheet, row, i);
	return "";
}

/* ---- Which cases are there ---- */

/* Titles count as equal whatever their blanks and widths. */
static bool has_title(struct arena *arena, const Huiyin__V1__Case *c, const char *title)
{
	const char *known = c->received ? c->received->title : "";
	return !*title || strcmp(reading_without_blanks(arena, known), reading_without_blanks(arena, title)) == 0;
}

static void refuse_other(struct ledger_import *import, size_t grid_row, enum import_field_id field,
			 const Huiyin__V1__Case *c)
{
	struct refusal refusal = { 0 };
	char address[GRID_ADDRESS_SIZE], zh[REASON_VALUE_SIZE], en[REASON_VALUE_SIZE];
	const char *title = c->received ? c->received->title : "";
	snprintf(zh, sizeof zh, "系统里这个号是另一件：「%.100s」", title);
	snprintf(en, sizeof en, "this number is another case's: \"%.100s\"", title);
	refuse_with(refuse(&refusal, REASON_SHEET_CELL), "path", "%s", import->rows->path);
	refuse_with(&refusal, "cell", "%s", import_rows_address(import->rows, grid_row, field, address));
	refuse_words(&refusal, "detail", zh, en);
	import_rows_fault(import->rows, grid_row, field, &refusal);
}

/* A case that answers to a name of the line: it is there, or the name is another's. */
static void take_found(struct ledger_import *import, size_t row, enum import_field_id field, const Huiyin__V1__Case *c)
{
	const struct sheet *sheet = &import->rows->cases.sheet;
	size_t grid_row = sheet->grid_rows[row];
	if (!has_title(import->arena, c, cell(sheet, row, "title"))) {
		refuse_other(import, grid_row, field, c);
		import->cases.bad[row] = true;
		return;
	}
	import->there[row] = true;
	import->lines[grid_row].filed = field == FIELD_ID_case;
	import->lines[grid_row].known = known_case_keep(import->arena, c);
	import_rows_note(import->rows, &import->rows->cases, row, IMPORT_ROW_ALREADY, NULL);
}

/* By the number it has since it was filed, else by the one it was received with. */
static int look_up(struct ledger_import *import, size_t row, const char *number)
{
	const struct sheet *sheet = &import->rows->cases.sheet;
	const char *submission = cell(sheet, row, "submission_number"), *session = cell(sheet, row, "session");
	const char *names[] = { number, arena_printf(import->arena, "l:%s/%s", session, submission) };
	static const enum import_field_id fields[] = { FIELD_ID_case, FIELD_ID_submission_number };
	bool done = false;
	for (size_t i = 0; i < 2 && !done; i++) {
		Huiyin__V1__GetCaseResponse *answer;
		if (i == 0 ? !*number : !*submission || !*session)
			continue;
		int result = known_case_find(import->client, names[i], &answer);
		if (result != CLIENT_OK)
			return result;
		done = answer != NULL;
		if (answer)
			take_found(import, row, fields[i], answer->case_);
		remote_free(answer);
	}
	return CLIENT_OK;
}

static int look_up_all(struct ledger_import *import)
{
	const struct sheet *sheet = &import->rows->cases.sheet;
	size_t n = sheet_rows(sheet);
	struct progress progress = { .total = n };
	int result = CLIENT_OK;
	for (size_t row = 0; row < n && result == CLIENT_OK; row++) {
		progress_show(&progress, row);
		result = look_up(import, row, import->rows->notes[sheet->grid_rows[row]].number);
	}
	progress_clear(&progress);
	return result;
}

/* ---- Trial ---- */

/* A case with a number was filed, on a day that only the file can tell. */
static void ask_for_filing(struct ledger_import *import, size_t grid_row)
{
	const struct import_note *note = &import->rows->notes[grid_row];
	struct refusal refusal = { 0 };
	if (!*note->number || note->filed)
		return;
	refuse_with(refuse(&refusal, REASON_FIELD_MISSING), "field", "%s", import_fields[FIELD_ID_filed_on].name);
	import_rows_fault(import->rows, grid_row, FIELD_ID_filed_on, &refusal);
}

static void tell_lines(struct ledger_import *import)
{
	const struct sheet *sheet = &import->rows->cases.sheet;
	for (size_t row = 0; row < sheet_rows(sheet); row++) {
		size_t grid_row = sheet->grid_rows[row];
		if (!import->there[row] && !import->cases.bad[row])
			ask_for_filing(import, grid_row);
		import->cases.bad[row] =
			import->cases.bad[row] || import->rows->notes[grid_row].fate == IMPORT_ROW_WRONG;
		import->lines[grid_row].bad = import->cases.bad[row];
		import->lines[grid_row].fresh = import->there[row] ? NULL : &import->cases.cases[row];
	}
}

static int try_cases(struct ledger_import *import)
{
	int result = CLIENT_OK;
	case_import_read(&import->cases, import->arena);
	import_rows_miss_received(import->rows, ledger_import_new(import) > 0);
	if (ledger_import_new(import) == 0)
		return result;
	Huiyin__V1__ImportCasesResponse *answer = case_import_send(import->client, &import->cases, true, &result);
	if (answer)
		case_import_add_errors(&import->cases, answer);
	remote_free(answer);
	return result;
}

/* A line is stored whole or not at all: a case whose steps are wrong waits with them, and steps with their case. */
static void hold_lines(struct ledger_import *import)
{
	const struct sheet *cases = &import->rows->cases.sheet, *steps = &import->rows->steps.sheet;
	for (size_t row = 0; row < sheet_rows(steps); row++)
		if (import->updates.bad[row])
			import->lines[steps->grid_rows[row]].bad = true;
	for (size_t row = 0; row < sheet_rows(cases); row++) {
		size_t grid_row = cases->grid_rows[row];
		if (import->lines[grid_row].bad)
			import->cases.bad[row] = true;
		else if (!import->there[row])
			import_rows_note(import->rows, &import->rows->cases, row, IMPORT_ROW_GOOD, NULL);
	}
	for (size_t row = 0; row < sheet_rows(steps); row++)
		import->updates.bad[row] = import->updates.bad[row] || import->lines[steps->grid_rows[row]].bad;
}

size_t ledger_import_new(const struct ledger_import *import)
{
	size_t n = 0;
	for (size_t row = 0; row < sheet_rows(import->cases.sheet); row++)
		n += !import->cases.bad[row] && !import->there[row];
	return n;
}

int ledger_import_try(struct ledger_import *import)
{
	struct import_rows *rows = import->rows;
	import->cases = (struct case_import){ .sheet = &rows->cases.sheet, .faults = rows->faults };
	import->updates = (struct update_import){ .client = import->client, .rows = rows, .arena = import->arena };
	import->lines = arena_alloc(import->arena, (rows->grid->n_rows + 1) * sizeof *import->lines);
	import->there = arena_alloc(import->arena, sheet_rows(&rows->cases.sheet) + 1);
	import->cases.bad = arena_alloc(import->arena, sheet_rows(&rows->cases.sheet) + 1);
	import->cases.there = import->there;
	import->updates.lines = import->lines;
	int result = submit_ask_sender(import->client, import->arena, &import->updates.sender);
	if (result != CLIENT_OK)
		return result;
	update_import_read(&import->updates);
	result = look_up_all(import);
	if (result == CLIENT_OK)
		result = try_cases(import);
	if (result != CLIENT_OK)
		return result;
	tell_lines(import);
	result = update_import_try(&import->updates);
	hold_lines(import);
	return result;
}

/* ---- Storing ---- */

/* The cases; what happened to those that were not taken after all stays behind with them. */
static int send_cases(struct ledger_import *import)
{
	const struct sheet *cases = &import->rows->cases.sheet, *steps = &import->rows->steps.sheet;
	int result = CLIENT_OK;
	Huiyin__V1__ImportCasesResponse *answer = case_import_send(import->client, &import->cases, false, &result);
	if (!answer)
		return result;
	case_import_add_errors(&import->cases, answer); /* what changed since the trial */
	bool stored = answer->stored + answer->already_stored > 0;
	remote_free(answer);
	for (size_t row = 0; row < sheet_rows(cases); row++) {
		bool taken = import->there[row] || (stored && !import->cases.bad[row]);
		import->lines[cases->grid_rows[row]].bad = !taken;
		if (taken && !import->there[row])
			import_rows_note(import->rows, &import->rows->cases, row, IMPORT_ROW_STORED, NULL);
	}
	for (size_t row = 0; row < sheet_rows(steps); row++)
		import->updates.bad[row] = import->updates.bad[row] || import->lines[steps->grid_rows[row]].bad;
	return CLIENT_OK;
}

int ledger_import_send(struct ledger_import *import, int parallel)
{
	int result = ledger_import_new(import) ? send_cases(import) : CLIENT_OK;
	return result == CLIENT_OK ? update_import_send(&import->updates, parallel) : result;
}
