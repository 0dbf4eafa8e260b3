/* Cells of an export: the case as it was received. */
#include "export_cells.h"
#include "show.h"

typedef const struct export_row *row_t;

/* As received. */
#define RECEIVED(name, member)                                                                                         \
	const char *export_cell_##name(row_t row)                                                                      \
	{                                                                                                              \
		return row->c->received->member;                                                                       \
	}
RECEIVED(submission, submission_number)
RECEIVED(session, session)
RECEIVED(external, external_number)
RECEIVED(title, title)
RECEIVED(sector, sector)
RECEIVED(category, category)
RECEIVED(received_on, received_on)
RECEIVED(text, text)

/* As the case has it. */
EXPORT_OF_CASE(case_number, case_number)
EXPORT_OF_CASE(filed_on, filed_on)
EXPORT_OF_CASE(state, state_label)

const char *export_cell_no(row_t row)
{
	return export_number(row, row->no);
}
const char *export_cell_level(row_t row)
{
	return show_level(row->c->received->level);
}
const char *export_cell_proposer_kind(row_t row)
{
	const char *code = row->c->received->proposer_kind;
	return row->rules ? show_word(row->rules->proposer_kinds.list, row->rules->proposer_kinds.n, code) : code;
}

/* All who signed, those who joined later too. */
const char *export_cell_proposers(row_t row)
{
	const char *names = "";
	for (size_t i = 0; i < row->c->n_items; i++) {
		const Huiyin__V1__CaseItem *item = row->c->items[i];
		if (item->kind == HUIYIN__V1__ITEM_KIND__ITEM_KIND_SIGNER &&
		    item->state == HUIYIN__V1__ITEM_STATE__ITEM_STATE_SIGNED)
			names = arena_printf(row->arena, "%s%s%s", names, *names ? "、" : "", item->text);
	}
	return names;
}
