/* A load under way: shared by the asking (load.c, load_probes.c) and the taking in (load_read.c). */
#ifndef LEDGER_LOAD_H
#define LEDGER_LOAD_H

#include "ledger/state.h"

/* Places of the statements in the batch, -1 when not asked; serial is the first of round.n_wanted. */
struct load {
	struct ledger *ledger;
	int n, head, registry, by_id, by_number, by_submission, requests, numbers, submissions, last_case, serial,
		loads, earlier;
	struct wanted_case **lacking; /* the cases asked for */
	int n_lacking;
};

/* Adds a statement whose first parameter is the jurisdiction; its place in the batch. */
int load_add(struct load *load, struct db_batch *batch, size_t statement);
/* Whether request ids, numbers and submission numbers of the page's jobs are taken. */
void load_add_probes(struct load *load, struct db_batch *batch);
/* Takes the results in; the head first: if it is not the one we knew, nothing else we knew holds. */
void load_read(struct load *load, const struct db_result *result);

#endif
