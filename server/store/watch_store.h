/* Lines of all cases in the order of the ledger, for who may see them. */
#ifndef STORE_WATCH_STORE_H
#define STORE_WATCH_STORE_H

#include "domain/sight.h"
#include "store/update_store.h"

/* Which lines: those behind (page, line_no) and before page `until`. */
struct watch_filter {
	int64_t page, until;
	int line_no;
	int office_id;            /* only cases it takes or took part in; 0: any */
	const char *const *verbs; /* only these; "receive" for a case's first line */
	size_t n_verbs;           /* 0: all */
	int limit;
};

struct watch_row {
	struct update_row update;
	int64_t case_id;
	const char *number, *title; /* of the case as it is now */
	const char *state;          /* after the line */
};

/* In order, at most limit. */
void watch_store_read(struct db_batch *batch, int jurisdiction, const struct sight *sight,
		      const struct watch_filter *filter);
struct watch_row *watch_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n);

/* The last page; 0: none. */
void watch_store_head(struct db_batch *batch, int jurisdiction);
int64_t watch_store_head_page(const struct db_result *result, size_t i);

#endif
