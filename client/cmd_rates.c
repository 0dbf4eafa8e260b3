/* rates, rates list, overdue: the figures and the cases behind them. */
#include "base/memory.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/rate_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_SIZE 1000 /* the most a page of the contract holds */
#define MAX_LIMIT 1000000

static const struct option_row rates_options[] = {
	{ "by", 0, "office", TXT_OPT_BY },
	{ "as-of", 0, "DATE", TXT_OPT_AS_OF },
	{ "session", 0, "CODE", TXT_OPT_SESSION },
	{ "role", 0, "lead|assist", TXT_OPT_ROLE_COUNTED },
};
static const struct option_row list_options[] = {
	{ "office", 0, "CODE", TXT_OPT_OFFICE_FILTER },
	{ "as-of", 0, "DATE", TXT_OPT_AS_OF },
	{ "session", 0, "CODE", TXT_OPT_SESSION },
	{ "role", 0, "lead|assist", TXT_OPT_ROLE_COUNTED },
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};
static const struct option_row overdue_options[] = {
	{ "office", 0, "CODE", TXT_OPT_OFFICE_FILTER },
	{ "as-of", 0, "DATE", TXT_OPT_AS_OF },
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};

static const struct column rate_columns[] = {
	{ "office", TXT_COL_RATE_OFFICE, COLUMN_NAME },
	{ "assigned", TXT_COL_ASSIGNED, COLUMN_NUMBER },
	{ "accepted", TXT_COL_ACCEPTED, COLUMN_NUMBER },
	{ "answered", TXT_COL_ANSWERED, COLUMN_NUMBER },
	{ "answered_on_time", TXT_COL_ON_TIME, COLUMN_NUMBER },
	{ "overdue", TXT_COL_OVERDUE, COLUMN_NUMBER },
	{ "rate", TXT_COL_RATE, COLUMN_NUMBER },
};
/* What programs want besides: codes and the rate as a number. */
static const struct column rate_data_columns[] = {
	{ "office", TXT_COL_RATE_OFFICE, COLUMN_NAME },
	{ "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED },
	{ "assigned", TXT_COL_ASSIGNED, COLUMN_NUMBER },
	{ "accepted", TXT_COL_ACCEPTED, COLUMN_NUMBER },
	{ "answered", TXT_COL_ANSWERED, COLUMN_NUMBER },
	{ "answered_on_time", TXT_COL_ON_TIME, COLUMN_NUMBER },
	{ "overdue", TXT_COL_OVERDUE, COLUMN_NUMBER },
	{ "numerator", TXT_COL_NUMERATOR, COLUMN_NUMBER },
	{ "denominator", TXT_COL_DENOMINATOR, COLUMN_NUMBER },
	{ "rate_basis_points", TXT_COL_RATE, COLUMN_NUMBER },
	{ "rate", TXT_COL_RATE, COLUMN_FIXED },
};
static const struct column rate_case_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "title", TXT_COL_TITLE, COLUMN_TEXT },
	{ "office", TXT_FACT_OFFICE, COLUMN_NAME },
	{ "role", TXT_COL_ASSIGNMENT_ROLE, COLUMN_FIXED | COLUMN_DROP(2) },
	{ "assigned_on", TXT_COL_ASSIGNED_ON, COLUMN_FIXED | COLUMN_DROP(4) },
	{ "due_on", TXT_COL_DUE_ON, COLUMN_FIXED },
	{ "answered_on", TXT_COL_ANSWERED_ON, COLUMN_FIXED | COLUMN_DROP(1) },
	{ "class", TXT_COL_CLASS, COLUMN_FIXED | COLUMN_DROP(3) },
	{ "days_late", TXT_COL_DAYS_LATE, COLUMN_NUMBER },
	/* The table of a person ends here; programs get the codes as well. */
	{ "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED },
	{ "role_code", TXT_COL_ASSIGNMENT_ROLE, COLUMN_FIXED },
};
#define N_RATE_CASE_DATA 2 /* the columns for programs only */
#define COUNT(a)         (sizeof(a) / sizeof(a)[0])

static int read_role(const struct arguments *arguments, Huiyin__V1__AssignmentRole *ret_role)
{
	const char *given = option_value(arguments, "role");
	*ret_role = (Huiyin__V1__AssignmentRole)assignment_role_by_name(given ? given : "");
	if (!given || *ret_role != HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_UNSPECIFIED)
		return 0;
	say_error(TXT_OPTION_BAD_VALUE, "option", "role", "value", given, "allowed", "lead, assist", NULL);
	return -1;
}

static void add_rate_row(const struct client *client, struct table *table, const Huiyin__V1__RateRow *row, bool total)
{
	char rate[SHOW_RATE_SIZE];
	bool data = client->output != OUTPUT_TABLE;
	table_row(table, total ? ROW_STRONG : ROW_PLAIN);
	table_cell(table, total ? txt(TXT_TOTAL) : show_office(row->office));
	if (data)
		table_cell(table, show_office_code(row->office));
	table_cell_number(table, row->assigned);
	table_cell_number(table, row->accepted);
	table_cell_number(table, row->answered);
	table_cell_number(table, row->answered_on_time);
	table_cell_number(table, row->overdue);
	if (data) {
		table_cell_number(table, row->numerator);
		table_cell_number(table, row->denominator);
		table_cell_number(table, row->rate_basis_points);
	}
	table_cell(table, show_rate(row->rate_basis_points, rate));
}

static void print_rates(const struct client *client, const Huiyin__V1__GetRatesResponse *answer)
{
	struct report *report = report_new();
	report_line(report, "sentence", answer->sentence);
	bool data = client->output != OUTPUT_TABLE;
	struct table *table = report_table(report, "rows", data ? rate_data_columns : rate_columns,
					   data ? COUNT(rate_data_columns) : COUNT(rate_columns), false);
	for (size_t i = 0; i < answer->n_rows; i++)
		add_rate_row(client, table, answer->rows[i], false);
	if (answer->total)
		add_rate_row(client, table, answer->total, true);
	if (data) {
		report_fact(report, "definition", TXT_FACT_DEFINITION, answer->definition);
		report_number(report, "page", TXT_FACT_PAGE, answer->page);
		report_fact(report, "as_of", TXT_FACT_AS_OF, answer->as_of);
	} else {
		char *page = hy_xasprintf("%lld", (long long)answer->page);
		char *line = say_filled(TXT_DEFINITION_LINE, "definition", answer->definition, "as_of", answer->as_of,
					"page", page, NULL);
		report_line(report, "definition", line);
		free(line);
		free(page);
	}
	report_print(report, client);
}

static int run_rates(struct client *client, const struct arguments *arguments)
{
	char as_of[HY_DAY_TEXT];
	const char *by = option_value(arguments, "by");
	Huiyin__V1__GetRatesRequest request = HUIYIN__V1__GET_RATES_REQUEST__INIT;
	if (by && strcmp(by, "office") != 0) {
		say_error(TXT_OPTION_BAD_VALUE, "option", "by", "value", by, "allowed", "office", NULL);
		return CLIENT_USAGE;
	}
	if (show_read_day("as_of", option_value(arguments, "as-of"), as_of) != 0 ||
	    read_role(arguments, &request.role) != 0)
		return CLIENT_USAGE;
	request.as_of = as_of;
	request.session = option_text(arguments, "session");
	request.group_by =
		by ? HUIYIN__V1__RATE_GROUP__RATE_GROUP_OFFICE : HUIYIN__V1__RATE_GROUP__RATE_GROUP_UNSPECIFIED;
	Huiyin__V1__GetRatesResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__rate_service__get_rates__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	print_rates(client, answer);
	remote_free(answer);
	return CLIENT_OK;
}

static void add_rate_case(struct table *table, const Huiyin__V1__RateCase *c)
{
	char name[SHOW_CASE_SIZE];
	table_row(table, c->days_late > 0 ? ROW_BAD : ROW_PLAIN);
	table_cell(table, show_case_name(c->case_number, c->case_id, name));
	table_cell(table, c->title);
	table_cell(table, show_office(c->office));
	table_cell(table, show_assignment_role(c->role));
	table_cell(table, c->assigned_on);
	table_cell(table, c->due_on);
	table_cell(table, c->answered_on);
	table_cell(table, c->class_);
	table_cell_number(table, c->days_late);
	table_cell(table, show_office_code(c->office));
	table_cell(table, show_assignment_role_code(c->role));
}

/* One page of either list. */
struct rate_page {
	void *answer;
	Huiyin__V1__RateCase **cases;
	size_t n;
	const char *next, *as_of;
	int64_t page;
};

/* What both lists are asked with. */
struct rate_query {
	Huiyin__V1__RateCount count; /* unspecified: the overdue list */
	char *as_of, *office, *session;
	Huiyin__V1__AssignmentRole role;
};

static int ask_rate_cases(struct client *client, const struct rate_query *query, int size, char *token,
			  struct rate_page *ret_page)
{
	Huiyin__V1__ListRateCasesRequest request = HUIYIN__V1__LIST_RATE_CASES_REQUEST__INIT;
	request.count = query->count;
	request.as_of = query->as_of;
	request.office = query->office;
	request.session = query->session;
	request.role = query->role;
	request.page_size = size;
	request.page_token = token;
	Huiyin__V1__ListRateCasesResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__rate_service__list_rate_cases__unary, &request, &answer);
	if (result == CLIENT_OK)
		*ret_page = (struct rate_page){ answer,        answer->cases, answer->n_cases, answer->next_page_token,
						answer->as_of, answer->page };
	return result;
}

static int ask_overdue(struct client *client, const struct rate_query *query, int size, char *token,
		       struct rate_page *ret_page)
{
	Huiyin__V1__ListOverdueRequest request = HUIYIN__V1__LIST_OVERDUE_REQUEST__INIT;
	request.as_of = query->as_of;
	request.office = query->office;
	request.page_size = size;
	request.page_token = token;
	Huiyin__V1__ListOverdueResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__rate_service__list_overdue__unary, &request, &answer);
	if (result == CLIENT_OK)
		*ret_page = (struct rate_page){ answer,        answer->cases, answer->n_cases, answer->next_page_token,
						answer->as_of, answer->page };
	return result;
}

static int print_list(struct client *client, const struct rate_query *query, long limit)
{
	struct report *report = report_new();
	size_t n_columns = COUNT(rate_case_columns) - (client->output == OUTPUT_TABLE ? N_RATE_CASE_DATA : 0);
	struct table *table = report_table(report, "cases", rate_case_columns, n_columns, false);
	char as_of[HY_DAY_TEXT] = "";
	long long page_number = 0;
	char *token = hy_xstrdup("");
	bool more = true;
	int result = CLIENT_OK;
	while (more && (long)table_rows(table) < limit) {
		long room = limit - (long)table_rows(table);
		int size = room < PAGE_SIZE ? (int)room : PAGE_SIZE;
		struct rate_page page;
		result = query->count ? ask_rate_cases(client, query, size, token, &page)
				      : ask_overdue(client, query, size, token, &page);
		if (result != CLIENT_OK)
			break;
		for (size_t i = 0; i < page.n; i++)
			add_rate_case(table, page.cases[i]);
		free(token);
		token = hy_xstrdup(page.next);
		more = *token != '\0';
		snprintf(as_of, sizeof as_of, "%s", page.as_of);
		page_number = page.page;
		remote_free(page.answer);
	}
	free(token);
	if (result != CLIENT_OK) {
		report_free(report);
		return result;
	}
	report_number(report, "count", TXT_FACT_COUNT, (long long)table_rows(table));
	report_fact(report, "as_of", TXT_FACT_AS_OF, as_of);
	report_number(report, "page", TXT_FACT_PAGE, page_number);
	report_print(report, client);
	if (more)
		say_note(TXT_MORE_ROWS, NULL);
	return CLIENT_OK;
}

static Huiyin__V1__RateCount count_of(const char *name)
{
	static const struct {
		const char *name;
		Huiyin__V1__RateCount count;
	} counts[] = {
		{ "assigned", HUIYIN__V1__RATE_COUNT__RATE_COUNT_ASSIGNED },
		{ "accepted", HUIYIN__V1__RATE_COUNT__RATE_COUNT_ACCEPTED },
		{ "answered", HUIYIN__V1__RATE_COUNT__RATE_COUNT_ANSWERED },
		{ "on-time", HUIYIN__V1__RATE_COUNT__RATE_COUNT_ANSWERED_ON_TIME },
		{ "overdue", HUIYIN__V1__RATE_COUNT__RATE_COUNT_OVERDUE },
		{ "open", HUIYIN__V1__RATE_COUNT__RATE_COUNT_OPEN },
	};
	for (size_t i = 0; i < COUNT(counts); i++)
		if (strcmp(counts[i].name, name) == 0)
			return counts[i].count;
	return HUIYIN__V1__RATE_COUNT__RATE_COUNT_UNSPECIFIED;
}

static int list_by(struct client *client, const struct arguments *arguments, Huiyin__V1__RateCount count)
{
	char as_of[HY_DAY_TEXT];
	long limit = MAX_LIMIT;
	struct rate_query query = { .count = count };
	if (show_read_day("as_of", option_value(arguments, "as-of"), as_of) != 0 ||
	    read_role(arguments, &query.role) != 0 || option_number(arguments, "limit", 1, MAX_LIMIT, &limit) != 0)
		return CLIENT_USAGE;
	query.as_of = as_of;
	query.office = option_text(arguments, "office");
	query.session = option_text(arguments, "session");
	return print_list(client, &query, limit);
}

static int run_list(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__RateCount count = count_of(arguments->words[0]);
	if (count == HUIYIN__V1__RATE_COUNT__RATE_COUNT_UNSPECIFIED) {
		say_error(TXT_OPTION_BAD_VALUE, "option", "COUNT", "value", arguments->words[0], "allowed",
			  "assigned, accepted, answered, on-time, overdue, open", NULL);
		return CLIENT_USAGE;
	}
	return list_by(client, arguments, count);
}

static int run_overdue(struct client *client, const struct arguments *arguments)
{
	return list_by(client, arguments, HUIYIN__V1__RATE_COUNT__RATE_COUNT_UNSPECIFIED);
}

const struct verb cmd_rates_verbs[] = {
	{ "rates",
	  "",
	  TXT_RATES_SUMMARY,
	  TXT_RATES_ABOUT,
	  rates_options,
	  COUNT(rates_options),
	  0,
	  0,
	  { "huiyin rates --by office --as-of 2023-06-30", "huiyin rates --role assist --output json" },
	  run_rates },
	{ "rates list",
	  "COUNT",
	  TXT_RATES_LIST_SUMMARY,
	  TXT_RATES_LIST_ABOUT,
	  list_options,
	  COUNT(list_options),
	  1,
	  1,
	  { "huiyin rates list open --as-of 2023-06-30", "huiyin rates list answered --office jtj" },
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
