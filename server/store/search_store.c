#include "store/search_store.h"

#include "store/statements.h"

/* Columns behind those of a list: CASE_COLUMNS, `received`, the due day. */
#define COLUMN_PLACE 25
#define COLUMN_KINDS 26

static void bind_words(struct db_batch *batch, const struct search_query *query)
{
	db_array_begin(batch, DB_TEXT);
	for (size_t i = 0; i < query->n; i++)
		db_bind_text(batch, query->words[i].typed);
	db_array_end(batch);
	db_array_begin(batch, DB_TEXT);
	for (size_t i = 0; i < query->n; i++)
		db_bind_text(batch, query->words[i].number);
	db_array_end(batch);
	db_array_begin(batch, DB_TEXT);
	for (size_t i = 0; i < query->n; i++)
		db_bind_text(batch, query->words[i].plain);
	db_array_end(batch);
	db_array_begin(batch, DB_INT8);
	for (size_t i = 0; i < query->n; i++)
		db_bind_int8(batch, query->words[i].case_id);
	db_array_end(batch);
}

static void bind_offices(struct db_batch *batch, const struct search_query *query)
{
	db_array_begin(batch, DB_INT8);
	for (size_t i = 0; i < query->n_offices; i++)
		db_bind_int8(batch, (int64_t)query->offices[i].word + 1);
	db_array_end(batch);
	db_array_begin(batch, DB_INT4);
	for (size_t i = 0; i < query->n_offices; i++)
		db_bind_int4(batch, query->offices[i].office_id);
	db_array_end(batch);
}

void search_store_find(struct db_batch *batch, int jurisdiction, const struct search_query *query)
{
	db_add(batch, SEARCH_CASES);
	db_bind_int4(batch, jurisdiction);
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
	db_add(batch, SEARCH_TEXTS);
	db_bind_int4(batch, jurisdiction);
	db_array_begin(batch, DB_INT8);
	for (size_t i = 0; i < n; i++)
		db_bind_int8(batch, cases[i]);
	db_array_end(batch);
}

const char *search_store_text(const struct db_result *result, size_t i, int64_t case_id)
{
	for (size_t row = 0; row < db_rows(result, i); row++)
		if (db_int(result, i, row, 0) == case_id)
			return db_text(result, i, row, 1);
	return "";
}
