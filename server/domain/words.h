/* Writing sentences into bounded memory: what does not fit is cut at a character's border, never inside one.
 * Internal to domain/. */
#ifndef DOMAIN_WORDS_H
#define DOMAIN_WORDS_H

#include "domain/reason.h"
#include <stdbool.h>
#include <stddef.h>

/* A place to write to; out is NUL-terminated at all times. full stops everything after the first cut. */
struct words {
	char *out;
	size_t size, len;
	bool full;
};

/* Begins in out, which the caller owns; size must be at least 1. */
void words_begin(struct words *words, char *out, size_t size);
void words_add(struct words *words, const char *text);
void words_addn(struct words *words, const char *text, size_t len);
void words_addf(struct words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds an item of a list, with the language's separator ("、" or ", ") before all but the first. */
void words_add_item(struct words *words, enum language language, const char *item);
/* Drops the last character of text when only a part of its bytes is there, as after a cut. */
void words_mend(char *text);

#endif
