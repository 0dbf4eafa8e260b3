/* The report thread: makes what callers ask for, one after the other, and between them what schedules are due. Has a
 * database connection of its own with the workers' statements, and may wait. */
#ifndef REPORT_REPORTER_H
#define REPORT_REPORTER_H

#include "report/make.h"

struct reporter;
struct reporter_options {
	const char *conninfo; /* role huiyin_app */
	int jurisdiction;
	hy_day business_date; /* HY_DAY_NONE: the schedules' clock is the real one; else this date with the time of day
			       */
	struct ledger *ledger;
	report_drawer *draw;
	void (*stored)(void *arg); /* runs on the thread when there may be something to deliver */
	void *arg;
};

/* Starts the thread; ends the process if there can be none. Options are copied, texts borrowed. */
struct reporter *reporter_start(const struct reporter_options *options);
/* Finishes the piece under way, drops the others (their done runs without work) and joins. NULL is fine. */
void reporter_stop(struct reporter *reporter);

/* Pieces that may wait: reports asked for by people, a few seconds each. */
#define REPORTER_MAX_WAITING 64
/* Queues work(arg), followed by done(arg), both on the report thread; -1 when too many wait. From any thread. */
int reporter_run(struct reporter *reporter, void (*work)(void *arg), void (*done)(void *arg), void *arg);
/* Schedules may have changed: look at them soon. From any thread. */
void reporter_look(struct reporter *reporter);

/* For work, on the thread: what it has at hand; once the database is there, or -1 after some seconds. */
struct report_desk *reporter_desk(struct reporter *reporter);
int reporter_wait_database(struct reporter *reporter);
/* Makes what a schedule is due, or its next report at once; see struct schedule_round. On the thread. */
struct schedule_round;
int reporter_run_schedule(struct reporter *reporter, struct schedule_round *round, struct arena *arena);
/* The moment by the schedules' clock. From any thread. */
int64_t reporter_now(hy_day business_date);

#endif
