/* Until when: the last day of every kind of deadline, by the rules in force. Computed from days the case has; what is
 * stored with an assignment is what was true when it was assigned, until an extension or a new dating. */
#include "domain/engine/steps.h"

/* One deadline being computed. */
struct due {
	const struct engine_context *context;
	const struct case_state *state;
	const struct assignment *assignment; /* NULL: of the case */
	hy_day start;                        /* counts from this day whatever the rule says; HY_DAY_NONE: as it says */
};

static hy_day compute(const struct due *due, enum deadline_kind kind, int depth);

bool engine_is_answering(const struct assignment *assignment)
{
	return ANSWERING_ROLES & 1u << assignment->role;
}

bool engine_is_out(const struct rules *rules, const struct assignment *assignment)
{
	return assignment->returned_on != HY_DAY_NONE && assignment->answered_on == HY_DAY_NONE &&
	       !engine_assignment_is_open(rules, assignment);
}

bool engine_part_is_open(const struct rules *rules, const struct case_state *state, const struct assignment *assignment)
{
	return state->phase != PHASE_MERGED && state->phase != PHASE_WITHDRAWN &&
	       engine_assignment_is_open(rules, assignment);
}

bool engine_office_answers(const struct rules *rules, const struct case_state *state, int office_id)
{
	for (int i = 0; i < state->n_assignments; i++) {
		const struct assignment *assignment = &state->assignments[i];

		if (assignment->office_id == office_id && engine_is_answering(assignment) &&
		    (assignment->answered_on != HY_DAY_NONE || engine_part_is_open(rules, state, assignment)))
			return true;
	}
	return false;
}

/* So much after a day; before it when direction is -1. */
static hy_day count(const struct engine_context *context, hy_day day, int amount, enum deadline_unit unit,
		    int direction)
{
	switch (unit) {
	case UNIT_DAY:
		return day + direction * amount;
	case UNIT_WORKING_DAY:
		return direction > 0 ? calendar_add_working_days(context->calendar, day, amount)
				     : calendar_sub_working_days(context->calendar, day, amount);
	case UNIT_MONTH:
		return day_add_months(day, direction * amount);
	case UNIT_FIXED:
		break;
	}
	return day;
}

/* The next such day of the year on or after another: 29 February is the 28th of other years. */
static hy_day next_fixed(hy_day from, int month, int day)
{
	for (int year, m, d;; from++) {
		hy_day last_of_month;

		day_to_ymd(from, &year, &m, &d);
		last_of_month = day_add_months(day_from_ymd(year, m, 1), 1) - 1;
		if (m == month && (d == day || (d < day && from == last_of_month)))
			return from;
	}
}

/* The day of the last answer of the present round; HY_DAY_NONE while one is missing. */
static hy_day round_answered_on(const struct rules *rules, const struct case_state *state)
{
	hy_day last = HY_DAY_NONE;

	for (int i = 0; i < state->n_assignments; i++) {
		const struct assignment *assignment = &state->assignments[i];

		if (!engine_is_answering(assignment) || assignment->round != state->round ||
		    engine_is_out(rules, assignment))
			continue;
		if (assignment->answered_on == HY_DAY_NONE)
			return HY_DAY_NONE;
		if (assignment->answered_on > last)
			last = assignment->answered_on;
	}
	return last;
}

/* The day the present round began: its first assignment's. */
static hy_day round_began_on(const struct case_state *state)
{
	for (int i = 0; i < state->n_assignments; i++)
		if (state->assignments[i].round == state->round)
			return state->assignments[i].assigned_on;
	return HY_DAY_NONE;
}

static hy_day milestone_day(const struct due *due, enum milestone milestone)
{
	const struct assignment *assignment = due->assignment;

	switch ((int)milestone) {
	case MILESTONE_RECEIVED:
		return due->state->received_on;
	case MILESTONE_FILED:
		return due->state->filed_on;
	case MILESTONE_ASSIGNED:
	case MILESTONE_REOPENED:
		return assignment ? assignment->assigned_on : round_began_on(due->state);
	case MILESTONE_ACCEPTED:
		return assignment ? assignment->accepted_on : HY_DAY_NONE;
	case MILESTONE_ANSWERED:
		return assignment ? assignment->answered_on : round_answered_on(due->context->rules, due->state);
	default: /* an invitation is not of the case: its day is given */
		return HY_DAY_NONE;
	}
}

/* Days of before the present round do not begin a deadline of it. */
static hy_day start_day(const struct due *due, const struct rule_deadline *rule)
{
	const struct assignment *assignment = due->assignment;

	if (due->start != HY_DAY_NONE)
		return due->start;
	if (assignment && assignment->round > 1 && rule->from != MILESTONE_ACCEPTED && rule->from != MILESTONE_ANSWERED)
		return assignment->assigned_on;
	return milestone_day(due, rule->from);
}

/* The answering assignment whose deadline others of its round count back from. */
static const struct assignment *answering_of_round(const struct rules *rules, const struct case_state *state, int round)
{
	const struct assignment *found = NULL;

	for (int i = 0; i < state->n_assignments; i++) {
		const struct assignment *assignment = &state->assignments[i];

		if (engine_is_answering(assignment) && assignment->round == round &&
		    assignment->due_on != HY_DAY_NONE && !engine_is_out(rules, assignment) &&
		    (!found || assignment->due_on < found->due_on))
			found = assignment;
	}
	return found;
}

/* The day a "before" rule counts back from: the one that was set for the answering office, with what was granted to
 * it, or what the rules would set. */
static hy_day base_day(const struct due *due, const struct rule_deadline *rule, int depth)
{
	const struct assignment *answering;

	if (rule->before_kind == DEADLINE_ANSWER && due->assignment && !engine_is_answering(due->assignment)) {
		answering = answering_of_round(due->context->rules, due->state, due->assignment->round);
		if (answering)
			return answering->due_on;
	}
	return compute(due, rule->before_kind, depth + 1);
}

/* The step of a load rule the office has reached with this assignment; NULL: none. */
static const struct rule_load *load_step(const struct due *due, const struct rule_deadline *rule)
{
	const struct surroundings *around = due->context->around;
	const struct rule_load *reached = NULL;
	int cases = 0;

	if (!around || !due->assignment)
		return NULL;
	for (int i = 0; i < around->n_loads; i++)
		if (around->loads[i].office_id == due->assignment->office_id)
			cases = around->loads[i].cases;
	cases += engine_is_answering(due->assignment);
	for (int i = 0; i < rule->n_loads; i++)
		if (cases >= rule->loads[i].cases && (!reached || rule->loads[i].cases > reached->cases))
			reached = &rule->loads[i];
	return reached;
}

/* The rule of a kind; the answer of a later round has its own where the rules set one. */
static const struct rule_deadline *find_rule(const struct due *due, enum deadline_kind kind)
{
	const struct rule_deadline *rule = NULL;

	if (kind == DEADLINE_ANSWER && due->assignment && due->assignment->round > 1)
		rule = rules_deadline(due->context->rules, DEADLINE_REHANDLE, due->state);
	if (!rule)
		rule = rules_deadline(due->context->rules, kind, due->state);
	if (!rule && kind == DEADLINE_REHANDLE)
		rule = rules_deadline(due->context->rules, DEADLINE_ANSWER, due->state);
	return rule;
}

static hy_day compute(const struct due *due, enum deadline_kind kind, int depth)
{
	const struct rule_deadline *rule = find_rule(due, kind);
	const struct rule_load *load;
	hy_day day;

	if (!rule || depth > DEADLINE_KIND_COUNT_) /* a circle of "before", which the checker refuses */
		return HY_DAY_NONE;
	day = rule->before ? base_day(due, rule, depth) : start_day(due, rule);
	if (day == HY_DAY_NONE)
		return HY_DAY_NONE;
	if (rule->unit == UNIT_FIXED)
		day = next_fixed(day, rule->month, rule->day);
	else
		day = count(due->context, day, rule->amount, rule->unit, rule->before ? -1 : 1);
	load = load_step(due, rule);
	return load ? count(due->context, day, load->amount, load->unit, 1) : day;
}

hy_day engine_due(const struct engine_context *context, enum deadline_kind kind, const struct case_state *state,
		  const struct assignment *assignment)
{
	const struct due due = { context, state, assignment, HY_DAY_NONE };

	return compute(&due, kind, 0);
}

hy_day engine_deadline(const struct engine_context *context, enum deadline_kind kind, const struct case_state *state,
		       hy_day from)
{
	const struct due due = { context, state, NULL, from };

	return compute(&due, kind, 0);
}

/* Days granted to an assignment beyond its deadline, over all its extensions. */
static int granted_days(const struct case_state *state, int assignment_no)
{
	int days = 0;

	for (int i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		if (item->kind == ITEM_EXTENSION && item->assignment_no == assignment_no &&
		    item->due_on != HY_DAY_NONE && item->done_on != HY_DAY_NONE)
			days += item->due_on - item->done_on;
	}
	return days;
}

void engine_set_deadlines(const struct engine_context *context, const struct case_state *state,
			  struct assignment *assignment)
{
	enum deadline_kind kind = engine_is_answering(assignment) ? DEADLINE_ANSWER : DEADLINE_OPINION;
	hy_day due_on = engine_due(context, kind, state, assignment);

	assignment->due_on = due_on == HY_DAY_NONE ? due_on : due_on + granted_days(state, assignment->no);
	assignment->return_by = engine_due(context, DEADLINE_RETURN, state, assignment);
	assignment->contact_by = engine_due(context, DEADLINE_CONTACT, state, assignment);
}

/* --- extensions --- */

/* The rule that dated the assignment. */
static const struct rule_deadline *rule_of(const struct engine_context *context, const struct case_state *state,
					   const struct assignment *assignment)
{
	const struct due due = { context, state, assignment, HY_DAY_NONE };

	return find_rule(&due, engine_is_answering(assignment) ? DEADLINE_ANSWER : DEADLINE_OPINION);
}

static hy_day longest(const struct engine_context *context, const struct rule_deadline *rule, hy_day due_on)
{
	return count(context, due_on, rule->extend.amount, rule->extend.unit, 1);
}

static int refuse_times(const struct decide *decide, int times)
{
	refuse_with(refuse(decide->refusal, REASON_EXTENSION_TOO_OFTEN), "max", "%d", times);
	return -1;
}

static int refuse_length(const struct decide *decide, hy_day asked, hy_day due_on, hy_day last)
{
	char value[HY_DAY_TEXT], due[HY_DAY_TEXT], limit[HY_DAY_TEXT];

	refuse_with(refuse(decide->refusal, REASON_EXTENSION_OUT_OF_RANGE), "value", "%s", day_format(asked, value));
	refuse_with(decide->refusal, "due", "%s", day_format(due_on, due));
	refuse_with(decide->refusal, "limit", "%s", day_format(last, limit));
	return -1;
}

int engine_check_extension(const struct decide *decide, const struct assignment *assignment,
			   const struct item *extension, hy_day due_on)
{
	const struct rule_deadline *rule = rule_of(decide->context, decide->before, assignment);
	hy_day last =
		rule && rule->extend.times > 0 ? longest(decide->context, rule, extension->done_on) : extension->due_on;

	if (due_on > extension->done_on && due_on <= last)
		return 0;
	return refuse_length(decide, due_on, extension->done_on, last);
}

int engine_extend(const struct decide *decide, struct item *ret_item)
{
	const struct assignment *assignment = decide->assignment;
	const struct rule_deadline *rule = rule_of(decide->context, decide->before, assignment);
	hy_day asked = decide->update->due_on, last;

	if (!rule || rule->extend.times == 0 || assignment->due_on == HY_DAY_NONE) {
		refuse(decide->refusal, REASON_EXTENSION_UNKNOWN);
		return -1;
	}
	if (!(rule->extend.by & 1u << decide->update->role))
		return refuse_role(decide, rule->extend.by);
	if (assignment->extensions >= rule->extend.times)
		return refuse_times(decide, rule->extend.times);
	last = longest(decide->context, rule, assignment->due_on);
	if (asked != HY_DAY_NONE && (asked <= assignment->due_on || asked > last))
		return refuse_length(decide, asked, assignment->due_on, last);
	*ret_item = (struct item){
		.kind = ITEM_EXTENSION,
		.state = ITEM_RECORDED,
		.assignment_no = assignment->no,
		.round = assignment->round,
		.office_id = assignment->office_id,
		.on = decide->on,
		.due_on = asked == HY_DAY_NONE ? last : asked,
		.done_on = assignment->due_on,
	};
	return 0;
}

/* --- how a due day stands --- */

/* True from so long before the due day on. */
static bool is_near(const struct engine_context *context, const struct rule_warning *warning, hy_day due_on, hy_day on)
{
	return warning->amount > 0 && on >= count(context, due_on, warning->amount, warning->unit, -1);
}

enum due_mark engine_mark_of(const struct engine_context *context, hy_day due_on, hy_day on)
{
	const struct rules *rules = context->rules;

	if (due_on == HY_DAY_NONE)
		return MARK_NONE;
	if (on > due_on)
		return MARK_OVERDUE;
	if (is_near(context, &rules->red, due_on, on))
		return MARK_RED;
	return is_near(context, &rules->yellow, due_on, on) ? MARK_YELLOW : MARK_NONE;
}

enum due_mark engine_mark(const struct engine_context *context, const struct assignment *assignment, hy_day on)
{
	return engine_assignment_is_open(context->rules, assignment) ? engine_mark_of(context, assignment->due_on, on)
								     : MARK_NONE;
}

static int year_of(hy_day day)
{
	int year, month, day_of_month;

	day_to_ymd(day, &year, &month, &day_of_month);
	return year;
}

bool engine_is_provisional(const struct engine_context *context, hy_day from, hy_day to)
{
	int first, last;

	if (from == HY_DAY_NONE || to == HY_DAY_NONE)
		return false;
	first = year_of(from < to ? from : to);
	last = year_of(from < to ? to : from);
	for (int year = first; year <= last; year++)
		if (!calendar_has_year(context->calendar, year))
			return true;
	return false;
}
