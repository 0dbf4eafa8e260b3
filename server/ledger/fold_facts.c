#include "ledger/fold_facts.h"
#include "base/memory.h"
#include "ledger/statements.h"
#include <stdlib.h>
#include <string.h>

/* ---- gathering ------------------------------------------------------------------------------------------------- */

/* Makes room for one more. */
#define GROW(list, n, size)                                                                                            \
	do {                                                                                                           \
		if ((n) == (size)) {                                                                                   \
			(size) = (size) ? 2 * (size) : 16;                                                             \
			(list) = hy_xrealloc((list), (size) * sizeof *(list));                                         \
		}                                                                                                      \
	} while (0)

static void add_change(struct fold_facts *facts, const struct history *history, int64_t page,
		       const struct fact_change *change)
{
	if (page != facts->page) {
		facts->page = page;
		facts->change_no = 0;
	}
	GROW(facts->changes, facts->n_changes, facts->changes_size);
	facts->changes[facts->n_changes++] = (struct fact_change_row){ .page = page,
								       .case_id = history->case_id,
								       .change_no = ++facts->change_no,
								       .level = history->level,
								       .session_id = history->session_id,
								       .change = *change };
}

static void add_fact(struct fold_facts *facts, const struct history *history, const struct fact *fact, bool gone)
{
	GROW(facts->facts, facts->n_facts, facts->facts_size);
	facts->facts[facts->n_facts] = (struct fact_row){ .case_id = history->case_id,
							  .unit = fact->unit,
							  .no = fact->no,
							  .level = history->level,
							  .session_id = history->session_id,
							  .gone = gone,
							  .order = facts->n_facts,
							  .state = fact->state };
	facts->n_facts++;
}

static void add_to_session(struct fold_facts *facts, const struct history *history, const struct fact *fact,
			   int session_id, int64_t n)
{
	GROW(facts->tallies, facts->n_tallies, facts->tallies_size);
	facts->tallies[facts->n_tallies++] = (struct tally_row){
		.unit = fact->unit, .level = history->level, .session_id = session_id, .state = fact->state, .n = n
	};
}

static void add_tally(struct fold_facts *facts, const struct history *history, const struct fact *fact, int64_t n)
{
	add_to_session(facts, history, fact, history->session_id, n);
	add_to_session(facts, history, fact, ALL_SESSIONS, n);
}

static void add_present(struct fold_facts *facts, const struct history *history, const struct fact_step *step)
{
	struct fact_pair pair = { 0 };

	while (facts_next(&step->before, &step->after, &pair)) {
		if (pair.before && pair.after && fact_state_equal(&pair.before->state, &pair.after->state))
			continue;
		if (pair.before) {
			add_tally(facts, history, pair.before, -1);
			if (!pair.after)
				add_fact(facts, history, pair.before, true);
		}
		if (pair.after) {
			add_tally(facts, history, pair.after, 1);
			add_fact(facts, history, pair.after, false);
		}
	}
}

void fold_facts_take(struct fold_facts *facts, struct fact_step *step, struct histories *histories,
		     struct milestone_row *rows, size_t n)
{
	const struct history *history;

	fact_step_take(step, histories, rows, n);
	if (!step->changes.n)
		return;
	history = histories_find(histories, rows[0].case_id);
	for (size_t i = 0; i < step->changes.n; i++)
		add_change(facts, history, rows[0].page, &step->changes.list[i]);
	add_present(facts, history, step);
}

/* ---- settling -------------------------------------------------------------------------------------------------- */

static int sign(int64_t n)
{
	return (n > 0) - (n < 0);
}

static int order_of_things(const struct fact_row *a, const struct fact_row *b)
{
	int by = sign(a->case_id - b->case_id);

	by = by ? by : sign((int64_t)a->unit - b->unit);
	return by ? by : sign((int64_t)a->no - b->no);
}

static int compare_facts(const void *a, const void *b)
{
	const struct fact_row *left = a, *right = b;
	int by = order_of_things(left, right);

	return by ? by : (left->order > right->order) - (left->order < right->order);
}

static int compare_tallies(const void *a, const void *b)
{
	const struct tally_row *left = a, *right = b;
	const struct fact_state *one = &left->state, *two = &right->state;
	int by = sign((int64_t)left->unit - right->unit);

	by = by ? by : sign((int64_t)left->level - right->level);
	by = by ? by : sign((int64_t)left->session_id - right->session_id);
	by = by ? by : sign((int64_t)one->office_id - two->office_id);
	by = by ? by : sign((int64_t)one->role - two->role);
	by = by ? by : sign((int64_t)one->flags - two->flags);
	by = by ? by : strcmp(one->class, two->class);
	by = by ? by : strcmp(one->words, two->words);
	return by ? by : sign((int64_t)one->due_on - two->due_on);
}

void fold_facts_settle(struct fold_facts *facts)
{
	size_t n = 0;

	if (facts->n_facts)
		qsort(facts->facts, facts->n_facts, sizeof *facts->facts, compare_facts);
	for (size_t i = 0; i < facts->n_facts; i++)
		if (i + 1 == facts->n_facts || order_of_things(&facts->facts[i], &facts->facts[i + 1]) != 0)
			facts->facts[n++] = facts->facts[i];
	facts->n_facts = n;
	n = 0;
	if (facts->n_tallies)
		qsort(facts->tallies, facts->n_tallies, sizeof *facts->tallies, compare_tallies);
	for (size_t i = 0; i < facts->n_tallies; i++) {
		if (n > 0 && compare_tallies(&facts->tallies[n - 1], &facts->tallies[i]) == 0) {
			facts->tallies[n - 1].n += facts->tallies[i].n;
			continue;
		}
		n -= n > 0 && facts->tallies[n - 1].n == 0;
		facts->tallies[n++] = facts->tallies[i];
	}
	n -= n > 0 && facts->tallies[n - 1].n == 0;
	facts->n_tallies = n;
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

/* Binds an array of all elements of a list, for which the condition holds; `row` is the element. */
#define BIND(list, count, type, condition, bind)                                                                       \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (size_t i_ = 0; i_ < (count); i_++) {                                                              \
			__typeof__(&(list)[0]) row = &(list)[i_];                                                      \
			if (condition)                                                                                 \
				(bind);                                                                                \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

/* The ten columns of a row's state; bind_column is one of the macros below. */
#define BIND_STATES(bind_column, of_row)                                                                               \
	do {                                                                                                           \
		bind_column(DB_INT2, db_bind_int2(batch, (int16_t)row->level));                                        \
		bind_column(DB_INT4, db_bind_int4(batch, row->session_id));                                            \
		bind_column(DB_INT4, db_bind_int4(batch, (of_row).office_id));                                         \
		bind_column(DB_INT2, db_bind_int2(batch, (int16_t)(of_row).role));                                     \
		bind_column(DB_INT4, db_bind_int4(batch, (of_row).leader_id));                                         \
		bind_column(DB_DATE, db_bind_day(batch, (of_row).month));                                              \
		bind_column(DB_DATE, db_bind_day(batch, (of_row).due_on));                                             \
		bind_column(DB_INT8, db_bind_int8(batch, (of_row).flags));                                             \
		bind_column(DB_TEXT, db_bind_text(batch, (of_row).class));                                             \
		bind_column(DB_TEXT, db_bind_text(batch, (of_row).words));                                             \
	} while (0)

#define CHANGES(type, bind) BIND(facts->changes, facts->n_changes, type, true, bind)

static void bind_changes(const struct fold_facts *facts, struct db_batch *batch, int jurisdiction)
{
	db_add(batch, F_CHANGES);
	db_bind_int4(batch, jurisdiction);
	CHANGES(DB_INT8, db_bind_int8(batch, row->page));
	CHANGES(DB_INT4, db_bind_int4(batch, row->change_no));
	CHANGES(DB_DATE, db_bind_day(batch, row->change.day));
	CHANGES(DB_INT8, db_bind_int8(batch, row->case_id));
	CHANGES(DB_INT2, db_bind_int2(batch, (int16_t)row->change.unit));
	CHANGES(DB_INT4, db_bind_int4(batch, row->change.no));
	CHANGES(DB_INT2, db_bind_int2(batch, (int16_t)row->change.n));
	BIND_STATES(CHANGES, row->change.state);
}

#define FACTS(type, bind) BIND(facts->facts, facts->n_facts, type, !row->gone, bind)
#define GONE(type, bind)  BIND(facts->facts, facts->n_facts, type, row->gone, bind)

static void bind_facts(const struct fold_facts *facts, struct db_batch *batch, int jurisdiction)
{
	db_add(batch, F_FACTS);
	db_bind_int4(batch, jurisdiction);
	FACTS(DB_INT8, db_bind_int8(batch, row->case_id));
	FACTS(DB_INT2, db_bind_int2(batch, (int16_t)row->unit));
	FACTS(DB_INT4, db_bind_int4(batch, row->no));
	BIND_STATES(FACTS, row->state);
}

static void bind_gone(const struct fold_facts *facts, struct db_batch *batch, int jurisdiction)
{
	db_add(batch, F_FACTS_GONE);
	db_bind_int4(batch, jurisdiction);
	GONE(DB_INT8, db_bind_int8(batch, row->case_id));
	GONE(DB_INT2, db_bind_int2(batch, (int16_t)row->unit));
	GONE(DB_INT4, db_bind_int4(batch, row->no));
}

#define TALLIES(type, bind) BIND(facts->tallies, facts->n_tallies, type, true, bind)

static void bind_tallies(const struct fold_facts *facts, struct db_batch *batch, int jurisdiction)
{
	db_add(batch, F_TALLIES);
	db_bind_int4(batch, jurisdiction);
	TALLIES(DB_INT2, db_bind_int2(batch, (int16_t)row->unit));
	TALLIES(DB_INT2, db_bind_int2(batch, (int16_t)row->level));
	TALLIES(DB_INT4, db_bind_int4(batch, row->session_id));
	TALLIES(DB_INT4, db_bind_int4(batch, row->state.office_id));
	TALLIES(DB_INT2, db_bind_int2(batch, (int16_t)row->state.role));
	TALLIES(DB_INT8, db_bind_int8(batch, row->state.flags));
	TALLIES(DB_TEXT, db_bind_text(batch, row->state.class));
	TALLIES(DB_TEXT, db_bind_text(batch, row->state.words));
	TALLIES(DB_DATE, db_bind_day(batch, row->state.due_on));
	TALLIES(DB_INT8, db_bind_int8(batch, row->n));
}

static bool any_gone(const struct fold_facts *facts)
{
	for (size_t i = 0; i < facts->n_facts; i++)
		if (facts->facts[i].gone)
			return true;
	return false;
}

void fold_facts_bind(const struct fold_facts *facts, struct db_batch *batch, int jurisdiction)
{
	if (facts->n_changes)
		bind_changes(facts, batch, jurisdiction);
	if (facts->n_facts)
		bind_facts(facts, batch, jurisdiction);
	if (any_gone(facts))
		bind_gone(facts, batch, jurisdiction);
	if (facts->n_tallies)
		bind_tallies(facts, batch, jurisdiction);
}

void fold_facts_free(struct fold_facts *facts)
{
	free(facts->changes);
	free(facts->facts);
	free(facts->tallies);
	*facts = (struct fold_facts){ 0 };
}
