/* Cells of an export: the case as it was received. */
#include "export_cells.h"
#include "show.h"

typedef const struct export_row *row_t;

const char *export_cell_no(row_t row)
{
	return export_number(row, row->no);
}
const char *export_cell_case_number(row_t row)
{
	return row->c->case_number;
}
const char *export_cell_submission(row_t row)
{
	return row->c->received->submission_number;
}
const char *export_cell_session(row_t row)
{
	return row->c->received->session;
}
const char *export_cell_external(row_t row)
{
	return row->c->received->external_number;
}
const char *export_cell_level(row_t row)
{
	return show_level(row->c->received->level);
}
const char *export_cell_title(row_t row)
{
	return row->c->received->title;
}
const char *export_cell_sector(row_t row)
{
	return row->c->received->sector;
}
const char *export_cell_category(row_t row)
{
	return row->c->received->category;
}
const char *export_cell_received_on(row_t row)
{
	return row->c->received->received_on;
}
const char *export_cell_filed_on(row_t row)
{
	return row->c->filed_on;
}
const char *export_cell_state(row_t row)
{
	return row->c->state_label;
}
const char *export_cell_text(row_t row)
{
	return row->c->received->text;
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
