/* history: what happened to a case, line by line of the ledger. */
#include "remote.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_SIZE 1000 /* the most a page of the contract holds */

static const struct column history_columns[] = {
	{ "version", TXT_FACT_VERSION, COLUMN_NUMBER },
	{ "happened_on", TXT_COL_HAPPENED_ON, COLUMN_FIXED },
	{ "verb", TXT_COL_VERB, COLUMN_FIXED },
	{ "office", TXT_FACT_OFFICE, COLUMN_NAME },
	{ "role", TXT_FACT_ROLE, COLUMN_FIXED | COLUMN_DROP(4) },
	{ "late_entry", TXT_COL_LATE_ENTRY, COLUMN_YES | COLUMN_DROP(1) },
	{ "summary", TXT_COL_SUMMARY, COLUMN_WRAP },
	{ "page", TXT_FACT_PAGE, COLUMN_NUMBER | COLUMN_DROP(2) },
	{ "line", TXT_COL_PAGE_LINE, COLUMN_NUMBER | COLUMN_DROP(5) },
	{ "recorded_at", TXT_FACT_RECORDED_AT, COLUMN_FIXED | COLUMN_DROP(3) },
	/* What programs want besides. */
	{ "verb_code", TXT_COL_VERB, COLUMN_FIXED },
	{ "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED },
	{ "role_code", TXT_FACT_ROLE, COLUMN_FIXED },
};
#define N_COLUMNS (sizeof history_columns / sizeof history_columns[0])
#define N_DATA    3 /* the columns for programs only */
static const struct column leaf_columns[] = {
	{ "version", TXT_FACT_VERSION, COLUMN_NUMBER },
	{ "leaf", TXT_COL_LEAF, COLUMN_FIXED },
};

static void add_update(const struct client *client, struct table *table, struct table *leaves,
		       const Huiyin__V1__Update *update)
{
	char moment[SHOW_MOMENT_SIZE];
	table_row(table, ROW_PLAIN);
	table_cell_number(table, update->version);
	table_cell(table, update->happened_on);
	table_cell(table, update->verb_label && *update->verb_label ? update->verb_label : update->verb);
	table_cell(table, show_office(update->office));
	table_cell(table, show_role(update->role));
	table_cell(table, update->late_entry ? txt(TXT_COL_LATE_ENTRY) : "");
	table_cell(table, update->summary);
	table_cell_number(table, update->page);
	table_cell_number(table, update->line);
	table_cell(table, show_moment(client, update->recorded_at, moment));
	table_cell(table, update->verb);
	table_cell(table, show_office_code(update->office));
	table_cell(table, show_role_code(update->role));
	if (leaves) {
		table_row(leaves, ROW_PLAIN);
		table_cell_number(leaves, update->version);
		table_cell(leaves, update->leaf);
	}
}

static int run_history(struct client *client, const struct arguments *arguments)
{
	struct report *report = report_new();
	struct table *table = report_table(report, "updates", history_columns,
					   N_COLUMNS - (client->output == OUTPUT_TABLE ? N_DATA : 0), false);
	struct table *leaves = client->verbose || client->output == OUTPUT_JSON
				       ? report_table(report, "leaves", leaf_columns, 2, true)
				       : NULL;
	char *token = NULL;
	int result = CLIENT_OK;
	do {
		Huiyin__V1__ListUpdatesRequest request = HUIYIN__V1__LIST_UPDATES_REQUEST__INIT;
		request.case_ = arguments->words[0];
		request.page_size = PAGE_SIZE;
		if (token)
			request.page_token = token;
		Huiyin__V1__ListUpdatesResponse *answer;
		result = REMOTE_CALL(client, huiyin__v1__case_service__list_updates__unary, &request, &answer);
		free(token);
		token = NULL;
		if (result != CLIENT_OK)
			break;
		for (size_t i = 0; i < answer->n_updates; i++)
			add_update(client, table, leaves, answer->updates[i]);
		if (*answer->next_page_token)
			token = strdup(answer->next_page_token);
		remote_free(answer);
	} while (token);
	if (result == CLIENT_OK)
		report_print(report, client);
	else
		report_free(report);
	return result;
}

const struct verb cmd_history_verbs[] = {
	{ "history",
	  "CASE",
	  TXT_HISTORY_SUMMARY,
	  TXT_HISTORY_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "huiyin history 20230045", "huiyin history 20230045 --output csv > history.csv" },
	  run_history },
	{ 0 },
};
