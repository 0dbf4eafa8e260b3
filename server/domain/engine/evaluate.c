/* The proposers' marks, and the second round they may ask for. */
#include "domain/engine/steps.h"

#include <stdio.h>
#include <string.h>

/* --- whose marks --- */

/* True when a signer has given marks in the present round. */
static bool has_evaluated(const struct case_state *state, int signer_no)
{
	for (int i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		if (item->kind == ITEM_EVALUATION && item->round == state->round && item->signer_no == signer_no)
			return true;
	}
	return false;
}

/* The first who signed and has not evaluated yet; 0: everybody has. A case whose proposers are only names in its text
 * has one signer. */
static int next_signer(const struct case_state *state)
{
	bool any = false;

	for (int i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		any |= item->kind == ITEM_SIGNER;
		if (item->kind == ITEM_SIGNER && item->state == ITEM_SIGNED && !has_evaluated(state, item->no))
			return item->no;
	}
	return any || has_evaluated(state, 1) ? 0 : 1;
}

static bool has_signers(const struct case_state *state)
{
	return engine_item(state, ITEM_SIGNER, 1) != NULL;
}

static int refuse_evaluated(const struct decide *decide, int signer_no)
{
	char zh[60], en[60];

	if (signer_no > 0) {
		snprintf(zh, sizeof(zh), "第 %d 位提案者", signer_no);
		snprintf(en, sizeof(en), "signer %d", signer_no);
		refuse_words(refuse(decide->refusal, REASON_EVALUATED_ALREADY), "who", zh, en);
	} else {
		refuse_words(refuse(decide->refusal, REASON_EVALUATED_ALREADY), "who", "全部提案者", "every signer");
	}
	refuse_with(decide->refusal, "round", "%d", decide->before->round);
	return -1;
}

/* A mark is never one of an office that handles the case, whoever enters it in that office's name. */
static int check_not_by_office(const struct decide *decide)
{
	const struct case_state *before = decide->before;
	const struct label *action = &decide->move->label;

	for (int i = 0; i < before->n_assignments; i++) {
		if (decide->update->office_id <= 0 || before->assignments[i].office_id != decide->update->office_id)
			continue;
		refuse_words(refuse(decide->refusal, REASON_ROLE_NOT_ALLOWED), "role",
			     role_label(ROLE_HANDLER, LANGUAGE_ZH), role_label(ROLE_HANDLER, LANGUAGE_EN));
		refuse_words(decide->refusal, "action", action->zh, action->en);
		refuse_words(decide->refusal, "who", role_label(ROLE_PROPOSER, LANGUAGE_ZH),
			     role_label(ROLE_PROPOSER, LANGUAGE_EN));
		return -1;
	}
	return 0;
}

/* A proposer marks for itself only; the committee may leave it to the order of the paper forms. */
int check_evaluate(struct decide *decide)
{
	const struct case_state *before = decide->before;
	int signer_no = decide->update->signer_no;

	if (check_not_by_office(decide) < 0)
		return -1;
	if (signer_no == 0 && decide->update->role == ROLE_PROPOSER)
		return refuse_field(decide, REASON_FIELD_MISSING, "signer_no");
	if (signer_no == 0) {
		decide->signer_no = next_signer(before);
		return decide->signer_no > 0 ? 0 : refuse_evaluated(decide, 0);
	}
	if ((has_signers(before) || signer_no != 1) && check_signer(decide, ITEM_SIGNED) < 0)
		return -1;
	decide->signer_no = signer_no;
	return has_evaluated(before, signer_no) ? refuse_evaluated(decide, signer_no) : 0;
}

/* --- the marks of a round --- */

/* Marks stand in the file from best to worst. -1 for none. */
static int rank(const struct rules *rules, const char *code)
{
	for (int i = 0; i < rules->n_marks; i++)
		if (strcmp(rules->marks[i].code, code) == 0)
			return i;
	return -1;
}

static void keep_worse(const struct rules *rules, char worst[CODE_SIZE], const char *code)
{
	if (rank(rules, code) > rank(rules, worst))
		snprintf(worst, CODE_SIZE, "%s", code);
}

void engine_sum_marks(const struct rules *rules, struct case_state *state)
{
	state->attitude[0] = state->result[0] = '\0';
	for (int i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		if (item->kind != ITEM_EVALUATION || item->round != state->round)
			continue;
		keep_worse(rules, state->attitude, item->attitude);
		keep_worse(rules, state->result, item->result);
	}
}

int do_evaluate(struct change *change)
{
	const struct update *update = change->decide->update;
	struct item *item = add_item(change, ITEM_EVALUATION, ITEM_RECORDED);

	if (!item)
		return -1;
	item->signer_no = change->decide->signer_no;
	item->office_id = 0;
	snprintf(item->attitude, sizeof(item->attitude), "%s", update->attitude);
	snprintf(item->result, sizeof(item->result), "%s", update->result);
	change->effect->item_no = item->no;
	engine_sum_marks(change->decide->context->rules, change->after);
	return 0;
}

/* --- the second round --- */

/* The state an office is in that has accepted. */
static const char *accepted_state(const struct rules *rules, enum assignment_role role)
{
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == ACTION_ACCEPT && rules->moves[i].to &&
		    rules->moves[i].assignment_roles & 1u << role)
			return rules->moves[i].to;
	return NULL;
}

/* The office works on: nobody asks it again whether it takes the case. */
static int take_up_again(const struct change *change, const struct assignment *earlier)
{
	struct assignment *again = add_assignment(change, earlier->office_id, earlier->role);
	const char *state = accepted_state(change->decide->context->rules, earlier->role);

	if (!again)
		return -1;
	again->accepted_on = change->decide->on;
	if (state)
		snprintf(again->state, sizeof(again->state), "%s", state);
	engine_set_deadlines(change->decide->context, change->after, again);
	return 0;
}

/* True for a part that is taken up again in the next round. */
static bool is_taken_up(const struct assignment *assignment, int round)
{
	return assignment->round == round && engine_is_answering(assignment) && assignment->answered_on != HY_DAY_NONE;
}

/* The latest round in which somebody answered; 0: none. */
static int answered_round(const struct case_state *state)
{
	for (int round = state->round; round > 0; round--)
		for (int i = 0; i < state->n_assignments; i++)
			if (is_taken_up(&state->assignments[i], round))
				return round;
	return 0;
}

/* The case whose offices take this one up again: itself; or, of a merged case that was answered from its main case,
 * that one. NULL: nobody answered, and reopened it would wait for nobody. */
static const struct case_state *answered_case(const struct engine_context *context, const struct case_state *before)
{
	const struct case_state *main = context->around ? context->around->main_case : NULL;

	if (answered_round(before) == before->round)
		return before;
	return main && answered_round(main) > 0 ? main : NULL;
}

int check_reopen(struct decide *decide)
{
	if (answered_case(decide->context, decide->before))
		return 0;
	return refuse_verb(decide, REASON_NOTHING_TO_REOPEN);
}

int do_reopen(struct change *change)
{
	const struct case_state *answered = answered_case(change->decide->context, change->decide->before);
	struct case_state *after = change->after;
	int round = answered_round(answered);

	after->round++;
	after->attitude[0] = after->result[0] = '\0';
	change->effect->round = after->round;
	for (int i = 0; i < answered->n_assignments; i++)
		if (is_taken_up(&answered->assignments[i], round) &&
		    take_up_again(change, &answered->assignments[i]) < 0)
			return -1;
	return 0;
}
