/* What --help prints: all of it from the table of verbs. */
#ifndef HELP_H
#define HELP_H

#include "verbs.h"
#include <stdio.h>

/* The list of verbs, of one group only when group is not NULL. */
void help_print_verbs(FILE *out, const char *group);
/* One verb: usage, what it does, options, examples. */
void help_print_verb(FILE *out, const struct verb *verb);
/* The usage line alone, on stderr, for wrong usage. */
void help_print_usage(const struct verb *verb);

#endif
