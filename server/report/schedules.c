#include "report/schedules.h"

#include "base/log.h"
#include "ledger/line.h"
#include "report/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Pauses after a report that could not be made: 5 s, 10 s … 10 min. */
#define FIRST_PAUSE_US INT64_C(5000000)
#define LAST_PAUSE_US  INT64_C(600000000)
#define SENTENCE_SIZE  1200
/* How far what was looked at may be behind: a write an hour for each schedule that needs it. */
#define LOOKED_US INT64_C(3600000000)

/* ---- A schedule as set ---------------------------------------------------------------------------------------- */

char *schedule_query_text(const struct report_query *query, bool record)
{
	json_t *object = report_query_json(query);
	char *text;

	json_object_set_new(object, "record", json_boolean(record));
	text = canonical_json(object);
	json_decref(object);
	return text;
}

int schedule_read(const struct schedule_row *row, struct schedule *ret_schedule)
{
	json_t *query = json_loads(row->query, 0, NULL), *timing = json_loads(row->timing, 0, NULL);
	int bad;

	*ret_schedule = (struct schedule){ .row = row };
	ret_schedule->targets = json_loads(row->targets, 0, NULL);
	ret_schedule->formats = json_loads(row->formats, 0, NULL);
	ret_schedule->record = json_is_true(json_object_get(query, "record"));
	bad = !json_is_array(ret_schedule->targets) || !json_is_array(ret_schedule->formats) ||
	      report_query_read(query, &ret_schedule->query) < 0 || timing_of_json(timing, &ret_schedule->timing) < 0;
	json_decref(query);
	json_decref(timing);
	return bad ? -1 : 0;
}

void schedule_free(struct schedule *schedule)
{
	json_decref(schedule->targets);
	json_decref(schedule->formats);
}

void schedule_days_read(const struct db_result *result, size_t i, const struct calendar *calendar, struct arena *arena,
			struct schedule_days *ret_days)
{
	size_t n = db_rows(result, i);
	struct session_deadline *deadlines = arena_alloc(arena, (n + 1) * sizeof(*deadlines));

	for (size_t row = 0; row < n; row++) {
		deadlines[row].session_id = (int)db_int(result, i, row, 0);
		deadlines[row].day = db_day(result, i, row, 1);
	}
	*ret_days = (struct schedule_days){ .calendar = calendar, .deadlines = deadlines, .n_deadlines = n };
}

/* The deadlines that concern a schedule, fresh memory. */
static hy_day *deadlines_of(const struct schedule *schedule, const struct schedule_days *days, size_t *ret_n)
{
	hy_day *list = hy_xcalloc(days->n_deadlines + 1, sizeof(*list));
	int session_id = schedule->query.session_id;

	*ret_n = 0;
	for (size_t i = 0; i < days->n_deadlines; i++)
		if (session_id == 0 || days->deadlines[i].session_id == session_id)
			list[(*ret_n)++] = days->deadlines[i].day;
	return list;
}

int64_t schedule_next(const struct schedule *schedule, const struct schedule_days *days, int64_t after,
		      bool *ret_provisional)
{
	struct timing_days timing_days = { .calendar = days->calendar };
	hy_day *deadlines = deadlines_of(schedule, days, &timing_days.n_deadlines);
	int64_t next;

	timing_days.deadlines = deadlines;
	next = timing_next(&schedule->timing, &timing_days, after);
	if (ret_provisional)
		*ret_provisional = timing_is_provisional(&schedule->timing, &timing_days, next);
	free(deadlines);
	return next;
}

/* ---- Pauses after failures ------------------------------------------------------------------------------------ */

static size_t find_pause(const struct schedule_pauses *pauses, int64_t schedule_id)
{
	size_t i = 0;

	while (i < pauses->n && pauses->list[i].schedule_id != schedule_id)
		i++;
	return i;
}

static bool is_paused(const struct schedule_pauses *pauses, int64_t schedule_id)
{
	size_t i = find_pause(pauses, schedule_id);

	return i < pauses->n && clock_monotonic_us() < pauses->list[i].until;
}

static void end_pause(struct schedule_pauses *pauses, int64_t schedule_id)
{
	size_t i = find_pause(pauses, schedule_id);

	if (i < pauses->n)
		pauses->list[i] = pauses->list[--pauses->n];
}

/* Those of schedules that are no longer in force make room. */
static void drop_pauses(struct schedule_pauses *pauses, struct schedule_row *const *rows, size_t n)
{
	for (size_t i = pauses->n; i-- > 0;) {
		size_t row = 0;

		while (row < n && rows[row]->schedule_id != pauses->list[i].schedule_id)
			row++;
		if (row == n)
			pauses->list[i] = pauses->list[--pauses->n];
	}
}

static void begin_pause(struct schedule_pauses *pauses, int64_t schedule_id)
{
	size_t i = find_pause(pauses, schedule_id);
	int64_t pause = FIRST_PAUSE_US;

	if (i == SCHEDULE_MAX)
		return; /* one that another server has just let in: it is tried once more */
	if (i == pauses->n) {
		pauses->list[i].failures = 0;
		pauses->n++;
	}
	for (int n = 0; n < pauses->list[i].failures && pause < LAST_PAUSE_US; n++)
		pause *= 2;
	pauses->list[i].schedule_id = schedule_id;
	pauses->list[i].failures++;
	pauses->list[i].until = clock_monotonic_us() + (pause < LAST_PAUSE_US ? pause : LAST_PAUSE_US);
}

/* ---- Due times ------------------------------------------------------------------------------------------------ */

/* The due times that have come: the latest SCHEDULE_MAX_MISSED of them. */
struct due_times {
	int64_t list[SCHEDULE_MAX_MISSED];
	size_t n;
	size_t first; /* of the ring */
	int64_t left_out, left_out_until;
};

static void add_due(struct due_times *times, int64_t due)
{
	if (times->n < SCHEDULE_MAX_MISSED) {
		times->list[times->n++] = due;
		return;
	}
	times->left_out++;
	times->left_out_until = times->list[times->first];
	times->list[times->first] = due;
	times->first = (times->first + 1) % SCHEDULE_MAX_MISSED;
}

static int64_t due_at(const struct due_times *times, size_t i)
{
	return times->list[(times->first + i) % SCHEDULE_MAX_MISSED];
}

/* Fills in what has come by now; returns the next one after. */
static int64_t find_due(const struct schedule *schedule, const struct schedule_days *days, int64_t now,
			struct due_times *ret_times)
{
	int64_t due = schedule_next(schedule, days, schedule->row->done_until, NULL);

	*ret_times = (struct due_times){ 0 };
	for (; due <= now; due = schedule_next(schedule, days, due, NULL))
		add_due(ret_times, due);
	return due;
}

/* ---- One schedule --------------------------------------------------------------------------------------------- */

struct turn {
	struct schedule_round *round;
	const struct schedule *schedule;
	struct arena *arena;
	char note[300]; /* what was left out */
};

static bool is_stopping(const struct report_desk *desk)
{
	return desk->stopping && atomic_load(desk->stopping);
}

/* Every due time up to there is seen to. When this fails the next round finds the report and says it again. */
static void mark_done(const struct turn *turn, int64_t until, const char *trouble)
{
	struct report_desk *desk = turn->round->desk;
	struct db_batch *batch = db_batch_new(desk->source.db);
	char error[300];

	schedule_store_done(batch, desk->source.jurisdiction, turn->schedule->row->schedule_id, until, trouble);
	if (report_ask(&desk->source, batch, NULL, NULL, error, sizeof(error)) < 0)
		log_event(LOG_WARN_, "schedule-not-marked", "trouble", error, NULL);
}

static void keep_made(struct turn *turn, struct report_row *row)
{
	struct schedule_round *round = turn->round;

	if (!round->only)
		return;
	if (!round->made)
		round->made = arena_alloc(turn->arena, (SCHEDULE_MAX_MISSED + 1) * sizeof(struct report_row *));
	round->made[round->n_made++] = row;
}

static void log_made(const struct turn *turn, const struct report_row *row)
{
	char report[24], schedule[24], due[HY_MOMENT_TEXT];

	snprintf(report, sizeof(report), "%" PRId64, row->report_id);
	snprintf(schedule, sizeof(schedule), "%" PRId64, row->schedule_id);
	log_event(LOG_INFO_, "report-made", "report", report, "schedule", schedule, "due",
		  moment_format(row->due_at, due), "title", row->title, NULL);
	(void)turn;
}

static void fail_turn(struct turn *turn, int64_t due)
{
	const struct schedule_row *row = turn->schedule->row;
	char sentence[SENTENCE_SIZE], schedule[24], moment[HY_MOMENT_TEXT];

	begin_pause(turn->round->pauses, row->schedule_id);
	refusal_text(&turn->round->refusal, turn->schedule->query.language, sentence, sizeof(sentence));
	snprintf(schedule, sizeof(schedule), "%" PRId64, row->schedule_id);
	log_event(LOG_ERROR_, "report-failed", "schedule", schedule, "due", moment_format(due, moment), "trouble",
		  sentence, NULL);
	mark_done(turn, row->done_until, sentence);
}

/* Who set a schedule that records reminders may have left since, and their token with them. */
static int check_creator(struct turn *turn)
{
	struct report_desk *desk = turn->round->desk;
	struct token_row token;

	if (!turn->schedule->record)
		return 0;
	return record_find_token(&desk->source, turn->schedule->row->created_by, ledger_today(desk->ledger), &token,
				 &turn->round->refusal);
}

/* Until when nothing more is due once this due time has its report. Made before its time the due times up to it are
 * done, but for warnings: a deadline entered until then may have one that comes first. */
static int64_t done_with(const struct turn *turn, int64_t due)
{
	bool waits = turn->schedule->timing.kind == TIMING_BEFORE_DEADLINE && due > turn->round->now;

	return waits ? turn->round->now : due;
}

/* The report of a due time: as of its own day, or of today when it is made before its time. 0, 1 when it was found
 * made, or -1. */
static int make_due(struct turn *turn, int64_t due)
{
	const struct schedule *schedule = turn->schedule;
	struct schedule_round *round = turn->round;
	hy_day day = timing_day(due), today = timing_day(round->now);
	struct report_order order = {
		.query = schedule->query,
		.formats = schedule->formats,
		.targets = schedule->targets,
		.record = schedule->record,
		.schedule_id = schedule->row->schedule_id,
		.due_at = due,
		.made_by = schedule->row->created_by,
	};
	struct report_row *row;
	int made;

	order.query.as_of = order.query.date = day < today ? day : today;
	made = check_creator(turn);
	if (made == 0)
		made = report_make(round->desk, &order, turn->arena, &row, &round->refusal);
	if (made < 0) {
		fail_turn(turn, due);
		return -1;
	}
	end_pause(round->pauses, order.schedule_id);
	log_made(turn, row);
	if (schedule->record)
		report_record_now(round->desk, row);
	mark_done(turn, done_with(turn, due), turn->note);
	keep_made(turn, row);
	return made;
}

/* Nothing is due: the first due time after now has its report ahead. It stays that one until its time comes, so that
 * whoever asks again finds the same report and uses up no other due time. */
static void make_ahead(struct turn *turn, const struct schedule_days *days)
{
	struct schedule_round *round = turn->round;
	const struct schedule_row *row = turn->schedule->row;
	/* How far warnings were looked for is never ahead (done_with); the due times of others may be done ahead. */
	bool warns = turn->schedule->timing.kind == TIMING_BEFORE_DEADLINE;
	int64_t due = schedule_next(turn->schedule, days, warns ? row->done_until : round->now, NULL);

	if (due == TIMING_NEVER)
		refuse_with(refuse(&round->refusal, REASON_SCHEDULE_NEVER_DUE), "schedule", "%s", row->name);
	else
		round->made_before = make_due(turn, due) > 0;
}

static void say_left_out(struct turn *turn, const struct due_times *times)
{
	char until[HY_MOMENT_TEXT], schedule[24];
	bool zh = turn->schedule->query.language == LANGUAGE_ZH;

	if (!times->left_out)
		return;
	snprintf(schedule, sizeof(schedule), "%" PRId64, turn->schedule->row->schedule_id);
	moment_format(times->left_out_until, until);
	snprintf(turn->note, sizeof(turn->note),
		 zh ? "停机期间错过的 %" PRId64 " 次（至 %s）没有补做：一次最多补做 %d 次"
		    : "%" PRId64 " due times up to %s were left out: at most %d are made up for",
		 times->left_out, until, SCHEDULE_MAX_MISSED);
	log_event(LOG_WARN_, "schedule-left-out", "schedule", schedule, "note", turn->note, NULL);
	mark_done(turn, times->left_out_until, turn->note);
}

/* Warnings of deadlines: a deadline entered today with a warning day in the past is nothing that was missed, so that
 * how far was looked is kept, within LOOKED_US. What closes or moves while no server runs is not warned of any more. */
static void keep_looked(const struct turn *turn)
{
	const struct schedule_row *row = turn->schedule->row;

	if (turn->schedule->timing.kind == TIMING_BEFORE_DEADLINE && turn->round->now - row->done_until >= LOOKED_US)
		mark_done(turn, turn->round->now, row->trouble);
}

static void take_turn(struct turn *turn, const struct schedule_days *days)
{
	struct schedule_round *round = turn->round;
	struct due_times *times = arena_alloc(turn->arena, sizeof(*times));
	int64_t next = find_due(turn->schedule, days, round->now, times);

	if (next < round->next)
		round->next = next;
	if (times->n == 0)
		keep_looked(turn);
	say_left_out(turn, times);
	for (size_t i = 0; i < times->n && !is_stopping(round->desk); i++) {
		if (make_due(turn, due_at(times, i)) < 0)
			return;
		if (!round->only && round->desk->between)
			round->desk->between(round->desk->between_arg);
	}
	if (round->only && times->n == 0)
		make_ahead(turn, days);
}

/* ---- All of them ---------------------------------------------------------------------------------------------- */

struct reading {
	const struct calendar *calendar;
	struct arena *arena;
	struct schedule_row **rows;
	size_t n;
	struct schedule_days days;
};

static void take_schedules(const struct db_result *result, void *arg)
{
	struct reading *reading = arg;

	reading->n = db_rows(result, 0);
	reading->rows = arena_alloc(reading->arena, (reading->n + 1) * sizeof(struct schedule_row *));
	for (size_t row = 0; row < reading->n; row++)
		reading->rows[row] = schedule_store_row(result, 0, row, reading->arena);
	schedule_days_read(result, 1, reading->calendar, reading->arena, &reading->days);
}

static void run_one(struct schedule_round *round, const struct schedule_row *row, const struct reading *reading)
{
	struct schedule schedule;
	struct turn turn = { .round = round, .schedule = &schedule, .arena = reading->arena };

	if (round->only ? round->only != row->schedule_id : is_paused(round->pauses, row->schedule_id))
		return;
	round->found = true;
	if (schedule_read(row, &schedule) == 0) {
		take_turn(&turn, &reading->days);
	} else {
		refuse_with(refuse(&round->refusal, REASON_REPORT_FAILED), "message", "the schedule is damaged");
		begin_pause(round->pauses, row->schedule_id);
		mark_done(&turn, row->done_until, "the schedule is damaged");
	}
	schedule_free(&schedule);
}

int schedules_run(struct schedule_round *round, struct arena *arena)
{
	struct report_desk *desk = round->desk;
	struct registry *registry = ledger_registry(desk->ledger);
	struct reading reading = { .calendar = registry->calendar, .arena = arena };
	struct db_batch *batch = db_batch_new(desk->source.db);
	char error[300];
	enum db_error outcome;

	round->next = TIMING_NEVER;
	schedule_store_list(batch, desk->source.jurisdiction);
	schedule_store_deadlines(batch, desk->source.jurisdiction);
	outcome = report_send(&desk->source, batch, take_schedules, &reading, error, sizeof(error));
	if (outcome == DB_OK)
		drop_pauses(round->pauses, reading.rows, reading.n);
	for (size_t i = 0; outcome == DB_OK && i < reading.n && !is_stopping(desk); i++)
		run_one(round, reading.rows[i], &reading);
	registry_release(registry);
	if (outcome == DB_OK)
		return 0;
	report_refuse_database(&round->refusal, DB_UNAVAILABLE);
	return -1;
}
