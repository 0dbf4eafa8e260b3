/* rates trend, rates definitions: how rates moved, and which there are. */
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

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct option_row trend_options[] = {
	{ "from", 0, "DATE", TXT_OPT_TREND_FROM },
	{ "to", 0, "DATE", TXT_OPT_TREND_TO },
	{ "step", 0, "day|week|month", TXT_OPT_TREND_STEP },
	{ "rate", 0, "CODE", TXT_OPT_RATE },
	RATE_CASES_OPTIONS,
};
static const struct option_row definitions_options[] = {
	{ "known-at", 0, "PAGE", TXT_OPT_KNOWN_AT },
};
static const struct named_value steps[] = {
	{ "day", HUIYIN__V1__TREND_STEP__TREND_STEP_DAY },
	{ "week", HUIYIN__V1__TREND_STEP__TREND_STEP_WEEK },
	{ "month", HUIYIN__V1__TREND_STEP__TREND_STEP_MONTH },
};
static const struct column trend_columns[] = { { "as_of", TXT_FACT_AS_OF, COLUMN_FIXED } };
static const struct column definition_columns[] = {
	{ "code", TXT_COL_RATE_CODE, COLUMN_FIXED },
	{ "label", TXT_COL_RATE_NAME, COLUMN_FIXED },
	{ "definition", TXT_FACT_DEFINITION, COLUMN_WRAP | COLUMN_FOLD },
	{ "own", TXT_COL_RATE_OWN, COLUMN_YES | COLUMN_IF_ANY },
	/* The table of a person ends here. */
	{ "numerator", TXT_COL_NUMERATOR, COLUMN_TEXT },
	{ "denominator", TXT_COL_DENOMINATOR, COLUMN_TEXT },
	{ "unit", TXT_COL_RATE_UNIT, COLUMN_FIXED },
};
#define N_DEFINITION_DATA 3 /* the columns for programs only */

static void print_trend(const struct client *client, const Huiyin__V1__GetTrendResponse *answer)
{
	bool data = client->output != OUTPUT_TABLE;
	struct rate_columns columns;
	rate_columns_make(&columns, trend_columns, COUNT(trend_columns), answer->definitions, answer->n_definitions,
			  data, false);
	struct report *report = report_new();
	struct table *table = report_table(report, "points", columns.list, columns.n, false);
	table_titles(table, columns.titles);
	for (size_t i = 0; i < answer->n_points; i++) {
		table_row(table, ROW_PLAIN);
		table_cell(table, answer->points[i]->as_of);
		rate_cells(&columns, table, answer->points[i]->figures, answer->points[i]->n_figures);
	}
	rate_definitions_add(report, answer->definitions, answer->n_definitions, data);
	report_number(report, "page", TXT_FACT_PAGE, answer->page);
	report_fact(report, "rounding", TXT_FACT_ROUNDING, answer->rounding);
	report_print(report, client);
	rate_columns_clear(&columns);
}

static int run_trend(struct client *client, const struct arguments *arguments)
{
	struct rate_request asked;
	char from[HY_DAY_TEXT], to[HY_DAY_TEXT];
	int step = HUIYIN__V1__TREND_STEP__TREND_STEP_UNSPECIFIED;
	Huiyin__V1__GetTrendRequest request = HUIYIN__V1__GET_TREND_REQUEST__INIT;
	Huiyin__V1__GetTrendResponse *answer;
	if (rate_request_read(arguments, &asked) != 0 ||
	    show_read_day("from", option_value(arguments, "from"), from) != 0 ||
	    show_read_day("to", option_value(arguments, "to"), to) != 0 ||
	    option_named(arguments, "step", steps, COUNT(steps), &step) != 0)
		return CLIENT_USAGE;
	request.from = from;
	request.to = to;
	request.step = (Huiyin__V1__TrendStep)step;
	request.rates = asked.rates;
	request.n_rates = asked.n_rates;
	RATE_REQUEST_FILL(&request, &asked);
	int result = REMOTE_CALL(client, huiyin__v1__rate_service__get_trend__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	print_trend(client, answer);
	remote_free(answer);
	return CLIENT_OK;
}

static void print_definitions(const struct client *client, const Huiyin__V1__ListRateDefinitionsResponse *answer)
{
	size_t hidden = client->output == OUTPUT_TABLE ? N_DEFINITION_DATA : 0;
	struct report *report = report_new();
	struct table *table =
		report_table(report, "definitions", definition_columns, COUNT(definition_columns) - hidden, false);
	for (size_t i = 0; i < answer->n_definitions; i++) {
		const Huiyin__V1__RateDefinition *definition = answer->definitions[i];
		table_row(table, ROW_PLAIN);
		table_cell(table, definition->code);
		table_cell(table, definition->label);
		table_cell(table, definition->definition);
		table_cell(table, definition->of_rules ? txt(TXT_YES) : "");
		table_cell(table, definition->numerator);
		table_cell(table, definition->denominator);
		table_cell(table, definition->unit);
	}
	report_print(report, client);
}

static int run_definitions(struct client *client, const struct arguments *arguments)
{
	struct rate_request asked;
	Huiyin__V1__ListRateDefinitionsRequest request = HUIYIN__V1__LIST_RATE_DEFINITIONS_REQUEST__INIT;
	Huiyin__V1__ListRateDefinitionsResponse *answer;
	if (rate_request_read(arguments, &asked) != 0)
		return CLIENT_USAGE;
	request.page = asked.page;
	int result = REMOTE_CALL(client, huiyin__v1__rate_service__list_rate_definitions__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	print_definitions(client, answer);
	remote_free(answer);
	return CLIENT_OK;
}

const struct verb cmd_rates_trend_verbs[] = {
	{ "rates trend",
	  "",
	  TXT_RATES_TREND_SUMMARY,
	  TXT_RATES_TREND_ABOUT,
	  trend_options,
	  COUNT(trend_options),
	  0,
	  0,
	  { "huiyin rates trend --from 2023-03-01 --to 2023-06-30 --step week",
	    "huiyin rates trend --from 2023-01-31 --rate answer --rate overdue --output csv" },
	  run_trend },
	{ "rates definitions",
	  "",
	  TXT_RATES_DEFINITIONS_SUMMARY,
	  TXT_RATES_DEFINITIONS_ABOUT,
	  definitions_options,
	  COUNT(definitions_options),
	  0,
	  0,
	  { "huiyin rates definitions", "huiyin rates definitions --known-at 507 --output json" },
	  run_definitions },
	{ 0 },
};
