/* Building batches. All parameters of a batch lie in one growing buffer in the binary format of the protocol; used
 * batches keep their buffers and are taken again, so that a steady load allocates nothing here. */
#include "db/internal.h"

#include "base/memory.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Room of a fresh batch: most reads have a handful of small parameters. */
#define FIRST_BYTES  512
#define FIRST_PARAMS 16
#define FIRST_CALLS  4
/* A used batch with a larger buffer is given back: one import must not hold its megabytes for good. */
#define KEEP_BYTES (256u << 10)
/* Used batches kept: as many as are under way at once in a busy server. */
#define KEEP_BATCHES 1024
/* PostgreSQL counts days and microseconds from 2000-01-01. */
#define DAYS_TO_2000 10957
/* Bytes before the elements of a one-dimensional array: dimensions, has-nulls, type, length, lower bound. */
#define ARRAY_HEADER 20

static void put16(unsigned char *out, uint16_t value)
{
	out[0] = (unsigned char)(value >> 8);
	out[1] = (unsigned char)value;
}

static void put32(unsigned char *out, uint32_t value)
{
	put16(out, (uint16_t)(value >> 16));
	put16(out + 2, (uint16_t)value);
}

static void put64(unsigned char *out, uint64_t value)
{
	put32(out, (uint32_t)(value >> 32));
	put32(out + 4, (uint32_t)value);
}

static struct db_batch *make_batch(struct db *db)
{
	struct db_batch *batch = hy_xcalloc(1, sizeof(*batch));

	batch->db = db;
	batch->size = FIRST_BYTES;
	batch->bytes = hy_xmalloc(batch->size);
	batch->params_size = FIRST_PARAMS;
	batch->params = hy_xmalloc(batch->params_size * sizeof(*batch->params));
	batch->calls_size = FIRST_CALLS;
	batch->calls = hy_xmalloc(batch->calls_size * sizeof(*batch->calls));
	batch->result.results = hy_xmalloc(batch->calls_size * sizeof(PGresult *));
	batch->array = DB_NO_ARRAY;
	return batch;
}

struct db_batch *db_batch_new(struct db *db)
{
	struct db_batch *batch = STAILQ_FIRST(&db->spare);

	if (!batch)
		return make_batch(db);
	STAILQ_REMOVE_HEAD(&db->spare, next);
	db->n_spare--;
	return batch;
}

static void destroy_batch(struct db_batch *batch)
{
	free(batch->bytes);
	free(batch->params);
	free(batch->calls);
	free(batch->result.results);
	free(batch);
}

void db_batch_free(struct db_batch *batch)
{
	if (!batch)
		return;
	struct db *db = batch->db;

	result_reset(&batch->result);
	if (db->closed || db->n_spare >= KEEP_BATCHES || batch->size > KEEP_BYTES) {
		destroy_batch(batch);
		return;
	}
	batch->ticket = (struct db_ticket){ 0 };
	batch->len = batch->n_params = batch->n_calls = 0;
	batch->array = DB_NO_ARRAY;
	batch->commit_unsure = false;
	STAILQ_INSERT_HEAD(&db->spare, batch, next);
	db->n_spare++;
}

size_t db_batch_size(const struct db_batch *batch)
{
	return batch->n_calls;
}

void db_add(struct db_batch *batch, size_t statement)
{
	assert(statement < batch->db->options.n_statements);
	assert(batch->array == DB_NO_ARRAY);
	if (batch->n_calls == batch->calls_size) {
		batch->calls_size *= 2;
		batch->calls = hy_xrealloc(batch->calls, batch->calls_size * sizeof(*batch->calls));
		batch->result.results = hy_xrealloc(batch->result.results, batch->calls_size * sizeof(PGresult *));
	}
	batch->calls[batch->n_calls++] = (struct db_call){ .statement = statement, .first_param = batch->n_params };
}

/* len more bytes at the end of the buffer. */
static unsigned char *extend(struct db_batch *batch, size_t len)
{
	if (batch->size - batch->len < len) {
		while (batch->size - batch->len < len)
			batch->size *= 2;
		batch->bytes = hy_xrealloc(batch->bytes, batch->size);
	}
	unsigned char *at = batch->bytes + batch->len;

	batch->len += len;
	return at;
}

static void add_param(struct db_batch *batch, int len)
{
	assert(batch->n_calls > 0);
	if (batch->n_params == batch->params_size) {
		batch->params_size *= 2;
		batch->params = hy_xrealloc(batch->params, batch->params_size * sizeof(*batch->params));
	}
	batch->params[batch->n_params++] = (struct db_param){ .offset = batch->len, .len = len };
}

/* Room for one value of len bytes: a parameter, or an element of the open array (its length, then its bytes). */
static unsigned char *add_value(struct db_batch *batch, enum db_type type, size_t len)
{
	assert(len <= INT_MAX);
	if (batch->array == DB_NO_ARRAY) {
		add_param(batch, (int)len);
		return extend(batch, len);
	}
	assert(batch->array_type == (uint32_t)type);
	(void)type;
	unsigned char *at = extend(batch, 4 + len);

	put32(at, (uint32_t)len);
	batch->array_len++;
	return at + 4;
}

void db_bind_null(struct db_batch *batch)
{
	if (batch->array == DB_NO_ARRAY) {
		add_param(batch, -1);
		return;
	}
	put32(extend(batch, 4), UINT32_MAX);
	put32(batch->bytes + batch->array + 4, 1);
	batch->array_len++;
}

void db_bind_bool(struct db_batch *batch, bool value)
{
	*add_value(batch, DB_BOOL, 1) = value;
}

void db_bind_int2(struct db_batch *batch, int16_t value)
{
	put16(add_value(batch, DB_INT2, 2), (uint16_t)value);
}

void db_bind_int4(struct db_batch *batch, int32_t value)
{
	put32(add_value(batch, DB_INT4, 4), (uint32_t)value);
}

void db_bind_int8(struct db_batch *batch, int64_t value)
{
	put64(add_value(batch, DB_INT8, 8), (uint64_t)value);
}

void db_bind_text(struct db_batch *batch, const char *text)
{
	if (!text) {
		db_bind_null(batch);
		return;
	}
	size_t len = strlen(text);

	memcpy(add_value(batch, DB_TEXT, len), text, len);
}

void db_bind_bytes(struct db_batch *batch, const void *bytes, size_t len)
{
	unsigned char *at = add_value(batch, DB_BYTEA, len);

	if (len > 0)
		memcpy(at, bytes, len);
}

void db_bind_uuid(struct db_batch *batch, const uint8_t uuid[16])
{
	memcpy(add_value(batch, DB_UUID, 16), uuid, 16);
}

void db_bind_day(struct db_batch *batch, hy_day day)
{
	if (day == HY_DAY_NONE)
		db_bind_null(batch);
	else
		put32(add_value(batch, DB_DATE, 4), (uint32_t)(day - DAYS_TO_2000));
}

void db_array_begin(struct db_batch *batch, enum db_type type)
{
	assert(batch->array == DB_NO_ARRAY);
	add_param(batch, 0);
	batch->array = batch->len;
	batch->array_type = (uint32_t)type;
	batch->array_len = 0;
	unsigned char *header = extend(batch, ARRAY_HEADER);

	put32(header, 1);     /* dimensions */
	put32(header + 4, 0); /* whether it has NULLs */
	put32(header + 8, batch->array_type);
	put32(header + 12, 0); /* length, set at the end */
	put32(header + 16, 1); /* lower bound */
}

void db_array_end(struct db_batch *batch)
{
	assert(batch->array != DB_NO_ARRAY);
	unsigned char *header = batch->bytes + batch->array;

	if (batch->array_len == 0) {
		/* An empty array has no dimensions, hence neither length nor bound. */
		put32(header, 0);
		batch->len -= 8;
	} else {
		put32(header + 12, batch->array_len);
	}
	assert(batch->len - batch->array <= INT_MAX);
	batch->params[batch->n_params - 1].len = (int)(batch->len - batch->array);
	batch->array = DB_NO_ARRAY;
}
