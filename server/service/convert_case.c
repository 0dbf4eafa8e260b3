/* A case as a message: the tables' state, the JSON it was received with, and what its lines tell beside. */
#include "service/convert.h"

#include <jansson.h>
#include <string.h>

static char *json_text(struct rpc *rpc, const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return convert_text(rpc, text ? text : "");
}

static void convert_proposers(struct rpc *rpc, const json_t *list, Huiyin__V1__NewCase *out)
{
	size_t n = json_array_size(list);

	out->proposers = rpc_alloc(rpc, (n + 1) * sizeof(char *));
	for (size_t i = 0; i < n; i++) {
		const char *name = json_string_value(json_array_get(list, i));

		out->proposers[out->n_proposers++] = convert_text(rpc, name ? name : "");
	}
}

static Huiyin__V1__NewCase *convert_received(struct rpc *rpc, const struct case_row *row)
{
	Huiyin__V1__NewCase *out = convert_new(rpc, &huiyin__v1__new_case__descriptor);
	json_t *received = json_loads(row->received, 0, NULL);
	const struct session *session = registry_session(rpc->registry, row->state.session_id);

	out->session = convert_text(rpc, session ? session->code : "");
	out->submission_number = json_text(rpc, received, "submission_number");
	out->external_number = json_text(rpc, received, "external_number");
	out->level = (Huiyin__V1__Level)row->state.level;
	out->title = json_text(rpc, received, "title");
	out->text = json_text(rpc, received, "text");
	convert_proposers(rpc, json_object_get(received, "proposers"), out);
	out->proposer_kind = json_text(rpc, received, "proposer_kind");
	out->sector = json_text(rpc, received, "sector");
	out->category = json_text(rpc, received, "category");
	out->received_on = rpc_day(rpc, row->state.received_on);
	out->kind = convert_text(rpc, row->state.kind);
	json_decref(received);
	return out;
}

/* The last note with a milestone of an assignment, NULL if there is none. */
static const struct case_note *find_note(const struct case_row *row, int assignment_no, enum milestone milestone)
{
	const struct case_note *found = NULL;

	for (size_t i = 0; i < row->n_notes && row->notes[i].version <= row->state.version; i++)
		if (row->notes[i].assignment_no == assignment_no && row->notes[i].milestone == milestone)
			found = &row->notes[i];
	return found;
}

/* The words of a state; its code when the rules in force have it no more. */
static char *state_label(struct rpc *rpc, const struct rule_state *state, const char *code)
{
	return convert_text(rpc, state ? label_text(&state->label, rpc->language) : code);
}

/* How an assignment stands against its due day. */
static void convert_due(struct rpc *rpc, const struct assignment *assignment, Huiyin__V1__Assignment *out)
{
	const struct registry *registry = rpc->registry;

	if (!registry->rules || !engine_assignment_is_open(registry->rules, assignment))
		return;
	out->overdue = engine_assignment_is_overdue(registry->rules, assignment, rpc->today);
	if (assignment->due_on != HY_DAY_NONE)
		out->days_left = calendar_working_days_between(registry->calendar, rpc->today, assignment->due_on);
}

static Huiyin__V1__Assignment *convert_assignment(struct rpc *rpc, const struct case_row *row,
						  const struct assignment *assignment)
{
	Huiyin__V1__Assignment *out = convert_new(rpc, &huiyin__v1__assignment__descriptor);
	const struct rules *rules = rpc->registry->rules;
	bool lead = assignment->role == ASSIGNMENT_LEAD;
	const struct case_note *done = find_note(row, assignment->no, lead ? MILESTONE_ANSWERED : MILESTONE_OPINION);
	const struct case_note *returned = find_note(row, assignment->no, MILESTONE_RETURNED);

	out->assignment_no = assignment->no;
	out->office = convert_office(rpc, assignment->office_id);
	out->role = (Huiyin__V1__AssignmentRole)assignment->role;
	out->state = convert_text(rpc, assignment->state);
	out->state_label =
		state_label(rpc, rules ? rules_assignment_state(rules, assignment->state) : NULL, assignment->state);
	out->assigned_on = rpc_day(rpc, assignment->assigned_on);
	out->due_on = rpc_day(rpc, assignment->due_on);
	out->return_by = rpc_day(rpc, assignment->return_by);
	out->accepted_on = rpc_day(rpc, assignment->accepted_on);
	out->contacted_on = rpc_day(rpc, assignment->contacted_on);
	out->answered_on = rpc_day(rpc, assignment->answered_on);
	out->class_ = convert_text(rpc, assignment->class);
	out->class_meaning = (Huiyin__V1__ClassMeaning)assignment->class_meaning;
	out->document_number = convert_text(rpc, done ? done->document_number : "");
	out->return_reason = convert_text(rpc, returned ? returned->reason : "");
	convert_due(rpc, assignment, out);
	return out;
}

/* Outcomes a message shows, the latest ones: with texts of full length they stay far below what a client takes. */
#define MAX_SHOWN_OUTCOMES 200

struct outcomes {
	Huiyin__V1__Outcome *latest[MAX_SHOWN_OUTCOMES]; /* a ring */
	size_t n;                                        /* of all */
};

static void collect_outcomes(struct rpc *rpc, const char *text, struct outcomes *outcomes)
{
	json_t *list = json_loads(text, 0, NULL), *entry;
	size_t i;

	json_array_foreach(list, i, entry)
	{
		Huiyin__V1__Outcome *outcome = convert_new(rpc, &huiyin__v1__outcome__descriptor);

		outcome->text = json_text(rpc, entry, "text");
		outcome->number = json_text(rpc, entry, "number");
		outcome->unit = json_text(rpc, entry, "unit");
		outcome->on = json_text(rpc, entry, "on");
		outcomes->latest[outcomes->n++ % MAX_SHOWN_OUTCOMES] = outcome;
	}
	json_decref(list);
}

static void convert_outcomes(struct rpc *rpc, const struct case_row *row, Huiyin__V1__Case *out)
{
	struct outcomes outcomes = { .n = 0 };
	size_t first;

	for (size_t i = 0; i < row->n_notes && row->notes[i].version <= row->state.version; i++)
		if (row->notes[i].outcomes[0])
			collect_outcomes(rpc, row->notes[i].outcomes, &outcomes);
	first = outcomes.n > MAX_SHOWN_OUTCOMES ? outcomes.n - MAX_SHOWN_OUTCOMES : 0;
	out->outcomes = rpc_alloc(rpc, (outcomes.n - first + 1) * sizeof(*out->outcomes));
	for (size_t i = first; i < outcomes.n; i++)
		out->outcomes[out->n_outcomes++] = outcomes.latest[i % MAX_SHOWN_OUTCOMES];
}

static const char *name_of_office(void *arg, int office_id, enum language language)
{
	const struct office *office = registry_office(arg, office_id);

	return office ? office_name(office, language) : "";
}

/* Room for a sentence that names some offices. */
#define NEXT_STEP_SIZE 1000

static char *next_step(struct rpc *rpc, const struct case_state *state)
{
	const struct engine_context context = { rpc->registry->rules, rpc->registry->calendar, rpc->today, NULL };
	char *text = rpc_alloc(rpc, NEXT_STEP_SIZE);

	if (context.rules)
		engine_next_step(&context, state, rpc->language, name_of_office, rpc->registry, text, NEXT_STEP_SIZE);
	return text;
}

Huiyin__V1__Case *convert_case(struct rpc *rpc, const struct case_row *row)
{
	Huiyin__V1__Case *out = convert_new(rpc, &huiyin__v1__case__descriptor);
	const struct case_state *state = &row->state;
	const struct rules *rules = rpc->registry->rules;
	const struct case_note *not_filed = find_note(row, 0, MILESTONE_NOT_FILED);

	out->case_id = state->case_id;
	out->case_number = convert_text(rpc, state->number);
	out->version = state->version;
	out->received = convert_received(rpc, row);
	out->state = convert_text(rpc, state->state);
	out->state_label = state_label(rpc, rules ? rules_state(rules, state->state) : NULL, state->state);
	out->assignments = rpc_alloc(rpc, ((size_t)state->n_assignments + 1) * sizeof(*out->assignments));
	for (int i = 0; i < state->n_assignments; i++)
		out->assignments[out->n_assignments++] = convert_assignment(rpc, row, &state->assignments[i]);
	convert_outcomes(rpc, row, out);
	out->attitude = convert_text(rpc, state->attitude);
	out->result = convert_text(rpc, state->result);
	out->next_step = next_step(rpc, state);
	out->page = row->page;
	out->not_filed_reason = convert_text(rpc, not_filed ? not_filed->reason : "");
	return out;
}
