#include "store/similar_store.h"

#include "store/statements.h"

#include <stdio.h>

void similar_store_count(struct db_batch *batch, int jurisdiction, const char *const *words, size_t n)
{
	store_add(batch, WORD_COUNTS, jurisdiction);
	db_array_begin(batch, DB_TEXT);
	db_bind_text(batch, ""); /* counts the cases */
	for (size_t i = 0; i < n; i++)
		db_bind_text(batch, words[i]);
	db_array_end(batch);
}

void similar_store_counts(const struct db_result *result, size_t i, struct arena *arena, struct word_counts *ret_counts)
{
	size_t n = db_rows(result, i);
	struct word_count *list = arena_alloc(arena, (n + 1) * sizeof(*list));

	*ret_counts = (struct word_counts){ list, n, 0 };
	for (size_t row = 0; row < n; row++) {
		snprintf(list[row].word, sizeof(list[row].word), "%s", db_text(result, i, row, 0));
		list[row].n = db_int(result, i, row, 1);
		if (!list[row].word[0])
			ret_counts->cases = list[row].n;
	}
	word_counts_sort(list, n);
}

void similar_store_find(struct db_batch *batch, int jurisdiction, const struct similar_query *query)
{
	store_add(batch, SIMILAR_CASES, jurisdiction);
	DB_BIND_EACH(batch, DB_TEXT, query->words, query->n, db_bind_text(batch, it->word));
	DB_BIND_EACH(batch, DB_INT4, query->words, query->n, db_bind_int4(batch, it->weight));
	db_bind_bool(batch, query->all);
	db_bind_int8(batch, query->without);
	db_bind_int4(batch, query->limit);
}

struct similar_row *similar_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n)
{
	size_t n = db_rows(result, i);
	struct similar_row *rows = arena_alloc(arena, (n + 1) * sizeof(*rows));

	for (size_t row = 0; row < n; row++) {
		rows[row].case_id = db_int(result, i, row, 0);
		rows[row].number = arena_strdup(arena, db_text(result, i, row, 1));
		rows[row].title = arena_strdup(arena, db_text(result, i, row, 2));
		rows[row].session_id = (int)db_int(result, i, row, 3);
		rows[row].state = arena_strdup(arena, db_text(result, i, row, 4));
		rows[row].words = arena_strdup(arena, db_text(result, i, row, 5));
	}
	*ret_n = n;
	return rows;
}
