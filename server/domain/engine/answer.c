/* Handling and answering: contact, opinion, draft, co-signature, review, the answer and what follows it. */
#include "domain/engine/steps.h"

#include <stdio.h>
#include <string.h>

static hy_day later(hy_day a, hy_day b)
{
	return a > b ? a : b; /* HY_DAY_NONE is less than any day */
}

/* --- contact and opinion --- */

int do_contact(struct change *change)
{
	change->assignment->contacted_on = later(change->assignment->contacted_on, change->decide->on);
	return 0;
}

static bool is_late(const struct assignment *assignment, hy_day on)
{
	return assignment->due_on != HY_DAY_NONE && on > assignment->due_on;
}

/* An answer or an opinion ends the assignment's clock. */
static void stop_clock(struct change *change)
{
	change->assignment->answered_on = change->decide->on;
	change->effect->late = is_late(change->assignment, change->decide->on);
}

int do_opinion(struct change *change)
{
	stop_clock(change);
	return 0;
}

/* --- draft, co-signature, review --- */

/* Gives the assignment the class of the update, if it has one, and the milestone the assignment's. */
static void set_class(struct change *change)
{
	const struct rule_class *class = change->decide->rule_class;
	struct assignment *assignment = change->assignment;

	if (class) {
		snprintf(assignment->class, sizeof(assignment->class), "%s", class->letter);
		assignment->class_meaning = class->meaning;
	}
	memcpy(change->effect->class, assignment->class, sizeof(change->effect->class));
	change->effect->class_meaning = assignment->class_meaning;
}

/* A new draft is to be reviewed again. */
int do_draft(struct change *change)
{
	change->assignment->drafted_on = change->decide->on;
	change->assignment->reviewed_on = HY_DAY_NONE;
	set_class(change);
	return 0;
}

/* There must be something to agree to. */
int check_cosign(struct decide *decide)
{
	const struct case_state *before = decide->before;

	for (int i = 0; i < before->n_assignments; i++) {
		const struct assignment *at = &before->assignments[i];

		if (engine_is_answering(at) && at->round == decide->assignment->round && at->drafted_on != HY_DAY_NONE)
			return 0;
	}
	return refuse_verb(decide, REASON_NOTHING_TO_COSIGN);
}

int do_cosign(struct change *change)
{
	change->assignment->cosigned_on = change->decide->on;
	return 0;
}

int do_review(struct change *change)
{
	change->assignment->reviewed_on = change->decide->on;
	set_class(change);
	return 0;
}

int do_send_back(struct change *change)
{
	change->assignment->reviewed_on = HY_DAY_NONE;
	return 0;
}

/* --- the answer --- */

/* What the supervisor agreed to is what is sent. */
static int check_reviewed_class(const struct decide *decide)
{
	const struct assignment *assignment = decide->assignment;

	if (assignment->reviewed_on == HY_DAY_NONE || !decide->rule_class || !assignment->class[0] ||
	    strcmp(decide->rule_class->letter, assignment->class) == 0)
		return 0;
	refuse_with(refuse(decide->refusal, REASON_CLASS_WAS_REVIEWED), "value", "%s", decide->class);
	refuse_with(decide->refusal, "class", "%s", assignment->class);
	return -1;
}

int check_answer(struct decide *decide)
{
	const struct assignment *assignment = decide->assignment;
	const struct rule_class *class = decide->rule_class;

	if (!class)
		class = rules_class(decide->context->rules, assignment->class);
	if (check_reviewed_class(decide) < 0 ||
	    check_class_promise(decide, class, decide->before, assignment->office_id) < 0)
		return -1;
	return check_promises(decide);
}

int do_answer(struct change *change)
{
	stop_clock(change);
	set_class(change);
	if (change->decide->update->publication != PUBLICATION_NONE)
		change->after->publication = change->decide->update->publication;
	return 0;
}

/* The case is answered with the last of the offices that answer in this round. */
bool round_is_answered(const struct change *change)
{
	const struct case_state *after = change->after;

	for (int i = 0; i < after->n_assignments; i++) {
		const struct assignment *at = &after->assignments[i];

		if (engine_is_answering(at) && at->round == after->round &&
		    !engine_is_settled(change->decide->context->rules, at))
			return false;
	}
	return true;
}

/* --- after the answer --- */

static enum class_meaning meaning_of(const struct decide *decide, const char *letter)
{
	const struct rule_class *class = rules_class(decide->context->rules, letter);

	return class ? class->meaning : CLASS_NONE;
}

/* A later class is a better one: meanings are numbered from the best on. */
int check_upgrade(struct decide *decide)
{
	const struct assignment *assignment = decide->assignment;
	const char *present = assignment->later_class[0] ? assignment->later_class : assignment->class;

	if (decide->rule_class->meaning < meaning_of(decide, present))
		return 0;
	refuse_with(refuse(decide->refusal, REASON_CLASS_NOT_BETTER), "value", "%s", decide->class);
	refuse_with(decide->refusal, "class", "%s", present);
	return -1;
}

int do_upgrade(struct change *change)
{
	const struct rule_class *class = change->decide->rule_class;

	snprintf(change->assignment->later_class, sizeof(change->assignment->later_class), "%s", class->letter);
	snprintf(change->effect->class, sizeof(change->effect->class), "%s", class->letter);
	change->effect->class_meaning = class->meaning;
	return 0;
}

/* An office publishes its own answer: here, or in the case this one was merged into. */
int check_publish(struct decide *decide)
{
	const struct surroundings *around = decide->context->around;
	int office_id = decide->update->office_id;

	if (decide->update->role != ROLE_HANDLER || engine_has_answered(decide->before, office_id) ||
	    (around && around->main_case && engine_has_answered(around->main_case, office_id)))
		return 0;
	refuse_office(decide, REASON_ASSIGNMENT_NOT_YOURS, office_id);
	refuse_words(decide->refusal, "verb", decide->move->label.zh, decide->move->label.en);
	refuse_with_case(decide->refusal, decide->before, decide->before->case_id);
	return -1;
}

bool engine_has_answered(const struct case_state *state, int office_id)
{
	for (int i = 0; i < state->n_assignments; i++) {
		const struct assignment *at = &state->assignments[i];

		if (at->office_id == office_id && engine_is_answering(at) && at->answered_on != HY_DAY_NONE)
			return true;
	}
	return false;
}

/* The decision not to publish is recorded too, but nothing is published by it. */
int do_publish(struct change *change)
{
	struct case_state *after = change->after;
	bool public = change->decide->update->publication != PUBLICATION_PRIVATE;

	after->publication = change->decide->update->publication;
	after->published_on = public ? change->decide->on : HY_DAY_NONE;
	if (public && change->decide->move->milestone != MILESTONE_NONE)
		add_effect(change, change->decide->move->milestone, NULL);
	return 0;
}
