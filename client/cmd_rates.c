/* rates: figures by office, category, month …, with what they are of. */
#include "base/memory.h"
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

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct option_row rates_options[] = {
	{ "by", 0, "GROUP", TXT_OPT_BY },
	{ "rate", 0, "CODE", TXT_OPT_RATE },
	{ "worst-first", 0, NULL, TXT_OPT_WORST_FIRST },
	{ "compare", 0, "last-year|last-bulletin", TXT_OPT_COMPARE },
	RATE_PRINTING_OPTIONS,
	RATE_REQUEST_OPTIONS,
};

/* What a table can be broken down by. */
static const struct named_value groups[] = {
	{ "office", HUIYIN__V1__RATE_GROUP__RATE_GROUP_OFFICE },
	{ "role", HUIYIN__V1__RATE_GROUP__RATE_GROUP_ROLE },
	{ "committee", HUIYIN__V1__RATE_GROUP__RATE_GROUP_COMMITTEE },
	{ "category", HUIYIN__V1__RATE_GROUP__RATE_GROUP_CATEGORY },
	{ "sector", HUIYIN__V1__RATE_GROUP__RATE_GROUP_SECTOR },
	{ "proposer-kind", HUIYIN__V1__RATE_GROUP__RATE_GROUP_PROPOSER_KIND },
	{ "session", HUIYIN__V1__RATE_GROUP__RATE_GROUP_SESSION },
	{ "level", HUIYIN__V1__RATE_GROUP__RATE_GROUP_LEVEL },
	{ "class", HUIYIN__V1__RATE_GROUP__RATE_GROUP_CLASS },
	{ "leader", HUIYIN__V1__RATE_GROUP__RATE_GROUP_LEADER },
	{ "month", HUIYIN__V1__RATE_GROUP__RATE_GROUP_MONTH },
};
static const struct named_value comparisons[] = {
	{ "last-year", HUIYIN__V1__RATE_COMPARISON__RATE_COMPARISON_LAST_YEAR },
	{ "last-bulletin", HUIYIN__V1__RATE_COMPARISON__RATE_COMPARISON_LAST_BULLETIN },
};

/* The first column of a table, and what programs get beside it: the code. */
struct group_columns {
	struct column list[2];
};
static const struct group_columns office_columns = { { { "office", TXT_COL_RATE_OFFICE, COLUMN_NAME },
						       { "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED } } };
static const enum text_id group_titles[] = {
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_UNSPECIFIED] = TXT_COL_RATE_OFFICE,
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_OFFICE] = TXT_COL_RATE_OFFICE,
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_ROLE] = TXT_GROUP_ROLE,
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_COMMITTEE] = TXT_GROUP_COMMITTEE,
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_CATEGORY] = TXT_GROUP_CATEGORY,
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_SECTOR] = TXT_GROUP_SECTOR,
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_PROPOSER_KIND] = TXT_GROUP_PROPOSER_KIND,
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_SESSION] = TXT_GROUP_SESSION,
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_LEVEL] = TXT_GROUP_LEVEL,
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_CLASS] = TXT_GROUP_CLASS,
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_LEADER] = TXT_GROUP_LEADER,
	[HUIYIN__V1__RATE_GROUP__RATE_GROUP_MONTH] = TXT_GROUP_MONTH,
};

/* The usual table: the counts and, under its own name, the answer rate. */
static const struct column count_columns[] = {
	{ "assigned", TXT_COL_ASSIGNED, COLUMN_NUMBER }, { "accepted", TXT_COL_ACCEPTED, COLUMN_NUMBER },
	{ "answered", TXT_COL_ANSWERED, COLUMN_NUMBER }, { "answered_on_time", TXT_COL_ON_TIME, COLUMN_NUMBER },
	{ "overdue", TXT_COL_OVERDUE, COLUMN_NUMBER },   { "rate", TXT_COL_RATE, COLUMN_NUMBER },
};
/* What programs want besides: the rate's base and the rate as a number. */
static const struct column count_data_columns[] = {
	{ "assigned", TXT_COL_ASSIGNED, COLUMN_NUMBER },
	{ "accepted", TXT_COL_ACCEPTED, COLUMN_NUMBER },
	{ "answered", TXT_COL_ANSWERED, COLUMN_NUMBER },
	{ "answered_on_time", TXT_COL_ON_TIME, COLUMN_NUMBER },
	{ "overdue", TXT_COL_OVERDUE, COLUMN_NUMBER },
	{ "numerator", TXT_COL_NUMERATOR, COLUMN_NUMBER },
	{ "denominator", TXT_COL_DENOMINATOR, COLUMN_NUMBER },
	{ "rate_basis_points", TXT_COL_BASIS_POINTS, COLUMN_NUMBER },
	{ "rate", TXT_COL_RATE, COLUMN_FIXED },
};
#define MAX_COLUMNS (2 + COUNT(count_data_columns))

/* A table on its way to the screen. */
struct rates_table {
	const struct client *client;
	const Huiyin__V1__GetRatesResponse *answer;
	Huiyin__V1__RateGroup group;
	bool data, compared;
};

static struct group_columns columns_of(Huiyin__V1__RateGroup group)
{
	if (group <= HUIYIN__V1__RATE_GROUP__RATE_GROUP_OFFICE)
		return office_columns;
	return (struct group_columns){ { { "label", group_titles[group], COLUMN_NAME },
					 { "group", group_titles[group], COLUMN_FIXED } } };
}

/* The cells of what a row is of. */
static void group_cells(const struct rates_table *rates, struct table *table, const Huiyin__V1__RateRow *row)
{
	bool total = row == rates->answer->total;
	bool offices = rates->group <= HUIYIN__V1__RATE_GROUP__RATE_GROUP_OFFICE;
	table_row(table, total ? ROW_STRONG : ROW_PLAIN);
	if (total)
		table_cell(table, txt(TXT_TOTAL));
	else
		table_cell(table, offices ? show_office(row->office) : row->group_label);
	if (rates->data)
		table_cell(table, offices ? show_office_code(row->office) : row->group);
}

static void count_cells(const struct rates_table *rates, struct table *table, const Huiyin__V1__RateRow *row)
{
	group_cells(rates, table, row);
	table_cell_number(table, row->assigned);
	table_cell_number(table, row->accepted);
	table_cell_number(table, row->answered);
	table_cell_number(table, row->answered_on_time);
	table_cell_number(table, row->overdue);
	if (rates->data) {
		table_cell_number(table, row->numerator);
		table_cell_number(table, row->denominator);
		table_cell_number(table, row->rate_basis_points);
	}
	char *rate = row->n_figures ? rate_percent_text(row->figures[0]) : NULL;
	table_cell(table, rate);
	free(rate);
}

/* What a row's first rate, or the answer rate of the usual table, is of. */
static int64_t base_of(const Huiyin__V1__RateRow *row)
{
	return row->n_figures ? row->figures[0]->denominator : row->assigned;
}

/* Tells of cases that no row has, as those no leader supervises: the rows do not add up to the total. */
static void note_rest(const struct rates_table *rates, struct report *report)
{
	const Huiyin__V1__GetRatesResponse *answer = rates->answer;
	if (rates->group == HUIYIN__V1__RATE_GROUP__RATE_GROUP_UNSPECIFIED || !answer->total || rates->data)
		return;
	int64_t rest = base_of(answer->total);
	for (size_t i = 0; i < answer->n_rows; i++)
		rest -= base_of(answer->rows[i]);
	if (rest <= 0)
		return;
	char *n = hy_xasprintf("%lld", (long long)rest);
	char *line = say_filled(TXT_IN_NO_ROW, "n", n, NULL);
	report_line(report, "in_no_row", line);
	free(line);
	free(n);
}

/* A filter by free words that fits nothing is more likely misspelled than an empty heading. */
static void note_misspelled(const struct rates_table *rates, const struct arguments *arguments)
{
	static const char *const by_words[] = { "category", "sector", "committee" };
	const Huiyin__V1__RateRow *total = rates->answer->total;
	for (size_t i = 0; total && base_of(total) == 0 && i < COUNT(by_words); i++)
		if (option_given(arguments, by_words[i]))
			say_note(TXT_FITS_NOTHING, "option", by_words[i], "value", option_value(arguments, by_words[i]),
				 NULL);
}

static bool any_before(const Huiyin__V1__RateRow *row)
{
	for (size_t i = 0; i < row->n_figures; i++)
		if (row->figures[i]->before && row->figures[i]->before->denominator > 0)
			return true;
	return false;
}

/* Whether there is anything then to compare with. */
static bool had_base(const Huiyin__V1__GetRatesResponse *answer)
{
	for (size_t i = 0; i < answer->n_rows; i++)
		if (any_before(answer->rows[i]))
			return true;
	return answer->total && any_before(answer->total);
}

/* "supervision-2023-3", or "" when it is not compared with a bulletin; free it. */
static char *bulletin_name(const Huiyin__V1__GetRatesResponse *answer)
{
	return answer->compared_serial
		       ? hy_xasprintf("supervision-%d-%d", answer->compared_year, answer->compared_serial)
		       : hy_xstrdup("");
}

static void add_foot_facts(struct report *report, const Huiyin__V1__GetRatesResponse *answer)
{
	char *bulletin = bulletin_name(answer);
	report_number(report, "page", TXT_FACT_PAGE, answer->page);
	report_fact(report, "as_of", TXT_FACT_AS_OF, answer->as_of);
	report_fact(report, "compared_as_of", TXT_FACT_COMPARED_AS_OF, answer->compared_as_of);
	report_fact(report, "compared_bulletin", TXT_FACT_COMPARED_BULLETIN, bulletin);
	report_fact(report, "rounding", TXT_FACT_ROUNDING, answer->rounding);
	free(bulletin);
}

/* What the points in brackets are the difference from. */
static void add_compared_line(struct report *report, const Huiyin__V1__GetRatesResponse *answer)
{
	enum text_id since = !had_base(answer)         ? TXT_NO_BASE_THEN
			     : answer->compared_serial ? TXT_COMPARED_LINE_BULLETIN
						       : TXT_COMPARED_LINE;
	int64_t known_at = answer->compared_page ? answer->compared_page : answer->page;
	char *page = hy_xasprintf("%lld", (long long)known_at);
	char *year = hy_xasprintf("%d", answer->compared_year), *serial = hy_xasprintf("%d", answer->compared_serial);
	char *line =
		say_filled(since, "as_of", answer->compared_as_of, "page", page, "year", year, "serial", serial, NULL);
	report_line(report, "compared", line);
	free(line);
	free(serial);
	free(year);
	free(page);
}

/* The line below: day and page, what it is compared with, how it is rounded. */
static void add_foot(const struct rates_table *rates, struct report *report)
{
	const Huiyin__V1__GetRatesResponse *answer = rates->answer;
	if (rates->data) {
		add_foot_facts(report, answer);
		return;
	}
	char *page = hy_xasprintf("%lld", (long long)answer->page);
	char *line =
		say_filled(TXT_AS_OF_LINE, "as_of", answer->as_of, "page", page, "rounding", answer->rounding, NULL);
	report_line(report, "as_of", line);
	if (answer->compared_as_of[0])
		add_compared_line(report, answer);
	else if (rates->compared)
		report_line(report, "compared", txt(TXT_NOTHING_TO_COMPARE));
	free(line);
	free(page);
}

/* The usual table with its definition, day and page in one line below. */
static void print_counts(const struct rates_table *rates)
{
	const Huiyin__V1__GetRatesResponse *answer = rates->answer;
	struct group_columns group = columns_of(rates->group);
	struct column columns[MAX_COLUMNS] = { group.list[0], group.list[1] };
	const struct column *counts = rates->data ? count_data_columns : count_columns;
	size_t n_counts = rates->data ? COUNT(count_data_columns) : COUNT(count_columns), n = rates->data ? 2 : 1;
	for (size_t i = 0; i < n_counts; i++)
		columns[n++] = counts[i];
	struct report *report = report_new();
	report_line(report, "sentence", answer->sentence);
	struct table *table = report_table(report, "rows", columns, n, false);
	const char *titles[MAX_COLUMNS] = { NULL };
	if (answer->n_definitions)
		titles[n - 1] = answer->definitions[0]->label;
	table_titles(table, titles);
	for (size_t i = 0; i < answer->n_rows; i++)
		count_cells(rates, table, answer->rows[i]);
	if (answer->total)
		count_cells(rates, table, answer->total);
	note_rest(rates, report);
	if (rates->data) {
		report_fact(report, "definition", TXT_FACT_DEFINITION, answer->definition);
		add_foot(rates, report);
	} else {
		char *page = hy_xasprintf("%lld", (long long)answer->page);
		char *line = say_filled(TXT_DEFINITION_LINE, "definition", answer->definition, "as_of", answer->as_of,
					"page", page, "rounding", answer->rounding, NULL);
		report_line(report, "definition", line);
		free(line);
		free(page);
	}
	report_print(report, rates->client);
}

static void print_figures(const struct rates_table *rates)
{
	const Huiyin__V1__GetRatesResponse *answer = rates->answer;
	struct group_columns group = columns_of(rates->group);
	struct rate_columns columns;
	rate_columns_make(&columns, group.list, rates->data ? 2 : 1, answer->definitions, answer->n_definitions,
			  rates->data, rates->compared);
	struct report *report = report_new();
	struct table *table = report_table(report, "rows", columns.list, columns.n, false);
	table_titles(table, columns.titles);
	for (size_t i = 0; i < answer->n_rows; i++) {
		group_cells(rates, table, answer->rows[i]);
		rate_cells(&columns, table, answer->rows[i]->figures, answer->rows[i]->n_figures);
	}
	if (answer->total) {
		group_cells(rates, table, answer->total);
		rate_cells(&columns, table, answer->total->figures, answer->total->n_figures);
	}
	note_rest(rates, report);
	rate_definitions_add(report, answer->definitions, answer->n_definitions, rates->data);
	add_foot(rates, report);
	report_print(report, rates->client);
	rate_columns_clear(&columns);
}

static int read_request(const struct arguments *arguments, Huiyin__V1__GetRatesRequest *request)
{
	int group = 0, comparison = 0;
	struct rate_printing printing = { 0 };
	if (option_named(arguments, "by", groups, COUNT(groups), &group) != 0 ||
	    option_named(arguments, "compare", comparisons, COUNT(comparisons), &comparison) != 0 ||
	    rate_printing_read(arguments, &printing) != 0)
		return -1;
	request->group_by = (Huiyin__V1__RateGroup)group;
	request->compare_with = (Huiyin__V1__RateComparison)comparison;
	request->rounding = printing.rounding;
	request->worst_first = option_given(arguments, "worst-first");
	if (printing.decimals_given)
		request->decimals_given_case = HUIYIN__V1__GET_RATES_REQUEST__DECIMALS_GIVEN_DECIMALS;
	request->decimals = printing.decimals;
	return 0;
}

/* The usual table says all there is unless something is asked for that only figures show. */
static bool wants_figures(const struct arguments *arguments)
{
	return option_given(arguments, "rate") || option_given(arguments, "compare") ||
	       option_given(arguments, "rounding") || option_given(arguments, "decimals");
}

static int run_rates(struct client *client, const struct arguments *arguments)
{
	struct rate_request asked;
	Huiyin__V1__GetRatesRequest request = HUIYIN__V1__GET_RATES_REQUEST__INIT;
	Huiyin__V1__GetRatesResponse *answer;
	if (rate_request_read(arguments, &asked) != 0 || read_request(arguments, &request) != 0)
		return CLIENT_USAGE;
	request.as_of = asked.as_of;
	RATE_REQUEST_FILL(&request, &asked);
	request.rates = asked.rates;
	request.n_rates = asked.n_rates;
	int result = REMOTE_CALL(client, huiyin__v1__rate_service__get_rates__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	struct rates_table rates = { .client = client,
				     .answer = answer,
				     .group = request.group_by,
				     .data = client->output != OUTPUT_TABLE,
				     .compared = option_given(arguments, "compare") };
	if (wants_figures(arguments))
		print_figures(&rates);
	else
		print_counts(&rates);
	note_misspelled(&rates, arguments);
	remote_free(answer);
	return CLIENT_OK;
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
	  { "huiyin rates --by office --as-of 2023-06-30",
	    "huiyin rates --by category --rate answer --rate meeting --rate satisfaction --worst-first" },
	  run_rates },
	{ 0 },
};
