/* The connection as callers see it: who waits for what, and who is answered when. */
#include "db/internal.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Batches under way unless the options say otherwise. A database that answers nothing must not fill the memory. */
#define DEFAULT_QUEUED 1000
/* How long a batch waits for a session that is being made: long enough for a restart of the database on the same
 * machine, far shorter than the deadline of any call. */
#define PATIENCE_US INT64_C(1000000)

static void on_later(evutil_socket_t fd, short what, void *arg);
static void on_patience(evutil_socket_t fd, short what, void *arg);

static void make_scratch(struct db *db)
{
	size_t most = 1;

	for (size_t i = 0; i < db->options.n_statements; i++)
		if ((size_t)db->options.statements[i].params > most)
			most = (size_t)db->options.statements[i].params;
	db->values = hy_xcalloc(most, sizeof(*db->values));
	db->lengths = hy_xcalloc(most, sizeof(*db->lengths));
	db->formats = hy_xcalloc(most, sizeof(*db->formats));
	for (size_t i = 0; i < most; i++)
		db->formats[i] = 1; /* binary */
}

struct db *db_open(struct event_base *base, const struct db_options *options)
{
	struct db *db = hy_xcalloc(1, sizeof(*db));

	db->base = base;
	db->options = *options;
	if (db->options.max_queued == 0)
		db->options.max_queued = DEFAULT_QUEUED;
	STAILQ_INIT(&db->sent);
	STAILQ_INIT(&db->waiting);
	STAILQ_INIT(&db->finished);
	STAILQ_INIT(&db->spare);
	db->later = event_new(base, -1, 0, on_later, db);
	db->patience = event_new(base, -1, 0, on_patience, db);
	make_scratch(db);
	conn_begin(db);
	return db;
}

static void destroy(struct db *db)
{
	struct db_batch *batch;

	while ((batch = STAILQ_FIRST(&db->spare))) {
		STAILQ_REMOVE_HEAD(&db->spare, next);
		db_batch_free(batch); /* closed: really frees */
	}
	event_free(db->later);
	event_free(db->patience);
	event_free(db->timer);
	free(db->values);
	free(db->lengths);
	free(db->formats);
	free(db);
}

void db_hold(struct db *db)
{
	db->holds++;
}

void db_release(struct db *db)
{
	if (--db->holds == 0 && db->closed)
		destroy(db);
}

void db_fail(struct db_batch *batch, enum db_error error, const char *message)
{
	struct db_result *result = &batch->result;

	if (result->error != DB_OK)
		return;
	result->error = error;
	result->message = hy_xstrdup(message);
}

void db_answer(struct db_batch *batch)
{
	struct db_ticket ticket = batch->ticket;

	batch->ticket.on_done = NULL;
	if (ticket.on_done)
		ticket.on_done(&batch->result, ticket.arg);
	db_batch_free(batch);
}

static void answer_all(struct db_batches *batches)
{
	struct db_batch *batch;

	while ((batch = STAILQ_FIRST(batches))) {
		STAILQ_REMOVE_HEAD(batches, next);
		db_answer(batch);
	}
}

/* Certainly not executed; answered in a later turn of the loop. */
static void refuse(struct db_batch *batch, const char *message)
{
	struct db *db = batch->db;

	db_fail(batch, DB_UNAVAILABLE, message);
	STAILQ_INSERT_TAIL(&db->finished, batch, next);
	event_active(db->later, EV_TIMEOUT, 0);
}

static void send_now(struct db_batch *batch)
{
	struct db *db = batch->db;

	STAILQ_INSERT_TAIL(&db->sent, batch, next);
	if (pipeline_send(db, batch) < 0)
		event_active(db->later, EV_TIMEOUT, 0); /* the loss is not told from within db_send */
}

static void wait_for_first(struct db *db)
{
	struct db_batch *first = STAILQ_FIRST(&db->waiting);

	if (!first) {
		event_del(db->patience);
		return;
	}
	int64_t left = first->patience - clock_monotonic_us();
	struct timeval wait = { .tv_sec = 0, .tv_usec = 0 };

	if (left > 0)
		wait = (struct timeval){ .tv_sec = left / 1000000, .tv_usec = left % 1000000 };
	event_add(db->patience, &wait);
}

static void wait_for_session(struct db_batch *batch)
{
	struct db *db = batch->db;
	bool first = STAILQ_EMPTY(&db->waiting);

	batch->patience = clock_monotonic_us() + PATIENCE_US;
	STAILQ_INSERT_TAIL(&db->waiting, batch, next);
	if (first)
		wait_for_first(db);
}

struct db_ticket *db_send(struct db_batch *batch, void (*on_done)(const struct db_result *result, void *arg), void *arg)
{
	struct db *db = batch->db;

	batch->ticket = (struct db_ticket){ .on_done = on_done, .arg = arg };
	if (db->closed || db->state == CONN_DOWN) {
		refuse(batch, db->trouble[0] ? db->trouble : "The database is not connected.");
	} else if (db->n_queued >= db->options.max_queued) {
		refuse(batch, "Too many requests wait for the database; try again.");
	} else {
		db->n_queued++;
		if (db->state == CONN_UP)
			send_now(batch);
		else
			wait_for_session(batch);
	}
	return &batch->ticket;
}

void db_ticket_cut(struct db_ticket *ticket)
{
	if (ticket)
		ticket->on_done = NULL;
}

void db_flush_waiting(struct db *db)
{
	struct db_batch *batch;

	while ((batch = STAILQ_FIRST(&db->waiting))) {
		STAILQ_REMOVE_HEAD(&db->waiting, next);
		send_now(batch);
	}
	wait_for_first(db);
}

void db_lose_sent(struct db *db, const char *message)
{
	struct db_batches lost = STAILQ_HEAD_INITIALIZER(lost);
	struct db_batch *batch;

	/* A list of our own: callbacks may send again. */
	STAILQ_CONCAT(&lost, &db->sent);
	STAILQ_FOREACH(batch, &lost, next)
	{
		db->n_queued--;
		/* A batch that has already failed is rolled back for certain, and keeps its error. */
		db_fail(batch, DB_LOST, message);
	}
	answer_all(&lost);
}

/* Answers what was refused while callers' functions ran, and finds a session that broke while sending. */
static void on_later(evutil_socket_t fd, short what, void *arg)
{
	struct db *db = arg;
	struct db_batches now = STAILQ_HEAD_INITIALIZER(now);

	(void)fd;
	(void)what;
	db_hold(db);
	STAILQ_CONCAT(&now, &db->finished); /* what these callbacks send has a turn of its own */
	answer_all(&now);
	if (!db->closed)
		conn_look(db);
	db_release(db);
}

static void on_patience(evutil_socket_t fd, short what, void *arg)
{
	struct db *db = arg;
	struct db_batch *batch;
	int64_t now = clock_monotonic_us();

	(void)fd;
	(void)what;
	while ((batch = STAILQ_FIRST(&db->waiting)) && batch->patience <= now) {
		STAILQ_REMOVE_HEAD(&db->waiting, next);
		db->n_queued--;
		refuse(batch, db->trouble[0] ? db->trouble : "The database does not answer.");
	}
	wait_for_first(db);
}

void db_close(struct db *db)
{
	struct db_batch *batch;

	if (!db)
		return;
	db_hold(db);
	db->closed = true;
	conn_end(db);
	db_lose_sent(db, "The connection was closed before the database answered.");
	while ((batch = STAILQ_FIRST(&db->waiting))) {
		STAILQ_REMOVE_HEAD(&db->waiting, next);
		db->n_queued--;
		refuse(batch, "The connection was closed.");
	}
	answer_all(&db->finished); /* and what these callbacks send */
	event_del(db->later);
	event_del(db->patience);
	db_release(db);
}

bool db_is_up(const struct db *db)
{
	return db->state == CONN_UP && db->n_queued < db->options.max_queued;
}

size_t db_queued(const struct db *db)
{
	return db->n_queued;
}
