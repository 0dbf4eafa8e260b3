#include "store/export_store.h"

#include "store/statements.h"

void export_store_begin(struct db_batch *batch, int jurisdiction, const struct export_query *query)
{
	store_add(batch, EXPORT_HEAD, jurisdiction);
	sight_bind(batch, &query->sight);
	db_bind_int4(batch, query->session_id);
}

struct export_head export_store_head(const struct db_result *result, size_t i)
{
	return (struct export_head){ db_int(result, i, 0, 0), db_int(result, i, 0, 1), db_int(result, i, 0, 2) };
}

void export_store_cases(struct db_batch *batch, int jurisdiction, const struct export_query *query)
{
	store_add(batch, EXPORT_CASES, jurisdiction);
	sight_bind(batch, &query->sight);
	db_bind_int4(batch, query->session_id);
	db_bind_int8(batch, query->after_case);
	db_bind_bool(batch, query->with_texts);
	db_bind_int4(batch, query->limit);
}

void export_store_details(struct db_batch *batch, int jurisdiction, const struct export_query *query,
			  const struct case_row *rows, size_t n)
{
	static const enum statement statements[EXPORT_STATEMENTS] = { ASSIGNMENTS_OF_CASES, EXPORT_ITEMS, EXPORT_NOTES,
								      MAIN_OF_CASES, EXPORT_DATES };

	for (size_t s = 0; s < EXPORT_STATEMENTS; s++) {
		store_add(batch, statements[s], jurisdiction);
		DB_BIND_EACH(batch, DB_INT8, rows, n, db_bind_int8(batch, it->state.case_id));
		if (statements[s] == EXPORT_NOTES)
			db_bind_bool(batch, query->with_texts);
	}
}

struct export_date *export_store_dates(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n)
{
	size_t n = db_rows(result, i);
	struct export_date *dates = arena_alloc(arena, (n + 1) * sizeof(*dates));

	for (size_t row = 0; row < n; row++) {
		dates[row] = (struct export_date){
			.case_id = db_int(result, i, row, 0),
			.milestone = (enum milestone)db_int(result, i, row, 1),
			.on = db_day(result, i, row, 2),
			.assignment_no = (int)db_int(result, i, row, 3),
			.item_no = (int)db_int(result, i, row, 4),
			.round = (int)db_int(result, i, row, 5),
			.office_id = (int)db_int(result, i, row, 6),
			.version = (int)db_int(result, i, row, 7),
			.contact_method = arena_strdup(arena, db_text(result, i, row, 8)),
			.late = db_bool(result, i, row, 9),
			.reason = arena_strdup(arena, db_text(result, i, row, 10)),
		};
	}
	*ret_n = n;
	return dates;
}
