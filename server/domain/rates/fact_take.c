/* What each milestone says of a case, its parts and its promises. */
#include "base/memory.h"
#include "domain/rates/fact_making.h"

#include <stdlib.h>

static const struct word_set no_words;

static bool say(struct said *said, int version, int value)
{
	if (version < said->version)
		return false;
	*said = (struct said){ version, value };
	return true;
}

static struct part *find_part(const struct making *making, int no)
{
	for (int i = 0; i < making->n_parts; i++)
		if (making->parts[i].no == no)
			return &making->parts[i];
	return NULL;
}

static struct promise *find_promise(const struct making *making, int no)
{
	for (int i = 0; i < making->n_promises; i++)
		if (making->promises[i].no == no)
			return &making->promises[i];
	return NULL;
}

/* The day a part of a new round begins: that of the reopening, which may have been corrected since. */
static hy_day reopened_on(const struct fact_milestone *milestones, size_t n, int round)
{
	for (size_t i = 0; i < n; i++)
		if (milestones[i].milestone == MILESTONE_REOPENED && milestones[i].round == round)
			return milestones[i].on;
	return HY_DAY_NONE;
}

static struct part *add_part(struct making *making, int no)
{
	struct part *part = &making->parts[making->n_parts++];

	*part = (struct part){ .no = no, .class = "", .last = -1 };
	return part;
}

/* It begins with the first assignment; where there is none, with the first new dating. */
static void begin_part(struct making *making, const struct fact_milestone *m)
{
	struct part *part = find_part(making, m->assignment_no);
	bool assigned = m->milestone == MILESTONE_ASSIGNED;

	if (m->assignment_no <= 0)
		return;
	if (part && (part->was_assigned > assigned || (part->was_assigned == assigned && m->on >= part->on)))
		return;
	if (!part)
		part = add_part(making, m->assignment_no);
	part->was_assigned = assigned;
	part->accepted = !assigned; /* nobody asks again whether it takes the case */
	part->on = m->on;
	part->round = m->round;
	part->role = m->role;
	part->office.value = m->office_id;
	part->base.value = assigned ? m->due_on : m->item_due_on;
}

void making_begin(struct making *making, const struct fact_milestone *milestones, size_t n)
{
	size_t n_parts = 0, n_promises = 0;

	for (size_t i = 0; i < n; i++) {
		n_parts +=
			milestones[i].milestone == MILESTONE_ASSIGNED || milestones[i].milestone == MILESTONE_REDATED;
		n_promises += milestones[i].milestone == MILESTONE_PROMISED;
	}
	making->parts = hy_xmalloc((n_parts + 1) * sizeof(*making->parts));
	making->promises = hy_xmalloc((n_promises + 1) * sizeof(*making->promises));
	for (size_t i = 0; i < n; i++) {
		const struct fact_milestone *m = &milestones[i];

		if (m->milestone == MILESTONE_ASSIGNED || m->milestone == MILESTONE_REDATED)
			begin_part(making, m);
		else if (m->milestone == MILESTONE_PROMISED && !find_promise(making, m->item_no))
			making->promises[making->n_promises++] = (struct promise){ .no = m->item_no, .last = -1 };
	}
	for (int i = 0; i < making->n_parts; i++) {
		struct part *part = &making->parts[i];
		hy_day on = part->was_assigned ? HY_DAY_NONE : reopened_on(milestones, n, part->round);

		if (on != HY_DAY_NONE)
			part->on = on;
	}
}

static void take_answer(struct part *part, const struct fact_milestone *m)
{
	if (m->version < part->done_version)
		return;
	part->done_version = m->version;
	part->done = true;
	part->late = m->late;
	part->class = m->class;
	part->meaning = m->class_meaning;
}

static void take_part(struct part *part, const struct fact_milestone *m)
{
	switch ((int)m->milestone) {
	case MILESTONE_ASSIGNED:
		say(&part->office, m->version, m->office_id);
		say(&part->base, m->version, m->due_on);
		break;
	case MILESTONE_REDATED:
		if (!part->office.version)
			say(&part->office, m->version, m->office_id);
		say(&part->base, m->version, m->item_due_on);
		break;
	case MILESTONE_EXTENDED:
		if (m->due_on != HY_DAY_NONE && m->item_due_on != HY_DAY_NONE)
			part->granted += m->due_on - m->item_due_on;
		break;
	case MILESTONE_TRANSFERRED:
		say(&part->office, m->version, m->office_id);
		break;
	case MILESTONE_ACCEPTED:
		part->accepted = true;
		break;
	case MILESTONE_RETURNED:
		part->returned = true;
		break;
	case MILESTONE_RETURN_REJECTED:
		part->rejected = true;
		break;
	case MILESTONE_CONTACTED:
		part->contacted = true;
		word_set_add(&part->methods, m->contact_method);
		break;
	case MILESTONE_OPINION:
		if (part->role == ASSIGNMENT_ASSIST)
			take_answer(part, m);
		break;
	case MILESTONE_ANSWERED:
		if (part->role != ASSIGNMENT_ASSIST)
			take_answer(part, m);
		break;
	default:
		break;
	}
}

/* What solves a matter later solves it for the part of the first round, which rates count. */
static void take_solution(struct making *making, struct part *part, const struct fact_milestone *m)
{
	bool later = m->milestone == MILESTONE_UPGRADED || (m->milestone == MILESTONE_ANSWERED && part->round > 1);

	if (!later || m->class_meaning != CLASS_SOLVED)
		return;
	part->solved_since = true;
	for (int i = 0; i < making->n_parts; i++)
		if (making->parts[i].round < part->round && making->parts[i].office.value == part->office.value)
			making->parts[i].solved_since = true;
}

static void take_promise(struct promise *promise, const struct fact_milestone *m)
{
	if (m->milestone == MILESTONE_KEPT || m->milestone == MILESTONE_BROKEN) {
		say(&promise->settled, m->version, (int)m->milestone);
		return;
	}
	say(&promise->due, m->version, m->item_due_on);
	if (m->milestone != MILESTONE_PROMISED || m->version < promise->version)
		return;
	promise->there = true;
	promise->version = m->version;
	promise->assignment_no = m->assignment_no;
	promise->office_id = m->office_id;
}

/* The first round's marks are kept apart; of the later ones those of the latest count. */
static void take_marks(struct making *making, const struct fact_milestone *m)
{
	making->flags |= FACT_EVALUATED;
	if (m->round <= 1) {
		word_set_add(&making->first_result, m->result);
		word_set_add(&making->first_attitude, m->attitude);
	}
	if (m->round > making->evaluated_round) {
		making->evaluated_round = m->round;
		making->result = making->attitude = no_words;
	}
	if (m->round < making->evaluated_round)
		return;
	word_set_add(&making->result, m->result);
	word_set_add(&making->attitude, m->attitude);
}

static void take_publication(struct making *making, const struct fact_milestone *m)
{
	if (m->publication == PUBLICATION_NONE)
		return;
	say(&making->decided, m->version, (int)m->publication);
	if (m->publication == PUBLICATION_PRIVATE && m->version > making->private)
		making->private = m->version;
	if (m->publication != PUBLICATION_PRIVATE && m->milestone == MILESTONE_PUBLISHED &&
	    m->version > making->published)
		making->published = m->version;
}

static void take_case(struct making *making, const struct fact_milestone *m)
{
	static const uint32_t lasting[MILESTONE_COUNT_] = {
		[MILESTONE_FILED] = FACT_FILED,           [MILESTONE_NOT_FILED] = FACT_NOT_FILED,
		[MILESTONE_REDIRECTED] = FACT_REDIRECTED, [MILESTONE_MERGED] = FACT_MERGED | FACT_FILED,
		[MILESTONE_MET] = FACT_VISITED,           [MILESTONE_REOPENED] = FACT_REOPENED,
		[MILESTONE_KEY_CHOSEN] = FACT_KEY,
	};

	making->flags |= lasting[m->milestone];
	if (m->milestone == MILESTONE_WITHDRAWN)
		making->withdrawn = true;
	else if (m->milestone == MILESTONE_CLOSED || m->milestone == MILESTONE_REOPENED)
		say(&making->closed, m->version, m->milestone == MILESTONE_CLOSED);
	else if (m->milestone == MILESTONE_KEY_CHOSEN)
		say(&making->leader, m->version, m->member_id);
	else if (m->milestone == MILESTONE_EVALUATED)
		take_marks(making, m);
	else if (m->milestone == MILESTONE_ANSWERED)
		making->flags |= FACT_MERGED_ANSWERED;
}

void making_take(struct making *making, const struct fact_milestone *m)
{
	bool promise = m->milestone == MILESTONE_PROMISED || m->milestone == MILESTONE_POSTPONED ||
		       m->milestone == MILESTONE_KEPT || m->milestone == MILESTONE_BROKEN;
	struct part *part = m->assignment_no > 0 && !promise ? find_part(making, m->assignment_no) : NULL;
	struct promise *promised = promise ? find_promise(making, m->item_no) : NULL;

	if (!fact_counts(m->milestone))
		return;
	if (m->milestone == MILESTONE_ANSWERED || m->milestone == MILESTONE_PUBLISHED)
		take_publication(making, m);
	if (part) {
		take_part(part, m);
		take_solution(making, part, m);
	} else if (promised) {
		take_promise(promised, m);
	} else if (!promise && m->assignment_no <= 0) {
		take_case(making, m);
	}
}

const struct part *making_part(const struct making *making, int no)
{
	return find_part(making, no);
}

void making_clear(struct making *making)
{
	free(making->parts);
	free(making->promises);
}
