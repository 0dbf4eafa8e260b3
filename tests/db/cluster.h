/* A private cluster for a test program: made in a fresh folder below $TMPDIR, removed at the end. */
#ifndef TESTS_DB_CLUSTER_H
#define TESTS_DB_CLUSTER_H

#include "base/date.h"
#include "embedded/embedded.h"

#include <ftw.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A condition that has not come true by then never will. */
#define TEST_PATIENCE_US INT64_C(20000000)

struct cluster {
	char dir[80];
	struct embedded *embedded;
};

static inline int cluster_remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static inline int cluster_make_folder(struct cluster *c)
{
	const char *folder = getenv("TMPDIR");

	snprintf(c->dir, sizeof(c->dir), "%s/huiyin-test-XXXXXX", folder ? folder : "/tmp");
	return mkdtemp(c->dir) && chmod(c->dir, 0755) == 0 ? 0 : -1;
}

static inline int cluster_start(struct cluster *c)
{
	char error[500];

	c->embedded = embedded_start(c->dir, error, sizeof(error));
	if (!c->embedded)
		fprintf(stderr, "%s\n", error);
	return c->embedded ? 0 : -1;
}

static inline void cluster_remove(struct cluster *c)
{
	embedded_stop(c->embedded);
	nftw(c->dir, cluster_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* conninfo of the superuser, in the given database. Static text, overwritten by the next call. */
static inline const char *cluster_superuser(const struct cluster *c, const char *database)
{
	static char conninfo[300];
	const char *owner = embedded_owner_conninfo(c->embedded);

	snprintf(conninfo, sizeof(conninfo), "%.*s user=postgres dbname=%s", (int)(strstr(owner, " port=") - owner),
		 owner, database);
	return conninfo;
}

static inline void cluster_ignore_notice(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

/* One value from the database; static text. Ends the test when the statement fails. */
static inline const char *cluster_ask(const char *conninfo, const char *sql)
{
	static char value[1000];
	PGconn *conn = PQconnectdb(conninfo);

	PQsetNoticeProcessor(conn, cluster_ignore_notice, NULL);
	PGresult *res = PQexec(conn, sql);

	if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(conn));
	snprintf(value, sizeof(value), "%s", PQntuples(res) > 0 ? PQgetvalue(res, 0, 0) : "");
	PQclear(res);
	PQfinish(conn);
	return value;
}

/* Asks until the answer is the wanted one. */
static inline void cluster_wait(const char *conninfo, const char *sql, const char *wanted)
{
	int64_t deadline = clock_monotonic_us() + TEST_PATIENCE_US;

	while (strcmp(cluster_ask(conninfo, sql), wanted) != 0)
		if (clock_monotonic_us() > deadline)
			fail_msg("never became %s: %s", wanted, sql);
}

/* Tables, columns, indexes, functions, views and what roles may do, a line each, as one digest; good until the next
 * cluster_ask. */
static inline const char *cluster_schema(const char *conninfo)
{
	return cluster_ask(
		conninfo,
		"SELECT md5(string_agg(x, E'\\n' ORDER BY x COLLATE \"C\")) FROM (SELECT format('%s.%s %s %s %s', "
		"table_name, "
		"column_name, data_type, is_nullable, coalesce(column_default, generation_expression)) FROM "
		"information_schema.columns WHERE table_schema = 'public' UNION ALL SELECT indexdef FROM pg_indexes "
		"WHERE "
		"schemaname = 'public' UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = "
		"'public'::regnamespace UNION ALL SELECT format('%s %s', oid::regclass, coalesce(pg_get_viewdef(oid), "
		"'')) "
		"FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace UNION ALL SELECT "
		"format('%s %s "
		"%s', table_name, grantee, privilege_type) FROM information_schema.role_table_grants WHERE "
		"table_schema = "
		"'public') s(x)");
}

#endif
