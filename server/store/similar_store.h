/* Cases by the pieces of their titles and texts (base/bigram.h), as the fold keeps them. */
#ifndef STORE_SIMILAR_STORE_H
#define STORE_SIMILAR_STORE_H

#include "base/memory.h"
#include "db/db.h"
#include "domain/likeness.h"

/* Adds the statement that reads how many cases have each of n pieces, and how many cases there are. */
void similar_store_count(struct db_batch *batch, int jurisdiction, const char *const *words, size_t n);
/* The counts of statement i, in order, in the arena. */
void similar_store_counts(const struct db_result *result, size_t i, struct arena *arena,
			  struct word_counts *ret_counts);

/* A piece to look for and what a case gains by having it. */
struct wanted_word {
	const char *word;
	int weight, cases; /* cases that have it */
};
struct similar_query {
	const struct wanted_word *words;
	size_t n;
	bool all;        /* else only filed ones; never drafts */
	int64_t without; /* this case is left out; 0: none */
	int limit;
};
/* Adds the statement that reads the cases that gain most. */
void similar_store_find(struct db_batch *batch, int jurisdiction, const struct similar_query *query);

struct similar_row {
	int64_t case_id;
	const char *number, *title, *state;
	const char *words; /* as bigrams_join wrote them */
	int session_id;
};
struct similar_row *similar_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n);

#endif
