/* The rules in force, as the domain reads them: which moves, states and words there are is theirs to say. */
#ifndef RULES_FETCH_H
#define RULES_FETCH_H

#include "client.h"
#include "domain/rules/rules.h"

/* Fresh; free with rules_free. NULL with *ret_result set to an exit code after a sentence. */
struct rules *rules_fetch(struct client *client, int *ret_result);

#endif
