/* Cases whole, one page after the other, for an export. */
#ifndef STORE_EXPORT_STORE_H
#define STORE_EXPORT_STORE_H

#include "store/case_store.h"

struct export_query {
	struct sight sight;
	int session_id; /* 0: any */
	bool with_texts;
	int64_t after_case;
	int limit;
};

/* Where ledger and fold stand, and how many cases there will be. */
void export_store_begin(struct db_batch *batch, int jurisdiction, const struct export_query *query);
struct export_head {
	int64_t page, fold_page, total;
};
struct export_head export_store_head(const struct db_result *result, size_t i);
/* The next cases by id: rows for case_store_rows. */
void export_store_cases(struct db_batch *batch, int jurisdiction, const struct export_query *query);
/* All that belongs to them: EXPORT_STATEMENTS statements, the first four for case_store_details. */
#define EXPORT_STATEMENTS 5
void export_store_details(struct db_batch *batch, int jurisdiction, const struct export_query *query,
			  const struct case_row *rows, size_t n);

/* A day of a case. */
struct export_date {
	int64_t case_id;
	enum milestone milestone;
	hy_day on;
	int assignment_no, item_no, round, office_id, version;
	const char *contact_method, *reason; /* reason: "" where none was given or is looked up */
	bool late;
};
/* Those of all cases, by case id and version; of the statement after the details. */
struct export_date *export_store_dates(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n);

#endif
