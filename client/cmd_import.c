/* import: many proposals at once, all or none. */
#include "case_rows.h"
#include "progress.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>

static const struct option_row import_options[] = {
	{ "dry-run", 'n', NULL, TXT_OPT_DRY_RUN },
};

/* The rows of a file as they are to be sent, and what was wrong with them before anything was sent. */
struct import {
	const struct sheet *sheet;
	Huiyin__V1__NewCase *cases;
	bool *bad; /* rows that are not sent */
	struct sheet_faults faults;
	size_t n_faults, n_good;
	bool dry_run;
};

/* Reads every row and looks for doubles before anything is sent. */
static void read_rows(struct import *import, struct arena *arena)
{
	size_t n = sheet_rows(import->sheet);
	sheet_faults_begin(&import->faults);
	import->cases = arena_alloc(arena, (n + 1) * sizeof *import->cases);
	import->bad = arena_alloc(arena, n + 1);
	for (size_t row = 0; row < n; row++)
		import->bad[row] = case_row_read(import->sheet, row, arena, &import->cases[row], &import->faults) != 0;
	case_rows_find_doubles(import->sheet, &import->faults, import->bad);
	import->n_faults = sheet_faults_count(&import->faults);
	for (size_t row = 0; row < n; row++)
		import->n_good += !import->bad[row];
}

/* The server may end the call before the last row; the status then tells why. */
static void send_rows(struct evgrpc_stream *stream, const struct import *import, char *request_id)
{
	Huiyin__V1__ImportHeader header = HUIYIN__V1__IMPORT_HEADER__INIT;
	Huiyin__V1__ImportCasesRequest message = HUIYIN__V1__IMPORT_CASES_REQUEST__INIT;
	header.request_id = request_id;
	header.dry_run = import->dry_run || import->n_faults; /* one bad row stores nothing */
	message.part_case = HUIYIN__V1__IMPORT_CASES_REQUEST__PART_HEADER;
	message.header = &header;
	size_t n = sheet_rows(import->sheet);
	struct progress progress = { .total = n };
	int result = huiyin__v1__case_service__import_cases__stream_send(stream, &message);
	for (size_t row = 0; row < n && result == 0; row++) {
		if (import->bad[row])
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

static void add_errors(struct table *table, const struct sheet *sheet, const Huiyin__V1__ImportCasesResponse *answer)
{
	for (size_t i = 0; i < answer->n_errors; i++) {
		const Huiyin__V1__RowError *error = answer->errors[i];
		char address[GRID_ADDRESS_SIZE];
		bool known = error->row >= 1 && (size_t)error->row <= sheet_rows(sheet);
		size_t line = known ? sheet_line(sheet, (size_t)error->row - 1) : (size_t)error->row;
		table_row(table, ROW_BAD);
		table_cell_number(table, (long long)line);
		table_cell(table, error->field);
		table_cell(table, error->reason);
		table_cell(table, error->message);
		table_cell(table, known ? sheet_address(sheet, (size_t)error->row - 1, error->field, address) : "");
		say_row_reason(line, error->reason);
	}
}

/* Rows among the errors of an answer, which are in the order of rows. */
static size_t count_rows(const Huiyin__V1__ImportCasesResponse *answer)
{
	size_t rows = 0;
	for (size_t i = 0; i < answer->n_errors; i++)
		rows += i == 0 || answer->errors[i]->row != answer->errors[i - 1]->row;
	return rows;
}

static int refuse_import(size_t rows)
{
	struct refusal refusal = { 0 };
	refuse_with(refuse(&refusal, REASON_IMPORT_HAS_ERRORS), "count", "%zu", rows);
	say_refusal(&refusal);
	return CLIENT_FAILED;
}

static void add_counts(struct report *report, const struct client *client, bool dry_run,
		       const Huiyin__V1__ImportCasesResponse *answer)
{
	long long would = answer->n_errors ? 0 : answer->rows - answer->already_stored;
	report_number(report, "rows", TXT_FACT_ROWS, answer->rows);
	if (dry_run)
		report_number(report, "would_store", TXT_FACT_WOULD_STORE, would);
	if (!dry_run || client->output != OUTPUT_TABLE)
		report_number(report, "stored", TXT_FACT_STORED, answer->stored);
	report_number(report, "already_stored", TXT_FACT_ALREADY_STORED, answer->already_stored);
	if (!dry_run || client->output != OUTPUT_TABLE)
		report_number(report, "last_page", TXT_FACT_PAGE, answer->last_page);
}

/* Prints what came of it and returns the exit code. */
static int print_answer(const struct client *client, const struct import *import,
			const Huiyin__V1__ImportCasesResponse *answer)
{
	struct report *report = report_new();
	if (!answer->n_errors)
		report_line(report, "message", txt(import->dry_run ? TXT_IMPORT_DRY : TXT_IMPORT_DONE));
	add_counts(report, client, import->dry_run, answer);
	add_errors(report_table(report, "errors", sheet_fault_columns, N_SHEET_FAULT_COLUMNS, true), import->sheet,
		   answer);
	report_print(report, client);
	return answer->n_errors ? refuse_import(count_rows(answer)) : CLIENT_OK;
}

/* Sends what can be sent. The answer (free with remote_free), or NULL with *ret_exit after a sentence. */
static Huiyin__V1__ImportCasesResponse *send_import(struct client *client, const struct import *import, int *ret_exit)
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
		send_rows(stream, import, uuid_format(uuid, request_id));
		huiyin__v1__case_service__import_cases__stream_finish(stream, &answer, &status);
	}
	*ret_exit = status.code == EVGRPC_OK ? CLIENT_OK : remote_fail(client, &status);
	return status.code == EVGRPC_OK ? answer : NULL;
}

/* Some rows are wrong already: the server checks the others, so that all errors stand in one list. */
static int print_faults(struct client *client, struct import *import)
{
	int result;
	Huiyin__V1__ImportCasesResponse *answer = import->n_good ? send_import(client, import, &result) : NULL;
	size_t rows = sheet_rows(import->sheet) - import->n_good + (answer ? count_rows(answer) : 0);
	if (answer)
		add_errors(import->faults.table, import->sheet, answer);
	report_print(import->faults.report, client);
	if (import->n_good && !answer)
		say_note(TXT_OTHERS_NOT_CHECKED, NULL);
	remote_free(answer);
	return refuse_import(rows);
}

static int run_import(struct client *client, const struct arguments *arguments)
{
	struct sheet sheet = { 0 };
	int result = sheet_read(&sheet, arguments->words[0], case_row_columns, n_case_row_columns, N_CASE_ROW_FIRST);
	if (result != CLIENT_OK)
		return result;
	struct arena *arena = arena_new();
	struct import import = { .sheet = &sheet, .dry_run = option_given(arguments, "dry-run") };
	read_rows(&import, arena);
	if (import.n_faults) {
		result = print_faults(client, &import);
	} else {
		report_free(import.faults.report);
		Huiyin__V1__ImportCasesResponse *answer = send_import(client, &import, &result);
		if (answer)
			result = print_answer(client, &import, answer);
		remote_free(answer);
	}
	arena_free(arena);
	sheet_clear(&sheet);
	return result;
}

const struct verb cmd_import_verbs[] = {
	{ "import",
	  "FILE.csv",
	  TXT_IMPORT_SUMMARY,
	  TXT_IMPORT_ABOUT,
	  import_options,
	  1,
	  1,
	  1,
	  { "huiyin import proposals.csv --dry-run", "huiyin import proposals.csv" },
	  run_import },
	{ 0 },
};
