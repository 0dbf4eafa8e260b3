/* search: cases that all words fit, the best first. */
#include "base/memory.h"
#include "pages.h"
#include "remote.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_LIMIT 20
#define SEARCH_PAGE   100 /* the most a page of a search holds */

static const struct option_row search_options[] = {
	{ "session", 0, "CODE", TXT_OPT_SESSION },
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};

static const struct column search_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "title", TXT_COL_TITLE, COLUMN_TEXT },
	{ "state", TXT_COL_STATE, COLUMN_FIXED | COLUMN_DROP(2) },
	{ "session", TXT_COL_SESSION, COLUMN_FIXED | COLUMN_DROP(3) },
	{ "matched", TXT_COL_MATCHED, COLUMN_FIXED | COLUMN_DROP(1) },
	{ "snippet", TXT_COL_SNIPPET, COLUMN_TEXT | COLUMN_IF_ANY },
};

/* The words of what fitted, in the run's language; for programs as the server says it. Fresh memory. */
static char *matched_words(const struct client *client, const Huiyin__V1__FoundCase *found)
{
	static const struct {
		const char *name;
		enum text_id text;
	} words[] = { { "number", TXT_MATCHED_NUMBER }, { "document_number", TXT_MATCHED_DOCUMENT },
		      { "title", TXT_MATCHED_TITLE },   { "proposer", TXT_MATCHED_PROPOSER },
		      { "office", TXT_MATCHED_OFFICE }, { "text", TXT_MATCHED_TEXT } };
	struct strbuf list = { 0 };
	for (size_t i = 0; i < found->n_matched; i++) {
		const char *word = found->matched[i];
		for (size_t k = 0; show_to_person(client) && k < sizeof words / sizeof words[0]; k++)
			if (strcmp(words[k].name, word) == 0)
				word = txt(words[k].text);
		strbuf_printf(&list, "%s%s", i ? ";" : "", word);
	}
	return strbuf_take(&list);
}

/* What stands in the title is seen in the title. */
static bool in_title(const Huiyin__V1__FoundCase *found)
{
	for (size_t i = 0; i < found->n_matched; i++)
		if (strcmp(found->matched[i], "title") == 0)
			return true;
	return false;
}

static void add_row(const struct client *client, struct table *table, const Huiyin__V1__FoundCase *found)
{
	const Huiyin__V1__Case *c = found->case_;
	char name[SHOW_CASE_SIZE], *matched = matched_words(client, found);
	table_row(table, show_mark_row(c->mark));
	table_cell(table, show_case_name(c->case_number, c->case_id, name));
	table_cell(table, c->received->title);
	table_cell(table, c->state_label);
	table_cell(table, c->received->session);
	table_cell(table, matched);
	table_cell(table, show_to_person(client) && in_title(found) ? "" : found->snippet);
	free(matched);
}

/* Follows the pages up to the limit. An exit code. */
static int search(struct client *client, Huiyin__V1__SearchCasesRequest *request, long limit, struct table *table,
		  bool *ret_more)
{
	struct pages pages;
	int result = CLIENT_OK;
	pages_begin(&pages, limit, SEARCH_PAGE);
	while (pages_next(&pages, &request->page_size, &request->page_token)) {
		Huiyin__V1__SearchCasesResponse *answer;
		result = REMOTE_CALL(client, huiyin__v1__case_service__search_cases__unary, request, &answer);
		if (result != CLIENT_OK)
			break;
		for (size_t i = 0; i < answer->n_cases; i++)
			add_row(client, table, answer->cases[i]);
		pages_took(&pages, answer->n_cases, answer->next_page_token);
		remote_free(answer);
	}
	pages_end(&pages);
	*ret_more = pages.more;
	return result;
}

/* The words as one question; fresh memory. */
static char *join_words(const struct arguments *arguments)
{
	struct strbuf words = { 0 };
	for (int i = 0; i < arguments->n_words; i++)
		strbuf_printf(&words, "%s%s", i ? " " : "", arguments->words[i]);
	return strbuf_take(&words);
}

static int run_search(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__SearchCasesRequest request = HUIYIN__V1__SEARCH_CASES_REQUEST__INIT;
	long limit;
	bool more;
	if (pages_limit(client, arguments, DEFAULT_LIMIT, &limit) != 0)
		return CLIENT_USAGE;
	struct report *report = report_new();
	struct table *table =
		report_table(report, "cases", search_columns, sizeof search_columns / sizeof search_columns[0], false);
	char *words = join_words(arguments);
	request.query = words;
	request.session = option_text(arguments, "session");
	int result = search(client, &request, limit, table, &more);
	free(words);
	report_number(report, "count", TXT_FACT_COUNT, (long long)table_rows(table));
	return pages_print(client, report, result, more);
}

const struct verb cmd_search_verbs[] = {
	{ "search",
	  "WORD…",
	  TXT_SEARCH_SUMMARY,
	  TXT_SEARCH_ABOUT,
	  search_options,
	  sizeof search_options / sizeof search_options[0],
	  1,
	  -1,
	  { "huiyin search 加装电梯 市教育局", "huiyin search 包交函[2023]12号" },
	  run_search },
	{ 0 },
};
