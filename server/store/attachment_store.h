/* Files beside the ledger, in chunks. */
#ifndef STORE_ATTACHMENT_STORE_H
#define STORE_ATTACHMENT_STORE_H

#include "base/digest.h"
#include "base/memory.h"
#include "db/db.h"
#include <stdbool.h>

#define ATTACHMENT_SALT_BYTES 16
/* Content is kept in pieces of this size, the last one may be shorter; also what a message of an upload or a download
 * holds at most. A row of 64 KiB is far below what the database takes and above what it stores well in one. */
#define ATTACHMENT_CHUNK_BYTES (64u << 10)

struct attachment_row {
	uint8_t id[UUID_BYTES];
	int64_t case_id;
	int office_id; /* who sends it; 0: the committee */
	const char *name, *media_type;
	int64_t size;
	uint8_t salt[ATTACHMENT_SALT_BYTES];
	uint8_t digest[SHA256_BYTES]; /* of salt and content: the line's once a line names it, until then the upload's
				       */
	bool complete, erased;
	bool lasts; /* a line names it, or it is so young that one may */
};

/* The attachment of an id: at most one row. */
void attachment_store_find(struct db_batch *batch, int jurisdiction, const uint8_t id[UUID_BYTES]);
/* NULL when there is none. */
struct attachment_row *attachment_store_row(const struct db_result *result, size_t i, struct arena *arena);

/* Begins an upload, or begins one again that was not finished. Adds two statements. */
void attachment_store_begin(struct db_batch *batch, int jurisdiction, const struct attachment_row *row);
/* Adds a chunk, numbered from 0; db_affected 0: another upload has begun under this id. */
void attachment_store_add_chunk(struct db_batch *batch, int jurisdiction, const struct attachment_row *row, int number,
				const void *bytes, size_t len);
/* All has come; db_affected as above. */
void attachment_store_complete(struct db_batch *batch, int jurisdiction, const struct attachment_row *row);

/* Chunks from a number on, at most limit. */
void attachment_store_read(struct db_batch *batch, int jurisdiction, const uint8_t id[UUID_BYTES], int first,
			   int limit);
const uint8_t *attachment_store_chunk(const struct db_result *result, size_t i, size_t row, size_t *ret_len);

/* Erases the content and the salt. */
void attachment_store_erase(struct db_batch *batch, int jurisdiction, const uint8_t id[UUID_BYTES]);
/* Removes uploads that no line has named within a day, at most limit of them. */
void attachment_store_clean(struct db_batch *batch, int jurisdiction, int limit);

#endif
