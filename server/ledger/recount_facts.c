/* The rows of facts that the lines make, as recount compares them. */
#include "ledger/recount_rows.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The ten columns of a state, from `column` on. */
static void set_state(struct recount_row *row, int column, enum level level, int session_id,
		      const struct fact_state *state)
{
	char day[HY_DAY_TEXT];

	recount_set_int(row, column, (int64_t)level);
	recount_set_int(row, column + 1, session_id);
	recount_set_int(row, column + 2, state->office_id);
	recount_set_int(row, column + 3, (int64_t)state->role);
	recount_set_int(row, column + 4, state->leader_id);
	recount_set(row, column + 5, day_format(state->month, day));
	recount_set(row, column + 6, day_format(state->due_on, day));
	recount_set_int(row, column + 7, state->flags);
	recount_set(row, column + 8, state->class);
	recount_set(row, column + 9, state->words);
}

static void count_change(struct recount_rows *rows, const struct fact_change_row *change)
{
	char key[60], day[HY_DAY_TEXT];
	struct recount_row *row;

	snprintf(key, sizeof key, "%" PRId64 "/%d", change->page, change->change_no);
	row = recount_row(rows, RT_FACT_CHANGE, key);
	recount_set(row, 0, day_format(change->change.day, day));
	recount_set_int(row, 1, change->case_id);
	recount_set_int(row, 2, (int64_t)change->change.unit);
	recount_set_int(row, 3, change->change.no);
	recount_set_int(row, 4, change->change.n);
	set_state(row, 5, change->level, change->session_id, &change->change.state);
}

static void count_fact(struct recount_rows *rows, const struct fact_row *fact)
{
	char key[60];

	snprintf(key, sizeof key, "%" PRId64 "/%d/%d", fact->case_id, (int)fact->unit, fact->no);
	if (fact->gone)
		recount_drop(rows, RT_FACT, key);
	else
		set_state(recount_row(rows, RT_FACT, key), 0, fact->level, fact->session_id, &fact->state);
}

static void count_tally(struct recount_rows *rows, const struct tally_row *tally)
{
	const struct fact_state *state = &tally->state;
	char key[RECOUNT_KEY_SIZE], due_on[HY_DAY_TEXT] = "";

	day_format(state->due_on, due_on);
	snprintf(key, sizeof key, "%d/%d/%d/%d/%d/%" PRIu32 "/%s/%s/%s", (int)tally->unit, (int)tally->level,
		 tally->session_id, state->office_id, (int)state->role, state->flags, state->class, state->words,
		 *due_on ? due_on : "-infinity");
	if (recount_add(recount_row(rows, RT_TALLY, key), 0, tally->n) == 0)
		recount_drop(rows, RT_TALLY, key);
}

void recount_facts(struct recount_rows *rows)
{
	struct fold_facts *facts = &rows->facts;

	for (size_t i = 0; i < facts->n_changes; i++)
		count_change(rows, &facts->changes[i]);
	fold_facts_settle(facts);
	for (size_t i = 0; i < facts->n_facts; i++)
		count_fact(rows, &facts->facts[i]);
	for (size_t i = 0; i < facts->n_tallies; i++)
		count_tally(rows, &facts->tallies[i]);
	facts->n_changes = facts->n_facts = facts->n_tallies = 0;
}
