#include "table.h"

#include "base/csv.h"
#include "base/memory.h"
#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <string.h>

struct row {
	enum row_mark mark;
	char **cells;
};

struct table {
	const struct column *columns;
	size_t n_columns;
	struct row *rows;
	size_t n_rows, room, cell;
};

/* Colours are an addition: what they say stands in words in a cell as well. */
static const char *const mark_colors[] = { [ROW_BAD] = "red", [ROW_SOON] = "yellow", [ROW_STRONG] = "bold" };

struct table *table_new(const struct column *columns, size_t n_columns)
{
	struct table *table = hy_xcalloc(1, sizeof *table);
	table->columns = columns;
	table->n_columns = n_columns;
	return table;
}

void table_free(struct table *table)
{
	for (size_t i = 0; table && i < table->n_rows; i++) {
		for (size_t k = 0; k < table->n_columns; k++)
			free(table->rows[i].cells[k]);
		free(table->rows[i].cells);
	}
	if (table)
		free(table->rows);
	free(table);
}

void table_row(struct table *table, enum row_mark mark)
{
	if (table->n_rows == table->room) {
		table->room = table->room ? 2 * table->room : 32;
		table->rows = hy_xrealloc(table->rows, table->room * sizeof *table->rows);
	}
	table->rows[table->n_rows].mark = mark;
	table->rows[table->n_rows++].cells = hy_xcalloc(table->n_columns, sizeof(char *));
	table->cell = 0;
}

void table_cell(struct table *table, const char *text)
{
	if (table->n_rows && table->cell < table->n_columns)
		table->rows[table->n_rows - 1].cells[table->cell++] = hy_xstrdup(text ? text : "");
}

void table_cell_number(struct table *table, long long number)
{
	char text[24];
	snprintf(text, sizeof text, "%lld", number);
	table_cell(table, text);
}

size_t table_rows(const struct table *table)
{
	return table->n_rows;
}

static const char *cell_text(const struct table *table, size_t row, size_t column)
{
	const char *text = table->rows[row].cells[column];
	return text ? text : "";
}

static void add_columns(struct libscols_table *scols, const struct table *table)
{
	for (size_t k = 0; k < table->n_columns; k++) {
		int flags = table->columns[k].kind == COLUMN_NUMBER ? SCOLS_FL_RIGHT : 0;
		if (table->columns[k].kind == COLUMN_TEXT)
			flags |= SCOLS_FL_TRUNC;
		struct libscols_column *column = scols_table_new_column(scols, txt(table->columns[k].title), 0, flags);
		if (!column)
			abort();
	}
}

/* Cells with line feeds would tear a table: they are shown as blanks. */
static char *one_line(const char *text)
{
	char *copy = hy_xstrdup(text);
	for (char *p = copy; *p; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	return copy;
}

static void add_rows(struct libscols_table *scols, const struct table *table)
{
	for (size_t i = 0; i < table->n_rows; i++) {
		struct libscols_line *line = scols_table_new_line(scols, NULL);
		if (!line)
			abort();
		if (table->rows[i].mark != ROW_PLAIN)
			scols_line_set_color(line, mark_colors[table->rows[i].mark]);
		for (size_t k = 0; k < table->n_columns; k++)
			scols_line_refer_data(line, k, one_line(cell_text(table, i, k)));
	}
}

void table_write_text(const struct table *table, FILE *out, size_t width, bool color)
{
	struct libscols_table *scols = scols_new_table();
	if (!scols)
		abort();
	scols_table_set_stream(scols, out);
	scols_table_enable_colors(scols, color);
	scols_table_set_column_separator(scols, "  ");
	scols_table_set_termforce(scols, width ? SCOLS_TERMFORCE_ALWAYS : SCOLS_TERMFORCE_NEVER);
	if (width)
		scols_table_set_termwidth(scols, width);
	add_columns(scols, table);
	add_rows(scols, table);
	scols_print_table(scols);
	scols_unref_table(scols);
}

void table_write_csv(const struct table *table, FILE *out)
{
	const char **cells = hy_xcalloc(table->n_columns, sizeof *cells);
	for (size_t k = 0; k < table->n_columns; k++)
		cells[k] = table->columns[k].key;
	csv_write_row(out, cells, table->n_columns, true);
	for (size_t i = 0; i < table->n_rows; i++) {
		for (size_t k = 0; k < table->n_columns; k++)
			cells[k] = cell_text(table, i, k);
		csv_write_row(out, cells, table->n_columns, false);
	}
	free(cells);
}

static json_t *cell_json(enum column_kind kind, const char *text)
{
	char *end;
	switch (kind) {
	case COLUMN_NUMBER:
		if (!*text)
			return json_null();
		{
			long long number = strtoll(text, &end, 10);
			return *end ? json_string(text) : json_integer(number);
		}
	case COLUMN_YES:
		return json_boolean(*text != '\0');
	case COLUMN_TEXT:
	case COLUMN_FIXED:
		break;
	}
	return json_string(text);
}

json_t *table_json(const struct table *table)
{
	json_t *list = json_array();
	for (size_t i = 0; i < table->n_rows; i++) {
		json_t *object = json_object();
		for (size_t k = 0; k < table->n_columns; k++)
			json_object_set_new(object, table->columns[k].key,
					    cell_json(table->columns[k].kind, cell_text(table, i, k)));
		json_array_append_new(list, object);
	}
	return list;
}
