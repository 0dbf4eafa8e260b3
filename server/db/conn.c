/* The life of a session; the states are in internal.h. Nothing here blocks but the name look-up inside
 * PQconnectStartParams, when the conninfo names a host. A session is never cancelled (PQcancel): a cancelled commit
 * still reports success. */
#include "db/internal.h"

#include "base/digest.h"
#include "db/sentence.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Pause before the next attempt: doubles from the first to the last, and is shortened by up to a half at random, so
 * that many servers do not come back at once. */
#define BACKOFF_FIRST_US INT64_C(100000)
#define BACKOFF_LAST_US  INT64_C(5000000)
/* A session that lasted this long was good: after its loss the first attempt comes at once. */
#define GOOD_SESSION_US BACKOFF_LAST_US
/* An attempt may take this long per host of the conninfo, preparing included. libpq heeds connect_timeout only in its
 * blocking functions. */
#define CONNECT_SECONDS 3

static void on_timer(evutil_socket_t fd, short what, void *arg);
static void on_socket(evutil_socket_t fd, short what, void *arg);

/* Which state may follow which, as bits. */
static const unsigned successors[] = {
	[CONN_DOWN] = 1u << CONN_DUE,
	[CONN_DUE] = 1u << CONN_CONNECTING | 1u << CONN_DOWN,
	[CONN_CONNECTING] = 1u << CONN_GREETING | 1u << CONN_PREPARING | 1u << CONN_DOWN,
	[CONN_GREETING] = 1u << CONN_PREPARING | 1u << CONN_DOWN,
	[CONN_PREPARING] = 1u << CONN_UP | 1u << CONN_DOWN,
	[CONN_UP] = 1u << CONN_DOWN,
};

static void conn_set_state(struct db *db, enum conn_state state)
{
	assert(successors[db->state] & 1u << state);
	(void)successors; /* without assertions */
	db->state = state;
}

static void set_timer(struct db *db, int64_t microseconds)
{
	struct timeval wait = { .tv_sec = microseconds / 1000000, .tv_usec = microseconds % 1000000 };

	event_add(db->timer, &wait);
}

static int count_hosts(const char *conninfo)
{
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
	int hosts = 1;

	for (PQconninfoOption *o = options; o && o->keyword; o++) {
		int commas = 0;

		if (strcmp(o->keyword, "host") != 0 && strcmp(o->keyword, "hostaddr") != 0)
			continue;
		for (const char *c = o->val; c && *c; c++)
			commas += *c == ',';
		hosts = commas + 1 > hosts ? commas + 1 : hosts;
	}
	PQconninfoFree(options);
	return hosts;
}

void conn_begin(struct db *db)
{
	db->timer = event_new(db->base, -1, 0, on_timer, db);
	db->hosts = count_hosts(db->options.conninfo);
	conn_set_state(db, CONN_DUE);
	set_timer(db, 0);
}

static void watch_nothing(struct db *db)
{
	if (db->readable)
		event_free(db->readable);
	if (db->writable)
		event_free(db->writable);
	db->readable = db->writable = NULL;
}

/* (Re)makes the events: while connecting, libpq may change sockets between two steps. */
static void watch_socket(struct db *db, short read_flags)
{
	watch_nothing(db);
	db->readable = event_new(db->base, PQsocket(db->conn), read_flags, on_socket, db);
	db->writable = event_new(db->base, PQsocket(db->conn), EV_WRITE, on_socket, db);
}

void conn_end(struct db *db)
{
	watch_nothing(db);
	PQfinish(db->conn);
	db->conn = NULL;
	event_del(db->timer);
	if (db->state != CONN_DOWN)
		conn_set_state(db, CONN_DOWN);
}

static int64_t next_pause(struct db *db)
{
	uint16_t random;

	if (db->backoff == 0)
		db->backoff = BACKOFF_FIRST_US;
	else
		db->backoff = db->backoff * 2 > BACKOFF_LAST_US ? BACKOFF_LAST_US : db->backoff * 2;
	random_bytes(&random, sizeof(random));
	return db->backoff / 2 + db->backoff / 2 * random / UINT16_MAX;
}

void conn_drop(struct db *db, const char *reason)
{
	const struct sentence why = { db->trouble, sizeof(db->trouble) };
	bool was_up = db->state == CONN_UP;
	bool was_good = was_up && clock_monotonic_us() - db->up_since >= GOOD_SESSION_US;

	sentence_fail(&why, was_up ? "The connection to the database was lost: %s" : "The database cannot be used: %s",
		      reason);
	db_hold(db);
	conn_end(db);
	if (was_good) {
		db->backoff = 0;
		conn_set_state(db, CONN_DUE);
		set_timer(db, 0);
	} else {
		set_timer(db, next_pause(db));
	}
	if (db->options.on_state)
		db->options.on_state(db, db->trouble, db->options.arg);
	db_lose_sent(db, db->trouble);
	db_release(db);
}

/* libpq's errors live in the session that is about to end. */
static void drop_with_libpq_error(struct db *db)
{
	char reason[sizeof(db->trouble)];

	snprintf(reason, sizeof(reason), "%s", db->conn ? PQerrorMessage(db->conn) : "out of memory");
	conn_drop(db, reason);
}

static void start_attempt(struct db *db)
{
	/* The first ones are defaults that the conninfo may change; those after it are ours. The keepalives and
	 * tcp_user_timeout find a dead peer within some 30 s; GSSAPI would cost an attempt on every connect. */
	const char *const keys[] = {
		"connect_timeout", "tcp_user_timeout", "keepalives_idle",  "keepalives_interval", "keepalives_count",
		"gssencmode",      "dbname",           "application_name", "client_encoding",     NULL
	};
	const char *const values[] = { "3",
				       "15000",
				       "15",
				       "5",
				       "3",
				       "disable",
				       db->options.conninfo,
				       db->options.application_name ? db->options.application_name : "huiyin",
				       "UTF8",
				       NULL };

	conn_set_state(db, CONN_CONNECTING);
	set_timer(db, INT64_C(1000000) * CONNECT_SECONDS * db->hosts);
	db->conn = PQconnectStartParams(keys, values, 1);
	if (!db->conn || PQstatus(db->conn) == CONNECTION_BAD) {
		drop_with_libpq_error(db);
		return;
	}
	PQsetNoticeReceiver(db->conn, pipeline_notice, db);
	watch_socket(db, EV_READ);
	event_add(db->writable, NULL); /* as PQconnectPoll wants it at first */
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct db *db = arg;

	(void)fd;
	(void)what;
	db_hold(db);
	switch (db->state) {
	case CONN_DOWN:
		conn_set_state(db, CONN_DUE);
		start_attempt(db);
		break;
	case CONN_DUE:
		start_attempt(db);
		break;
	case CONN_CONNECTING:
	case CONN_GREETING:
	case CONN_PREPARING:
		conn_drop(db, "it did not answer in time.");
		break;
	case CONN_UP:
		break;
	}
	db_release(db);
}

int conn_flush(struct db *db)
{
	int left = PQflush(db->conn);

	if (left < 0)
		return -1;
	if (left > 0) {
		event_add(db->writable, NULL);
		/* While it cannot write, libpq reads, so as not to wait for a server that waits for us. What it has
		 * read makes no socket readable. */
		event_active(db->readable, EV_READ, 0);
	}
	return 0;
}

static void come_up(struct db *db)
{
	conn_set_state(db, CONN_UP);
	event_del(db->timer);
	db->up_since = clock_monotonic_us();
	db->trouble[0] = '\0';
	if (db->options.on_state)
		db->options.on_state(db, NULL, db->options.arg);
	if (db->state == CONN_UP)
		db_flush_waiting(db);
}

/* The whole table in one round trip: with it the schema is proved to fit. */
static void prepare_all(struct db *db)
{
	bool ok = PQenterPipelineMode(db->conn) == 1;

	conn_set_state(db, CONN_PREPARING);
	db->prepared = 0;
	for (size_t i = 0; ok && i < db->options.n_statements; i++) {
		const struct db_statement *s = &db->options.statements[i];

		ok = PQsendPrepare(db->conn, s->name, s->sql, 0, NULL) == 1;
	}
	if (!ok || !PQpipelineSync(db->conn) || conn_flush(db) < 0)
		drop_with_libpq_error(db);
}

static void greet(struct db *db)
{
	if (PQsetnonblocking(db->conn, 1) != 0) {
		drop_with_libpq_error(db);
		return;
	}
	watch_socket(db, EV_READ | EV_PERSIST);
	event_add(db->readable, NULL);
	if (!db->options.session_sql) {
		prepare_all(db);
		return;
	}
	conn_set_state(db, CONN_GREETING);
	if (!PQsendQuery(db->conn, db->options.session_sql) || conn_flush(db) < 0)
		drop_with_libpq_error(db);
}

static void poll_connect(struct db *db)
{
	PostgresPollingStatusType want = PQconnectPoll(db->conn);

	switch (want) {
	case PGRES_POLLING_READING:
	case PGRES_POLLING_WRITING:
		watch_socket(db, EV_READ);
		event_add(want == PGRES_POLLING_READING ? db->readable : db->writable, NULL);
		break;
	case PGRES_POLLING_OK:
		greet(db);
		break;
	case PGRES_POLLING_ACTIVE: /* never returned, says libpq-fe.h */
	case PGRES_POLLING_FAILED:
		drop_with_libpq_error(db);
		break;
	}
}

/* The answers to session_sql: all of them good, then NULL. */
static void read_greeting(struct db *db)
{
	while (db->state == CONN_GREETING && !PQisBusy(db->conn)) {
		PGresult *res = PQgetResult(db->conn);

		if (!res)
			prepare_all(db);
		else if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
			drop_with_libpq_error(db);
		PQclear(res);
	}
}

static void refuse_statement(struct db *db, const PGresult *res)
{
	char reason[sizeof(db->trouble)];
	const char *name = db->prepared < db->options.n_statements ? db->options.statements[db->prepared].name : "?";
	const char *primary = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

	snprintf(reason, sizeof(reason), "the statement %s does not fit its schema (%s). Is it migrated?", name,
		 primary ? primary : PQresultErrorMessage(res));
	conn_drop(db, reason);
}

static void read_prepared(struct db *db)
{
	while (db->state == CONN_PREPARING && !PQisBusy(db->conn)) {
		PGresult *res = PQgetResult(db->conn);

		if (res && PQresultStatus(res) == PGRES_PIPELINE_SYNC)
			come_up(db);
		else if (res && PQresultStatus(res) == PGRES_COMMAND_OK)
			db->prepared++;
		else if (res)
			refuse_statement(db, res);
		PQclear(res);
	}
}

/* Everything that has arrived, then everything that can go out; then the question whether the session still stands.
 * Answers that arrived before a break are still handed out. */
static void work(struct db *db)
{
	bool broken = PQconsumeInput(db->conn) == 0;
	const char *trouble = NULL;

	if (db->state == CONN_GREETING)
		read_greeting(db);
	if (db->state == CONN_PREPARING)
		read_prepared(db);
	if (db->state == CONN_UP)
		trouble = pipeline_read(db);
	if (!db->conn)
		return;
	if (trouble)
		conn_drop(db, trouble);
	else if (broken || PQstatus(db->conn) == CONNECTION_BAD || conn_flush(db) < 0)
		drop_with_libpq_error(db);
}

void conn_look(struct db *db)
{
	if (db->conn && db->state == CONN_UP)
		work(db);
}

static void on_socket(evutil_socket_t fd, short what, void *arg)
{
	struct db *db = arg;

	(void)fd;
	(void)what;
	db_hold(db);
	if (db->state == CONN_CONNECTING)
		poll_connect(db);
	else if (db->conn)
		work(db);
	db_release(db);
}
