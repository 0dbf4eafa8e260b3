/* Tables of csv.h: the first row is the header, every other one has as many cells. Blanks around a cell without quotes
 * are dropped, those within quotes are kept. */
#include "base/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

/* What stands behind a struct csv_table. */
struct book {
	struct csv_table table; /* first, so that both have one address */
	struct arena *arena;    /* holds header names, rows and cells */
	size_t room;            /* rows that fit in cells and line */
};

static int fail(struct csv_error *error, int kind, size_t line)
{
	*error = (struct csv_error){ .kind = kind, .line = line };
	return -1;
}

/* The row's cells, copied to the size they need. */
static char **keep_row(struct book *book, char *const *row, size_t n)
{
	char **kept = arena_alloc(book->arena, n * sizeof(*kept));

	return memcpy(kept, row, n * sizeof(*kept));
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

static int take_header(struct book *book, size_t line, char **row, size_t n, struct csv_error *ret_error)
{
	struct csv_table *table = &book->table;

	if (n > CSV_MAX_COLUMNS)
		return fail(ret_error, CSV_TOO_LARGE, line);
	table->header = keep_row(book, row, n);
	for (size_t i = 0; i < n; i++) {
		table->header[i] = trim(table->header[i]);
		table->columns = i; /* those before it */
		if (csv_column(table, table->header[i]) >= 0)
			return fail(ret_error, CSV_DUPLICATE_COLUMN, line);
	}
	table->columns = n;
	return 0;
}

static int take_row(void *context, size_t line, char **row, size_t n, struct csv_error *ret_error)
{
	struct book *book = context;
	struct csv_table *table = &book->table;

	if (!table->header)
		return take_header(book, line, row, n, ret_error);
	if (n != table->columns) {
		*ret_error =
			(struct csv_error){ .kind = CSV_RAGGED, .line = line, .expected = table->columns, .found = n };
		return -1;
	}
	if (table->rows == book->room) {
		book->room = book->room ? book->room * 2 : 64;
		table->cells = hy_xrealloc(table->cells, book->room * sizeof(*table->cells));
		table->line = hy_xrealloc(table->line, book->room * sizeof(*table->line));
	}
	table->cells[table->rows] = keep_row(book, row, n);
	table->line[table->rows++] = line;
	return 0;
}

struct csv_table *csv_read_bytes(const char *bytes, size_t len, struct csv_error *ret_error)
{
	struct book *book;
	const char *encoding;
	char *text;

	if (len > CSV_MAX_BYTES) {
		fail(ret_error, CSV_TOO_LARGE, 0);
		return NULL;
	}
	text = csv_decode(bytes, len, &len, &encoding, ret_error);
	if (!text)
		return NULL;
	book = hy_xcalloc(1, sizeof(*book));
	book->arena = arena_new();
	book->table.gb18030 = strcmp(encoding, "GB18030") == 0;
	if (csv_scan(text, len, ',', book->arena, take_row, book, ret_error) != 0) {
		csv_table_free(&book->table);
		book = NULL;
	}
	free(text);
	return book ? &book->table : NULL;
}

struct csv_table *csv_read_file(const char *path, struct csv_error *ret_error)
{
	struct strbuf text = { 0 };
	struct csv_table *table = NULL;

	if (file_load(path, CSV_MAX_BYTES, &text) != 0)
		fail(ret_error, CSV_UNREADABLE, 0);
	else
		table = csv_read_bytes(text.text ? text.text : "", text.len, ret_error);
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
