#include "domain/rates/fact_words.h"

#include <stdio.h>
#include <string.h>

void word_set_add(struct word_set *set, const char *code)
{
	int at = set->n;

	if (!code[0])
		return;
	while (at > 0 && strcmp(set->codes[at - 1], code) > 0)
		at--;
	if (at == FACT_WORDS_MAX || (at > 0 && strcmp(set->codes[at - 1], code) == 0))
		return;
	if (set->n == FACT_WORDS_MAX)
		set->n--;
	memmove(&set->codes[at + 1], &set->codes[at], (size_t)(set->n - at) * sizeof(*set->codes));
	set->codes[at] = code;
	set->n++;
}

void word_set_add_all(struct word_set *set, const struct word_set *from)
{
	for (int i = 0; i < from->n; i++)
		word_set_add(set, from->codes[i]);
}

/* Appends a code behind what the set has already, if there is room for it and for the marks between the sets. */
static size_t write_code(char *out, size_t used, const char *code, bool first)
{
	size_t length = strlen(code);

	if (used + !first + length > FACT_WORDS_SIZE - WORDS_COUNT_)
		return used;
	snprintf(out + used, FACT_WORDS_SIZE - used, "%s%s", first ? "" : ",", code);
	return used + !first + length;
}

void word_sets_write(const struct word_set *const sets[WORDS_COUNT_], char out[FACT_WORDS_SIZE])
{
	size_t used = 0;

	for (int i = 0; i < WORDS_COUNT_; i++) {
		size_t began;

		if (i > 0)
			out[used++] = ';';
		began = used;
		for (int j = 0; j < sets[i]->n; j++)
			used = write_code(out, used, sets[i]->codes[j], used == began);
	}
	if (used == WORDS_COUNT_ - 1)
		used = 0;
	out[used] = '\0';
}
