#include "todo_sheet.h"

#include "import_fields.h"
#include "say.h"
#include "sheet/workbook.h"
#include <stdlib.h>
#include <string.h>

#define NARROW 12
#define WIDE   30
#define PROSE  50

/* What stands there, then what may be filled in. Headings of fields are those import knows. */
static const struct {
	enum import_field_id field; /* FIELD_ID_ignored: title is the heading */
	enum text_id title;
	double width;
} columns[] = {
	{ FIELD_ID_case, 0, NARROW },
	{ FIELD_ID_version, 0, 0 },
	{ FIELD_ID_ignored, TXT_COL_TITLE, WIDE },
	{ FIELD_ID_ignored, TXT_COL_TASK, NARROW },
	{ FIELD_ID_ignored, TXT_COL_DUE_ON, NARROW },
	{ FIELD_ID_accepted_on, 0, NARROW },
	{ FIELD_ID_contacted_on, 0, NARROW },
	{ FIELD_ID_contact_method, 0, NARROW },
	{ FIELD_ID_contact_persons, 0, NARROW },
	{ FIELD_ID_opinion_on, 0, NARROW },
	{ FIELD_ID_opinion, 0, WIDE },
	{ FIELD_ID_answered_on, 0, NARROW },
	{ FIELD_ID_document_number, 0, WIDE },
	{ FIELD_ID_class, 0, NARROW },
	{ FIELD_ID_answer, 0, PROSE },
	{ FIELD_ID_signed_by, 0, NARROW },
	{ FIELD_ID_contact_person, 0, WIDE },
	{ FIELD_ID_publication, 0, NARROW },
	{ FIELD_ID_publication_reason, 0, WIDE },
	{ FIELD_ID_promise, 0, WIDE },
	{ FIELD_ID_promise_measure, 0, WIDE },
	{ FIELD_ID_promise_due_on, 0, NARROW },
};
#define N_COLUMNS (sizeof columns / sizeof columns[0])

static size_t column_of(enum import_field_id field)
{
	size_t i = 0;
	while (i < N_COLUMNS && columns[i].field != field)
		i++;
	return i;
}

static void begin(const struct todo_sheet *sheet, struct book *book)
{
	struct book_column heads[N_COLUMNS];
	char labels[N_COLUMNS][IMPORT_HEADER_SIZE];
	char *title = say_filled(TXT_TODO_SHEET_TITLE, "office", sheet->office, "day", sheet->today, NULL);
	const char *lines[] = { title, txt(TXT_TODO_SHEET_HOW) };
	for (size_t i = 0; i < N_COLUMNS; i++) {
		enum import_field_id field = columns[i].field;
		const char *label = field == FIELD_ID_ignored ? txt(columns[i].title)
							      : import_field_label(&import_fields[field], labels[i]);
		heads[i] = (struct book_column){ label, field == FIELD_ID_version ? CELL_INTEGER : CELL_TEXT,
						 columns[i].width };
	}
	book_sheet(book, txt(TXT_TODO_SHEET), lines, 2, heads, N_COLUMNS);
	free(title);
}

static void add_row(const struct task *task, struct book *book)
{
	book_text(book, task->case_name);
	book_integer(book, task->version);
	book_text(book, task->title);
	book_text(book, task->what);
	book_text(book, task->due_on);
	for (size_t i = 5; i < N_COLUMNS; i++)
		book_empty(book);
	book_row(book, false);
}

static void add_choices(const struct todo_sheet *sheet, struct book *book)
{
	const struct rules *rules = sheet->rules;
	const char *none[] = { NULL }, *publications[] = { txt(TXT_PUBLICATION_FULL), txt(TXT_PUBLICATION_SUMMARY),
							   txt(TXT_PUBLICATION_PRIVATE), NULL };
	const char **list = calloc((size_t)(rules->n_classes + rules->n_contact_methods) + 1, sizeof *list);
	for (int i = 0; list && i < rules->n_classes; i++)
		list[i] = rules->classes[i].letter;
	book_choices(book, column_of(FIELD_ID_class), list ? list : none);
	for (int i = 0; list && i <= rules->n_contact_methods; i++)
		list[i] = i < rules->n_contact_methods ? label_text(&rules->contact_methods[i].label, txt_language())
						       : NULL;
	book_choices(book, column_of(FIELD_ID_contact_method), list ? list : none);
	book_choices(book, column_of(FIELD_ID_publication), publications);
	free(list);
}

/* A case has a task for its answer and perhaps one for the first contact: it gets one row. */
static bool was_there(const struct todo_sheet *sheet, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (sheet->list[k].kind == TASK_ASSIGNMENT && sheet->list[k].case_id == sheet->list[i].case_id)
			return true;
	return false;
}

void todo_sheet_write(const void *todo_sheet, struct book *book)
{
	const struct todo_sheet *sheet = todo_sheet;
	begin(sheet, book);
	for (size_t i = 0; i < sheet->n; i++)
		if (sheet->list[i].kind == TASK_ASSIGNMENT && !was_there(sheet, i))
			add_row(&sheet->list[i], book);
	add_choices(sheet, book);
}
