/* Blocking sessions for the work before and beside serving: migrations, checks, making roles. */
#ifndef DB_SESSION_H
#define DB_SESSION_H

#include "db/sentence.h"

#include <libpq-fe.h>

/* Connects (at most 3 s per host unless the conninfo says otherwise). Close with PQfinish. NULL with a sentence. */
PGconn *session_open(const char *conninfo, const char *application_name, const struct sentence *why);
/* Runs SQL and returns the last result, to be cleared by the caller. NULL with a sentence when it fails. */
PGresult *session_query(PGconn *conn, const char *sql, const struct sentence *why);
/* Runs SQL for its effect. -1 with a sentence. */
int session_run(PGconn *conn, const char *sql, const struct sentence *why);

#endif
