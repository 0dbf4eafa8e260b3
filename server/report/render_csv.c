/* Reports as CSV: all tables one after the other, an empty row between. Every row has as many cells as the widest table
 * has columns, as RFC 4180 wants it. A percentage is three columns: itself, what was counted, its base. */
#include "base/csv.h"
#include "base/memory.h"
#include "report/phrases.h"
#include "report/render.h"
#include <stdlib.h>
#include <string.h>

struct csv_report {
	FILE *out;
	enum language language;
	size_t width; /* cells of every row */
	char **cells; /* of the row under way; owned */
	size_t n;
	bool begun;
};

static void put(struct csv_report *report, const char *text)
{
	if (report->n == report->width)
		return;
	free(report->cells[report->n]);
	report->cells[report->n++] = hy_xstrdup(text);
}

static void end_row(struct csv_report *report)
{
	while (report->n < report->width)
		put(report, "");
	csv_write_row(report->out, (const char *const *)report->cells, report->width, !report->begun);
	report->begun = true;
	report->n = 0;
}

static void line(struct csv_report *report, const char *text)
{
	put(report, text);
	end_row(report);
}

static bool is_percent(const json_t *table, size_t column)
{
	return strcmp(document_column_text(table, column, "kind"), "percent") == 0;
}

static size_t cells_of(const json_t *table)
{
	size_t n = json_array_size(json_object_get(table, "columns")), cells = n;
	for (size_t k = 0; k < n; k++)
		cells += is_percent(table, k) ? 2 : 0;
	return cells;
}

static void put_title(struct csv_report *report, const json_t *table, size_t column)
{
	const char *title = document_column_text(table, column, "title");
	if (!is_percent(table, column)) {
		put(report, title);
		return;
	}
	const char *const ends[] = { " %", phrase(PHRASE_COUNTED, report->language),
				     phrase(PHRASE_BASE, report->language) };
	for (size_t i = 0; i < 3; i++) {
		char *text = hy_xasprintf("%s%s%s", title, i ? " " : "", ends[i]);
		put(report, text);
		free(text);
	}
}

static void put_count(struct csv_report *report, const json_t *cell, const char *key)
{
	char text[CELL_TEXT_SIZE];
	put(report, document_cell(json_object_get(cell, key), "integer", text));
}

static void put_cell(struct csv_report *report, const json_t *table, size_t column, const json_t *cell)
{
	char text[CELL_TEXT_SIZE];
	if (!is_percent(table, column)) {
		put(report, document_cell(cell, document_column_text(table, column, "kind"), text));
		return;
	}
	put(report, document_text(cell, "text"));
	put_count(report, cell, "n");
	put_count(report, cell, "d");
}

static void put_row(struct csv_report *report, const json_t *table, const json_t *row)
{
	size_t n = json_array_size(json_object_get(table, "columns"));
	for (size_t k = 0; k < n; k++)
		put_cell(report, table, k, json_array_get(row, k));
	end_row(report);
}

static void csv_table(void *arg, const json_t *table)
{
	struct csv_report *report = arg;
	size_t i, n = json_array_size(json_object_get(table, "columns"));
	const json_t *item, *rows = json_object_get(table, "rows"), *total = json_object_get(table, "total");
	end_row(report);
	line(report, document_text(table, "title"));
	if (!json_array_size(rows)) {
		line(report, document_text(table, "empty"));
		return;
	}
	for (size_t k = 0; k < n; k++)
		put_title(report, table, k);
	end_row(report);
	json_array_foreach(rows, i, item) put_row(report, table, item);
	if (json_is_array(total))
		put_row(report, table, total);
	json_array_foreach(json_object_get(table, "notes"), i, item) line(report, json_string_value(item));
}

static void widen(void *arg, const json_t *table)
{
	struct csv_report *report = arg;
	size_t cells = cells_of(table);
	report->width = cells > report->width ? cells : report->width;
}

static void write_definitions(struct csv_report *report, const json_t *document)
{
	size_t i;
	const json_t *definition, *list = json_object_get(document, "definitions");
	end_row(report);
	if (json_array_size(list))
		line(report, phrase(PHRASE_DEFINITIONS, report->language));
	json_array_foreach(list, i, definition)
	{
		put(report, document_text(definition, "label"));
		put(report, document_text(definition, "text"));
		end_row(report);
	}
}

int render_csv(const json_t *document, struct report_bytes *ret_bytes, char *ret_error, size_t error_size)
{
	static const struct block_writers widest = { .table = widen }, writers = { .table = csv_table };
	struct render render;
	render_begin(&render);
	struct csv_report report = { .out = render.out, .language = document_language(document), .width = 2 };
	document_walk(document, &widest, &report);
	report.cells = hy_xcalloc(report.width, sizeof *report.cells);
	put(&report, document_text(document, "title"));
	put(&report, document_text(document, "subtitle"));
	end_row(&report);
	if (document_flag(document, "example"))
		line(&report, phrase(PHRASE_EXAMPLE, report.language));
	document_walk(document, &writers, &report);
	write_definitions(&report, document);
	line(&report, document_text(document, "foot"));
	for (size_t i = 0; i < report.width; i++)
		free(report.cells[i]);
	free(report.cells);
	return render_end(&render, ret_bytes, ret_error, error_size);
}
