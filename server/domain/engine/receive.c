/* How a case begins: received, or as a draft. */
#include "domain/engine/steps.h"

#include <stdio.h>
#include <string.h>

static const struct rule_state *initial_state(const struct rules *rules)
{
	for (int i = 0; i < rules->n_states; i++)
		if (rules->states[i].initial)
			return &rules->states[i];
	return NULL;
}

static int check_day(const struct engine_context *context, hy_day on, struct refusal *refusal)
{
	char value[HY_DAY_TEXT], today[HY_DAY_TEXT];

	if (on == HY_DAY_NONE) {
		refuse_with(refuse(refusal, REASON_FIELD_MISSING), "field", "received_on");
		return -1;
	}
	if (on <= context->today)
		return 0;
	refuse_with(refuse(refusal, REASON_DATE_IN_FUTURE), "field", "received_on");
	refuse_with(refusal, "value", "%s", day_format(on, value));
	refuse_with(refusal, "today", "%s", day_format(context->today, today));
	return -1;
}

static int check_kind(const struct engine_context *context, const struct case_state *state, struct refusal *refusal)
{
	if (strcmp(state->kind, context->rules->kind) == 0)
		return 0;
	refuse_with(refuse(refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "kind");
	refuse_with(refusal, "value", "%s", state->kind);
	refuse_with(refusal, "allowed", "%s", context->rules->kind);
	return -1;
}

static int check_signers(const struct case_state *state, struct refusal *refusal)
{
	if (state->n_items <= MAX_SIGNERS)
		return 0;
	refuse_with(refuse(refusal, REASON_FIELD_TOO_MANY), "field", "proposers");
	refuse_with(refusal, "max", "%d", MAX_SIGNERS);
	return -1;
}

/* Those who are named have signed; the caller has said which persons they are. */
static void sign(struct case_state *state, hy_day on)
{
	for (int i = 0; i < state->n_items; i++)
		state->items[i] = (struct item){
			.kind = ITEM_SIGNER,
			.no = i + 1,
			.state = ITEM_SIGNED,
			.round = 1,
			.member_id = state->items[i].member_id,
			.on = on,
			.due_on = HY_DAY_NONE,
			.done_on = on,
		};
}

static int begin(const struct engine_context *context, struct case_state *state, const struct rule_state *at, hy_day on,
		 struct milestone_effect *effect, struct refusal *ret_refusal)
{
	struct refusal refusal;

	if (check_day(context, on, &refusal) < 0 || check_kind(context, state, &refusal) < 0 ||
	    check_signers(state, &refusal) < 0) {
		*ret_refusal = refusal;
		return -1;
	}
	engine_enter_state(context->rules, state, at->code);
	state->version = state->round = 1;
	state->number[0] = state->attitude[0] = state->result[0] = '\0';
	state->received_on = state->last_on = on;
	state->filed_on = state->published_on = HY_DAY_NONE;
	state->main_case = 0;
	state->leader_id = state->n_assignments = 0;
	state->key = false;
	state->publication = PUBLICATION_NONE;
	sign(state, on);
	*effect = (struct milestone_effect){ .milestone = MILESTONE_RECEIVED, .on = on, .round = 1 };
	return 0;
}

int engine_receive(const struct engine_context *context, struct case_state *ret_case, hy_day received_on,
		   struct milestone_effect *ret_effect, struct refusal *ret_refusal)
{
	return begin(context, ret_case, initial_state(context->rules), received_on, ret_effect, ret_refusal);
}

int engine_draft(const struct engine_context *context, struct case_state *ret_case, hy_day on,
		 struct milestone_effect *ret_effect, struct refusal *ret_refusal)
{
	const struct rule_state *draft = rules_state_of_phase(context->rules, PHASE_DRAFT);

	if (!draft) {
		refuse(ret_refusal, REASON_DRAFTS_NOT_USED);
		return -1;
	}
	if (begin(context, ret_case, draft, on, ret_effect, ret_refusal) < 0)
		return -1;
	ret_effect->milestone = MILESTONE_DRAFTED_CASE;
	return 0;
}
