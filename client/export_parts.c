/* Cells of an export: the handling, of an office's part or of the parts of a case together. */
#include "export_cells.h"
#include "export_days.h"
#include "show.h"

typedef const struct export_row *row_t;

/* ---- Its handling, in the row of the case ---------------------------------------------------------------------- */

static const char *offices(row_t row, bool answering)
{
	const char *names = "";
	for (size_t i = 0; i < row->c->n_assignments; i++) {
		const Huiyin__V1__Assignment *a = row->c->assignments[i];
		bool assists = a->role == HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST;
		if (export_counts(a) && assists != answering)
			names = export_join(row, names, show_office(a->office));
	}
	return names;
}

const char *export_cell_offices(row_t row)
{
	return offices(row, true);
}
const char *export_cell_assists(row_t row)
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
			list = export_join(row, list, text(a));
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

const char *export_cell_assigned_on(row_t row)
{
	return row->a ? row->a->assigned_on : export_first(row->c, PART_ANSWERS, DAY_ASSIGNED);
}

const char *export_cell_accepted_on(row_t row)
{
	return row->a ? row->a->accepted_on : export_last_of_all(row->c, PART_ANSWERS, DAY_ACCEPTED);
}

const char *export_cell_due_on(row_t row)
{
	return row->a ? row->a->due_on : export_first(row->c, PART_ANSWERS, DAY_DUE);
}

const char *export_cell_contacted_on(row_t row)
{
	return row->a ? row->a->contacted_on : export_first(row->c, PART_ANY, DAY_CONTACTED);
}

const char *export_cell_opinion_on(row_t row)
{
	return export_last_of_all(row->c, PART_ASSISTS, DAY_ANSWERED);
}

const char *export_cell_answered_on(row_t row)
{
	return row->a ? row->a->answered_on : export_last_of_all(row->c, PART_ANSWERS, DAY_ANSWERED);
}

const char *export_cell_document(row_t row)
{
	return row->a ? row->a->document_number : of_answers(row, document_of);
}

const char *export_cell_class(row_t row)
{
	return row->a ? row->a->class_ : of_answers(row, class_of);
}
const char *export_cell_later_class(row_t row)
{
	return row->a ? row->a->later_class : of_answers(row, later_class_of);
}
const char *export_cell_answer_text(row_t row)
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
const char *export_cell_contact_methods(row_t row)
{
	const char *list = "";
	for (size_t i = 0; i < row->c->n_dates; i++) {
		const Huiyin__V1__CaseDate *date = row->c->dates[i];
		const char *code = date->contact_method;
		if (!*code || !is_of_row(row, date))
			continue;
		list = export_join(row, list,
				   row->rules
					   ? show_word(row->rules->contact_methods, row->rules->n_contact_methods, code)
					   : code);
	}
	return list;
}

/* ---- The part an office has ------------------------------------------------------------------------------------ */

#define PART_TEXT(name, member)                                                                                        \
	const char *export_cell_##name(row_t row)                                                                      \
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

const char *export_cell_part_no(row_t row)
{
	return row->a ? export_number(row, row->a->assignment_no) : "";
}
const char *export_cell_office(row_t row)
{
	return row->a ? show_office(row->a->office) : "";
}
const char *export_cell_office_code(row_t row)
{
	return row->a ? show_office_code(row->a->office) : "";
}
const char *export_cell_role_code(row_t row)
{
	return row->a ? show_assignment_role_code(row->a->role) : "";
}
const char *export_cell_round(row_t row)
{
	return row->a ? export_number(row, row->a->round) : "";
}
const char *export_cell_extensions(row_t row)
{
	return row->a ? export_number(row, row->a->extensions) : "";
}
const char *export_cell_open(row_t row)
{
	return export_yes(row->a && row->a->open);
}

const char *export_cell_overdue(row_t row)
{
	bool overdue = row->a && row->a->overdue;
	for (size_t i = 0; !row->a && i < row->c->n_assignments; i++)
		overdue |= row->c->assignments[i]->overdue;
	return export_yes(overdue);
}
