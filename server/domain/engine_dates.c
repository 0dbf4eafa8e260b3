/* When an update may have happened: not in the future, not before the step it follows, not too far back for the role;
 * and when what it begins is due. */
#include "domain/engine_steps.h"

static hy_day later(hy_day a, hy_day b)
{
	return a > b ? a : b; /* HY_DAY_NONE is less than any day */
}

/* The lead office's latest day of a kind, over all who ever led the case. */
static hy_day last_lead_day(const struct case_state *state, hy_day (*day_of)(const struct assignment *))
{
	hy_day day = HY_DAY_NONE;

	for (int i = 0; i < state->n_assignments; i++)
		if (state->assignments[i].role == ASSIGNMENT_LEAD)
			day = later(day, day_of(&state->assignments[i]));
	return day;
}

static hy_day returned_on(const struct assignment *assignment)
{
	return assignment->returned_on;
}

static hy_day answered_on(const struct assignment *assignment)
{
	return assignment->answered_on;
}

/* The day of the step a move follows. A step that a city's rules leave out falls back on the one before it. */
static hy_day previous_day(const struct decide *decide)
{
	const struct case_state *before = decide->before;
	const struct assignment *assignment = decide->assignment;
	hy_day day = later(before->received_on, before->filed_on);

	if (assignment)
		day = later(day, assignment->assigned_on);
	switch ((int)decide->move->action) {
	case ACTION_ASSIGN:
		return later(day, last_lead_day(before, returned_on));
	case ACTION_CONTACT:
	case ACTION_OPINION:
	case ACTION_ANSWER:
	case ACTION_OUTCOME:
		return assignment ? later(day, assignment->accepted_on) : day;
	case ACTION_EVALUATE:
		return later(day, last_lead_day(before, answered_on));
	case ACTION_CLOSE:
		return later(day, before->last_on); /* it ends the case, so nothing recorded may come after it */
	case ACTION_NONE:
	case ACTION_FILE:
	case ACTION_NOT_FILE:
	case ACTION_ACCEPT:
	case ACTION_RETURN:
	default:
		break;
	}
	return day;
}

static int check_order(const struct decide *decide)
{
	char value[HY_DAY_TEXT], other[HY_DAY_TEXT];
	hy_day previous = previous_day(decide);

	day_format(decide->on, value);
	if (decide->on > decide->context->today) {
		refuse_with(refuse(decide->refusal, REASON_DATE_IN_FUTURE), "field", "happened_on");
		refuse_with(decide->refusal, "value", "%s", value);
		refuse_with(decide->refusal, "today", "%s", day_format(decide->context->today, other));
		return -1;
	}
	if (decide->on < previous) {
		refuse_with(refuse(decide->refusal, REASON_DATE_BEFORE_PREVIOUS), "value", "%s", value);
		refuse_with(decide->refusal, "previous", "%s", day_format(previous, other));
		return -1;
	}
	return 0;
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

int decide_dates(struct decide *decide)
{
	hy_day on = decide->update->happened_on;

	decide->on = on == HY_DAY_NONE ? decide->context->today : on;
	if (check_order(decide) < 0 || check_distance(decide) < 0)
		return -1;
	return check_return_by(decide);
}

hy_day engine_deadline(const struct engine_context *context, enum deadline_kind kind, const struct case_state *state,
		       hy_day from)
{
	const struct rule_deadline *deadline = rules_deadline(context->rules, kind, state);

	if (!deadline)
		return HY_DAY_NONE;
	switch (deadline->unit) {
	case UNIT_DAY:
		return from + deadline->amount;
	case UNIT_WORKING_DAY:
		return calendar_add_working_days(context->calendar, from, deadline->amount);
	case UNIT_MONTH:
		return day_add_months(from, deadline->amount);
	case UNIT_FIXED:
		break;
	}
	return HY_DAY_NONE;
}
