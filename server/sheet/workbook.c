#include "base/text.h"
#include "sheet/workbook_internal.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXCEL_EPOCH 25569 /* 1970-01-01 counted from 1899-12-30, as Excel's days are from March 1900 on */
#define MOST_HEIGHT 400   /* points of a row; Excel has 409 */
#define EXCEL_MARCH 61    /* 1900-03-01; before it Excel is a day behind, for it knows a 29 February 1900 */

void book_fail(struct book *book, const char *format, ...)
{
	va_list args;

	if (*book->error)
		return;
	va_start(args, format);
	vsnprintf(book->error, sizeof book->error, format, args);
	va_end(args);
}

void book_check(struct book *book, lxw_error code)
{
	if (code != LXW_NO_ERROR)
		book_fail(book, "表格写不成（%s），请重试。 The workbook cannot be written (%s); try again.",
			  lxw_strerror(code), lxw_strerror(code));
}

static void fail_file(struct book *book, const char *why)
{
	book_fail(book,
		  "文件 %s 写不成（%s）；请检查路径和空间后重试。 The file %s cannot be written (%s); check the path "
		  "and the "
		  "space left, and try again.",
		  book->path, why, book->path, why);
}

struct book *book_new(const char *path, hy_day created)
{
	struct book *book = hy_xcalloc(1, sizeof *book);
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	FILE *place = fopen(path, "wb");

	book->path = hy_xstrdup(path);
	if (place)
		fclose(place);
	else
		fail_file(book, strerror(errno));
	book->workbook = workbook_new_opt(path, &options);
	if (!book->workbook)
		abort();                                           /* out of memory */
	book->created = created > 0 ? (time_t)created * 86400 : 1; /* libxlsxwriter takes 0 for now */
	book_mark(book, NULL);
	return book;
}

static struct book_cell *add_cell(struct book *book)
{
	if (book->n_cells == book->at.n_columns)
		book_fail(book, "工作表“%s”的一行多于 %zu 列。 A row of sheet \"%s\" has more than its %zu columns.",
			  book->at.name ? book->at.name : "", book->at.n_columns, book->at.name ? book->at.name : "",
			  book->at.n_columns);
	if (book->n_cells == book->room) {
		book->room = book->room ? 2 * book->room : 32;
		book->cells = hy_xrealloc(book->cells, book->room * sizeof *book->cells);
	}
	book->cells[book->n_cells] = (struct book_cell){ .holds = HOLDS_NOTHING, .kind = CELL_TEXT };
	if (book->n_cells < book->at.n_columns)
		book->cells[book->n_cells].kind = book->at.columns[book->n_cells].kind;
	return &book->cells[book->n_cells++];
}

void book_empty(struct book *book)
{
	add_cell(book);
}

void book_text(struct book *book, const char *text)
{
	struct book_cell *cell = add_cell(book);

	if (!text || !*text)
		return;
	cell->holds = HOLDS_TEXT;
	cell->kind = CELL_TEXT;
	cell->text = book->texts.len;
	if (book_escape(text, &book->texts) > BOOK_MAX_CELL)
		book_fail(book,
			  "工作表“%s”第 %u 行第 %zu 列的文字超过 %d 字，Excel 单元格装不下；请改用 CSV。 The text in "
			  "row %u, "
			  "column %zu of sheet \"%s\" is longer than the %d characters a cell takes; use CSV instead.",
			  book->at.name, book->at.next + 1, book->n_cells, BOOK_MAX_CELL, book->at.next + 1,
			  book->n_cells, book->at.name, BOOK_MAX_CELL);
	strbuf_add(&book->texts, "", 1); /* its end */
}

static void add_number(struct book *book, enum cell_kind kind, double number, int decimals)
{
	struct book_cell *cell = add_cell(book);

	if (!isfinite(number)) /* a share of nothing is no figure */
		return;
	cell->holds = HOLDS_NUMBER;
	cell->kind = kind;
	cell->number = number;
	cell->decimals = decimals < 0 ? 0 : decimals > BOOK_MAX_DECIMALS ? BOOK_MAX_DECIMALS : decimals;
}

void book_integer(struct book *book, int64_t number)
{
	char text[24];

	if (number >= -BOOK_EXACT_INTEGER && number <= BOOK_EXACT_INTEGER) {
		add_number(book, CELL_INTEGER, (double)number, 0);
		return;
	}
	snprintf(text, sizeof text, "%lld", (long long)number);
	book_text(book, text);
}

void book_number(struct book *book, double number, int decimals)
{
	add_number(book, CELL_NUMBER, number, decimals);
}

void book_percent(struct book *book, double fraction, int decimals)
{
	add_number(book, CELL_PERCENT, fraction, decimals);
}

void book_day(struct book *book, hy_day day)
{
	if (day == HY_DAY_NONE) {
		book_empty(book);
		return;
	}
	int serial = day + EXCEL_EPOCH;
	add_number(book, CELL_DAY, serial < EXCEL_MARCH ? serial - 1 : serial, 0);
}

/* Cells the widest line of a text takes. */
static double widest_line(const char *text)
{
	int widest = 0;

	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");
		char *one = hy_xstrndup(line, len);
		int width = text_width(one);

		widest = width > widest ? width : widest;
		free(one);
		line += len + (line[len] == '\n');
	}
	return widest;
}

static double width_of(const struct book_cell *cell, const char *text)
{
	char number[64];

	if (cell->holds == HOLDS_TEXT)
		return strchr(text, '\n') ? widest_line(text) : text_width(text);
	if (cell->holds == HOLDS_NOTHING)
		return 0;
	if (cell->kind == CELL_DAY)
		return HY_DAY_TEXT - 1;
	snprintf(number, sizeof number, "%.*f", cell->decimals, cell->number);
	return (double)strlen(number) + (cell->kind == CELL_PERCENT);
}

/* Writes a cell where it belongs, and lets its column grow to it. */
static void put_cell(struct book *book, size_t column, bool bold)
{
	struct book_sheet *at = &book->at;
	const struct book_cell *cell = &book->cells[column];
	const char *text = cell->holds == HOLDS_TEXT ? book->texts.text + cell->text : "";
	double width = width_of(cell, text);
	double given = at->columns[column].width, most = given > 0 ? given : BOOK_AUTO_WIDTH;
	bool broken = cell->holds == HOLDS_TEXT && (width > most || strchr(text, '\n'));
	lxw_format *format = book_format(book, cell->kind, cell->decimals, bold, broken);
	lxw_col_t place = (lxw_col_t)column;

	if (given <= 0 && width > at->widths[column])
		at->widths[column] = width > BOOK_AUTO_WIDTH ? BOOK_AUTO_WIDTH : width;
	if (cell->holds == HOLDS_NUMBER && !bold)
		at->ranges[column] = (struct book_range){ fmin(at->ranges[column].low, cell->number),
							  fmax(at->ranges[column].high, cell->number) };
	if (cell->holds == HOLDS_TEXT)
		book_check(book, worksheet_write_string(at->sheet, at->next, place, text, format));
	else if (cell->holds == HOLDS_NUMBER)
		book_check(book, worksheet_write_number(at->sheet, at->next, place, cell->number, format));
	else
		book_check(book, worksheet_write_blank(at->sheet, at->next, place, format));
}

/* Not every program finds the height of a row with broken texts by itself. */
static void settle_height(struct book *book)
{
	double lines = 1;

	for (size_t i = 0; i < book->at.n_columns; i++) {
		const struct book_cell *cell = &book->cells[i];
		double given = book->at.columns[i].width;
		if (cell->holds == HOLDS_TEXT)
			lines = fmax(lines,
				     book_lines(book->texts.text + cell->text, given > 0 ? given : BOOK_AUTO_WIDTH));
	}
	if (lines > 1)
		book_check(book, worksheet_set_row(book->at.sheet, book->at.next,
						   fmin(lines * BOOK_LINE_HEIGHT, MOST_HEIGHT), NULL));
}

void book_row(struct book *book, bool bold)
{
	struct book_sheet *at = &book->at;

	while (book->n_cells < at->n_columns)
		book_empty(book);
	if (at->next == BOOK_MAX_ROWS)
		book_next_sheet(book);
	if (bold)
		book_settle_filter(book);
	if (!*book->error) {
		settle_height(book);
		for (size_t i = 0; i < at->n_columns; i++)
			put_cell(book, i, bold);
		at->rows_end = ++at->next;
		if (!bold)
			at->plain_end = at->next;
	}
	book->n_cells = 0;
	book->texts.len = 0;
}

static void free_book(struct book *book)
{
	for (size_t i = 0; i < book->n_names; i++)
		free(book->names[i]);
	free(book->names);
	free(book->cells);
	strbuf_clear(&book->texts);
	free(book->path);
	free(book);
}

/* Rows wait in files of their own until the end; a full disk shows there first. */
static void check_waiting_rows(struct book *book)
{
	lxw_worksheet *sheet;

	STAILQ_FOREACH(sheet, book->workbook->worksheets, list_pointers)
	{
		if (sheet->dim_rowmin == LXW_ROW_MAX) /* libxlsxwriter 1.1 forgets the file of a sheet without a cell */
			worksheet_write_blank(sheet, 0, 0, book_look(book, LOOK_LINE));
		if (fflush(sheet->optimize_tmpfile) != 0 || ferror(sheet->optimize_tmpfile))
			book_fail(book,
				  "临时文件写不下（%s）；请腾出空间后重试。 A temporary file cannot be written (%s); "
				  "make "
				  "room and try again.",
				  strerror(errno), strerror(errno));
	}
}

static void abandon(struct book *book)
{
	lxw_worksheet *sheet;

	STAILQ_FOREACH(sheet, book->workbook->worksheets, list_pointers)
	fclose(sheet->optimize_tmpfile);
	lxw_workbook_free(book->workbook);
	unlink(book->path); /* half a file looks like a whole one */
}

int book_close(struct book *book, char *ret_error, size_t error_size)
{
	int ret;

	book_end_sheet(book);
	check_waiting_rows(book);
	if (*book->error)
		abandon(book);
	else {
		errno = 0;
		lxw_error code = workbook_close(book->workbook);
		if (code != LXW_NO_ERROR) {
			fail_file(book, errno ? strerror(errno) : lxw_strerror(code));
			unlink(book->path);
		}
	}
	ret = *book->error ? -1 : 0;
	if (ret)
		snprintf(ret_error, error_size, "%s", book->error);
	free_book(book);
	return ret;
}
