/* How the columns of a table share the width of a page. */
#include "base/text.h"
#include "report/pdf_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PITCH         1.5  /* from line to line, in letters */
#define LEAST_TEXT    5.0  /* letters of a column of texts, so that it can be read */
#define HEAD_WIDE     5.0  /* letters a heading has in a line before it is broken */
#define LEAST_HEAD    2.0  /* letters a heading has in a line at least */
#define FIGURE_BYTES  7    /* a number of a case is no figure */
#define LENGTH_COUNTS 0.7  /* a text twice as long has 1.6 times the width */
#define NAME_WIDE     11.0 /* letters of the name of an office */

/* Sizes of letters, from which the first is taken at which every column has what it needs. */
static const double sizes[] = { 10.5, 9.5, 9, 8.5, 8.5, 7.5, 6.5 };
#define N_SIZES       (sizeof sizes / sizeof sizes[0])
#define N_COMFORTABLE 4 /* of them are tried for names that stay in one line */

/* The longest text of a column, as a person reads it; to be freed. */
static char *longest(const struct grid_table *grid, size_t column)
{
	const json_t *rows = json_object_get(grid->table, "rows"), *row;
	const json_t *total = json_array_get(json_object_get(grid->table, "total"), column);
	char out[CELL_TEXT_SIZE];
	char *best = hy_xstrdup(document_cell(total, grid->columns[column].kind, out));
	size_t i;

	json_array_foreach(rows, i, row)
	{
		const char *text = document_cell(json_array_get(row, column), grid->columns[column].kind, out);
		if (strlen(text) <= strlen(best))
			continue;
		free(best);
		best = hy_xstrdup(text);
	}
	return best;
}

/* "+15.39", "-3": differences are texts, but stand like numbers. */
static bool is_figure(const char *text)
{
	return *text && text[strspn(text, "+-0123456789.,% ")] == '\0';
}

bool grid_holds_figures(const struct grid_table *grid, size_t column)
{
	const json_t *rows = json_object_get(grid->table, "rows"), *row;
	char out[CELL_TEXT_SIZE];
	bool any = false;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		const char *text = document_cell(json_array_get(row, column), grid->columns[column].kind, out);
		if (*text && (!is_figure(text) || strlen(text) > FIGURE_BYTES))
			return false;
		any = any || *text;
	}
	return any;
}

/* Latin words of a heading are not torn apart. */
static double longest_word(const struct grid_table *grid, const char *text, const struct pdf_style *style)
{
	double longest = 0;

	while (*text) {
		size_t len = 0;
		while ((unsigned char)text[len] > ' ' && (unsigned char)text[len] < 0x80)
			len++;
		if (len > 1 && len < CELL_TEXT_SIZE) {
			char *word = hy_xstrndup(text, len);
			longest = fmax(longest, pdf_width(grid->pdf, word, style));
			free(word);
		}
		text += len ? len : 1;
	}
	return longest;
}

static void ask_column(struct grid_table *grid, size_t column)
{
	struct grid_column *at = &grid->columns[column];
	struct pdf_style bold = grid->style;
	double letter = grid->style.size, head, content;
	char *text = longest(grid, column);

	bold.face = PDF_SANS_BOLD; /* totals are the widest */
	head = pdf_width(grid->pdf, grid->heads[column], &bold);
	content = strlen(text) < CELL_TEXT_SIZE ? pdf_width(grid->pdf, text, &bold) : text_width(text) * letter / 2;
	free(text);
	at->least = fmax(fmin(head, LEAST_HEAD * letter), longest_word(grid, grid->heads[column], &bold));
	at->least = fmax(at->least, at->align == PDF_ALIGN_LEFT ? fmin(content, LEAST_TEXT * letter) : content);
	at->wanted = fmax(content, fmin(head, HEAD_WIDE * letter));
	at->least += 2 * GRID_PAD_X + 1;
	at->wanted = fmax(at->wanted + 2 * GRID_PAD_X + 1, at->least);
}

/* What a column has at a level: long texts more than short ones, but not in proportion, or a name would be torn for the
 * sake of a title that takes three lines anyway. */
static double width_at(const struct grid_column *at, double level)
{
	return fmin(at->wanted, fmax(at->least, level * pow(at->wanted, LENGTH_COUNTS)));
}

static double sum_at(const struct grid_table *grid, double level)
{
	double sum = 0;

	for (size_t i = 0; i < grid->n; i++)
		sum += width_at(&grid->columns[i], level);
	return sum;
}

/* The level that uses up the page's width; with room to spare all columns grow alike. */
static void share_width(struct grid_table *grid)
{
	double low = 0, high = PDF_WIDTH, wanted = sum_at(grid, PDF_WIDTH), least = sum_at(grid, 0);

	for (int i = 0; i < 40; i++) {
		double middle = (low + high) / 2;
		if (sum_at(grid, middle) > PDF_WIDTH)
			high = middle;
		else
			low = middle;
	}
	for (size_t i = 0; i < grid->n; i++) {
		struct grid_column *at = &grid->columns[i];
		if (least > PDF_WIDTH)
			at->width = at->least * PDF_WIDTH / least;
		else if (wanted < PDF_WIDTH)
			at->width = at->wanted * PDF_WIDTH / wanted;
		else
			at->width = width_at(at, low);
	}
}

/* Names are whole where a somewhat smaller letter allows it; a text of several lines may be broken. */
static double comfortable(const struct grid_table *grid)
{
	double sum = 0;

	for (size_t i = 0; i < grid->n; i++)
		sum += fmax(grid->columns[i].least, fmin(grid->columns[i].wanted, NAME_WIDE * grid->style.size));
	return sum;
}

void grid_choose_size(struct grid_table *grid)
{
	size_t first = document_flag(grid->table, "annex") ? 1 : 0; /* lists are long */

	for (size_t i = first; i < N_SIZES; i++) {
		grid->style = (struct pdf_style){ PDF_SANS, sizes[i], sizes[i] * PITCH, PDF_ALIGN_LEFT, 0, 0 };
		for (size_t k = 0; k < grid->n; k++)
			ask_column(grid, k);
		if (i < N_COMFORTABLE ? comfortable(grid) <= PDF_WIDTH : sum_at(grid, 0) <= PDF_WIDTH)
			break;
	}
	share_width(grid);
}
