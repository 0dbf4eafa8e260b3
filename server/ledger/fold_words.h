/* The pieces of titles and texts (base/bigram.h) gathered for one step of the fold, for finding similar cases, and the
 * texts as they are searched (base/plain.h). */
#ifndef LEDGER_FOLD_WORDS_H
#define LEDGER_FOLD_WORDS_H

#include "base/bigram.h"
#include "db/db.h"
#include <jansson.h>

struct case_words {
	int64_t case_id;
	struct bigrams words;
	char *plain; /* title and text */
};

/* Zero is the empty list. */
struct fold_words {
	struct case_words *list;
	size_t n, size;
	bool borrowed; /* the pieces are another list's */
};
/* The words of a case as received; text may be NULL. */
void fold_words_add(struct fold_words *words, int64_t case_id, const char *title, const char *text);
/* The same from a parsed line; any other than of creating a case adds nothing. */
void fold_words_add_line(struct fold_words *words, const json_t *line);
/* Adds the statement F_WORDS, which counts them too, unless there is nothing to write. */
void fold_words_bind(const struct fold_words *words, struct db_batch *batch, int jurisdiction);
/* Adds all of another list, whose pieces must stay until this one is freed. */
void fold_words_borrow(struct fold_words *words, const struct fold_words *from);
void fold_words_free(struct fold_words *words);

#endif
