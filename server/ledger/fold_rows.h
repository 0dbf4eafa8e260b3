/* Milestones gathered for one step of the fold, and the tallies they make. */
#ifndef LEDGER_FOLD_ROWS_H
#define LEDGER_FOLD_ROWS_H

#include "db/db.h"
#include "ledger/line.h"

/* Zero is the empty list. */
struct fold_rows {
	struct milestone_row *list;
	size_t n, size;
};
void fold_rows_add(struct fold_rows *rows, const struct milestone_row *row);
void fold_rows_free(struct fold_rows *rows);
/* Adds the statements F_MILESTONES and F_TALLIES unless there is nothing to write. Sorts the rows by tally. */
void fold_rows_bind(struct fold_rows *rows, struct db_batch *batch, int jurisdiction);

/* Order of tallies: negative, 0 or positive; 0 when both count in the same tally. */
int milestone_tally_order(const struct milestone_row *a, const struct milestone_row *b);

#endif
