/* history: what happened to a case, a sentence for each line of the ledger. */
#include "base/memory.h"
#include "pages.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For people: the day and a sentence. */
static const struct column brief_columns[] = {
	{ "version", TXT_FACT_VERSION, COLUMN_NUMBER },
	{ "happened_on", TXT_COL_HAPPENED_ON, COLUMN_FIXED },
	{ "sentence", TXT_COL_WHAT_HAPPENED, COLUMN_WRAP },
	{ "page", TXT_FACT_PAGE, COLUMN_FIXED | COLUMN_DROP(1) },
};
static const struct column data_columns[] = {
	{ "version", TXT_FACT_VERSION, COLUMN_NUMBER },
	{ "happened_on", TXT_COL_HAPPENED_ON, COLUMN_FIXED },
	{ "verb", TXT_COL_VERB, COLUMN_FIXED },
	{ "office", TXT_FACT_OFFICE, COLUMN_NAME },
	{ "role", TXT_FACT_ROLE, COLUMN_FIXED },
	{ "late_entry", TXT_COL_LATE_ENTRY, COLUMN_YES },
	{ "summary", TXT_COL_SUMMARY, COLUMN_WRAP },
	{ "page", TXT_FACT_PAGE, COLUMN_NUMBER },
	{ "line", TXT_COL_PAGE_LINE, COLUMN_NUMBER },
	{ "recorded_at", TXT_FACT_RECORDED_AT, COLUMN_FIXED },
	{ "verb_code", TXT_COL_VERB, COLUMN_FIXED },
	{ "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED },
	{ "role_code", TXT_FACT_ROLE, COLUMN_FIXED },
	{ "corrects", TXT_COL_CORRECTS, COLUMN_NUMBER },
	{ "corrected_by", TXT_COL_CORRECTED_BY, COLUMN_NUMBER },
	{ "sentence", TXT_COL_WHAT_HAPPENED, COLUMN_WRAP },
};
static const struct column leaf_columns[] = {
	{ "version", TXT_FACT_VERSION, COLUMN_NUMBER },
	{ "leaf", TXT_COL_LEAF, COLUMN_FIXED },
};
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The lines of a case; answers keep them alive. */
struct lines {
	Huiyin__V1__ListUpdatesResponse **answers;
	size_t n_answers;
	const Huiyin__V1__Update **list;
	size_t n;
};

static void keep(struct lines *lines, Huiyin__V1__ListUpdatesResponse *answer)
{
	lines->answers = hy_xrealloc(lines->answers, (lines->n_answers + 1) * sizeof(*lines->answers));
	lines->answers[lines->n_answers++] = answer;
	lines->list = hy_xrealloc(lines->list, (lines->n + answer->n_updates + 1) * sizeof(*lines->list));
	for (size_t i = 0; i < answer->n_updates; i++)
		lines->list[lines->n++] = answer->updates[i];
}

static void free_lines(struct lines *lines)
{
	for (size_t i = 0; i < lines->n_answers; i++)
		remote_free(lines->answers[i]);
	free(lines->answers);
	free(lines->list);
}

static int fetch_lines(struct client *client, char *name, struct lines *lines)
{
	Huiyin__V1__ListUpdatesRequest request = HUIYIN__V1__LIST_UPDATES_REQUEST__INIT;
	struct pages pages;
	int result = CLIENT_OK;
	request.case_ = name;
	pages_begin(&pages, LONG_MAX, PAGE_SIZE);
	while (pages_next(&pages, &request.page_size, &request.page_token)) {
		Huiyin__V1__ListUpdatesResponse *answer;
		result = REMOTE_CALL(client, huiyin__v1__case_service__list_updates__unary, &request, &answer);
		if (result != CLIENT_OK)
			break;
		pages_took(&pages, answer->n_updates, answer->next_page_token);
		keep(lines, answer);
	}
	pages_end(&pages);
	return result;
}

/* The latest line that corrects a version; 0: none does. */
static int corrected_by(const struct lines *lines, int version)
{
	for (size_t i = lines->n; i-- > 0;)
		if (lines->list[i]->corrects == version)
			return lines->list[i]->version;
	return 0;
}

static void add_note(struct strbuf *out, enum text_id note, int version)
{
	char number[16];
	snprintf(number, sizeof number, "%d", version);
	char *filled = say_filled(note, "version", number, NULL);
	strbuf_puts(out, filled);
	free(filled);
}

/* Ends a sentence that may have brought its own full stop and blanks. */
static void add_stop(struct strbuf *out)
{
	static const char stop[] = "。";
	while (out->len && strchr(" \n\r\t", out->text[out->len - 1]))
		out->text[--out->len] = '\0';
	bool stopped = out->len >= sizeof stop - 1 && strcmp(out->text + out->len - (sizeof stop - 1), stop) == 0;
	if (!stopped && out->len && !strchr(".!?", out->text[out->len - 1]))
		strbuf_puts(out, txt(TXT_HISTORY_STOP));
}

/* "示例单位签收。", "提案委员会交办：主办：…。（补录）": who, what, the words, and what became of the line. Fresh. */
static char *sentence_of(const struct lines *lines, const Huiyin__V1__Update *update)
{
	const char *office = show_office(update->office), *summary = update->summary;
	const char *verb = *update->verb_label ? update->verb_label : update->verb;
	int corrected = corrected_by(lines, update->version);
	struct strbuf out = { 0 };
	char *filled = say_filled(*summary ? TXT_HISTORY_SENTENCE : TXT_HISTORY_SHORT, "who",
				  *office ? office : show_role(update->role), "verb", verb, "what", summary, NULL);
	strbuf_puts(&out, filled);
	free(filled);
	add_stop(&out);
	if (update->corrects)
		add_note(&out, TXT_HISTORY_CORRECTS, update->corrects);
	if (corrected)
		add_note(&out, TXT_HISTORY_CORRECTED, corrected);
	if (update->late_entry)
		strbuf_puts(&out, txt(TXT_HISTORY_LATE));
	return strbuf_take(&out);
}

static void add_brief(struct table *table, const struct lines *lines, const Huiyin__V1__Update *update)
{
	char place[48], *sentence = sentence_of(lines, update);
	table_row(table, corrected_by(lines, update->version) ? ROW_SOON : ROW_PLAIN);
	table_cell_number(table, update->version);
	table_cell(table, update->happened_on);
	table_cell(table, sentence);
	snprintf(place, sizeof place, "%lld.%d", (long long)update->page, update->line);
	table_cell(table, place);
	free(sentence);
}

static void add_number(struct table *table, int number)
{
	if (number)
		table_cell_number(table, number);
	else
		table_cell(table, "");
}

static void add_data(const struct client *client, struct table *table, const struct lines *lines,
		     const Huiyin__V1__Update *update)
{
	char moment[SHOW_MOMENT_SIZE], *sentence = sentence_of(lines, update);
	table_row(table, ROW_PLAIN);
	table_cell_number(table, update->version);
	table_cell(table, update->happened_on);
	table_cell(table, *update->verb_label ? update->verb_label : update->verb);
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
	add_number(table, update->corrects);
	add_number(table, corrected_by(lines, update->version));
	table_cell(table, sentence);
	free(sentence);
}

static void print_lines(const struct client *client, const struct lines *lines)
{
	bool people = client->output == OUTPUT_TABLE;
	struct report *report = report_new();
	struct table *table = report_table(report, "updates", people ? brief_columns : data_columns,
					   people ? COUNT(brief_columns) : COUNT(data_columns), false);
	for (size_t i = 0; i < lines->n; i++)
		if (people)
			add_brief(table, lines, lines->list[i]);
		else
			add_data(client, table, lines, lines->list[i]);
	if (client->verbose || client->output == OUTPUT_JSON) {
		table = report_table(report, "leaves", leaf_columns, COUNT(leaf_columns), true);
		for (size_t i = 0; i < lines->n; i++) {
			table_row(table, ROW_PLAIN);
			table_cell_number(table, lines->list[i]->version);
			table_cell(table, lines->list[i]->leaf);
		}
	}
	report_print(report, client);
}

static int run_history(struct client *client, const struct arguments *arguments)
{
	struct lines lines = { 0 };
	int result = fetch_lines(client, arguments->words[0], &lines);
	if (result == CLIENT_OK)
		print_lines(client, &lines);
	free_lines(&lines);
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
