#include "store/update_store.h"

#include "store/statements.h"

#include <string.h>

/* Copies a hash; a column of another length leaves zeros. */
static void take_hash(const struct db_result *result, size_t i, size_t row, size_t column, uint8_t hash[SHA256_BYTES])
{
	size_t len;
	const uint8_t *bytes = db_bytes(result, i, row, column, &len);

	if (bytes && len == SHA256_BYTES)
		memcpy(hash, bytes, SHA256_BYTES);
}

void update_store_read(struct db_batch *batch, int jurisdiction, int64_t case_id, int after_version, int limit)
{
	store_add(batch, LINES_OF_CASE, jurisdiction);
	db_bind_int8(batch, case_id);
	db_bind_int4(batch, after_version);
	db_bind_int4(batch, limit);
}

struct update_row *update_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n)
{
	size_t n = db_rows(result, i);
	struct update_row *rows = arena_alloc(arena, (n + 1) * sizeof(*rows));

	for (size_t row = 0; row < n; row++) {
		rows[row].page = db_int(result, i, row, 0);
		rows[row].line_no = (int)db_int(result, i, row, 1);
		rows[row].version = (int)db_int(result, i, row, 2);
		rows[row].body = arena_strdup(arena, db_text(result, i, row, 3));
		take_hash(result, i, row, 4, rows[row].leaf);
		if (!db_is_null(result, i, row, 5))
			rows[row].earlier = arena_strdup(arena, db_text(result, i, row, 5));
		if (!db_is_null(result, i, row, 6))
			rows[row].numbers = arena_strdup(arena, db_text(result, i, row, 6));
	}
	*ret_n = n;
	return rows;
}

void head_store_read(struct db_batch *batch, int jurisdiction)
{
	static const enum statement statements[] = { LEDGER_HEAD, LEDGER_TOTALS, FOLD_PAGE };

	for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
		store_add(batch, statements[i], jurisdiction);
	}
}

void head_store_row(const struct db_result *result, size_t first, struct head_row *ret_head)
{
	memset(ret_head, 0, sizeof(*ret_head));
	if (db_rows(result, first)) {
		ret_head->page = db_int(result, first, 0, 0);
		take_hash(result, first, 0, 1, ret_head->hash);
		ret_head->recorded_at = db_moment(result, first, 0, 2);
	}
	ret_head->lines = db_int(result, first + 1, 0, 0);
	ret_head->largest = (int)db_int(result, first + 1, 0, 1);
	ret_head->shared_pages = db_int(result, first + 1, 0, 2);
	if (db_rows(result, first + 2))
		ret_head->fold_page = db_int(result, first + 2, 0, 0);
}

void line_store_version(struct db_batch *batch, int jurisdiction, int64_t page, int line_no)
{
	store_add(batch, LINE_VERSION, jurisdiction);
	db_bind_int8(batch, page);
	db_bind_int4(batch, line_no);
}
