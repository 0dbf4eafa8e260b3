/* Signed changes: what leads from facts to other facts. */
#include "base/memory.h"
#include "domain/rates/fact.h"

#include <stdlib.h>

/* The rows of one thing. */
struct row {
	const struct fact *list;
	size_t n;
};

static int order(const struct fact *a, const struct fact *b)
{
	if (a->unit != b->unit)
		return a->unit < b->unit ? -1 : 1;
	return (a->no > b->no) - (a->no < b->no);
}

/* The rows from *at on of the thing there. */
static struct row row_at(const struct facts *facts, size_t at)
{
	struct row row = { facts->list + at, 0 };

	while (at + row.n < facts->n && order(&facts->list[at + row.n], row.list) == 0)
		row.n++;
	return row;
}

static bool is_same(const struct fact *a, const struct fact *b)
{
	return a->day == b->day && fact_state_equal(&a->state, &b->state);
}

/* Adds a change, or takes back its opposite among those of the same thing (from `first` on). */
static void add(struct fact_changes *changes, size_t first, const struct fact *fact, hy_day day, int n)
{
	for (size_t i = changes->n; i-- > first;) {
		const struct fact_change *other = &changes->list[i];

		if (other->day != day || other->n != -n || !fact_state_equal(&other->state, &fact->state))
			continue;
		for (changes->n--; i < changes->n; i++)
			changes->list[i] = changes->list[i + 1];
		return;
	}
	if (changes->n == changes->size) {
		changes->size = changes->size ? 2 * changes->size : 16;
		changes->list = hy_xrealloc(changes->list, changes->size * sizeof(*changes->list));
	}
	changes->list[changes->n++] = (struct fact_change){ fact->unit, fact->no, day, n, fact->state };
}

/* What a row does: each state is one more from its day on, the one before it one less. */
static void add_row(struct fact_changes *changes, size_t first, const struct row *row, size_t from, int n)
{
	for (size_t i = from; i < row->n; i++) {
		if (i > 0)
			add(changes, first, &row->list[i - 1], row->list[i].day, -n);
		add(changes, first, &row->list[i], row->list[i].day, n);
	}
}

/* By day, -1 before +1; others stay as they came. */
static void sort(struct fact_changes *changes, size_t first)
{
	for (size_t i = first + 1; i < changes->n; i++) {
		struct fact_change moved = changes->list[i];
		size_t at = i;

		while (at > first && (changes->list[at - 1].day > moved.day ||
				      (changes->list[at - 1].day == moved.day && changes->list[at - 1].n > moved.n))) {
			changes->list[at] = changes->list[at - 1];
			at--;
		}
		if (at < i)
			changes->list[at] = moved;
	}
}

static void compare_thing(const struct row *before, const struct row *after, struct fact_changes *changes)
{
	size_t first = changes->n, same = 0;

	while (same < before->n && same < after->n && is_same(&before->list[same], &after->list[same]))
		same++;
	add_row(changes, first, before, same, -1);
	add_row(changes, first, after, same, 1);
	sort(changes, first);
}

/* The rows of the next thing of either list; false at the end. */
static bool next_rows(const struct facts *before, const struct facts *after, struct fact_pair *pair,
		      struct row *ret_old, struct row *ret_new)
{
	bool more_before = pair->before_at < before->n, more_after = pair->after_at < after->n;
	int by =
		more_after ? more_before ? order(&before->list[pair->before_at], &after->list[pair->after_at]) : 1 : -1;

	*ret_old = *ret_new = (struct row){ 0 };
	if (!more_before && !more_after)
		return false;
	if (by <= 0)
		*ret_old = row_at(before, pair->before_at);
	if (by >= 0)
		*ret_new = row_at(after, pair->after_at);
	pair->before_at += ret_old->n;
	pair->after_at += ret_new->n;
	return true;
}

bool facts_next(const struct facts *before, const struct facts *after, struct fact_pair *pair)
{
	struct row old, new;

	if (!next_rows(before, after, pair, &old, &new))
		return false;
	pair->before = old.n ? &old.list[old.n - 1] : NULL;
	pair->after = new.n ? &new.list[new.n - 1] : NULL;
	return true;
}

void facts_compare(const struct facts *before, const struct facts *after, struct fact_changes *changes)
{
	struct fact_pair pair = { 0 };
	struct row old, new;

	while (next_rows(before, after, &pair, &old, &new))
		compare_thing(&old, &new, changes);
}

void fact_changes_free(struct fact_changes *changes)
{
	free(changes->list);
	*changes = (struct fact_changes){ 0 };
}
