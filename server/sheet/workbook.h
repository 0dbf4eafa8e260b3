/* Writing .xlsx (libxlsxwriter): typed cells, widths, headings, charts; row by row in bounded memory. The same content
 * gives the same bytes under the same program. Names begin with book_: libxlsxwriter has the workbook_ ones. */
#ifndef SHEET_WORKBOOK_H
#define SHEET_WORKBOOK_H

#include "base/date.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cell_kind { CELL_TEXT, CELL_INTEGER, CELL_PERCENT, CELL_DAY, CELL_NUMBER };
struct book_column {
	const char *title;
	enum cell_kind kind;
	double width; /* characters; 0: by the title */
};
enum book_chart { BOOK_CHART_BAR, BOOK_CHART_STACKED, BOOK_CHART_LINE, BOOK_CHART_PIE };

struct book;
/* A workbook for a file that does not exist yet. created: day of its properties, fixed so that bytes are. */
struct book *book_new(const char *path, hy_day created);
/* Words among its properties, where programs that save it again keep them; and those of the file at path, "" when it
 * is no workbook or has none. Fresh memory. */
void book_mark(struct book *book, const char *mark);
char *book_read_mark(const char *path);
/* A new sheet, its title lines (n_lines texts above the table, may be 0), its heading row (frozen, filtered). Names
 * longer than 31 characters or with signs Excel does not take are changed so that it does; equal ones get a number. */
void book_sheet(struct book *book, const char *name, const char *const *lines, size_t n_lines,
		const struct book_column *columns, size_t n_columns);
/* Cells of the next row, from left to right; a row ends by book_row. bold: totals. */
void book_row(struct book *book, bool bold);
void book_text(struct book *book, const char *text); /* always a text, never a formula */
void book_integer(struct book *book, int64_t number);
void book_number(struct book *book, double number, int decimals);
void book_percent(struct book *book, double fraction, int decimals); /* 0.9503 shows 95.03% */
void book_day(struct book *book, hy_day day);                        /* HY_DAY_NONE: empty */
void book_empty(struct book *book);
/* After the rows: a column of the sheet takes only these texts (NULL-terminated), chosen from a list that drops down.
 * When the list is longer than Excel takes (255 bytes), anything may be typed. */
void book_choices(struct book *book, size_t column, const char *const *texts);
/* A line below the table, across it. */
void book_note(struct book *book, const char *text);
/* A chart beside the table of the sheet: category and series are columns, over the table's rows so far. */
void book_add_chart(struct book *book, enum book_chart chart, const char *title, size_t category, const size_t *series,
		    size_t n_series);
/* Writes and frees. 0, or -1 with a sentence in ret_error. */
int book_close(struct book *book, char *ret_error, size_t error_size);

#endif
