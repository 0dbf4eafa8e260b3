/* The sets of codes of a thing while its facts are made. Internal to domain/rates. */
#ifndef DOMAIN_RATES_FACT_WORDS_H
#define DOMAIN_RATES_FACT_WORDS_H

#include "domain/rates/fact.h"

/* Distinct codes, sorted; borrowed. Zero is the empty set. */
struct word_set {
	const char *codes[FACT_WORDS_MAX];
	int n;
};
/* "" is no code. */
void word_set_add(struct word_set *set, const char *code);
void word_set_add_all(struct word_set *set, const struct word_set *from);
/* The text of the five sets, see FACT_WORDS_SIZE. */
void word_sets_write(const struct word_set *const sets[WORDS_COUNT_], char out[FACT_WORDS_SIZE]);

#endif
