/* What an accepted update does to the case, and the milestones it reaches: what all moves have in common. */
#include "domain/engine/steps.h"

#include <stdio.h>
#include <string.h>

static hy_day later(hy_day a, hy_day b)
{
	return a > b ? a : b; /* HY_DAY_NONE is less than any day */
}

void begin_decision(struct decision *decision, const struct case_state *before, bool late_entry)
{
	case_state_copy(&decision->after, before);
	decision->after.version++;
	decision->needs_number = false;
	decision->late_entry = late_entry;
	decision->n_effects = 0;
}

void engine_enter_state(const struct rules *rules, struct case_state *state, const char *code)
{
	const struct rule_state *entered = rules_state(rules, code);

	snprintf(state->state, sizeof(state->state), "%s", code);
	state->phase = entered ? entered->phase : PHASE_NONE;
}

struct milestone_effect *add_effect(const struct change *change, enum milestone milestone,
				    const struct assignment *assignment)
{
	struct milestone_effect *effect = &change->decision->effects[change->decision->n_effects++];

	*effect = (struct milestone_effect){ .milestone = milestone,
					     .on = change->decide->on,
					     .round = change->after->round };
	if (assignment) {
		effect->assignment_no = assignment->no;
		effect->office_id = assignment->office_id;
		effect->role = assignment->role;
		effect->round = assignment->round;
	}
	return effect;
}

/* --- the case's own --- */

int do_file(struct change *change)
{
	change->after->filed_on = change->decide->on;
	change->decision->needs_number = change->decide->update->case_number[0] == '\0';
	snprintf(change->after->number, sizeof(change->after->number), "%s", change->decide->update->case_number);
	return 0;
}

int do_choose_key(struct change *change)
{
	change->after->key = true;
	change->after->leader_id = change->decide->update->member_id;
	return 0;
}

int do_instruct(struct change *change)
{
	struct item *item = add_item(change, ITEM_INSTRUCTION, ITEM_RECORDED);

	if (!item)
		return -1;
	item->member_id = change->decide->update->member_id;
	change->effect->item_no = item->no;
	return 0;
}

/* --- states --- */

/* The states the move leads to: the case's, or the assignment's and with it perhaps the case's. */
static void enter_states(const struct change *change)
{
	const struct rule_move *move = change->decide->move;

	if (move->to && change->assignment)
		snprintf(change->assignment->state, sizeof(change->assignment->state), "%s", move->to);
	else if (move->to)
		engine_enter_state(change->decide->context->rules, change->after, move->to);
}

static void take_case_along(const struct change *change, const struct action *action)
{
	const struct rule_move *move = change->decide->move;

	if (!change->assignment || !move->case_to || !engine_is_answering(change->assignment))
		return;
	if (!action->moves_case || action->moves_case(change))
		engine_enter_state(change->decide->context->rules, change->after, move->case_to);
}

int decide_effects(const struct decide *decide, struct decision *decision)
{
	const struct action *action = engine_action(decide->move->action);
	struct milestone_effect unused = { 0 };
	struct change change = { .decide = decide, .decision = decision, .after = &decision->after, .effect = &unused };

	begin_decision(decision, decide->before, decide->late_entry);
	decision->after.last_on = later(decision->after.last_on, decide->on);
	if (decide->assignment)
		change.assignment = &decision->after.assignments[decide->assignment - decide->before->assignments];
	enter_states(&change);
	if (decide->move->milestone != MILESTONE_NONE && !action->many)
		change.effect = add_effect(&change, decide->move->milestone, change.assignment);
	if (action->carry_out && action->carry_out(&change) < 0)
		return -1;
	take_case_along(&change, action);
	return bring_items(&change);
}
