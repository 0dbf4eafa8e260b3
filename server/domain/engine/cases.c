/* Cases together: merging (并案), the own answer of a merged case, links, meetings of several cases. */
#include "domain/engine/steps.h"

#include <stdio.h>

static const struct case_state *other_case(const struct decide *decide, int n)
{
	return decide->context->around->others[n]; /* known: decide_lists has looked */
}

/* Refuses what cannot be done with another case as it stands. */
static int refuse_other_state(const struct decide *decide, const struct case_state *other)
{
	const struct rule_state *state = rules_state(decide->context->rules, other->state);

	refuse_other_case(decide, REASON_OTHER_CASE_STATE, other, other->case_id);
	refuse_words(decide->refusal, "state", state ? state->label.zh : other->state,
		     state ? state->label.en : other->state);
	return -1;
}

static int count_links(const struct case_state *state, enum item_state link)
{
	int n = 0;

	for (int i = 0; i < state->n_items; i++)
		n += state->items[i].kind == ITEM_LINK && state->items[i].state == link;
	return n;
}

static int add_link(const struct change *change, int64_t other, enum item_state link)
{
	struct item *item = add_item(change, ITEM_LINK, link);

	if (!item)
		return -1;
	item->other_case = other;
	item->office_id = 0;
	return item->no;
}

/* What ties cases together happens when all of them are there: the other one was received and, where it was, filed. */
static int check_other_days(const struct decide *decide)
{
	for (int i = 0; i < decide->update->n_other_cases; i++) {
		const struct case_state *other = other_case(decide, i);
		hy_day begun = other->filed_on > other->received_on ? other->filed_on : other->received_on;
		char value[HY_DAY_TEXT], limit[HY_DAY_TEXT];

		if (decide->on >= begun)
			continue;
		refuse_other_case(decide, REASON_OTHER_CASE_LATER, other, other->case_id);
		refuse_with(decide->refusal, "value", "%s", day_format(decide->on, value));
		refuse_with(decide->refusal, "limit", "%s", day_format(begun, limit));
		return -1;
	}
	return 0;
}

/* --- merging --- */

/* The case it is merged into is being handled, or about to be. */
static bool can_lead(const struct case_state *other)
{
	return other->phase == PHASE_FILED || other->phase == PHASE_HANDLING || other->phase == PHASE_ANSWERED ||
	       other->phase == PHASE_EVALUATED;
}

int check_merge(struct decide *decide)
{
	const struct case_state *main = other_case(decide, 0);

	if (decide->update->n_other_cases > 1)
		return refuse_max(decide, REASON_FIELD_TOO_MANY, "other_cases", 1);
	if (!can_lead(main))
		return refuse_other_state(decide, main);
	if (count_links(decide->before, ITEM_MERGED_FROM) > 0)
		return refuse_other_case(decide, REASON_MERGED_CASES_FIRST, main, main->case_id);
	if (count_links(main, ITEM_MERGED_FROM) < MAX_OTHER_CASES)
		return check_other_days(decide);
	refuse_other_case(decide, REASON_TOO_MANY_MERGED, main, main->case_id);
	refuse_with(decide->refusal, "max", "%d", MAX_OTHER_CASES);
	return -1;
}

int do_merge(struct change *change)
{
	int64_t main = change->decide->update->other_cases[0];

	change->effect->item_no = add_link(change, main, ITEM_MERGED_INTO);
	change->after->main_case = main;
	return change->effect->item_no;
}

/* What others were merged into goes on for their sake. */
int check_withdraw(struct decide *decide)
{
	int merged = count_links(decide->before, ITEM_MERGED_FROM);

	if (merged == 0)
		return check_first_signer(decide);
	refuse_verb(decide, REASON_OTHERS_MERGED);
	refuse_with(decide->refusal, "count", "%d", merged);
	return -1;
}

/* The office has answered the main case: what it found there is what it tells these proposers too. */
int check_answer_merged(struct decide *decide)
{
	const struct surroundings *around = decide->context->around;
	const struct case_state *main = around ? around->main_case : NULL;
	int office_id = decide->update->office_id;

	if (office_id <= 0)
		return refuse_field(decide, REASON_FIELD_MISSING, "office");
	if (!main || !engine_has_answered(main, office_id)) {
		refuse_office(decide, REASON_MAIN_NOT_ANSWERED, office_id);
		refuse_with_case(decide->refusal, main, decide->before->main_case);
		return -1;
	}
	if (!engine_has_promise(main, office_id) &&
	    check_class_promise(decide, decide->rule_class, decide->before, office_id) < 0)
		return -1;
	return check_promises(decide);
}

/* The latest part of an office in the main case: its due day holds for the merged ones too. */
static const struct assignment *main_assignment(const struct case_state *main, int office_id)
{
	const struct assignment *found = NULL;

	for (int i = 0; i < main->n_assignments; i++) {
		const struct assignment *at = &main->assignments[i];

		if (at->office_id == office_id && engine_is_answering(at) && at->answered_on != HY_DAY_NONE)
			found = at;
	}
	return found;
}

hy_day engine_merged_due(const struct engine_context *context, int office_id)
{
	const struct case_state *main = context->around ? context->around->main_case : NULL;
	const struct assignment *at = main ? main_assignment(main, office_id) : NULL;

	return at ? at->due_on : HY_DAY_NONE;
}

int do_answer_merged(struct change *change)
{
	const struct decide *decide = change->decide;
	hy_day due_on = engine_merged_due(decide->context, decide->update->office_id);

	change->effect->office_id = decide->update->office_id;
	change->effect->late = due_on != HY_DAY_NONE && decide->on > due_on;
	snprintf(change->effect->class, sizeof(change->effect->class), "%s", decide->rule_class->letter);
	change->effect->class_meaning = decide->rule_class->meaning;
	if (decide->update->publication != PUBLICATION_NONE)
		change->after->publication = decide->update->publication;
	return 0;
}

/* --- links --- */

static enum item_state link_of(const struct decide *decide)
{
	return decide->move->link != ITEM_STATE_NONE ? decide->move->link : decide->update->link;
}

static bool is_linked(const struct case_state *state, enum item_state link, int64_t other)
{
	for (int i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		if (item->kind == ITEM_LINK && item->state == link && item->other_case == other)
			return true;
	}
	return false;
}

/* What the link is at its other end; NONE for what is no link. */
static enum item_state other_end(enum item_state link)
{
	switch ((int)link) {
	case ITEM_BUNDLED:
	case ITEM_SAME_KIND:
		return link;
	case ITEM_CONVERTED_INTO:
		return ITEM_CONVERTED_FROM;
	default:
		return ITEM_STATE_NONE;
	}
}

/* A draft is its proposer's own; cases supervised together are at work, as the move has it for this one. */
static bool can_be_linked(const struct decide *decide, const struct case_state *other)
{
	if (other->phase == PHASE_DRAFT || other->phase == PHASE_WITHDRAWN)
		return false;
	return link_of(decide) == ITEM_CONVERTED_INTO || codes_hold(decide->move->from, other->state);
}

int check_link(struct decide *decide)
{
	enum item_state link = link_of(decide);

	if (other_end(link) == ITEM_STATE_NONE)
		return refuse_field(decide, REASON_FIELD_MISSING, "link");
	for (int i = 0; i < decide->update->n_other_cases; i++) {
		const struct case_state *other = other_case(decide, i);

		if (is_linked(decide->before, link, other->case_id))
			return refuse_other_case(decide, REASON_LINKED_ALREADY, other, other->case_id);
		if (!can_be_linked(decide, other))
			return refuse_other_state(decide, other);
	}
	return check_other_days(decide);
}

/* A milestone for each link, here and at the other end. */
static int link_to(struct change *change, int64_t other, enum item_state link)
{
	int no = add_link(change, other, link);

	if (no < 0)
		return -1;
	if (change->decide->move->milestone != MILESTONE_NONE)
		add_effect(change, change->decide->move->milestone, NULL)->item_no = no;
	return 0;
}

int do_link(struct change *change)
{
	const struct update *update = change->decide->update;

	for (int i = 0; i < update->n_other_cases; i++)
		if (link_to(change, update->other_cases[i], link_of(change->decide)) < 0)
			return -1;
	return 0;
}

/* --- meetings --- */

int check_meet(struct decide *decide)
{
	for (int i = 0; i < decide->update->n_other_cases; i++)
		if (!codes_hold(decide->move->from, other_case(decide, i)->state))
			return refuse_other_state(decide, other_case(decide, i));
	return check_other_days(decide) < 0 ? -1 : check_promises(decide);
}

int do_meet(struct change *change)
{
	struct item *item = add_item(change, ITEM_MEETING, ITEM_RECORDED);

	if (!item)
		return -1;
	item->member_id = change->decide->update->member_id;
	change->effect->item_no = item->no;
	return 0;
}

/* --- the other end --- */

/* The merging is counted at the case that was merged; the main case has a link like others. */
static int merge_into_other(struct change *change)
{
	int no = add_link(change, change->decide->before->case_id, ITEM_MERGED_FROM);

	if (no < 0)
		return -1;
	add_effect(change, MILESTONE_LINKED, NULL)->item_no = no;
	return 0;
}

static int link_other(struct change *change)
{
	return link_to(change, change->decide->before->case_id, other_end(link_of(change->decide)));
}

static int meet_other(struct change *change)
{
	if (change->decide->move->milestone != MILESTONE_NONE)
		change->effect = add_effect(change, change->decide->move->milestone, NULL);
	return do_meet(change);
}

int engine_decide_other(const struct engine_context *context, const struct update *update,
			const struct decision *decision, int n, struct decision *ret_decision,
			struct refusal *ret_refusal)
{
	static int (*const other_ends[ACTION_COUNT_])(struct change * change) = {
		[ACTION_MERGE] = merge_into_other,
		[ACTION_LINK] = link_other,
		[ACTION_MEET] = meet_other,
	};
	struct refusal refusal = { .reason = REASON_NONE };
	struct milestone_effect unused = { 0 };
	struct decide decide = { .context = context,
				 .before = &decision->after,
				 .update = update,
				 .move = rules_move(context->rules, update->verb),
				 .on = update->happened_on == HY_DAY_NONE ? context->today : update->happened_on,
				 .late_entry = decision->late_entry,
				 .refusal = &refusal };
	struct decision other;
	struct change change = { .decide = &decide, .decision = &other, .after = &other.after, .effect = &unused };

	begin_decision(&other, other_case(&decide, n), decision->late_entry);
	if (decide.on > other.after.last_on)
		other.after.last_on = decide.on;
	if (other_ends[decide.move->action](&change) < 0) {
		*ret_refusal = refusal;
		return -1;
	}
	decision_copy(ret_decision, &other);
	return 0;
}
