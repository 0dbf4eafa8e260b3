#include "domain/rules/try.h"

#include "domain/engine/steps.h"

/* One case looked at with both files. */
struct trial {
	const struct engine_context *now, *then; /* the rules in force, and the file */
	const struct case_state *state;
	struct rule_change *changes;
	int n;
};

static struct rule_change *add_change(struct trial *trial, enum rule_change_kind kind,
				      const struct assignment *assignment)
{
	struct rule_change *change = &trial->changes[trial->n++];

	*change = (struct rule_change){
		.kind = kind,
		.assignment_no = assignment ? assignment->no : 0,
		.office_id = assignment ? assignment->office_id : 0,
		.due_before = HY_DAY_NONE,
		.due_after = HY_DAY_NONE,
	};
	return change;
}

static void try_case(struct trial *trial)
{
	const struct case_state *state = trial->state;
	const struct rule_state *found = rules_state(trial->then->rules, state->state);
	struct rule_change *change;

	if (!found) {
		add_change(trial, CHANGE_STATE, NULL)->state = state->state;
	} else if (found->phase != state->phase) {
		change = add_change(trial, CHANGE_PHASE, NULL);
		change->phase_before = state->phase;
		change->phase_after = found->phase;
	}
}

/* The assignment as `redate` would leave it under some rules. */
static struct assignment redated(const struct engine_context *context, const struct case_state *state,
				 const struct assignment *assignment)
{
	struct assignment copy = *assignment;

	engine_set_deadlines(context, state, &copy);
	return copy;
}

/* The assignment's last day with the file in force. */
static hy_day try_deadline(struct trial *trial, const struct assignment *assignment)
{
	hy_day now = redated(trial->now, trial->state, assignment).due_on;
	hy_day then = redated(trial->then, trial->state, assignment).due_on;
	struct rule_change *change;

	if (now == then || then == assignment->due_on)
		return assignment->due_on;
	change = add_change(trial, CHANGE_DEADLINE, assignment);
	change->due_before = assignment->due_on;
	change->due_after = then;
	return then;
}

static enum due_mark mark_of(const struct engine_context *context, const struct case_state *state,
			     const struct assignment *assignment)
{
	bool open = engine_part_is_open(context->rules, state, assignment);

	return open ? engine_mark(context, assignment, context->today) : MARK_NONE;
}

static void try_assignment(struct trial *trial, const struct assignment *assignment)
{
	const struct engine_context *now = trial->now, *then = trial->then;
	enum due_mark before = mark_of(now, trial->state, assignment), after;
	struct assignment copy = *assignment;
	struct rule_change *change;

	if (!rules_assignment_state(then->rules, assignment->state)) {
		add_change(trial, CHANGE_STATE, assignment)->state = assignment->state;
		return;
	}
	if (engine_part_is_open(now->rules, trial->state, assignment))
		copy.due_on = try_deadline(trial, assignment);
	after = mark_of(then, trial->state, &copy);
	if (before == after)
		return;
	change = add_change(trial, CHANGE_MARK, assignment);
	change->mark_before = before;
	change->mark_after = after;
}

int rules_try(const struct engine_context *context, const struct rules *rules, const struct case_state *state,
	      struct rule_change changes[MAX_RULE_CHANGES])
{
	struct engine_context then = *context;
	struct trial trial = { context, &then, state, changes, 0 };

	then.rules = rules;
	try_case(&trial);
	for (int i = 0; i < state->n_assignments; i++)
		try_assignment(&trial, &state->assignments[i]);
	return trial.n;
}
