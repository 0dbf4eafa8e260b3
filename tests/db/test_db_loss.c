/* Lost, refused and doubtful: what a connection says when the database is not as it should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/check.h"
#include "db/fixture.h"

#include <sys/socket.h>
#include <sys/un.h>

/* ---- loss */

static int64_t ask_pid(struct fixture *f)
{
	struct db_batch *batch = db_batch_new(f->db);

	db_add(batch, PID);
	send_and_wait(f, batch, on_number);
	return f->numbers[0];
}

static void terminate(int64_t pid)
{
	char sql[100];

	snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%lld)", (long long)pid);
	assert_string_equal(cluster_ask(cluster_superuser(&cluster, "huiyin"), sql), "t");
}

static void test_loss_answers_all_and_reconnects(void **state)
{
	struct fixture f, lost;
	struct db_batch *batch;
	int64_t pid;

	(void)state;
	open_usual(&f);
	lost = (struct fixture){ .base = f.base, .db = f.db };
	pid = ask_pid(&f);
	batch = db_batch_new(f.db);
	db_add(batch, SLEEP_LONG);
	db_send(batch, on_done, &lost);
	for (int i = 0; i < 20; i++)
		db_send(db_batch_new(f.db), on_done, &lost);
	terminate(pid);
	turn_until(&f, &lost.done, 21);
	assert_int_equal(lost.error, DB_LOST);
	assert_int_equal(f.down, 1);
	assert_int_equal(db_queued(f.db), 0);
	assert_false(db_is_up(f.db));
	/* down: refused at once, though not from within db_send */
	send_and_wait(&f, db_batch_new(f.db), on_done);
	assert_int_equal(f.error, DB_UNAVAILABLE);
	assert_non_null(strstr(f.message, "lost"));
	turn_until(&f, &f.up, 2);
	assert_true(db_is_up(f.db));
	assert_true(ask_pid(&f) != pid);
	close_fixture(&f);
}

static void test_loss_while_idle(void **state)
{
	struct fixture f;

	(void)state;
	open_usual(&f);
	terminate(ask_pid(&f));
	turn_until(&f, &f.down, 1);
	turn_until(&f, &f.up, 2);
	assert_true(ask_pid(&f) > 0);
	close_fixture(&f);
}

static void test_batches_wait_for_the_first_connect(void **state)
{
	struct fixture f;

	(void)state;
	open_usual(&f);
	assert_false(db_is_up(f.db));
	send_and_wait(&f, db_batch_new(f.db), on_done); /* before anything was connected */
	assert_int_equal(f.error, DB_OK);
	close_fixture(&f);
}

static void test_nobody_there(void **state)
{
	struct fixture f;

	(void)state;
	open_with("host=/nonexistent", &f, NULL, 0, 0, NULL);
	send_and_wait(&f, db_batch_new(f.db), on_done);
	assert_int_equal(f.error, DB_UNAVAILABLE);
	turn_until(&f, &f.down, 3); /* it goes on trying */
	assert_non_null(strstr(f.trouble, "/nonexistent"));
	assert_null(strchr(f.trouble, '\n'));
	close_fixture(&f);
	open_with("host='", &f, NULL, 0, 0, NULL);
	turn_until(&f, &f.down, 1);
	close_fixture(&f);
}

/* Somebody listens and never says a word: a batch waits its second, the attempt its three. */
static void test_silent_server(void **state)
{
	struct fixture f;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char conninfo[100];
	int silent = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int64_t begun = clock_monotonic_us();

	(void)state;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/.s.PGSQL.5432", cluster.dir);
	assert_int_equal(bind(silent, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(silent, 5), 0);
	snprintf(conninfo, sizeof(conninfo), "host=%s", cluster.dir);
	open_with(conninfo, &f, NULL, 0, 0, NULL);
	send_and_wait(&f, db_batch_new(f.db), on_done);
	assert_int_equal(f.error, DB_UNAVAILABLE);
	assert_true(clock_monotonic_us() - begun >= 900000);
	assert_int_equal(f.down, 0);
	turn_until(&f, &f.down, 1);
	assert_true(clock_monotonic_us() - begun >= 2900000);
	assert_non_null(strstr(f.trouble, "did not answer in time"));
	close_fixture(&f);
	close(silent);
}

static void test_statement_that_does_not_fit(void **state)
{
	static const struct db_statement bad[] = { { "good", "SELECT 1", 0 }, { "tally", "SELECT * FROM nowhere", 0 } };
	struct fixture f;

	(void)state;
	open_with(embedded_app_conninfo(cluster.embedded), &f, bad, 2, 0, NULL);
	turn_until(&f, &f.down, 1);
	assert_int_equal(f.up, 0);
	assert_non_null(strstr(f.trouble, "tally"));
	assert_non_null(strstr(f.trouble, "nowhere"));
	close_fixture(&f);
	open_with(embedded_app_conninfo(cluster.embedded), &f, bad, 1, 0, "SET nonsense = 1");
	turn_until(&f, &f.down, 1);
	assert_non_null(strstr(f.trouble, "nonsense"));
	close_fixture(&f);
}

static void test_close_answers_what_waits(void **state)
{
	struct fixture f;

	(void)state;
	open_usual(&f);
	db_send(db_batch_new(f.db), on_done, &f);
	close_fixture(&f);
	assert_int_equal(f.done, 1);
	assert_int_equal(f.error, DB_UNAVAILABLE);
	db_close(NULL);
}

/* ---- a commit whose wait for the standby is cancelled reports success with a warning (reliability.md, fact 2) */
static void test_cancelled_wait_for_the_standby_is_unknown(void **state)
{
	struct fixture f, other;
	char waiting[200], cancel[100];
	int64_t pid;

	(void)state;
	open_usual(&f);
	pid = ask_pid(&f);
	cluster_ask(cluster_superuser(&cluster, "postgres"), "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
	cluster_ask(cluster_superuser(&cluster, "postgres"), "SELECT pg_reload_conf()");
	cluster_wait(cluster_superuser(&cluster, "postgres"), "SHOW synchronous_standby_names", "nobody");
	other = (struct fixture){ .base = f.base, .db = f.db };
	/* The backend may not have seen the new setting at its first commits. */
	snprintf(waiting, sizeof(waiting), "SELECT coalesce(wait_event, '') FROM pg_stat_activity WHERE pid = %lld",
		 (long long)pid);
	snprintf(cancel, sizeof(cancel), "SELECT pg_cancel_backend(%lld)", (long long)pid);
	db_send(insert_batch(&f, 9000, 1), on_done, &f);
	db_send(db_batch_new(f.db), on_done, &other); /* writes nothing: not touched by the warning */
	cluster_wait(cluster_superuser(&cluster, "postgres"), waiting, "SyncRep");
	cluster_ask(cluster_superuser(&cluster, "postgres"), cancel);
	turn_until(&f, &other.done, 1);
	cluster_ask(cluster_superuser(&cluster, "postgres"), "ALTER SYSTEM RESET synchronous_standby_names");
	cluster_ask(cluster_superuser(&cluster, "postgres"), "SELECT pg_reload_conf()");
	assert_int_equal(f.error, DB_UNKNOWN);
	assert_int_equal(other.error, DB_OK);
	assert_int_equal(f.down, 0);
	close_fixture(&f);
}

/* ---- start checks */

static void test_check_refuses_what_forgets(void **state)
{
	char error[300], conninfo[500];
	const char *app = embedded_app_conninfo(cluster.embedded);

	(void)state;
	assert_int_equal(db_check_server(app, false, error, sizeof(error)), 0);
	assert_int_equal(db_check_server(app, true, error, sizeof(error)), -1);
	assert_non_null(strstr(error, "synchronous_standby_names"));
	snprintf(conninfo, sizeof(conninfo), "%s options='-c synchronous_commit=off'", app);
	assert_int_equal(db_check_server(conninfo, false, error, sizeof(error)), -1);
	assert_non_null(strstr(error, "synchronous_commit"));
	snprintf(conninfo, sizeof(conninfo), "%s options='-c synchronous_commit=local'", app);
	assert_int_equal(db_check_server(conninfo, false, error, sizeof(error)), 0);
	assert_int_equal(db_check_server(cluster_superuser(&cluster, "postgres"), false, error, sizeof(error)), -1);
	assert_non_null(strstr(error, "superuser"));
	cluster_ask(cluster_superuser(&cluster, "postgres"), "ALTER ROLE huiyin_app BYPASSRLS");
	assert_int_equal(db_check_server(app, false, error, sizeof(error)), -1);
	assert_non_null(strstr(error, "BYPASSRLS"));
	cluster_ask(cluster_superuser(&cluster, "postgres"), "ALTER ROLE huiyin_app NOBYPASSRLS");
	cluster_ask(cluster_superuser(&cluster, "postgres"),
		    "CREATE DATABASE latin TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'");
	snprintf(conninfo, sizeof(conninfo), "%s dbname=latin", app);
	assert_int_equal(db_check_server(conninfo, false, error, sizeof(error)), -1);
	assert_non_null(strstr(error, "SQL_ASCII"));
	assert_int_equal(db_check_server("host=/nonexistent", false, error, sizeof(error)), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loss_answers_all_and_reconnects),
		cmocka_unit_test(test_loss_while_idle),
		cmocka_unit_test(test_batches_wait_for_the_first_connect),
		cmocka_unit_test(test_nobody_there),
		cmocka_unit_test(test_silent_server),
		cmocka_unit_test(test_statement_that_does_not_fit),
		cmocka_unit_test(test_close_answers_what_waits),
		cmocka_unit_test(test_cancelled_wait_for_the_standby_is_unknown),
		cmocka_unit_test(test_check_refuses_what_forgets),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
