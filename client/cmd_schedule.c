/* schedule add|list|remove|run. */
#include "base/memory.h"
#include "remote.h"
#include "reports.h"
#include "say.h"
#include "verbs.h"
#include <huiyin/v1/report_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define MAX_TARGETS 10 /* as the contract has it, and one more that the server refuses */

static const struct option_row add_options[] = {
	{ "kind", 0, "KIND", TXT_OPT_SCHEDULE_KIND },
	{ "daily", 0, "HH:MM", TXT_OPT_SCHEDULE_DAILY },
	{ "weekly", 0, "TIME", TXT_OPT_SCHEDULE_WEEKLY },
	{ "monthly", 0, "TIME", TXT_OPT_SCHEDULE_MONTHLY },
	{ "working-days", 0, "HH:MM", TXT_OPT_SCHEDULE_WORKING },
	{ "before-deadline", 0, "TIME", TXT_OPT_SCHEDULE_DEADLINE },
	{ "cron", 0, "FIELDS", TXT_OPT_SCHEDULE_CRON },
	{ "to", 0, "TARGET", TXT_OPT_SCHEDULE_TO },
	REPORT_QUERY_OPTIONS,
};

static const struct column schedule_columns[] = {
	{ "schedule_id", TXT_COL_SCHEDULE, COLUMN_NUMBER },
	{ "name", TXT_COL_SCHEDULE_NAME, COLUMN_TEXT },
	{ "kind", TXT_COL_REPORT_KIND, COLUMN_FIXED },
	{ "timing", TXT_COL_TIMING, COLUMN_TEXT },
	{ "next_at", TXT_COL_NEXT_AT, COLUMN_FIXED },
	{ "last_at", TXT_COL_LAST_AT, COLUMN_FIXED | COLUMN_IF_ANY | COLUMN_DROP(2) },
	{ "targets", TXT_COL_TARGET, COLUMN_TEXT | COLUMN_IF_ANY | COLUMN_DROP(1) },
	{ "formats", TXT_COL_FORMATS, COLUMN_FIXED | COLUMN_DROP(3) },
	{ "undelivered", TXT_COL_UNDELIVERED, COLUMN_NUMBER | COLUMN_IF_ANY },
	{ "trouble", TXT_COL_TROUBLE, COLUMN_TEXT | COLUMN_IF_ANY },
};

/* ---- Rows ----------------------------------------------------------------------------------------------------- */

static char *join(char *const *words, size_t n)
{
	struct strbuf list = { 0 };
	for (size_t i = 0; i < n; i++)
		strbuf_printf(&list, "%s%s", i ? "," : "", words[i]);
	return strbuf_take(&list);
}

static void add_row(const struct client *client, struct table *table, const Huiyin__V1__Schedule *schedule)
{
	char next[SHOW_MOMENT_SIZE], last[SHOW_MOMENT_SIZE];
	char *targets = join(schedule->targets, schedule->n_targets);
	char *formats = join(schedule->formats, schedule->n_formats);
	table_row(table, *schedule->trouble || schedule->undelivered ? ROW_BAD : ROW_PLAIN);
	table_cell_number(table, schedule->schedule_id);
	table_cell(table, schedule->name);
	table_cell(table, schedule->query ? reports_kind_shown(client, schedule->query->kind) : "");
	table_cell(table, schedule->timing_label);
	table_cell(table, *schedule->next_at ? show_moment(client, schedule->next_at, next) : "");
	table_cell(table, *schedule->last_at ? show_moment(client, schedule->last_at, last) : "");
	table_cell(table, targets);
	table_cell(table, formats);
	if (schedule->undelivered)
		table_cell_number(table, schedule->undelivered);
	else
		table_cell(table, "");
	table_cell(table, schedule->trouble);
	free(targets);
	free(formats);
}

static struct table *begin_table(struct report *report)
{
	return report_table(report, "schedules", schedule_columns, COUNT(schedule_columns), false);
}

static void print_one(const struct client *client, const Huiyin__V1__Schedule *schedule)
{
	struct report *report = report_new();
	add_row(client, begin_table(report), schedule);
	report_print(report, client);
}

/* ---- add ------------------------------------------------------------------------------------------------------ */

/* The options that say when, in the order of the contract's fields. */
static const char *const timings[] = { "daily", "weekly", "monthly", "working-days", "before-deadline", "cron" };

static int read_timing(const struct arguments *arguments, Huiyin__V1__ScheduleTiming *ret_timing)
{
	huiyin__v1__schedule_timing__init(ret_timing);
	for (size_t i = 0; i < COUNT(timings); i++) {
		if (!option_given(arguments, timings[i]))
			continue;
		if (ret_timing->timing_case != HUIYIN__V1__SCHEDULE_TIMING__TIMING__NOT_SET) {
			ret_timing->timing_case = HUIYIN__V1__SCHEDULE_TIMING__TIMING__NOT_SET;
			break;
		}
		ret_timing->timing_case = (Huiyin__V1__ScheduleTiming__TimingCase)(i + 1);
		ret_timing->daily = option_text(arguments, timings[i]); /* the texts of a oneof share their place */
	}
	if (ret_timing->timing_case != HUIYIN__V1__SCHEDULE_TIMING__TIMING__NOT_SET)
		return 0;
	say_error(TXT_SCHEDULE_TIME_ONE, NULL);
	return -1;
}

static size_t read_targets(const struct arguments *arguments, char *targets[MAX_TARGETS + 1])
{
	size_t n = 0;
	const char *target;
	while (n <= MAX_TARGETS && (target = option_repeated(arguments, "to", n)))
		targets[n++] = (char *)target;
	return n;
}

static int create(struct client *client, const Huiyin__V1__CreateScheduleRequest *request)
{
	Huiyin__V1__CreateScheduleResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__report_service__create_schedule__unary, request, &answer);
	if (result != CLIENT_OK)
		return result;
	if (answer->schedule)
		print_one(client, answer->schedule);
	remote_free(answer);
	return CLIENT_OK;
}

static int run_add(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__CreateScheduleRequest request = HUIYIN__V1__CREATE_SCHEDULE_REQUEST__INIT;
	Huiyin__V1__ScheduleTiming timing;
	Huiyin__V1__ReportQuery query;
	struct report_formats formats;
	char *targets[MAX_TARGETS + 1];
	const char *kind = option_given(arguments, "kind") ? option_value(arguments, "kind") : "supervision";
	int result = reports_read_query(client, arguments, kind, &query);
	if (result != CLIENT_OK)
		return result;
	if (read_timing(arguments, &timing) != 0)
		return CLIENT_USAGE;
	request.name = arguments->words[0];
	request.query = &query;
	request.timing = &timing;
	request.n_targets = read_targets(arguments, targets);
	request.targets = targets;
	reports_read_formats(arguments, &formats);
	request.formats = formats.list;
	request.n_formats = formats.n;
	result = create(client, &request);
	reports_free_formats(&formats);
	return result;
}

/* ---- list, remove, run ---------------------------------------------------------------------------------------- */

static int run_list(struct client *client, const struct arguments *arguments)
{
	(void)arguments;
	Huiyin__V1__ListSchedulesRequest request = HUIYIN__V1__LIST_SCHEDULES_REQUEST__INIT;
	Huiyin__V1__ListSchedulesResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__report_service__list_schedules__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	struct report *report = report_new();
	struct table *table = begin_table(report);
	for (size_t i = 0; i < answer->n_schedules; i++)
		add_row(client, table, answer->schedules[i]);
	report_print(report, client);
	remote_free(answer);
	return CLIENT_OK;
}

static int run_remove(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__DeleteScheduleRequest request = HUIYIN__V1__DELETE_SCHEDULE_REQUEST__INIT;
	Huiyin__V1__DeleteScheduleResponse *answer;
	if (reports_read_schedule(arguments->words[0], &request.schedule_id) != 0)
		return CLIENT_USAGE;
	int result = REMOTE_CALL(client, huiyin__v1__report_service__delete_schedule__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	if (answer->schedule) {
		print_one(client, answer->schedule);
		say_note(TXT_SCHEDULE_REMOVED, "name", answer->schedule->name, NULL);
	}
	remote_free(answer);
	return CLIENT_OK;
}

static int run_now(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__RunScheduleRequest request = HUIYIN__V1__RUN_SCHEDULE_REQUEST__INIT;
	Huiyin__V1__RunScheduleResponse *answer;
	if (reports_read_schedule(arguments->words[0], &request.schedule_id) != 0)
		return CLIENT_USAGE;
	int result = REMOTE_CALL_LONG(client, huiyin__v1__report_service__run_schedule__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	struct report *report = report_new();
	struct table *table = report_table(report, "reports", report_columns, n_report_columns, false);
	for (size_t i = 0; i < answer->n_reports; i++)
		reports_add_row(client, table, answer->reports[i]);
	report_print(report, client);
	if (answer->made_before)
		say_note(TXT_SCHEDULE_MADE_BEFORE, NULL);
	remote_free(answer);
	return CLIENT_OK;
}

const struct verb cmd_schedule_verbs[] = {
	{ "schedule add",
	  "NAME",
	  TXT_SCHEDULE_ADD_SUMMARY,
	  TXT_SCHEDULE_ADD_ABOUT,
	  add_options,
	  COUNT(add_options),
	  1,
	  1,
	  { "huiyin schedule add 每周通报 --kind supervision --weekly \"1 08:00\" --to folder:通报",
	    "huiyin schedule add 催办 --kind dunning --before-deadline \"10 08:00\" --record --to "
	    "mail:dcs@example.gov.cn" },
	  run_add },
	{ "schedule list",
	  "",
	  TXT_SCHEDULE_LIST_SUMMARY,
	  TXT_SCHEDULE_LIST_ABOUT,
	  NULL,
	  0,
	  0,
	  0,
	  { "huiyin schedule list", "huiyin schedule list --output json" },
	  run_list },
	{ "schedule remove",
	  "N",
	  TXT_SCHEDULE_REMOVE_SUMMARY,
	  TXT_SCHEDULE_REMOVE_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "huiyin schedule remove 2", "huiyin schedule remove 2 --lang en" },
	  run_remove },
	{ "schedule run",
	  "N",
	  TXT_SCHEDULE_RUN_SUMMARY,
	  TXT_SCHEDULE_RUN_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "huiyin schedule run 2", "huiyin schedule run 2 --output json" },
	  run_now },
	{ 0 },
};
