/* Papers as text: aligned in cells, with Chinese two cells wide, 38 characters a line. */
#include "base/memory.h"
#include "base/text.h"
#include "paper_format.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH       76 /* cells: 38 Chinese characters, what an A4 page takes at the size text is printed */
#define INDENT      4  /* two characters */
#define SIGN_MARGIN 8
#define GAP         2 /* cells between columns */
#define MIN_COLUMN  8

static size_t cells_of(const char *text)
{
	return (size_t)text_width(text);
}

static void pad(FILE *out, size_t cells)
{
	fprintf(out, "%*s", (int)cells, "");
}

static bool begins_with_one_of(const char *text, const char *const *marks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(text, marks[i], strlen(marks[i])) == 0)
			return true;
	return false;
}

/* Marks that no line begins with; they hang over the margin instead. */
static bool closes(const char *text)
{
	static const char *const marks[] = {
		"。", "，", "、", "；", "：", "？", "！", "）", "》", "”", "〕", "」", "】"
	};
	return begins_with_one_of(text, marks, sizeof marks / sizeof marks[0]);
}

/* Marks that no line ends with; all of three bytes. */
static bool opens(const char *text)
{
	static const char *const marks[] = { "（", "《", "“", "〔", "「", "【" };
	return begins_with_one_of(text, marks, sizeof marks / sizeof marks[0]);
}

/* Bytes of the next line of a text: as much as fits; words of letters and digits stay whole where they can. */
static size_t line_bytes(const char *text, size_t cells)
{
	size_t bytes = text_bytes_within(text, cells), n = bytes;
	if (!text[bytes])
		return bytes;
	if (!bytes)
		return text_char_bytes(text); /* wider than the line: it must still come to an end */
	if (closes(text + bytes))
		return bytes + text_char_bytes(text + bytes);
	if (n > 3 && opens(text + n - 3))
		return n - 3;
	while (n && isgraph((unsigned char)text[n]) && isgraph((unsigned char)text[n - 1]))
		n--;
	return n ? n : bytes;
}

/* A line of the text from *text on, which moves behind it and the blanks that follow. */
static char *take_line(const char **text, size_t cells)
{
	size_t bytes = line_bytes(*text, cells), len = bytes;
	while (len && (*text)[len - 1] == ' ')
		len--;
	char *line = hy_xstrndup(*text, len);
	*text += bytes;
	*text += strspn(*text, " ");
	return line;
}

static void write_wrapped(FILE *out, const char *text, size_t first_indent)
{
	size_t indent = first_indent;
	do {
		char *line = take_line(&text, WIDTH - indent);
		pad(out, *line ? indent : 0);
		fprintf(out, "%s\n", line);
		free(line);
		indent = 0;
	} while (*text);
}

static void write_paragraphs(FILE *out, const char *text, size_t indent)
{
	const char *paragraph;
	size_t len;
	while ((paragraph = paper_paragraph(&text, &len))) {
		char *copy = hy_xstrndup(paragraph, len);
		write_wrapped(out, copy, indent);
		free(copy);
	}
}

static void write_centred(FILE *out, const char *text)
{
	do {
		char *line = take_line(&text, WIDTH);
		size_t cells = cells_of(line);
		pad(out, cells < WIDTH ? (WIDTH - cells) / 2 : 0);
		fprintf(out, "%s\n", line);
		free(line);
	} while (*text);
}

static void write_right(FILE *out, const char *text, size_t margin)
{
	size_t cells = cells_of(text) + margin;
	pad(out, cells < WIDTH ? WIDTH - cells : 0);
	fprintf(out, "%s\n", text);
}

static void write_across(FILE *out, char mark)
{
	for (size_t i = 0; i < WIDTH; i++)
		fputc(mark, out);
	fputc('\n', out);
}

static void write_split(FILE *out, const char *left, const char *right)
{
	size_t cells = cells_of(left) + cells_of(right);
	fputs(left, out);
	if (*right)
		pad(out, cells < WIDTH ? WIDTH - cells : 1);
	fprintf(out, "%s\n", right);
}

static void text_block(struct paper_out *paper, enum paper_word word, char *const *parts, size_t n)
{
	const char *first = n ? parts[0] : "", *second = n > 1 ? parts[1] : "";
	FILE *out = paper->out;
	switch (word) {
	case PAPER_HEAD:
		write_centred(out, first);
		write_across(out, '=');
		break;
	case PAPER_SPLIT:
		write_split(out, first, second);
		break;
	case PAPER_TITLE:
		fputc('\n', out);
		write_centred(out, first);
		fputc('\n', out);
		break;
	case PAPER_RIGHT:
		write_right(out, first, 0);
		break;
	case PAPER_TO:
	case PAPER_NOTE:
		write_paragraphs(out, first, 0);
		break;
	case PAPER_P:
		write_paragraphs(out, first, INDENT);
		break;
	case PAPER_SIGN:
		write_right(out, first, SIGN_MARGIN);
		break;
	case PAPER_RULE:
		write_across(out, '-');
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

/* Takes cells from the widest column until all fit; the first of a form, its names, keeps what it needs. */
static void fit_columns(size_t *widths, size_t n, size_t first)
{
	for (;;) {
		size_t total = (n - 1) * GAP, widest = first;
		for (size_t k = 0; k < n; k++) {
			total += widths[k];
			widest = k >= first && widths[k] > widths[widest] ? k : widest;
		}
		if (total <= WIDTH || widest >= n || widths[widest] <= MIN_COLUMN)
			return;
		widths[widest]--;
	}
}

/* Line feeds in a cell would tear the row. */
static char *one_line(const char *text)
{
	char *copy = hy_xstrdup(text);
	for (char *p = copy; *p; p++)
		*p = *p == '\n' || *p == '\r' || *p == '\t' ? ' ' : *p;
	return copy;
}

static void write_row(FILE *out, char **cells, const size_t *widths, size_t n)
{
	char **copies = hy_xcalloc(n, sizeof *copies);
	const char **rest = hy_xcalloc(n, sizeof *rest);
	bool more = true;
	for (size_t k = 0; k < n; k++)
		rest[k] = copies[k] = one_line(cells[k]);
	while (more) {
		more = false;
		size_t owed = 0; /* cells of padding, written only when something follows */
		for (size_t k = 0; k < n; k++) {
			char *line = take_line(&rest[k], widths[k]);
			size_t used = cells_of(line);
			if (*line) {
				pad(out, owed);
				fputs(line, out);
				owed = 0;
			}
			owed += (widths[k] > used ? widths[k] - used : 0) + GAP;
			more = more || *rest[k];
			free(line);
		}
		fputc('\n', out);
	}
	for (size_t k = 0; k < n; k++)
		free(copies[k]);
	free(copies);
	free(rest);
}

static void text_rows(struct paper_out *paper, const struct paper_rows *rows)
{
	size_t *widths = hy_xcalloc(rows->n_cells + 1, sizeof *widths);
	for (size_t i = 0; i < rows->n; i++)
		for (size_t k = 0; k < rows->n_cells; k++) {
			size_t cells = cells_of(rows->cells[i][k]);
			widths[k] = cells > widths[k] ? cells : widths[k];
		}
	fit_columns(widths, rows->n_cells, rows->word == PAPER_FIELD ? 1 : 0);
	for (size_t i = 0; i < rows->n; i++) {
		write_row(paper->out, rows->cells[i], widths, rows->n_cells);
		if (i == 0 && rows->word == PAPER_ROW)
			write_across(paper->out, '-');
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
