/* Schedules: set, listed, ended, run at once. */
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/report.h"

#include "base/text.h"
#include "ledger/line.h"
#include "report/deliver.h"
#include "report/schedules.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int)TIMING_DAILY == HUIYIN__V1__SCHEDULE_TIMING__TIMING_DAILY &&
		       (int)TIMING_CRON == HUIYIN__V1__SCHEDULE_TIMING__TIMING_CRON,
	       "the kinds of timing are numbered as in the contract");

/* ---- As messages ---------------------------------------------------------------------------------------------- */

static Huiyin__V1__ScheduleTiming *convert_timing(struct rpc *rpc, const struct timing *timing)
{
	Huiyin__V1__ScheduleTiming *out = convert_new(rpc, &huiyin__v1__schedule_timing__descriptor);

	out->timing_case = (Huiyin__V1__ScheduleTiming__TimingCase)timing->kind;
	out->daily = convert_text(rpc, timing->text); /* the texts of a oneof share their place */
	return out;
}

static char *timing_words(struct rpc *rpc, const struct timing *timing, bool provisional)
{
	char label[160];

	timing_label(timing, rpc->language, label, sizeof(label));
	if (!provisional)
		return convert_text(rpc, label);
	return arena_printf(rpc->arena,
			    rpc->language == LANGUAGE_ZH ? "%s（当年日历未公布，按周一至周五计）"
							 : "%s (Monday to Friday: the calendar is not out)",
			    label);
}

static char **shown_targets(struct rpc *rpc, const json_t *targets, size_t *ret_n)
{
	char **list = report_text_list(rpc, targets, ret_n), shown[TARGET_SHOWN_SIZE];

	for (size_t i = 0; i < *ret_n; i++)
		list[i] = convert_text(rpc, deliver_show_target(list[i], shown));
	return list;
}

static Huiyin__V1__Schedule *convert_schedule(struct rpc *rpc, const struct schedule_row *row,
					      const struct schedule_days *days)
{
	Huiyin__V1__Schedule *out = convert_new(rpc, &huiyin__v1__schedule__descriptor);
	struct schedule schedule;
	bool provisional = false;
	int64_t next;

	out->schedule_id = row->schedule_id;
	out->name = convert_text(rpc, row->name);
	out->trouble = convert_text(rpc, row->trouble);
	out->undelivered = row->undelivered;
	if (row->last_due)
		out->last_at = rpc_moment(rpc, row->last_due);
	if (schedule_read(row, &schedule) == 0) {
		next = schedule_next(&schedule, days, row->done_until, &provisional);
		out->query = convert_report_query(rpc, &schedule.query, schedule.record);
		out->timing = convert_timing(rpc, &schedule.timing);
		out->timing_label = timing_words(rpc, &schedule.timing, provisional);
		out->targets = shown_targets(rpc, schedule.targets, &out->n_targets);
		out->formats = report_text_list(rpc, schedule.formats, &out->n_formats);
		if (next != TIMING_NEVER)
			out->next_at = rpc_moment(rpc, next);
	}
	schedule_free(&schedule);
	return out;
}

/* The schedule of statement 0's row; the deadlines are those of statement 1. */
static Huiyin__V1__Schedule *schedule_of_row(struct rpc *rpc, const struct db_result *result, size_t row)
{
	struct schedule_days days;

	schedule_days_read(result, 1, rpc->registry->calendar, rpc->arena, &days);
	return convert_schedule(rpc, schedule_store_row(result, 0, row, rpc->arena), &days);
}

/* ---- CreateSchedule ------------------------------------------------------------------------------------------- */

static int read_timing(const Huiyin__V1__ScheduleTiming *given, struct timing *ret_timing, struct refusal *ret_refusal)
{
	if (!given || given->timing_case == HUIYIN__V1__SCHEDULE_TIMING__TIMING__NOT_SET)
		return timing_read(TIMING_NONE, "", ret_timing, ret_refusal);
	return timing_read((enum timing_kind)given->timing_case, given->daily, ret_timing, ret_refusal);
}

/* Canonical text of the targets, in the arena; NULL with a refusal. */
static char *read_targets(struct rpc *rpc, const Huiyin__V1__CreateScheduleRequest *request,
			  struct refusal *ret_refusal)
{
	json_t *list = json_array();
	char *text = NULL, *out = NULL;
	size_t i = 0;

	while (i < request->n_targets && deliver_check(rpc->service->deliver, request->targets[i], ret_refusal) == 0)
		json_array_append_new(list, json_string(request->targets[i++]));
	if (i == request->n_targets) {
		text = canonical_json(list);
		out = convert_text(rpc, text);
	}
	free(text);
	json_decref(list);
	return out;
}

/* Hands a text or a value over to the arena. */
static char *own_text(struct rpc *rpc, char *text)
{
	char *out = convert_text(rpc, text);

	free(text);
	return out;
}

static char *own_json(struct rpc *rpc, json_t *value)
{
	char *text = canonical_json(value);

	json_decref(value);
	return own_text(rpc, text);
}

static int read_schedule(struct rpc *rpc, const Huiyin__V1__CreateScheduleRequest *request, struct schedule_row *row,
			 struct refusal *ret_refusal)
{
	struct report_query query;
	struct timing timing;
	json_t *formats;

	row->name = convert_text(rpc, request->name);
	row->created_by = rpc->token.token_id;
	row->done_until = reporter_now(rpc->service->business_date);
	if (check_given("name", request->name, ret_refusal) < 0 ||
	    report_read_query(rpc, request->query, true, &query, ret_refusal) < 0 ||
	    read_timing(request->timing, &timing, ret_refusal) < 0)
		return -1;
	row->targets = read_targets(rpc, request, ret_refusal);
	if (!row->targets)
		return -1;
	formats = report_read_formats(request->formats, request->n_formats, ret_refusal);
	if (!formats)
		return -1;
	row->formats = own_json(rpc, formats);
	row->timing = own_json(rpc, timing_json(&timing));
	row->query = own_text(rpc, schedule_query_text(&query, request->query->record));
	return 0;
}

static void on_created(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__CreateScheduleResponse response = HUIYIN__V1__CREATE_SCHEDULE_RESPONSE__INIT;
	const struct schedule_row *row = rpc->data;
	struct refusal refusal;

	if (db_rows(result, 0) == 0 && db_int(result, 2, 0, 0) >= SCHEDULE_MAX) {
		rpc_refuse(rpc, refuse_with(refuse(&refusal, REASON_SCHEDULES_TOO_MANY), "max", "%d", SCHEDULE_MAX));
		return;
	}
	if (db_rows(result, 0) == 0) {
		rpc_refuse(rpc, refuse_with(refuse(&refusal, REASON_SCHEDULE_EXISTS), "name", "%s", row->name));
		return;
	}
	response.schedule = schedule_of_row(rpc, result, 0);
	reporter_look(rpc->service->reporter);
	rpc_reply(rpc, &response.base);
}

static void fill_creation(struct rpc *rpc, struct db_batch *batch)
{
	int jurisdiction = rpc->service->jurisdiction;

	schedule_store_add(batch, jurisdiction, rpc->data);
	schedule_store_deadlines(batch, jurisdiction);
	schedule_store_count(batch, jurisdiction);
}

void create_schedule(struct rpc *rpc, const Huiyin__V1__CreateScheduleRequest *request)
{
	struct schedule_row *row = rpc->data = rpc_alloc(rpc, sizeof(*row));
	struct refusal refusal;

	if (read_schedule(rpc, request, row, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		rpc_write_numbered(rpc, fill_creation, on_created);
}

/* ---- ListSchedules -------------------------------------------------------------------------------------------- */

static void on_listed(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__ListSchedulesResponse response = HUIYIN__V1__LIST_SCHEDULES_RESPONSE__INIT;
	size_t n = db_rows(result, 0);
	struct schedule_days days;

	schedule_days_read(result, 1, rpc->registry->calendar, rpc->arena, &days);
	response.schedules = rpc_alloc(rpc, (n + 1) * sizeof(*response.schedules));
	for (size_t row = 0; row < n; row++)
		response.schedules[response.n_schedules++] =
			convert_schedule(rpc, schedule_store_row(result, 0, row, rpc->arena), &days);
	rpc_reply(rpc, &response.base);
}

void list_schedules(struct rpc *rpc, const Huiyin__V1__ListSchedulesRequest *request)
{
	struct db_batch *batch = rpc_batch(rpc);

	(void)request;
	schedule_store_list(batch, rpc->service->jurisdiction);
	schedule_store_deadlines(batch, rpc->service->jurisdiction);
	rpc_read(rpc, batch, on_listed);
}

/* ---- DeleteSchedule ------------------------------------------------------------------------------------------- */

static void refuse_schedule(struct rpc *rpc, int64_t schedule_id)
{
	struct refusal refusal;

	refuse_with(refuse(&refusal, REASON_SCHEDULE_NOT_FOUND), "schedule", "%lld", (long long)schedule_id);
	rpc_refuse(rpc, &refusal);
}

static void on_deleted(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__DeleteScheduleResponse response = HUIYIN__V1__DELETE_SCHEDULE_RESPONSE__INIT;

	if (db_rows(result, 0) == 0) {
		refuse_schedule(rpc, ((const Huiyin__V1__DeleteScheduleRequest *)rpc->request)->schedule_id);
		return;
	}
	response.schedule = schedule_of_row(rpc, result, 0);
	response.schedule->next_at = convert_text(rpc, "");
	rpc_reply(rpc, &response.base);
}

void delete_schedule(struct rpc *rpc, const Huiyin__V1__DeleteScheduleRequest *request)
{
	struct db_batch *batch = rpc_batch(rpc);

	schedule_store_remove(batch, rpc->service->jurisdiction, request->schedule_id);
	schedule_store_deadlines(batch, rpc->service->jurisdiction);
	rpc_write(rpc, batch, on_deleted);
}

/* ---- RunSchedule ---------------------------------------------------------------------------------------------- */

static void work_run(struct rpc *rpc)
{
	struct schedule_round *round = rpc->data;
	struct reporter *reporter = rpc->service->reporter;

	if (reporter_wait_database(reporter) < 0)
		refuse(&round->refusal, REASON_DATABASE_UNAVAILABLE);
	else
		(void)reporter_run_schedule(reporter, round, rpc->arena);
}

static void on_run(struct rpc *rpc)
{
	const struct schedule_round *round = rpc->data;
	Huiyin__V1__RunScheduleResponse response = HUIYIN__V1__RUN_SCHEDULE_RESPONSE__INIT;

	if (round->refusal.reason != REASON_NONE && round->n_made == 0) {
		rpc_refuse(rpc, &round->refusal);
		return;
	}
	if (!round->found) {
		refuse_schedule(rpc, round->only);
		return;
	}
	response.reports = rpc_alloc(rpc, (round->n_made + 1) * sizeof(*response.reports));
	for (size_t i = 0; i < round->n_made; i++)
		response.reports[response.n_reports++] = convert_report(rpc, round->made[i]);
	response.made_before = round->made_before;
	rpc_reply(rpc, &response.base);
}

void run_schedule(struct rpc *rpc, const Huiyin__V1__RunScheduleRequest *request)
{
	struct schedule_round *round = rpc_alloc(rpc, sizeof(*round));

	if (request->schedule_id <= 0) {
		refuse_schedule(rpc, request->schedule_id);
		return;
	}
	round->only = request->schedule_id;
	rpc->data = round;
	rpc_in_reports(rpc, work_run, on_run);
}
