/* A workbook of a document: its prose on the first sheet, then a sheet for each table with the table's charts. Figures
 * are numbers with the format they are printed in. */
#include "report/document.h"
#include "report/phrases.h"
#include "sheet/workbook.h"

#include "base/memory.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct lines {
	char **texts;
	size_t n, room;
};

static void add_line(struct lines *lines, const char *text)
{
	if (!*text)
		return;
	if (lines->n == lines->room) {
		lines->room = lines->room ? 2 * lines->room : 32;
		lines->texts = hy_xrealloc(lines->texts, lines->room * sizeof *lines->texts);
	}
	lines->texts[lines->n++] = hy_xstrdup(text);
}

static void add_letter(struct lines *lines, const json_t *block)
{
	size_t i;
	const json_t *paragraph;

	add_line(lines, document_text(block, "to"));
	json_array_foreach(json_object_get(block, "paragraphs"), i, paragraph)
		add_line(lines, json_is_string(paragraph) ? json_string_value(paragraph) : "");
	add_line(lines, document_text(block, "sign"));
	add_line(lines, document_text(block, "date"));
}

static void add_head(struct lines *lines, const json_t *document, struct arena *arena)
{
	add_line(lines, document_text(document, "title"));
	add_line(lines, document_text(document, "subtitle"));
	add_line(lines, document_text(document, "place"));
	add_line(lines, day_text_in_words(arena, document_text(document, "date"), document_language(document)));
	if (document_flag(document, "example"))
		add_line(lines, phrase(PHRASE_EXAMPLE, document_language(document)));
}

static void add_foot(struct lines *lines, const json_t *document, struct arena *arena)
{
	size_t i;
	const json_t *definition, *list = json_object_get(document, "definitions");

	if (json_array_size(list))
		add_line(lines, phrase(PHRASE_DEFINITIONS, document_language(document)));
	json_array_foreach(list, i, definition)
		add_line(lines, labelled(arena, document_language(document), document_text(definition, "label"),
					 document_text(definition, "text")));
	add_line(lines, document_text(document, "foot"));
}

static void write_prose(struct book *book, const json_t *document)
{
	bool english = document_language(document) == LANGUAGE_EN;
	struct arena *arena = arena_new();
	struct lines lines = { 0 };
	size_t i;
	const json_t *block;

	add_head(&lines, document, arena);
	json_array_foreach(json_object_get(document, "blocks"), i, block)
	{
		const char *type = document_text(block, "type");
		if (strcmp(type, "heading") == 0 || strcmp(type, "paragraph") == 0)
			add_line(&lines, document_text(block, "text"));
		else if (strcmp(type, "letter") == 0)
			add_letter(&lines, block);
	}
	add_foot(&lines, document, arena);
	book_sheet(book, english ? "Text" : "正文", (const char *const *)lines.texts, lines.n, NULL, 0);
	for (i = 0; i < lines.n; i++)
		free(lines.texts[i]);
	free(lines.texts);
	arena_free(arena);
}

/* ---- Tables ---- */

static enum cell_kind kind_of(const char *kind)
{
	static const struct {
		const char *name;
		enum cell_kind kind;
	} kinds[] = {
		{ "integer", CELL_INTEGER }, { "day", CELL_DAY }, { "percent", CELL_PERCENT }, { "points", CELL_NUMBER }
	};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kind, kinds[i].name) == 0)
			return kinds[i].kind;
	return CELL_TEXT;
}

static int decimals_of(const char *number)
{
	const char *point = strchr(number, '.');
	return point ? (int)strlen(point + 1) : 0;
}

/* Excel rounds half up. Where the report is rounded so too the share itself is in the cell, else what is printed. */
static double share_of(const json_t *cell, const char *text, int decimals)
{
	double n = (double)json_integer_value(json_object_get(cell, "n")),
	       d = (double)json_integer_value(json_object_get(cell, "d")), scale = pow(10, decimals);
	double printed = strtod(text, NULL);

	if (d > 0 && fabs(floor((2 * n * 100 * scale + d) / (2 * d)) - printed * scale) < 0.5)
		return n / d;
	return printed / 100;
}

static void write_object(struct book *book, const json_t *cell)
{
	const char *text = document_text(cell, "text");
	int decimals = decimals_of(text);

	if (!*text)
		book_empty(book); /* a share without a base */
	else if (json_object_get(cell, "tenths"))
		book_number(book, (double)json_integer_value(json_object_get(cell, "tenths")) / 10, decimals);
	else
		book_percent(book, share_of(cell, text, decimals), decimals);
}

static void write_cell(struct book *book, const json_t *cell, enum cell_kind kind)
{
	hy_day day;

	if (json_is_integer(cell))
		book_integer(book, json_integer_value(cell));
	else if (json_is_object(cell))
		write_object(book, cell);
	else if (!json_is_string(cell))
		book_empty(book);
	else if (kind == CELL_DAY && day_parse(json_string_value(cell), &day) == 0)
		book_day(book, day);
	else
		book_text(book, json_string_value(cell));
}

static void write_row(struct book *book, const json_t *cells, const struct book_column *columns, size_t n, bool total)
{
	for (size_t i = 0; i < n; i++)
		write_cell(book, json_array_get(cells, i), columns[i].kind);
	book_row(book, total);
}

#define MOST_SERIES 12 /* of a chart; more than a reader can tell apart */

static void write_chart(struct book *book, const json_t *table, const json_t *block)
{
	static const struct {
		const char *name;
		enum book_chart kind;
	} kinds[] = { { "bar", BOOK_CHART_BAR },
		      { "stacked", BOOK_CHART_STACKED },
		      { "line", BOOK_CHART_LINE },
		      { "donut", BOOK_CHART_PIE } };
	const char *name = document_text(block, "chart");
	int category = document_column(table, document_text(block, "category"));
	size_t series[MOST_SERIES], n = 0, i;
	const json_t *key;

	json_array_foreach(json_object_get(block, "series"), i, key)
	{
		int column = json_is_string(key) ? document_column(table, json_string_value(key)) : -1;
		if (column >= 0 && n < MOST_SERIES)
			series[n++] = (size_t)column;
	}
	/* a second series of a donut is its shares as printed, which the table beside it has */
	n = strcmp(name, "donut") == 0 && n > 1 ? 1 : n;
	for (i = 0; category >= 0 && i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(name, kinds[i].name) == 0)
			book_add_chart(book, kinds[i].kind, document_text(block, "title"), (size_t)category, series, n);
}

static void write_charts(struct book *book, const json_t *document, const json_t *table)
{
	size_t i;
	const json_t *block;

	json_array_foreach(json_object_get(document, "blocks"), i, block)
	{
		if (strcmp(document_text(block, "type"), "chart") == 0 &&
		    strcmp(document_text(block, "table"), document_text(table, "key")) == 0)
			write_chart(book, table, block);
	}
}

static void write_table(struct book *book, const json_t *document, const json_t *table)
{
	const json_t *rows = json_object_get(table, "rows"), *total = json_object_get(table, "total"), *row, *note;
	const char *title = document_text(table, "title");
	size_t n = json_array_size(json_object_get(table, "columns")), i;
	struct book_column *columns = hy_xcalloc(n + 1, sizeof *columns);

	for (i = 0; i < n; i++) {
		columns[i].title = document_column_text(table, i, "title");
		columns[i].kind = kind_of(document_column_text(table, i, "kind"));
	}
	book_sheet(book, *title ? title : document_text(table, "key"), &title, *title ? 1 : 0, columns, n);
	json_array_foreach(rows, i, row) write_row(book, row, columns, n, false);
	write_charts(book, document, table);
	if (json_is_array(total))
		write_row(book, total, columns, n, true);
	if (json_array_size(rows) == 0 && *document_text(table, "empty"))
		book_note(book, document_text(table, "empty"));
	json_array_foreach(json_object_get(table, "notes"), i, note)
		book_note(book, json_is_string(note) ? json_string_value(note) : "");
	free(columns);
}

/* ---- The file ---- */

static int read_file(const char *path, struct report_bytes *ret_bytes)
{
	FILE *file = fopen(path, "rb");
	long size = -1;

	if (file && fseek(file, 0, SEEK_END) == 0)
		size = ftell(file);
	if (size >= 0) {
		rewind(file);
		ret_bytes->content = hy_xmalloc((size_t)size + 1);
		ret_bytes->size = fread(ret_bytes->content, 1, (size_t)size, file);
	}
	if (file)
		fclose(file);
	return size >= 0 && ret_bytes->size == (size_t)size ? 0 : -1;
}

/* libxlsxwriter writes files only. */
int render_xlsx(const json_t *document, struct report_bytes *ret_bytes, char *ret_error, size_t error_size)
{
	const char *folder = getenv("TMPDIR");
	char *path = hy_xasprintf("%s/huiyin-report-XXXXXX", folder && *folder ? folder : "/tmp");
	int fd = mkstemp(path), ret = -1;
	hy_day date;
	size_t i;
	const json_t *block;

	*ret_bytes = (struct report_bytes){ 0 };
	if (fd < 0) {
		snprintf(ret_error, error_size,
			 "临时文件 %s 打不开（%s）。 The temporary file %s cannot be opened (%s).", path,
			 strerror(errno), path, strerror(errno));
		free(path);
		return -1;
	}
	close(fd);
	if (day_parse(document_text(document, "date"), &date) != 0)
		date = 0;
	struct book *book = book_new(path, date);
	write_prose(book, document);
	json_array_foreach(json_object_get(document, "blocks"), i, block)
	{
		if (strcmp(document_text(block, "type"), "table") == 0)
			write_table(book, document, block);
	}
	if (book_close(book, ret_error, error_size) == 0) {
		ret = read_file(path, ret_bytes);
		if (ret != 0)
			snprintf(ret_error, error_size,
				 "临时文件 %s 读不回来。 The temporary file %s cannot be read back.", path, path);
		unlink(path);
	}
	if (ret != 0)
		free(ret_bytes->content);
	free(path);
	return ret;
}
