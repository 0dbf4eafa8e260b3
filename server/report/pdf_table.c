/* Tables on paper: columns as wide as they need, rows that go over pages with the headings again. */
#include "report/pdf_grid.h"
#include "report/phrases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PAD_Y       2.0
#define FRAME       0.5 /* stroke of the lines */
#define FRAME_COLOR 0x8a8a8a
#define HEAD_COLOR  0xe9eef4
#define TOTAL_COLOR 0xf4f4f4
#define HEAD_LINES  8  /* a heading longer than that would leave no room for rows: the rest of it is not shown */
#define SHORT_TABLE 15 /* rows of a table that is kept on one page */
#define AROUND      6.0
#define ABOVE_NOTES 4.0

static const struct pdf_style title_style = { PDF_SANS_BOLD, 12, 20, PDF_ALIGN_CENTER, 0, 0x000000 };
static const struct pdf_style note_style = { PDF_SANS, 9, 14, PDF_ALIGN_LEFT, 0, 0x404040 };

enum row_kind { ROW_HEAD, ROW_PLAIN, ROW_TOTAL, ROW_NOTHING };

/* ---- Rows ---- */

struct grid_row {
	enum row_kind kind;
	PangoLayout **cells;
	int n_lines; /* of the longest cell */
	struct pdf_style style;
};

static double column_width(const struct grid_table *grid, const struct grid_row *row, size_t column)
{
	return row->kind == ROW_NOTHING ? PDF_WIDTH : grid->columns[column].width;
}

static size_t row_cells(const struct grid_table *grid, const struct grid_row *row)
{
	return row->kind == ROW_NOTHING ? 1 : grid->n;
}

static void set_row(struct grid_table *grid, struct grid_row *row, enum row_kind kind, const char *const *texts)
{
	size_t n;

	*row = (struct grid_row){ .kind = kind, .style = grid->style, .n_lines = 1 };
	if (kind == ROW_HEAD || kind == ROW_TOTAL)
		row->style.face = PDF_SANS_BOLD;
	n = row_cells(grid, row);
	row->cells = hy_xcalloc(n + 1, sizeof(PangoLayout *));
	for (size_t i = 0; i < n; i++) {
		double width = fmax(column_width(grid, row, i) - 2 * GRID_PAD_X, row->style.size);
		if (kind == ROW_HEAD)
			width = pdf_balanced(grid->pdf, texts[i], &row->style, width);
		row->cells[i] = pdf_set(grid->pdf, texts[i], &row->style, width);
		int lines = pdf_lines(row->cells[i]);
		row->n_lines = lines > row->n_lines ? lines : row->n_lines;
	}
	if (kind == ROW_HEAD && row->n_lines > HEAD_LINES)
		row->n_lines = HEAD_LINES;
}

static void free_row(const struct grid_table *grid, struct grid_row *row)
{
	for (size_t i = 0; i < row_cells(grid, row); i++)
		g_object_unref(row->cells[i]);
	free(row->cells);
}

static double height_of(const struct grid_row *row, int n_lines)
{
	return row->style.pitch * n_lines + 2 * PAD_Y;
}

static void draw_frame(struct pdf *pdf, enum row_kind kind, double x, double width, double height)
{
	if (!pdf->cr)
		return;
	cairo_rectangle(pdf->cr, x, pdf->y, width, height);
	if (kind == ROW_HEAD || kind == ROW_TOTAL) {
		pdf_color(pdf, kind == ROW_HEAD ? HEAD_COLOR : TOTAL_COLOR);
		cairo_fill_preserve(pdf->cr);
	}
	pdf_color(pdf, FRAME_COLOR);
	cairo_set_line_width(pdf->cr, FRAME);
	cairo_stroke(pdf->cr);
}

/* Lines [first, first + n) of all cells at the place reached. */
static void draw_lines(struct grid_table *grid, struct grid_row *row, int first, int n)
{
	struct pdf *pdf = grid->pdf;
	double x = PDF_LEFT, height = height_of(row, n);

	for (size_t i = 0; i < row_cells(grid, row); i++) {
		double width = column_width(grid, row, i), y = pdf->y + PAD_Y;
		int lines = pdf_lines(row->cells[i]);

		row->style.align =
			row->kind == ROW_HEAD || row->kind == ROW_NOTHING ? PDF_ALIGN_CENTER : grid->columns[i].align;
		if (first == 0 && lines < n) /* a short cell stands in the middle of its row */
			y += row->style.pitch * (n - lines) / 2;
		draw_frame(pdf, row->kind, x, width, height);
		pdf_draw(pdf, row->cells[i], &row->style, x + GRID_PAD_X, y, width - 2 * GRID_PAD_X, first, n);
		x += width;
	}
	pdf->y += height;
}

static void put_heads(struct grid_table *grid)
{
	struct grid_row row;

	set_row(grid, &row, ROW_HEAD, (const char *const *)grid->heads);
	pdf_need(grid->pdf, height_of(&row, row.n_lines));
	draw_lines(grid, &row, 0, row.n_lines);
	free_row(grid, &row);
}

static int lines_that_fit(const struct pdf *pdf, const struct grid_row *row)
{
	return (int)((PDF_BOTTOM - pdf->y - 2 * PAD_Y + 0.01) / row->style.pitch);
}

/* A row stays whole where it can; one higher than a page goes on on the next. */
static void put_row(struct grid_table *grid, struct grid_row *row)
{
	struct pdf *pdf = grid->pdf;
	bool fresh = false;

	for (int done = 0; done < row->n_lines && !pdf->failed;) {
		int left = row->n_lines - done, fit = lines_that_fit(pdf, row);
		if (left > fit && !fresh) {
			pdf_next_page(pdf);
			put_heads(grid);
			fresh = true;
			continue;
		}
		fit = fit < 1 ? 1 : fit > left ? left : fit;
		draw_lines(grid, row, done, fit);
		done += fit;
		fresh = false;
	}
}

static void set_cells(struct grid_table *grid, struct grid_row *row, const json_t *cells, enum row_kind kind)
{
	char(*out)[CELL_TEXT_SIZE] = hy_xcalloc(grid->n + 1, CELL_TEXT_SIZE);
	const char **texts = hy_xcalloc(grid->n + 1, sizeof *texts);

	for (size_t i = 0; i < grid->n; i++)
		texts[i] = document_cell(json_array_get(cells, i), grid->columns[i].kind, out[i]);
	set_row(grid, row, kind, texts);
	free(texts);
	free(out);
}

static double heads_height(struct grid_table *grid)
{
	struct grid_row row;
	double height;

	set_row(grid, &row, ROW_HEAD, (const char *const *)grid->heads);
	height = height_of(&row, row.n_lines);
	free_row(grid, &row);
	return height;
}

/* A row that stays on the page of what is below it, so high, where a page can hold both. */
static void put_cells(struct grid_table *grid, const json_t *cells, enum row_kind kind, double below)
{
	struct pdf *pdf = grid->pdf;
	struct grid_row row;

	set_cells(grid, &row, cells, kind);
	double height = height_of(&row, row.n_lines) + below;
	if (below > 0 && pdf->y + height > PDF_BOTTOM && heads_height(grid) + height <= PDF_BOTTOM - PDF_TOP) {
		pdf_next_page(pdf);
		put_heads(grid);
	}
	put_row(grid, &row);
	free_row(grid, &row);
}

static double cells_height(struct grid_table *grid, const json_t *cells, enum row_kind kind)
{
	struct grid_row row;
	double height;

	set_cells(grid, &row, cells, kind);
	height = height_of(&row, row.n_lines);
	free_row(grid, &row);
	return height;
}

static void put_nothing(struct grid_table *grid)
{
	const char *text = document_text(grid->table, "empty");
	struct grid_row row;

	set_row(grid, &row, ROW_NOTHING, &text);
	put_row(grid, &row);
	free_row(grid, &row);
}

/* ---- The table ---- */

static void open_grid(struct grid_table *grid, struct pdf *pdf, const json_t *table)
{
	*grid = (struct grid_table){ .pdf = pdf, .table = table };
	grid->n = json_array_size(json_object_get(table, "columns"));
	grid->columns = hy_xcalloc(grid->n + 1, sizeof *grid->columns);
	grid->heads = hy_xcalloc(grid->n + 1, sizeof *grid->heads);
	for (size_t i = 0; i < grid->n; i++) {
		struct grid_column *at = &grid->columns[i];
		at->kind = document_column_text(table, i, "kind");
		at->align = document_column_to_right(table, i) ? PDF_ALIGN_RIGHT
			    : strcmp(at->kind, "day") == 0     ? PDF_ALIGN_CENTER
							       : PDF_ALIGN_LEFT;
		grid->heads[i] = hy_xstrdup(document_column_text(table, i, "title"));
	}
	grid_choose_size(grid);
}

static void close_grid(struct grid_table *grid)
{
	for (size_t i = 0; i < grid->n; i++)
		free(grid->heads[i]);
	free(grid->heads);
	free(grid->columns);
}

/* "注：…"; the first of several says that they are notes. */
static const char *note_of(struct pdf *pdf, const json_t *table, size_t i)
{
	const char *text = json_string_value(json_array_get(json_object_get(table, "notes"), i));

	return arena_printf(pdf->arena, "%s%s", i ? "" : phrase(PHRASE_NOTE, pdf->language), text ? text : "");
}

static size_t n_notes(const json_t *table)
{
	return json_array_size(json_object_get(table, "notes"));
}

static double notes_height(struct pdf *pdf, const json_t *table)
{
	double height = n_notes(table) ? ABOVE_NOTES : 0;

	for (size_t i = 0; i < n_notes(table); i++)
		height += note_style.pitch * pdf_lines_within(pdf, note_of(pdf, table, i), &note_style, PDF_WIDTH);
	return height;
}

static void put_notes(struct pdf *pdf, const json_t *table)
{
	pdf_space(pdf, ABOVE_NOTES);
	for (size_t i = 0; i < n_notes(table); i++)
		pdf_text(pdf, note_of(pdf, table, i), &note_style, 1);
}

/* What belongs together: a short table, else title, headings and two rows. */
static double kept_height(struct grid_table *grid)
{
	const json_t *rows = json_object_get(grid->table, "rows"), *total = json_object_get(grid->table, "total"), *row;
	double height = title_style.pitch + PAD_Y + AROUND + heads_height(grid);
	size_t i;

	if (json_array_size(rows) > SHORT_TABLE)
		return height + 2 * (grid->style.pitch + 2 * PAD_Y);
	json_array_foreach(rows, i, row) height += cells_height(grid, row, ROW_PLAIN);
	if (json_array_size(rows) == 0)
		height += grid->style.pitch + 2 * PAD_Y;
	if (json_is_array(total))
		height += cells_height(grid, total, ROW_TOTAL);
	return height + notes_height(grid->pdf, grid->table);
}

/* The last row, the total and the notes stay together: a note alone on the next page is of nothing. */
static void put_rows(struct grid_table *grid)
{
	const json_t *rows = json_object_get(grid->table, "rows"), *total = json_object_get(grid->table, "total"), *row;
	double notes = notes_height(grid->pdf, grid->table), below_last = notes;
	size_t i;

	if (json_is_array(total))
		below_last += cells_height(grid, total, ROW_TOTAL);
	json_array_foreach(rows, i, row) if (!grid->pdf->failed)
		put_cells(grid, row, ROW_PLAIN, i + 1 == json_array_size(rows) ? below_last : 0);
	if (json_array_size(rows) == 0)
		put_nothing(grid);
	if (json_is_array(total))
		put_cells(grid, total, ROW_TOTAL, notes);
}

void pdf_table(struct pdf *pdf, const json_t *table)
{
	struct grid_table grid;

	open_grid(&grid, pdf, table);
	pdf_begin_block(pdf, kept_height(&grid));
	pdf_space(pdf, AROUND);
	if (*document_text(table, "title"))
		pdf_text(pdf, document_text(table, "title"), &title_style, 2);
	pdf->y += PAD_Y;
	put_heads(&grid);
	put_rows(&grid);
	put_notes(pdf, table);
	pdf_space(pdf, AROUND);
	close_grid(&grid);
}
