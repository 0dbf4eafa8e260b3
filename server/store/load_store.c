#include "store/load_store.h"

#include "store/statements.h"

void load_store_read(struct db_batch *batch, int jurisdiction)
{
	store_add(batch, OFFICE_LOADS, jurisdiction);
}

struct load_row *load_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n)
{
	size_t n = db_rows(result, i);
	struct load_row *rows = arena_alloc(arena, (n + 1) * sizeof(*rows));

	for (size_t row = 0; row < n; row++)
		rows[row] = (struct load_row){
			.session_id = (int)db_int(result, i, row, 0),
			.office_id = (int)db_int(result, i, row, 1),
			.cases = (int)db_int(result, i, row, 2),
		};
	*ret_n = n;
	return rows;
}
