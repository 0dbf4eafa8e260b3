#include "store/member_store.h"

#include "store/statements.h"

#include <stdlib.h>

void member_store_contacts(struct db_batch *batch, int jurisdiction, const struct contact_filter *filter)
{
	store_add(batch, MEMBER_CONTACTS, jurisdiction);
	db_bind_int4(batch, filter->member_id);
	db_bind_int4(batch, filter->office_id);
}

struct contact_row *member_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n)
{
	size_t n = db_rows(result, i);
	struct contact_row *rows = arena_alloc(arena, (n + 1) * sizeof(*rows));

	for (size_t row = 0; row < n; row++) {
		rows[row].member_id = (int)db_int(result, i, row, 0);
		rows[row].telephone = arena_strdup(arena, db_text(result, i, row, 1));
		rows[row].address = arena_strdup(arena, db_text(result, i, row, 2));
	}
	*ret_n = n;
	return rows;
}

static int compare(const void *member_id, const void *row)
{
	int a = *(const int *)member_id, b = ((const struct contact_row *)row)->member_id;

	return (a > b) - (a < b);
}

const struct contact_row *member_store_find(const struct contact_row *rows, size_t n, int member_id)
{
	return n ? bsearch(&member_id, rows, n, sizeof(*rows), compare) : NULL;
}

void member_store_erase(struct db_batch *batch, int jurisdiction, int member_id)
{
	store_add(batch, MEMBER_CONTACT_ERASE, jurisdiction);
	db_bind_int4(batch, member_id);
}
