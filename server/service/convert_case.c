/* A case as a message: the tables' state, the JSON it was received with, and what its lines tell beside. */
#include "service/convert_parts.h"

#include <jansson.h>
#include <string.h>

static void convert_proposers(struct rpc *rpc, const json_t *list, Huiyin__V1__NewCase *out)
{
	size_t n = json_array_size(list);

	out->proposers = rpc_alloc(rpc, (n + 1) * sizeof(char *));
	for (size_t i = 0; i < n; i++) {
		const char *name = json_string_value(json_array_get(list, i));

		out->proposers[out->n_proposers++] = convert_text(rpc, name ? name : "");
	}
}

/* Codes of the people of the directory, in the order of the names; none when nobody is in it. */
static void convert_proposer_members(struct rpc *rpc, const json_t *list, Huiyin__V1__NewCase *out)
{
	size_t n = json_array_size(list);

	out->proposer_members = rpc_alloc(rpc, (n + 1) * sizeof(char *));
	for (size_t i = 0; i < n; i++) {
		const struct member *member =
			registry_member(rpc->registry, (int)json_integer_value(json_array_get(list, i)));

		out->proposer_members[out->n_proposer_members++] = convert_text(rpc, member ? member->code : "");
	}
}

static Huiyin__V1__NewCase *convert_received(struct rpc *rpc, const struct case_row *row)
{
	Huiyin__V1__NewCase *out = convert_new(rpc, &huiyin__v1__new_case__descriptor);
	json_t *received = json_loads(row->received, 0, NULL);
	const struct session *session = registry_session(rpc->registry, row->state.session_id);

	out->session = convert_text(rpc, session ? session->code : "");
	out->submission_number = convert_json(rpc, received, "submission_number");
	out->external_number = convert_json(rpc, received, "external_number");
	out->level = (Huiyin__V1__Level)row->state.level;
	out->title = convert_json(rpc, received, "title");
	out->text = convert_json(rpc, received, "text");
	convert_proposers(rpc, json_object_get(received, "proposers"), out);
	out->proposer_kind = convert_json(rpc, received, "proposer_kind");
	out->sector = convert_json(rpc, received, "sector");
	out->category = convert_json(rpc, received, "category");
	out->received_on = rpc_day(rpc, row->state.received_on);
	out->kind = convert_text(rpc, row->state.kind);
	out->publication_wish = json_is_true(json_object_get(received, "publication_wish"));
	out->publication_wish_reason = convert_json(rpc, received, "publication_wish_reason");
	out->draft = row->state.phase == PHASE_DRAFT;
	convert_proposer_members(rpc, json_object_get(received, "proposer_members"), out);
	json_decref(received);
	return out;
}

char *convert_state_label(struct rpc *rpc, const struct rule_state *state, const char *code)
{
	return convert_text(rpc, state ? label_text(&state->label, rpc->language) : code);
}

/* Outcomes a message shows, the latest ones: with texts of full length they stay far below what a client takes. */
#define MAX_SHOWN_OUTCOMES 200

struct outcomes {
	Huiyin__V1__Outcome *latest[MAX_SHOWN_OUTCOMES]; /* a ring */
	size_t n;                                        /* of all */
};

static void collect_outcomes(struct rpc *rpc, const json_t *list, struct outcomes *outcomes)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry)
	{
		Huiyin__V1__Outcome *outcome = convert_new(rpc, &huiyin__v1__outcome__descriptor);

		outcome->text = convert_json(rpc, entry, "text");
		outcome->number = convert_json(rpc, entry, "number");
		outcome->unit = convert_json(rpc, entry, "unit");
		outcome->on = convert_json(rpc, entry, "on");
		outcomes->latest[outcomes->n++ % MAX_SHOWN_OUTCOMES] = outcome;
	}
}

static void convert_outcomes(struct rpc *rpc, const struct notes *notes, Huiyin__V1__Case *out)
{
	struct outcomes outcomes = { .n = 0 };
	size_t first;

	for (size_t i = 0; i < notes->n; i++)
		collect_outcomes(rpc, json_object_get(notes->inputs[i], "outcomes"), &outcomes);
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

static char *next_step(struct converting *converting)
{
	struct rpc *rpc = converting->rpc;
	char *text = rpc_alloc(rpc, NEXT_STEP_SIZE);

	if (converting->context.rules)
		engine_next_step(&converting->context, &converting->row->state, rpc->language, name_of_office,
				 rpc->registry, text, NEXT_STEP_SIZE);
	return text;
}

/* Why it was not filed: the ground of the rules' list and the words written for it. */
static char *not_filed_reason(struct converting *converting)
{
	struct rpc *rpc = converting->rpc;
	const struct notes *notes = &converting->notes;
	int note = notes_find(notes, 0, MILESTONE_NOT_FILED);
	const char *code, *reason;
	const struct rule_word *word;

	if (note < 0)
		note = notes_find(notes, 0, MILESTONE_REDIRECTED);
	code = notes_text(notes, note, "reason_code");
	reason = notes_text(notes, note, "reason");
	word = code[0] && converting->context.rules ? rules_word(&converting->context.rules->not_filed_reasons, code)
						    : NULL;
	if (!word)
		return convert_text(rpc, reason);
	return arena_printf(rpc->arena, "%s%s%s", label_text(&word->label, rpc->language),
			    !reason[0]                     ? ""
			    : rpc->language == LANGUAGE_EN ? ": "
							   : "：",
			    reason);
}

static char *redirected_to(struct converting *converting)
{
	const struct notes *notes = &converting->notes;
	const char *code = notes_text(notes, notes_find(notes, 0, MILESTONE_REDIRECTED), "channel");
	const struct rule_word *word =
		code[0] && converting->context.rules ? rules_word(&converting->context.rules->channels, code) : NULL;

	return convert_text(converting->rpc, word ? label_text(&word->label, converting->rpc->language) : code);
}

/* What has a mark of its own gives the case the worst of them; invitations are the proposers' own business. */
static void convert_parts(struct converting *converting, Huiyin__V1__Case *out)
{
	const struct case_state *state = &converting->row->state;
	struct rpc *rpc = converting->rpc;

	out->assignments = rpc_alloc(rpc, ((size_t)state->n_assignments + 1) * sizeof(*out->assignments));
	for (int i = 0; i < state->n_assignments; i++) {
		Huiyin__V1__Assignment *assignment = convert_assignment(converting, &state->assignments[i]);

		out->assignments[out->n_assignments++] = assignment;
		if (assignment->mark > out->mark)
			out->mark = assignment->mark;
	}
	out->items = rpc_alloc(rpc, ((size_t)state->n_items + 1) * sizeof(*out->items));
	for (int i = 0; i < state->n_items; i++) {
		Huiyin__V1__CaseItem *item = convert_item(converting, &state->items[i]);

		out->items[out->n_items++] = item;
		if (state->items[i].kind == ITEM_PROMISE && item->mark > out->mark)
			out->mark = item->mark;
	}
}

static void convert_state(struct rpc *rpc, const struct case_row *row, Huiyin__V1__Case *out)
{
	const struct case_state *state = &row->state;
	const struct rules *rules = rpc->registry->rules;

	out->case_id = state->case_id;
	out->case_number = convert_text(rpc, state->number);
	out->version = state->version;
	out->state = convert_text(rpc, state->state);
	out->state_label = convert_state_label(rpc, rules ? rules_state(rules, state->state) : NULL, state->state);
	out->attitude = convert_text(rpc, state->attitude);
	out->result = convert_text(rpc, state->result);
	out->page = row->page;
	out->round = state->round;
	out->main_case = state->main_case > 0 ? convert_case_name(rpc, row->main_number, state->main_case)
					      : convert_text(rpc, "");
	out->key = state->key;
	out->leader = convert_member(rpc, state->leader_id);
	out->publication = (Huiyin__V1__Publication)state->publication;
	out->published_on = rpc_day(rpc, state->published_on);
	out->filed_on = rpc_day(rpc, state->filed_on);
	out->between_sessions = state->between_sessions;
}

Huiyin__V1__Case *convert_case(struct rpc *rpc, const struct case_row *row)
{
	Huiyin__V1__Case *out = convert_new(rpc, &huiyin__v1__case__descriptor);
	const struct surroundings around = { .main_case = row->main_case };
	struct converting converting = {
		.rpc = rpc,
		.row = row,
		.context = { rpc->registry->rules, rpc->registry->calendar, rpc->today,
			     row->main_case ? &around : NULL },
	};

	notes_read(&converting.notes, row);
	out->received = convert_received(rpc, row);
	convert_state(rpc, row, out);
	convert_parts(&converting, out);
	convert_outcomes(rpc, &converting.notes, out);
	out->next_step = next_step(&converting);
	out->not_filed_reason = not_filed_reason(&converting);
	out->redirected_to = redirected_to(&converting);
	out->merged_answer = convert_merged_answer(&converting);
	notes_clear(&converting.notes);
	return out;
}
