#include "domain/engine.h"

#include "domain/engine_steps.h"

#include <stdio.h>
#include <string.h>

static const struct rule_state *initial_state(const struct rules *rules)
{
	for (int i = 0; i < rules->n_states; i++)
		if (rules->states[i].initial)
			return &rules->states[i];
	return NULL;
}

static int check_received(const struct engine_context *context, const struct case_state *state, hy_day received_on,
			  struct refusal *refusal)
{
	char value[HY_DAY_TEXT], today[HY_DAY_TEXT];

	if (received_on == HY_DAY_NONE) {
		refuse_with(refuse(refusal, REASON_FIELD_MISSING), "field", "received_on");
		return -1;
	}
	if (received_on > context->today) {
		refuse_with(refuse(refusal, REASON_DATE_IN_FUTURE), "field", "received_on");
		refuse_with(refusal, "value", "%s", day_format(received_on, value));
		refuse_with(refusal, "today", "%s", day_format(context->today, today));
		return -1;
	}
	if (strcmp(state->kind, context->rules->kind) != 0) {
		refuse_with(refuse(refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "kind");
		refuse_with(refusal, "value", "%s", state->kind);
		refuse_with(refusal, "allowed", "%s", context->rules->kind);
		return -1;
	}
	return 0;
}

int engine_receive(const struct engine_context *context, struct case_state *ret_case, hy_day received_on,
		   struct milestone_effect *ret_effect, struct refusal *ret_refusal)
{
	struct refusal refusal;

	if (check_received(context, ret_case, received_on, &refusal) < 0) {
		*ret_refusal = refusal;
		return -1;
	}
	engine_enter_state(context->rules, ret_case, initial_state(context->rules)->code);
	ret_case->version = ret_case->round = 1;
	ret_case->number[0] = ret_case->attitude[0] = ret_case->result[0] = '\0';
	ret_case->received_on = ret_case->last_on = received_on;
	ret_case->filed_on = HY_DAY_NONE;
	ret_case->n_assignments = 0;
	*ret_effect = (struct milestone_effect){ .milestone = MILESTONE_RECEIVED, .on = received_on };
	return 0;
}

int engine_decide(const struct engine_context *context, const struct case_state *before, const struct update *update,
		  struct decision *ret_decision, struct refusal *ret_refusal)
{
	struct refusal refusal;
	struct decision decision;
	struct decide decide = { .context = context, .before = before, .update = update, .refusal = &refusal };

	if (decide_move(&decide) < 0 || decide_fields(&decide) < 0 || decide_dates(&decide) < 0 ||
	    decide_effects(&decide, &decision) < 0) {
		*ret_refusal = refusal;
		return -1;
	}
	*ret_decision = decision;
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
