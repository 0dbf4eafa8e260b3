/* One office's part in a case as a message. */
#include "service/convert_parts.h"

#include <string.h>

/* How an assignment stands against its due day. */
static void convert_due(struct converting *converting, const struct assignment *assignment, Huiyin__V1__Assignment *out)
{
	const struct engine_context *context = &converting->context;

	if (!context->rules || !engine_assignment_is_open(context->rules, assignment))
		return;
	out->open = true;
	out->overdue = engine_assignment_is_overdue(context->rules, assignment, context->today);
	out->mark = (Huiyin__V1__DueMark)engine_mark(context, assignment, context->today);
	if (assignment->due_on == HY_DAY_NONE)
		return;
	out->days_left = calendar_working_days_between(context->calendar, context->today, assignment->due_on);
	out->provisional = engine_is_provisional(context, assignment->assigned_on, assignment->due_on);
}

static void convert_days(struct rpc *rpc, const struct assignment *assignment, Huiyin__V1__Assignment *out)
{
	out->assigned_on = rpc_day(rpc, assignment->assigned_on);
	out->due_on = rpc_day(rpc, assignment->due_on);
	out->return_by = rpc_day(rpc, assignment->return_by);
	out->accepted_on = rpc_day(rpc, assignment->accepted_on);
	out->contacted_on = rpc_day(rpc, assignment->contacted_on);
	out->answered_on = rpc_day(rpc, assignment->answered_on);
	out->contact_by = rpc_day(rpc, assignment->contact_by);
	out->drafted_on = rpc_day(rpc, assignment->drafted_on);
	out->reviewed_on = rpc_day(rpc, assignment->reviewed_on);
	out->cosigned_on = rpc_day(rpc, assignment->cosigned_on);
	out->returned_on = rpc_day(rpc, assignment->returned_on);
}

/* What was said when it was drafted, answered, returned. */
static void convert_said(struct converting *converting, const struct assignment *assignment,
			 Huiyin__V1__Assignment *out)
{
	struct rpc *rpc = converting->rpc;
	const struct notes *notes = &converting->notes;
	enum milestone milestone = assignment->role == ASSIGNMENT_ASSIST ? MILESTONE_OPINION : MILESTONE_ANSWERED;
	int done = notes_find(notes, assignment->no, milestone);
	int drafted = notes_find(notes, assignment->no, MILESTONE_DRAFTED);
	int returned = notes_find(notes, assignment->no, MILESTONE_RETURNED);

	out->document_number = convert_text(rpc, notes_text(notes, done, "document_number"));
	out->text = convert_text(rpc, notes_text(notes, done, "text"));
	out->signed_by = convert_text(rpc, notes_text(notes, done, "signed_by"));
	out->contact_person = convert_text(rpc, notes_text(notes, done, "contact_person"));
	out->drafted_class = convert_text(rpc, notes_text(notes, drafted, "class"));
	out->return_reason = convert_text(rpc, notes_text(notes, returned, "reason"));
	if (returned >= 0)
		out->proposed_office = convert_office(
			rpc, (int)json_integer_value(json_object_get(notes->inputs[returned], "proposed_office")));
}

Huiyin__V1__Assignment *convert_assignment(struct converting *converting, const struct assignment *assignment)
{
	struct rpc *rpc = converting->rpc;
	const struct rules *rules = converting->context.rules;
	Huiyin__V1__Assignment *out = convert_new(rpc, &huiyin__v1__assignment__descriptor);

	out->assignment_no = assignment->no;
	out->office = convert_office(rpc, assignment->office_id);
	out->role = (Huiyin__V1__AssignmentRole)assignment->role;
	out->role_label = convert_text(rpc, rules ? rules_role_label(rules, assignment->role, rpc->language) : "");
	out->state = convert_text(rpc, assignment->state);
	out->state_label = convert_state_label(rpc, rules ? rules_assignment_state(rules, assignment->state) : NULL,
					       assignment->state);
	out->class_ = convert_text(rpc, assignment->answered_on != HY_DAY_NONE ? assignment->class : "");
	out->class_meaning = (Huiyin__V1__ClassMeaning)assignment->class_meaning;
	out->reviewed_class = convert_text(rpc, assignment->reviewed_on != HY_DAY_NONE ? assignment->class : "");
	out->round = assignment->round;
	out->extensions = assignment->extensions;
	out->later_class = convert_text(rpc, assignment->later_class);
	convert_days(rpc, assignment, out);
	convert_said(converting, assignment, out);
	convert_due(converting, assignment, out);
	return out;
}

Huiyin__V1__MergedAnswer *convert_merged_answer(struct converting *converting)
{
	struct rpc *rpc = converting->rpc;
	const struct notes *notes = &converting->notes;
	int answered = notes_find(notes, 0, MILESTONE_ANSWERED);
	const struct rule_class *class;
	Huiyin__V1__MergedAnswer *out;

	if (answered < 0)
		return NULL;
	out = convert_new(rpc, &huiyin__v1__merged_answer__descriptor);
	out->office = convert_office(rpc, notes->list[answered].office_id);
	out->answered_on = rpc_day(rpc, notes->list[answered].on);
	out->class_ = convert_text(rpc, notes_text(notes, answered, "class"));
	class = converting->context.rules ? rules_class(converting->context.rules, out->class_) : NULL;
	out->class_meaning = class ? (Huiyin__V1__ClassMeaning) class->meaning : 0;
	out->document_number = convert_text(rpc, notes_text(notes, answered, "document_number"));
	out->text = convert_text(rpc, notes_text(notes, answered, "text"));
	out->signed_by = convert_text(rpc, notes_text(notes, answered, "signed_by"));
	out->contact_person = convert_text(rpc, notes_text(notes, answered, "contact_person"));
	return out;
}
