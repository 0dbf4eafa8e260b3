/* Writing .xlsx (libxlsxwriter): typed cells, widths, headings, charts; row by row in bounded memory. The same content
 * gives the same bytes under the same program. */
#ifndef SHEET_WORKBOOK_H
#define SHEET_WORKBOOK_H

#include "base/date.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cell_kind { CELL_TEXT, CELL_INTEGER, CELL_PERCENT, CELL_DAY, CELL_NUMBER };
struct workbook_column {
	const char *title;
	enum cell_kind kind;
	double width; /* characters; 0: by the title */
};
enum workbook_chart { CHART_BAR, CHART_STACKED, CHART_LINE, CHART_PIE };

struct workbook;
/* A workbook for a file that does not exist yet. created: day of its properties, fixed so that bytes are. */
struct workbook *workbook_new(const char *path, hy_day created);
/* A new sheet, its title lines (n_lines texts above the table, may be 0), its heading row (frozen, filtered). Names
 * longer than 31 characters or with signs Excel does not take are changed so that it does; equal ones get a number. */
void workbook_sheet(struct workbook *workbook, const char *name, const char *const *lines, size_t n_lines,
		    const struct workbook_column *columns, size_t n_columns);
/* Cells of the next row, from left to right; a row ends by workbook_row. bold: totals. */
void workbook_row(struct workbook *workbook, bool bold);
void workbook_text(struct workbook *workbook, const char *text); /* always a text, never a formula */
void workbook_integer(struct workbook *workbook, int64_t number);
void workbook_number(struct workbook *workbook, double number, int decimals);
void workbook_percent(struct workbook *workbook, double fraction, int decimals); /* 0.9503 shows 95.03% */
void workbook_day(struct workbook *workbook, hy_day day);                        /* HY_DAY_NONE: empty */
void workbook_empty(struct workbook *workbook);
/* A line below the table, across it. */
void workbook_note(struct workbook *workbook, const char *text);
/* A chart beside the table of the sheet: category and series are columns, over the table's rows so far. */
void workbook_add_chart(struct workbook *workbook, enum workbook_chart chart, const char *title, size_t category,
			const size_t *series, size_t n_series);
/* Writes and frees. 0, or -1 with a sentence in ret_error. */
int workbook_close(struct workbook *workbook, char *ret_error, size_t error_size);

#endif
