#include "report/reporter.h"

#include "base/log.h"
#include "report/schedules.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* How often schedules are looked at when nothing is known to be due: another server may have set one. */
#define LOOK_US INT64_C(5000000)
/* How long work waits for a database that is away. */
#define DATABASE_US INT64_C(5000000)
#define DAY_US      (INT64_C(24) * 3600 * 1000000)

struct piece {
	void (*work)(void *arg);
	void (*done)(void *arg);
	void *arg;
	struct piece *next;
};

struct reporter {
	struct reporter_options options;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct piece *first, **last; /* under the lock */
	int n_waiting;               /* under the lock */
	bool look;                   /* under the lock: schedules may have changed */
	atomic_bool stopping;
	/* the thread's own */
	struct report_desk desk;
	struct schedule_pauses pauses;
};

/* ---- The clock ------------------------------------------------------------------------------------------------ */

int64_t reporter_now(hy_day business_date)
{
	int64_t now = moment_now();

	if (business_date == HY_DAY_NONE)
		return now;
	return timing_moment(business_date, 0) + (now - timing_moment(timing_day(now), 0));
}

/* ---- The database --------------------------------------------------------------------------------------------- */

struct report_desk *reporter_desk(struct reporter *reporter)
{
	return &reporter->desk;
}

static void on_waited(evutil_socket_t fd, short events, void *arg)
{
	(void)fd, (void)events;
	event_base_loopbreak(arg);
}

int reporter_wait_database(struct reporter *reporter)
{
	struct report_source *source = &reporter->desk.source;
	int64_t end = clock_monotonic_us() + DATABASE_US;
	const struct timeval step = { 0, 100000 };
	struct event *timer = evtimer_new(source->base, on_waited, source->base);

	/* also takes in what came while nobody listened: a connection that was lost is found out here */
	event_base_loop(source->base, EVLOOP_NONBLOCK);
	while (!db_is_up(source->db) && clock_monotonic_us() < end && !atomic_load(&reporter->stopping)) {
		evtimer_add(timer, &step);
		event_base_loop(source->base, EVLOOP_ONCE);
	}
	event_free(timer);
	return db_is_up(source->db) ? 0 : -1;
}

static void open_database(struct reporter *reporter)
{
	struct db_options options = { .conninfo = reporter->options.conninfo, .application_name = "huiyind reports" };

	report_store_session(&options);
	reporter->desk.source.base = event_base_new();
	if (!reporter->desk.source.base)
		abort();
	reporter->desk.source.db = db_open(reporter->desk.source.base, &options);
}

/* ---- Schedules ------------------------------------------------------------------------------------------------ */

int reporter_run_schedule(struct reporter *reporter, struct schedule_round *round, struct arena *arena)
{
	round->desk = &reporter->desk;
	round->pauses = &reporter->pauses;
	round->now = reporter_now(reporter->options.business_date);
	return schedules_run(round, arena);
}

/* Returns how long to wait until the next look. */
static int64_t look(struct reporter *reporter)
{
	struct schedule_round round = { 0 };
	struct arena *arena;
	int64_t wait = LOOK_US;

	if (reporter_wait_database(reporter) < 0)
		return wait;
	arena = arena_new();
	if (reporter_run_schedule(reporter, &round, arena) == 0 && round.next != TIMING_NEVER) {
		int64_t until = round.next - reporter_now(reporter->options.business_date);

		wait = until < 0 ? 0 : until < LOOK_US ? until : LOOK_US;
	}
	arena_free(arena);
	return wait;
}

/* ---- The thread ----------------------------------------------------------------------------------------------- */

static void set_alarm(int64_t us, struct timespec *ret_alarm)
{
	clock_gettime(CLOCK_MONOTONIC, ret_alarm);
	ret_alarm->tv_sec += us / 1000000;
	ret_alarm->tv_nsec += us % 1000000 * 1000;
	if (ret_alarm->tv_nsec >= 1000000000) {
		ret_alarm->tv_sec++;
		ret_alarm->tv_nsec -= 1000000000;
	}
}

/* Takes the first piece out; NULL when none waits. Under the lock. */
static struct piece *pop_piece(struct reporter *reporter)
{
	struct piece *piece = reporter->first;

	if (!piece)
		return NULL;
	reporter->n_waiting--;
	reporter->first = piece->next;
	if (!reporter->first)
		reporter->last = &reporter->first;
	return piece;
}

/* The next piece; NULL when it is time to look at the schedules, or to stop. */
static struct piece *take_piece(struct reporter *reporter, const struct timespec *alarm)
{
	struct piece *piece;
	int late = 0;

	pthread_mutex_lock(&reporter->lock);
	while (!reporter->first && !reporter->look && !atomic_load(&reporter->stopping) && late == 0)
		late = pthread_cond_timedwait(&reporter->changed, &reporter->lock, alarm);
	piece = pop_piece(reporter);
	if (!piece)
		reporter->look = false;
	pthread_mutex_unlock(&reporter->lock);
	return piece;
}

static void do_piece(struct reporter *reporter, struct piece *piece)
{
	if (!atomic_load(&reporter->stopping))
		piece->work(piece->arg);
	piece->done(piece->arg);
	free(piece);
}

/* What people wait for goes first, also while a schedule makes up for a long downtime. */
static void serve_waiting(void *arg)
{
	struct reporter *reporter = arg;
	struct piece *piece;

	do {
		pthread_mutex_lock(&reporter->lock);
		piece = pop_piece(reporter);
		pthread_mutex_unlock(&reporter->lock);
		if (piece)
			do_piece(reporter, piece);
	} while (piece);
}

static void *run(void *arg)
{
	struct reporter *reporter = arg;
	struct timespec alarm;
	struct piece *piece;

	open_database(reporter);
	set_alarm(0, &alarm);
	for (;;) {
		piece = take_piece(reporter, &alarm);
		if (piece)
			do_piece(reporter, piece);
		else if (atomic_load(&reporter->stopping))
			break;
		else
			set_alarm(look(reporter), &alarm);
	}
	db_close(reporter->desk.source.db);
	event_base_free(reporter->desk.source.base);
	return NULL;
}

struct reporter *reporter_start(const struct reporter_options *options)
{
	struct reporter *reporter = hy_xcalloc(1, sizeof(*reporter));
	pthread_condattr_t attributes;

	reporter->options = *options;
	reporter->desk = (struct report_desk){ .source.jurisdiction = options->jurisdiction,
					       .ledger = options->ledger,
					       .draw = options->draw,
					       .stopping = &reporter->stopping,
					       .stored = options->stored,
					       .arg = options->arg,
					       .between = serve_waiting,
					       .between_arg = reporter };
	reporter->last = &reporter->first;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&reporter->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	pthread_mutex_init(&reporter->lock, NULL);
	if (pthread_create(&reporter->thread, NULL, run, reporter) != 0)
		abort();
	return reporter;
}

void reporter_stop(struct reporter *reporter)
{
	if (!reporter)
		return;
	pthread_mutex_lock(&reporter->lock);
	atomic_store(&reporter->stopping, true);
	pthread_cond_signal(&reporter->changed);
	pthread_mutex_unlock(&reporter->lock);
	pthread_join(reporter->thread, NULL);
	pthread_cond_destroy(&reporter->changed);
	pthread_mutex_destroy(&reporter->lock);
	free(reporter);
}

int reporter_run(struct reporter *reporter, void (*work)(void *arg), void (*done)(void *arg), void *arg)
{
	struct piece *piece = hy_xcalloc(1, sizeof(*piece));
	bool full;

	*piece = (struct piece){ .work = work, .done = done, .arg = arg };
	pthread_mutex_lock(&reporter->lock);
	full = reporter->n_waiting >= REPORTER_MAX_WAITING;
	if (!full) {
		reporter->n_waiting++;
		*reporter->last = piece;
		reporter->last = &piece->next;
		pthread_cond_signal(&reporter->changed);
	}
	pthread_mutex_unlock(&reporter->lock);
	if (full)
		free(piece);
	return full ? -1 : 0;
}

void reporter_look(struct reporter *reporter)
{
	pthread_mutex_lock(&reporter->lock);
	reporter->look = true;
	pthread_cond_signal(&reporter->changed);
	pthread_mutex_unlock(&reporter->lock);
}
