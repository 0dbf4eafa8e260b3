/* Items of a case as messages: the table's row and the words of the line that made it. */
#include "service/convert_parts.h"

#include <string.h>

static const struct item_words *words_of(const struct case_row *row, const struct item *item)
{
	for (size_t i = 0; i < row->n_words; i++)
		if (row->words[i].kind == item->kind && row->words[i].no == item->no)
			return &row->words[i];
	return NULL;
}

/* Telephone and address are for those who work with the proposer: committee, supervisors, the offices that handle the
 * case (a handler sees no other). */
static bool may_see_contact(const struct rpc *rpc)
{
	return rpc->token.role == ROLE_COMMITTEE || rpc->token.role == ROLE_SUPERVISOR ||
	       rpc->token.role == ROLE_HANDLER;
}

static Huiyin__V1__Member *convert_person(struct rpc *rpc, const struct item *item, const struct item_words *words)
{
	Huiyin__V1__Member *member = convert_member(rpc, item->member_id);

	if (member && words && may_see_contact(rpc)) {
		member->telephone = convert_text(rpc, words->telephone);
		member->address = convert_text(rpc, words->address);
	}
	return member;
}

static void convert_words(struct rpc *rpc, const struct item_words *words, Huiyin__V1__CaseItem *out)
{
	json_t *data = json_loads(words->data, 0, NULL);

	out->text = convert_json(rpc, data, "text");
	out->measure = convert_json(rpc, data, "measure");
	out->place = convert_json(rpc, data, "place");
	out->persons = convert_json(rpc, data, "persons");
	out->attachment_id = convert_json(rpc, data, "attachment");
	out->media_type = convert_json(rpc, data, "media_type");
	out->size = json_integer_value(json_object_get(data, "size"));
	out->digest = convert_json(rpc, data, "digest");
	json_decref(data);
}

Huiyin__V1__CaseItem *convert_item(struct converting *converting, const struct item *item)
{
	struct rpc *rpc = converting->rpc;
	const struct item_words *words = words_of(converting->row, item);
	Huiyin__V1__CaseItem *out = convert_new(rpc, &huiyin__v1__case_item__descriptor);
	bool awaited = item->state == ITEM_OPEN || item->state == ITEM_INVITED;

	out->kind = (Huiyin__V1__ItemKind)item->kind;
	out->item_no = item->no;
	out->state = (Huiyin__V1__ItemState)item->state;
	out->state_label = convert_text(rpc, item_state_label(item->state, rpc->language));
	out->assignment_no = item->assignment_no;
	out->round = item->round;
	out->signer_no = item->signer_no;
	out->office = convert_office(rpc, item->office_id);
	out->member = convert_person(rpc, item, words);
	if (item->other_case > 0)
		out->other_case = convert_case_name(rpc, words ? words->other_number : "", item->other_case);
	out->on = rpc_day(rpc, item->on);
	out->due_on = rpc_day(rpc, item->due_on);
	out->done_on = rpc_day(rpc, item->done_on);
	out->attitude = convert_text(rpc, item->attitude);
	out->result = convert_text(rpc, item->result);
	if (words)
		convert_words(rpc, words, out);
	if (awaited && converting->context.rules)
		out->mark = (Huiyin__V1__DueMark)engine_mark_of(&converting->context, item->due_on, rpc->today);
	return out;
}
