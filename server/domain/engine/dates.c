/* When an update may have happened: not in the future, not before the step it follows, not too far back for the role,
 * and not after the last day there was for it. */
#include "domain/engine/steps.h"

#include <stddef.h>

static hy_day later(hy_day a, hy_day b)
{
	return a > b ? a : b; /* HY_DAY_NONE is less than any day */
}

/* The latest of a day of assignments of the present round: of the answering offices or of the assist offices. */
static hy_day latest_of_round(const struct decide *decide, bool answering, size_t day_offset)
{
	const struct case_state *before = decide->before;
	hy_day latest = HY_DAY_NONE;

	for (int i = 0; i < before->n_assignments; i++) {
		const struct assignment *assignment = &before->assignments[i];

		if (engine_is_answering(assignment) == answering && assignment->round == before->round)
			latest = later(latest, *(const hy_day *)((const char *)assignment + day_offset));
	}
	return latest;
}

/* The item of a kind the update means by a number; NULL if there is none. */
static const struct item *find_item(const struct decide *decide, enum item_kind kind, int no)
{
	const struct case_state *before = decide->before;

	for (int i = 0; i < before->n_items; i++)
		if (before->items[i].kind == kind && before->items[i].no == no)
			return &before->items[i];
	return NULL;
}

static hy_day item_day(const struct item *item)
{
	return item ? item->on : HY_DAY_NONE;
}

/* --- the days of the steps an update can follow; HY_DAY_NONE for steps that were not taken --- */

static hy_day received_on(const struct decide *decide)
{
	return decide->before->received_on;
}

static hy_day filed_on(const struct decide *decide)
{
	return decide->before->filed_on;
}

static hy_day assigned_on(const struct decide *decide)
{
	return decide->assignment ? decide->assignment->assigned_on : HY_DAY_NONE;
}

static hy_day accepted_on(const struct decide *decide)
{
	return decide->assignment ? decide->assignment->accepted_on : HY_DAY_NONE;
}

static hy_day returned_on(const struct decide *decide)
{
	return decide->assignment ? decide->assignment->returned_on : HY_DAY_NONE;
}

static hy_day last_return(const struct decide *decide)
{
	hy_day latest = HY_DAY_NONE;

	for (int i = 0; i < decide->before->n_assignments; i++)
		latest = later(latest, decide->before->assignments[i].returned_on);
	return latest;
}

static hy_day own_draft(const struct decide *decide)
{
	return decide->assignment ? decide->assignment->drafted_on : HY_DAY_NONE;
}

static hy_day own_review(const struct decide *decide)
{
	return decide->assignment ? decide->assignment->reviewed_on : HY_DAY_NONE;
}

static hy_day own_answer(const struct decide *decide)
{
	return decide->assignment ? decide->assignment->answered_on : HY_DAY_NONE;
}

static hy_day last_draft(const struct decide *decide)
{
	return latest_of_round(decide, true, offsetof(struct assignment, drafted_on));
}

/* Opinions and co-signatures bind only those who must wait for them. */
static hy_day last_opinion(const struct decide *decide)
{
	if (!(decide->move->needs & NEED_OPINIONS))
		return HY_DAY_NONE;
	return latest_of_round(decide, false, offsetof(struct assignment, answered_on));
}

static hy_day last_cosign(const struct decide *decide)
{
	if (!(decide->move->needs & NEED_COSIGNS))
		return HY_DAY_NONE;
	return latest_of_round(decide, false, offsetof(struct assignment, cosigned_on));
}

static hy_day last_answer(const struct decide *decide)
{
	return latest_of_round(decide, true, offsetof(struct assignment, answered_on));
}

/* The answer of the case it was merged into. */
static hy_day main_answer(const struct decide *decide)
{
	const struct surroundings *around = decide->context->around;
	struct decide main = *decide;

	if (!around || !around->main_case)
		return HY_DAY_NONE;
	main.before = around->main_case;
	return last_answer(&main);
}

static hy_day merged_on(const struct decide *decide)
{
	const struct case_state *before = decide->before;
	hy_day latest = HY_DAY_NONE;

	for (int i = 0; i < before->n_items; i++)
		if (before->items[i].kind == ITEM_LINK && before->items[i].state == ITEM_MERGED_INTO)
			latest = later(latest, before->items[i].on);
	return latest;
}

static hy_day last_evaluation(const struct decide *decide)
{
	const struct case_state *before = decide->before;
	hy_day latest = HY_DAY_NONE;

	for (int i = 0; i < before->n_items; i++)
		if (before->items[i].kind == ITEM_EVALUATION && before->items[i].round == before->round)
			latest = later(latest, before->items[i].on);
	return latest;
}

static hy_day promised_on(const struct decide *decide)
{
	return item_day(find_item(decide, ITEM_PROMISE, decide->update->item_no));
}

static hy_day invited_on(const struct decide *decide)
{
	return item_day(find_item(decide, ITEM_SIGNER, decide->update->signer_no));
}

/* What ends a chapter of the case comes after everything in it. */
static hy_day last_update(const struct decide *decide)
{
	return decide->before->last_on;
}

/* The steps, in the order in which they are taken. */
enum step {
	STEP_RECEIVED,
	STEP_FILED,
	STEP_ASSIGNED,
	STEP_RETURNED,    /* by the acting office */
	STEP_LAST_RETURN, /* by any office */
	STEP_ACCEPTED,
	STEP_OPINION,
	STEP_OWN_OPINION,
	STEP_DRAFTED, /* by the acting office */
	STEP_LAST_DRAFT,
	STEP_COSIGNED,
	STEP_REVIEWED,
	STEP_ANSWERED, /* by the acting office */
	STEP_LAST_ANSWER,
	STEP_MERGED,
	STEP_MAIN_ANSWER,
	STEP_EVALUATED,
	STEP_PROMISED,
	STEP_INVITED,
	STEP_LAST_UPDATE,
	STEP_COUNT_
};
static const struct {
	enum milestone milestone; /* whose words name it; NONE: the latest entry */
	hy_day (*day)(const struct decide *decide);
} steps[STEP_COUNT_] = {
	[STEP_RECEIVED] = { MILESTONE_RECEIVED, received_on },
	[STEP_FILED] = { MILESTONE_FILED, filed_on },
	[STEP_ASSIGNED] = { MILESTONE_ASSIGNED, assigned_on },
	[STEP_RETURNED] = { MILESTONE_RETURNED, returned_on },
	[STEP_LAST_RETURN] = { MILESTONE_RETURNED, last_return },
	[STEP_ACCEPTED] = { MILESTONE_ACCEPTED, accepted_on },
	[STEP_OPINION] = { MILESTONE_OPINION, last_opinion },
	[STEP_OWN_OPINION] = { MILESTONE_OPINION, own_answer },
	[STEP_DRAFTED] = { MILESTONE_DRAFTED, own_draft },
	[STEP_LAST_DRAFT] = { MILESTONE_DRAFTED, last_draft },
	[STEP_COSIGNED] = { MILESTONE_COSIGNED, last_cosign },
	[STEP_REVIEWED] = { MILESTONE_REVIEWED, own_review },
	[STEP_ANSWERED] = { MILESTONE_ANSWERED, own_answer },
	[STEP_LAST_ANSWER] = { MILESTONE_ANSWERED, last_answer },
	[STEP_MERGED] = { MILESTONE_MERGED, merged_on },
	[STEP_MAIN_ANSWER] = { MILESTONE_ANSWERED, main_answer },
	[STEP_EVALUATED] = { MILESTONE_EVALUATED, last_evaluation },
	[STEP_PROMISED] = { MILESTONE_PROMISED, promised_on },
	[STEP_INVITED] = { MILESTONE_INVITED, invited_on },
	[STEP_LAST_UPDATE] = { MILESTONE_NONE, last_update },
};

/* The steps every update follows, where they were taken. */
#define FIRST_STEPS (1u << STEP_RECEIVED | 1u << STEP_FILED | 1u << STEP_ASSIGNED)
/* The steps an action follows beside them. A step that a city's rules leave out falls back on those before it; actions
 * that are not listed follow the first steps only. */
static const unsigned follows[ACTION_COUNT_] = {
	[ACTION_NONE] = 1u << STEP_RETURNED,
	[ACTION_ASSIGN] = 1u << STEP_LAST_RETURN,
	[ACTION_ACCEPT] = 1u << STEP_RETURNED,
	[ACTION_REJECT_RETURN] = 1u << STEP_RETURNED,
	[ACTION_CONTACT] = 1u << STEP_ACCEPTED,
	[ACTION_OPINION] = 1u << STEP_ACCEPTED,
	[ACTION_OUTCOME] = 1u << STEP_ACCEPTED,
	[ACTION_PROMISE] = 1u << STEP_ACCEPTED,
	[ACTION_DRAFT] = 1u << STEP_ACCEPTED | 1u << STEP_OPINION,
	[ACTION_COSIGN] = 1u << STEP_OWN_OPINION | 1u << STEP_LAST_DRAFT,
	[ACTION_REVIEW] = 1u << STEP_DRAFTED | 1u << STEP_OPINION | 1u << STEP_COSIGNED,
	[ACTION_SEND_BACK] = 1u << STEP_DRAFTED | 1u << STEP_REVIEWED,
	[ACTION_ANSWER] = 1u << STEP_ACCEPTED | 1u << STEP_OPINION | 1u << STEP_DRAFTED | 1u << STEP_COSIGNED |
			  1u << STEP_REVIEWED,
	[ACTION_ANSWER_MERGED] = 1u << STEP_MERGED | 1u << STEP_MAIN_ANSWER,
	[ACTION_PUBLISH] = 1u << STEP_LAST_ANSWER | 1u << STEP_MERGED,
	[ACTION_EVALUATE] = 1u << STEP_LAST_ANSWER | 1u << STEP_MERGED,
	[ACTION_UPGRADE] = 1u << STEP_ANSWERED,
	[ACTION_KEEP] = 1u << STEP_PROMISED,
	[ACTION_POSTPONE] = 1u << STEP_PROMISED,
	[ACTION_BREAK] = 1u << STEP_PROMISED,
	[ACTION_REOPEN] = 1u << STEP_LAST_ANSWER | 1u << STEP_EVALUATED,
	[ACTION_SIGN] = 1u << STEP_INVITED,
	[ACTION_DECLINE] = 1u << STEP_INVITED,
	[ACTION_SUBMIT] = 1u << STEP_LAST_UPDATE,
	[ACTION_CLOSE] = 1u << STEP_LAST_UPDATE,
	[ACTION_WITHDRAW] = 1u << STEP_LAST_UPDATE,
};

/* The latest step the update follows and its day; HY_DAY_NONE when it follows none. A correction names the day of an
 * earlier line, which has its own place in time. */
static enum step previous_step(const struct decide *decide, hy_day *ret_day)
{
	unsigned all = FIRST_STEPS | follows[decide->move->action];
	enum step latest = STEP_RECEIVED;

	*ret_day = HY_DAY_NONE;
	if (decide->move->action == ACTION_CORRECT)
		return latest;
	for (enum step step = 0; step < STEP_COUNT_; step++) {
		hy_day day = all & 1u << step ? steps[step].day(decide) : HY_DAY_NONE;

		if (day != HY_DAY_NONE && day >= *ret_day) {
			*ret_day = day;
			latest = step;
		}
	}
	return latest;
}

static int refuse_before(const struct decide *decide, enum step step, hy_day previous)
{
	static const struct label latest = { "最近一次登记", "the latest entry" };
	enum milestone milestone = steps[step].milestone;
	char value[HY_DAY_TEXT], other[HY_DAY_TEXT];

	refuse(decide->refusal, REASON_DATE_BEFORE_PREVIOUS);
	refuse_with(decide->refusal, "value", "%s", day_format(decide->on, value));
	refuse_with(decide->refusal, "previous", "%s", day_format(previous, other));
	if (milestone == MILESTONE_NONE)
		refuse_words(decide->refusal, "step", latest.zh, latest.en);
	else
		refuse_words(decide->refusal, "step", milestone_label(milestone, LANGUAGE_ZH),
			     milestone_label(milestone, LANGUAGE_EN));
	return -1;
}

static int check_order(const struct decide *decide)
{
	char value[HY_DAY_TEXT], other[HY_DAY_TEXT];
	hy_day previous;
	enum step step = previous_step(decide, &previous);

	if (decide->on > decide->context->today) {
		refuse_with(refuse(decide->refusal, REASON_DATE_IN_FUTURE), "field", "happened_on");
		refuse_with(decide->refusal, "value", "%s", day_format(decide->on, value));
		refuse_with(decide->refusal, "today", "%s", day_format(decide->context->today, other));
		return -1;
	}
	return decide->on < previous ? refuse_before(decide, step, previous) : 0;
}

/* The first day from which on today is at most so many working days away. */
static hy_day earliest_day(const struct engine_context *context, int working_days)
{
	hy_day day = context->today;

	while (calendar_working_days_between(context->calendar, day - 1, context->today) <= working_days)
		day--;
	return day;
}

static int refuse_too_far(const struct decide *decide, hy_day earliest)
{
	enum role role = decide->update->role;
	char value[HY_DAY_TEXT], text[HY_DAY_TEXT];

	refuse(decide->refusal, REASON_DATE_TOO_FAR_BACK);
	refuse_with(decide->refusal, "value", "%s", day_format(decide->on, value));
	refuse_words(decide->refusal, "role", role_label(role, LANGUAGE_ZH), role_label(role, LANGUAGE_EN));
	refuse_with(decide->refusal, "earliest", "%s", day_format(earliest, text));
	return -1;
}

static bool is_catch_up(const struct decide *decide)
{
	const struct rule_catch_up *catch_up = &decide->context->rules->catch_up;

	return catch_up->given && decide->context->today <= catch_up->until && decide->on >= catch_up->from;
}

/* How far back the role may date; beyond that only in a catch-up period (补录), or with a reason where a reason is
 * what the rules ask for. Either marks the entry as late. */
static int check_distance(struct decide *decide)
{
	const struct engine_context *context = decide->context;
	const struct rule_backdating *rule = &context->rules->backdating[decide->update->role];
	int distance = calendar_working_days_between(context->calendar, decide->on, context->today);
	bool is_far, needs_reason;

	if (decide->on == context->today)
		return 0;
	is_far = !rule->given || (rule->working_days >= 0 && distance > rule->working_days);
	needs_reason = rule->given && rule->reason_after >= 0 && distance > rule->reason_after;
	decide->late_entry = is_far || needs_reason;
	if (!decide->late_entry || is_catch_up(decide))
		return 0;
	if (is_far)
		return refuse_too_far(decide, rule->given ? earliest_day(context, rule->working_days) : context->today);
	if (!engine_is_blank(decide->update->reason))
		return 0;
	refuse_words(refuse(decide->refusal, REASON_REASON_REQUIRED), "verb", decide->move->label.zh,
		     decide->move->label.en);
	return -1;
}

/* 退办期限. */
static int check_return_by(const struct decide *decide)
{
	const struct assignment *assignment = decide->assignment;
	char limit[HY_DAY_TEXT];

	if (decide->move->action != ACTION_RETURN || !assignment || assignment->return_by == HY_DAY_NONE ||
	    decide->on <= assignment->return_by)
		return 0;
	refuse(decide->refusal, REASON_RETURN_TOO_LATE);
	refuse_with(decide->refusal, "limit", "%s", day_format(assignment->return_by, limit));
	return -1;
}

/* An invitation to join ends on a day; what came on paper in time the committee enters with a reason. */
static int check_join_by(const struct decide *decide)
{
	const struct item *signer;
	char limit[HY_DAY_TEXT];

	if (decide->move->action != ACTION_SIGN)
		return 0;
	signer = find_item(decide, ITEM_SIGNER, decide->update->signer_no);
	if (!signer || signer->due_on == HY_DAY_NONE || decide->on <= signer->due_on)
		return 0;
	if (decide->update->role == ROLE_COMMITTEE && !engine_is_blank(decide->update->reason))
		return 0;
	refuse_with(refuse(decide->refusal, REASON_JOIN_TOO_LATE), "limit", "%s", day_format(signer->due_on, limit));
	return -1;
}

int decide_dates(struct decide *decide)
{
	hy_day on = decide->update->happened_on;

	decide->on = on == HY_DAY_NONE ? decide->context->today : on;
	if (check_order(decide) < 0 || check_distance(decide) < 0)
		return -1;
	if (check_return_by(decide) < 0)
		return -1;
	return check_join_by(decide);
}
