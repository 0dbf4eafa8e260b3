/* What holds of every update the engine accepted, and of every case afterwards. Included after cmocka.h. */
#ifndef TESTS_ENGINE_PROPERTIES_H
#define TESTS_ENGINE_PROPERTIES_H

#include "engine_fixture.h"

/* --- what holds of every accepted update --- */

static inline bool is_same_item(const struct item *a, const struct item *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* Where the case may be afterwards: where it was, or where the move leads. */
static inline void check_case_state(const struct rule_move *move, const struct case_state *before,
				    const struct case_state *after)
{
	const char *to = move->subject == SUBJECT_CASE ? move->to : move->case_to;

	assert_non_null(rules_state(context.rules, after->state));
	assert_int_equal(after->phase, rules_state(context.rules, after->state)->phase);
	if (move->subject == SUBJECT_CASE && move->to)
		assert_string_equal(after->state, move->to);
	else if (!to || strcmp(after->state, to) != 0)
		assert_string_equal(after->state, before->state);
}

/* Only the acting office's assignment changes its state, by the move's row; arbitration may end others. */
static inline void check_assignment_states(const struct rule_move *move, const struct update *update,
					   const struct case_state *before, const struct case_state *after)
{
	int moved = 0;

	assert_true(after->n_assignments >= before->n_assignments);
	for (int i = 0; i < before->n_assignments; i++) {
		const struct assignment *from = &before->assignments[i], *to = &after->assignments[i];

		assert_int_equal(from->no, to->no);
		assert_int_equal(from->role, to->role);
		assert_int_equal(from->round, to->round);
		if (strcmp(from->state, to->state) == 0)
			continue;
		if (move->action == ACTION_ASSIGN) {
			assert_string_equal(from->state, move->ends_from);
			assert_string_equal(to->state, move->ends_to);
			continue;
		}
		moved++;
		assert_true(move_fits_assignment(move, from));
		assert_string_equal(to->state, move->to);
		assert_int_equal(from->office_id, update->office_id);
	}
	assert_true(moved <= 1);
	if (after->n_assignments > before->n_assignments)
		assert_true(move->action == ACTION_ASSIGN || move->action == ACTION_REOPEN);
}

static inline void check_move(const struct case_state *before, const struct update *update,
			      const struct decision *decision)
{
	const struct rule_move *move = rules_move(context.rules, update->verb);
	const struct case_state *after = &decision->after;

	assert_non_null(move);
	assert_true(move->roles & 1u << update->role);
	assert_false(move->action == ACTION_EVALUATE && update->role == ROLE_HANDLER);
	assert_int_equal(after->version, before->version + 1);
	assert_true(codes_hold(move->subject == SUBJECT_CASE ? move->from : move->case_from, before->state));
	check_case_state(move, before, after);
	check_assignment_states(move, update, before, after);
	assert_in_range(decision->n_effects, 0, MAX_EFFECTS);
}

/* --- what milestones tell --- */

static inline void apply_to_case(struct case_state *state, const struct milestone_effect *effect)
{
	switch ((int)effect->milestone) {
	case MILESTONE_RECEIVED:
		state->received_on = effect->on;
		break;
	case MILESTONE_FILED:
		state->filed_on = effect->on;
		break;
	case MILESTONE_REOPENED:
		state->round = effect->round;
		break;
	case MILESTONE_PUBLISHED:
		state->published_on = effect->on;
		break;
	default:
		break;
	}
}

static inline void apply_to_assignment(struct assignment *at, const struct milestone_effect *effect)
{
	switch ((int)effect->milestone) {
	case MILESTONE_ACCEPTED:
		at->accepted_on = effect->on;
		break;
	case MILESTONE_RETURNED:
		at->returned_on = effect->on;
		break;
	case MILESTONE_CONTACTED:
		at->contacted_on = effect->on > at->contacted_on ? effect->on : at->contacted_on;
		break;
	case MILESTONE_OPINION:
		at->answered_on = effect->on;
		break;
	case MILESTONE_ANSWERED:
		at->answered_on = effect->on;
		snprintf(at->class, sizeof(at->class), "%s", effect->class);
		break;
	case MILESTONE_DRAFTED:
		at->drafted_on = effect->on;
		at->reviewed_on = HY_DAY_NONE;
		snprintf(at->class, sizeof(at->class), "%s", effect->class);
		break;
	case MILESTONE_REVIEWED:
		at->reviewed_on = effect->on;
		snprintf(at->class, sizeof(at->class), "%s", effect->class);
		break;
	case MILESTONE_SENT_BACK:
		at->reviewed_on = HY_DAY_NONE;
		break;
	case MILESTONE_COSIGNED:
		at->cosigned_on = effect->on;
		break;
	case MILESTONE_UPGRADED:
		snprintf(at->later_class, sizeof(at->later_class), "%s", effect->class);
		break;
	case MILESTONE_TRANSFERRED:
		at->office_id = effect->office_id;
		break;
	case MILESTONE_EXTENDED:
		at->extensions++;
		break;
	default:
		break;
	}
}

/* Applies a milestone to the days of the case, as whoever reads the lines does. The answer of a merged case is of no
 * assignment. */
static inline void apply(struct case_state *state, const struct milestone_effect *effect)
{
	apply_to_case(state, effect);
	if (effect->assignment_no > 0)
		apply_to_assignment(&state->assignments[effect->assignment_no - 1], effect);
}

static inline void expect_same_days(const struct case_state *told, const struct case_state *after)
{
	assert_int_equal(told->received_on, after->received_on);
	assert_int_equal(told->filed_on, after->filed_on);
	assert_int_equal(told->round, after->round);
	for (int i = 0; i < told->n_assignments; i++) {
		const struct assignment *a = &told->assignments[i], *b = &after->assignments[i];

		assert_int_equal(a->office_id, b->office_id);
		expect_same_milestones(a, b);
		assert_int_equal(a->extensions, b->extensions);
	}
}

/* A milestone is about something that is there; a new assignment and a new item have one. */
static inline void check_effects(const struct case_state *before, const struct decision *decision)
{
	const struct case_state *after = &decision->after;
	struct case_state told = *before;
	unsigned long assigned = 0;
	int about_items = 0;

	for (int i = 0; i < decision->n_effects; i++) {
		const struct milestone_effect *effect = &decision->effects[i];

		assert_in_range(effect->assignment_no, 0, after->n_assignments);
		assert_in_range(effect->round, 1, after->round);
		if (effect->assignment_no > 0)
			assert_int_equal(effect->office_id, after->assignments[effect->assignment_no - 1].office_id);
		if (effect->milestone == MILESTONE_ASSIGNED)
			assigned++;
		else
			apply(&told, effect);
		about_items += effect->item_no > 0;
	}
	expect_same_days(&told, after);
	if (after->round == before->round)
		assert_int_equal(assigned, after->n_assignments - before->n_assignments);
	assert_true(about_items >= after->n_items - before->n_items);
}

/* Items are numbered within their kind, keep their place, and change only what can change of their kind. */
static inline void check_items(const struct case_state *before, const struct case_state *after)
{
	int numbers[ITEM_KIND_COUNT_] = { 0 };

	assert_in_range(after->n_items, before->n_items, MAX_ITEMS);
	for (int i = 0; i < after->n_items; i++) {
		const struct item *item = &after->items[i];

		assert_int_equal(item->no, ++numbers[item->kind]);
		if (i < before->n_items && item->kind != ITEM_SIGNER && item->kind != ITEM_PROMISE)
			assert_true(is_same_item(item, &before->items[i]));
	}
}

static inline void check_assignment_days(const struct case_state *state, const struct assignment *at)
{
	assert_true(at->assigned_on >= state->filed_on && state->filed_on >= state->received_on);
	assert_true(at->accepted_on == HY_DAY_NONE || at->accepted_on >= at->assigned_on);
	assert_true(at->answered_on == HY_DAY_NONE || at->answered_on >= at->accepted_on);
	assert_true(at->returned_on == HY_DAY_NONE || at->returned_on >= at->assigned_on);
	assert_in_range(at->extensions, 0, MAX_EXTENSIONS);
}

/* One mark per signer and round; the case shows the worst. */
static inline void check_evaluations(const struct case_state *state)
{
	for (int i = 0; i < state->n_items; i++)
		for (int j = 0; j < i; j++) {
			const struct item *a = &state->items[i], *b = &state->items[j];

			if (a->kind == ITEM_EVALUATION && b->kind == ITEM_EVALUATION && a->round == b->round)
				assert_int_not_equal(a->signer_no, b->signer_no);
		}
}

/* What holds of every case, whatever happened to it. */
static inline void check_case(const struct case_state *state)
{
	int leads = 0;

	for (int i = 0; i < state->n_assignments; i++) {
		const struct assignment *at = &state->assignments[i];

		assert_int_equal(at->no, i + 1);
		check_assignment_days(state, at);
		leads += (at->role == ASSIGNMENT_LEAD || at->role == ASSIGNMENT_SOLE) &&
			 engine_assignment_is_open(context.rules, at);
	}
	assert_in_range(leads, 0, 1);
	check_evaluations(state);
	assert_true(state->last_on <= context.today);
}

#endif
