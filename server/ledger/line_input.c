/* `input`: what the caller of an update gave, in its own words. */
#include "ledger/line_build.h"

static void put_outcomes(struct object *input, const struct update *update)
{
	json_t *list;

	if (update->n_outcomes == 0)
		return;
	list = json_array();
	for (int i = 0; i < update->n_outcomes; i++) {
		const struct outcome *outcome = &update->outcomes[i];
		struct object object = object_begin();

		put_text(&object, "text", outcome->text);
		put_text(&object, "number", outcome->number);
		put_text(&object, "unit", outcome->unit);
		put_day(&object, "on", outcome->on);
		append_object(input, list, &object);
	}
	put(input, "outcomes", list);
}

static void put_cases(struct object *input, const struct update *update)
{
	json_t *list;

	if (update->n_other_cases == 0)
		return;
	list = json_array();
	for (int i = 0; i < update->n_other_cases; i++)
		json_array_append_new(list, json_integer(update->other_cases[i]));
	put(input, "other_cases", list);
}

/* A correction tells the day it was given; of every other update the day is the line's. */
static void put_correction(struct object *input, const struct update *update)
{
	if (!update->corrects)
		return;
	put_int(input, "corrects", update->corrects);
	put_day(input, "happened_on", update->happened_on);
}

struct object input_object(const struct update *u)
{
	struct object input = object_begin();

	put_given(&input, "reason", u->reason);
	put_number(&input, "lead_office", u->lead_office);
	put_numbers(&input, "assist_offices", u->assist_offices, u->n_assist);
	put_given(&input, "case_number", u->case_number);
	put_given(&input, "contact_method", u->contact_method);
	put_given(&input, "contact_persons", u->contact_persons);
	put_given(&input, "class", u->class);
	put_given(&input, "document_number", u->document_number);
	put_given(&input, "text", u->text);
	put_given(&input, "attitude", u->attitude);
	put_given(&input, "result", u->result);
	put_outcomes(&input, u);
	put_number(&input, "signer", u->signer_no);
	put_flag(&input, "by_code", u->by_code);
	put_number(&input, "sole_office", u->sole_office);
	put_numbers(&input, "separate_offices", u->separate_offices, u->n_separate);
	put_number(&input, "proposed_office", u->proposed_office);
	put_given(&input, "reason_code", u->reason_code);
	put_given(&input, "channel", u->channel);
	put_number(&input, "item", u->item_no);
	put_number(&input, "member", u->member_id);
	put_day(&input, "due_on", u->due_on);
	put_cases(&input, u);
	put_given(&input, "link", item_state_name(u->link));
	put_given(&input, "signed_by", u->signed_by);
	put_given(&input, "contact_person", u->contact_person);
	put_given(&input, "publication", publication_name(u->publication));
	put_given(&input, "publication_reason", u->publication_reason);
	put_given(&input, "place", u->place);
	put_correction(&input, u);
	return input;
}
