/* The runner: one session, an advisory lock around the whole run, one transaction for each file. */
#include "db/migrate_internal.h"

#include "base/memory.h"
#include "db/session.h"

#include <stdlib.h>
#include <string.h>

/* "hy_migra" as a number: the advisory lock that admits one migrator per database. */
#define LOCK_KEY "7528153175650955873"
/* Waiting for another migrator. */
#define WAIT_FOR_MIGRATOR "SET lock_timeout = '60s'"
/* Before each file: a file's own SETs end with it, and it must not queue for long behind a reader, as everybody else
 * would queue behind it. */
#define FRESH_SETTINGS "RESET ROLE; RESET ALL; SET lock_timeout = '10s'; SET statement_timeout = 0"

#define CREATE_APP "CREATE ROLE huiyin_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"

static const char create_table[] = "CREATE TABLE IF NOT EXISTS public.schema_migrations ("
				   " version integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,"
				   " applied_at timestamptz NOT NULL DEFAULT clock_timestamp());"
				   "GRANT SELECT ON public.schema_migrations TO huiyin_app";

/* A run: the session that holds the lock, and the versions. */
struct run {
	PGconn *conn;
	struct migration_list list;
};

static void end_run(struct run *run)
{
	PQfinish(run->conn); /* gives the lock back */
	migration_list_free(&run->list);
}

/* Takes the lock, if wanted, before it looks at the database: what it then sees stays so. */
static int begin_run(struct run *run, const struct migration_table *table, const char *conninfo, bool lock,
		     const struct sentence *why)
{
	*run = (struct run){ 0 };
	if (migration_list_read(table, &run->list, why) < 0)
		return -1;
	run->conn = session_open(conninfo, "huiyin migrate", why);
	if (!run->conn)
		goto fail;
	if (lock && (session_run(run->conn, WAIT_FOR_MIGRATOR, why) < 0 ||
		     session_run(run->conn, "SELECT pg_advisory_lock(" LOCK_KEY ")", why) < 0)) {
		if (PQstatus(run->conn) == CONNECTION_OK)
			sentence_fail(why,
				      "Another migration has been running for a minute; try again when it is done.");
		goto fail;
	}
	if (migration_list_compare(&run->list, run->conn, why) < 0)
		goto fail;
	return 0;
fail:
	end_run(run);
	return -1;
}

/* A newer or changed schema is nobody's to touch. */
static int check_known(const struct migration_list *list, const struct sentence *why)
{
	const struct migration *about = NULL;

	switch (migration_list_state(list, &about)) {
	case MIGRATE_CURRENT:
	case MIGRATE_BEHIND:
		return 0;
	case MIGRATE_NEWER:
		return sentence_fail(why,
				     "The database has migration %04d_%s, which this program does not know; "
				     "use the newer program.",
				     about->version, about->name);
	case MIGRATE_CHANGED:
		return sentence_fail(why,
				     "Migration %04d_%s was changed after it was applied on %s; restore the file and "
				     "put the change into a new one.",
				     about->version, about->name, about->applied_at);
	}
	return -1;
}

/* Two first runs at once may both find no role: the second is told that it exists. */
static bool is_there_already(const PGresult *res)
{
	const char *sqlstate = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	return sqlstate && (strcmp(sqlstate, "42710") == 0 || strcmp(sqlstate, "23505") == 0);
}

static int make_app_role(PGconn *conn, const struct sentence *why)
{
	PGresult *res = session_query(conn, "SELECT FROM pg_roles WHERE rolname = 'huiyin_app'", why);
	bool exists = res && PQntuples(res) == 1;
	int ret = res ? 0 : -1;

	PQclear(res);
	if (ret < 0 || exists)
		return ret;
	res = PQexec(conn, CREATE_APP);
	if (PQresultStatus(res) != PGRES_COMMAND_OK && !is_there_already(res))
		ret = sentence_fail(
			why,
			"The role huiyin_app is missing and this role may not make it. Let a superuser run: " CREATE_APP
			";");
	PQclear(res);
	return ret;
}

/* " (line 7)", or nothing if the server did not say where in the file it found the error. */
static void say_line(const PGresult *res, const char *sql, char where[32])
{
	const char *position = PQresultErrorField(res, PG_DIAG_STATEMENT_POSITION);
	long characters = position ? strtol(position, NULL, 10) : 0;
	int line = 1;

	where[0] = '\0';
	if (characters <= 0)
		return;
	for (; *sql && characters > 1; sql++) {
		characters -= ((unsigned char)*sql & 0xC0) != 0x80; /* positions count characters, not bytes */
		line += *sql == '\n';
	}
	snprintf(where, 32, " (line %d)", line);
}

static int run_file(PGconn *conn, const struct migration_file *file, const struct sentence *why)
{
	char *sql = hy_xstrndup((const char *)file->begin, (size_t)(file->end - file->begin));
	PGresult *res = PQexec(conn, sql);
	ExecStatusType status = PQresultStatus(res);
	const char *primary = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
	char where[32];
	int ret = 0;

	say_line(res, sql, where);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
		ret = sentence_fail(why, "The migration %s failed and was undone: %s%s.", file->name,
				    primary ? primary : PQerrorMessage(conn), where);
	else if (PQtransactionStatus(conn) != PQTRANS_INTRANS)
		ret = sentence_fail(why,
				    "The migration %s ends the transaction it runs in and is half applied; take BEGIN, "
				    "COMMIT and ROLLBACK out and mend the schema by hand.",
				    file->name);
	PQclear(res);
	free(sql);
	return ret;
}

static int run_params(PGconn *conn, const char *sql, int n, const char *const *values, const struct sentence *why)
{
	PGresult *res = PQexecParams(conn, sql, n, NULL, values, NULL, NULL, 0);
	int ret = 0;

	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		ret = sentence_fail(why, "schema_migrations cannot be written: %s", PQerrorMessage(conn));
	PQclear(res);
	return ret;
}

static int record(PGconn *conn, const struct migration *m, bool up, const struct sentence *why)
{
	char version[16];
	const char *values[] = { version, m->name, m->sha256 };

	snprintf(version, sizeof(version), "%d", m->version);
	return up ? run_params(conn, "INSERT INTO public.schema_migrations (version, name, sha256) VALUES ($1, $2, $3)",
			       3, values, why)
		  : run_params(conn, "DELETE FROM public.schema_migrations WHERE version = $1", 1, values, why);
}

/* COMMIT of a failed transaction says ROLLBACK, and succeeds. */
static int commit(PGconn *conn, const struct sentence *why)
{
	PGresult *res = session_query(conn, "COMMIT", why);
	int ret = res ? 0 : -1;

	if (res && strcmp(PQcmdStatus(res), "COMMIT") != 0)
		ret = sentence_fail(why, "The migration was rolled back.");
	PQclear(res);
	return ret;
}

static int run_migration(PGconn *conn, const struct migration *m, bool up, const struct sentence *why)
{
	if (session_run(conn, FRESH_SETTINGS, why) == 0 && session_run(conn, "BEGIN", why) == 0 &&
	    run_file(conn, up ? m->up : m->down, why) == 0 && session_run(conn, FRESH_SETTINGS, why) == 0 &&
	    record(conn, m, up, why) == 0 && commit(conn, why) == 0)
		return 0;
	PQclear(PQexec(conn, "ROLLBACK"));
	return -1;
}

/* A version below the newest applied one would come out of order. */
static int check_order(const struct migration_list *list, const struct sentence *why)
{
	const struct migration *pending = NULL;

	for (size_t i = 0; i < list->n; i++) {
		const struct migration *m = &list->items[i];

		if (!m->applied && !pending)
			pending = m;
		if (m->applied && pending)
			return sentence_fail(
				why, "Migration %04d_%s was not applied before %04d_%s; give it a higher number.",
				pending->version, pending->name, m->version, m->name);
	}
	return 0;
}

static int apply_pending(const struct run *run, int *ret_applied, const struct sentence *why)
{
	int applied = 0;

	if (check_known(&run->list, why) < 0 || check_order(&run->list, why) < 0)
		return -1;
	if (make_app_role(run->conn, why) < 0 || session_run(run->conn, create_table, why) < 0)
		return -1;
	for (size_t i = 0; i < run->list.n; i++) {
		if (run->list.items[i].applied)
			continue;
		if (run_migration(run->conn, &run->list.items[i], true, why) < 0)
			return -1;
		applied++;
	}
	*ret_applied = applied;
	return 0;
}

int migrate_up_table(const struct migration_table *table, const char *conninfo, int *ret_applied,
		     const struct sentence *why)
{
	struct run run;
	int ret;

	if (begin_run(&run, table, conninfo, true, why) < 0)
		return -1;
	ret = apply_pending(&run, ret_applied, why);
	end_run(&run);
	return ret;
}

static int undo(const struct run *run, int version, int *ret_undone, const struct sentence *why)
{
	int undone = 0;

	if (check_known(&run->list, why) < 0)
		return -1;
	for (size_t i = 0; i < run->list.n; i++) {
		const struct migration *m = &run->list.items[i];

		if (m->applied && m->version > version && !m->down)
			return sentence_fail(
				why, "Migration %04d_%s has no down file: it cannot be undone. Nothing was changed.",
				m->version, m->name);
	}
	for (size_t i = run->list.n; i-- > 0;) {
		const struct migration *m = &run->list.items[i];

		if (!m->applied || m->version <= version)
			continue;
		if (run_migration(run->conn, m, false, why) < 0)
			return -1;
		undone++;
	}
	*ret_undone = undone;
	return 0;
}

int migrate_down_table(const struct migration_table *table, const char *conninfo, int version, int *ret_undone,
		       const struct sentence *why)
{
	struct run run;
	int ret;

	if (begin_run(&run, table, conninfo, true, why) < 0)
		return -1;
	ret = undo(&run, version, ret_undone, why);
	end_run(&run);
	return ret;
}

int migrate_check_table(const struct migration_table *table, const char *conninfo, enum migrate_state *ret_state,
			const struct sentence *why)
{
	struct run run;

	if (begin_run(&run, table, conninfo, false, why) < 0)
		return -1;
	*ret_state = migration_list_state(&run.list, NULL);
	end_run(&run);
	return 0;
}

static const char *say_state(const struct migration *m)
{
	if (!m->up)
		return "unknown";
	if (!m->applied)
		return "pending";
	return strcmp(m->sha256, m->applied_sha256) == 0 ? "applied" : "changed";
}

int migrate_status_table(const struct migration_table *table, const char *conninfo, FILE *out,
			 const struct sentence *why)
{
	struct run run;

	if (begin_run(&run, table, conninfo, false, why) < 0)
		return -1;
	fprintf(out, "%-8s %-32s %-8s %s\n", "VERSION", "NAME", "STATE", "SINCE");
	for (size_t i = 0; i < run.list.n; i++) {
		const struct migration *m = &run.list.items[i];

		fprintf(out, "%04d     %-32s %-8s %s\n", m->version, m->name, say_state(m),
			m->applied ? m->applied_at : "-");
	}
	end_run(&run);
	return 0;
}
