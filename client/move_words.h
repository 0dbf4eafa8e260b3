/* A move's parts as lists of words. Both strings are fresh. */
#ifndef MOVE_WORDS_H
#define MOVE_WORDS_H

#include "base/memory.h"
#include "domain/rules/rules.h"

/* Adds a word to a list. */
void move_words_add(struct strbuf *out, const char *separator, const char *word);
/* Who may make it: words of the run's language, or codes with spaces between. */
char *move_words_roles(const struct rule_move *move, bool codes);
/* What must be so before, in words. */
char *move_words_needs(const struct rule_move *move);

#endif
