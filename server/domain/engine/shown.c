/* What a case shows of a milestone: its day, class, marks and due day, and how a correction of the milestone changes
 * them. */
#include "domain/engine/correct.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static hy_day later(hy_day a, hy_day b)
{
	return a > b ? a : b; /* HY_DAY_NONE is less than any day */
}

/* --- days --- */

/* Where a case shows the day of a milestone. AT_DRAFT: until it is submitted; then what counts is the day of that. */
enum shown_at { AT_CASE, AT_DRAFT, AT_ASSIGNMENT, AT_ITEM };
static const struct {
	enum milestone milestone;
	enum shown_at at;
	size_t offset;
	enum item_kind kind; /* AT_ITEM */
} shown[] = {
	{ MILESTONE_RECEIVED, AT_CASE, offsetof(struct case_state, received_on), ITEM_NONE },
	{ MILESTONE_DRAFTED_CASE, AT_DRAFT, offsetof(struct case_state, received_on), ITEM_NONE },
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
		if (shown[i].at == AT_CASE || (shown[i].at == AT_DRAFT && after->phase == PHASE_DRAFT))
			whole = (char *)after;
		else if (shown[i].at == AT_DRAFT)
			whole = NULL;
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
	if (engine_check_extension(&correction->decide, at, item, due_on) < 0)
		return -1;
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

bool is_promise_date(const struct milestone_effect *effect)
{
	return effect->milestone == MILESTONE_PROMISED || effect->milestone == MILESTONE_POSTPONED;
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

int correct_effect(struct correction *correction, int i)
{
	correct_day(correction, i);
	correct_class(correction, i);
	correct_marks(correction, &correction->decision->effects[i]);
	if (correct_due(correction, i) < 0)
		return -1;
	correct_late(correction, i);
	return 0;
}
