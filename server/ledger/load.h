/* A load under way: shared by the asking (load.c) and the taking in (load_read.c). */
#ifndef LEDGER_LOAD_H
#define LEDGER_LOAD_H

#include "ledger/state.h"

/* Places of the statements in the batch, -1 when not asked; serial is the first of round.n_wanted. */
struct load {
	struct ledger *ledger;
	int n, head, registry, by_id, by_number, by_submission, requests, numbers, submissions, last_case, serial;
};

/* True when the slot's case must be read. Under the lock everything is read anew at first. */
bool load_lacks_case(struct ledger *ledger, const struct slot *slot);
/* Takes the results in; the head first: if it is not the one we knew, nothing else we knew holds. */
void load_read(struct load *load, const struct db_result *result);

#endif
