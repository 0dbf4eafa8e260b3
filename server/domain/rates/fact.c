/* Facts made of milestones: day after day what happened on it is taken in, and every thing that is different then gets
 * a row. Where several milestones say the same (who holds a part, what a promise is due), the one recorded last counts,
 * among those of that day and before. */
#include "base/memory.h"
#include "domain/rates/fact_making.h"

#include <stdlib.h>
#include <string.h>

bool fact_state_equal(const struct fact_state *a, const struct fact_state *b)
{
	return a->flags == b->flags && a->office_id == b->office_id && a->role == b->role &&
	       a->leader_id == b->leader_id && a->month == b->month && a->due_on == b->due_on &&
	       strcmp(a->class, b->class) == 0 && strcmp(a->words, b->words) == 0;
}

/* Adds a row unless the thing is as it was. */
static void note(struct making *making, enum fact_unit unit, int no, int *last, const struct fact_state *state)
{
	struct facts *facts = making->facts;

	if (*last >= 0 && fact_state_equal(&facts->list[*last].state, state))
		return;
	if (facts->n == facts->size) {
		facts->size = facts->size ? 2 * facts->size : 16;
		facts->list = hy_xrealloc(facts->list, facts->size * sizeof(*facts->list));
	}
	*last = (int)facts->n;
	facts->list[facts->n++] = (struct fact){ unit, no, making->day, *state };
}

static void note_day(struct making *making)
{
	uint32_t of_case = making_case_flags(making);
	struct fact_state state;

	for (int i = 0; i < making->n_parts; i++)
		making->parts[i].there = making->parts[i].on <= making->day;
	state = making_case(making, of_case);
	note(making, FACT_CASE, 0, &making->last, &state);
	for (int i = 0; i < making->n_parts; i++) {
		struct part *part = &making->parts[i];

		if (!part->there)
			continue;
		state = making_state(making, part, of_case);
		note(making, part->round > 1 ? FACT_LATER : FACT_PART, part->no, &part->last, &state);
	}
	for (int i = 0; i < making->n_promises; i++) {
		struct promise *promise = &making->promises[i];

		if (!promise->there)
			continue;
		state = making_promise(making, promise, of_case);
		note(making, FACT_PROMISE, promise->no, &promise->last, &state);
	}
}

static int sign(int64_t n)
{
	return (n > 0) - (n < 0);
}

/* By day, then in the order of recording. */
static int compare_milestones(const void *a, const void *b)
{
	const struct fact_milestone *left = *(const struct fact_milestone *const *)a;
	const struct fact_milestone *right = *(const struct fact_milestone *const *)b;
	int by = sign((int64_t)left->on - right->on);

	by = by ? by : sign((int64_t)left->version - right->version);
	by = by ? by : sign((int64_t)left->milestone - right->milestone);
	by = by ? by : sign((int64_t)left->assignment_no - right->assignment_no);
	return by ? by : sign((int64_t)left->item_no - right->item_no);
}

static int compare_facts(const void *a, const void *b)
{
	const struct fact *left = a, *right = b;
	int by = sign((int64_t)left->unit - right->unit);

	by = by ? by : sign((int64_t)left->no - right->no);
	return by ? by : sign((int64_t)left->day - right->day);
}

static const struct fact_milestone **sort_milestones(const struct fact_milestone *milestones, size_t n)
{
	const struct fact_milestone **sorted = hy_xmalloc((n + 1) * sizeof(*sorted));
	bool in_order = true;

	for (size_t i = 0; i < n; i++) {
		sorted[i] = &milestones[i];
		in_order &= i == 0 || compare_milestones(&sorted[i - 1], &sorted[i]) <= 0;
	}
	if (!in_order)
		qsort(sorted, n, sizeof(*sorted), compare_milestones);
	return sorted;
}

/* The day it was received; drafts were not. */
static hy_day receipt(const struct fact_milestone *milestones, size_t n)
{
	hy_day on = HY_DAY_NONE;

	for (size_t i = 0; i < n; i++)
		if (milestones[i].milestone == MILESTONE_RECEIVED && (on == HY_DAY_NONE || milestones[i].on < on))
			on = milestones[i].on;
	return on;
}

void facts_make(const struct fact_milestone *milestones, size_t n, struct facts *ret_facts)
{
	struct making making = { .facts = ret_facts, .received_on = receipt(milestones, n), .last = -1 };
	const struct fact_milestone **sorted;

	ret_facts->n = 0;
	if (making.received_on == HY_DAY_NONE)
		return;
	making_begin(&making, milestones, n);
	sorted = sort_milestones(milestones, n);
	for (size_t i = 0; i < n;) {
		making.day = sorted[i]->on;
		for (; i < n && sorted[i]->on == making.day; i++)
			making_take(&making, sorted[i]);
		if (making.day >= making.received_on)
			note_day(&making);
	}
	qsort(ret_facts->list, ret_facts->n, sizeof(*ret_facts->list), compare_facts);
	free(sorted);
	making_clear(&making);
}

void facts_free(struct facts *facts)
{
	free(facts->list);
	*facts = (struct facts){ 0 };
}
