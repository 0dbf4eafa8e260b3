#include "ledger/snapshot.h"
#include "base/text.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int fail(struct snapshot *snapshot, const char *what)
{
	char message[200];
	size_t len;

	snprintf(message, sizeof message, "%s", PQerrorMessage(snapshot->conn));
	len = strcspn(message, "\n");
	message[len] = '\0';
	snprintf(snapshot->error, snapshot->error_size, "%s: %s", what, message);
	return -1;
}

static int run(struct snapshot *snapshot, const char *sql)
{
	PGresult *result = PQexec(snapshot->conn, sql);
	ExecStatusType status = PQresultStatus(result);

	PQclear(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		return fail(snapshot, "the ledger cannot be read");
	return 0;
}

int snapshot_open(struct snapshot *snapshot, const char *conninfo, int jurisdiction, char *error, size_t error_size)
{
	snapshot->error = error;
	snapshot->error_size = error_size;
	snprintf(snapshot->jurisdiction, sizeof snapshot->jurisdiction, "%d", jurisdiction);
	snapshot->conn = PQconnectdb(conninfo);
	if (PQstatus(snapshot->conn) != CONNECTION_OK)
		fail(snapshot, "the database cannot be reached");
	/* Dates as YYYY-MM-DD whatever the database's settings are. */
	else if (!run(snapshot, "SET datestyle = 'ISO, YMD'") && !run(snapshot, "SET bytea_output = 'hex'") &&
		 !run(snapshot, "SET client_encoding = 'UTF8'") &&
		 !run(snapshot, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"))
		return 0;
	snapshot_close(snapshot);
	return -1;
}

void snapshot_close(struct snapshot *snapshot)
{
	PQfinish(snapshot->conn);
	snapshot->conn = NULL;
}

PGresult *snapshot_ask(struct snapshot *snapshot, const char *sql, int64_t from, int64_t to)
{
	char from_text[24], to_text[24];
	const char *values[] = { snapshot->jurisdiction, from_text, to_text };
	PGresult *result;

	snprintf(from_text, sizeof from_text, "%" PRId64, from);
	snprintf(to_text, sizeof to_text, "%" PRId64, to);
	result = PQexecParams(snapshot->conn, sql, 3, NULL, values, NULL, NULL, 0);
	if (PQresultStatus(result) == PGRES_TUPLES_OK)
		return result;
	fail(snapshot, "the ledger cannot be read");
	PQclear(result);
	return NULL;
}

int64_t snapshot_number(const PGresult *result, int row, int column)
{
	int64_t number = 0;

	return number_parse(PQgetvalue(result, row, column), INT64_MIN, INT64_MAX, &number) ? 0 : number;
}
