/* import of a CSV whose columns have the names of the contract: it is stored at once, as it always was. */
#include "import_plain.h"

#include "case_rows.h"
#include "import_cases.h"
#include "remote.h"
#include "say.h"

struct plain {
	struct case_import import;
	struct sheet_faults faults;
	bool dry_run;
};

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
static int print_answer(const struct client *client, struct plain *plain, const Huiyin__V1__ImportCasesResponse *answer)
{
	struct report *report = report_new();
	if (!answer->n_errors)
		report_line(report, "message", txt(plain->dry_run ? TXT_IMPORT_DRY : TXT_IMPORT_DONE));
	add_counts(report, client, plain->dry_run, answer);
	sheet_faults_begin_in(&plain->faults, report);
	case_import_add_errors(&plain->import, answer);
	report_print(report, client);
	return answer->n_errors ? case_import_refuse(case_import_error_rows(answer)) : CLIENT_OK;
}

/* Some rows are wrong already: the server checks the others, so that all errors stand in one list. */
static int print_faults(struct client *client, struct plain *plain)
{
	int result;
	struct case_import *import = &plain->import;
	bool any_good = import->n_good > 0;
	Huiyin__V1__ImportCasesResponse *answer = any_good ? case_import_send(client, import, true, &result) : NULL;
	size_t rows = sheet_rows(import->sheet) - import->n_good + (answer ? case_import_error_rows(answer) : 0);
	if (answer)
		case_import_add_errors(import, answer);
	report_print(plain->faults.report, client);
	if (any_good && !answer)
		say_note(TXT_OTHERS_NOT_CHECKED, NULL);
	remote_free(answer);
	return case_import_refuse(rows);
}

static int send_plain(struct client *client, struct plain *plain)
{
	int result;
	report_free(plain->faults.report);
	Huiyin__V1__ImportCasesResponse *answer = case_import_send(client, &plain->import, plain->dry_run, &result);
	if (answer)
		result = print_answer(client, plain, answer);
	remote_free(answer);
	return result;
}

int import_plain(struct client *client, const char *path, const struct strbuf *bytes, bool dry_run)
{
	struct sheet sheet = { 0 };
	int result = sheet_parse(&sheet, bytes, path, case_row_columns, n_case_row_columns, N_CASE_ROW_FIRST);
	if (result != CLIENT_OK)
		return result;
	struct arena *arena = arena_new();
	struct plain plain = { .import = { .sheet = &sheet, .faults = &plain.faults }, .dry_run = dry_run };
	sheet_faults_begin(&plain.faults);
	case_import_read(&plain.import, arena);
	result = plain.import.n_faults ? print_faults(client, &plain) : send_plain(client, &plain);
	arena_free(arena);
	sheet_clear(&sheet);
	return result;
}
