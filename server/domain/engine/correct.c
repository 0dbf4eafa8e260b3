/* Corrections: an earlier line's day, class, marks and due days are replaced, its milestones counted anew, and what the
 * case shows of them follows. Each correction touches only what it gives, so those of different lines and fields may
 * come in any order. */
#include "domain/engine/correct.h"

#include <string.h>

/* --- what may be corrected --- */

/* Fields a line can hold, by its action. */
static unsigned correctable(enum move_action action)
{
	switch ((int)action) {
	case ACTION_DRAFT:
	case ACTION_REVIEW:
	case ACTION_UPGRADE:
		return FIELD_TEXT | FIELD_CLASS;
	case ACTION_ANSWER:
		return FIELD_TEXT | FIELD_CLASS | FIELD_DOCUMENT_NUMBER | FIELD_DUE_ON | FIELD_ITEM;
	case ACTION_ANSWER_MERGED:
		return FIELD_TEXT | FIELD_CLASS | FIELD_DOCUMENT_NUMBER;
	case ACTION_OPINION:
		return FIELD_TEXT | FIELD_DOCUMENT_NUMBER;
	case ACTION_EVALUATE:
		return FIELD_TEXT | FIELD_ATTITUDE | FIELD_RESULT;
	case ACTION_CONTACT:
	case ACTION_MEET:
		return FIELD_TEXT | FIELD_CONTACT_METHOD | FIELD_CONTACT_PERSONS;
	case ACTION_EXTEND:
		return FIELD_TEXT | FIELD_DUE_ON;
	case ACTION_PROMISE:
	case ACTION_POSTPONE:
		return FIELD_TEXT | FIELD_DUE_ON | FIELD_ITEM;
	default:
		return FIELD_TEXT;
	}
}

static int refuse_version(const struct decide *decide, enum reason reason)
{
	refuse_with(refuse(decide->refusal, reason), "version", "%d", decide->update->corrects);
	return -1;
}

/* Without the earlier line there is nothing to correct: engine_correct has it. */
int check_corrects(struct decide *decide)
{
	return refuse_version(decide, REASON_CORRECTION_VERSION);
}

int refuse_unfit(const struct correction *correction, unsigned field)
{
	const struct decide *decide = &correction->decide;
	const struct rule_move *move = rules_move(decide->context->rules, correction->earlier->verb);
	const char *received_zh = milestone_label(MILESTONE_RECEIVED, LANGUAGE_ZH);
	const char *received_en = milestone_label(MILESTONE_RECEIVED, LANGUAGE_EN);

	refuse_field(decide, REASON_CORRECTION_UNFIT, engine_field_name(field));
	refuse_words(decide->refusal, "verb", move ? move->label.zh : received_zh, move ? move->label.en : received_en);
	return -1;
}

static int check_fields(const struct correction *correction)
{
	const struct decide *decide = &correction->decide;
	unsigned given = engine_given_fields(decide->update) & ~(unsigned)(FIELD_REASON | FIELD_CORRECTS);
	unsigned unfit = given & ~correctable(correction->action);

	if (unfit)
		return refuse_unfit(correction, unfit & ~(unsigned)(unfit - 1));
	if ((given & ~(unsigned)FIELD_ITEM) == 0 && correction->day == HY_DAY_NONE) {
		refuse(decide->refusal, REASON_CORRECTION_EMPTY);
		return -1;
	}
	return 0;
}

static int check_earlier(struct correction *correction)
{
	const struct decide *decide = &correction->decide;
	const struct earlier *earlier = correction->earlier;
	const struct rule_move *move = earlier ? rules_move(decide->context->rules, earlier->verb) : NULL;

	if (!earlier || earlier->version != decide->update->corrects || earlier->version > decide->before->version)
		return refuse_version(decide, REASON_CORRECTION_VERSION);
	correction->action = move ? move->action : ACTION_NONE;
	if (correction->action == ACTION_CORRECT)
		return refuse_version(decide, REASON_CORRECTION_OF_CORRECTION);
	return check_fields(correction);
}

/* --- the case afterwards --- */

/* Two days that must come in this order. */
struct order {
	enum milestone earlier, later;
	hy_day earlier_on, later_on;
};

static bool is_broken(const struct order *order)
{
	return order->earlier_on != HY_DAY_NONE && order->later_on != HY_DAY_NONE &&
	       order->later_on < order->earlier_on;
}

static bool find_broken_of(const struct case_state *state, const struct assignment *at, struct order *ret_order)
{
	enum milestone answered = engine_is_answering(at) ? MILESTONE_ANSWERED : MILESTONE_OPINION;
	const struct order orders[] = {
		{ MILESTONE_FILED, MILESTONE_ASSIGNED, state->filed_on, at->assigned_on },
		{ MILESTONE_ASSIGNED, MILESTONE_RETURNED, at->assigned_on, at->returned_on },
		{ MILESTONE_ASSIGNED, MILESTONE_ACCEPTED, at->assigned_on, at->accepted_on },
		{ MILESTONE_ACCEPTED, MILESTONE_DRAFTED, at->accepted_on, at->drafted_on },
		{ MILESTONE_DRAFTED, MILESTONE_REVIEWED, at->drafted_on, at->reviewed_on },
		{ MILESTONE_ACCEPTED, answered, at->accepted_on, at->answered_on },
		{ MILESTONE_DRAFTED, answered, at->drafted_on, at->answered_on },
		{ MILESTONE_REVIEWED, answered, at->reviewed_on, at->answered_on },
		{ MILESTONE_OPINION, MILESTONE_COSIGNED, at->answered_on, at->cosigned_on },
	};

	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		if (is_broken(&orders[i])) {
			*ret_order = orders[i];
			return true;
		}
	return false;
}

/* The last answer of a round; HY_DAY_NONE before there is one. */
static hy_day answered_in(const struct case_state *state, int round)
{
	hy_day last = HY_DAY_NONE;

	for (int i = 0; i < state->n_assignments; i++) {
		const struct assignment *at = &state->assignments[i];

		if (engine_is_answering(at) && at->round == round && at->answered_on > last)
			last = at->answered_on;
	}
	return last;
}

/* Marks come after the answer, and what became of a promise after it was given. */
static bool is_broken_item(const struct case_state *state, const struct item *item, struct order *ret_order)
{
	if (item->kind == ITEM_EVALUATION)
		*ret_order = (struct order){ MILESTONE_ANSWERED, MILESTONE_EVALUATED, answered_in(state, item->round),
					     item->on };
	else if (item->kind == ITEM_PROMISE)
		*ret_order = (struct order){ MILESTONE_PROMISED,
					     item->state == ITEM_BROKEN ? MILESTONE_BROKEN : MILESTONE_KEPT, item->on,
					     item->done_on };
	else
		return false;
	return is_broken(ret_order);
}

/* The first of the case's days that come in the wrong order; false: all is well. */
static bool find_broken(const struct case_state *state, struct order *ret_order)
{
	*ret_order = (struct order){ MILESTONE_RECEIVED, MILESTONE_FILED, state->received_on, state->filed_on };
	if (is_broken(ret_order))
		return true;
	for (int i = 0; i < state->n_assignments; i++)
		if (find_broken_of(state, &state->assignments[i], ret_order))
			return true;
	for (int i = 0; i < state->n_items; i++)
		if (is_broken_item(state, &state->items[i], ret_order))
			return true;
	return false;
}

/* A case whose days were in order must be so afterwards. */
static int check_order(const struct correction *correction)
{
	const struct decide *decide = &correction->decide;
	struct order order;
	char text[HY_DAY_TEXT];

	if (find_broken(decide->before, &order) || !find_broken(correction->after, &order))
		return 0;
	refuse_words(refuse(decide->refusal, REASON_CORRECTION_ORDER), "later",
		     milestone_label(order.later, LANGUAGE_ZH), milestone_label(order.later, LANGUAGE_EN));
	refuse_words(decide->refusal, "earlier", milestone_label(order.earlier, LANGUAGE_ZH),
		     milestone_label(order.earlier, LANGUAGE_EN));
	refuse_with(decide->refusal, "value", "%s", day_format(order.later_on, text));
	refuse_with(decide->refusal, "limit", "%s", day_format(order.earlier_on, text));
	return -1;
}

/* Which promise is meant: the one named, or the only one of the line. */
static int check_which(const struct correction *correction)
{
	int n = 0;

	for (int i = 0; i < correction->earlier->n_effects; i++)
		n += is_promise_date(&correction->earlier->effects[i]);
	if (n > 1 && correction->decide.update->item_no == 0)
		return refuse_field(&correction->decide, REASON_FIELD_MISSING, "item_no");
	return 0;
}

/* A class that needs a promise has one: it is entered before, a correction brings none. */
static int check_promised(const struct correction *correction)
{
	const struct decide *decide = &correction->decide;
	int office_id = correction->earlier->n_effects > 0 ? correction->earlier->effects[0].office_id : 0;

	if (correction->action != ACTION_ANSWER || engine_item(decide->before, ITEM_PROMISE, 1))
		return 0;
	if (check_class_promise(decide, decide->rule_class, decide->before, office_id) == 0)
		return 0;
	refuse_with(refuse(decide->refusal, REASON_CORRECTION_PROMISE), "class", "%s", decide->rule_class->letter);
	return -1;
}

static int carry_out(struct correction *correction)
{
	struct decision *decision = correction->decision;
	const struct earlier *earlier = correction->earlier;

	begin_decision(decision, correction->decide.before, correction->decide.late_entry);
	decision->n_effects = earlier->n_effects;
	if (correction->day > decision->after.last_on)
		decision->after.last_on = correction->day;
	memcpy(decision->effects, earlier->effects, sizeof(decision->effects));
	for (int i = 0; i < earlier->n_effects; i++) {
		if (correct_effect(correction, i) < 0)
			return -1;
	}
	return check_order(correction);
}

static void tell_correction(struct correction *correction)
{
	struct decision *decision = correction->decision;

	if (correction->decide.move->milestone == MILESTONE_NONE || decision->n_effects == MAX_EFFECTS)
		return;
	decision->effects[decision->n_effects++] =
		(struct milestone_effect){ .milestone = correction->decide.move->milestone,
					   .on = correction->decide.context->today,
					   .round = decision->after.round };
}

static int check_all(struct correction *correction)
{
	struct decide *decide = &correction->decide;

	if (decide_move(decide) < 0)
		return -1;
	if (decide->move->action != ACTION_CORRECT)
		return check_corrects(decide);
	if (decide_fields(decide) < 0 || decide_dates(decide) < 0 || decide_needs(decide) < 0 ||
	    check_earlier(correction) < 0 || check_which(correction) < 0)
		return -1;
	return check_promised(correction);
}

int engine_correct(const struct engine_context *context, const struct case_state *before, const struct update *update,
		   const struct earlier *earlier, struct decision *ret_decision, struct refusal *ret_refusal)
{
	struct refusal refusal;
	struct decision decision;
	struct correction correction = {
		.decide = { .context = context, .before = before, .update = update, .refusal = &refusal },
		.earlier = earlier,
		.day = update->happened_on,
		.decision = &decision,
		.after = &decision.after,
	};

	if (check_all(&correction) < 0 || carry_out(&correction) < 0) {
		*ret_refusal = refusal;
		return -1;
	}
	tell_correction(&correction);
	decision_copy(ret_decision, &decision);
	return 0;
}
