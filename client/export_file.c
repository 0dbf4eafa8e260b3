#include "export_file.h"

#include "base/csv.h"
#include "base/date.h"
#include "message_json.h"
#include "output.h"
#include "say.h"
#include "sheet/workbook.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Cells the widest columns show of themselves; the rest is there. */
#define TEXT_WIDTH 24

struct export_file {
	enum export_form form;
	unsigned by;
	const struct rules *rules;
	char *path, *part;                    /* owned; part NULL: standard output */
	FILE *out;                            /* CSV, JSON */
	struct book *book;                    /* XLSX */
	const struct export_column **columns; /* those of this export */
	size_t n_columns;
	const char **cells; /* of a row */
	long long rows;
	bool any; /* JSON: a case was written */
};

static int fail_file(const struct export_file *file)
{
	say_error(TXT_EXPORT_UNWRITABLE, "path", file->path, "why", say_system_error(errno), NULL);
	return -1;
}

static void choose_columns(struct export_file *file)
{
	file->columns = hy_xcalloc(n_export_columns, sizeof *file->columns);
	file->cells = hy_xcalloc(n_export_columns, sizeof *file->cells);
	for (size_t i = 0; i < n_export_columns; i++) {
		const struct export_column *column = &export_columns[i];
		bool texts = !(column->in & EXPORT_TEXTS) || file->by & EXPORT_TEXTS;
		if (column->in & file->by & (EXPORT_BY_CASE | EXPORT_BY_ASSIGNMENT) && texts)
			file->columns[file->n_columns++] = column;
	}
}

/* ---- CSV and XLSX ---------------------------------------------------------------------------------------------- */

static void begin_csv(struct export_file *file)
{
	for (size_t i = 0; i < file->n_columns; i++)
		file->cells[i] = txt(file->columns[i]->title);
	csv_write_row(file->out, file->cells, file->n_columns, true);
}

static void begin_book(struct export_file *file)
{
	static const enum cell_kind kinds[] = {
		[EXPORT_TEXT] = CELL_TEXT, [EXPORT_INTEGER] = CELL_INTEGER, [EXPORT_DAY] = CELL_DAY
	};
	struct book_column *columns = hy_xcalloc(file->n_columns, sizeof *columns);
	for (size_t i = 0; i < file->n_columns; i++) {
		columns[i].title = txt(file->columns[i]->title);
		columns[i].kind = kinds[file->columns[i]->kind];
		if (file->columns[i]->title == TXT_COL_TITLE)
			columns[i].width = 2 * TEXT_WIDTH;
	}
	book_sheet(file->book, txt(TXT_EXPORT_SHEET), NULL, 0, columns, file->n_columns);
	free(columns);
}

static void book_cell(struct book *book, enum export_kind kind, const char *text)
{
	hy_day day;
	if (!*text)
		book_empty(book);
	else if (kind == EXPORT_DAY && day_parse(text, &day) == 0)
		book_day(book, day);
	else if (kind == EXPORT_INTEGER)
		book_integer(book, strtoll(text, NULL, 10));
	else
		book_text(book, text);
}

static void add_row(struct export_file *file, struct export_row *row)
{
	row->no = ++file->rows;
	for (size_t i = 0; i < file->n_columns; i++)
		file->cells[i] = file->columns[i]->cell(row);
	if (!file->book) {
		csv_write_row(file->out, file->cells, file->n_columns, false);
		return;
	}
	for (size_t i = 0; i < file->n_columns; i++)
		book_cell(file->book, file->columns[i]->kind, file->cells[i]);
	book_row(file->book, false);
}

static void add_rows(struct export_file *file, const Huiyin__V1__Case *c)
{
	struct export_row row = { .c = c, .rules = file->rules, .arena = arena_new() };
	if (file->by & EXPORT_BY_CASE || c->n_assignments == 0)
		add_row(file, &row);
	for (size_t i = 0; file->by & EXPORT_BY_ASSIGNMENT && i < c->n_assignments; i++) {
		row.a = c->assignments[i];
		add_row(file, &row);
	}
	arena_free(row.arena);
}

/* ---- JSON: {"page", "total", "cases": […]}, a case on a line ---------------------------------------------------- */

static void add_json(struct export_file *file, const Huiyin__V1__Case *c)
{
	json_t *json = message_json(&c->base);
	fputs(file->any ? ",\n" : "\n", file->out);
	json_dumpf(json, file->out, JSON_COMPACT);
	json_decref(json);
	file->any = true;
	file->rows++;
}

/* ---- The file -------------------------------------------------------------------------------------------------- */

static int open_part(struct export_file *file)
{
	if (strcmp(file->path, "-") == 0) {
		file->out = stdout;
		return 0;
	}
	file->part = output_part(file->path);
	if (!file->part)
		return -1;
	if (file->form == EXPORT_XLSX) {
		file->book = book_new(file->part, HY_DAY_NONE);
		return 0;
	}
	file->out = fopen(file->part, "wb");
	return file->out ? 0 : fail_file(file);
}

static void free_file(struct export_file *file)
{
	free(file->columns);
	free(file->cells);
	free(file->path);
	free(file->part);
	free(file);
}

struct export_file *export_file_open(const char *path, enum export_form form, unsigned by, const struct rules *rules)
{
	struct export_file *file = hy_xcalloc(1, sizeof *file);
	*file = (struct export_file){ .form = form, .by = by, .rules = rules, .path = hy_xstrdup(path) };
	choose_columns(file);
	if (open_part(file) != 0) {
		free_file(file);
		return NULL;
	}
	return file;
}

void export_file_begin(struct export_file *file, long long page, long long total)
{
	if (file->form == EXPORT_JSON)
		fprintf(file->out, "{\"page\": %lld, \"total\": %lld, \"cases\": [", page, total);
	else if (file->book)
		begin_book(file);
	else
		begin_csv(file);
}

int export_file_add(struct export_file *file, const Huiyin__V1__Case *c)
{
	if (file->form == EXPORT_JSON)
		add_json(file, c);
	else
		add_rows(file, c);
	return file->out && ferror(file->out) ? fail_file(file) : 0;
}

long long export_file_rows(const struct export_file *file)
{
	return file->rows;
}

static int close_book(struct export_file *file, bool whole)
{
	char error[512];
	if (book_close(file->book, error, sizeof error) == 0)
		return 0;
	if (whole)
		fprintf(stderr, "huiyin: %s\n", error);
	return -1;
}

static int close_text(struct export_file *file, bool whole)
{
	if (whole && file->form == EXPORT_JSON)
		fputs("\n]}\n", file->out);
	int failed = file->out == stdout ? fflush(stdout) : fclose(file->out);
	return failed && whole ? fail_file(file) : 0;
}

int export_file_close(struct export_file *file, bool whole)
{
	int result = file->book ? close_book(file, whole) : close_text(file, whole);
	if (file->part && whole && result == 0 && rename(file->part, file->path) != 0)
		result = fail_file(file);
	if (file->part && (!whole || result != 0))
		unlink(file->part);
	free_file(file);
	return result;
}
