/* A blocking connection with one REPEATABLE READ snapshot, for verify and recount. */
#ifndef LEDGER_SNAPSHOT_H
#define LEDGER_SNAPSHOT_H

#include <libpq-fe.h>
#include <stddef.h>
#include <stdint.h>

struct snapshot {
	PGconn *conn;
	char jurisdiction[16]; /* $1 of every query */
	char *error;           /* the caller's; filled when something fails */
	size_t error_size;
};

/* -1 with a sentence in error. */
int snapshot_open(struct snapshot *snapshot, const char *conninfo, int jurisdiction, char *error, size_t error_size);
void snapshot_close(struct snapshot *snapshot);
/* Runs a query whose $1 is the jurisdiction and whose $2 and $3 (bigint) are from and to; text results. NULL with a
 * sentence in error. Free with PQclear. */
PGresult *snapshot_ask(struct snapshot *snapshot, const char *sql, int64_t from, int64_t to);
/* A whole number of a result. */
int64_t snapshot_number(const PGresult *result, int row, int column);

#endif
