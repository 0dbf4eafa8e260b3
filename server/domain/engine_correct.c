/* Corrections: an earlier line's day, class, marks and due days are replaced, its milestones counted anew, and what the
 * case shows of them follows. Each correction touches only what it gives, so those of different lines and fields may
 * come in any order. */
#include "domain/engine_steps.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* A correction being carried out. */
struct correction {
	struct decide decide;
	const struct earlier *earlier;
	enum move_action action; /* of the earlier line; NONE for the receipt */
	hy_day day;              /* the right one; HY_DAY_NONE: it was right */
	struct decision *decision;
	struct case_state *after; /* decision->after */
};

static hy_day later(hy_day a, hy_day b)
{
	return a > b ? a : b; /* HY_DAY_NONE is less than any day */
}

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

static int refuse_unfit(const struct correction *correction, unsigned field)
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

/* --- days --- */

/* Where a case shows the day of a milestone. */
enum shown_at { AT_CASE, AT_ASSIGNMENT, AT_ITEM };
static const struct {
	enum milestone milestone;
	enum shown_at at;
	size_t offset;
	enum item_kind kind; /* AT_ITEM */
} shown[] = {
	{ MILESTONE_RECEIVED, AT_CASE, offsetof(struct case_state, received_on), ITEM_NONE },
	{ MILESTONE_DRAFTED_CASE, AT_CASE, offsetof(struct case_state, received_on), ITEM_NONE },
	{ MILESTONE_FILED, AT_CASE, offsetof(struct case_state, filed_on), ITEM_NONE },
	{ MILESTONE_PUBLISHED, AT_CASE, offsetof(struct case_state, published_on), ITEM_NONE },
	{ MILESTONE_ASSIGNED, AT_ASSIGNMENT, offsetof(struct assignment, assigned_on), ITEM_NONE },
	{ MILESTONE_ACCEPTED, AT_ASSIGNMENT, offsetof(struct assignment, accepted_on), ITEM_NONE },
	{ MILESTONE_RETURNED, AT_ASSIGNMENT, offsetof(struct assignment, returned_on), ITEM_NONE },
	{ MILESTONE_CONTACTED, AT_ASSIGNMENT, offsetof(struct assignment, contacted_on), ITEM_NONE },
	{ MILESTONE_OPINION, AT_ASSIGNMENT, offsetof(struct assignment, answered_on), ITEM_NONE },
	{ MILESTONE_ANSWERED, AT_ASSIGNMENT, offsetof(struct assignment, answered_on), ITEM_NONE },
	{ MILESTONE_DRAFTED, AT_ASSIGNMENT, offsetof(struct assignment, drafted_on), ITEM_NONE },
	{ MILESTONE_COSIGNED, AT_ASSIGNMENT, offsetof(struct assignment, cosigned_on), ITEM_NONE },
	{ MILESTONE_REVIEWED, AT_ASSIGNMENT, offsetof(struct assignment, reviewed_on), ITEM_NONE },
	{ MILESTONE_EVALUATED, AT_ITEM, offsetof(struct item, on), ITEM_EVALUATION },
	{ MILESTONE_PROMISED, AT_ITEM, offsetof(struct item, on), ITEM_PROMISE },
	{ MILESTONE_KEPT, AT_ITEM, offsetof(struct item, done_on), ITEM_PROMISE },
	{ MILESTONE_BROKEN, AT_ITEM, offsetof(struct item, done_on), ITEM_PROMISE },
	{ MILESTONE_INVITED, AT_ITEM, offsetof(struct item, on), ITEM_SIGNER },
	{ MILESTONE_SIGNED, AT_ITEM, offsetof(struct item, done_on), ITEM_SIGNER },
	{ MILESTONE_DECLINED, AT_ITEM, offsetof(struct item, done_on), ITEM_SIGNER },
	{ MILESTONE_MERGED, AT_ITEM, offsetof(struct item, on), ITEM_LINK },
	{ MILESTONE_LINKED, AT_ITEM, offsetof(struct item, on), ITEM_LINK },
	{ MILESTONE_MET, AT_ITEM, offsetof(struct item, on), ITEM_MEETING },
	{ MILESTONE_INSTRUCTED, AT_ITEM, offsetof(struct item, on), ITEM_INSTRUCTION },
	{ MILESTONE_MEDIA, AT_ITEM, offsetof(struct item, on), ITEM_MEDIA },
	{ MILESTONE_ATTACHED, AT_ITEM, offsetof(struct item, on), ITEM_ATTACHMENT },
	{ MILESTONE_EXTENDED, AT_ITEM, offsetof(struct item, on), ITEM_EXTENSION },
};

static struct assignment *assignment_of(struct case_state *after, const struct milestone_effect *effect)
{
	int no = effect->assignment_no;

	return no > 0 && no <= after->n_assignments ? &after->assignments[no - 1] : NULL;
}

static struct item *item_of(struct case_state *after, enum item_kind kind, int no)
{
	const struct item *item = engine_item(after, kind, no);

	return item ? &after->items[item - after->items] : NULL;
}

/* The place that shows the day of a milestone; NULL: none does. */
static hy_day *shown_day(struct case_state *after, const struct milestone_effect *effect)
{
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		char *whole = NULL;

		if (shown[i].milestone != effect->milestone)
			continue;
		if (shown[i].at == AT_CASE)
			whole = (char *)after;
		else if (shown[i].at == AT_ASSIGNMENT)
			whole = (char *)assignment_of(after, effect);
		else
			whole = (char *)item_of(after, shown[i].kind, effect->item_no);
		return whole ? (hy_day *)(whole + shown[i].offset) : NULL;
	}
	return NULL;
}

/* A new round's first day is that of its assignments, which were accepted with it. */
static void correct_reopening(struct correction *correction, const struct milestone_effect *effect, hy_day before)
{
	struct case_state *after = correction->after;

	for (int i = 0; i < after->n_assignments; i++) {
		struct assignment *at = &after->assignments[i];

		if (at->round != effect->round || at->assigned_on != before || at->accepted_on != before)
			continue;
		at->assigned_on = at->accepted_on = correction->day;
	}
}

static void correct_day(struct correction *correction, int i)
{
	struct milestone_effect *effect = &correction->decision->effects[i];
	hy_day before = effect->on, *day = shown_day(correction->after, effect);

	if (correction->day == HY_DAY_NONE)
		return;
	effect->on = correction->day;
	if (day && *day != HY_DAY_NONE)
		*day = later(correction->day, correction->earlier->others_on[i]);
	if (effect->milestone == MILESTONE_REOPENED)
		correct_reopening(correction, effect, before);
}

/* --- class, marks, due days --- */

static bool has_class(enum milestone milestone)
{
	return milestone == MILESTONE_DRAFTED || milestone == MILESTONE_REVIEWED || milestone == MILESTONE_ANSWERED ||
	       milestone == MILESTONE_UPGRADED;
}

/* True when the assignment still shows the class that a line of this milestone set. */
static bool shows_class(const struct correction *correction, int i, const struct assignment *at)
{
	enum milestone milestone = correction->decision->effects[i].milestone;

	if (milestone == MILESTONE_ANSWERED)
		return true;
	return !correction->earlier->outdated[i] && (milestone == MILESTONE_UPGRADED || at->answered_on == HY_DAY_NONE);
}

static void correct_class(struct correction *correction, int i)
{
	struct milestone_effect *effect = &correction->decision->effects[i];
	const struct rule_class *class = correction->decide.rule_class;
	struct assignment *at = assignment_of(correction->after, effect);

	if (!class || !has_class(effect->milestone))
		return;
	snprintf(effect->class, sizeof(effect->class), "%s", class->letter);
	effect->class_meaning = class->meaning;
	if (!at || !shows_class(correction, i, at))
		return;
	if (effect->milestone == MILESTONE_UPGRADED) {
		snprintf(at->later_class, sizeof(at->later_class), "%s", class->letter);
	} else {
		snprintf(at->class, sizeof(at->class), "%s", class->letter);
		at->class_meaning = class->meaning;
	}
}

static void correct_marks(struct correction *correction, const struct milestone_effect *effect)
{
	const struct update *update = correction->decide.update;
	struct item *item = item_of(correction->after, ITEM_EVALUATION, effect->item_no);

	if (effect->milestone != MILESTONE_EVALUATED || !item)
		return;
	if (update->attitude[0])
		snprintf(item->attitude, sizeof(item->attitude), "%s", update->attitude);
	if (update->result[0])
		snprintf(item->result, sizeof(item->result), "%s", update->result);
	engine_sum_marks(correction->decide.context->rules, correction->after);
}

/* What was granted is counted anew; other grants stay. An answer was late or not by the day that held then. */
static int correct_extension(struct correction *correction, const struct milestone_effect *effect)
{
	hy_day due_on = correction->decide.update->due_on;
	struct item *item = item_of(correction->after, ITEM_EXTENSION, effect->item_no);
	struct assignment *at = assignment_of(correction->after, effect);

	if (!item || !at)
		return 0;
	if (at->answered_on != HY_DAY_NONE)
		return refuse_unfit(correction, FIELD_DUE_ON);
	if (due_on <= item->done_on)
		return refuse_not_after(&correction->decide, "due_on", due_on, item->done_on);
	at->due_on += due_on - item->due_on;
	item->due_on = due_on;
	return 0;
}

static int correct_promise(struct correction *correction, int i)
{
	const struct milestone_effect *effect = &correction->decision->effects[i];
	hy_day due_on = correction->decide.update->due_on;
	struct item *item = item_of(correction->after, ITEM_PROMISE, effect->item_no);

	if (!item)
		return 0;
	if (item->state != ITEM_OPEN)
		return refuse_unfit(correction, FIELD_DUE_ON);
	if (due_on < item->on)
		return refuse_not_after(&correction->decide, "due_on", due_on, item->on - 1);
	if (!correction->earlier->outdated[i])
		item->due_on = due_on;
	return 0;
}

static bool is_promise_date(const struct milestone_effect *effect)
{
	return effect->milestone == MILESTONE_PROMISED || effect->milestone == MILESTONE_POSTPONED;
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

static int correct_due(struct correction *correction, int i)
{
	const struct milestone_effect *effect = &correction->decision->effects[i];
	int item_no = correction->decide.update->item_no;

	if (correction->decide.update->due_on == HY_DAY_NONE)
		return 0;
	if (effect->milestone == MILESTONE_EXTENDED)
		return correct_extension(correction, effect);
	if (is_promise_date(effect) && (item_no == 0 || item_no == effect->item_no))
		return correct_promise(correction, i);
	return 0;
}

/* Late is what came after its due day, as both stand now; without a due day it stays as it was told. */
static void correct_late(struct correction *correction, int i)
{
	struct milestone_effect *effect = &correction->decision->effects[i];
	const struct assignment *at = assignment_of(correction->after, effect);
	const struct item *item = item_of(correction->after, ITEM_PROMISE, effect->item_no);
	hy_day due_on = HY_DAY_NONE;

	if (correction->day == HY_DAY_NONE)
		return;
	if (effect->milestone == MILESTONE_ANSWERED || effect->milestone == MILESTONE_OPINION)
		due_on = at ? at->due_on : engine_merged_due(correction->decide.context, effect->office_id);
	else if ((effect->milestone == MILESTONE_KEPT || effect->milestone == MILESTONE_BROKEN) && item)
		due_on = item->due_on;
	if (due_on != HY_DAY_NONE)
		effect->late = effect->on > due_on;
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

/* The first of the case's days that come in the wrong order; false: all is well. */
static bool find_broken(const struct case_state *state, struct order *ret_order)
{
	*ret_order = (struct order){ MILESTONE_RECEIVED, MILESTONE_FILED, state->received_on, state->filed_on };
	if (is_broken(ret_order))
		return true;
	for (int i = 0; i < state->n_assignments; i++) {
		const struct assignment *at = &state->assignments[i];
		enum milestone answered = engine_is_answering(at) ? MILESTONE_ANSWERED : MILESTONE_OPINION;
		const struct order orders[] = {
			{ MILESTONE_FILED, MILESTONE_ASSIGNED, state->filed_on, at->assigned_on },
			{ MILESTONE_ASSIGNED, MILESTONE_RETURNED, at->assigned_on, at->returned_on },
			{ MILESTONE_ASSIGNED, MILESTONE_ACCEPTED, at->assigned_on, at->accepted_on },
			{ MILESTONE_ACCEPTED, MILESTONE_DRAFTED, at->accepted_on, at->drafted_on },
			{ MILESTONE_ACCEPTED, answered, at->accepted_on, at->answered_on },
		};

		for (size_t j = 0; j < sizeof(orders) / sizeof(*orders); j++)
			if (is_broken(&orders[j])) {
				*ret_order = orders[j];
				return true;
			}
	}
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

/* A class that needs a promise has one. */
static int check_promised(const struct correction *correction)
{
	const struct decide *decide = &correction->decide;
	int office_id = correction->earlier->n_effects > 0 ? correction->earlier->effects[0].office_id : 0;

	if (correction->action != ACTION_ANSWER || engine_item(decide->before, ITEM_PROMISE, 1))
		return 0;
	return check_class_promise(decide, decide->rule_class, decide->before, office_id);
}

static int carry_out(struct correction *correction)
{
	struct decision *decision = correction->decision;
	const struct earlier *earlier = correction->earlier;

	*decision = (struct decision){ .after = *correction->decide.before,
				       .late_entry = correction->decide.late_entry,
				       .n_effects = earlier->n_effects };
	decision->after.version++;
	decision->after.last_on = later(decision->after.last_on, correction->day);
	memcpy(decision->effects, earlier->effects, sizeof(decision->effects));
	for (int i = 0; i < earlier->n_effects; i++) {
		correct_day(correction, i);
		correct_class(correction, i);
		correct_marks(correction, &decision->effects[i]);
		if (correct_due(correction, i) < 0)
			return -1;
		correct_late(correction, i);
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
	*ret_decision = decision;
	return 0;
}
