/* The words of a search and what each may mean. */
#ifndef SERVICE_SEARCH_WORDS_H
#define SERVICE_SEARCH_WORDS_H

#include "domain/reason.h"
#include "ledger/registry.h"
#include "store/search_store.h"

/* Splits a question into words and fills query->words and offices; texts live in the arena. Single characters that
 * stand side by side are one word: names are often written with a blank inside. 0, or -1 with FIELD_MISSING,
 * SEARCH_WORDS_MANY or SEARCH_WORD_SHORT. */
int search_words_read(const struct registry *registry, const char *question, struct arena *arena,
		      struct search_query *ret_query, struct refusal *ret_refusal);
/* A piece of a text around the bytes [begin, end), on one line, in the arena. */
char *search_snippet(const char *text, size_t begin, size_t end, struct arena *arena);

#endif
