/* Reading of csv.h: bytes to UTF-8, then libcsv in strict mode line by line, so that every row knows its line. Blank
 * lines are skipped. */
#include "base/csv.h"

#include <csv.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

#define BOM       "\xef\xbb\xbf"
#define BOM_BYTES 3
/* By how much libcsv's cell grows: its 128 bytes would copy a large cell thousands of times. */
#define CELL_STEP (1u << 16)

/* A scan under way. */
struct reading {
	struct arena *arena; /* holds the cells */
	csv_row_fn take;
	void *context;
	char *row[CSV_MAX_COLUMNS];
	size_t n;        /* cells of the row so far; may be more than CSV_MAX_COLUMNS, those are only counted */
	size_t line;     /* line being read, from 1 */
	size_t row_line; /* line on which the row began */
	size_t row_bytes;
	bool open; /* a quoted line break: the row goes on in the next line */
	bool any;  /* a row was seen */
	bool failed;
	struct csv_error error;
};

static void fail(struct reading *r, int kind, size_t line)
{
	if (!r->failed)
		r->error = (struct csv_error){ .kind = kind, .line = line };
	r->failed = true;
}

static void on_cell(void *bytes, size_t len, void *context)
{
	struct reading *r = context;
	char *cell;

	if (r->failed)
		return;
	if (len > CSV_MAX_CELL) {
		fail(r, CSV_TOO_LARGE, r->row_line);
		return;
	}
	if (r->n < CSV_MAX_COLUMNS) {
		cell = arena_alloc(r->arena, len + 1);
		if (len)
			memcpy(cell, bytes, len);
		r->row[r->n] = cell;
	}
	r->n++;
}

static void on_row(int end, void *context)
{
	struct reading *r = context;

	(void)end;
	r->any = true;
	if (!r->failed && r->take(r->context, r->row_line, r->row, r->n, &r->error) != 0)
		r->failed = true;
	r->n = 0;
	r->open = false;
}

/* Length of the first line of bytes with its line end: LF, CR LF, or CR alone. */
static size_t line_length(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == len || bytes[i + 1] != '\n')))
			return i + 1;
	return len;
}

static bool is_blank(const char *bytes, size_t len)
{
	while (len && strchr(" \t\r\n", bytes[len - 1]))
		len--;
	return len == 0;
}

static int is_space(unsigned char c)
{
	return c == ' ';
}

static void parse_line(struct reading *r, struct csv_parser *parser, const char *bytes, size_t len)
{
	if (!r->open) {
		if (is_blank(bytes, len))
			return;
		r->row_line = r->line;
		r->row_bytes = 0;
		r->open = true;
	}
	r->row_bytes += len;
	if (r->row_bytes > CSV_MAX_ROW) {
		fail(r, CSV_TOO_LARGE, r->row_line);
		return;
	}
	if (csv_parse(parser, bytes, len, on_cell, on_row, r) != len)
		fail(r, CSV_UNREADABLE, r->row_line);
}

static void parse(struct reading *r, char delimiter, const char *text, size_t len)
{
	struct csv_parser parser;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		fail(r, CSV_UNREADABLE, 0);
		return;
	}
	csv_set_blk_size(&parser, CELL_STEP);
	csv_set_delim(&parser, (unsigned char)delimiter);
	if (delimiter == '\t')
		csv_set_space_func(&parser, is_space); /* libcsv's own takes a tab for a blank */
	for (size_t n; len && !r->failed; text += n, len -= n) {
		n = line_length(text, len);
		r->line++;
		parse_line(r, &parser, text, n);
	}
	if (!r->failed && csv_fini(&parser, on_cell, on_row, r) != 0)
		fail(r, CSV_UNREADABLE, r->row_line);
	if (!r->failed && !r->any)
		fail(r, CSV_EMPTY, 0);
	csv_free(&parser);
}

int csv_scan(const char *text, size_t len, char delimiter, struct arena *arena, csv_row_fn take, void *context,
	     struct csv_error *ret_error)
{
	struct reading r = { .arena = arena, .take = take, .context = context };

	parse(&r, delimiter, text, len);
	if (r.failed)
		*ret_error = r.error;
	return r.failed ? -1 : 0;
}

/* The first line that is not UTF-8 or has a NUL in it, 0 if all are fine. */
static size_t bad_line(const char *bytes, size_t len)
{
	for (size_t line = 1, n; len; line++, bytes += n, len -= n) {
		n = line_length(bytes, len);
		if (text_length(bytes, n) < 0 || memchr(bytes, '\0', n))
			return line;
	}
	return 0;
}

/* Bytes of an encoding as UTF-8 in fresh memory; NULL if they are not of it. */
static char *convert(const char *encoding, const char *bytes, size_t len, size_t *ret_len)
{
	iconv_t converter = iconv_open("UTF-8", encoding);
	size_t room = 2 * len + 4, left = room; /* two bytes become three at most, four become four */
	char *in = (char *)bytes, *text = hy_xmalloc(room), *out = text;
	size_t result = (size_t)-1;

	if (converter != (iconv_t)-1) {
		result = iconv(converter, &in, &len, &out, &left);
		iconv_close(converter);
	}
	if (result != 0 || len != 0) {
		free(text);
		return NULL;
	}
	*ret_len = room - left;
	return text;
}

static size_t bom_length(const char *bytes, size_t len)
{
	return len >= BOM_BYTES && memcmp(bytes, BOM, BOM_BYTES) == 0 ? BOM_BYTES : 0;
}

static bool is_utf16(const char *bytes, size_t len)
{
	return len >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0);
}

/* What is not UTF-8. A BOM promises UTF-8, and a NUL is in no text: neither is guessed at. */
static char *decode_other(const char *bytes, size_t len, size_t *ret_len, const char **ret_encoding)
{
	char *text;

	*ret_encoding = is_utf16(bytes, len) ? "UTF-16" : "GB18030";
	if (is_utf16(bytes, len))
		text = convert("UTF-16", bytes, len, ret_len);
	else
		text = bom_length(bytes, len) || memchr(bytes, '\0', len) ? NULL
									  : convert("GB18030", bytes, len, ret_len);
	if (text && memchr(text, '\0', *ret_len)) {
		free(text);
		text = NULL;
	}
	return text;
}

char *csv_decode(const char *bytes, size_t len, size_t *ret_len, const char **ret_encoding, struct csv_error *ret_error)
{
	size_t skip = bom_length(bytes, len), bad = bad_line(bytes + skip, len - skip);
	char *text;

	if (bad == 0) {
		*ret_encoding = "UTF-8";
		*ret_len = len - skip;
		return hy_xstrndup(bytes + skip, len - skip);
	}
	text = decode_other(bytes, len, ret_len, ret_encoding);
	if (!text) {
		*ret_error = (struct csv_error){ .kind = CSV_ENCODING, .line = bad };
		return NULL;
	}
	skip = bom_length(text, *ret_len); /* GB18030 has a form of its own */
	*ret_len -= skip;
	memmove(text, text + skip, *ret_len);
	return text;
}
