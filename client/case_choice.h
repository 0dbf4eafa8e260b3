/* Which cases a verb for many works on: numbers as words, a file of numbers, or a filter. */
#ifndef CASE_CHOICE_H
#define CASE_CHOICE_H

#include "base/memory.h"
#include "client.h"
#include "options.h"

/* The options for it, to stand in a verb's table. */
#define CASE_CHOICE_OPTIONS                                                                                            \
	{ "cases", 0, "FILE", TXT_OPT_CASES_FILE },                                                                    \
	{                                                                                                              \
		"where", 0, "STATE=…,…", TXT_OPT_WHERE                                                                 \
	}

struct case_choice {
	char **names; /* case numbers, or "s17"; the arena's or argv's */
	size_t n;
	bool listed; /* by a file or a filter, not one by one */
};
/* The cases of the words from the first-th on, of --cases and of --where, each once, in this order. Returns an exit
 * code; not OK, after a sentence, also when there is none. */
int case_choice_read(struct client *client, const struct arguments *arguments, int first, struct arena *arena,
		     struct case_choice *ret_choice);

#endif
