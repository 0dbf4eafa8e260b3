/* The fold's own: where it stands (fold.c) and the step under way (fold_step.c). */
#ifndef LEDGER_FOLD_INTERNAL_H
#define LEDGER_FOLD_INTERNAL_H

#include "ledger/fold_facts.h"
#include "ledger/fold_words.h"
#include "ledger/state.h"

#define FOLD_BLOCK_CHANGES 8192 /* of facts in a block, some hundred cases: what a question reads singly */

/* A page just committed that waits, and the pages of a step together. */
struct fold_page {
	int64_t page;
	struct fold_rows rows;
	struct fold_words words;
	struct fold_page *next;
};

struct fold {
	struct ledger *ledger;
	struct db *db;
	bool up, leader, known, busy;
	bool worded;             /* no folded case is without words: a database from before they were kept has some */
	int64_t page, next_page; /* folded; folded when the step under way succeeds */
	struct fold_page *first, **last;
	size_t backlog;             /* milestones in it */
	struct fold_page step;      /* the step under way */
	struct histories histories; /* as of `page`; with the step once it is being written */
	struct fact_step buffers;
	struct fold_waiter *waiters;
	size_t unblocked; /* changes since the last block was tried; many at the start, when nobody knows */
};

/* The fold stands at this page: what waited for it goes, and who waited for it is answered. */
void fold_set_page(struct fold *fold, int64_t page);

/* ---- fold_step.c: each begins a step, or reads what it takes. Nothing else is under way. */
/* The pages that wait, as many as make a step. The first of them is the next to fold. */
void fold_step_of_backlog(struct fold *fold);
/* The next pages, read from their lines. */
void fold_step_of_lines(struct fold *fold);
/* Words of cases that were folded before words were kept. */
void fold_step_of_wordless(struct fold *fold);
/* Gives the step up. */
void fold_step_clear(struct fold *fold);

#endif
