/* How many cases offices have, for the load rules of deadlines. */
#ifndef STORE_LOAD_STORE_H
#define STORE_LOAD_STORE_H

#include "base/memory.h"
#include "db/db.h"

/* Cases of a session in which an office has a part that answers, open or answered. */
struct load_row {
	int session_id, office_id, cases;
};
void load_store_read(struct db_batch *batch, int jurisdiction);
struct load_row *load_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n);

#endif
