#include "base/lines.h"
#include "base/memory.h"
#include "base/text.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MOST_WORD 20 /* letters */

static size_t cells_of(const char *text)
{
	return (size_t)text_width(text);
}

void lines_pad(FILE *out, size_t cells)
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

char *lines_take(const char **text, size_t cells)
{
	size_t bytes = line_bytes(*text, cells), len = bytes;
	while (len && (*text)[len - 1] == ' ')
		len--;
	char *line = hy_xstrndup(*text, len);
	*text += bytes;
	*text += strspn(*text, " ");
	return line;
}

void lines_write(FILE *out, const char *text, size_t width, size_t first_indent)
{
	size_t indent = first_indent;
	do {
		char *line = lines_take(&text, width - indent);
		lines_pad(out, *line ? indent : 0);
		fprintf(out, "%s\n", line);
		free(line);
		indent = 0;
	} while (*text);
}

void lines_write_centred(FILE *out, const char *text, size_t width)
{
	do {
		char *line = lines_take(&text, width);
		size_t cells = cells_of(line);
		lines_pad(out, cells < width ? (width - cells) / 2 : 0);
		fprintf(out, "%s\n", line);
		free(line);
	} while (*text);
}

void lines_write_right(FILE *out, const char *text, size_t width, size_t margin)
{
	size_t cells = cells_of(text) + margin;
	lines_pad(out, cells < width ? width - cells : 0);
	fprintf(out, "%s\n", text);
}

void lines_write_across(FILE *out, char mark, size_t width)
{
	for (size_t i = 0; i < width; i++)
		fputc(mark, out);
	fputc('\n', out);
}

/* ---- Rows ---- */

size_t lines_longest_word(const char *text)
{
	size_t longest = 0;
	while (*text) {
		size_t len = 0;
		while (isgraph((unsigned char)text[len]))
			len++;
		longest = len > longest && len <= MOST_WORD ? len : longest;
		text += len ? len : 1;
	}
	return longest;
}

static size_t floor_of(const size_t *words, size_t column, size_t least)
{
	return words && words[column] > least ? words[column] : least;
}

static size_t total_of(const size_t *widths, size_t n)
{
	size_t total = (n - 1) * LINES_GAP;
	for (size_t k = 0; k < n; k++)
		total += widths[k];
	return total;
}

static void shrink(size_t *widths, const size_t *words, size_t n, size_t first, size_t width, size_t least)
{
	while (total_of(widths, n) > width) {
		size_t widest = n;
		for (size_t k = first; k < n; k++)
			if (widths[k] > floor_of(words, k, least) && (widest == n || widths[k] > widths[widest]))
				widest = k;
		if (widest == n)
			return;
		widths[widest]--;
	}
}

void lines_fit_columns(size_t *widths, const size_t *words, size_t n, size_t first, size_t width, size_t least)
{
	if (words)
		shrink(widths, words, n, first, width, least);
	shrink(widths, NULL, n, first, width, least);
}

/* Line feeds in a cell would tear the row. */
static char *one_line(const char *text)
{
	char *copy = hy_xstrdup(text);
	for (char *p = copy; *p; p++)
		*p = *p == '\n' || *p == '\r' || *p == '\t' ? ' ' : *p;
	return copy;
}

/* A line of a cell: no mark hangs over into the gap, the character before it comes along instead. */
static char *take_within(const char **text, size_t cells)
{
	const char *begin = *text;
	char *line = lines_take(text, cells);
	if (cells_of(line) <= cells || cells < 4)
		return line;
	free(line);
	*text = begin;
	return lines_take(text, cells - 2);
}

/* One line of a row; true when something of it is left. */
static bool write_line(FILE *out, const char **rest, const size_t *widths, const bool *to_right, size_t n)
{
	bool more = false;
	size_t at = 0, begin = 0; /* cells written; where the column begins */
	for (size_t k = 0; k < n; k++) {
		char *line = take_within(&rest[k], widths[k]);
		size_t used = cells_of(line), place = begin;
		if (to_right && to_right[k] && used < widths[k])
			place += widths[k] - used;
		if (*line) {
			lines_pad(out, place > at ? place - at : 0);
			fputs(line, out);
			at = place + used;
		}
		begin += widths[k] + LINES_GAP;
		more = more || *rest[k];
		free(line);
	}
	fputc('\n', out);
	return more;
}

void lines_write_row(FILE *out, const char *const *cells, const size_t *widths, const bool *to_right, size_t n)
{
	char **copies = hy_xcalloc(n, sizeof *copies);
	const char **rest = hy_xcalloc(n, sizeof *rest);
	for (size_t k = 0; k < n; k++)
		rest[k] = copies[k] = one_line(cells[k]);
	while (write_line(out, rest, widths, to_right, n))
		;
	for (size_t k = 0; k < n; k++)
		free(copies[k]);
	free(copies);
	free(rest);
}
