/* Milestones gathered for one step of the fold: those of a line stand together, lines in the order of the ledger. */
#ifndef LEDGER_FOLD_ROWS_H
#define LEDGER_FOLD_ROWS_H

#include "db/db.h"
#include "ledger/line.h"

/* Zero is the empty list. */
struct fold_rows {
	struct milestone_row *list;
	size_t n, size;
};
/* Adds the rows of a line, or of several. */
void fold_rows_add(struct fold_rows *rows, const struct milestone_row *added, size_t n);
/* How many rows from `at` on are of the same line. */
size_t fold_rows_of_line(const struct fold_rows *rows, size_t at);
void fold_rows_free(struct fold_rows *rows);
/* Adds the statements F_MILESTONES and F_SUPERSEDE unless there is nothing to write. */
void fold_rows_bind(const struct fold_rows *rows, struct db_batch *batch, int jurisdiction);

#endif
