/* Whether a database is fit to keep what is acknowledged. */
#ifndef DB_CHECK_H
#define DB_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* Connects as conninfo says (blocking) and refuses, with one sentence in ret_error and -1, a server that is older than
 * PostgreSQL 15, is not UTF8, may forget commits (fsync, full_page_writes or synchronous_commit off; with
 * require_sync_standby also no standby named or commits that do not wait for it), or a role that stands above the
 * rules (superuser, BYPASSRLS). To be called at start, with the role that serves. */
int db_check_server(const char *conninfo, bool require_sync_standby, char *ret_error, size_t n);

#endif
