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
#define LENGTH_COUNTS 0.7  /* a text twice as long has 1.6 times the width */
#define NAME_WIDE     11.0 /* letters of the name of an office */
#define MOST_WORD     20   /* bytes of a word; "dissatisfied" stays whole, an address does not */

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

/* Latin words are not torn apart, unless they are so long that they are none. */
static double word_width(const struct grid_table *grid, size_t column, const struct pdf_style *style)
{
	const json_t *rows = json_object_get(grid->table, "rows"), *row;
	const char *words = "", *found = "";
	size_t longest = pdf_longest_word(grid->heads[column], &words), i;
	char out[CELL_TEXT_SIZE];

	char *word = hy_xstrndup(words, longest);
	json_array_foreach(rows, i, row)
	{
		const char *text = document_cell(json_array_get(row, column), grid->columns[column].kind, out);
		size_t len = pdf_longest_word(text, &found);
		if (len <= longest || len > MOST_WORD)
			continue;
		free(word);
		word = hy_xstrndup(found, longest = len);
	}
	double width = longest && longest < CELL_TEXT_SIZE ? pdf_width(grid->pdf, word, style) : 0;
	free(word);
	return width;
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
	at->least = fmax(fmin(head, LEAST_HEAD * letter), word_width(grid, column, &bold));
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

static double comfortable(const struct grid_table *grid, const struct grid_column *at)
{
	return fmax(at->least, fmin(at->wanted, NAME_WIDE * grid->style.size + 2 * GRID_PAD_X + 1));
}

/* Names are whole where a somewhat smaller letter allows it; a text of several lines may be broken. */
static bool make_comfortable(struct grid_table *grid)
{
	double sum = 0;

	for (size_t i = 0; i < grid->n; i++)
		sum += comfortable(grid, &grid->columns[i]);
	for (size_t i = 0; i < grid->n && sum <= PDF_WIDTH; i++)
		grid->columns[i].least = comfortable(grid, &grid->columns[i]);
	return sum <= PDF_WIDTH;
}

void grid_choose_size(struct grid_table *grid)
{
	size_t first = document_flag(grid->table, "annex") ? 1 : 0; /* lists are long */

	for (size_t i = first; i < N_SIZES; i++) {
		grid->style = (struct pdf_style){ PDF_SANS, sizes[i], sizes[i] * PITCH, PDF_ALIGN_LEFT, 0, 0 };
		for (size_t k = 0; k < grid->n; k++)
			ask_column(grid, k);
		if (i < N_COMFORTABLE ? make_comfortable(grid) : sum_at(grid, 0) <= PDF_WIDTH)
			break;
	}
	share_width(grid);
}
