/* A table of rates: the statements, and their rows made into figures. */
#include "rates/need.h"
#include "rates/rows.h"
#include "store/statements.h"

#include <stdio.h>

/* Columns of TALLY_COUNTS and FACT_COUNTS; of FACT_SIGNERS. */
enum { C_UNIT, C_ROLE, C_NUMBER, C_NAME, C_FLAGS, C_WORDS, C_OVERDUE, C_N };
enum { M_MEMBER, M_FLAGS };

static void bind_counts(struct db_batch *batch, const struct rate_query *query, const struct rate_need *need)
{
	db_bind_int4(batch, (int32_t)query->group);
	db_bind_int8(batch, need->flags);
	db_bind_int4(batch, (int32_t)need->word_sets);
}

size_t rate_query_add(struct db_batch *batch, int jurisdiction, const struct rate_query *query,
		      const struct registry *registry)
{
	const struct rate_need need = rate_need_of(query);
	size_t first = rate_add_page(batch, jurisdiction);

	rate_add_counts(batch, &need, query);
	rate_bind(batch, jurisdiction, query, registry, need.units, need.roles);
	bind_counts(batch, query, &need);
	if (need.facts)
		rate_bind_case(batch, &query->filter, false);
	if (need.members) {
		db_add(batch, FACT_SIGNERS);
		rate_bind(batch, jurisdiction, query, registry, 1u << FACT_CASE, EVERY_ROLE);
		bind_counts(batch, query, &need);
		rate_bind_case(batch, &query->filter, true);
	}
	return first;
}

/* The group of a row: the role stands in a column of its own. */
static int number_of(const struct rate_query *query, const struct db_result *result, size_t i, size_t row)
{
	return (int)db_int(result, i, row, query->group == RATE_BY_ROLE ? C_ROLE : C_NUMBER);
}

static void take_counts(const struct db_result *result, size_t i, const struct rate_query *query,
			struct rate_counting *counting)
{
	struct fact_state state = { .month = HY_DAY_NONE };

	for (size_t row = 0; row < db_rows(result, i); row++) {
		state.role = (enum assignment_role)db_int(result, i, row, C_ROLE);
		state.flags = (uint32_t)db_int(result, i, row, C_FLAGS);
		state.due_on = db_bool(result, i, row, C_OVERDUE) ? query->as_of - 1 : HY_DAY_NONE;
		snprintf(state.words, sizeof(state.words), "%s", db_text(result, i, row, C_WORDS));
		rate_count(counting, (enum fact_unit)db_int(result, i, row, C_UNIT), &state,
			   number_of(query, result, i, row), db_text(result, i, row, C_NAME),
			   db_int(result, i, row, C_N));
	}
}

uint32_t rate_flags_of_member(const struct db_result *result, size_t i, int member_id)
{
	for (size_t row = 0; row < db_rows(result, i); row++)
		if (db_int(result, i, row, M_MEMBER) == member_id)
			return (uint32_t)db_int(result, i, row, M_FLAGS);
	return 0;
}

static void take_members(const struct db_result *result, size_t i, const struct rate_query *query,
			 const struct registry *registry, struct rate_counting *counting)
{
	for (size_t m = 0; m < registry->n_members; m++) {
		const struct member *member = &registry->members[m];
		struct fact_state state = { .due_on = HY_DAY_NONE, .month = HY_DAY_NONE };

		if (!rate_counts_member(query, member))
			continue;
		state.flags = rate_flags_of_member(result, i, member->member_id);
		rate_count(counting, FACT_MEMBER, &state, 0, query->group == RATE_BY_SECTOR ? member->sector : "", 1);
	}
}

struct rate_table *rate_query_take(const struct db_result *result, size_t first, const struct rate_query *query,
				   const struct registry *registry, struct arena *arena)
{
	struct rate_table *table = arena_alloc(arena, sizeof(*table));
	struct rate_counting *counting = rate_counting_new(query, registry, arena);

	table->page = rate_take_page(result, first, query->page);
	take_counts(result, first + 1, query, counting);
	if (rate_need_of(query).members)
		take_members(result, first + 2, query, registry, counting);
	rate_counting_end(counting, table);
	return table;
}
