/* Asynchronous PostgreSQL on libevent: one connection, many batches under way.
 *
 * A connection keeps itself connected (backoff 0.1 to 5 s), prepares its statement table on each new session and takes
 * batches. A batch is one or more statements under one Sync: one implicit transaction, one round trip. Batches are sent
 * at once in libpq's pipeline mode, each with its own Sync, and answered in order; so batches of different callers do
 * not touch each other. Whoever waits holds a ticket that can be cut: the database finishes and finds nobody.
 *
 * Everything happens on the thread of the connection's event base. Parameters and results are binary; the odd
 * conventions of libpq end here. */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/date.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct db;
struct db_batch;
struct db_ticket;
struct db_result;

/* What became of a batch. After DB_LOST or DB_UNKNOWN nobody knows whether it was committed. */
enum db_error {
	DB_OK,
	DB_UNAVAILABLE,   /* not connected, or the queue is full: certainly not executed */
	DB_LOST,          /* the connection broke, or the server was shutting down, after it was sent */
	DB_UNKNOWN,       /* a commit was acknowledged with a warning (cancelled wait for the standby) */
	DB_UNIQUE,        /* 23505; db_result_constraint names it */
	DB_SERIALIZATION, /* 40001, 40P01, 55P03: try again */
	DB_READ_ONLY,     /* 25006: the wrong node */
	DB_DISK_FULL,     /* 53100 */
	DB_TIMEOUT,       /* 57014 */
	DB_FAILED,        /* anything else; db_result_message says what */
};

/* One prepared statement. The order of the table is the index callers use. */
struct db_statement {
	const char *name, *sql;
	int params; /* $1 … $params */
};

struct db_options {
	const char *conninfo;
	const char *application_name;
	const struct db_statement *statements;
	size_t n_statements;
	const char *session_sql; /* run on every new session, such as "SET statement_timeout = 3000"; NULL: none */
	size_t max_queued;       /* batches under way; more are DB_UNAVAILABLE; 0: 1000 */
	/* Runs when the connection comes up (with NULL) or is lost or refused (with a sentence). NULL: nobody cares. */
	void (*on_state)(struct db *db, const char *trouble, void *arg);
	void *arg;
};

/* Opens a connection; it connects by itself from then on. Strings and tables are borrowed. */
struct db *db_open(struct event_base *base, const struct db_options *options);
/* Closes it: every waiting ticket is answered DB_LOST or DB_UNAVAILABLE first. Batches still being built are given up
 * before (db_batch_free). Allowed from within callbacks. NULL is fine. */
void db_close(struct db *db);
/* True when a batch sent now would go out at once. */
bool db_is_up(const struct db *db);
/* Batches under way. */
size_t db_queued(const struct db *db);

/* A new batch. Statements are added with db_add, then their parameters bound in order $1, $2 … */
struct db_batch *db_batch_new(struct db *db);
/* Gives a batch up unsent. */
void db_batch_free(struct db_batch *batch);
void db_add(struct db_batch *batch, size_t statement);
/* Statements added so far: the place of the next one. */
size_t db_batch_size(const struct db_batch *batch);
void db_bind_null(struct db_batch *batch);
void db_bind_bool(struct db_batch *batch, bool value);
void db_bind_int2(struct db_batch *batch, int16_t value);
void db_bind_int4(struct db_batch *batch, int32_t value);
void db_bind_int8(struct db_batch *batch, int64_t value);
void db_bind_text(struct db_batch *batch, const char *text); /* NULL text binds NULL */
void db_bind_bytes(struct db_batch *batch, const void *bytes, size_t len);
void db_bind_uuid(struct db_batch *batch, const uint8_t uuid[16]);
void db_bind_day(struct db_batch *batch, hy_day day); /* HY_DAY_NONE binds NULL */
/* Arrays, for unnest: begin with the element type, add elements with the functions above, end. */
enum db_type {
	DB_BOOL = 16,
	DB_BYTEA = 17,
	DB_INT8 = 20,
	DB_INT2 = 21,
	DB_INT4 = 23,
	DB_TEXT = 25,
	DB_DATE = 1082,
	DB_UUID = 2950
};
void db_array_begin(struct db_batch *batch, enum db_type type);
void db_array_end(struct db_batch *batch);
/* Binds an array of what `bind` binds of the entries of a list, all or those for which `condition` holds; in both `it`
 * points to the entry. */
#define DB_BIND_EACH(batch, type, list, n, bind) DB_BIND_IF(batch, type, list, n, true, bind)
#define DB_BIND_IF(batch, type, list, n, condition, bind)                                                              \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (size_t i_ = 0; i_ < (size_t)(n); i_++) {                                                          \
			__typeof__(&(list)[0]) it = &(list)[i_];                                                       \
			if (condition)                                                                                 \
				(bind);                                                                                \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

/* Sends a batch and takes it over. on_done runs exactly once, never from within db_send, unless the ticket is cut; the
 * result lives during on_done. The ticket is good until then. */
struct db_ticket *db_send(struct db_batch *batch, void (*on_done)(const struct db_result *result, void *arg),
			  void *arg);
/* Forgets the callback. NULL is fine. */
void db_ticket_cut(struct db_ticket *ticket);

/* ---- Results. i is the number of the statement in the batch, from 0. After an error only the first functions. */
enum db_error db_result_error(const struct db_result *result);
const char *db_result_message(const struct db_result *result);    /* "" when DB_OK */
const char *db_result_constraint(const struct db_result *result); /* "" if none */
const char *db_result_sqlstate(const struct db_result *result);   /* "" if none */
size_t db_rows(const struct db_result *result, size_t i);
/* Rows inserted, updated or deleted by statement i. */
int64_t db_affected(const struct db_result *result, size_t i);
bool db_is_null(const struct db_result *result, size_t i, size_t row, size_t column);
bool db_bool(const struct db_result *result, size_t i, size_t row, size_t column);
/* int2, int4 and int8 columns alike; 0 for NULL. */
int64_t db_int(const struct db_result *result, size_t i, size_t row, size_t column);
/* text and varchar; "" for NULL; NUL-terminated. */
const char *db_text(const struct db_result *result, size_t i, size_t row, size_t column);
const uint8_t *db_bytes(const struct db_result *result, size_t i, size_t row, size_t column, size_t *ret_len);
hy_day db_day(const struct db_result *result, size_t i, size_t row, size_t column);
/* timestamptz as microseconds since 1970. */
int64_t db_moment(const struct db_result *result, size_t i, size_t row, size_t column);

#endif
