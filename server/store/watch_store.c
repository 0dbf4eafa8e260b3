#include "store/watch_store.h"

#include "store/case_store.h"
#include "store/statements.h"

void watch_store_read(struct db_batch *batch, int jurisdiction, const struct sight *sight,
		      const struct watch_filter *filter)
{
	store_add(batch, WATCH_LINES, jurisdiction);
	sight_bind(batch, sight);
	db_bind_int8(batch, filter->page);
	db_bind_int4(batch, filter->line_no);
	db_bind_int8(batch, filter->until);
	db_bind_int4(batch, filter->office_id);
	DB_BIND_EACH(batch, DB_TEXT, filter->verbs, filter->n_verbs, db_bind_text(batch, *it));
	db_bind_int4(batch, filter->limit);
}

struct watch_row *watch_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n)
{
	size_t n;
	const struct update_row *updates = update_store_rows(result, i, arena, &n);
	struct watch_row *rows = arena_alloc(arena, (n + 1) * sizeof(*rows));

	for (size_t row = 0; row < n; row++) {
		rows[row].update = updates[row];
		rows[row].case_id = db_int(result, i, row, 5);
		rows[row].number = arena_strdup(arena, db_text(result, i, row, 6));
		rows[row].title = arena_strdup(arena, db_text(result, i, row, 7));
		rows[row].state = arena_strdup(arena, db_text(result, i, row, 8));
	}
	*ret_n = n;
	return rows;
}

void watch_store_head(struct db_batch *batch, int jurisdiction)
{
	store_add(batch, LEDGER_HEAD, jurisdiction);
}

int64_t watch_store_head_page(const struct db_result *result, size_t i)
{
	return db_rows(result, i) ? db_int(result, i, 0, 0) : 0;
}
