/* The ledger's thread: inbox, start and stop. The course of a page is in round.c, derived tables in fold.c. */
#include "ledger/ledger.h"
#include "base/log.h"
#include "base/memory.h"
#include "ledger/state.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* Longest wait of ledger_start for the first session: a database that starts beside us takes some seconds. */
#define START_TIMEOUT_S 10
/* While somebody waits for a fold done elsewhere, and for some time after another server wrote: often. Else rarely. */
#define TICK_BUSY_US    20000
#define TICK_IDLE_US    1000000
#define FOREIGN_SECONDS 60
/* ledger_stop folds what is committed, but not longer: the next start goes on from there. */
#define STOP_FOLD_US 10000000

static void refuse_job(struct ledger_job *job, enum reason reason)
{
	job->accepted = false;
	refuse(&job->refusal, reason);
	job->done(job);
}

static void refuse_queue(struct ledger *ledger)
{
	struct ledger_job *job;

	while ((job = job_list_take(&ledger->queue)))
		refuse_job(job, REASON_DATABASE_UNAVAILABLE);
}

void ledger_kick(struct ledger *ledger)
{
	event_active(ledger->kick, EV_TIMEOUT, 0);
}

void ledger_report_start(struct ledger *ledger, const char *trouble)
{
	pthread_mutex_lock(&ledger->lock);
	if (!ledger->started && !ledger->failed) {
		ledger->started = trouble == NULL;
		ledger->failed = trouble != NULL;
		if (trouble)
			snprintf(ledger->trouble, sizeof ledger->trouble, "%s", trouble);
		pthread_cond_signal(&ledger->started_cond);
	}
	pthread_mutex_unlock(&ledger->lock);
}

static void on_writer_state(struct db *db, const char *trouble, void *arg)
{
	struct ledger *ledger = arg;

	(void)db;
	__atomic_store_n(&ledger->up, trouble == NULL, __ATOMIC_RELAXED);
	if (!trouble) {
		if (!ledger->round.busy)
			ledger_forget(ledger);
		ledger->look_due = true;
		ledger_kick(ledger);
		return;
	}
	log_event(LOG_WARN_, "ledger_database_away", "message", trouble, NULL);
	pthread_mutex_lock(&ledger->lock);
	snprintf(ledger->trouble, sizeof ledger->trouble, "%s", trouble);
	pthread_mutex_unlock(&ledger->lock);
	refuse_queue(ledger);
}

/* New jobs and waiters; whether to stop. */
static void drain_inbox(struct ledger *ledger)
{
	struct job_list jobs;
	struct fold_waiter *waiters;
	struct ledger_job *job;

	pthread_mutex_lock(&ledger->lock);
	jobs = ledger->inbox;
	if (!jobs.first)
		jobs.last = &jobs.first;
	job_list_init(&ledger->inbox);
	waiters = ledger->inbox_waiters;
	ledger->inbox_waiters = NULL;
	ledger->stopping = ledger->stop_asked;
	pthread_mutex_unlock(&ledger->lock);

	while ((job = job_list_take(&jobs))) {
		if (ledger->stopping || !ledger->up)
			refuse_job(job, REASON_DATABASE_UNAVAILABLE);
		else if (ledger->queue.n >= LEDGER_MAX_QUEUE)
			refuse_job(job, REASON_OVERLOADED);
		else
			job_list_add(&ledger->queue, job);
	}
	while (waiters) {
		struct fold_waiter *next = waiters->next;

		fold_add_waiter(ledger->fold, waiters);
		waiters = next;
	}
}

static void set_tick(struct ledger *ledger, long us)
{
	struct timeval delay = { us / 1000000, us % 1000000 };

	event_add(ledger->tick, &delay);
}

/* Ends the loop once the page under way is answered and what is committed is folded. */
static void stop_if_done(struct ledger *ledger)
{
	int64_t now = clock_monotonic_us();

	if (!ledger->stop_by)
		ledger->stop_by = now + STOP_FOLD_US;
	refuse_queue(ledger);
	if ((!ledger->round.busy && fold_is_done(ledger->fold)) || now > ledger->stop_by)
		event_base_loopbreak(ledger->base);
	else
		set_tick(ledger, TICK_BUSY_US);
}

static void on_kick(evutil_socket_t fd, short what, void *arg)
{
	struct ledger *ledger = arg;

	(void)fd, (void)what;
	if (ledger->stopping) {
		stop_if_done(ledger);
		return;
	}
	round_start(ledger);
	fold_step(ledger->fold);
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
	struct ledger *ledger = arg;
	uint64_t count;

	(void)what;
	if (read(fd, &count, sizeof count) < 0 && errno != EAGAIN)
		log_event(LOG_ERROR_, "ledger_wake_failed", "message", strerror(errno), NULL);
	drain_inbox(ledger);
	fold_answer_waiters(ledger->fold, false);
	if (fold_has_waiters(ledger->fold))
		set_tick(ledger, TICK_BUSY_US);
	on_kick(fd, what, arg);
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct ledger *ledger = arg;
	int64_t now = clock_monotonic_us();
	bool foreign = now < ledger->foreign_until, rarely = now - ledger->last_look >= TICK_IDLE_US;

	if (rarely || foreign) {
		ledger->look_due = true;
		ledger->last_look = rarely ? now : ledger->last_look;
	}
	fold_answer_waiters(ledger->fold, false);
	if (rarely || fold_has_waiters(ledger->fold))
		fold_look(ledger->fold, rarely);
	set_tick(ledger, foreign || fold_has_waiters(ledger->fold) ? TICK_BUSY_US : TICK_IDLE_US);
	on_kick(fd, what, arg);
}

void ledger_note_foreign(struct ledger *ledger)
{
	ledger->foreign_until = clock_monotonic_us() + FOREIGN_SECONDS * 1000000ll;
	set_tick(ledger, TICK_BUSY_US);
}

static void open_connections(struct ledger *ledger)
{
	struct db_options options = {
		.conninfo = ledger->conninfo,
		.application_name = "huiyin ledger",
		.statements = writer_statements,
		.n_statements = W_COUNT_,
		.session_sql = "SET plan_cache_mode = force_generic_plan; SET lock_timeout = 500; "
			       "SET idle_in_transaction_session_timeout = 5000",
		.on_state = on_writer_state,
		.arg = ledger,
	};

	ledger->fold = fold_start(ledger);
	ledger->writer = db_open(ledger->base, &options);
}

static void *run(void *arg)
{
	struct ledger *ledger = arg;

	open_connections(ledger);
	set_tick(ledger, TICK_IDLE_US);
	event_base_loop(ledger->base, EVLOOP_NO_EXIT_ON_EMPTY);
	/* Batches still under way are answered by closing, so the round and its jobs end too. */
	ledger->stopping = true;
	__atomic_store_n(&ledger->up, false, __ATOMIC_RELAXED);
	db_close(ledger->writer);
	drain_inbox(ledger);
	refuse_queue(ledger);
	fold_answer_waiters(ledger->fold, true);
	fold_free(ledger->fold);
	return NULL;
}

static pthread_once_t jansson_once = PTHREAD_ONCE_INIT;

static void set_up_jansson(void)
{
	json_set_alloc_funcs(hy_xmalloc, free);
	json_object_seed(0);
}

static struct ledger *make_ledger(const struct ledger_options *options)
{
	struct ledger *ledger = hy_xcalloc(1, sizeof *ledger);

	pthread_once(&jansson_once, set_up_jansson);
	ledger->options = *options;
	ledger->conninfo = hy_xstrdup(options->conninfo);
	ledger->options.conninfo = ledger->conninfo;
	pthread_mutex_init(&ledger->lock, NULL);
	pthread_cond_init(&ledger->started_cond, NULL);
	job_list_init(&ledger->inbox);
	job_list_init(&ledger->queue);
	ledger->cache = cache_new(CACHE_MAX_CASES);
	ledger->last_case = -1;
	ledger->registry_trust = REGISTRY_RELOAD;
	round_make(&ledger->round);
	ledger->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	ledger->base = event_base_new();
	if (!ledger->base || ledger->wake_fd < 0)
		return ledger;
	ledger->wake = event_new(ledger->base, ledger->wake_fd, EV_READ | EV_PERSIST, on_wake, ledger);
	ledger->kick = event_new(ledger->base, -1, 0, on_kick, ledger);
	ledger->tick = event_new(ledger->base, -1, 0, on_tick, ledger);
	event_add(ledger->wake, NULL);
	return ledger;
}

static void free_ledger(struct ledger *ledger)
{
	if (ledger->base) {
		event_free(ledger->wake);
		event_free(ledger->kick);
		event_free(ledger->tick);
		event_base_free(ledger->base);
	}
	if (ledger->wake_fd >= 0)
		close(ledger->wake_fd);
	round_free(&ledger->round);
	cache_free(ledger->cache);
	free(ledger->loads);
	registry_release(ledger->registry);
	pthread_cond_destroy(&ledger->started_cond);
	pthread_mutex_destroy(&ledger->lock);
	free(ledger->conninfo);
	free(ledger);
}

/* True when the first reading is done. */
static bool wait_for_start(struct ledger *ledger, char *ret_error, size_t error_size)
{
	struct timespec until;
	int error = 0;
	bool started;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += START_TIMEOUT_S;
	pthread_mutex_lock(&ledger->lock);
	while (!ledger->started && !ledger->failed && !error)
		error = pthread_cond_timedwait(&ledger->started_cond, &ledger->lock, &until);
	started = ledger->started;
	if (!started)
		snprintf(ret_error, error_size, "the ledger cannot be read: %s",
			 *ledger->trouble ? ledger->trouble : "the database does not answer");
	pthread_mutex_unlock(&ledger->lock);
	return started;
}

struct ledger *ledger_start(const struct ledger_options *options, char *ret_error, size_t error_size)
{
	struct ledger *ledger = make_ledger(options);

	if (!ledger->base || ledger->wake_fd < 0 || pthread_create(&ledger->thread, NULL, run, ledger)) {
		snprintf(ret_error, error_size, "the ledger's thread cannot be started: %s", strerror(errno));
		free_ledger(ledger);
		return NULL;
	}
	if (!wait_for_start(ledger, ret_error, error_size)) {
		ledger_stop(ledger);
		return NULL;
	}
	return ledger;
}

static void wake(struct ledger *ledger)
{
	uint64_t one = 1;

	/* The counter can only be full when a wake-up is pending already. */
	if (write(ledger->wake_fd, &one, sizeof one) < 0 && errno != EAGAIN)
		log_event(LOG_ERROR_, "ledger_wake_failed", "message", strerror(errno), NULL);
}

void ledger_stop(struct ledger *ledger)
{
	if (!ledger)
		return;
	pthread_mutex_lock(&ledger->lock);
	ledger->stop_asked = true;
	pthread_mutex_unlock(&ledger->lock);
	wake(ledger);
	pthread_join(ledger->thread, NULL);
	free_ledger(ledger);
}

void ledger_submit(struct ledger *ledger, struct ledger_job *job)
{
	bool first;

	pthread_mutex_lock(&ledger->lock);
	first = !ledger->inbox.first;
	job_list_add(&ledger->inbox, job);
	pthread_mutex_unlock(&ledger->lock);
	if (first)
		wake(ledger);
}

void ledger_wait_fold(struct ledger *ledger, unsigned timeout_ms, void (*done)(void *arg, int64_t page, bool reached),
		      void *arg)
{
	struct fold_waiter *waiter = hy_xmalloc(sizeof *waiter);

	pthread_mutex_lock(&ledger->lock);
	*waiter = (struct fold_waiter){ .page = ledger->head_page,
					.deadline = clock_monotonic_us() + timeout_ms * 1000ll,
					.done = done,
					.arg = arg,
					.next = ledger->inbox_waiters };
	ledger->inbox_waiters = waiter;
	pthread_mutex_unlock(&ledger->lock);
	wake(ledger);
}
