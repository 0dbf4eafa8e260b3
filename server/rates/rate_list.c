/* The list behind a figure: the states that belong to it, then the things in them. */
#include "rates/need.h"
#include "store/case_store.h"
#include "store/statements.h"

#include <stdio.h>
#include <string.h>

/* Columns of FACT_COUNTS and of FACT_LIST. */
enum { S_UNIT, S_ROLE, S_NUMBER, S_NAME, S_FLAGS, S_WORDS, S_OVERDUE, S_N };
enum {
	L_NUMBER,
	L_TITLE,
	L_CATEGORY,
	L_SECTOR,
	L_CASE,
	L_UNIT,
	L_NO,
	L_OFFICE,
	L_ROLE,
	L_LEADER,
	L_DUE_STATE,
	L_FLAGS,
	L_CLASS,
	L_WORDS,
	L_ASSIGNED,
	L_DUE,
	L_ACCEPTED,
	L_CONTACTED,
	L_DONE,
	L_CLOSED,
	L_PROPOSERS,
	L_PROMISE,
	L_ROUND
};

/* A state that belongs to the list, as STATE_BITS of store/sql_facts.h writes it. */
struct chosen {
	int64_t bits;
	const char *words;
};
#define WALK_MANY 4 /* one page is a quarter of the things at most, and so are the cases walked for it */
struct rate_states {
	struct chosen *list;
	size_t n;
	int64_t things; /* in them */
};

static const struct rate_definition *definition_of(const struct rate_list_query *list)
{
	return list->condition ? NULL : list->query.definitions[0];
}

static struct rate_basis basis_of(const struct rate_list_query *list)
{
	return rate_basis_of_list(&list->query, definition_of(list), list->parts);
}

static bool of_members(const struct rate_list_query *list)
{
	return basis_of(list).unit == FACT_MEMBER;
}

static unsigned units_of(const struct rate_list_query *list)
{
	return 1u << basis_of(list).unit | (list->later ? 1u << FACT_LATER : 0);
}

static struct rate_need need_of(const struct rate_list_query *list)
{
	struct rate_need need = { .facts = rate_filter_is_of_facts(&list->query.filter) };

	if (list->condition) {
		rate_need_words(&need, list->condition);
	} else {
		rate_need_words(&need, &list->query.definitions[0]->of);
		rate_need_words(&need, &list->query.definitions[0]->with);
	}
	return need;
}

/* What the list is of: those of the base, the numerator or the rest. */
static bool belongs(const struct rate_list_query *list, uint64_t words)
{
	const struct rate_definition *definition = definition_of(list);

	if (!definition)
		return rate_condition_holds(list->condition, words);
	return rate_condition_holds(&definition->of, words) &&
	       (list->part == RATE_PART_DENOMINATOR ||
		rate_condition_holds(&definition->with, words) == (list->part == RATE_PART_NUMERATOR));
}

/* ---- The first step -------------------------------------------------------------------------------------------- */

/* $1 … $14 of both steps. */
static void bind(struct db_batch *batch, int jurisdiction, const struct rate_list_query *list,
		 const struct registry *registry)
{
	struct rate_need need = need_of(list);
	bool members = of_members(list);

	rate_bind(batch, jurisdiction, &list->query, registry, members ? 1u << FACT_CASE : units_of(list),
		  members ? EVERY_ROLE : basis_of(list).roles);
	db_bind_int4(batch, RATE_BY_NOTHING);
	db_bind_int8(batch, need.flags);
	db_bind_int4(batch, (int32_t)need.word_sets);
}

size_t rate_states_add(struct db_batch *batch, int jurisdiction, const struct rate_list_query *list,
		       const struct registry *registry)
{
	const struct rate_need need = need_of(list);
	const struct rate_filter *filter = &list->query.filter;
	size_t first = rate_add_page(batch, jurisdiction);

	if (of_members(list))
		return first;
	rate_add_counts(batch, &need, &list->query);
	bind(batch, jurisdiction, list, registry);
	if (need.facts)
		rate_bind_case(batch, filter, false);
	return first;
}

static void choose(struct rate_states *states, const struct rate_list_query *list, const struct rules *rules,
		   const struct db_result *result, size_t i, size_t row, struct arena *arena)
{
	enum fact_unit unit = (enum fact_unit)db_int(result, i, row, S_UNIT);
	bool overdue = db_bool(result, i, row, S_OVERDUE);
	struct fact_state state = { .flags = (uint32_t)db_int(result, i, row, S_FLAGS),
				    .due_on = overdue ? list->query.as_of - 1 : HY_DAY_NONE };

	snprintf(state.words, sizeof(state.words), "%s", db_text(result, i, row, S_WORDS));
	if (!belongs(list, rate_words(&state, unit, list->query.as_of, rules)))
		return;
	states->list[states->n++] = (struct chosen){
		(int64_t)state.flags | (int64_t)unit << 32 | (int64_t)overdue << 40,
		arena_strdup(arena, state.words),
	};
	states->things += db_int(result, i, row, S_N);
}

/* States that differ in the role alone come as several rows; a thing must not be listed for each of them. */
static bool is_chosen(const struct rate_states *states, const struct chosen *chosen)
{
	for (size_t i = 0; i < states->n; i++)
		if (states->list[i].bits == chosen->bits && !strcmp(states->list[i].words, chosen->words))
			return true;
	return false;
}

struct rate_states *rate_states_take(const struct db_result *result, size_t first, struct rate_list_query *list,
				     const struct registry *registry, struct arena *arena)
{
	struct rate_states *states = arena_alloc(arena, sizeof(*states));
	size_t rows;

	list->query.page = rate_take_page(result, first, list->query.page);
	if (of_members(list))
		return states;
	rows = db_rows(result, first + 1);
	states->list = arena_alloc(arena, (rows + 1) * sizeof(*states->list));
	for (size_t row = 0; row < rows; row++) {
		choose(states, list, registry->rules, result, first + 1, row, arena);
		if (states->n &&
		    is_chosen(&(struct rate_states){ states->list, states->n - 1, 0 }, &states->list[states->n - 1]))
			states->n--;
	}
	return states->n ? states : NULL;
}

/* ---- The second step ------------------------------------------------------------------------------------------- */

static void bind_states(struct db_batch *batch, const struct rate_states *states)
{
	DB_BIND_EACH(batch, DB_INT8, states->list, states->n, db_bind_int8(batch, it->bits));
	DB_BIND_EACH(batch, DB_TEXT, states->list, states->n, db_bind_text(batch, it->words));
}

static void bind_place(struct db_batch *batch, const struct rate_list_query *list)
{
	bool from_start = list->after_no < 0;

	db_bind_bool(batch, list->by_due);
	db_bind_int4(batch, list->limit);
	db_bind_day(batch, list->by_due && !from_start ? list->after_due : HY_DAY_NONE);
	db_bind_text(batch, list->by_due || !list->after_number ? "" : list->after_number);
	db_bind_int8(batch, from_start ? 0 : list->after_case);
	db_bind_int4(batch, list->after_no);
}

size_t rate_list_add(struct db_batch *batch, int jurisdiction, const struct rate_list_query *list,
		     const struct rate_states *states, const struct registry *registry)
{
	size_t first = db_batch_size(batch);

	db_add(batch, of_members(list) ? FACT_SIGNERS : FACT_LIST);
	bind(batch, jurisdiction, list, registry);
	rate_bind_case(batch, &list->query.filter, of_members(list));
	if (of_members(list))
		return first;
	bind_states(batch, states);
	sight_bind(batch, &list->sight);
	bind_place(batch, list);
	/* Where there are so many more than asked for, the cases are walked by number until there are enough. */
	db_bind_bool(batch, states->things / WALK_MANY >= list->limit);
	return first;
}

static int days_late(const struct rate_list_row *row, const struct rate_list_query *list,
		     const struct registry *registry)
{
	hy_day until = row->answered_on != HY_DAY_NONE ? row->answered_on : list->query.as_of;

	if (row->due_on == HY_DAY_NONE || until <= row->due_on)
		return 0;
	return calendar_working_days_between(registry->calendar, row->due_on, until);
}

static void take_state(struct fact_state *state, const struct db_result *result, size_t i, size_t row)
{
	state->office_id = (int)db_int(result, i, row, L_OFFICE);
	state->role = (enum assignment_role)db_int(result, i, row, L_ROLE);
	state->leader_id = (int)db_int(result, i, row, L_LEADER);
	state->month = HY_DAY_NONE;
	state->due_on = db_day(result, i, row, L_DUE_STATE);
	state->flags = (uint32_t)db_int(result, i, row, L_FLAGS);
	snprintf(state->class, sizeof(state->class), "%s", db_text(result, i, row, L_CLASS));
	snprintf(state->words, sizeof(state->words), "%s", db_text(result, i, row, L_WORDS));
}

static bool is_done(const struct rate_list_row *row)
{
	if (row->unit == FACT_PROMISE)
		return row->state.flags & (FACT_KEPT | FACT_BROKEN);
	return row->state.flags & FACT_ANSWERED || row->unit == FACT_LATER;
}

/* The days are those of the parts together: what not all of them have reached, the case has not. */
static void take_days(struct rate_list_row *out, const struct db_result *result, size_t i, size_t row)
{
	const uint32_t flags = out->state.flags;

	out->assigned_on = db_day(result, i, row, L_ASSIGNED);
	out->due_on = out->state.due_on != HY_DAY_NONE ? out->state.due_on : db_day(result, i, row, L_DUE);
	out->accepted_on = flags & FACT_ACCEPTED ? db_day(result, i, row, L_ACCEPTED) : HY_DAY_NONE;
	out->contacted_on = db_day(result, i, row, L_CONTACTED);
	out->answered_on = is_done(out) ? db_day(result, i, row, L_DONE) : HY_DAY_NONE;
	out->closed_on = db_day(result, i, row, L_CLOSED);
}

static void take_row(struct rate_list_row *out, const struct db_result *result, size_t i, size_t row,
		     struct arena *arena)
{
	out->number = arena_strdup(arena, db_text(result, i, row, L_NUMBER));
	out->title = arena_strdup(arena, db_text(result, i, row, L_TITLE));
	out->category = arena_strdup(arena, db_text(result, i, row, L_CATEGORY));
	out->sector = arena_strdup(arena, db_text(result, i, row, L_SECTOR));
	out->proposers = arena_strdup(arena, db_text(result, i, row, L_PROPOSERS));
	out->promise = arena_strdup(arena, db_text(result, i, row, L_PROMISE));
	out->case_id = db_int(result, i, row, L_CASE);
	out->unit = (enum fact_unit)db_int(result, i, row, L_UNIT);
	out->no = (int)db_int(result, i, row, L_NO);
	out->round = (int)db_int(result, i, row, L_ROUND);
	take_state(&out->state, result, i, row);
	take_days(out, result, i, row);
}

/* What follows from the rest of the row. */
static void judge_row(struct rate_list_row *row, const struct rate_list_query *list, const struct registry *registry)
{
	const struct rate_definition *definition = definition_of(list);

	row->words = rate_words(&row->state, row->unit, list->query.as_of, registry->rules);
	row->in_numerator = definition && rate_condition_holds(&definition->with, row->words);
	row->days_late = days_late(row, list, registry);
}

/* ---- Lists of people ------------------------------------------------------------------------------------------- */

/* Who took part is shown to those who see every case; others see themselves. */
static bool sees_member(const struct sight *sight, int member_id)
{
	return sight->all || (member_id == sight->member_id || member_id == sight->stands_for);
}

static void name_member(struct rate_list_row *row, const struct member *member, uint32_t flags)
{
	*row = (struct rate_list_row){ .number = "",
				       .title = "",
				       .category = "",
				       .sector = member->sector,
				       .proposers = member->name,
				       .promise = "",
				       .unit = FACT_MEMBER,
				       .no = member->member_id,
				       .assigned_on = HY_DAY_NONE,
				       .due_on = HY_DAY_NONE,
				       .accepted_on = HY_DAY_NONE,
				       .contacted_on = HY_DAY_NONE,
				       .answered_on = HY_DAY_NONE,
				       .closed_on = HY_DAY_NONE };
	row->state = (struct fact_state){ .flags = flags, .due_on = HY_DAY_NONE, .month = HY_DAY_NONE };
}

/* In the order of the directory, behind the person the page before ended with. */
static size_t take_members(const struct db_result *result, size_t i, const struct rate_list_query *list,
			   const struct registry *registry, struct rate_list_row *rows)
{
	bool begun = list->after_no < 0;
	size_t n = 0;

	for (size_t m = 0; m < registry->n_members && n < (size_t)list->limit; m++) {
		const struct member *member = &registry->members[m];

		if (!begun) {
			begun = member->member_id == list->after_no;
			continue;
		}
		if (!rate_counts_member(&list->query, member) || !sees_member(&list->sight, member->member_id))
			continue;
		name_member(&rows[n], member, rate_flags_of_member(result, i, member->member_id));
		judge_row(&rows[n], list, registry);
		n += belongs(list, rows[n].words);
	}
	return n;
}

struct rate_list_row *rate_list_take(const struct db_result *result, size_t first, const struct rate_list_query *list,
				     const struct registry *registry, struct arena *arena, size_t *ret_n)
{
	bool members = of_members(list);
	size_t n = members ? registry->n_members : db_rows(result, first);
	struct rate_list_row *rows = arena_alloc(arena, (n + 1) * sizeof(*rows));

	*ret_n = members ? take_members(result, first, list, registry, rows) : n;
	for (size_t row = 0; row < n && !members; row++) {
		take_row(&rows[row], result, first, row, arena);
		judge_row(&rows[row], list, registry);
	}
	return rows;
}
