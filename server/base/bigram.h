/* The two-character pieces of a text, for finding similar ones. Chinese is written without blanks and most of its words
 * have two characters, so pieces of two find them without a dictionary: 加装电梯 has 加装, 装电, 电梯. */
#ifndef BASE_BIGRAM_H
#define BASE_BIGRAM_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a piece: two characters of up to 4, and NUL. */
#define BIGRAM_SIZE 9
/* Characters of a text that count, from its beginning: what a proposal is about stands there. Some 130 pieces with the
 * title; whole texts of 20,000 characters would make the index larger than the cases. */
#define BIGRAM_TEXT_MAX 120

struct bigram {
	char word[BIGRAM_SIZE];
	bool in_title;
};

/* Distinct pieces in the order of their bytes. Zero is the empty list. */
struct bigrams {
	struct bigram *list;
	size_t n, size;
};

/* The pieces of a title and of the beginning of a text (NULL: none). Capitals and full-width forms are as small and
 * half-width ones, blanks are left out, other signs part. A run of one character is a piece by itself. What is not
 * UTF-8 parts like a sign. Free with bigrams_clear. */
void bigrams_make(struct bigrams *ret_bigrams, const char *title, const char *text);
/* The pieces bigrams_join wrote; the title tells which are of it. */
void bigrams_read(struct bigrams *ret_bigrams, const char *joined, const char *title);
/* The piece, NULL if it is not there. */
const struct bigram *bigrams_find(const struct bigrams *bigrams, const char *word);
/* All pieces with a blank between, to be freed; "" if there are none. */
char *bigrams_join(const struct bigrams *bigrams);
void bigrams_clear(struct bigrams *bigrams);

#endif
