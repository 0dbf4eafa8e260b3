/* submit: moves cases on, one verb at a time or a whole sheet. */
#include "base/digest.h"
#include "bulk.h"
#include "directory.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include "submit_file.h"
#include "textfile.h"
#include "update_rows.h"
#include "verbs.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* How long a text may be is the server's to say; this only keeps a wrong file from filling memory. */
#define MAX_TEXT_BYTES   (16u << 20)
#define DEFAULT_PARALLEL 8

static const struct option_row submit_options[] = {
	{ "on", 0, "DATE", TXT_OPT_ON },
	{ "reason", 0, "TEXT", TXT_OPT_REASON },
	{ "office", 0, "CODE", TXT_OPT_OFFICE_ACTED },
	{ "lead", 0, "CODE", TXT_OPT_LEAD },
	{ "assist", 0, "A,B", TXT_OPT_ASSIST },
	{ "number", 0, "NUMBER", TXT_OPT_NUMBER },
	{ "method", 0, "METHOD", TXT_OPT_METHOD },
	{ "persons", 0, "TEXT", TXT_OPT_PERSONS },
	{ "class", 0, "LETTER", TXT_OPT_CLASS },
	{ "document", 0, "NUMBER", TXT_OPT_DOCUMENT },
	{ "text", 0, "TEXT", TXT_OPT_TEXT },
	{ "text-file", 0, "FILE", TXT_OPT_TEXT_FILE },
	{ "attitude", 0, "MARK", TXT_OPT_ATTITUDE },
	{ "result", 0, "MARK", TXT_OPT_RESULT },
	{ "outcome", 0, "T|N|U|DATE", TXT_OPT_OUTCOME },
	{ "expect", 0, "VERSION", TXT_OPT_EXPECT },
	{ "request-id", 0, "UUID", TXT_OPT_REQUEST_ID },
	{ "file", 'f', "FILE.csv", TXT_OPT_SUBMIT_FILE },
	{ "parallel", 0, "N", TXT_OPT_PARALLEL },
};

static const struct column answer_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "outcome", TXT_COL_WHAT, COLUMN_FIXED },
	{ "version", TXT_FACT_VERSION, COLUMN_NUMBER },
	{ "page", TXT_FACT_PAGE, COLUMN_NUMBER },
	{ "line", TXT_COL_PAGE_LINE, COLUMN_NUMBER },
	{ "state", TXT_COL_STATE, COLUMN_FIXED },
	{ "next_step", TXT_COL_NEXT_STEP, COLUMN_TEXT },
	{ "late_entry", TXT_COL_LATE_ENTRY, COLUMN_YES },
	{ "request_id", TXT_COL_REQUEST_ID, COLUMN_FIXED },
	{ "reason", TXT_COL_REASON, COLUMN_FIXED },
	{ "message", TXT_COL_MESSAGE, COLUMN_TEXT },
	/* The same in every language: stored, already, refused, unknown, not_sent; and the rules' name of the state. */
	{ "outcome_code", TXT_COL_WHAT, COLUMN_FIXED },
	{ "state_code", TXT_COL_STATE, COLUMN_FIXED },
};
/* What a person wants to see of it. */
static const struct column brief_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },         { "outcome", TXT_COL_WHAT, COLUMN_FIXED },
	{ "version", TXT_FACT_VERSION, COLUMN_NUMBER }, { "page", TXT_FACT_PAGE, COLUMN_NUMBER },
	{ "state", TXT_COL_STATE, COLUMN_FIXED },       { "next_step", TXT_COL_NEXT_STEP, COLUMN_WRAP },
};
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static int read_outcomes(const struct arguments *arguments, struct arena *arena,
			 Huiyin__V1__SubmitUpdateRequest *request)
{
	size_t n = 0;
	while (option_repeated(arguments, "outcome", n))
		n++;
	request->outcomes = arena_alloc(arena, (n + 1) * sizeof(Huiyin__V1__Outcome *));
	for (size_t i = 0; i < n; i++) {
		struct refusal refusal = { 0 };
		if (update_outcome(arena, option_repeated(arguments, "outcome", i), &request->outcomes[i], &refusal) !=
		    0) {
			say_refusal(&refusal);
			return -1;
		}
	}
	request->n_outcomes = n;
	return 0;
}

/* The update the options describe; texts are argv's or the arena's. */
static int read_request(const struct arguments *arguments, struct arena *arena,
			Huiyin__V1__SubmitUpdateRequest *request)
{
	char *happened_on = arena_alloc(arena, HY_DAY_TEXT);
	long expect = 0;
	if (show_read_day("happened_on", option_value(arguments, "on"), happened_on) != 0 ||
	    option_number(arguments, "expect", 1, INT_MAX, &expect) != 0 ||
	    read_outcomes(arguments, arena, request) != 0)
		return -1;
	request->verb = arguments->words[0];
	request->happened_on = happened_on;
	request->expected_version = (int32_t)expect;
	request->reason = option_text(arguments, "reason");
	request->office = option_text(arguments, "office");
	request->lead_office = option_text(arguments, "lead");
	update_split(arena, option_text(arguments, "assist"), ",;", &request->assist_offices,
		     &request->n_assist_offices);
	request->case_number = option_text(arguments, "number");
	request->contact_method = option_text(arguments, "method");
	request->contact_persons = option_text(arguments, "persons");
	request->class_ = option_text(arguments, "class");
	request->document_number = option_text(arguments, "document");
	request->text = option_text(arguments, "text");
	request->attitude = option_text(arguments, "attitude");
	request->result = option_text(arguments, "result");
	return 0;
}

static void add_answer(struct table *table, bool brief, const char *request_id,
		       const Huiyin__V1__SubmitUpdateResponse *answer)
{
	char name[SHOW_CASE_SIZE];
	const Huiyin__V1__Case *c = answer->case_;
	table_row(table, ROW_PLAIN);
	table_cell(table, c ? show_case_name(c->case_number, c->case_id, name) : "");
	table_cell(table, txt(answer->already_stored ? TXT_WORD_ALREADY
			      : answer->late_entry   ? TXT_WORD_STORED_LATE
						     : TXT_WORD_STORED));
	table_cell_number(table, answer->version);
	table_cell_number(table, answer->page);
	if (!brief)
		table_cell_number(table, answer->line);
	table_cell(table, c ? c->state_label : "");
	table_cell(table, c ? c->next_step : "");
	table_cell(table, answer->late_entry ? txt(TXT_YES) : "");
	table_cell(table, request_id);
	table_cell(table, ""); /* reason and message */
	table_cell(table, "");
	table_cell(table, answer->already_stored ? "already" : "stored");
	table_cell(table, c ? c->state : "");
}

static void add_failure(struct table *table, bool brief, const Huiyin__V1__SubmitUpdateRequest *request,
			enum remote_fate fate, const char *sentence, const char *reason)
{
	table_row(table, ROW_BAD);
	table_cell(table, request->case_);
	table_cell(table, remote_fate_word(fate));
	for (size_t empty = brief ? 3 : 6; empty > 0; empty--) /* version, page … */
		table_cell(table, "");
	if (brief) {
		table_cell(table, sentence);
		return;
	}
	table_cell(table, request->request_id);
	table_cell(table, reason);
	table_cell(table, sentence);
	table_cell(table, remote_fate_code(fate));
}

/* One case; adds its row. When it stands alone, its failure is said on stderr too. Returns the exit code. */
static int submit_one(struct client *client, Huiyin__V1__SubmitUpdateRequest *request, struct table *table, bool alone)
{
	bool brief = client->output == OUTPUT_TABLE;
	Huiyin__V1__SubmitUpdateResponse *answer;
	int result = REMOTE_TRY(client, huiyin__v1__case_service__submit_update__unary, request, &answer);
	const struct evgrpc_status *status = &client->call->status;
	if (!client->call->sent)
		return result;
	if (result == CLIENT_OK) {
		add_answer(table, brief, request->request_id, answer);
		remote_free(answer);
		return CLIENT_OK;
	}
	char *sentence = remote_sentence(client, status), *reason = remote_reason(status);
	enum remote_fate fate = remote_fate(status);
	add_failure(table, brief, request, fate, sentence, reason);
	if (alone)
		remote_fail(client, status);
	else if (client->verbose)
		fprintf(stderr, "huiyin: %s: %s %s\n", request->case_, evgrpc_code_name(status->code), reason);
	if (fate == FATE_UNKNOWN)
		say_note(TXT_RETRY_WITH_ID, "id", request->request_id, NULL);
	free(sentence);
	free(reason);
	return result;
}

static int submit_cases(struct client *client, const struct arguments *arguments,
			Huiyin__V1__SubmitUpdateRequest *request)
{
	int cases = arguments->n_words - 1, good = 0, last = CLIENT_OK;
	bool brief = client->output == OUTPUT_TABLE;
	struct report *report = report_new();
	struct table *table = report_table(report, "updates", brief ? brief_columns : answer_columns,
					   brief ? COUNT(brief_columns) : COUNT(answer_columns), true);
	for (int i = 0; i < cases; i++) {
		char request_id[UUID_TEXT];
		directory_request_id(request_id);
		request->request_id =
			option_given(arguments, "request-id") ? option_text(arguments, "request-id") : request_id;
		request->case_ = arguments->words[1 + i];
		int result = submit_one(client, request, table, cases == 1);
		good += result == CLIENT_OK;
		last = result == CLIENT_OK ? last : result;
		if (result == CLIENT_UNREACHABLE || result == CLIENT_DENIED)
			break;
	}
	request->request_id = NULL; /* it may have been made in the loop */
	if (good == 0 && cases == 1 && client->output == OUTPUT_TABLE)
		report_free(report); /* the sentence has been said */
	else
		report_print(report, client);
	return good == cases ? CLIENT_OK : good ? CLIENT_PARTIAL : last;
}

static int submit_words(struct client *client, const struct arguments *arguments)
{
	bool one_only = option_given(arguments, "expect") || option_given(arguments, "request-id");
	if (arguments->n_words < 2) {
		say_error(TXT_SUBMIT_NEEDS_CASE, NULL);
		return CLIENT_USAGE;
	}
	if (one_only && arguments->n_words > 2) {
		say_error(TXT_SUBMIT_ONE_ONLY, NULL);
		return CLIENT_USAGE;
	}
	struct arena *arena = arena_new();
	Huiyin__V1__SubmitUpdateRequest request = HUIYIN__V1__SUBMIT_UPDATE_REQUEST__INIT;
	const char *path = option_value(arguments, "text-file");
	size_t len;
	char *text = NULL;
	int result = read_request(arguments, arena, &request) == 0 ? CLIENT_OK : CLIENT_USAGE;
	if (result == CLIENT_OK && path && !(text = textfile_read_prose(path, MAX_TEXT_BYTES, &len)))
		result = CLIENT_FAILED;
	if (text)
		request.text = text;
	if (result == CLIENT_OK)
		result = submit_cases(client, arguments, &request);
	free(text);
	arena_free(arena);
	return result;
}

static int run_submit(struct client *client, const struct arguments *arguments)
{
	long parallel = DEFAULT_PARALLEL;
	const char *file = option_value(arguments, "file");
	if (!file)
		return submit_words(client, arguments);
	if (option_number(arguments, "parallel", 1, BULK_MAX_PARALLEL, &parallel) != 0)
		return CLIENT_USAGE;
	if (arguments->n_words) {
		say_error(TXT_SUBMIT_FILE_ALONE, NULL);
		return CLIENT_USAGE;
	}
	return submit_file(client, file, (int)parallel);
}

const struct verb cmd_submit_verbs[] = {
	{ "submit",
	  "VERB CASE…",
	  TXT_SUBMIT_SUMMARY,
	  TXT_SUBMIT_ABOUT,
	  submit_options,
	  COUNT(submit_options),
	  0,
	  -1,
	  { "huiyin submit answer 20230045 --class A --document 包交函〔2023〕12号 --text-file answer.txt",
	    "huiyin submit --file updates.csv" },
	  run_submit },
	{ 0 },
};
