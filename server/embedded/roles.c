/* What the cluster must hold before anybody is served: two roles and a database. Looked at on each start, so that a
 * first start that was cut short is completed by the next. */
#include "embedded/internal.h"

#include "db/session.h"

/* What to look for, and what makes it. The owner owns the database and with it (pg_database_owner) its schema. */
static const struct wanted {
	const char *look, *make;
} wanted[] = {
	{ "SELECT FROM pg_roles WHERE rolname = 'huiyin_owner'",
	  "CREATE ROLE huiyin_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS" },
	{ "SELECT FROM pg_roles WHERE rolname = 'huiyin_app'",
	  "CREATE ROLE huiyin_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS" },
	{ "SELECT FROM pg_database WHERE datname = 'huiyin'",
	  "CREATE DATABASE huiyin OWNER huiyin_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'" },
};

static int ensure(PGconn *conn, const struct wanted *w, const struct sentence *why)
{
	PGresult *res = session_query(conn, w->look, why);
	int found = res ? PQntuples(res) : -1;

	PQclear(res);
	if (found < 0)
		return -1;
	return found > 0 ? 0 : session_run(conn, w->make, why);
}

int roles_ensure(const struct embedded *e, const struct sentence *why)
{
	PGconn *conn = session_open(e->superuser, "huiyin roles", why);
	int ret = conn ? 0 : -1;

	for (size_t i = 0; ret == 0 && i < sizeof(wanted) / sizeof(wanted[0]); i++)
		ret = ensure(conn, &wanted[i], why);
	PQfinish(conn);
	return ret;
}
