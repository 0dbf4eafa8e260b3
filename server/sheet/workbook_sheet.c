/* Sheets: what stands above and below the rows, and what holds for the whole of one. */
#include "base/text.h"
#include "sheet/workbook_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_ROOM    4 /* cells beside a heading: its filter's button */
#define CELL_ROOM    2 /* beside a content */
#define LEAST_WIDTH  6
#define TITLE_HEIGHT 26 /* points */
/* Cells that a page of A4 shows, upright and across: Chinese fonts have wider digits than the one Excel measures by. */
#define UPRIGHT_PAGE 62
#define ACROSS_PAGE  95
#define LEAST_SCALE  10 /* percent, of Excel */

static void begin_sheet(struct book *book)
{
	struct book_sheet *at = &book->at;

	at->excel_name = book_sheet_name(book, at->name);
	book->names = hy_xrealloc(book->names, (book->n_names + 1) * sizeof *book->names);
	book->names[book->n_names++] = at->excel_name;
	at->sheet = workbook_add_worksheet(book->workbook, at->excel_name);
	if (!at->sheet)
		book_fail(book,
			  "工作表“%s”建不成：临时文件打不开，请检查临时文件夹。 Sheet \"%s\" cannot be made: no "
			  "temporary file; "
			  "check the folder of temporary files.",
			  at->name, at->name);
	at->next = at->head = at->rows_end = at->plain_end = at->filtered = 0;
	at->chart_row = 0;
}

double book_lines(const char *text, double width)
{
	double lines = 0;

	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");
		char *one = hy_xstrndup(line, len);

		lines += fmax(1, ceil(text_width(one) / fmax(width, LEAST_WIDTH)));
		free(one);
		line += len + (line[len] == '\n');
	}
	return fmax(1, lines);
}

/* A text that stands alone in its row. */
static void put_line(struct book *book, const char *text, enum book_look look)
{
	struct book_sheet *at = &book->at;
	struct strbuf escaped = { 0 };

	if (*book->error)
		return;
	if (book_escape(text, &escaped) > BOOK_MAX_CELL)
		book_fail(book, "工作表“%s”的一行文字超过 %d 字。 A line of sheet \"%s\" is longer than %d characters.",
			  at->name, BOOK_MAX_CELL, at->name, BOOK_MAX_CELL);
	else if (escaped.len && (look == LOOK_TITLE || look == LOOK_PROSE))
		book_check(book,
			   worksheet_set_row(at->sheet, at->next,
					     look == LOOK_TITLE ? TITLE_HEIGHT
								: BOOK_LINE_HEIGHT * book_lines(text, BOOK_PROSE_WIDTH),
					     NULL));
	if (escaped.len)
		book_check(book, worksheet_write_string(at->sheet, at->next, 0, escaped.text, book_look(book, look)));
	at->next++;
	strbuf_clear(&escaped);
}

static void put_heads(struct book *book)
{
	struct book_sheet *at = &book->at;

	at->head = at->next;
	for (size_t i = 0; i < at->n_columns && !*book->error; i++) {
		struct strbuf escaped = { 0 };

		book_escape(at->columns[i].title, &escaped);
		book_check(book, worksheet_write_string(at->sheet, at->next, (lxw_col_t)i,
							escaped.text ? escaped.text : "", book_look(book, LOOK_HEAD)));
		strbuf_clear(&escaped);
	}
	at->next += at->n_columns > 0;
	at->rows_end = at->plain_end = at->next;
}

static void copy_columns(struct book_sheet *at, const struct book_column *columns, size_t n)
{
	at->columns = hy_xcalloc(n + 1, sizeof *at->columns);
	at->widths = hy_xcalloc(n + 1, sizeof *at->widths);
	at->ranges = hy_xcalloc(n + 1, sizeof *at->ranges);
	at->n_columns = n;
	for (size_t i = 0; i < n; i++) {
		at->columns[i] = columns[i];
		at->columns[i].title = hy_xstrdup(columns[i].title);
		at->ranges[i] = (struct book_range){ INFINITY, -INFINITY };
		at->widths[i] = text_width(columns[i].title) + HEAD_ROOM - CELL_ROOM;
	}
}

void book_sheet(struct book *book, const char *name, const char *const *lines, size_t n_lines,
		const struct book_column *columns, size_t n_columns)
{
	book_end_sheet(book);
	book->at.name = hy_xstrdup(name);
	if (n_columns > BOOK_MAX_COLUMNS) {
		book_fail(book, "工作表“%s”多于 %d 列。 Sheet \"%s\" has more than %d columns.", name, BOOK_MAX_COLUMNS,
			  name, BOOK_MAX_COLUMNS);
		n_columns = 0;
	}
	copy_columns(&book->at, columns, n_columns);
	begin_sheet(book);
	for (size_t i = 0; i < n_lines; i++)
		put_line(book, lines[i], i == 0 ? LOOK_TITLE : n_columns ? LOOK_LINE : LOOK_PROSE);
	put_heads(book);
}

/* What holds for a whole sheet is said at its end, when its widths and rows are known. */
static void settle_columns(struct book *book, double *ret_total)
{
	struct book_sheet *at = &book->at;

	*ret_total = 0;
	for (size_t i = 0; i < at->n_columns; i++) {
		double width = at->columns[i].width > 0 ? at->columns[i].width : at->widths[i] + CELL_ROOM;

		width = fmax(width, LEAST_WIDTH);
		*ret_total += width;
		/* the rows below the last one too, so that what is typed there is taken for what it is */
		book_check(book, worksheet_set_column(at->sheet, (lxw_col_t)i, (lxw_col_t)i, width,
						      book_column_format(book, at->columns[i].kind)));
	}
	if (at->n_columns == 0)
		book_check(book, worksheet_set_column(at->sheet, 0, 0, BOOK_PROSE_WIDTH, NULL));
}

static void settle_page(struct book *book, double width)
{
	lxw_worksheet *sheet = book->at.sheet;

	worksheet_set_paper(sheet, 9); /* A4 */
	if (width > UPRIGHT_PAGE)
		worksheet_set_landscape(sheet);
	if (book->at.chart_row) { /* charts go on pages beside the table's, so that no page count can fit both */
		lxw_col_t breaks[] = { (lxw_col_t)(book->at.n_columns + 1), 0 };
		if (width > ACROSS_PAGE)
			worksheet_set_print_scale(sheet, (uint16_t)fmax(LEAST_SCALE, 100 * ACROSS_PAGE / width));
		book_check(book, worksheet_set_v_pagebreaks(sheet, breaks));
	} else
		worksheet_fit_to_pages(sheet, 1, 0);
	book_check(book, worksheet_set_footer(sheet, "&C&P / &N"));
}

/* Totals stay below what is filtered and sorted. libxlsxwriter takes the range as long as its last row is not yet put
 * away, so it is told before each row that is none of the table's plain ones. */
void book_settle_filter(struct book *book)
{
	struct book_sheet *at = &book->at;

	if (at->filtered == at->plain_end || at->n_columns == 0 || *book->error)
		return;
	at->filtered = at->plain_end;
	book_check(book,
		   worksheet_autofilter(at->sheet, at->head, 0, at->plain_end - 1, (lxw_col_t)(at->n_columns - 1)));
}

static void settle_table(struct book *book)
{
	struct book_sheet *at = &book->at;
	lxw_col_t last = (lxw_col_t)(at->n_columns - 1);

	worksheet_freeze_panes(at->sheet, at->head + 1, 0);
	book_check(book, worksheet_repeat_rows(at->sheet, at->head, at->head));
	book_settle_filter(book);
	if (at->rows_end > at->head + 1) {
		char range[32], first[LXW_MAX_CELL_NAME_LENGTH], end[LXW_MAX_CELL_NAME_LENGTH];

		lxw_rowcol_to_cell(first, at->head + 1, 0);
		lxw_rowcol_to_cell(end, at->rows_end - 1, last);
		snprintf(range, sizeof range, "%s:%s", first, end);
		book_check(book, worksheet_ignore_errors(at->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range));
	}
}

static void settle_sheet(struct book *book)
{
	double width = 0;

	if (!book->at.sheet || *book->error)
		return;
	settle_columns(book, &width);
	settle_page(book, width);
	if (book->at.n_columns)
		settle_table(book);
}

void book_end_sheet(struct book *book)
{
	struct book_sheet *at = &book->at;

	settle_sheet(book);
	for (size_t i = 0; i < at->n_columns; i++)
		free((char *)at->columns[i].title);
	free(at->columns);
	free(at->widths);
	free(at->ranges);
	free(at->name);
	*at = (struct book_sheet){ 0 };
	book->n_cells = 0;
	book->texts.len = 0;
}

void book_next_sheet(struct book *book)
{
	settle_sheet(book);
	begin_sheet(book);
	put_heads(book);
}

/* Across the table: Excel finds no height for cells that are joined, so it is counted here. */
void book_note(struct book *book, const char *text)
{
	struct book_sheet *at = &book->at;
	struct strbuf escaped = { 0 };
	double width = 0;

	if (at->n_columns < 2 || *book->error) {
		put_line(book, text, LOOK_PROSE);
		return;
	}
	if (at->next == BOOK_MAX_ROWS)
		book_next_sheet(book);
	book_settle_filter(book);
	for (size_t i = 0; i < at->n_columns; i++)
		width += at->columns[i].width > 0 ? at->columns[i].width : at->widths[i] + CELL_ROOM;
	book_escape(text, &escaped);
	book_check(book, worksheet_set_row(at->sheet, at->next, BOOK_LINE_HEIGHT * book_lines(text, width), NULL));
	book_check(book, worksheet_merge_range(at->sheet, at->next, 0, at->next, (lxw_col_t)(at->n_columns - 1),
					       escaped.text ? escaped.text : "", book_look(book, LOOK_NOTE)));
	at->next++;
	strbuf_clear(&escaped);
}
