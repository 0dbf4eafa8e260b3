#include "db/session.h"

#include <stddef.h>

/* Warnings of a blocking session have no reader. */
static void ignore_notice(void *arg, const PGresult *notice)
{
	(void)arg;
	(void)notice;
}

PGconn *session_open(const char *conninfo, const char *application_name, const struct sentence *why)
{
	const char *const keys[] = { "connect_timeout",  "gssencmode",      "dbname",
				     "application_name", "client_encoding", NULL };
	const char *const values[] = { "3", "disable", conninfo, application_name, "UTF8", NULL };
	PGconn *conn = PQconnectdbParams(keys, values, 1);

	if (!conn || PQstatus(conn) != CONNECTION_OK) {
		sentence_fail(why, "The database cannot be reached: %s", conn ? PQerrorMessage(conn) : "out of memory");
		PQfinish(conn);
		return NULL;
	}
	PQsetNoticeReceiver(conn, ignore_notice, NULL);
	return conn;
}

PGresult *session_query(PGconn *conn, const char *sql, const struct sentence *why)
{
	PGresult *res = PQexec(conn, sql);
	ExecStatusType status = PQresultStatus(res);

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
		return res;
	const char *primary = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

	sentence_fail(why, "The database refuses: %s", primary ? primary : PQerrorMessage(conn));
	PQclear(res);
	return NULL;
}

int session_run(PGconn *conn, const char *sql, const struct sentence *why)
{
	PGresult *res = session_query(conn, sql, why);

	PQclear(res);
	return res ? 0 : -1;
}
