#include "submit_rows.h"

#include "remote.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include <huiyin/v1/access_service.evgrpc.h>

static const struct column refusal_columns[] = {
	{ "line", TXT_COL_LINE, COLUMN_NUMBER | COLUMN_IF_ANY },
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "verb", TXT_COL_VERB, COLUMN_FIXED },
	{ "outcome", TXT_COL_WHAT, COLUMN_FIXED },
	{ "reason", TXT_COL_REASON, COLUMN_FIXED },
	{ "message", TXT_COL_MESSAGE, COLUMN_WRAP },
	{ "outcome_code", TXT_COL_WHAT, COLUMN_FIXED }, /* for programs only */
};

static const char *word_of(const struct bulk_row *row)
{
	switch (row->state) {
	case BULK_REFUSED:
	case BULK_UNDONE:
		return remote_fate_word(row->fate);
	case BULK_UNANSWERED:
		return txt(TXT_BULK_UNANSWERED);
	case BULK_HELD:
		return txt(TXT_BULK_HELD);
	case BULK_WAITING:
	case BULK_SENDING:
	case BULK_STORED:
	case BULK_ALREADY:
		break;
	}
	return txt(TXT_BULK_WAITING);
}

static void add_refusals(struct table *table, const struct bulk_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct bulk_row *row = &rows[i];
		if (row->state == BULK_STORED || row->state == BULK_ALREADY)
			continue;
		table_row(table, row->state == BULK_REFUSED ? ROW_BAD : ROW_SOON);
		if (row->line)
			table_cell_number(table, (long long)row->line);
		else
			table_cell(table, ""); /* chosen by number or filter: there is no sheet */
		table_cell(table, row->request->case_);
		table_cell(table, row->request->verb);
		table_cell(table, word_of(row));
		table_cell(table, row->reason);
		table_cell(table, row->message);
		bool sent = row->state != BULK_HELD && row->state != BULK_WAITING;
		table_cell(table, sent ? remote_fate_code(row->fate) : "not_sent");
	}
}

static long long count_late(const struct bulk_row *rows, size_t n)
{
	long long late = 0;
	for (size_t i = 0; i < n; i++)
		late += rows[i].state == BULK_STORED && rows[i].late_entry;
	return late;
}

/* Prints the summary and gives the exit code: all counted, some, or none. */
static int print_summary(const struct client *client, const struct bulk_row *rows, size_t n)
{
	long long stored = bulk_count(rows, n, BULK_STORED), already = bulk_count(rows, n, BULK_ALREADY);
	long long refused = bulk_count(rows, n, BULK_REFUSED), unanswered = bulk_count(rows, n, BULK_UNANSWERED);
	struct report *report = report_new();
	report_number(report, "rows", TXT_FACT_ROWS, (long long)n);
	report_number(report, "sent", TXT_FACT_SENT, stored + already + refused + unanswered);
	report_number(report, "stored", TXT_FACT_STORED, stored);
	report_number(report, "already_stored", TXT_FACT_ALREADY_STORED, already);
	report_number(report, "late_entries", TXT_FACT_LATE_ENTRIES, count_late(rows, n));
	report_number(report, "refused", TXT_FACT_REFUSED, refused);
	report_number(report, "unanswered", TXT_FACT_UNANSWERED, unanswered);
	report_number(report, "held_back", TXT_FACT_HELD,
		      bulk_count(rows, n, BULK_HELD) + bulk_count(rows, n, BULK_WAITING) +
			      bulk_count(rows, n, BULK_UNDONE));
	size_t n_columns = sizeof refusal_columns / sizeof refusal_columns[0];
	struct table *table = report_table(report, "refusals", refusal_columns,
					   n_columns - (client->output == OUTPUT_TABLE ? 1 : 0), true);
	add_refusals(table, rows, n);
	bool all = table_rows(table) == 0;
	report_print(report, client);
	if (!all)
		say_note(TXT_SEND_AGAIN, NULL);
	if (all || stored + already)
		return all ? CLIENT_OK : CLIENT_PARTIAL;
	return unanswered || bulk_count(rows, n, BULK_UNDONE) ? CLIENT_UNREACHABLE : CLIENT_FAILED;
}

int submit_rows_send(struct client *client, struct bulk_row *rows, size_t n, int parallel)
{
	int result = bulk_run(client, rows, n, parallel);
	if (result == CLIENT_OK)
		result = print_summary(client, rows, n);
	bulk_free(rows, n);
	return result;
}

int submit_ask_sender(struct client *client, struct arena *arena, struct submit_sender *ret_sender)
{
	Huiyin__V1__WhoAmIRequest request = HUIYIN__V1__WHO_AM_IREQUEST__INIT;
	Huiyin__V1__WhoAmIResponse *who;
	int result = REMOTE_CALL(client, huiyin__v1__access_service__who_am_i__unary, &request, &who);
	if (result != CLIENT_OK)
		return result;
	ret_sender->office = arena_strdup(arena, who->token ? show_office_code(who->token->office) : "");
	ret_sender->business_date = arena_strdup(arena, who->business_date);
	remote_free(who);
	return CLIENT_OK;
}
