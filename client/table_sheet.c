/* Tables as sheets of a workbook. */
#include "base/date.h"
#include "base/memory.h"
#include "sheet/workbook.h"
#include "table_internal.h"
#include <stdlib.h>
#include <string.h>

/* "95.03 %" */
static bool is_percent(const char *text)
{
	size_t digits = strspn(text, "0123456789.");
	return digits && strcmp(text + digits, " %") == 0;
}

static bool is_day(const char *text)
{
	hy_day day;
	return day_parse(text, &day) == 0;
}

/* True when some cell of a column is so, and none that is not empty is not. */
static bool all_are(const struct table *table, size_t column, bool (*is)(const char *text))
{
	bool any = false;
	for (size_t i = 0; i < table->n_rows; i++) {
		const char *text = table_cell_text(table, i, column);
		if (*text && !is(text))
			return false;
		any = any || *text;
	}
	return any;
}

static enum cell_kind kind_of(const struct table *table, size_t column)
{
	switch (table_kind(table, column)) {
	case COLUMN_NUMBER:
		return CELL_INTEGER;
	case COLUMN_PERCENT:
		return CELL_PERCENT;
	case COLUMN_POINTS:
		return CELL_NUMBER;
	case COLUMN_TEXT:
	case COLUMN_FIXED:
	case COLUMN_YES:
	case COLUMN_NAME:
	case COLUMN_WRAP:
		break;
	}
	if (all_are(table, column, is_day))
		return CELL_DAY;
	return all_are(table, column, is_percent) ? CELL_PERCENT : CELL_TEXT;
}

static void write_cell(struct book *book, enum cell_kind kind, const char *text)
{
	const char *point = strchr(text, '.');
	int decimals = point ? (int)strspn(point + 1, "0123456789") : 0;
	char *end;
	hy_day day;
	if (!*text) {
		book_empty(book);
		return;
	}
	long long number = strtoll(text, &end, 10);
	if (kind == CELL_INTEGER && !*end)
		book_integer(book, number);
	else if (kind == CELL_DAY && day_parse(text, &day) == 0)
		book_day(book, day);
	else if (kind == CELL_PERCENT)
		book_percent(book, strtod(text, NULL) / 100, decimals);
	else if (kind == CELL_NUMBER)
		book_number(book, strtod(text, NULL), decimals);
	else
		book_text(book, text);
}

static bool is_left_out(const struct table *table, size_t column)
{
	for (size_t i = 0; i < table->n_rows; i++)
		if (*table_cell_text(table, i, column))
			return false;
	return table->columns[column].kind & COLUMN_IF_ANY;
}

void table_write_sheet(const struct table *table, struct book *book, const char *name)
{
	struct book_column *columns = hy_xcalloc(table->n_columns + 1, sizeof *columns);
	size_t *places = hy_xcalloc(table->n_columns + 1, sizeof *places), n = 0;
	for (size_t k = 0; k < table->n_columns; k++)
		if (!is_left_out(table, k)) {
			columns[n] = (struct book_column){ table_title(table, k), kind_of(table, k), 0 };
			places[n++] = k;
		}
	book_sheet(book, name, NULL, 0, columns, n);
	for (size_t i = 0; i < table->n_rows; i++) {
		for (size_t k = 0; k < n; k++)
			write_cell(book, columns[k].kind, table_cell_text(table, i, places[k]));
		book_row(book, table->rows[i].mark == ROW_STRONG);
	}
	free(columns);
	free(places);
}
