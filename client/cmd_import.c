/* import: many proposals at once, all or none. */
#include "case_rows.h"
#include "progress.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <stdlib.h>

static const struct option_row import_options[] = {
	{ "dry-run", 'n', NULL, TXT_OPT_DRY_RUN },
};

static const struct column error_columns[] = {
	{ "line", TXT_COL_LINE, COLUMN_NUMBER },
	{ "field", TXT_COL_FIELD, COLUMN_FIXED },
	{ "reason", TXT_COL_REASON, COLUMN_FIXED },
	{ "message", TXT_COL_MESSAGE, COLUMN_FIXED },
};

/* Reads every row and looks for doubles before anything is sent. NULL after printing what is wrong. */
static Huiyin__V1__NewCase *read_rows(const struct client *client, const struct sheet *sheet, struct arena *arena)
{
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	size_t n = sheet_rows(sheet);
	Huiyin__V1__NewCase *cases = arena_alloc(arena, (n + 1) * sizeof *cases);
	for (size_t row = 0; row < n; row++)
		case_row_read(sheet, row, arena, &cases[row], &faults);
	case_rows_find_doubles(sheet, &faults);
	if (sheet_faults_count(&faults) == 0) {
		report_free(faults.report);
		return cases;
	}
	report_print(faults.report, client);
	return NULL;
}

/* The server may end the call before the last row; the status then tells why. */
static void send_rows(struct evgrpc_stream *stream, Huiyin__V1__NewCase *cases, size_t n, char *request_id,
		      bool dry_run)
{
	Huiyin__V1__ImportHeader header = HUIYIN__V1__IMPORT_HEADER__INIT;
	Huiyin__V1__ImportCasesRequest message = HUIYIN__V1__IMPORT_CASES_REQUEST__INIT;
	header.request_id = request_id;
	header.dry_run = dry_run;
	message.part_case = HUIYIN__V1__IMPORT_CASES_REQUEST__PART_HEADER;
	message.header = &header;
	struct progress progress = { .total = n };
	int result = evgrpc_stream_send(stream, &message.base);
	for (size_t row = 0; row < n && result == 0; row++) {
		Huiyin__V1__ImportRow part = HUIYIN__V1__IMPORT_ROW__INIT;
		part.row = (int32_t)row + 1;
		part.case_ = &cases[row];
		message.part_case = HUIYIN__V1__IMPORT_CASES_REQUEST__PART_ROW;
		message.row = &part;
		result = evgrpc_stream_send(stream, &message.base);
		progress_show(&progress, row + 1);
	}
	progress_clear(&progress);
}

static void add_errors(struct table *table, const struct sheet *sheet, const Huiyin__V1__ImportCasesResponse *answer)
{
	for (size_t i = 0; i < answer->n_errors; i++) {
		const Huiyin__V1__RowError *error = answer->errors[i];
		bool known = error->row >= 1 && (size_t)error->row <= sheet_rows(sheet);
		size_t line = known ? sheet_line(sheet, (size_t)error->row - 1) : (size_t)error->row;
		table_row(table, ROW_BAD);
		table_cell_number(table, (long long)line);
		table_cell(table, error->field);
		table_cell(table, error->reason);
		table_cell(table, error->message);
		say_row_reason(line, error->reason);
	}
}

/* Prints what came of it and returns the exit code. */
static int print_answer(const struct client *client, const struct sheet *sheet, bool dry_run,
			const Huiyin__V1__ImportCasesResponse *answer)
{
	struct report *report = report_new();
	if (!answer->n_errors)
		report_line(report, "message", txt(dry_run ? TXT_IMPORT_DRY : TXT_IMPORT_DONE));
	report_number(report, "rows", TXT_FACT_ROWS, answer->rows);
	report_number(report, "stored", TXT_FACT_STORED, answer->stored);
	report_number(report, "already_stored", TXT_FACT_ALREADY_STORED, answer->already_stored);
	report_number(report, "last_page", TXT_FACT_PAGE, answer->last_page);
	add_errors(report_table(report, "errors", error_columns, 4, true), sheet, answer);
	report_print(report, client);
	if (!answer->n_errors)
		return CLIENT_OK;
	struct refusal refusal = { 0 };
	refuse_with(refuse(&refusal, REASON_IMPORT_HAS_ERRORS), "count", "%zu", answer->n_errors);
	say_refusal(&refusal);
	return CLIENT_FAILED;
}

static int send_import(struct client *client, const struct sheet *sheet, Huiyin__V1__NewCase *cases, bool dry_run)
{
	int result = remote_open(client);
	if (result != CLIENT_OK)
		return result;
	struct remote_options options = { 0 };
	remote_fill(client, REMOTE_LONG_MS, &options);
	uint8_t uuid[UUID_BYTES];
	char request_id[UUID_TEXT];
	sheet_uuid(sheet, n_case_row_columns, "import", uuid);
	struct evgrpc_stream *stream =
		evgrpc_stream_open(client->channel, "/huiyin.v1.CaseService/ImportCases",
				   &huiyin__v1__import_cases_response__descriptor, &options.call);
	if (!stream) {
		struct evgrpc_status unavailable = { .code = EVGRPC_UNAVAILABLE };
		return remote_fail(client, &unavailable);
	}
	send_rows(stream, cases, sheet_rows(sheet), uuid_format(uuid, request_id), dry_run);
	struct evgrpc_status status = { 0 };
	ProtobufCMessage *answer = NULL;
	int code = evgrpc_stream_finish(stream, &answer, &status);
	if (code != EVGRPC_OK) {
		status.code = (enum evgrpc_code)code;
		return remote_fail(client, &status);
	}
	const Huiyin__V1__ImportCasesResponse *response = (const void *)answer;
	result = print_answer(client, sheet, dry_run, response);
	remote_free(answer);
	return result;
}

static int run_import(struct client *client, const struct arguments *arguments)
{
	struct sheet sheet = { 0 };
	int result = sheet_read(&sheet, arguments->words[0], case_row_columns, n_case_row_columns);
	if (result != CLIENT_OK)
		return result;
	struct arena *arena = arena_new();
	Huiyin__V1__NewCase *cases = read_rows(client, &sheet, arena);
	result = cases ? send_import(client, &sheet, cases, option_given(arguments, "dry-run")) : CLIENT_FAILED;
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
