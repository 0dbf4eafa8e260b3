/* The offices' parts in a case, and what they wrote. */
#include "base/memory.h"
#include "case_show.h"
#include "say.h"
#include "show.h"
#include <stdlib.h>

static const struct column columns[] = {
	{ "no", TXT_COL_NO, COLUMN_NUMBER | COLUMN_BLOCKS },
	{ "round", TXT_COL_ROUND, COLUMN_NUMBER },
	{ "office", TXT_FACT_OFFICE, COLUMN_TEXT },
	{ "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED },
	{ "role", TXT_COL_ASSIGNMENT_ROLE, COLUMN_FIXED },
	{ "state", TXT_COL_STATE, COLUMN_FIXED },
	{ "assigned_on", TXT_COL_ASSIGNED_ON, COLUMN_FIXED },
	{ "return_by", TXT_COL_RETURN_BY, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "due_on", TXT_COL_DUE_ON, COLUMN_FIXED },
	{ "days", TXT_COL_DAYS_LEFT, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "mark", TXT_COL_MARK, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "provisional", TXT_COL_PROVISIONAL, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "extensions", TXT_COL_EXTENSIONS, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "accepted_on", TXT_COL_ACCEPTED_ON, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "contact_by", TXT_COL_CONTACT_BY, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "contacted_on", TXT_COL_CONTACTED_ON, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "drafted_on", TXT_COL_DRAFTED_ON, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "drafted_class", TXT_COL_DRAFTED_CLASS, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "reviewed_class", TXT_COL_REVIEWED_CLASS, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "cosigned_on", TXT_COL_COSIGNED_ON, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "reviewed_on", TXT_COL_REVIEWED_ON, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "answered_on", TXT_COL_ANSWERED_ON, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "class", TXT_COL_CLASS, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "later_class", TXT_COL_LATER_CLASS, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "document_number", TXT_COL_DOCUMENT, COLUMN_TEXT | COLUMN_IF_ANY },
	{ "signed_by", TXT_COL_SIGNED_BY, COLUMN_TEXT | COLUMN_IF_ANY },
	{ "contact_person", TXT_COL_CONTACT_PERSON, COLUMN_TEXT | COLUMN_IF_ANY },
	{ "return_reason", TXT_COL_RETURN_REASON, COLUMN_TEXT | COLUMN_IF_ANY },
	{ "proposed_office", TXT_COL_PROPOSED, COLUMN_TEXT | COLUMN_IF_ANY },
	/* What programs want besides. */
	{ "role_code", TXT_COL_ASSIGNMENT_ROLE, COLUMN_FIXED },
	{ "state_code", TXT_COL_STATE, COLUMN_FIXED },
	{ "days_left", TXT_COL_DAYS_LEFT, COLUMN_NUMBER },
	{ "mark_code", TXT_COL_MARK, COLUMN_FIXED },
	{ "proposed_office_code", TXT_COL_PROPOSED, COLUMN_FIXED },
	{ "text", TXT_FACT_TEXT, COLUMN_FIXED },
};
#define N_COLUMNS (sizeof columns / sizeof columns[0])
#define N_DATA    6 /* the columns for programs only */

/* How it stands against its days, as a row begins. */
static void add_days(struct table *table, const Huiyin__V1__Assignment *assignment)
{
	char days[SHOW_DAYS_SIZE], times[16] = "";
	if (assignment->extensions)
		snprintf(times, sizeof times, "%d", assignment->extensions);
	table_cell(table, assignment->assigned_on);
	table_cell(table, assignment->return_by);
	table_cell(table, assignment->due_on);
	table_cell(table, show_days_left(assignment, days));
	table_cell(table, show_mark(assignment->mark));
	table_cell(table, assignment->provisional ? txt(TXT_WORD_PROVISIONAL) : "");
	table_cell(table, times);
}

static void add_work(struct table *table, const Huiyin__V1__Assignment *assignment)
{
	table_cell(table, assignment->accepted_on);
	table_cell(table, *assignment->contacted_on ? "" : assignment->contact_by);
	table_cell(table, assignment->contacted_on);
	table_cell(table, assignment->drafted_on);
	table_cell(table, assignment->drafted_class);
	table_cell(table, assignment->reviewed_class);
	table_cell(table, assignment->cosigned_on);
	table_cell(table, assignment->reviewed_on);
	table_cell(table, assignment->answered_on);
	table_cell(table, assignment->class_);
	table_cell(table, assignment->later_class);
	table_cell(table, assignment->document_number);
	table_cell(table, assignment->signed_by);
	table_cell(table, assignment->contact_person);
	table_cell(table, assignment->return_reason);
	table_cell(table, show_office(assignment->proposed_office));
}

static const char *role_word(const Huiyin__V1__Assignment *assignment)
{
	return *assignment->role_label ? assignment->role_label : show_assignment_role(assignment->role);
}

static void add_assignment(struct table *table, const Huiyin__V1__Assignment *assignment)
{
	table_row(table, assignment->overdue ? ROW_BAD : show_mark_row(assignment->mark));
	table_cell_number(table, assignment->assignment_no);
	table_cell_number(table, assignment->round);
	table_cell(table, show_office(assignment->office));
	table_cell(table, show_office_code(assignment->office));
	table_cell(table, role_word(assignment));
	table_cell(table, assignment->state_label);
	add_days(table, assignment);
	add_work(table, assignment);
	table_cell(table, show_assignment_role_code(assignment->role));
	table_cell(table, assignment->state);
	show_add_days_left(table, assignment);
	table_cell(table, show_mark_code(assignment->mark));
	table_cell(table, show_office_code(assignment->proposed_office));
	table_cell(table, assignment->text);
}

/* What an office wrote, under a line that says whose it is. */
static void add_text(struct report *report, enum text_id title, const Huiyin__V1__Office *office,
		     const char *document_number, const char *text)
{
	char *number =
		hy_xasprintf("%s%s", *document_number ? " " : "", document_number); /* an opinion may have none */
	char *filled = say_filled(title, "office", show_office(office), "document", number, NULL);
	char *heading = hy_xasprintf("\n%s", filled);
	report_line(report, "", heading);
	report_line(report, "", text);
	free(heading);
	free(filled);
	free(number);
}

static void add_texts(struct report *report, const Huiyin__V1__Case *c)
{
	for (size_t i = 0; i < c->n_assignments; i++) {
		const Huiyin__V1__Assignment *assignment = c->assignments[i];
		bool assist = assignment->role == HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST;
		if (*assignment->text)
			add_text(report, assist ? TXT_SECTION_OPINION_OF : TXT_SECTION_ANSWER_OF, assignment->office,
				 assignment->document_number, assignment->text);
	}
	if (c->merged_answer)
		add_text(report, TXT_SECTION_ANSWER_OF, c->merged_answer->office, c->merged_answer->document_number,
			 c->merged_answer->text);
}

/* The own answer of a merged case: an assignment's columns without an assignment. */
static const struct column merged_columns[] = {
	{ "office", TXT_FACT_OFFICE, COLUMN_NAME },
	{ "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED },
	{ "answered_on", TXT_COL_ANSWERED_ON, COLUMN_FIXED },
	{ "class", TXT_COL_CLASS, COLUMN_FIXED },
	{ "document_number", TXT_COL_DOCUMENT, COLUMN_FIXED },
	{ "signed_by", TXT_COL_SIGNED_BY, COLUMN_TEXT | COLUMN_IF_ANY },
	{ "contact_person", TXT_COL_CONTACT_PERSON, COLUMN_TEXT | COLUMN_IF_ANY },
	{ "text", TXT_FACT_TEXT, COLUMN_FIXED }, /* for programs only */
};
#define N_MERGED (sizeof merged_columns / sizeof merged_columns[0])

static void add_merged(struct report *report, bool people, const Huiyin__V1__MergedAnswer *answer)
{
	struct table *table = report_section(report, "merged_answer", TXT_SECTION_MERGED, merged_columns,
					     N_MERGED - (people ? 1 : 0));
	if (!answer)
		return;
	table_row(table, ROW_PLAIN);
	table_cell(table, show_office(answer->office));
	table_cell(table, show_office_code(answer->office));
	table_cell(table, answer->answered_on);
	table_cell(table, answer->class_);
	table_cell(table, answer->document_number);
	table_cell(table, answer->signed_by);
	table_cell(table, answer->contact_person);
	table_cell(table, answer->text);
}

void case_assignments_add(struct report *report, const struct client *client, const Huiyin__V1__Case *c)
{
	bool people = client->output == OUTPUT_TABLE;
	struct table *table = report_section(report, "assignments", TXT_SECTION_ASSIGNMENTS, columns,
					     N_COLUMNS - (people ? N_DATA : 0));
	for (size_t i = 0; i < c->n_assignments; i++)
		add_assignment(table, c->assignments[i]);
	add_merged(report, people, c->merged_answer);
	if (people)
		add_texts(report, c);
}
