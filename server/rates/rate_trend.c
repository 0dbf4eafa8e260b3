/* Trends: what changed at which point, summed from the first point to the last. */
#include "rates/need.h"
#include "store/statements.h"

#include <stdio.h>
#include <string.h>

/* Somebody asks what is overdue: $13 of the trends in store/sql_facts.h. */
#define NEEDS_DUE_DAYS (INT64_C(1) << 40)

/* Columns of TALLY_TREND and FACT_TREND; of SIGNER_TREND. */
enum { C_UNIT, C_ROLE, C_SINCE, C_OVERDUE, C_FLAGS, C_WORDS, C_N };
enum { M_MEMBER, M_SINCE, M_FLAGS, M_N };

/* A trend is of the total, without the usual counts. */
static struct rate_need need_of(const struct rate_query *query)
{
	struct rate_need all = rate_need_of(query), need = { .facts = all.facts, .members = all.members };

	for (size_t i = 0; i < query->n_definitions; i++) {
		struct rate_basis basis = rate_basis_of(query, query->definitions[i], true);

		rate_need_words(&need, &query->definitions[i]->of);
		rate_need_words(&need, &query->definitions[i]->with);
		if (basis.unit != FACT_MEMBER) {
			need.units |= 1u << basis.unit;
			need.roles |= basis.roles;
		}
	}
	return need;
}

static struct rate_query total_of(const struct rate_trend_query *trend)
{
	struct rate_query query = trend->query;

	query.group = RATE_BY_NOTHING;
	query.as_of = trend->days[trend->n_days - 1];
	return query;
}

static bool needs_due_days(const struct rate_query *query)
{
	const uint64_t words = UINT64_C(1) << RATE_OVERDUE | UINT64_C(1) << RATE_DUE;

	for (size_t i = 0; i < query->n_definitions; i++) {
		const struct rate_condition *const conditions[] = { &query->definitions[i]->of,
								    &query->definitions[i]->with };

		for (size_t c = 0; c < 2; c++)
			for (int term = 0; term < conditions[c]->n; term++)
				if (conditions[c]->terms[term].any & words)
					return true;
	}
	return false;
}

static void bind_trend(struct db_batch *batch, int jurisdiction, const struct rate_trend_query *trend,
		       const struct registry *registry, unsigned units, unsigned roles)
{
	const struct rate_query query = total_of(trend);
	const struct rate_need need = need_of(&query);

	rate_bind(batch, jurisdiction, &query, registry, units, roles);
	DB_BIND_EACH(batch, DB_DATE, trend->days, trend->n_days, db_bind_day(batch, *it));
	db_bind_int8(batch, (int64_t)need.flags | (needs_due_days(&query) ? NEEDS_DUE_DAYS : 0));
	db_bind_int4(batch, (int32_t)need.word_sets);
}

size_t rate_trend_add(struct db_batch *batch, int jurisdiction, const struct rate_trend_query *trend,
		      const struct registry *registry)
{
	const struct rate_query query = total_of(trend);
	const struct rate_need need = need_of(&query);
	size_t first = rate_add_page(batch, jurisdiction);

	db_add(batch, need.facts ? FACT_TREND : TALLY_TREND);
	bind_trend(batch, jurisdiction, trend, registry, need.units, need.roles);
	if (need.facts)
		rate_bind_case(batch, &query.filter, false);
	if (need.members) {
		db_add(batch, SIGNER_TREND);
		bind_trend(batch, jurisdiction, trend, registry, 1u << FACT_CASE, EVERY_ROLE);
		rate_bind_case(batch, &query.filter, true);
	}
	return first;
}

/* ---- Taking ---------------------------------------------------------------------------------------------------- */

/* Figures by point and definition: while they are taken, what each point adds to the one before. */
struct curve {
	const struct rate_trend_query *trend;
	const struct rules *rules;
	struct rate_figure *figures;
};

/* From a point on n more things of which these words are true. */
static void add(struct curve *curve, size_t definition, size_t since, uint64_t words, int64_t n)
{
	const struct rate_definition *rate = curve->trend->query.definitions[definition];
	struct rate_figure *figure;

	if (since >= curve->trend->n_days || !rate_condition_holds(&rate->of, words))
		return;
	figure = &curve->figures[since * curve->trend->query.n_definitions + definition];
	figure->denominator += n;
	if (rate_condition_holds(&rate->with, words))
		figure->numerator += n;
}

struct moved {
	enum fact_unit unit;
	struct fact_state state;
	size_t since, overdue; /* points */
	int64_t n;
};

/* Until it is overdue it counts as one that is not, from then on as one that is. */
static void move(struct curve *curve, const struct moved *moved)
{
	const struct rate_query *query = &curve->trend->query;
	const hy_day day = 0; /* any: the due day is before or behind it */
	struct fact_state late = moved->state;
	size_t from = moved->overdue > moved->since ? moved->overdue : moved->since;
	uint64_t in_time = rate_words(&moved->state, moved->unit, day, curve->rules), overdue;

	late.due_on = day - 1;
	overdue = rate_words(&late, moved->unit, day, curve->rules);
	for (size_t i = 0; i < query->n_definitions; i++) {
		struct rate_basis basis = rate_basis_of(query, query->definitions[i], true);

		if (basis.unit != moved->unit || !(basis.roles >> moved->state.role & 1))
			continue;
		add(curve, i, moved->since, in_time, moved->n);
		add(curve, i, from, in_time, -moved->n);
		add(curve, i, from, overdue, moved->n);
	}
}

static void take_states(struct curve *curve, const struct db_result *result, size_t i)
{
	struct moved moved = { .state = { .due_on = HY_DAY_NONE, .month = HY_DAY_NONE } };

	for (size_t row = 0; row < db_rows(result, i); row++) {
		moved.unit = (enum fact_unit)db_int(result, i, row, C_UNIT);
		moved.state.role = (enum assignment_role)db_int(result, i, row, C_ROLE);
		moved.state.flags = (uint32_t)db_int(result, i, row, C_FLAGS);
		snprintf(moved.state.words, sizeof(moved.state.words), "%s", db_text(result, i, row, C_WORDS));
		moved.since = (size_t)db_int(result, i, row, C_SINCE);
		moved.overdue = (size_t)db_int(result, i, row, C_OVERDUE);
		moved.n = db_int(result, i, row, C_N);
		move(curve, &moved);
	}
}

static void sum_up(struct curve *curve)
{
	size_t n = curve->trend->query.n_definitions;

	for (size_t i = n; i < curve->trend->n_days * n; i++) {
		curve->figures[i].numerator += curve->figures[i - n].numerator;
		curve->figures[i].denominator += curve->figures[i - n].denominator;
	}
}

/* ---- People: their cases do not add up, one of them is enough --------------------------------------------------- */

/* The rows of one person are [begin, end): what is true of the person's cases from each point on. */
static uint32_t flags_at(const struct db_result *result, size_t i, size_t begin, size_t end, size_t point)
{
	uint32_t flags = 0;

	for (size_t row = begin; row < end; row++) {
		uint32_t of = (uint32_t)db_int(result, i, row, M_FLAGS);
		int64_t cases = 0;

		for (size_t other = begin; other < end; other++)
			if ((uint32_t)db_int(result, i, other, M_FLAGS) == of &&
			    (size_t)db_int(result, i, other, M_SINCE) <= point)
				cases += db_int(result, i, other, M_N);
		if (cases > 0)
			flags |= of;
	}
	return flags;
}

/* Adds a person to every point's own figure, after the sums were made. */
static void count_member(struct curve *curve, const struct member *member, const struct db_result *result, size_t i,
			 size_t begin, size_t end)
{
	struct rate_query query = curve->trend->query;

	for (size_t point = 0; point < curve->trend->n_days; point++) {
		struct fact_state state = { .due_on = HY_DAY_NONE, .month = HY_DAY_NONE };
		uint64_t words;

		query.as_of = curve->trend->days[point];
		if (!rate_counts_member(&query, member))
			continue;
		state.flags = flags_at(result, i, begin, end, point);
		words = rate_words(&state, FACT_MEMBER, query.as_of, curve->rules);
		for (size_t d = 0; d < query.n_definitions; d++)
			if (query.definitions[d]->unit == FACT_MEMBER)
				add(curve, d, point, words, 1);
	}
}

static void take_members(struct curve *curve, const struct db_result *result, size_t i, const struct registry *registry)
{
	for (size_t m = 0; m < registry->n_members; m++) {
		size_t begin = 0, end, rows = db_rows(result, i);

		while (begin < rows && db_int(result, i, begin, M_MEMBER) != registry->members[m].member_id)
			begin++;
		for (end = begin; end < rows && db_int(result, i, end, M_MEMBER) == registry->members[m].member_id;)
			end++;
		count_member(curve, &registry->members[m], result, i, begin, end);
	}
}

struct rate_figure *rate_trend_take(const struct db_result *result, size_t first, const struct rate_trend_query *trend,
				    const struct registry *registry, struct arena *arena, int64_t *ret_page)
{
	struct curve curve = { trend, registry->rules, NULL };

	curve.figures = arena_alloc(arena, (trend->n_days * trend->query.n_definitions + 1) * sizeof(*curve.figures));
	*ret_page = rate_take_page(result, first, trend->query.page);
	take_states(&curve, result, first + 1);
	sum_up(&curve);
	if (need_of(&trend->query).members)
		take_members(&curve, result, first + 2, registry);
	return curve.figures;
}
