#include "store/search_store.h"

#include "store/statements.h"

/* Columns behind those of a list: CASE_COLUMNS, `received`, the due day. */
#define COLUMN_PLACE 25
#define COLUMN_KINDS 26

static void bind_words(struct db_batch *batch, const struct search_query *query)
{
	DB_BIND_EACH(batch, DB_TEXT, query->words, query->n, db_bind_text(batch, it->typed));
	DB_BIND_EACH(batch, DB_TEXT, query->words, query->n, db_bind_text(batch, it->number));
	DB_BIND_EACH(batch, DB_TEXT, query->words, query->n, db_bind_text(batch, it->plain));
	DB_BIND_EACH(batch, DB_INT8, query->words, query->n, db_bind_int8(batch, it->case_id));
}

static void bind_offices(struct db_batch *batch, const struct search_query *query)
{
	DB_BIND_EACH(batch, DB_INT8, query->offices, query->n_offices, db_bind_int8(batch, (int64_t)it->word + 1));
	DB_BIND_EACH(batch, DB_INT4, query->offices, query->n_offices, db_bind_int4(batch, it->office_id));
}

void search_store_find(struct db_batch *batch, int jurisdiction, const struct search_query *query)
{
	store_add(batch, SEARCH_CASES, jurisdiction);
	sight_bind(batch, &query->sight);
	bind_words(batch, query);
	bind_offices(batch, query);
	db_bind_int4(batch, (int)query->n);
	db_bind_int4(batch, query->after_place);
	db_bind_int8(batch, query->after_case);
	db_bind_int4(batch, query->session_id);
	db_bind_int4(batch, query->limit);
}

struct case_row *search_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n)
{
	return case_store_rows(result, i, arena, ret_n);
}

int search_store_place(const struct db_result *result, size_t i, size_t row)
{
	return (int)db_int(result, i, row, COLUMN_PLACE);
}

int search_store_kinds(const struct db_result *result, size_t i, size_t row)
{
	return (int)db_int(result, i, row, COLUMN_KINDS);
}

void search_store_read_texts(struct db_batch *batch, int jurisdiction, const int64_t *cases, size_t n)
{
	store_add(batch, SEARCH_TEXTS, jurisdiction);
	DB_BIND_EACH(batch, DB_INT8, cases, n, db_bind_int8(batch, *it));
}

const char *search_store_text(const struct db_result *result, size_t i, int64_t case_id)
{
	for (size_t row = 0; row < db_rows(result, i); row++)
		if (db_int(result, i, row, 0) == case_id)
			return db_text(result, i, row, 1);
	return "";
}
