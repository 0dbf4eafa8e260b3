/* What an accepted update does to the case, and the milestones it reaches. */
#include "domain/engine_steps.h"

#include <stdio.h>
#include <string.h>

static hy_day later(hy_day a, hy_day b)
{
	return a > b ? a : b; /* HY_DAY_NONE is less than any day */
}

void engine_enter_state(const struct rules *rules, struct case_state *state, const char *code)
{
	const struct rule_state *entered = rules_state(rules, code);

	snprintf(state->state, sizeof(state->state), "%s", code);
	state->phase = entered ? entered->phase : PHASE_NONE;
}

/* Adds the move's milestone, of an assignment or (NULL) of the case. */
static struct milestone_effect *add_effect(const struct decide *decide, struct decision *decision,
					   const struct assignment *assignment)
{
	struct milestone_effect *effect = &decision->effects[decision->n_effects++];

	*effect = (struct milestone_effect){ .milestone = decide->move->milestone, .on = decide->on };
	if (assignment) {
		effect->assignment_no = assignment->no;
		effect->office_id = assignment->office_id;
		effect->role = assignment->role;
	}
	return effect;
}

/* The state an assignment begins with. */
static const char *first_assignment_state(const struct rules *rules)
{
	for (int i = 0; i < rules->n_assignment_states; i++)
		if (rules->assignment_states[i].initial)
			return rules->assignment_states[i].code;
	return "";
}

static void add_assignment(const struct decide *decide, struct decision *decision, int office_id,
			   enum assignment_role role)
{
	const struct engine_context *context = decide->context;
	struct assignment *assignment = &decision->after.assignments[decision->after.n_assignments++];
	enum deadline_kind due = role == ASSIGNMENT_LEAD ? DEADLINE_ANSWER : DEADLINE_OPINION;

	*assignment = (struct assignment){
		.no = decision->after.n_assignments,
		.office_id = office_id,
		.role = role,
		.assigned_on = decide->on,
		.due_on = engine_deadline(context, due, decide->before, decide->on),
		.return_by = engine_deadline(context, DEADLINE_RETURN, decide->before, decide->on),
		.accepted_on = HY_DAY_NONE,
		.returned_on = HY_DAY_NONE,
		.contacted_on = HY_DAY_NONE,
		.answered_on = HY_DAY_NONE,
		.contact_by = HY_DAY_NONE,
		.drafted_on = HY_DAY_NONE,
		.reviewed_on = HY_DAY_NONE,
		.cosigned_on = HY_DAY_NONE,
		.round = 1,
	};
	snprintf(assignment->state, sizeof(assignment->state), "%s", first_assignment_state(context->rules));
	if (decide->move->milestone != MILESTONE_NONE)
		add_effect(decide, decision, assignment);
}

/* True when the office still works on the case in that role: it is kept, and not assigned twice. */
static bool is_at_work(const struct decide *decide, int office_id, enum assignment_role role)
{
	const struct case_state *before = decide->before;

	for (int i = 0; i < before->n_assignments; i++) {
		const struct assignment *assignment = &before->assignments[i];

		if (assignment->office_id == office_id && assignment->role == role &&
		    engine_assignment_is_open(decide->context->rules, assignment))
			return true;
	}
	return false;
}

static int assign(const struct decide *decide, struct decision *decision)
{
	const struct update *update = decide->update;
	int assist[MAX_ASSIST], n = 0;
	bool new_lead = !is_at_work(decide, update->lead_office, ASSIGNMENT_LEAD);

	for (int i = 0; i < update->n_assist; i++)
		if (!is_at_work(decide, update->assist_offices[i], ASSIGNMENT_ASSIST))
			assist[n++] = update->assist_offices[i];
	if (decide->before->n_assignments + n + new_lead > MAX_ASSIGNMENTS) {
		refuse_with(refuse(decide->refusal, REASON_TOO_MANY_ASSIGNMENTS), "max", "%d", MAX_ASSIGNMENTS);
		return -1;
	}
	if (new_lead)
		add_assignment(decide, decision, update->lead_office, ASSIGNMENT_LEAD);
	for (int i = 0; i < n; i++)
		add_assignment(decide, decision, assist[i], ASSIGNMENT_ASSIST);
	return 0;
}

static void file_case(const struct decide *decide, struct decision *decision)
{
	decision->after.filed_on = decide->on;
	decision->needs_number = decide->update->case_number[0] == '\0';
	snprintf(decision->after.number, sizeof(decision->after.number), "%s", decide->update->case_number);
}

static void evaluate_case(const struct decide *decide, struct decision *decision)
{
	struct case_state *after = &decision->after;

	snprintf(after->attitude, sizeof(after->attitude), "%s", decide->update->attitude);
	snprintf(after->result, sizeof(after->result), "%s", decide->update->result);
}

static int change_case(const struct decide *decide, struct decision *decision)
{
	enum move_action action = decide->move->action;

	if (decide->move->to)
		engine_enter_state(decide->context->rules, &decision->after, decide->move->to);
	if (action == ACTION_ASSIGN)
		return assign(decide, decision);
	if (action == ACTION_FILE)
		file_case(decide, decision);
	else if (action == ACTION_EVALUATE)
		evaluate_case(decide, decision);
	if (decide->move->milestone != MILESTONE_NONE)
		add_effect(decide, decision, NULL);
	return 0;
}

/* An answer or an opinion ends the assignment's clock. */
static void answer(const struct decide *decide, struct assignment *assignment)
{
	assignment->answered_on = decide->on;
	if (!decide->rule_class)
		return;
	snprintf(assignment->class, sizeof(assignment->class), "%s", decide->rule_class->letter);
	assignment->class_meaning = decide->rule_class->meaning;
}

static void carry_out(const struct decide *decide, struct assignment *assignment)
{
	switch ((int)decide->move->action) {
	case ACTION_ACCEPT:
		assignment->accepted_on = decide->on;
		break;
	case ACTION_RETURN:
		assignment->returned_on = decide->on;
		break;
	case ACTION_CONTACT:
		if (assignment->contacted_on == HY_DAY_NONE || decide->on < assignment->contacted_on)
			assignment->contacted_on = decide->on;
		break;
	case ACTION_OPINION:
		assignment->answered_on = decide->on;
		break;
	case ACTION_ANSWER:
		answer(decide, assignment);
		break;
	case ACTION_NONE:
	case ACTION_FILE:
	case ACTION_NOT_FILE:
	case ACTION_ASSIGN:
	case ACTION_OUTCOME:
	case ACTION_EVALUATE:
	case ACTION_CLOSE:
	default:
		break;
	}
}

/* True when the milestone has a due day and comes after it. */
static bool is_late(const struct decide *decide, const struct assignment *assignment)
{
	enum milestone milestone = decide->move->milestone;

	return (milestone == MILESTONE_ANSWERED || milestone == MILESTONE_OPINION) &&
	       assignment->due_on != HY_DAY_NONE && decide->on > assignment->due_on;
}

static void change_assignment(const struct decide *decide, struct decision *decision)
{
	struct assignment *assignment = &decision->after.assignments[decide->assignment - decide->before->assignments];
	const struct rule_move *move = decide->move;
	struct milestone_effect *effect;

	if (move->to)
		snprintf(assignment->state, sizeof(assignment->state), "%s", move->to);
	carry_out(decide, assignment);
	if (move->case_to && assignment->role == ASSIGNMENT_LEAD)
		engine_enter_state(decide->context->rules, &decision->after, move->case_to);
	if (move->milestone == MILESTONE_NONE)
		return;
	effect = add_effect(decide, decision, assignment);
	effect->late = is_late(decide, assignment);
	if (move->action == ACTION_ANSWER) {
		memcpy(effect->class, assignment->class, sizeof(effect->class));
		effect->class_meaning = assignment->class_meaning;
	}
}

int decide_effects(const struct decide *decide, struct decision *decision)
{
	*decision = (struct decision){ .after = *decide->before, .late_entry = decide->late_entry };
	decision->after.version++;
	decision->after.last_on = later(decision->after.last_on, decide->on);
	if (decide->move->subject == SUBJECT_CASE)
		return change_case(decide, decision);
	change_assignment(decide, decision);
	return 0;
}
