/* Counts of states made into the rows of a table: what is true of a state is asked of the definitions once for all
 * things that are in it. */
#include "rates/rows.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROWS 64

/* Where one of the counts stands: of a definition, or a usual one. */
struct counted {
	struct rate_basis in_rows, in_total;
	const struct rate_condition *of, *with; /* of NULL: `with` alone */
};
struct group {
	int number;
	const char *name;
	struct rate_group_name as;
	bool shown;
	struct rate_group_row row;
};
struct rate_counting {
	const struct rate_query *query;
	const struct registry *registry;
	struct arena *arena;
	struct counted *definitions, usual[USUAL_COUNT_];
	struct rate_group_row total;
	struct group *groups;
	size_t n, size;
};

static struct rate_figure *no_figures(struct rate_counting *counting)
{
	return arena_alloc(counting->arena, (counting->query->n_definitions + 1) * sizeof(struct rate_figure));
}

static struct counted counted(const struct rate_query *query, const struct rate_definition *definition,
			      const struct rate_condition *of, const struct rate_condition *with)
{
	return (struct counted){ rate_basis_of(query, definition, false), rate_basis_of(query, definition, true), of,
				 with };
}

struct rate_counting *rate_counting_new(const struct rate_query *query, const struct registry *registry,
					struct arena *arena)
{
	struct rate_counting *counting = arena_alloc(arena, sizeof(*counting));

	counting->query = query;
	counting->registry = registry;
	counting->arena = arena;
	counting->definitions = arena_alloc(arena, (query->n_definitions + 1) * sizeof(*counting->definitions));
	for (size_t i = 0; i < query->n_definitions; i++)
		counting->definitions[i] =
			counted(query, query->definitions[i], &query->definitions[i]->of, &query->definitions[i]->with);
	for (int i = 0; i < USUAL_COUNT_; i++)
		counting->usual[i] = counted(query, NULL, NULL, &usual_counts[i]);
	counting->total.code = counting->total.label_zh = counting->total.label_en = "";
	counting->total.figures = no_figures(counting);
	return counting;
}

/* ---- Groups ---------------------------------------------------------------------------------------------------- */

static struct group *more_groups(struct rate_counting *counting)
{
	size_t size = counting->size ? counting->size * 2 : FIRST_ROWS;
	struct group *groups = arena_alloc(counting->arena, size * sizeof(*groups));

	if (counting->n)
		memcpy(groups, counting->groups, counting->n * sizeof(*groups));
	counting->size = size;
	return groups;
}

static struct group *new_group(struct rate_counting *counting, int number, const char *name)
{
	struct group *group;

	if (counting->n == counting->size)
		counting->groups = more_groups(counting);
	group = &counting->groups[counting->n++];
	group->number = number;
	group->name = arena_strdup(counting->arena, name);
	group->shown =
		rate_group_name(counting->query->group, number, name, counting->registry, counting->arena, &group->as);
	group->row.id = group->as.id;
	group->row.code = group->as.code;
	group->row.label_zh = group->as.label_zh;
	group->row.label_en = group->as.label_en;
	group->row.figures = no_figures(counting);
	return group;
}

static struct group *group_of(struct rate_counting *counting, int number, const char *name)
{
	for (size_t i = 0; i < counting->n; i++)
		if (counting->groups[i].number == number && !strcmp(counting->groups[i].name, name))
			return &counting->groups[i];
	return new_group(counting, number, name);
}

/* ---- Counting -------------------------------------------------------------------------------------------------- */

static bool is_of(const struct rate_basis *basis, enum fact_unit unit, const struct fact_state *state)
{
	return basis->unit == unit && (basis->roles >> state->role & 1);
}

/* The states of one statement's row, and what is true of them. */
struct seen {
	enum fact_unit unit;
	const struct fact_state *state;
	uint64_t words;
	int64_t n;
};

static int64_t *usual_of(struct rate_group_row *row, int usual)
{
	int64_t *const counts[] = {
		[USUAL_ASSIGNED] = &row->assigned, [USUAL_ACCEPTED] = &row->accepted, [USUAL_ANSWERED] = &row->answered,
		[USUAL_ON_TIME] = &row->on_time,   [USUAL_OVERDUE] = &row->overdue,   [USUAL_OPEN] = &row->open,
	};

	return counts[usual];
}

static void count_in(const struct rate_counting *counting, struct rate_group_row *row, bool total,
		     const struct seen *seen)
{
	for (size_t i = 0; i < counting->query->n_definitions; i++) {
		const struct counted *counted = &counting->definitions[i];

		if (!is_of(total ? &counted->in_total : &counted->in_rows, seen->unit, seen->state) ||
		    !rate_condition_holds(counted->of, seen->words))
			continue;
		row->figures[i].denominator += seen->n;
		if (rate_condition_holds(counted->with, seen->words))
			row->figures[i].numerator += seen->n;
	}
	for (int i = 0; i < USUAL_COUNT_; i++) {
		const struct counted *counted = &counting->usual[i];

		if (is_of(total ? &counted->in_total : &counted->in_rows, seen->unit, seen->state) &&
		    rate_condition_holds(counted->with, seen->words))
			*usual_of(row, i) += seen->n;
	}
}

/* Months are those of assignment: who is a person, or a case that no office has, belongs to none. */
static bool is_in_a_row(const struct rate_counting *counting, const struct seen *seen)
{
	if (counting->query->group != RATE_BY_MONTH)
		return counting->query->group != RATE_BY_NOTHING;
	return seen->unit != FACT_MEMBER && (seen->unit != FACT_CASE || seen->state->flags & FACT_ASSIGNED);
}

void rate_count(struct rate_counting *counting, enum fact_unit unit, const struct fact_state *state, int number,
		const char *name, int64_t n)
{
	const struct seen seen = { unit, state,
				   rate_words(state, unit, counting->query->as_of, counting->registry->rules), n };

	count_in(counting, &counting->total, true, &seen);
	if (is_in_a_row(counting, &seen))
		count_in(counting, &group_of(counting, number, name)->row, false, &seen);
}

/* ---- The end --------------------------------------------------------------------------------------------------- */

static bool has_base(const struct rate_group_row *row, size_t n_definitions)
{
	for (size_t i = 0; i < n_definitions; i++)
		if (row->figures[i].denominator > 0)
			return true;
	return row->assigned > 0;
}

static int by_order(const void *a, const void *b)
{
	const struct group *left = a, *right = b;

	if (left->as.order != right->as.order)
		return left->as.order < right->as.order ? -1 : 1;
	return strcmp(left->as.code, right->as.code);
}

/* By the first figure; what has no base comes last, equal ones stay in the official order. */
static int by_first_rate(const void *a, const void *b, bool highest)
{
	const struct group *left = a, *right = b;
	struct rate_figure x = left->row.figures[0], y = right->row.figures[0];
	int64_t cross = x.numerator * y.denominator - y.numerator * x.denominator;

	if ((x.denominator > 0) != (y.denominator > 0))
		return x.denominator > 0 ? -1 : 1;
	if (x.denominator > 0 && cross != 0)
		return (cross < 0) == highest ? 1 : -1;
	return by_order(a, b);
}

static int lowest_first(const void *a, const void *b)
{
	return by_first_rate(a, b, false);
}

static int highest_first(const void *a, const void *b)
{
	return by_first_rate(a, b, true);
}

void rate_counting_end(struct rate_counting *counting, struct rate_table *table)
{
	const struct rate_query *query = counting->query;
	int (*order)(const void *, const void *) = by_order;

	if (query->worst_first && query->n_definitions > 0)
		order = query->definitions[0]->lower_is_better ? highest_first : lowest_first;

	if (counting->n)
		qsort(counting->groups, counting->n, sizeof(*counting->groups), order);
	table->total = counting->total;
	table->rows = arena_alloc(counting->arena, (counting->n + 1) * sizeof(*table->rows));
	table->n_rows = 0;
	for (size_t i = 0; i < counting->n; i++)
		if (counting->groups[i].shown && has_base(&counting->groups[i].row, query->n_definitions))
			table->rows[table->n_rows++] = counting->groups[i].row;
}
