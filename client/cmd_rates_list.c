/* rates list, rates why, overdue: the cases behind figures. */
#include "base/memory.h"
#include "pages.h"
#include "rate_figures.h"
#include "rate_request.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/rate_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a)  (sizeof(a) / sizeof(a)[0])
#define MAX_LIMIT 1000000

static const struct option_row list_options[] = {
	{ "part", 0, "numerator|rest|all", TXT_OPT_PART },
	RATE_REQUEST_OPTIONS,
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};
static const struct option_row why_options[] = {
	RATE_REQUEST_OPTIONS,
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};
static const struct option_row overdue_options[] = {
	{ "office", 0, "CODE", TXT_OPT_OFFICE_FILTER },
	{ "as-of", 0, "DATE", TXT_OPT_AS_OF },
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};
static const struct named_value counts[] = {
	{ "assigned", HUIYIN__V1__RATE_COUNT__RATE_COUNT_ASSIGNED },
	{ "accepted", HUIYIN__V1__RATE_COUNT__RATE_COUNT_ACCEPTED },
	{ "answered", HUIYIN__V1__RATE_COUNT__RATE_COUNT_ANSWERED },
	{ "on-time", HUIYIN__V1__RATE_COUNT__RATE_COUNT_ANSWERED_ON_TIME },
	{ "overdue", HUIYIN__V1__RATE_COUNT__RATE_COUNT_OVERDUE },
	{ "open", HUIYIN__V1__RATE_COUNT__RATE_COUNT_OPEN },
};
static const struct named_value parts[] = {
	{ "numerator", HUIYIN__V1__RATE_PART__RATE_PART_NUMERATOR },
	{ "rest", HUIYIN__V1__RATE_PART__RATE_PART_REST },
	{ "all", HUIYIN__V1__RATE_PART__RATE_PART_UNSPECIFIED },
};

/* Of a rate the first column tells what is counted. */
#define COUNTED_COLUMN                                                                                                 \
	{                                                                                                              \
		"counted", TXT_COL_COUNTED, COLUMN_YES                                                                 \
	}
/* clang-format off */
#define CASE_COLUMNS \
	{ "case", TXT_COL_CASE, COLUMN_FIXED | COLUMN_IF_ANY }, \
	{ "title", TXT_COL_TITLE, COLUMN_TEXT | COLUMN_IF_ANY }, \
	{ "office", TXT_FACT_OFFICE, COLUMN_NAME | COLUMN_IF_ANY }, \
	{ "role", TXT_COL_ASSIGNMENT_ROLE, COLUMN_FIXED | COLUMN_IF_ANY | COLUMN_DROP(2) }, \
	{ "assigned_on", TXT_COL_ASSIGNED_ON, COLUMN_FIXED | COLUMN_IF_ANY | COLUMN_DROP(4) }, \
	{ "due_on", TXT_COL_DUE_ON, COLUMN_FIXED | COLUMN_IF_ANY }, \
	{ "answered_on", TXT_COL_ANSWERED_ON, COLUMN_FIXED | COLUMN_IF_ANY | COLUMN_DROP(1) }, \
	{ "class", TXT_COL_CLASS, COLUMN_FIXED | COLUMN_IF_ANY | COLUMN_DROP(3) }, \
	{ "days_late", TXT_COL_DAYS_LATE, COLUMN_NUMBER | COLUMN_IF_ANY }, \
	{ "promise", TXT_COL_PROMISE_TEXT, COLUMN_TEXT | COLUMN_IF_ANY }, \
	{ "member", TXT_COL_RATE_MEMBER, COLUMN_FIXED | COLUMN_IF_ANY }, \
	/* The table of a person ends here; programs get the codes as well. */ \
	{ "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED }, \
	{ "role_code", TXT_COL_ASSIGNMENT_ROLE, COLUMN_FIXED }, \
	{ "item_no", TXT_COL_PROMISE_NO, COLUMN_NUMBER }, \
	{ "member_code", TXT_COL_RATE_MEMBER_CODE, COLUMN_FIXED }
/* clang-format on */
#define N_DATA_COLUMNS 4 /* the columns for programs only */
static const struct column case_columns[] = { CASE_COLUMNS };
static const struct column counted_columns[] = { COUNTED_COLUMN, CASE_COLUMNS };

/* What a list is asked with, and what its pages said. */
struct rate_list {
	struct client *client;
	Huiyin__V1__ListRateCasesRequest request;
	bool overdue; /* the list of its own; request has only day and office */
	bool marked;  /* of a rate: with the column that says which are counted */
	bool promises;
	struct table *table;
	struct pages pages;
	char as_of[HY_DAY_TEXT];
	long long page;
	char *line, *definition; /* of a rate; owned; NULL: none */
	long long denominator;
};

static void add_case(const struct rate_list *list, const Huiyin__V1__RateCase *c)
{
	char name[SHOW_CASE_SIZE];
	bool bad = list->marked ? !c->counted : c->days_late > 0;
	struct table *table = list->table;
	table_row(table, bad ? ROW_BAD : ROW_PLAIN);
	if (list->marked)
		table_cell(table, c->counted ? "✓" : "");
	table_cell(table, c->case_id ? show_case_name(c->case_number, c->case_id, name) : "");
	table_cell(table, c->title);
	table_cell(table, show_office(c->office));
	table_cell(table, show_assignment_role(c->role));
	table_cell(table, c->assigned_on);
	table_cell(table, c->due_on);
	table_cell(table, c->answered_on);
	table_cell(table, c->class_);
	if (c->case_id)
		table_cell_number(table, c->days_late);
	else
		table_cell(table, "");
	table_cell(table, c->promise);
	table_cell(table, show_member(c->member));
	table_cell(table, show_office_code(c->office));
	table_cell(table, show_assignment_role_code(c->role));
	if (c->item_no)
		table_cell_number(table, c->item_no);
	else
		table_cell(table, "");
	table_cell(table, c->member ? c->member->code : "");
}

/* Takes a page of either list. */
static void take_page(struct rate_list *list, Huiyin__V1__RateCase *const *cases, size_t n, const char *next,
		      const char *as_of, int64_t page)
{
	for (size_t i = 0; i < n; i++)
		add_case(list, cases[i]);
	pages_took(&list->pages, n, next);
	snprintf(list->as_of, sizeof list->as_of, "%s", as_of);
	list->page = page;
}

/* Of a rate: what it counts, and the figure the list explains. */
static void take_definition(struct rate_list *list, const Huiyin__V1__ListRateCasesResponse *answer)
{
	if (!answer->definition || !answer->figure || list->line)
		return;
	char *figure = rate_figure_text(answer->figure);
	list->line =
		say_filled(TXT_WHY_LINE, "label", answer->definition->label, "numerator", answer->definition->numerator,
			   "denominator", answer->definition->denominator, "figure", figure, NULL);
	list->definition = hy_xstrdup(answer->definition->definition);
	list->denominator = answer->figure->denominator;
	list->promises = strcmp(answer->definition->unit, "promise") == 0;
	free(figure);
}

static int ask_cases(struct rate_list *list)
{
	Huiyin__V1__ListRateCasesResponse *answer;
	int result =
		REMOTE_CALL(list->client, huiyin__v1__rate_service__list_rate_cases__unary, &list->request, &answer);
	if (result != CLIENT_OK)
		return result;
	take_page(list, answer->cases, answer->n_cases, answer->next_page_token, answer->as_of, answer->page);
	take_definition(list, answer);
	remote_free(answer);
	return CLIENT_OK;
}

static int ask_overdue(struct rate_list *list)
{
	Huiyin__V1__ListOverdueRequest request = HUIYIN__V1__LIST_OVERDUE_REQUEST__INIT;
	Huiyin__V1__ListOverdueResponse *answer;
	request.as_of = list->request.as_of;
	request.office = list->request.office;
	request.page_size = list->request.page_size;
	request.page_token = list->request.page_token;
	int result = REMOTE_CALL(list->client, huiyin__v1__rate_service__list_overdue__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	take_page(list, answer->cases, answer->n_cases, answer->next_page_token, answer->as_of, answer->page);
	remote_free(answer);
	return CLIENT_OK;
}

static int ask_pages(struct rate_list *list)
{
	Huiyin__V1__ListRateCasesRequest *request = &list->request;
	int result = CLIENT_OK;
	while (result == CLIENT_OK && pages_next(&list->pages, &request->page_size, &request->page_token))
		result = list->overdue ? ask_overdue(list) : ask_cases(list);
	return result;
}

/* Says when the list of a whole base is shorter than its figure, as the caller does not see all. */
static void note_hidden(const struct rate_list *list)
{
	if (!list->line || (long long)table_rows(list->table) >= list->denominator || list->pages.more)
		return;
	char *seen = hy_xasprintf("%zu", table_rows(list->table));
	say_note(TXT_WHY_PARTLY, "seen", seen, NULL);
	free(seen);
}

static void clear_list(struct rate_list *list)
{
	pages_end(&list->pages);
	free(list->line);
	free(list->definition);
}

/* The days of promises are not those of cases. */
static void title_days(const struct rate_list *list, const struct column *columns, size_t n, const char **titles)
{
	static const struct {
		const char *key;
		enum text_id title;
	} days[] = { { "assigned_on", TXT_COL_PROMISED_ON },
		     { "due_on", TXT_COL_PROMISE_LIMIT },
		     { "answered_on", TXT_COL_SETTLED_ON } };
	for (size_t i = 0; list->promises && i < n; i++)
		for (size_t k = 0; k < COUNT(days); k++)
			if (strcmp(columns[i].key, days[k].key) == 0)
				titles[i] = txt(days[k].title);
}

/* why: with the figure and its definition above the list. */
static int print_list(struct rate_list *list, bool why)
{
	const struct column *columns = list->marked ? counted_columns : case_columns;
	size_t n = list->marked ? COUNT(counted_columns) : COUNT(case_columns);
	struct report *report = report_new();
	/* A table may not come before lines that are known only after it is filled. */
	list->table = table_new(columns, n - (list->client->output == OUTPUT_TABLE ? N_DATA_COLUMNS : 0));
	const char *titles[COUNT(counted_columns)] = { NULL };
	int result = ask_pages(list);
	title_days(list, columns, n, titles);
	table_titles(list->table, titles);
	if (why && list->line) {
		report_line(report, "figure", list->line);
		report_line(report, "definition", list->definition);
	}
	report_take_table(report, "cases", list->table);
	report_number(report, "count", TXT_FACT_COUNT, (long long)table_rows(list->table));
	report_fact(report, "as_of", TXT_FACT_AS_OF, list->as_of);
	report_number(report, "page", TXT_FACT_PAGE, list->page);
	if (list->request.part == HUIYIN__V1__RATE_PART__RATE_PART_UNSPECIFIED)
		note_hidden(list);
	result = pages_print(list->client, report, result, list->pages.more);
	clear_list(list);
	return result;
}

/* Fills the list's request; asked lives as long as the list. */
static int read_list(const struct arguments *arguments, struct rate_request *asked, struct rate_list *list)
{
	long limit = MAX_LIMIT;
	list->request = (Huiyin__V1__ListRateCasesRequest)HUIYIN__V1__LIST_RATE_CASES_REQUEST__INIT;
	if (rate_request_read(arguments, asked) != 0 || option_number(arguments, "limit", 1, MAX_LIMIT, &limit) != 0)
		return -1;
	pages_begin(&list->pages, limit, PAGE_SIZE);
	list->request.as_of = asked->as_of;
	list->request.office = asked->filter.office;
	RATE_REQUEST_FILL(&list->request, asked);
	return 0;
}

/* A word is a count, or else the code of a rate; with --part always that. */
static void read_subject(const struct arguments *arguments, struct rate_list *list)
{
	char *word = arguments->words[0];
	for (size_t i = 0; i < COUNT(counts) && !option_given(arguments, "part"); i++)
		if (strcmp(counts[i].name, word) == 0) {
			list->request.count = (Huiyin__V1__RateCount)counts[i].value;
			return;
		}
	list->request.rate = rate_code(word);
	list->marked = true;
}

static int run_list(struct client *client, const struct arguments *arguments)
{
	struct rate_list list = { .client = client };
	struct rate_request asked;
	int part = HUIYIN__V1__RATE_PART__RATE_PART_UNSPECIFIED;
	if (option_named(arguments, "part", parts, COUNT(parts), &part) != 0 ||
	    read_list(arguments, &asked, &list) != 0)
		return CLIENT_USAGE;
	read_subject(arguments, &list);
	list.request.part = (Huiyin__V1__RatePart)part;
	return print_list(&list, false);
}

/* why RATE, why OFFICE RATE. */
static int run_why(struct client *client, const struct arguments *arguments)
{
	struct rate_list list = { .client = client, .marked = true };
	struct rate_request asked;
	if (read_list(arguments, &asked, &list) != 0)
		return CLIENT_USAGE;
	list.request.rate = rate_code(arguments->words[arguments->n_words - 1]);
	if (arguments->n_words == 2)
		list.request.office = asked.filter.office = arguments->words[0];
	return print_list(&list, true);
}

static int run_overdue(struct client *client, const struct arguments *arguments)
{
	struct rate_list list = { .client = client, .overdue = true };
	struct rate_request asked;
	if (read_list(arguments, &asked, &list) != 0)
		return CLIENT_USAGE;
	return print_list(&list, false);
}

const struct verb cmd_rates_list_verbs[] = {
	{ "rates why",
	  "[OFFICE] RATE",
	  TXT_RATES_WHY_SUMMARY,
	  TXT_RATES_WHY_ABOUT,
	  why_options,
	  COUNT(why_options),
	  1,
	  2,
	  { "huiyin rates why answer --as-of 2023-06-30", "huiyin rates why jtj answered" },
	  run_why },
	{ "rates list",
	  "COUNT|RATE",
	  TXT_RATES_LIST_SUMMARY,
	  TXT_RATES_LIST_ABOUT,
	  list_options,
	  COUNT(list_options),
	  1,
	  1,
	  { "huiyin rates list open --as-of 2023-06-30", "huiyin rates list satisfaction --part rest --office jtj" },
	  run_list },
	{ "overdue",
	  "",
	  TXT_OVERDUE_SUMMARY,
	  TXT_OVERDUE_ABOUT,
	  overdue_options,
	  COUNT(overdue_options),
	  0,
	  0,
	  { "huiyin overdue", "huiyin overdue --office jtj --as-of 2023-06-30" },
	  run_overdue },
	{ 0 },
};
