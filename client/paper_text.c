/* Papers as text: aligned in cells, with Chinese two cells wide, 38 characters a line. */
#include "base/lines.h"
#include "base/memory.h"
#include "base/text.h"
#include "paper_format.h"
#include <stdlib.h>

#define WIDTH       76 /* cells: 38 Chinese characters, what an A4 page takes at the size text is printed */
#define INDENT      4  /* two characters */
#define SIGN_MARGIN 8
#define MIN_COLUMN  8

static size_t cells_of(const char *text)
{
	return (size_t)text_width(text);
}

static void write_paragraphs(FILE *out, const char *text, size_t indent)
{
	const char *paragraph;
	size_t len;
	while ((paragraph = paper_paragraph(&text, &len))) {
		char *copy = hy_xstrndup(paragraph, len);
		lines_write(out, copy, WIDTH, indent);
		free(copy);
	}
}

static void write_split(FILE *out, const char *left, const char *right)
{
	size_t cells = cells_of(left) + cells_of(right);
	fputs(left, out);
	if (*right)
		lines_pad(out, cells < WIDTH ? WIDTH - cells : 1);
	fprintf(out, "%s\n", right);
}

static void text_block(struct paper_out *paper, enum paper_word word, char *const *parts, size_t n)
{
	const char *first = n ? parts[0] : "", *second = n > 1 ? parts[1] : "";
	FILE *out = paper->out;
	switch (word) {
	case PAPER_HEAD:
		lines_write_centred(out, first, WIDTH);
		lines_write_across(out, '=', WIDTH);
		break;
	case PAPER_SPLIT:
		write_split(out, first, second);
		break;
	case PAPER_TITLE:
		fputc('\n', out);
		lines_write_centred(out, first, WIDTH);
		fputc('\n', out);
		break;
	case PAPER_RIGHT:
		lines_write_right(out, first, WIDTH, 0);
		break;
	case PAPER_TO:
	case PAPER_NOTE:
		write_paragraphs(out, first, 0);
		break;
	case PAPER_P:
		write_paragraphs(out, first, INDENT);
		break;
	case PAPER_SIGN:
		lines_write_right(out, first, WIDTH, SIGN_MARGIN);
		break;
	case PAPER_RULE:
		lines_write_across(out, '-', WIDTH);
		break;
	case PAPER_GAP:
	case PAPER_FIELD: /* these come as rows */
	case PAPER_TABLE:
	case PAPER_ROW:
	case PAPER_WORD_COUNT_:
		fputc('\n', out);
		break;
	}
}

/* ---- Rows ---- */

static void text_rows(struct paper_out *paper, const struct paper_rows *rows)
{
	size_t *widths = hy_xcalloc(rows->n_cells + 1, sizeof *widths);
	for (size_t i = 0; i < rows->n; i++)
		for (size_t k = 0; k < rows->n_cells; k++) {
			size_t cells = cells_of(rows->cells[i][k]);
			widths[k] = cells > widths[k] ? cells : widths[k];
		}
	/* the first column of a form, its names, keeps what it needs */
	lines_fit_columns(widths, NULL, rows->n_cells, rows->word == PAPER_FIELD ? 1 : 0, WIDTH, MIN_COLUMN);
	for (size_t i = 0; i < rows->n; i++) {
		lines_write_row(paper->out, (const char *const *)rows->cells[i], widths, NULL, rows->n_cells);
		if (i == 0 && rows->word == PAPER_ROW)
			lines_write_across(paper->out, '-', WIDTH);
	}
	free(widths);
}

static void text_begin(struct paper_out *paper, const char *title, enum language language)
{
	(void)paper;
	(void)title;
	(void)language;
}

static void text_page(struct paper_out *paper)
{
	if (paper->begun)
		fputs("\n\f\n", paper->out);
}

static void text_end(struct paper_out *paper)
{
	(void)paper;
}

const struct paper_format paper_text = {
	.name = "text",
	.begin = text_begin,
	.page = text_page,
	.block = text_block,
	.rows = text_rows,
	.page_end = text_end,
	.end = text_end,
};
