/* How alike two texts are: the cosine between their pieces, each weighted by how rare it is among all cases, pieces of
 * a title more than those of a text. 1,000 is "the same pieces". */
#ifndef DOMAIN_LIKENESS_H
#define DOMAIN_LIKENESS_H

#include "base/bigram.h"
#include <stdint.h>

/* In how many cases a piece occurs. */
struct word_count {
	char word[BIGRAM_SIZE];
	int64_t n;
};

/* Counts in the order of their bytes, and of how many cases. Borrowed. */
struct word_counts {
	const struct word_count *list;
	size_t n;
	int64_t cases;
};

/* Puts counts into the order word_counts needs. */
void word_counts_sort(struct word_count *list, size_t n);
/* Cases with that piece; 0 if it is not among them. */
int64_t word_counts_of(const struct word_counts *counts, const char *word);
/* What a piece of n of those cases weighs: 0 when every case has it. */
double likeness_rarity(const struct word_counts *counts, int64_t n);
/* Weight of a piece of a text beside that of a title. */
double likeness_weight(const struct word_counts *counts, const struct bigram *bigram);
/* 0 to 1,000. */
int likeness(const struct word_counts *counts, const struct bigrams *a, const struct bigrams *b);

#endif
