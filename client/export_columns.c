#include "export_columns.h"

#include "export_days.h"
#include "show.h"
#include <string.h>

typedef const struct export_row *row_t;

static const char *number_text(row_t row, long long number)
{
	return arena_printf(row->arena, "%lld", number);
}

static const char *yes(bool is)
{
	return is ? txt(TXT_YES) : "";
}

#define SEPARATOR "、"

static bool has_entry(const char *list, const char *text)
{
	size_t len = strlen(text);
	for (const char *at = list; *at;) {
		const char *end = strstr(at, SEPARATOR);
		size_t entry = end ? (size_t)(end - at) : strlen(at);
		if (entry == len && memcmp(at, text, len) == 0)
			return true;
		at += entry + (end ? strlen(SEPARATOR) : 0);
	}
	return false;
}

/* Texts joined, each once. */
static const char *join(row_t row, const char *list, const char *text)
{
	if (!*text || has_entry(list, text))
		return list;
	return arena_printf(row->arena, "%s%s%s", list, *list ? SEPARATOR : "", text);
}

/* ---- The case as received -------------------------------------------------------------------------------------- */

static const char *cell_no(row_t row)
{
	return number_text(row, row->no);
}
static const char *cell_case_number(row_t row)
{
	return row->c->case_number;
}
static const char *cell_submission(row_t row)
{
	return row->c->received->submission_number;
}
static const char *cell_session(row_t row)
{
	return row->c->received->session;
}
static const char *cell_external(row_t row)
{
	return row->c->received->external_number;
}
static const char *cell_level(row_t row)
{
	return show_level(row->c->received->level);
}
static const char *cell_title(row_t row)
{
	return row->c->received->title;
}
static const char *cell_sector(row_t row)
{
	return row->c->received->sector;
}
static const char *cell_category(row_t row)
{
	return row->c->received->category;
}
static const char *cell_received_on(row_t row)
{
	return row->c->received->received_on;
}
static const char *cell_filed_on(row_t row)
{
	return row->c->filed_on;
}
static const char *cell_state(row_t row)
{
	return row->c->state_label;
}
static const char *cell_text(row_t row)
{
	return row->c->received->text;
}

static const char *cell_proposer_kind(row_t row)
{
	const char *code = row->c->received->proposer_kind;
	return row->rules ? show_word(row->rules->proposer_kinds.list, row->rules->proposer_kinds.n, code) : code;
}

/* All who signed, those who joined later too. */
static const char *cell_proposers(row_t row)
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

/* ---- Its handling, in the row of the case ---------------------------------------------------------------------- */

static const char *offices(row_t row, bool answering)
{
	const char *names = "";
	for (size_t i = 0; i < row->c->n_assignments; i++) {
		const Huiyin__V1__Assignment *a = row->c->assignments[i];
		bool assists = a->role == HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST;
		if (export_counts(a) && assists != answering)
			names = join(row, names, show_office(a->office));
	}
	return names;
}

static const char *cell_offices(row_t row)
{
	return offices(row, true);
}
static const char *cell_assists(row_t row)
{
	return offices(row, false);
}

/* Texts of the parts that answer, in the order of the offices; as the day, when all of them have answered. */
static const char *of_answers(row_t row, char *(*text)(const Huiyin__V1__Assignment *a))
{
	const char *list = "";
	if (!*export_last_of_all(row->c, PART_ANSWERS, DAY_ANSWERED))
		return list;
	for (size_t i = 0; i < row->c->n_assignments; i++) {
		const Huiyin__V1__Assignment *a = row->c->assignments[i];
		if (export_counts(a) && a->role != HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST)
			list = join(row, list, text(a));
	}
	return list;
}

static char *document_of(const Huiyin__V1__Assignment *a)
{
	return a->document_number;
}
static char *class_of(const Huiyin__V1__Assignment *a)
{
	return a->class_;
}
static char *later_class_of(const Huiyin__V1__Assignment *a)
{
	return a->later_class;
}
static char *text_of(const Huiyin__V1__Assignment *a)
{
	return a->text;
}

/* ---- Cells that a case and a part both have --------------------------------------------------------------------- */

static const char *cell_assigned_on(row_t row)
{
	return row->a ? row->a->assigned_on : export_first(row->c, PART_ANSWERS, DAY_ASSIGNED);
}

static const char *cell_accepted_on(row_t row)
{
	return row->a ? row->a->accepted_on : export_last_of_all(row->c, PART_ANSWERS, DAY_ACCEPTED);
}

static const char *cell_due_on(row_t row)
{
	return row->a ? row->a->due_on : export_first(row->c, PART_ANSWERS, DAY_DUE);
}

static const char *cell_contacted_on(row_t row)
{
	return row->a ? row->a->contacted_on : export_first(row->c, PART_ANY, DAY_CONTACTED);
}

static const char *cell_opinion_on(row_t row)
{
	return export_last_of_all(row->c, PART_ASSISTS, DAY_ANSWERED);
}

static const char *cell_answered_on(row_t row)
{
	return row->a ? row->a->answered_on : export_last_of_all(row->c, PART_ANSWERS, DAY_ANSWERED);
}

static const char *cell_document(row_t row)
{
	return row->a ? row->a->document_number : of_answers(row, document_of);
}

static const char *cell_class(row_t row)
{
	return row->a ? row->a->class_ : of_answers(row, class_of);
}
static const char *cell_later_class(row_t row)
{
	return row->a ? row->a->later_class : of_answers(row, later_class_of);
}
static const char *cell_answer_text(row_t row)
{
	return row->a ? row->a->text : of_answers(row, text_of);
}

/* Whether it belongs to the part of the row, or to one that counts for the row of the case: as the days, of round 1. */
static bool is_of_row(row_t row, const Huiyin__V1__CaseDate *date)
{
	if (row->a)
		return date->assignment_no == row->a->assignment_no;
	for (size_t i = 0; i < row->c->n_assignments; i++)
		if (row->c->assignments[i]->assignment_no == date->assignment_no)
			return export_counts(row->c->assignments[i]);
	return false;
}

/* The ways of all contacts of the part, or of the case. */
static const char *cell_contact_methods(row_t row)
{
	const char *list = "";
	for (size_t i = 0; i < row->c->n_dates; i++) {
		const Huiyin__V1__CaseDate *date = row->c->dates[i];
		const char *code = date->contact_method;
		if (!*code || !is_of_row(row, date))
			continue;
		list = join(row, list,
			    row->rules ? show_word(row->rules->contact_methods, row->rules->n_contact_methods, code)
				       : code);
	}
	return list;
}

/* ---- The part an office has ------------------------------------------------------------------------------------ */

#define PART_TEXT(name, member)                                                                                        \
	static const char *cell_##name(row_t row)                                                                      \
	{                                                                                                              \
		return row->a ? row->a->member : "";                                                                   \
	}
PART_TEXT(part_state, state_label)
PART_TEXT(role, role_label)
PART_TEXT(returned_on, returned_on)
PART_TEXT(return_reason, return_reason)
PART_TEXT(return_by, return_by)
PART_TEXT(contact_by, contact_by)
PART_TEXT(drafted_on, drafted_on)
PART_TEXT(cosigned_on, cosigned_on)
PART_TEXT(reviewed_on, reviewed_on)
PART_TEXT(drafted_class, drafted_class)
PART_TEXT(reviewed_class, reviewed_class)
PART_TEXT(signed_by, signed_by)
PART_TEXT(contact_person, contact_person)

static const char *cell_part_no(row_t row)
{
	return row->a ? number_text(row, row->a->assignment_no) : "";
}
static const char *cell_office(row_t row)
{
	return row->a ? show_office(row->a->office) : "";
}
static const char *cell_office_code(row_t row)
{
	return row->a ? show_office_code(row->a->office) : "";
}
static const char *cell_role_code(row_t row)
{
	return row->a ? show_assignment_role_code(row->a->role) : "";
}
static const char *cell_round(row_t row)
{
	return row->a ? number_text(row, row->a->round) : "";
}
static const char *cell_extensions(row_t row)
{
	return row->a ? number_text(row, row->a->extensions) : "";
}
static const char *cell_open(row_t row)
{
	return yes(row->a && row->a->open);
}

static const char *cell_overdue(row_t row)
{
	bool overdue = row->a && row->a->overdue;
	for (size_t i = 0; !row->a && i < row->c->n_assignments; i++)
		overdue |= row->c->assignments[i]->overdue;
	return yes(overdue);
}

/* ---- What came of it ------------------------------------------------------------------------------------------- */

static const char *cell_publication(row_t row)
{
	return publication_label((enum publication)row->c->publication, txt_language());
}

/* Why the answer is not public as a whole, as the latest decision has it. */
static const char *cell_publication_reason(row_t row)
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

static const char *cell_attitude(row_t row)
{
	return mark(row, row->c->attitude);
}
static const char *cell_result(row_t row)
{
	return mark(row, row->c->result);
}
static const char *cell_evaluated_on(row_t row)
{
	return export_latest(row->c, "evaluated");
}
static const char *cell_reopened_on(row_t row)
{
	return export_latest(row->c, "reopened");
}
static const char *cell_published_on(row_t row)
{
	return row->c->published_on;
}
static const char *cell_closed_on(row_t row)
{
	return export_latest(row->c, "closed");
}
static const char *cell_withdrawn_on(row_t row)
{
	return export_latest(row->c, "withdrawn");
}
static const char *cell_withdrawn_reason(row_t row)
{
	return export_reason(row->c, "withdrawn");
}
static const char *cell_reopened_reason(row_t row)
{
	return export_reason(row->c, "reopened");
}
static const char *cell_merged_on(row_t row)
{
	return *row->c->main_case ? export_latest(row->c, "merged") : "";
}
static const char *cell_not_filed_on(row_t row)
{
	return export_latest(row->c, "not_filed");
}
static const char *cell_redirected_on(row_t row)
{
	return export_latest(row->c, "redirected");
}
static const char *cell_redirected_to(row_t row)
{
	return row->c->redirected_to;
}
static const char *cell_not_filed_reason(row_t row)
{
	return row->c->not_filed_reason;
}
static const char *cell_main_case(row_t row)
{
	return row->c->main_case;
}
static const char *cell_merged_answer_on(row_t row)
{
	return row->c->merged_answer ? row->c->merged_answer->answered_on : "";
}
static const char *cell_merged_document(row_t row)
{
	return row->c->merged_answer ? row->c->merged_answer->document_number : "";
}
static const char *cell_key(row_t row)
{
	return yes(row->c->key);
}
static const char *cell_leader(row_t row)
{
	return row->c->leader ? row->c->leader->name : "";
}
static const char *cell_next_step(row_t row)
{
	return row->c->next_step;
}
static const char *cell_case_id(row_t row)
{
	return number_text(row, row->c->case_id);
}
static const char *cell_version(row_t row)
{
	return number_text(row, row->c->version);
}
static const char *cell_page(row_t row)
{
	return number_text(row, row->c->page);
}
static const char *cell_state_code(row_t row)
{
	return row->c->state;
}
static const char *cell_level_code(row_t row)
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
static const char *cell_promises(row_t row)
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
static const char *cell_promise_due(row_t row)
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

static const char *cell_outcomes(row_t row)
{
	const char *list = "";
	for (size_t i = 0; i < row->c->n_outcomes; i++) {
		const Huiyin__V1__Outcome *outcome = row->c->outcomes[i];
		list = arena_printf(row->arena, "%s%s%s%s%s", list, *list ? "；" : "", outcome->text, outcome->number,
				    outcome->unit);
	}
	return list;
}

#define CASES EXPORT_BY_CASE
#define PARTS EXPORT_BY_ASSIGNMENT
#define BOTH  (EXPORT_BY_CASE | EXPORT_BY_ASSIGNMENT)
const struct export_column export_columns[] = {
	{ TXT_COL_NO, EXPORT_INTEGER, BOTH, cell_no },
	{ TXT_COL_CASE, EXPORT_TEXT, BOTH, cell_case_number },
	{ TXT_COL_TITLE, EXPORT_TEXT, BOTH, cell_title },
	{ TXT_LEDGER_PROPOSERS, EXPORT_TEXT, BOTH, cell_proposers },
	{ TXT_LEDGER_PROPOSER_KIND, EXPORT_TEXT, BOTH, cell_proposer_kind },
	{ TXT_COL_SECTOR, EXPORT_TEXT, BOTH, cell_sector },
	{ TXT_COL_CATEGORY, EXPORT_TEXT, BOTH, cell_category },
	{ TXT_COL_SESSION, EXPORT_TEXT, BOTH, cell_session },
	{ TXT_COL_LEVEL, EXPORT_TEXT, BOTH, cell_level },
	{ TXT_LEDGER_SUBMISSION, EXPORT_TEXT, BOTH, cell_submission },
	{ TXT_LEDGER_EXTERNAL, EXPORT_TEXT, BOTH, cell_external },
	{ TXT_COL_RECEIVED_ON, EXPORT_DAY, BOTH, cell_received_on },
	{ TXT_LEDGER_FILED_ON, EXPORT_DAY, BOTH, cell_filed_on },
	{ TXT_COL_STATE, EXPORT_TEXT, BOTH, cell_state },
	{ TXT_COL_ASSIGNMENT_NO, EXPORT_INTEGER, PARTS, cell_part_no },
	{ TXT_LEDGER_OFFICE, EXPORT_TEXT, PARTS, cell_office },
	{ TXT_LEDGER_OFFICE_CODE, EXPORT_TEXT, PARTS, cell_office_code },
	{ TXT_COL_ASSIGNMENT_ROLE, EXPORT_TEXT, PARTS, cell_role },
	{ TXT_COL_ROUND, EXPORT_INTEGER, PARTS, cell_round },
	{ TXT_LEDGER_PART_STATE, EXPORT_TEXT, PARTS, cell_part_state },
	{ TXT_COL_LEAD_OFFICE, EXPORT_TEXT, CASES, cell_offices },
	{ TXT_LEDGER_ASSISTS, EXPORT_TEXT, CASES, cell_assists },
	{ TXT_COL_ASSIGNED_ON, EXPORT_DAY, BOTH, cell_assigned_on },
	{ TXT_COL_ACCEPTED_ON, EXPORT_DAY, BOTH, cell_accepted_on },
	{ TXT_COL_RETURN_BY, EXPORT_DAY, PARTS, cell_return_by },
	{ TXT_LEDGER_RETURNED_ON, EXPORT_DAY, PARTS, cell_returned_on },
	{ TXT_COL_RETURN_REASON, EXPORT_TEXT, PARTS, cell_return_reason },
	{ TXT_LEDGER_DUE_ON, EXPORT_DAY, BOTH, cell_due_on },
	{ TXT_COL_EXTENSIONS, EXPORT_INTEGER, PARTS, cell_extensions },
	{ TXT_COL_CONTACT_BY, EXPORT_DAY, PARTS, cell_contact_by },
	{ TXT_LEDGER_CONTACTED_ON, EXPORT_DAY, BOTH, cell_contacted_on },
	{ TXT_LEDGER_CONTACT_METHODS, EXPORT_TEXT, BOTH, cell_contact_methods },
	{ TXT_LEDGER_OPINION_ON, EXPORT_DAY, CASES, cell_opinion_on },
	{ TXT_COL_DRAFTED_ON, EXPORT_DAY, PARTS, cell_drafted_on },
	{ TXT_COL_DRAFTED_CLASS, EXPORT_TEXT, PARTS, cell_drafted_class },
	{ TXT_COL_COSIGNED_ON, EXPORT_DAY, PARTS, cell_cosigned_on },
	{ TXT_COL_REVIEWED_ON, EXPORT_DAY, PARTS, cell_reviewed_on },
	{ TXT_COL_REVIEWED_CLASS, EXPORT_TEXT, PARTS, cell_reviewed_class },
	{ TXT_COL_ANSWERED_ON, EXPORT_DAY, CASES, cell_answered_on },
	{ TXT_LEDGER_DONE_ON, EXPORT_DAY, PARTS, cell_answered_on },
	{ TXT_COL_DOCUMENT, EXPORT_TEXT, BOTH, cell_document },
	{ TXT_LEDGER_CLASS, EXPORT_TEXT, BOTH, cell_class },
	{ TXT_COL_LATER_CLASS, EXPORT_TEXT, BOTH, cell_later_class },
	{ TXT_COL_SIGNED_BY, EXPORT_TEXT, PARTS, cell_signed_by },
	{ TXT_COL_CONTACT_PERSON, EXPORT_TEXT, PARTS, cell_contact_person },
	{ TXT_LEDGER_OPEN, EXPORT_TEXT, PARTS, cell_open },
	{ TXT_COL_OVERDUE, EXPORT_TEXT, BOTH, cell_overdue },
	{ TXT_LEDGER_PUBLICATION, EXPORT_TEXT, BOTH, cell_publication },
	{ TXT_LEDGER_PUBLICATION_REASON, EXPORT_TEXT, BOTH, cell_publication_reason },
	{ TXT_LEDGER_PUBLISHED_ON, EXPORT_DAY, BOTH, cell_published_on },
	{ TXT_LEDGER_RESULT, EXPORT_TEXT, BOTH, cell_result },
	{ TXT_LEDGER_ATTITUDE, EXPORT_TEXT, BOTH, cell_attitude },
	{ TXT_LEDGER_EVALUATED_ON, EXPORT_DAY, BOTH, cell_evaluated_on },
	{ TXT_LEDGER_REOPENED_ON, EXPORT_DAY, BOTH, cell_reopened_on },
	{ TXT_LEDGER_REOPENED_REASON, EXPORT_TEXT, BOTH, cell_reopened_reason },
	{ TXT_LEDGER_PROMISES, EXPORT_TEXT, BOTH, cell_promises },
	{ TXT_LEDGER_PROMISE_DUE, EXPORT_DAY, BOTH, cell_promise_due },
	{ TXT_COL_OUTCOME, EXPORT_TEXT, CASES, cell_outcomes },
	{ TXT_FACT_KEY, EXPORT_TEXT, BOTH, cell_key },
	{ TXT_FACT_LEADER, EXPORT_TEXT, BOTH, cell_leader },
	{ TXT_LEDGER_NOT_FILED_ON, EXPORT_DAY, BOTH, cell_not_filed_on },
	{ TXT_LEDGER_REDIRECTED_ON, EXPORT_DAY, BOTH, cell_redirected_on },
	{ TXT_LEDGER_REDIRECTED_TO, EXPORT_TEXT, BOTH, cell_redirected_to },
	{ TXT_LEDGER_NOT_FILED_REASON, EXPORT_TEXT, BOTH, cell_not_filed_reason },
	{ TXT_FACT_MAIN_CASE, EXPORT_TEXT, BOTH, cell_main_case },
	{ TXT_LEDGER_MERGED_ON, EXPORT_DAY, BOTH, cell_merged_on },
	{ TXT_LEDGER_MERGED_ANSWER_ON, EXPORT_DAY, BOTH, cell_merged_answer_on },
	{ TXT_LEDGER_MERGED_DOCUMENT, EXPORT_TEXT, BOTH, cell_merged_document },
	{ TXT_LEDGER_CLOSED_ON, EXPORT_DAY, BOTH, cell_closed_on },
	{ TXT_LEDGER_WITHDRAWN_ON, EXPORT_DAY, BOTH, cell_withdrawn_on },
	{ TXT_LEDGER_WITHDRAWN_REASON, EXPORT_TEXT, BOTH, cell_withdrawn_reason },
	{ TXT_LEDGER_REMARK, EXPORT_TEXT, BOTH, cell_next_step },
	{ TXT_LEDGER_TEXT, EXPORT_TEXT, BOTH | EXPORT_TEXTS, cell_text },
	{ TXT_LEDGER_ANSWER_TEXT, EXPORT_TEXT, BOTH | EXPORT_TEXTS, cell_answer_text },
	{ TXT_LEDGER_STATE_CODE, EXPORT_TEXT, BOTH, cell_state_code },
	{ TXT_LEDGER_LEVEL_CODE, EXPORT_TEXT, BOTH, cell_level_code },
	{ TXT_LEDGER_ROLE_CODE, EXPORT_TEXT, PARTS, cell_role_code },
	{ TXT_LEDGER_CASE_ID, EXPORT_INTEGER, BOTH, cell_case_id },
	{ TXT_FACT_VERSION, EXPORT_INTEGER, BOTH, cell_version },
	{ TXT_LEDGER_PAGE, EXPORT_INTEGER, BOTH, cell_page },
};
const size_t n_export_columns = sizeof export_columns / sizeof export_columns[0];
