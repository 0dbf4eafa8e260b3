#include "submit_cases.h"

#include "base/digest.h"
#include "directory.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>

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

int submit_cases(struct client *client, Huiyin__V1__SubmitUpdateRequest *request, char *const *names, int cases)
{
	int good = 0, last = CLIENT_OK;
	bool brief = client->output == OUTPUT_TABLE, own_id = *request->request_id;
	struct report *report = report_new();
	struct table *table = report_table(report, "updates", brief ? brief_columns : answer_columns,
					   brief ? COUNT(brief_columns) : COUNT(answer_columns), true);
	for (int i = 0; i < cases; i++) {
		char request_id[UUID_TEXT];
		if (!own_id) {
			directory_request_id(request_id);
			request->request_id = request_id;
		}
		request->case_ = names[i];
		int result = submit_one(client, request, table, cases == 1);
		good += result == CLIENT_OK;
		last = result == CLIENT_OK ? last : result;
		if (result == CLIENT_UNREACHABLE || result == CLIENT_DENIED)
			break;
	}
	if (!own_id)
		request->request_id = NULL; /* it was made in the loop */
	if (good == 0 && cases == 1 && client->output == OUTPUT_TABLE)
		report_free(report); /* the sentence has been said */
	else
		report_print(report, client);
	return good == cases ? CLIENT_OK : good ? CLIENT_PARTIAL : last;
}
