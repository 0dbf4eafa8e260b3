/* Schedules at work: which due times have come, and a report for each of them. Several servers may do this over one
 * database: a due time belongs to whoever stores its report first (report_due). On the report thread. */
#ifndef REPORT_SCHEDULES_H
#define REPORT_SCHEDULES_H

#include "report/make.h"
#include "report/timing.h"

/* Due times of one schedule that are made up for after downtime; more are left out, the oldest first, and said so. A
 * year of working days, and a daily bulletin for a year. */
#define SCHEDULE_MAX_MISSED 366

/* A schedule as set. */
struct schedule {
	const struct schedule_row *row;
	struct report_query query; /* without days, page and numbers */
	struct timing timing;
	bool record;
	json_t *targets, *formats;
};
/* Reads a row; -1 when it is damaged. To be freed in either case. */
int schedule_read(const struct schedule_row *row, struct schedule *ret_schedule);
void schedule_free(struct schedule *schedule);
/* Query and record as the row keeps them; freed by the caller. */
char *schedule_query_text(const struct report_query *query, bool record);

/* What due times depend on beside the timing: the calendar, and deadlines by session. */
struct schedule_days {
	const struct calendar *calendar;
	const struct session_deadline {
		int session_id;
		hy_day day;
	} * deadlines;
	size_t n_deadlines;
};
/* From the answer to schedule_store_deadlines; deadlines in the arena. */
void schedule_days_read(const struct db_result *result, size_t i, const struct calendar *calendar, struct arena *arena,
			struct schedule_days *ret_days);
/* The next due time after a moment, or TIMING_NEVER; *ret_provisional (may be NULL): it may still move. */
int64_t schedule_next(const struct schedule *schedule, const struct schedule_days *days, int64_t after,
		      bool *ret_provisional);

/* Schedules that failed are not tried again at once. Zero is empty. */
struct schedule_pauses {
	struct {
		int64_t schedule_id, until; /* by the clock that never steps */
		int failures;
	} list[SCHEDULE_MAX];
	size_t n;
};

/* A round over all schedules in force. */
struct schedule_round {
	struct report_desk *desk;
	struct schedule_pauses *pauses;
	int64_t now;  /* the schedules' clock */
	int64_t only; /* this schedule: what is due, else the next due time at once; 0: all, what is due */
	/* the answer */
	struct report_row **made; /* in the arena, those of `only` */
	size_t n_made;
	bool made_before;       /* nothing was due, and the next report had been made ahead already */
	bool found;             /* `only` is in force */
	struct refusal refusal; /* why the last report was not made */
	int64_t next;           /* earliest due time still to come, TIMING_NEVER */
};
/* 0, or -1 with a refusal when the schedules could not be read. */
int schedules_run(struct schedule_round *round, struct arena *arena);

#endif
