/* Lines of a case, and where the ledger stands. */
#ifndef STORE_UPDATE_STORE_H
#define STORE_UPDATE_STORE_H

#include "base/digest.h"
#include "base/memory.h"
#include "db/db.h"

struct update_row {
	int64_t page;
	int line_no, version;
	const char *body; /* canonical JSON, docs/ledger.md */
	/* of a correction: JSON list of {input, on, verb} of the line it corrects and of what corrected that before; of
	 * a line that names other cases: JSON object of their numbers by id. NULL: none. */
	const char *earlier, *numbers;
	uint8_t leaf[SHA256_BYTES];
};

/* Lines of a case after a version, at most limit, oldest first. The caller has checked who may see the case. */
void update_store_read(struct db_batch *batch, int jurisdiction, int64_t case_id, int after_version, int limit);
struct update_row *update_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n);

/* The version of its case a line made: one row, one column. */
void line_store_version(struct db_batch *batch, int jurisdiction, int64_t page, int line_no);

/* Where the ledger stands; page 0 for an empty one. */
struct head_row {
	int64_t page, recorded_at, fold_page, lines, shared_pages;
	uint8_t hash[SHA256_BYTES];
	int largest;
};
/* Adds three statements. */
void head_store_read(struct db_batch *batch, int jurisdiction);
void head_store_row(const struct db_result *result, size_t first, struct head_row *ret_head);

#endif
