/* What the files that write a page share: statements of the writer over the lines of the page under way. */
#ifndef LEDGER_APPEND_H
#define LEDGER_APPEND_H

#include "ledger/state.h"

/* Adds a statement whose first parameter is the jurisdiction. */
void append_begin(struct ledger *ledger, struct db_batch *batch, size_t statement);
/* Adds what the lines change in the tables, only the statements this page needs (append_tables.c); of a line of rules,
 * calendar or directory (append_directory.c). */
void append_tables(struct ledger *ledger, struct db_batch *batch);
void append_directory(struct ledger *ledger, struct db_batch *batch, const struct slot *slot);

/* Binds an array with one element for each line for which `condition` holds; `line` is it, `job` whose it is. */
#define BIND_LINES(type, condition, bind)                                                                              \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (int i_ = 0; i_ < ledger->round.n_lines; i_++) {                                                   \
			const struct page_line *line = ledger->round.lines[i_];                                        \
			const struct ledger_job *job = ledger->round.owners[i_]->job;                                  \
			(void)line, (void)job;                                                                         \
			if (condition)                                                                                 \
				(bind);                                                                                \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

#endif
