/* The migration runner, with tables of its own and with the files built in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/memory.h"
#include "db/cluster.h"
#include "db/migrate_internal.h"

#include <pthread.h>

#define FILE_OF(name, sql)                                                                                             \
	{                                                                                                              \
		(name), (const unsigned char *)(sql), (const unsigned char *)(sql) + sizeof(sql) - 1                   \
	}
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct migration_file three[] = {
	FILE_OF("0001_first.down.sql", "DROP TABLE first"),
	FILE_OF("0001_first.up.sql",
		"CREATE TABLE first (id int PRIMARY KEY);\nGRANT SELECT ON first TO huiyin_app;\n"),
	FILE_OF("0002_second.down.sql", "ALTER TABLE first DROP COLUMN note"),
	FILE_OF("0002_second.up.sql", "SET search_path = pg_catalog; ALTER TABLE public.first ADD COLUMN note text"),
	FILE_OF("0010_third.down.sql", "DROP TABLE third"),
	FILE_OF("0010_third.up.sql", "-- 第三\nCREATE TABLE third (id int)"),
};
static const struct migration_table all = { three, COUNT(three) };
static const struct migration_table two = { three, 4 };

static struct cluster cluster;
static char error[500];
static const struct sentence why = { error, sizeof(error) };

static const char *owner(void)
{
	return embedded_owner_conninfo(cluster.embedded);
}

static const char *app(void)
{
	return embedded_app_conninfo(cluster.embedded);
}

/* Each test begins with an empty schema. */
static int empty_schema(void **state)
{
	(void)state;
	cluster_ask(owner(),
		    "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC");
	error[0] = '\0';
	return 0;
}

static int up(const struct migration_table *table)
{
	int applied = -1;

	return migrate_up_table(table, owner(), &applied, &why) < 0 ? -1 : applied;
}

static int down(const struct migration_table *table, int version)
{
	int undone = -1;

	return migrate_down_table(table, owner(), version, &undone, &why) < 0 ? -1 : undone;
}

static enum migrate_state check(const struct migration_table *table)
{
	enum migrate_state found;

	assert_int_equal(migrate_check_table(table, app(), &found, &why), 0);
	return found;
}

/* Everything there is in the schema, as text. */
static const char *describe_schema(void)
{
	return cluster_ask(owner(),
			   "SELECT coalesce(string_agg(table_name || '.' || column_name || ' ' || data_type, ', ' "
			   "ORDER BY table_name, ordinal_position), '') FROM information_schema.columns "
			   "WHERE table_schema = 'public'");
}

static void test_up_down_up(void **state)
{
	char first[1000];

	(void)state;
	assert_int_equal(check(&all), MIGRATE_BEHIND);
	assert_int_equal(up(&two), 2);
	assert_int_equal(check(&two), MIGRATE_CURRENT);
	assert_int_equal(check(&all), MIGRATE_BEHIND);
	assert_int_equal(up(&all), 1);
	assert_int_equal(up(&all), 0);
	snprintf(first, sizeof(first), "%s", describe_schema());
	assert_non_null(strstr(first, "first.note text"));
	assert_int_equal(down(&all, 1), 2);
	assert_string_equal(cluster_ask(owner(), "SELECT string_agg(version::text, ' ') FROM schema_migrations"), "1");
	assert_null(strstr(describe_schema(), "note"));
	assert_int_equal(down(&all, 0), 1);
	assert_int_equal(down(&all, 0), 0);
	assert_int_equal(up(&all), 3);
	assert_string_equal(describe_schema(), first);
	assert_string_equal(cluster_ask(owner(), "SELECT name FROM schema_migrations WHERE version = 10"), "third");
	assert_string_equal(
		cluster_ask(owner(), "SELECT tableowner FROM pg_tables WHERE tablename = 'schema_migrations'"),
		"huiyin_owner");
}

static void test_failed_file_leaves_nothing(void **state)
{
	static const struct migration_file files[] = {
		FILE_OF("0001_first.up.sql", "CREATE TABLE first (id int)"),
		FILE_OF("0002_bad.up.sql", "CREATE TABLE second (id int);\n-- 注释\nSELEKT 1;\n"),
		FILE_OF("0003_after.up.sql", "CREATE TABLE third (id int)"),
	};

	(void)state;
	assert_int_equal(up(&(struct migration_table){ files, 3 }), -1);
	assert_non_null(strstr(error, "0002_bad.up.sql"));
	assert_non_null(strstr(error, "(line 3)"));
	assert_null(strchr(error, '\n'));
	assert_string_equal(cluster_ask(owner(), "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables "
						 "WHERE schemaname = 'public'"),
			    "first schema_migrations");
	assert_string_equal(cluster_ask(owner(), "SELECT count(*) FROM schema_migrations"), "1");
}

static void test_changed_file_is_refused(void **state)
{
	struct migration_file files[COUNT(three)];
	const struct migration_table changed = { files, COUNT(three) };

	(void)state;
	assert_int_equal(up(&two), 2);
	memcpy(files, three, sizeof(three));
	files[1] = (struct migration_file)FILE_OF("0001_first.up.sql", "CREATE TABLE first (id bigint PRIMARY KEY)");
	assert_int_equal(check(&changed), MIGRATE_CHANGED);
	assert_int_equal(up(&changed), -1);
	assert_non_null(strstr(error, "0001_first was changed"));
	assert_int_equal(down(&changed, 0), -1);
	assert_int_equal(check(&two), MIGRATE_CURRENT);
	assert_string_equal(cluster_ask(owner(), "SELECT to_regclass('third') IS NULL"), "t");
}

static void test_newer_schema_is_refused(void **state)
{
	(void)state;
	assert_int_equal(up(&all), 3);
	assert_int_equal(check(&two), MIGRATE_NEWER);
	assert_int_equal(up(&two), -1);
	assert_non_null(strstr(error, "0010_third"));
	assert_non_null(strstr(error, "newer program"));
	assert_int_equal(down(&two, 0), -1);
	assert_int_equal(check(&all), MIGRATE_CURRENT);
}

static void test_late_number_is_refused(void **state)
{
	static const struct migration_file late[] = {
		FILE_OF("0001_first.up.sql",
			"CREATE TABLE first (id int PRIMARY KEY);\nGRANT SELECT ON first TO huiyin_app;\n"),
		FILE_OF("0002_second.up.sql",
			"SET search_path = pg_catalog; ALTER TABLE public.first ADD COLUMN note text"),
		FILE_OF("0005_late.up.sql", "CREATE TABLE late (id int)"),
		FILE_OF("0010_third.up.sql", "-- 第三\nCREATE TABLE third (id int)"),
	};

	(void)state;
	assert_int_equal(up(&all), 3);
	assert_int_equal(up(&(struct migration_table){ late, 4 }), -1);
	assert_non_null(strstr(error, "0005_late"));
	/* and without a down file nothing is undone, not even what could be */
	assert_int_equal(down(&(struct migration_table){ late, 4 }, 0), -1);
	assert_non_null(strstr(error, "no down file"));
	assert_int_equal(check(&all), MIGRATE_CURRENT);
}

static void test_files_that_are_no_migrations(void **state)
{
	static const struct {
		struct migration_file files[2];
		const char *says;
	} cases[] = {
		{ { FILE_OF("first.up.sql", ""), FILE_OF("0002_b.up.sql", "") }, "should be named" },
		{ { FILE_OF("0000_zero.up.sql", ""), FILE_OF("0002_b.up.sql", "") }, "should be named" },
		{ { FILE_OF("0001_a.sql", ""), FILE_OF("0002_b.up.sql", "") }, "should be named" },
		{ { FILE_OF("0001_.up.sql", ""), FILE_OF("0002_b.up.sql", "") }, "should be named" },
		{ { FILE_OF("0001_a.up.sql", ""), FILE_OF("0001_b.up.sql", "") }, "two migrations 0001" },
		{ { FILE_OF("0001_a.up.sql", ""), FILE_OF("0002_b.down.sql", "") }, "no up file" },
		{ { FILE_OF("0001_a.up.sql", "SELECT 1;\n\\echo hi\n"), FILE_OF("0002_b.up.sql", "") }, "psql" },
		{ { FILE_OF("0001_a.up.sql", "CREATE TABLE a (i int); COMMIT"), FILE_OF("0002_b.up.sql", "") },
		  "COMMIT" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		empty_schema(state);
		assert_int_equal(up(&(struct migration_table){ cases[i].files, 2 }), -1);
		if (!strstr(error, cases[i].says))
			fail_msg("case %zu says: %s", i, error);
	}
}

struct migrator {
	pthread_t thread;
	int applied, ret;
	char error[300];
};

static void *run_migrator(void *arg)
{
	struct migrator *m = arg;
	const struct sentence mine = { m->error, sizeof(m->error) };

	m->ret = migrate_up_table(&all, owner(), &m->applied, &mine);
	return NULL;
}

static void test_two_migrators_at_once(void **state)
{
	struct migrator m[2] = { 0 };
	PGconn *gate = PQconnectdb(owner());

	(void)state;
	/* Both stand before the lock (the key of migrate.c) until we let them in. */
	PQclear(PQexec(gate, "SELECT pg_advisory_lock(7528153175650955873)"));
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&m[i].thread, NULL, run_migrator, &m[i]), 0);
	cluster_wait(owner(), "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", "2");
	PQfinish(gate);
	for (int i = 0; i < 2; i++)
		pthread_join(m[i].thread, NULL);
	assert_int_equal(m[0].ret, 0);
	assert_int_equal(m[1].ret, 0);
	assert_int_equal(m[0].applied + m[1].applied, 3);
	assert_true(m[0].applied == 0 || m[1].applied == 0);
	assert_int_equal(check(&all), MIGRATE_CURRENT);
}

static void test_app_role_is_made_or_asked_for(void **state)
{
	char superuser[400];

	(void)state;
	cluster_ask(owner(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	cluster_ask(cluster_superuser(&cluster, "huiyin"), "DROP ROLE huiyin_app");
	assert_int_equal(up(&all), -1);
	assert_non_null(strstr(error, "CREATE ROLE huiyin_app"));
	cluster_ask(cluster_superuser(&cluster, "huiyin"), "ALTER ROLE huiyin_owner CREATEROLE");
	assert_int_equal(up(&all), 3);
	cluster_ask(cluster_superuser(&cluster, "huiyin"), "ALTER ROLE huiyin_owner NOCREATEROLE");
	snprintf(superuser, sizeof(superuser), "%s", cluster_superuser(&cluster, "huiyin"));
	assert_string_equal(cluster_ask(superuser, "SELECT rolcanlogin AND NOT rolsuper AND NOT rolcreaterole AND NOT "
						   "rolbypassrls FROM pg_roles WHERE rolname = 'huiyin_app'"),
			    "t");
	cluster_ask(owner(), "GRANT USAGE ON SCHEMA public TO PUBLIC");
	assert_int_equal(check(&all), MIGRATE_CURRENT); /* which reads as huiyin_app */
}

static void test_status_is_a_table(void **state)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_int_equal(up(&two), 2);
	assert_int_equal(migrate_status_table(&all, app(), out, &why), 0);
	fclose(out);
	assert_non_null(strstr(text, "0001     first                            applied  20"));
	assert_non_null(strstr(text, "0010     third                            pending  -"));
	free(text);
}

static void test_database_away(void **state)
{
	enum migrate_state found;

	(void)state;
	assert_int_equal(migrate_check_table(&all, "host=/nonexistent", &found, &why), -1);
	assert_non_null(strstr(error, "cannot be reached"));
}

/* The program's own files: apply, undo, apply, and are the same afterwards. */
static void test_built_in_files(void **state)
{
	enum migrate_state found;
	char *before;
	int n;

	(void)state;
	assert_true(migration_file_count > 0);
	assert_int_equal(migrate_up(owner(), &n, error, sizeof(error)), 0);
	assert_true(n > 0);
	before = hy_xstrdup(cluster_schema(owner()));
	assert_int_equal(migrate_check(app(), &found, error, sizeof(error)), 0);
	assert_int_equal(found, MIGRATE_CURRENT);
	assert_int_equal(migrate_down(owner(), 0, &n, error, sizeof(error)), 0);
	assert_string_equal(cluster_ask(owner(), "SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = "
						 "'public'::regnamespace AND relkind IN ('r', 'v', 'S', 'p')"),
			    "schema_migrations");
	assert_int_equal(migrate_up(owner(), &n, error, sizeof(error)), 0);
	assert_string_equal(cluster_schema(owner()), before);
	free(before);
}

/* Each version taken back leaves the schema of the one before. */
static void test_each_version_undone(void **state)
{
	char before[64];

	(void)state;
	for (size_t files = 0; files < migration_file_count; files += 2) { /* down and up of a version */
		const struct migration_table older = { migration_files, files };
		const struct migration_table newer = { migration_files, files + 2 };

		if (files > 0)
			assert_int_equal(up(&older), 0); /* there already */
		snprintf(before, sizeof(before), "%s", cluster_schema(owner()));
		assert_int_equal(up(&newer), 1);
		assert_string_not_equal(cluster_schema(owner()), before);
		assert_int_equal(down(&newer, (int)files / 2), 1);
		if (files > 0) /* the runner's own table stays */
			assert_string_equal(cluster_schema(owner()), before);
		assert_int_equal(up(&newer), 1);
	}
}

static int set_up(void **state)
{
	(void)state;
	return cluster_make_folder(&cluster) < 0 || cluster_start(&cluster) < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	cluster_remove(&cluster);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_up_down_up, empty_schema),
		cmocka_unit_test_setup(test_failed_file_leaves_nothing, empty_schema),
		cmocka_unit_test_setup(test_changed_file_is_refused, empty_schema),
		cmocka_unit_test_setup(test_newer_schema_is_refused, empty_schema),
		cmocka_unit_test_setup(test_late_number_is_refused, empty_schema),
		cmocka_unit_test_setup(test_files_that_are_no_migrations, empty_schema),
		cmocka_unit_test_setup(test_two_migrators_at_once, empty_schema),
		cmocka_unit_test_setup(test_app_role_is_made_or_asked_for, empty_schema),
		cmocka_unit_test_setup(test_status_is_a_table, empty_schema),
		cmocka_unit_test_setup(test_database_away, empty_schema),
		cmocka_unit_test_setup(test_built_in_files, empty_schema),
		cmocka_unit_test_setup(test_each_version_undone, empty_schema),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
