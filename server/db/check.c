#include "db/check.h"

#include "db/session.h"

#include <string.h>

/* Pipeline-safe error reports, security_invoker views and what the schema uses came by then. */
#define OLDEST_SERVER 150000

/* A setting, one value it must not have, and what to do about it. */
static const struct bad_setting {
	const char *name, *value;
	bool only_with_standby;
	const char *advice;
} bad_settings[] = {
	{ "server_encoding", NULL, false, "create the database with ENCODING 'UTF8'" },
	{ "fsync", "off", false, "a power cut would lose acknowledged updates; set it to on" },
	{ "full_page_writes", "off", false, "a power cut could tear pages; set it to on" },
	{ "synchronous_commit", "off", false, "acknowledged updates could be lost; set it to on" },
	{ "synchronous_commit", "local", true, "commits do not wait for the standby; set it to on" },
	{ "synchronous_standby_names", "", true, "a synchronous standby is required; name one" },
};

/* NULL stands for "anything but UTF8". */
static bool is_bad(const struct bad_setting *bad, const char *value, bool require_sync_standby)
{
	if (bad->only_with_standby && !require_sync_standby)
		return false;
	return bad->value ? strcmp(value, bad->value) == 0 : strcmp(value, "UTF8") != 0;
}

static int check_settings(PGconn *conn, bool require_sync_standby, const struct sentence *why)
{
	for (size_t i = 0; i < sizeof(bad_settings) / sizeof(bad_settings[0]); i++) {
		const struct bad_setting *bad = &bad_settings[i];
		PGresult *res = PQexecParams(conn, "SELECT current_setting($1)", 1, NULL, &bad->name, NULL, NULL, 0);
		int ret = 0;

		if (PQresultStatus(res) != PGRES_TUPLES_OK)
			ret = sentence_fail(why, "The setting %s cannot be read: %s", bad->name, PQerrorMessage(conn));
		else if (is_bad(bad, PQgetvalue(res, 0, 0), require_sync_standby))
			ret = sentence_fail(why, "PostgreSQL has %s = '%s': %s.", bad->name, PQgetvalue(res, 0, 0),
					    bad->advice);
		PQclear(res);
		if (ret < 0)
			return -1;
	}
	return 0;
}

static int check_role(PGconn *conn, const struct sentence *why)
{
	PGresult *res = session_query(
		conn, "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user", why);
	int ret = 0;

	if (!res)
		return -1;
	if (PQntuples(res) != 1)
		ret = sentence_fail(why, "The database does not know the role it serves.");
	else if (strcmp(PQgetvalue(res, 0, 1), "t") == 0)
		ret = sentence_fail(why, "The role %s is a superuser; serve as huiyin_app.", PQgetvalue(res, 0, 0));
	else if (strcmp(PQgetvalue(res, 0, 2), "t") == 0)
		ret = sentence_fail(why, "The role %s has BYPASSRLS; serve as huiyin_app.", PQgetvalue(res, 0, 0));
	PQclear(res);
	return ret;
}

int db_check_server(const char *conninfo, bool require_sync_standby, char *ret_error, size_t n)
{
	const struct sentence why = { ret_error, n };
	PGconn *conn = session_open(conninfo, "huiyin check", &why);
	int ret = 0;

	if (!conn)
		return -1;
	if (PQserverVersion(conn) < OLDEST_SERVER)
		ret = sentence_fail(&why, "PostgreSQL is version %d; 15 or newer is needed.",
				    PQserverVersion(conn) / 10000);
	if (ret == 0)
		ret = check_settings(conn, require_sync_standby, &why);
	if (ret == 0)
		ret = check_role(conn, &why);
	PQfinish(conn);
	return ret;
}
