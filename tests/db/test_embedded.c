/* The embedded cluster: made once, found again, started again, never left half made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/memory.h"
#include "db/check.h"
#include "db/cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

static struct cluster cluster;
static char error[600];

static void read_line(const char *path, char *out, size_t size)
{
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_non_null(fgets(out, (int)size, file));
	fclose(file);
	out[strcspn(out, "\n")] = '\0';
}

static pid_t postmaster(void)
{
	char path[100], line[32];

	snprintf(path, sizeof(path), "%s/pg/postmaster.pid", cluster.dir);
	read_line(path, line, sizeof(line));
	return (pid_t)strtol(line, NULL, 10);
}

static bool exists(const char *name)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", cluster.dir, name);
	return access(path, F_OK) == 0;
}

static void stop(void)
{
	embedded_stop(cluster.embedded);
	cluster.embedded = NULL;
}

static const char *ask_app(const char *sql)
{
	return cluster_ask(embedded_app_conninfo(cluster.embedded), sql);
}

static const char *ask_owner(const char *sql)
{
	return cluster_ask(embedded_owner_conninfo(cluster.embedded), sql);
}

static int make(void **state)
{
	(void)state;
	return cluster_make_folder(&cluster) < 0 || cluster_start(&cluster) < 0 ? -1 : 0;
}

static int make_folder(void **state)
{
	(void)state;
	cluster.embedded = NULL;
	return cluster_make_folder(&cluster);
}

static int clean(void **state)
{
	(void)state;
	cluster_remove(&cluster);
	cluster.embedded = NULL;
	return 0;
}

static void test_first_start_makes_what_is_promised(void **state)
{
	static const struct {
		const char *sql, *answer;
	} cases[] = {
		{ "SHOW fsync", "on" },
		{ "SHOW full_page_writes", "on" },
		{ "SHOW synchronous_commit", "on" },
		{ "SHOW data_checksums", "on" },
		{ "SHOW listen_addresses", "" },
		{ "SHOW unix_socket_permissions", "0700" },
		{ "SHOW max_connections", "50" },
		{ "SHOW shared_buffers", "128MB" },
		{ "SHOW max_wal_size", "2GB" },
		{ "SHOW checkpoint_timeout", "15min" },
		{ "SHOW server_encoding", "UTF8" },
		{ "SHOW lc_collate", "C.UTF-8" },
		{ "SELECT current_database() || ' ' || current_user", "huiyin huiyin_app" },
		{ "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'huiyin'", "huiyin_owner" },
		{ "SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolsuper", "postgres" },
		{ "SELECT has_schema_privilege('huiyin_app', 'public', 'CREATE')", "f" },
	};
	char path[100];
	struct stat st;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(ask_app(cases[i].sql), cases[i].answer);
	ask_owner("CREATE TABLE t (id int); DROP TABLE t");
	assert_int_equal(db_check_server(embedded_app_conninfo(cluster.embedded), false, error, sizeof(error)), 0);
	snprintf(path, sizeof(path), "%s/run", cluster.dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	snprintf(path, sizeof(path), "/proc/%d", (int)postmaster());
	assert_int_equal(stat(path, &st), 0);
	assert_int_not_equal(st.st_uid, 0); /* never as root */
	assert_false(exists("pg.new"));
}

static void test_second_start_finds_its_data(void **state)
{
	int64_t begun;

	(void)state;
	ask_owner("CREATE TABLE kept AS SELECT 42 AS answer");
	stop();
	assert_false(exists("pg/postmaster.pid")); /* a clean stop */
	begun = clock_monotonic_us();
	assert_int_equal(cluster_start(&cluster), 0);
	print_message("second start: %lld ms\n", (long long)(clock_monotonic_us() - begun) / 1000);
	assert_string_equal(ask_owner("SELECT answer FROM kept"), "42");
}

static void test_lock_names_its_holder(void **state)
{
	char self[32];

	(void)state;
	assert_null(embedded_start(cluster.dir, error, sizeof(error)));
	snprintf(self, sizeof(self), "process %d", (int)getpid());
	assert_non_null(strstr(error, self));
	assert_non_null(strstr(error, cluster.dir));
	assert_string_equal(ask_app("SELECT 1"), "1"); /* and the holder goes on */
}

/* A server that ends without a word, as after kill -9. */
static pid_t start_in_child_that_dies(void)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(embedded_start(cluster.dir, error, sizeof(error)) ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return postmaster();
}

static void test_running_cluster_is_found_again(void **state)
{
	pid_t orphan;

	(void)state;
	orphan = start_in_child_that_dies();
	assert_int_equal(kill(orphan, 0), 0);
	assert_int_equal(cluster_start(&cluster), 0);
	assert_int_equal(postmaster(), orphan);
	assert_string_equal(ask_app("SELECT 1"), "1");
	assert_true(embedded_tend(cluster.embedded, error, sizeof(error)));
	stop();
	assert_false(exists("pg/postmaster.pid"));
}

static void test_crashed_cluster_is_started_again(void **state)
{
	pid_t orphan;

	(void)state;
	orphan = start_in_child_that_dies();
	assert_int_equal(kill(orphan, SIGKILL), 0);
	assert_true(exists("pg/postmaster.pid"));
	assert_int_equal(cluster_start(&cluster), 0);
	assert_int_not_equal(postmaster(), orphan);
	assert_string_equal(ask_app("SELECT 1"), "1");
}

static void test_tending_starts_what_was_killed(void **state)
{
	(void)state;
	ask_owner("CREATE TABLE kept AS SELECT 1 AS n");
	for (int round = 0; round < 3; round++) {
		assert_true(embedded_tend(cluster.embedded, error, sizeof(error)));
		pid_t before = postmaster();

		assert_int_equal(kill(before, SIGKILL), 0);
		/* Once dead it is seen at once; until then it looks alive. */
		while (embedded_tend(cluster.embedded, error, sizeof(error)))
			continue;
		assert_non_null(strstr(error, "killed by signal 9"));
		assert_non_null(strstr(error, "started again"));
		assert_int_not_equal(postmaster(), before);
		assert_string_equal(ask_owner("SELECT n FROM kept"), "1");
	}
}

static void test_tending_after_an_orphan_was_killed(void **state)
{
	pid_t orphan;

	(void)state;
	orphan = start_in_child_that_dies();
	assert_int_equal(cluster_start(&cluster), 0);
	assert_int_equal(kill(orphan, SIGKILL), 0);
	while (embedded_tend(cluster.embedded, error, sizeof(error)))
		continue;
	assert_non_null(strstr(error, "started again"));
	assert_string_equal(ask_app("SELECT 1"), "1");
}

static void test_cut_first_start_is_made_good(void **state)
{
	char path[120];

	(void)state;
	/* as left by a kill before initdb, and before the database was made */
	snprintf(path, sizeof(path), "%s/pg.new", cluster.dir);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(cluster_start(&cluster), 0);
	assert_false(exists("pg.new"));
	cluster_ask(cluster_superuser(&cluster, "postgres"), "DROP DATABASE huiyin");
	cluster_ask(cluster_superuser(&cluster, "postgres"), "DROP ROLE huiyin_app");
	stop();
	assert_int_equal(cluster_start(&cluster), 0);
	assert_string_equal(ask_app("SELECT 1"), "1");
}

/* The first start is killed at many moments, told by what is there already: the next start always works. */
static void test_first_start_killed_at_any_moment(void **state)
{
	static const char *const moments[] = { "lock",    "pg.new", "pg.new/PG_VERSION", "pg.new/base/5",
					       "pg/base", "run",    "pg/postmaster.pid", "run/.s.PGSQL.5432" };

	(void)state;
	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		pid_t child = fork();

		if (child == 0)
			_exit(embedded_start(cluster.dir, error, sizeof(error)) ? 0 : 1);
		while (!exists(moments[i]) && waitpid(child, NULL, WNOHANG) == 0)
			sched_yield();
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		assert_true(exists(moments[i]));
		assert_int_equal(cluster_start(&cluster), 0);
		assert_false(exists("pg.new"));
		assert_string_equal(ask_app("SELECT current_database()"), "huiyin");
		cluster_remove(&cluster);
		assert_int_equal(make_folder(state), 0);
	}
}

static void test_foreign_version_is_refused(void **state)
{
	char path[120];
	int fd;

	(void)state;
	stop();
	snprintf(path, sizeof(path), "%s/pg/PG_VERSION", cluster.dir);
	fd = open(path, O_WRONLY | O_TRUNC);
	assert_true(fd >= 0 && write(fd, "9\n", 2) == 2);
	close(fd);
	assert_null(embedded_start(cluster.dir, error, sizeof(error)));
	assert_non_null(strstr(error, "PostgreSQL 9"));
	assert_int_equal(unlink(path), 0);
	assert_null(embedded_start(cluster.dir, error, sizeof(error)));
	assert_non_null(strstr(error, "no PostgreSQL cluster"));
}

static void test_bad_binaries_are_refused(void **state)
{
	(void)state;
	setenv("HUIYIN_PG_BINDIR", "/nonexistent", 1);
	assert_null(embedded_start(cluster.dir, error, sizeof(error)));
	unsetenv("HUIYIN_PG_BINDIR");
	assert_non_null(strstr(error, "HUIYIN_PG_BINDIR"));
}

static void test_broken_settings_are_told(void **state)
{
	char path[120];
	FILE *file;

	(void)state;
	stop();
	snprintf(path, sizeof(path), "%s/pg/postgresql.conf", cluster.dir);
	file = fopen(path, "a");
	assert_non_null(file);
	fputs("nonsense_of_test = 1\n", file);
	fclose(file);
	assert_null(embedded_start(cluster.dir, error, sizeof(error)));
	assert_non_null(strstr(error, "does not start"));
	assert_non_null(strstr(error, "pg.log"));
}

static void test_long_path_has_its_socket_elsewhere(void **state)
{
	struct cluster deep = { .dir = "" };
	char path[300], error_text[300];

	(void)state;
	snprintf(path, sizeof(path), "%s/with blank, comma and 中文/%0120d", cluster.dir, 7);
	deep.embedded = embedded_start(path, error_text, sizeof(error_text));
	if (!deep.embedded)
		fail_msg("%s", error_text);
	const char *app = embedded_app_conninfo(deep.embedded);
	const char *socket_dir = strchr(app, '\'') + 1;
	char folder[200];
	struct stat st;

	assert_null(strstr(app, "comma"));
	snprintf(folder, sizeof(folder), "%.*s", (int)strcspn(socket_dir, "'"), socket_dir);
	assert_int_equal(lstat(folder, &st), 0);
	assert_true(S_ISDIR(st.st_mode) && (st.st_mode & 07777) == 0700);
	assert_string_equal(cluster_ask(app, "SELECT current_database()"), "huiyin");
	embedded_stop(deep.embedded);
	/* a trap in its place is not walked into */
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(symlink("/tmp", folder), 0);
	assert_null(embedded_start(path, error_text, sizeof(error_text)));
	assert_non_null(strstr(error_text, folder));
	assert_int_equal(unlink(folder), 0);
}

static void test_blank_in_a_short_path(void **state)
{
	char path[120];
	struct embedded *embedded;

	(void)state;
	snprintf(path, sizeof(path), "%s/it's a \"folder\"", cluster.dir);
	embedded = embedded_start(path, error, sizeof(error));
	if (!embedded)
		fail_msg("%s", error);
	assert_string_equal(cluster_ask(embedded_app_conninfo(embedded), "SELECT 1"), "1");
	embedded_stop(embedded);
}

static void test_folder_nobody_can_enter(void **state)
{
	char path[120];

	(void)state;
	snprintf(path, sizeof(path), "%s/inside", cluster.dir);
	if (geteuid() == 0) {
		assert_int_equal(chmod(cluster.dir, 0700), 0);
		assert_null(embedded_start(path, error, sizeof(error)));
		assert_non_null(strstr(error, "cannot enter"));
		assert_non_null(strstr(error, "/var/lib/huiyin"));
		assert_int_equal(chmod(cluster.dir, 0755), 0);
	}
	assert_int_equal(chmod(cluster.dir, 0777), 0);
	assert_null(embedded_start(cluster.dir, error, sizeof(error)));
	assert_non_null(strstr(error, "Everybody may write"));
	assert_null(embedded_start("/proc/nowhere/x", error, sizeof(error)));
	assert_non_null(strstr(error, "/proc/nowhere"));
}

/* What we have open must not live on in a postmaster that outlives us. */
static void test_postmaster_inherits_nothing(void **state)
{
	char path[100], command[300], target[100];
	int ends[2];
	ssize_t n;

	(void)state;
	stop();
	assert_int_equal(pipe(ends), 0); /* without close-on-exec, as a library might leave one */
	snprintf(target, sizeof(target), "/proc/self/fd/%d", ends[1]);
	n = readlink(target, path, sizeof(path) - 1);
	assert_true(n > 0);
	path[n] = '\0';
	assert_int_equal(cluster_start(&cluster), 0);
	snprintf(command, sizeof(command), "! ls -l /proc/%d/fd | grep -qF '%s'", (int)postmaster(), path);
	assert_int_equal(system(command), 0);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_first_start_makes_what_is_promised, make, clean),
		cmocka_unit_test_setup_teardown(test_second_start_finds_its_data, make, clean),
		cmocka_unit_test_setup_teardown(test_lock_names_its_holder, make, clean),
		cmocka_unit_test_setup_teardown(test_running_cluster_is_found_again, make_folder, clean),
		cmocka_unit_test_setup_teardown(test_crashed_cluster_is_started_again, make_folder, clean),
		cmocka_unit_test_setup_teardown(test_tending_starts_what_was_killed, make, clean),
		cmocka_unit_test_setup_teardown(test_tending_after_an_orphan_was_killed, make_folder, clean),
		cmocka_unit_test_setup_teardown(test_cut_first_start_is_made_good, make_folder, clean),
		cmocka_unit_test_setup_teardown(test_first_start_killed_at_any_moment, make_folder, clean),
		cmocka_unit_test_setup_teardown(test_foreign_version_is_refused, make, clean),
		cmocka_unit_test_setup_teardown(test_bad_binaries_are_refused, make_folder, clean),
		cmocka_unit_test_setup_teardown(test_broken_settings_are_told, make, clean),
		cmocka_unit_test_setup_teardown(test_long_path_has_its_socket_elsewhere, make_folder, clean),
		cmocka_unit_test_setup_teardown(test_blank_in_a_short_path, make_folder, clean),
		cmocka_unit_test_setup_teardown(test_folder_nobody_can_enter, make_folder, clean),
		cmocka_unit_test_setup_teardown(test_postmaster_inherits_nothing, make, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
