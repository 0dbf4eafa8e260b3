/* The sheet an office fills in: a row for each case it has at hand, columns for what can be done. import takes it
 * back. */
#ifndef TODO_SHEET_H
#define TODO_SHEET_H

#include "domain/rules/rules.h"
#include "tasks.h"

struct book;
struct todo_sheet {
	const struct task *list;
	size_t n;
	const struct rules *rules;
	const char *office, *today; /* name of the office; business date */
};
/* Writes it; for report_sheet. */
void todo_sheet_write(const void *todo_sheet, struct book *book);

#endif
