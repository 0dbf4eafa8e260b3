#include "table_internal.h"

#include "base/csv.h"
#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

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

void table_titles(struct table *table, const char *const *titles)
{
	table->titles = titles;
}

const char *table_title(const struct table *table, size_t column)
{
	if (table->titles && table->titles[column])
		return table->titles[column];
	return txt(table->columns[column].title);
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

enum column_kind table_kind(const struct table *table, size_t column)
{
	return (enum column_kind)(table->columns[column].kind & COLUMN_KIND);
}

const char *table_cell_text(const struct table *table, size_t row, size_t column)
{
	const char *text = table->rows[row].cells[column];
	return text ? text : "";
}

void table_write_csv(const struct table *table, FILE *out)
{
	const char **cells = hy_xcalloc(table->n_columns, sizeof *cells);
	for (size_t k = 0; k < table->n_columns; k++)
		cells[k] = table->columns[k].key;
	csv_write_row(out, cells, table->n_columns, true);
	for (size_t i = 0; i < table->n_rows; i++) {
		for (size_t k = 0; k < table->n_columns; k++)
			cells[k] = table_cell_text(table, i, k);
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
	case COLUMN_NAME:
	case COLUMN_WRAP:
	case COLUMN_PERCENT:
	case COLUMN_POINTS:
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
					    cell_json(table_kind(table, k), table_cell_text(table, i, k)));
		json_array_append_new(list, object);
	}
	return list;
}
