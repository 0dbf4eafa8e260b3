/* One connection to a test program's cluster, the statements of the tests, and what the last batch came to. */
#ifndef TESTS_DB_FIXTURE_H
#define TESTS_DB_FIXTURE_H

#include "db/cluster.h"
#include "db/db.h"

#include <event2/event.h>

enum statement {
	ROUND_TRIP,
	ARRAYS,
	INSERT_UNIQUE,
	COUNT_UNIQUE,
	INSERT_DEFERRED,
	DIVIDE,
	ECHO,
	PID,
	SLEEP_LONG,
	SHARE_LOCK,
	WRITE_READ_ONLY,
	INSERT_ONE,
};

static const struct db_statement statements[] = {
	[ROUND_TRIP] = { "round_trip",
			 "SELECT $1::bool, $2::int2, $3::int4, $4::int8, $5::text, $6::bytea, $7::uuid, $8::date, "
			 "timestamptz '2023-06-30 00:00:00.000001+00', NULL::int, $9::text",
			 9 },
	[ARRAYS] = { "arrays",
		     "SELECT a, b, c, d, e, f, g, h FROM unnest($1::int8[], $2::int4[], $3::int2[], $4::text[], "
		     "$5::bytea[], "
		     "$6::uuid[], $7::date[], $8::bool[]) WITH ORDINALITY AS t(a, b, c, d, e, f, g, h, n) ORDER BY n",
		     8 },
	[INSERT_UNIQUE] = { "insert_unique", "INSERT INTO one (id, note) SELECT * FROM unnest($1::int8[], $2::text[])",
			    2 },
	[COUNT_UNIQUE] = { "count_unique", "SELECT count(*) FROM one", 0 },
	[INSERT_DEFERRED] = { "insert_deferred", "INSERT INTO late (id) VALUES ($1)", 1 },
	[DIVIDE] = { "divide", "SELECT 1 / $1::int4", 1 },
	[ECHO] = { "echo", "SELECT $1::int8", 1 },
	[PID] = { "pid", "SELECT pg_backend_pid()", 0 },
	[SLEEP_LONG] = { "sleep_long", "SELECT pg_sleep(600)", 0 },
	[SHARE_LOCK] = { "share_lock", "SELECT pg_advisory_xact_lock($1)", 1 },
	[WRITE_READ_ONLY] = { "write_read_only", "SELECT set_config('transaction_read_only', 'on', true)", 0 },
	[INSERT_ONE] = { "insert_one", "INSERT INTO one (id, note) VALUES ($1, 'x')", 1 },
};

static struct cluster cluster;

/* A connection, and what its last batch came to. */
struct fixture {
	struct event_base *base;
	struct db *db;
	int up, down;
	char trouble[400];
	int done;
	enum db_error error;
	char message[400], constraint[100], sqlstate[6];
	int64_t numbers[4];
};

static inline void on_state(struct db *db, const char *trouble, void *arg)
{
	struct fixture *f = arg;

	(void)db;
	if (trouble) {
		f->down++;
		snprintf(f->trouble, sizeof(f->trouble), "%s", trouble);
	} else {
		f->up++;
	}
}

static inline void open_with(const char *conninfo, struct fixture *f, const struct db_statement *table, size_t n,
			     size_t max_queued, const char *session_sql)
{
	const struct db_options options = {
		.conninfo = conninfo,
		.application_name = "huiyin test",
		.statements = table,
		.n_statements = n,
		.session_sql = session_sql,
		.max_queued = max_queued,
		.on_state = on_state,
		.arg = f,
	};

	*f = (struct fixture){ .base = event_base_new() };
	f->db = db_open(f->base, &options);
}

static inline void open_usual(struct fixture *f)
{
	open_with(
		embedded_owner_conninfo(cluster.embedded), f, statements, sizeof(statements) / sizeof(statements[0]), 0,
		"SET plan_cache_mode = force_generic_plan; SET statement_timeout = '30s'; SET lock_timeout = '100ms'");
}

static inline void close_fixture(struct fixture *f)
{
	db_close(f->db);
	event_base_free(f->base);
}

static inline void on_done(const struct db_result *result, void *arg)
{
	struct fixture *f = arg;

	f->done++;
	f->error = db_result_error(result);
	snprintf(f->message, sizeof(f->message), "%s", db_result_message(result));
	snprintf(f->constraint, sizeof(f->constraint), "%s", db_result_constraint(result));
	snprintf(f->sqlstate, sizeof(f->sqlstate), "%s", db_result_sqlstate(result));
}

/* Like on_done, and keeps the first column of the first row of the first statement. */
static inline void on_number(const struct db_result *result, void *arg)
{
	struct fixture *f = arg;

	on_done(result, arg);
	f->numbers[0] = f->error == DB_OK ? db_int(result, 0, 0, 0) : -1;
}

static inline void on_alarm(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
}

/* Turns the loop until *count reaches wanted. */
static inline void turn_until(struct fixture *f, const int *count, int wanted)
{
	int64_t deadline = clock_monotonic_us() + TEST_PATIENCE_US;
	struct event *alarm = event_new(f->base, -1, EV_PERSIST, on_alarm, NULL);

	event_add(alarm, &(struct timeval){ .tv_sec = 1 });
	while (*count < wanted && clock_monotonic_us() < deadline)
		event_base_loop(f->base, EVLOOP_ONCE);
	event_free(alarm);
	assert_true(*count >= wanted);
}

static inline void send_and_wait(struct fixture *f, struct db_batch *batch,
				 void (*callback)(const struct db_result *, void *))
{
	int wanted = f->done + 1;

	assert_non_null(db_send(batch, callback, f));
	assert_int_equal(f->done, wanted - 1); /* never from within db_send */
	turn_until(f, &f->done, wanted);
}

static inline struct db_batch *insert_batch(struct fixture *f, int64_t first, size_t n)
{
	struct db_batch *batch = db_batch_new(f->db);

	db_add(batch, INSERT_UNIQUE);
	db_array_begin(batch, DB_INT8);
	for (size_t i = 0; i < n; i++)
		db_bind_int8(batch, first + (int64_t)i);
	db_array_end(batch);
	db_array_begin(batch, DB_TEXT);
	for (size_t i = 0; i < n; i++)
		db_bind_text(batch, "备注");
	db_array_end(batch);
	return batch;
}

static inline int64_t count_rows(struct fixture *f)
{
	struct db_batch *batch = db_batch_new(f->db);

	db_add(batch, COUNT_UNIQUE);
	send_and_wait(f, batch, on_number);
	return f->numbers[0];
}

static inline int set_up(void **state)
{
	(void)state;
	if (cluster_make_folder(&cluster) < 0 || cluster_start(&cluster) < 0)
		return -1;
	cluster_ask(embedded_owner_conninfo(cluster.embedded),
		    "CREATE TABLE one (id bigint CONSTRAINT one_pkey PRIMARY KEY, note text);"
		    "CREATE TABLE late (id bigint, CONSTRAINT late_id_key UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)");
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	cluster_remove(&cluster);
	return 0;
}

/* Each test that counts rows begins with none. */
static inline int empty_tables(void **state)
{
	(void)state;
	cluster_ask(embedded_owner_conninfo(cluster.embedded), "TRUNCATE one, late");
	return 0;
}

#endif
