/* What the files of db/ share: the connection, its batches, and who does what with them.
 *
 *   batch.c     builds batches and keeps used ones for the next caller
 *   db.c        the public connection: queues, answers, open and close
 *   conn.c      the life of the session: connect, prepare, loss, backoff
 *   pipeline.c  batches out, results in
 *   result.c    reading columns */
#ifndef DB_INTERNAL_H
#define DB_INTERNAL_H

#include "db/db.h"

#include <event2/event.h>
#include <libpq-fe.h>
#include <sys/queue.h>

struct db_ticket {
	void (*on_done)(const struct db_result *result, void *arg); /* NULL once cut or answered */
	void *arg;
};

struct db_result {
	enum db_error error;
	char sqlstate[6];
	char *message, *constraint; /* owned; NULL if none */
	PGresult **results;         /* one per statement, in order; owned */
	size_t n_results;
};

/* A bound parameter: where its bytes are in the batch's buffer (an offset, as the buffer moves while it grows). */
struct db_param {
	size_t offset;
	int len; /* -1: NULL */
};

struct db_call {
	size_t statement;
	size_t first_param;
};

struct db_batch {
	struct db_ticket ticket;
	struct db_result result;
	struct db *db;
	STAILQ_ENTRY(db_batch) next; /* in one of the lists of struct db, or in none while it is being built */
	unsigned char *bytes;
	size_t len, size;
	struct db_param *params;
	size_t n_params, params_size;
	struct db_call *calls;
	size_t n_calls, calls_size; /* result.results has room for calls_size too */
	size_t array;               /* offset of the open array's header, DB_NO_ARRAY when none is open */
	uint32_t array_type, array_len;
	int64_t patience;   /* clock_monotonic_us() until which it waits for a connection */
	bool commit_unsure; /* the server warned that the commit may not have reached the standby */
};
#define DB_NO_ARRAY ((size_t)-1)

STAILQ_HEAD(db_batches, db_batch);

/* States of the session; conn_set_state is the only one to move between them.
 *
 *   DUE → CONNECTING → GREETING → PREPARING → UP
 *    ↑         └───────────┴──────────┴───────┴──→ DOWN or DUE
 *    └──────────────────────────────────────────────┘ after the backoff */
enum conn_state {
	CONN_DOWN,       /* no session; the timer begins the next attempt */
	CONN_DUE,        /* no session; an attempt begins in this turn of the loop */
	CONN_CONNECTING, /* PQconnectPoll at work */
	CONN_GREETING,   /* session_sql is running */
	CONN_PREPARING,  /* the statement table is being prepared */
	CONN_UP,         /* batches go out at once */
};

struct db {
	struct event_base *base;
	struct db_options options;
	int hosts; /* in the conninfo, each of which may take the connect timeout */
	enum conn_state state;
	PGconn *conn;
	struct event *readable, *writable; /* of the session's socket */
	struct event *timer;               /* the next attempt, or the end of this one */
	int64_t backoff;                   /* microseconds before the next attempt; 0 after a long session */
	int64_t up_since;
	size_t prepared;   /* statements answered while PREPARING */
	char trouble[400]; /* why there is no session */

	struct db_batches sent;     /* in the pipeline, in order */
	struct db_batches waiting;  /* for the session under way, at most DB_PATIENCE */
	struct db_batches finished; /* refused; answered by later */
	struct db_batches spare;    /* used ones */
	size_t n_queued, n_spare;   /* sent and waiting; spare */
	struct event *later;        /* answers finished ones, and finds a session broken by a send */
	struct event *patience;     /* for the first of waiting */

	/* libpq wants three arrays per statement; these are filled from a batch's parameters. */
	const char **values;
	int *lengths, *formats;

	int holds;   /* callbacks under way: the object outlives them */
	bool closed; /* db_close was called */
};

/* db.c: keeps the object alive during callbacks; the last release after db_close frees it. */
void db_hold(struct db *db);
void db_release(struct db *db);
/* Runs the callback, if anybody still waits, and recycles the batch, which is in no list any more. */
void db_answer(struct db_batch *batch);
/* Notes why a batch failed, unless it failed before. message is copied. */
void db_fail(struct db_batch *batch, enum db_error error, const char *message);
/* Sends what has waited; the session has just come up. */
void db_flush_waiting(struct db *db);
/* Answers all sent batches whose outcome is not known with DB_LOST. */
void db_lose_sent(struct db *db, const char *message);

/* conn.c: begins the first attempt in the next turn of the loop. */
void conn_begin(struct db *db);
/* Ends the session, tells on_state, answers what was sent, and sees to the next attempt. */
void conn_drop(struct db *db, const char *reason);
/* Ends the session quietly; for db_close. */
void conn_end(struct db *db);
/* Writes out what libpq has buffered and watches the socket for the rest. -1 when the session is broken. */
int conn_flush(struct db *db);
/* Looks for a break that a send has met. */
void conn_look(struct db *db);

/* pipeline.c: puts the batch into the pipeline. -1 when the session is broken (the batch counts as sent all the same).
 */
int pipeline_send(struct db *db, struct db_batch *batch);
/* Hands out every result that has arrived. NULL, or why the session cannot go on. */
const char *pipeline_read(struct db *db);
/* Looks at a notice of the server; installed as the session's notice receiver, arg is the db. */
void pipeline_notice(void *arg, const PGresult *notice);

/* result.c: forgets everything but the array. */
void result_reset(struct db_result *result);

#endif
