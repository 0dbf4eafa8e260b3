/* Cells of an export: what came of a case. */
#include "export_cells.h"
#include "export_days.h"
#include "show.h"
#include <string.h>

typedef const struct export_row *row_t;

/* As the case has it. */
EXPORT_OF_CASE(published_on, published_on)
EXPORT_OF_CASE(redirected_to, redirected_to)
EXPORT_OF_CASE(not_filed_reason, not_filed_reason)
EXPORT_OF_CASE(main_case, main_case)
EXPORT_OF_CASE(next_step, next_step)
EXPORT_OF_CASE(state_code, state)

/* The last day of a milestone, and the reason given. */
#define DAY_OF(name, milestone)                                                                                        \
	const char *export_cell_##name(row_t row)                                                                      \
	{                                                                                                              \
		return export_latest(row->c, milestone);                                                               \
	}
DAY_OF(evaluated_on, "evaluated")
DAY_OF(reopened_on, "reopened")
DAY_OF(closed_on, "closed")
DAY_OF(withdrawn_on, "withdrawn")
DAY_OF(not_filed_on, "not_filed")
DAY_OF(redirected_on, "redirected")

#define REASON_OF(name, milestone)                                                                                     \
	const char *export_cell_##name(row_t row)                                                                      \
	{                                                                                                              \
		return export_reason(row->c, milestone);                                                               \
	}
REASON_OF(withdrawn_reason, "withdrawn")
REASON_OF(reopened_reason, "reopened")

const char *export_cell_publication(row_t row)
{
	return publication_label((enum publication)row->c->publication, txt_language());
}

/* Why the answer is not public as a whole, as the latest decision has it. */
const char *export_cell_publication_reason(row_t row)
{
	const Huiyin__V1__CaseDate *answered = export_latest_date(row->c, "answered");
	const Huiyin__V1__CaseDate *published = export_latest_date(row->c, "published");
	const Huiyin__V1__CaseDate *latest = published && answered
						     ? published->version > answered->version ? published : answered
					     : published ? published
							 : answered;
	return latest ? latest->reason : "";
}

static const char *mark(row_t row, const char *code)
{
	return row->rules ? show_word(row->rules->marks, row->rules->n_marks, code) : code;
}

const char *export_cell_attitude(row_t row)
{
	return mark(row, row->c->attitude);
}
const char *export_cell_result(row_t row)
{
	return mark(row, row->c->result);
}
const char *export_cell_merged_on(row_t row)
{
	return *row->c->main_case ? export_latest(row->c, "merged") : "";
}
const char *export_cell_merged_answer_on(row_t row)
{
	return row->c->merged_answer ? row->c->merged_answer->answered_on : "";
}
const char *export_cell_merged_document(row_t row)
{
	return row->c->merged_answer ? row->c->merged_answer->document_number : "";
}
const char *export_cell_key(row_t row)
{
	return export_yes(row->c->key);
}
const char *export_cell_leader(row_t row)
{
	return row->c->leader ? row->c->leader->name : "";
}
const char *export_cell_case_id(row_t row)
{
	return export_number(row, row->c->case_id);
}
const char *export_cell_version(row_t row)
{
	return export_number(row, row->c->version);
}
const char *export_cell_page(row_t row)
{
	return export_number(row, row->c->page);
}
const char *export_cell_level_code(row_t row)
{
	return level_name((enum level)row->c->received->level);
}

/* In a row of a part only what its office promised. */
static bool is_promise(row_t row, const Huiyin__V1__CaseItem *item)
{
	return item->kind == HUIYIN__V1__ITEM_KIND__ITEM_KIND_PROMISE &&
	       (!row->a || item->assignment_no == row->a->assignment_no);
}

/* "新增车位200个（待兑现 2023-12-31）；绿化示例街（已兑现 2023-05-19，时限 2023-12-29）": the limit is never left out.
 */
const char *export_cell_promises(row_t row)
{
	const char *list = "";
	for (size_t i = 0; i < row->c->n_items; i++) {
		const Huiyin__V1__CaseItem *item = row->c->items[i];
		bool settled = *item->done_on;
		if (is_promise(row, item))
			list = arena_printf(row->arena, "%s%s%s（%s %s%s%s）", list, *list ? "；" : "", item->text,
					    item->state_label, settled ? item->done_on : item->due_on,
					    settled ? txt(TXT_LEDGER_PROMISE_LIMIT) : "", settled ? item->due_on : "");
	}
	return list;
}

/* The next day something promised is due; of promises that are all kept or broken the last day one was. */
const char *export_cell_promise_due(row_t row)
{
	const char *next = "", *last = "";
	for (size_t i = 0; i < row->c->n_items; i++) {
		const Huiyin__V1__CaseItem *item = row->c->items[i];
		if (!is_promise(row, item))
			continue;
		if (item->state == HUIYIN__V1__ITEM_STATE__ITEM_STATE_OPEN &&
		    (!*next || strcmp(item->due_on, next) < 0))
			next = item->due_on;
		last = strcmp(item->due_on, last) > 0 ? item->due_on : last;
	}
	return *next ? next : last;
}

const char *export_cell_outcomes(row_t row)
{
	const char *list = "";
	for (size_t i = 0; i < row->c->n_outcomes; i++) {
		const Huiyin__V1__Outcome *outcome = row->c->outcomes[i];
		list = arena_printf(row->arena, "%s%s%s%s%s", list, *list ? "；" : "", outcome->text, outcome->number,
				    outcome->unit);
	}
	return list;
}
