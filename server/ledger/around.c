/* What a decision depends on beside its own case: the case it was merged into, those merged into it, what the offices
 * have at hand. */
#include "base/memory.h"
#include "ledger/state.h"
#include <stdlib.h>
#include <string.h>

int around_case(struct ledger *ledger, int64_t case_id, struct case_state *ret_state)
{
	struct round *round = &ledger->round;
	const struct case_ref ref = { .case_id = case_id };

	if (cache_get(ledger->cache, &ref, ret_state))
		return 1;
	for (int i = 0; i < round->n_around; i++)
		if (round->around[i].ref.case_id == case_id)
			return round->around[i].asked ? 0 : -1;
	if (round->n_around == round->around_size) {
		round->around_size = round->around_size ? 2 * round->around_size : 16;
		round->around = hy_xrealloc(round->around, (size_t)round->around_size * sizeof *round->around);
	}
	round->around[round->n_around++] = (struct wanted_case){ .ref = ref };
	return -1;
}

/* ---- Cases ---------------------------------------------------------------------------------------------------- */

/* True when a case is to be decided from those merged into it. */
static bool needs_merged(const struct ledger *ledger, const struct slot *slot)
{
	const struct rule_move *move = rules_move(ledger->registry->rules, slot->update.verb);

	return move && move->needs & NEED_MERGED;
}

static bool is_merged_from(const struct item *item)
{
	return item->kind == ITEM_LINK && item->state == ITEM_MERGED_FROM;
}

/* The next place of around->states filled; false when it must be read first. */
static bool take_state(struct ledger *ledger, struct around *around, int64_t case_id)
{
	int found = around_case(ledger, case_id, &around->states[around->n_states]);

	around->n_states += found > 0;
	return found >= 0;
}

static bool take_merged(struct ledger *ledger, const struct case_state *before, struct around *around)
{
	bool complete = true;

	for (int i = 0; i < before->n_items; i++) {
		int n = around->n_states;

		if (!is_merged_from(&before->items[i]))
			continue;
		complete &= take_state(ledger, around, before->items[i].other_case);
		if (around->n_states > n)
			around->merged[around->surroundings.n_merged++] = &around->states[n];
	}
	around->surroundings.merged = around->merged;
	return complete;
}

static bool take_cases(struct ledger *ledger, const struct slot *slot, struct around *around)
{
	const struct case_state *before = &slot->own.before;
	bool merged = needs_merged(ledger, slot), complete = true;
	int n = 1;

	for (int i = 0; merged && i < before->n_items; i++)
		n += is_merged_from(&before->items[i]);
	if (before->main_case <= 0 && n == 1)
		return true;
	around->states = hy_xcalloc((size_t)n, sizeof *around->states);
	if (before->main_case > 0) {
		complete = take_state(ledger, around, before->main_case);
		around->surroundings.main_case = around->n_states ? &around->states[0] : NULL;
	}
	return (!merged || take_merged(ledger, before, around)) && complete;
}

/* ---- Loads ---------------------------------------------------------------------------------------------------- */

static bool rules_have_loads(const struct rules *rules)
{
	for (int i = 0; i < rules->n_deadlines; i++)
		if (rules->deadlines[i].n_loads)
			return true;
	return false;
}

static struct load_count *find_load(struct load_count *list, int n, int office_id, int session_id)
{
	for (int i = 0; i < n; i++)
		if (list[i].office_id == office_id && list[i].session_id == session_id)
			return &list[i];
	return NULL;
}

/* NULL when it must be read first: it is wanted then. */
static const struct load_count *want_load(struct ledger *ledger, int office_id, int session_id)
{
	struct round *round = &ledger->round;
	const struct load_count *known = find_load(ledger->loads, ledger->n_loads, office_id, session_id);

	if (known || find_load(round->wanted_loads, round->n_wanted_loads, office_id, session_id))
		return known;
	if (round->n_wanted_loads == round->wanted_loads_size) {
		round->wanted_loads_size = round->wanted_loads_size ? 2 * round->wanted_loads_size : 16;
		round->wanted_loads = hy_xrealloc(round->wanted_loads,
						  (size_t)round->wanted_loads_size * sizeof *round->wanted_loads);
	}
	round->wanted_loads[round->n_wanted_loads++] =
		(struct load_count){ .office_id = office_id, .session_id = session_id };
	return NULL;
}

/* What an office has beside this case. False when it must be read first. */
static bool take_load(struct ledger *ledger, const struct slot *slot, int office_id, struct around *around)
{
	struct surroundings *surroundings = &around->surroundings;
	const struct case_state *before = &slot->own.before;
	const struct load_count *count;
	int64_t cases;

	for (int i = 0; i < surroundings->n_loads; i++)
		if (around->loads[i].office_id == office_id)
			return true;
	if (office_id <= 0 || surroundings->n_loads == MAX_LOAD_OFFICES)
		return true;
	count = want_load(ledger, office_id, before->session_id);
	if (!count)
		return false;
	cases = count->cases + count->used - engine_office_answers(ledger->registry->rules, before, office_id);
	around->loads[surroundings->n_loads++] = (struct office_load){ office_id, cases > 0 ? (int)cases : 0 };
	return true;
}

static bool take_loads(struct ledger *ledger, const struct slot *slot, struct around *around)
{
	const struct update *update = &slot->update;
	const struct case_state *before = &slot->own.before;
	bool complete = true;

	if (!rules_have_loads(ledger->registry->rules))
		return true;
	complete &= take_load(ledger, slot, update->lead_office, around);
	complete &= take_load(ledger, slot, update->sole_office, around);
	for (int i = 0; i < update->n_separate; i++)
		complete &= take_load(ledger, slot, update->separate_offices[i], around);
	for (int i = 0; i < before->n_assignments; i++)
		complete &= take_load(ledger, slot, before->assignments[i].office_id, around);
	around->surroundings.loads = around->loads;
	return complete;
}

/* What a line changes in the count of an office, added to what the page uses. */
static void use_load(struct ledger *ledger, const struct page_line *line, int office_id)
{
	const struct rules *rules = ledger->registry->rules;
	const struct case_state *after = &line->decision.after;
	struct load_count *count = find_load(ledger->loads, ledger->n_loads, office_id, after->session_id);

	if (count)
		count->used += engine_office_answers(rules, after, office_id) -
			       engine_office_answers(rules, &line->before, office_id);
}

static bool is_named_before(const struct assignment *list, int i)
{
	for (int k = 0; k < i; k++)
		if (list[k].office_id == list[i].office_id)
			return true;
	return false;
}

static bool takes_part(const struct case_state *state, int office_id)
{
	for (int i = 0; i < state->n_assignments; i++)
		if (state->assignments[i].office_id == office_id)
			return true;
	return false;
}

/* Offices only come to a case, but for a transfer; then the office that had the part stands in `before` alone. */
static void use_line(struct ledger *ledger, const struct page_line *line)
{
	const struct case_state *before = &line->before, *after = &line->decision.after;

	for (int i = 0; i < after->n_assignments; i++) {
		const struct assignment *was = i < before->n_assignments ? &before->assignments[i] : NULL;

		if (!is_named_before(after->assignments, i))
			use_load(ledger, line, after->assignments[i].office_id);
		if (was && !takes_part(after, was->office_id) && !is_named_before(before->assignments, i))
			use_load(ledger, line, was->office_id);
	}
}

void around_use_loads(struct ledger *ledger, const struct slot *slot)
{
	if (slot->job->kind != JOB_UPDATE || !ledger->n_loads)
		return;
	use_line(ledger, &slot->own);
	for (int i = 0; i < slot->n_others; i++)
		use_line(ledger, &slot->others[i]);
}

void around_commit_loads(struct ledger *ledger)
{
	for (int i = 0; i < ledger->n_loads; i++)
		ledger->loads[i].cases += ledger->loads[i].used;
	around_clear_loads(ledger);
}

void around_clear_loads(struct ledger *ledger)
{
	for (int i = 0; i < ledger->n_loads; i++)
		ledger->loads[i].used = 0;
}

/* ---- Both ----------------------------------------------------------------------------------------------------- */

bool around_gather(struct ledger *ledger, const struct slot *slot, struct around *ret_around)
{
	bool complete;

	ret_around->surroundings = (struct surroundings){ .n_others = slot->n_others };
	ret_around->states = NULL;
	ret_around->n_states = 0;
	for (int i = 0; i < slot->n_others; i++)
		ret_around->surroundings.others[i] = &slot->others[i].before;
	complete = take_cases(ledger, slot, ret_around);
	return take_loads(ledger, slot, ret_around) && complete;
}

void around_free(struct around *around)
{
	free(around->states);
}
