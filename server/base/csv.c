/* Reading of csv.h: bytes to UTF-8, then libcsv in strict mode line by line, so that every row knows its line. Blank
 * lines are skipped; blanks around a cell without quotes are dropped, those within quotes are kept. */
#include "base/csv.h"

#include <csv.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

#define BOM       "\xef\xbb\xbf"
#define BOM_BYTES 3
/* How much of a pipe is read at a time. */
#define READ_BYTES (1u << 16)
/* By how much libcsv's cell grows: its 128 bytes would copy a large cell thousands of times. */
#define CELL_STEP (1u << 16)

/* What stands behind a struct csv_table. */
struct book {
	struct csv_table table; /* first, so that both have one address */
	struct arena *arena;    /* holds header names, rows and cells */
	size_t room;            /* rows that fit in cells and line */
};

/* A parse under way. */
struct reading {
	struct book *book;
	char *row[CSV_MAX_COLUMNS];
	size_t n;         /* cells of the row so far; may be more than CSV_MAX_COLUMNS, those are only counted */
	size_t line;      /* line being read, from 1 */
	size_t row_line;  /* line on which the row began */
	bool open;        /* a quoted line break: the row goes on in the next line */
	bool have_header; /* the first row was seen */
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
		cell = arena_alloc(r->book->arena, len + 1);
		if (len)
			memcpy(cell, bytes, len);
		r->row[r->n] = cell;
	}
	r->n++;
}

/* The row's cells, copied to the size they need. */
static char **keep_row(struct reading *r)
{
	char **row = arena_alloc(r->book->arena, r->n * sizeof(*row));

	return memcpy(row, r->row, r->n * sizeof(*row));
}

static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n");
	for (len = strlen(text); len && strchr(" \t\r\n", text[len - 1]); len--)
		;
	text[len] = '\0';
	return text;
}

static void take_header(struct reading *r)
{
	struct csv_table *table = &r->book->table;

	if (r->n > CSV_MAX_COLUMNS) {
		fail(r, CSV_TOO_LARGE, r->row_line);
		return;
	}
	r->have_header = true;
	table->header = keep_row(r);
	for (size_t i = 0; i < r->n; i++) {
		table->header[i] = trim(table->header[i]);
		table->columns = i; /* those before it */
		if (csv_column(table, table->header[i]) >= 0)
			fail(r, CSV_DUPLICATE_COLUMN, r->row_line);
	}
	table->columns = r->n;
}

static void take_row(struct reading *r)
{
	struct csv_table *table = &r->book->table;

	if (r->n != table->columns) {
		fail(r, CSV_RAGGED, r->row_line);
		r->error.expected = table->columns;
		r->error.found = r->n;
		return;
	}
	if (table->rows == r->book->room) {
		r->book->room = r->book->room ? r->book->room * 2 : 64;
		table->cells = hy_xrealloc(table->cells, r->book->room * sizeof(*table->cells));
		table->line = hy_xrealloc(table->line, r->book->room * sizeof(*table->line));
	}
	table->cells[table->rows] = keep_row(r);
	table->line[table->rows++] = r->row_line;
}

static void on_row(int end, void *context)
{
	struct reading *r = context;

	(void)end;
	if (!r->failed && r->have_header)
		take_row(r);
	else if (!r->failed)
		take_header(r);
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

static void parse_line(struct reading *r, struct csv_parser *parser, const char *bytes, size_t len)
{
	if (!r->open) {
		if (is_blank(bytes, len))
			return;
		r->row_line = r->line;
		r->open = true;
	}
	if (csv_parse(parser, bytes, len, on_cell, on_row, r) != len)
		fail(r, CSV_UNREADABLE, r->row_line);
}

static void parse(struct reading *r, const char *bytes, size_t len)
{
	struct csv_parser parser;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		fail(r, CSV_UNREADABLE, 0);
		return;
	}
	csv_set_blk_size(&parser, CELL_STEP);
	for (size_t n; len && !r->failed; bytes += n, len -= n) {
		n = line_length(bytes, len);
		r->line++;
		parse_line(r, &parser, bytes, n);
	}
	if (!r->failed && csv_fini(&parser, on_cell, on_row, r) != 0)
		fail(r, CSV_UNREADABLE, r->row_line);
	if (!r->failed && !r->have_header)
		fail(r, CSV_EMPTY, 0);
	csv_free(&parser);
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

/* GB18030 to UTF-8 in fresh memory; NULL if it is not GB18030. */
static char *from_gb18030(const char *bytes, size_t len, size_t *ret_len)
{
	iconv_t converter = iconv_open("UTF-8", "GB18030");
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

static struct csv_table *read_utf8(const char *bytes, size_t len, bool gb18030, struct csv_error *ret_error)
{
	struct reading r = { .book = hy_xcalloc(1, sizeof(*r.book)) };

	r.book->arena = arena_new();
	r.book->table.gb18030 = gb18030;
	parse(&r, bytes, len);
	if (r.failed) {
		*ret_error = r.error;
		csv_table_free(&r.book->table);
		return NULL;
	}
	return &r.book->table;
}

static size_t bom_length(const char *bytes, size_t len)
{
	return len >= BOM_BYTES && memcmp(bytes, BOM, BOM_BYTES) == 0 ? BOM_BYTES : 0;
}

struct csv_table *csv_read_bytes(const char *bytes, size_t len, struct csv_error *ret_error)
{
	size_t bad, skip = bom_length(bytes, len);
	struct csv_table *table;
	char *converted;

	if (len > CSV_MAX_BYTES) {
		*ret_error = (struct csv_error){ .kind = CSV_TOO_LARGE };
		return NULL;
	}
	bad = bad_line(bytes + skip, len - skip);
	if (bad == 0)
		return read_utf8(bytes + skip, len - skip, false, ret_error);
	/* A BOM promises UTF-8, and a NUL is in no text: neither is guessed at. */
	converted = skip || memchr(bytes, '\0', len) ? NULL : from_gb18030(bytes, len, &len);
	if (!converted) {
		*ret_error = (struct csv_error){ .kind = CSV_ENCODING, .line = bad };
		return NULL;
	}
	skip = bom_length(converted, len); /* GB18030 has a form of its own */
	table = read_utf8(converted + skip, len - skip, true, ret_error);
	free(converted);
	return table;
}

/* Everything in the file, one byte more than allowed at most; -1 if it cannot be read. */
static int read_all(FILE *file, struct strbuf *text)
{
	char *chunk = hy_xmalloc(READ_BYTES);

	while (text->len <= CSV_MAX_BYTES) {
		size_t n = fread(chunk, 1, READ_BYTES, file);

		if (n == 0)
			break;
		strbuf_add(text, chunk, n);
	}
	free(chunk);
	return ferror(file) ? -1 : 0;
}

struct csv_table *csv_read_file(const char *path, struct csv_error *ret_error)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *file = standard ? stdin : fopen(path, "rbe");
	struct strbuf text = { 0 };
	struct csv_table *table = NULL;

	if (!file || read_all(file, &text) < 0)
		*ret_error = (struct csv_error){ .kind = CSV_UNREADABLE };
	else
		table = csv_read_bytes(text.text ? text.text : "", text.len, ret_error);
	if (file && !standard)
		fclose(file);
	strbuf_clear(&text);
	return table;
}

void csv_table_free(struct csv_table *table)
{
	struct book *book = (struct book *)table;

	if (!book)
		return;
	arena_free(book->arena);
	free(table->cells);
	free(table->line);
	free(book);
}

int csv_column(const struct csv_table *table, const char *name)
{
	for (size_t i = 0; i < table->columns; i++)
		if (strcmp(table->header[i], name) == 0)
			return (int)i;
	return -1;
}
