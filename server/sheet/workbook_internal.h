/* What the files of the writer share. */
#ifndef SHEET_WORKBOOK_INTERNAL_H
#define SHEET_WORKBOOK_INTERNAL_H

#include "base/memory.h"
#include "sheet/workbook.h"
#include <xlsxwriter.h>

/* Excel's own limits. */
#define BOOK_MAX_ROWS       1048576 /* of a sheet; what is more goes on in another sheet */
#define BOOK_MAX_COLUMNS    16384
#define BOOK_MAX_CELL       32767             /* UTF-16 units in a cell */
#define BOOK_MAX_SHEET_NAME 31                /* UTF-16 units */
#define BOOK_EXACT_INTEGER  999999999999999LL /* Excel keeps 15 digits: longer numbers are written as texts */
/* Ours. */
#define BOOK_MAX_DECIMALS 6  /* of a format; nobody prints more */
#define BOOK_AUTO_WIDTH   50 /* cells of the widest column that was given no width: what is longer is broken */
#define BOOK_LINE_HEIGHT  16 /* points of a line of text */
#define BOOK_PROSE_WIDTH  78 /* of a sheet without columns: as wide as a page of A4 upright */

enum book_look { LOOK_TITLE, LOOK_LINE, LOOK_PROSE, LOOK_HEAD, LOOK_NOTE, LOOK_COUNT_ };

struct book_cell {
	enum { HOLDS_NOTHING, HOLDS_TEXT, HOLDS_NUMBER } holds;
	enum cell_kind kind;
	int decimals;
	double number;
	size_t text; /* place in the row's texts */
};

/* The sheet that is being written. */
struct book_sheet {
	lxw_worksheet *sheet;
	char *name, *excel_name; /* as asked for, as Excel takes it */
	struct book_column *columns;
	double *widths; /* in cells, grown by what is written */
	struct book_range {
		double low, high;
	} * ranges; /* of the numbers of each column, totals left out; low > high: none yet */
	size_t n_columns;
	uint32_t head, next;          /* row of the headings, row to be written; from 0 */
	uint32_t rows_end, plain_end; /* behind the last row, behind the last one that is not bold */
	uint32_t filtered;            /* plain_end as the filter has it */
	uint32_t chart_row;           /* where the next chart goes, below the headings */
};

struct book {
	lxw_workbook *workbook;
	char *path;
	time_t created; /* of its properties */
	lxw_format *looks[LOOK_COUNT_];
	lxw_format *kinds[CELL_NUMBER + 1];                                /* of columns: below the last row */
	lxw_format *formats[CELL_NUMBER + 1][BOOK_MAX_DECIMALS + 1][2][2]; /* [kind][decimals][bold][broken] */
	struct book_sheet at;
	char **names; /* of all sheets, as Excel takes them */
	size_t n_names;
	struct book_cell *cells; /* of the row that is being filled */
	size_t n_cells, room;
	struct strbuf texts; /* theirs */
	char error[600];     /* the first thing that went wrong; "" so far nothing */
};

/* Keeps the first error, in Chinese and English. */
void book_fail(struct book *book, const char *format, ...) __attribute__((format(printf, 2, 3)));
void book_check(struct book *book, lxw_error code);
lxw_format *book_look(struct book *book, enum book_look look);
lxw_format *book_column_format(struct book *book, enum cell_kind kind);
lxw_format *book_format(struct book *book, enum cell_kind kind, int decimals, bool bold, bool broken);
/* Ends the sheet that is being written, if there is one: widths, filter, page. */
void book_end_sheet(struct book *book);
/* The same table goes on in another sheet. */
void book_next_sheet(struct book *book);
/* Lines a text takes in a width, at least one. */
double book_lines(const char *text, double width);
/* Before a row that the filter leaves alone. */
void book_settle_filter(struct book *book);
/* A name that Excel takes and no sheet has yet; the caller owns it. */
char *book_sheet_name(const struct book *book, const char *name);
/* A text as the XML of a cell may hold it: what XML cannot say is escaped the way Excel does. Returns UTF-16 units. */
size_t book_escape(const char *text, struct strbuf *out);

#endif
