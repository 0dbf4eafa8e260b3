/* Reading results. Columns are binary; the caller knows their types, which are those of its own SQL. */
#include "db/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* PostgreSQL counts days and microseconds from 2000-01-01. */
#define DAYS_TO_2000         10957
#define MICROSECONDS_TO_2000 (DAYS_TO_2000 * INT64_C(86400000000))

void result_reset(struct db_result *result)
{
	for (size_t i = 0; i < result->n_results; i++)
		PQclear(result->results[i]);
	result->n_results = 0;
	free(result->message);
	free(result->constraint);
	result->message = result->constraint = NULL;
	result->sqlstate[0] = '\0';
	result->error = DB_OK;
}

enum db_error db_result_error(const struct db_result *result)
{
	return result->error;
}

const char *db_result_message(const struct db_result *result)
{
	return result->message ? result->message : "";
}

const char *db_result_constraint(const struct db_result *result)
{
	return result->constraint ? result->constraint : "";
}

const char *db_result_sqlstate(const struct db_result *result)
{
	return result->sqlstate;
}

static const PGresult *statement_result(const struct db_result *result, size_t i)
{
	assert(result->error == DB_OK && i < result->n_results);
	return result->results[i];
}

size_t db_rows(const struct db_result *result, size_t i)
{
	return (size_t)PQntuples(statement_result(result, i));
}

int64_t db_affected(const struct db_result *result, size_t i)
{
	assert(result->error == DB_OK && i < result->n_results);
	return strtoll(PQcmdTuples(result->results[i]), NULL, 10);
}

/* The bytes of a column; NULL for the SQL NULL. */
static const uint8_t *read_column(const struct db_result *result, size_t i, size_t row, size_t column, size_t *ret_len)
{
	const PGresult *res = statement_result(result, i);

	assert(row < (size_t)PQntuples(res) && column < (size_t)PQnfields(res));
	if (PQgetisnull(res, (int)row, (int)column))
		return NULL;
	*ret_len = (size_t)PQgetlength(res, (int)row, (int)column);
	return (const uint8_t *)PQgetvalue(res, (int)row, (int)column);
}

/* A big-endian two's complement number of 1 to 8 bytes. */
static int64_t read_number(const uint8_t *bytes, size_t len)
{
	uint64_t value = bytes[0] & 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < len; i++)
		value = value << 8 | bytes[i];
	return (int64_t)value;
}

bool db_is_null(const struct db_result *result, size_t i, size_t row, size_t column)
{
	size_t len;

	return read_column(result, i, row, column, &len) == NULL;
}

bool db_bool(const struct db_result *result, size_t i, size_t row, size_t column)
{
	size_t len;
	const uint8_t *bytes = read_column(result, i, row, column, &len);

	return bytes && len == 1 && bytes[0] != 0;
}

int64_t db_int(const struct db_result *result, size_t i, size_t row, size_t column)
{
	size_t len;
	const uint8_t *bytes = read_column(result, i, row, column, &len);

	if (!bytes)
		return 0;
	assert(len == 2 || len == 4 || len == 8);
	return read_number(bytes, len);
}

const char *db_text(const struct db_result *result, size_t i, size_t row, size_t column)
{
	size_t len;
	const uint8_t *bytes = read_column(result, i, row, column, &len);

	return bytes ? (const char *)bytes : "";
}

const uint8_t *db_bytes(const struct db_result *result, size_t i, size_t row, size_t column, size_t *ret_len)
{
	*ret_len = 0;
	return read_column(result, i, row, column, ret_len);
}

hy_day db_day(const struct db_result *result, size_t i, size_t row, size_t column)
{
	size_t len;
	const uint8_t *bytes = read_column(result, i, row, column, &len);

	if (!bytes)
		return HY_DAY_NONE;
	assert(len == 4);
	return (hy_day)(read_number(bytes, len) + DAYS_TO_2000);
}

int64_t db_moment(const struct db_result *result, size_t i, size_t row, size_t column)
{
	size_t len;
	const uint8_t *bytes = read_column(result, i, row, column, &len);

	if (!bytes)
		return 0;
	assert(len == 8);
	return read_number(bytes, len) + MICROSECONDS_TO_2000;
}
