#include "import_result.h"

#include "base/digest.h"
#include "base/text.h"
#include "output.h"
#include "say.h"
#include "sheet/workbook.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX      "-结果"
#define MAX_RESULTS 1000 /* names tried: only files that are no results of ours stand in the way */
#define CELL_WIDTH  16   /* of columns whose width is not known */
#define NOTE_WIDTH  60

/* FILE without ending and without an earlier "-结果", whose corrected sheet is imported again. */
static char *base_of(const char *path)
{
	const char *file = strrchr(path, '/'), *dot = strrchr(file ? file : path, '.');
	int len = dot ? (int)(dot - path) : (int)strlen(path);
	char *base = hy_xasprintf("%.*s", len, strcmp(path, "-") == 0 ? "import" : path);
	char *border = strstr(base, SUFFIX);
	if (border && (border[strlen(SUFFIX)] == '\0' || border[strlen(SUFFIX)] == '-'))
		*border = '\0';
	return base;
}

/* What a result says of itself: which file it is the result of, and what stood in it when it was written. Fresh memory;
 * NULL when the file at result cannot be read. */
static char *mark_of(const char *path, const char *result)
{
	const char *file = strrchr(path, '/');
	struct refusal refusal = { 0 };
	struct grid *grid;
	struct strbuf cells = { 0 };
	uint8_t hash[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1];
	if (grid_read(result, "", &grid, &refusal) != 0)
		return NULL;
	for (size_t row = 0; row < grid->n_rows; row++)
		for (size_t column = 0; column < grid->n_columns; column++)
			strbuf_printf(&cells, "%zu:%s,", strlen(grid_cell(grid, row, column)),
				      grid_cell(grid, row, column));
	sha256(&(struct digest_part){ cells.text, cells.len }, 1, hash);
	strbuf_clear(&cells);
	grid_free(grid);
	return hy_xasprintf("huiyin import %s %s", file ? file + 1 : path, hex_encode(hash, sizeof hash, hex));
}

/* True for a result of the file at path that nobody has worked on since. */
static bool is_own_result(const char *path, const char *result)
{
	char *mark = mark_of(path, result), *found = book_read_mark(result);
	bool own = mark && strcmp(path, result) != 0 && strcmp(mark, found) == 0;
	free(mark);
	free(found);
	return own;
}

char *import_result_path(const char *path)
{
	char *base = base_of(path), *name = NULL;
	for (int i = 1; i <= MAX_RESULTS && !name; i++) {
		name = i == 1 ? hy_xasprintf("%s" SUFFIX ".xlsx", base) : hy_xasprintf("%s" SUFFIX "-%d.xlsx", base, i);
		if (access(name, F_OK) == 0 && !is_own_result(path, name)) {
			free(name);
			name = NULL;
		}
	}
	free(base);
	return name;
}

const char *import_fate_word(enum import_fate fate)
{
	static const enum text_id words[] = {
		[IMPORT_ROW_WAITING] = TXT_BULK_WAITING, [IMPORT_ROW_NOTHING] = TXT_IMPORT_NOTHING,
		[IMPORT_ROW_BEFORE] = TXT_IMPORT_STORED, [IMPORT_ROW_ALREADY] = TXT_IMPORT_ALREADY,
		[IMPORT_ROW_GOOD] = TXT_IMPORT_GOOD,     [IMPORT_ROW_STORED] = TXT_IMPORT_STORED,
		[IMPORT_ROW_WRONG] = TXT_IMPORT_WRONG,   [IMPORT_ROW_UNKNOWN] = TXT_BULK_UNANSWERED,
	};
	return fate == IMPORT_ROW_NONE ? "" : txt(words[fate]);
}

/* A column of an earlier result, which this one replaces. */
static bool is_old(const struct import_column *column)
{
	char key[IMPORT_HEADER_SIZE], own[IMPORT_HEADER_SIZE];
	import_header_key(column->heading, key);
	return (column->field && column->field->value == VALUE_RESULT) ||
	       strcmp(key, import_header_key(txt(TXT_COL_IMPORT_NOTE), own)) == 0;
}

static size_t list_columns(const struct import_mapping *mapping, size_t *list)
{
	size_t n = 0;
	for (size_t i = 0; i < mapping->n_columns && n + 2 < GRID_MAX_COLUMNS; i++)
		if (!is_old(&mapping->columns[i]))
			list[n++] = i;
	return n;
}

static void begin_sheet(const struct import_rows *rows, struct book *book, const size_t *list, size_t n)
{
	const struct grid *grid = rows->grid;
	const struct import_mapping *mapping = rows->mapping;
	struct book_column columns[GRID_MAX_COLUMNS];
	const char **lines = arena_alloc(rows->arena, (mapping->top + 1) * sizeof *lines);
	size_t n_lines = 0;
	for (size_t row = 0; row < mapping->top; row++)
		for (size_t column = 0; column < grid->n_columns; column++)
			if (*grid_cell(grid, row, column)) {
				lines[n_lines++] = grid_cell(grid, row, column);
				break;
			}
	for (size_t i = 0; i < n; i++)
		columns[i] = (struct book_column){ mapping->columns[list[i]].heading, CELL_TEXT, CELL_WIDTH };
	columns[n] = (struct book_column){ txt(TXT_COL_IMPORT_RESULT), CELL_TEXT, CELL_WIDTH };
	columns[n + 1] = (struct book_column){ txt(TXT_COL_IMPORT_NOTE), CELL_TEXT, NOTE_WIDTH };
	book_sheet(book, *grid->sheet ? grid->sheet : txt(TXT_COL_IMPORT_RESULT), lines, n_lines, columns, n + 2);
}

static void add_rows(const struct import_rows *rows, struct book *book, const size_t *list, size_t n)
{
	const struct grid *grid = rows->grid;
	for (size_t row = rows->mapping->bottom + 1; row < grid->n_rows; row++) {
		const struct import_note *note = &rows->notes[row];
		for (size_t i = 0; i < n; i++)
			book_text(book, grid_cell(grid, row, list[i]));
		book_text(book, import_fate_word(note->fate));
		book_text(book, note->text.text ? note->text.text : "");
		book_row(book, false);
	}
}

static int write_book(const struct import_rows *rows, const char *path, const char *mark)
{
	size_t list[GRID_MAX_COLUMNS], n = list_columns(rows->mapping, list);
	char error[600];
	struct book *book = book_new(path, day_today());
	if (mark)
		book_mark(book, mark);
	begin_sheet(rows, book, list, n);
	add_rows(rows, book, list, n);
	if (book_close(book, error, sizeof error) == 0)
		return 0;
	fprintf(stderr, "huiyin: %s\n", error);
	return -1;
}

/* Twice: what stands in it is known when it can be read. */
int import_result_write(const struct import_rows *rows, const char *path)
{
	char *part = output_part(path);
	if (!part)
		return -1;
	bool whole = write_book(rows, part, NULL) == 0;
	char *mark = whole ? mark_of(rows->path, part) : NULL;
	if (mark)
		whole = write_book(rows, part, mark) == 0;
	free(mark);
	return output_keep(part, path, whole);
}
