/* What one step of the fold makes of facts: the changes of each page, the things as they are afterwards, and what of
 * them the tally has more or less. */
#ifndef LEDGER_FOLD_FACTS_H
#define LEDGER_FOLD_FACTS_H

#include "ledger/fold_rows.h"
#include "ledger/history.h"

/* A change as the table fact_change has it; n: +1 or -1. */
struct fact_change_row {
	int64_t page, case_id;
	int change_no; /* within the page, from 1 */
	enum level level;
	int session_id;
	struct fact_change change;
};
/* A thing as the table fact has it after a line, or that it is no more. */
struct fact_row {
	int64_t case_id;
	enum fact_unit unit;
	int no;
	enum level level;
	int session_id;
	bool gone;
	size_t order; /* of two of the same thing the later one counts */
	struct fact_state state;
};
/* n more things of a group of the table tally; every thing counts in its session and in ALL_SESSIONS. */
#define ALL_SESSIONS 0
struct tally_row {
	enum fact_unit unit;
	enum level level;
	int session_id;
	struct fact_state state; /* leader and month are not told apart */
	int64_t n;
};

/* Zero is empty. */
struct fold_facts {
	struct fact_change_row *changes;
	struct fact_row *facts;
	struct tally_row *tallies;
	size_t n_changes, changes_size, n_facts, facts_size, n_tallies, tallies_size;
	int64_t page; /* of the latest change */
	int change_no;
};
/* Adds what the rows of one line do; the histories hold the case's, and then the line's too. */
void fold_facts_take(struct fold_facts *facts, struct fact_step *step, struct histories *histories,
		     struct milestone_row *rows, size_t n);
/* Of each thing the last row, each group of the tally once, in the order of the tables. */
void fold_facts_settle(struct fold_facts *facts);
/* Adds the statements that write them, only those there is something for. After fold_facts_settle. */
void fold_facts_bind(const struct fold_facts *facts, struct db_batch *batch, int jurisdiction);
void fold_facts_free(struct fold_facts *facts);

#endif
