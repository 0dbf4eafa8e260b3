#include "store/attachment_store.h"

#include "base/text.h"
#include "store/statements.h"

#include <string.h>

/* A statement about one attachment. */
static void add(struct db_batch *batch, enum statement statement, int jurisdiction, const uint8_t id[UUID_BYTES])
{
	store_add(batch, statement, jurisdiction);
	db_bind_uuid(batch, id);
}

void attachment_store_find(struct db_batch *batch, int jurisdiction, const uint8_t id[UUID_BYTES])
{
	add(batch, ATTACHMENT_FIND, jurisdiction, id);
}

/* Copies bytes of a fixed size; a column of another length leaves zeros. */
static void take_bytes(const struct db_result *result, size_t i, size_t column, uint8_t *out, size_t size)
{
	size_t len;
	const uint8_t *bytes = db_bytes(result, i, 0, column, &len);

	if (bytes && len == size)
		memcpy(out, bytes, size);
}

struct attachment_row *attachment_store_row(const struct db_result *result, size_t i, struct arena *arena)
{
	struct attachment_row *row;

	if (db_rows(result, i) == 0)
		return NULL;
	row = arena_alloc(arena, sizeof(*row));
	take_bytes(result, i, 0, row->id, sizeof(row->id));
	row->case_id = db_int(result, i, 0, 1);
	row->name = arena_strdup(arena, db_text(result, i, 0, 2));
	row->media_type = arena_strdup(arena, db_text(result, i, 0, 3));
	row->size = db_int(result, i, 0, 4);
	take_bytes(result, i, 5, row->salt, sizeof(row->salt));
	take_bytes(result, i, 6, row->digest, sizeof(row->digest));
	row->complete = db_bool(result, i, 0, 7);
	row->erased = db_bool(result, i, 0, 8);
	if (*db_text(result, i, 0, 9)) /* the line's word counts, whatever stands here */
		(void)hex_decode(db_text(result, i, 0, 9), row->digest, sizeof(row->digest));
	row->lasts = db_bool(result, i, 0, 10);
	return row;
}

void attachment_store_begin(struct db_batch *batch, int jurisdiction, const struct attachment_row *row)
{
	add(batch, ATTACHMENT_BEGIN, jurisdiction, row->id);
	db_bind_int8(batch, row->case_id);
	db_bind_int4(batch, row->office_id);
	db_bind_text(batch, row->name);
	db_bind_text(batch, row->media_type);
	db_bind_int8(batch, row->size);
	db_bind_bytes(batch, row->salt, sizeof(row->salt));
	add(batch, ATTACHMENT_CHUNKS_DROP, jurisdiction, row->id);
	db_bind_bytes(batch, row->salt, sizeof(row->salt));
}

void attachment_store_add_chunk(struct db_batch *batch, int jurisdiction, const struct attachment_row *row, int number,
				const void *bytes, size_t len)
{
	add(batch, ATTACHMENT_CHUNK_ADD, jurisdiction, row->id);
	db_bind_bytes(batch, row->salt, sizeof(row->salt));
	db_bind_int4(batch, number);
	db_bind_bytes(batch, bytes, len);
}

void attachment_store_complete(struct db_batch *batch, int jurisdiction, const struct attachment_row *row)
{
	add(batch, ATTACHMENT_COMPLETE, jurisdiction, row->id);
	db_bind_bytes(batch, row->salt, sizeof(row->salt));
	db_bind_bytes(batch, row->digest, sizeof(row->digest));
}

void attachment_store_read(struct db_batch *batch, int jurisdiction, const uint8_t id[UUID_BYTES], int first, int limit)
{
	add(batch, ATTACHMENT_CHUNKS, jurisdiction, id);
	db_bind_int4(batch, first);
	db_bind_int4(batch, limit);
}

const uint8_t *attachment_store_chunk(const struct db_result *result, size_t i, size_t row, size_t *ret_len)
{
	return db_bytes(result, i, row, 1, ret_len);
}

void attachment_store_erase(struct db_batch *batch, int jurisdiction, const uint8_t id[UUID_BYTES])
{
	add(batch, ATTACHMENT_ERASE, jurisdiction, id);
}

void attachment_store_clean(struct db_batch *batch, int jurisdiction, int limit)
{
	store_add(batch, ATTACHMENT_CLEAN, jurisdiction);
	db_bind_int4(batch, limit);
}
