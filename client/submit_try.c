/* The dry run of many updates. */
#include "remote.h"
#include "report.h"
#include "say.h"
#include "submit_rows.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

static const struct column try_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "verb", TXT_COL_VERB, COLUMN_FIXED | COLUMN_DROP(1) },
	{ "outcome", TXT_COL_WHAT, COLUMN_FIXED },
	{ "state", TXT_COL_STATE_AFTER, COLUMN_FIXED },
	{ "message", TXT_COL_MESSAGE, COLUMN_WRAP },
	/* What programs want besides. */
	{ "line", TXT_COL_LINE, COLUMN_NUMBER },
	{ "reason", TXT_COL_REASON, COLUMN_FIXED },
	{ "outcome_code", TXT_COL_WHAT, COLUMN_FIXED }, /* possible, refused, not_tried */
};
#define N_TRY_DATA 3

struct trial {
	struct client *client;
	struct table *table;
	long long possible, refused, not_tried;
};

static void add_trial(struct trial *trial, const struct bulk_row *row, enum text_id word, const char *code,
		      const char *state, const char *message, const char *reason)
{
	table_row(trial->table, word == TXT_TRY_POSSIBLE ? ROW_PLAIN : word == TXT_BULK_REFUSED ? ROW_BAD : ROW_SOON);
	table_cell(trial->table, row->request->case_);
	table_cell(trial->table, row->request->verb);
	table_cell(trial->table, txt(word));
	table_cell(trial->table, state);
	table_cell(trial->table, message);
	if (row->line)
		table_cell_number(trial->table, (long long)row->line);
	else
		table_cell(trial->table, "");
	table_cell(trial->table, reason);
	table_cell(trial->table, code);
}

static void add_try_refusal(struct trial *trial, const struct bulk_row *row)
{
	const struct evgrpc_status *status = &trial->client->call->status;
	char *sentence = remote_sentence(trial->client, status), *reason = remote_reason(status);
	add_trial(trial, row, TXT_BULK_REFUSED, "refused", "", sentence, reason);
	trial->refused++;
	free(sentence);
	free(reason);
}

/* One row; an exit code that is not OK when there is no use in going on. */
static int try_row(struct trial *trial, const struct bulk_row *row)
{
	Huiyin__V1__TryUpdateRequest request = HUIYIN__V1__TRY_UPDATE_REQUEST__INIT;
	Huiyin__V1__TryUpdateResponse *answer;
	request.update = row->request;
	int result = REMOTE_TRY(trial->client, huiyin__v1__case_service__try_update__unary, &request, &answer);
	if (!trial->client->call->sent)
		return result;
	if (result == CLIENT_UNREACHABLE || trial->client->call->status.code == EVGRPC_UNAUTHENTICATED)
		return remote_fail(trial->client, &trial->client->call->status);
	if (result != CLIENT_OK) {
		add_try_refusal(trial, row);
		return CLIENT_OK;
	}
	const Huiyin__V1__Case *c = answer->case_;
	add_trial(trial, row, TXT_TRY_POSSIBLE, "possible", c ? c->state_label : "", c ? c->next_step : "", "");
	trial->possible++;
	remote_free(answer);
	return CLIENT_OK;
}

/* A case that a row before is about. */
struct tried {
	UT_hash_handle hh;
};

static bool is_first(struct tried **seen, struct arena *arena, const char *name)
{
	struct tried *entry;
	HASH_FIND_STR(*seen, name, entry);
	if (entry)
		return false;
	entry = arena_alloc(arena, sizeof *entry);
	HASH_ADD_KEYPTR(hh, *seen, name, strlen(name), entry);
	return true;
}

static int try_rows(struct trial *trial, const struct bulk_row *rows, size_t n)
{
	struct arena *arena = arena_new();
	struct tried *seen = NULL;
	int result = CLIENT_OK;
	for (size_t i = 0; i < n && result == CLIENT_OK; i++) {
		if (is_first(&seen, arena, rows[i].request->case_)) {
			result = try_row(trial, &rows[i]);
			continue;
		}
		add_trial(trial, &rows[i], TXT_TRY_LATER_ROW, "not_tried", "", "", "");
		trial->not_tried++;
	}
	HASH_CLEAR(hh, seen);
	arena_free(arena);
	return result;
}

int submit_rows_try(struct client *client, const struct bulk_row *rows, size_t n)
{
	struct report *report = report_new();
	size_t n_columns = sizeof try_columns / sizeof try_columns[0];
	struct trial trial = { .client = client };
	trial.table = report_table(report, "updates", try_columns,
				   n_columns - (client->output == OUTPUT_TABLE ? N_TRY_DATA : 0), false);
	int result = try_rows(&trial, rows, n);
	if (result != CLIENT_OK) {
		report_free(report);
		return result;
	}
	report_number(report, "rows", TXT_FACT_ROWS, (long long)n);
	report_number(report, "possible", TXT_FACT_POSSIBLE, trial.possible);
	report_number(report, "refused", TXT_FACT_WOULD_REFUSE, trial.refused);
	report_number(report, "not_tried", TXT_FACT_NOT_TRIED, trial.not_tried);
	report_print(report, client);
	say_note(TXT_DRY_RUN_ONLY, NULL);
	return trial.refused == 0 ? CLIENT_OK : trial.possible + trial.not_tried ? CLIENT_PARTIAL : CLIENT_FAILED;
}
