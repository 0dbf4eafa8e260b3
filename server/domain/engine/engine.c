/* Deciding an update, step by step; and what is asked of an assignment as it stands. */
#include "domain/engine/engine.h"

#include "domain/engine/steps.h"

static int take_steps(struct decide *decide, struct decision *decision)
{
	int (*check)(struct decide * decide);

	if (decide_move(decide) < 0 || decide_fields(decide) < 0 || decide_dates(decide) < 0 ||
	    decide_needs(decide) < 0)
		return -1;
	check = engine_action(decide->move->action)->check;
	if (check && check(decide) < 0)
		return -1;
	return decide_effects(decide, decision);
}

int engine_decide(const struct engine_context *context, const struct case_state *before, const struct update *update,
		  struct decision *ret_decision, struct refusal *ret_refusal)
{
	struct refusal refusal;
	struct decision decision;
	struct decide decide = { .context = context, .before = before, .update = update, .refusal = &refusal };

	if (take_steps(&decide, &decision) < 0) {
		*ret_refusal = refusal;
		return -1;
	}
	decision_copy(ret_decision, &decision);
	return 0;
}

bool engine_assignment_is_open(const struct rules *rules, const struct assignment *assignment)
{
	const struct rule_state *state = rules_assignment_state(rules, assignment->state);

	return state && state->open;
}

bool engine_assignment_is_overdue(const struct rules *rules, const struct assignment *assignment, hy_day on)
{
	return assignment->due_on != HY_DAY_NONE && on > assignment->due_on &&
	       engine_assignment_is_open(rules, assignment);
}
