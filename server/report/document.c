/* Reading the document of a report. */
#include "report/document.h"
#include <stdio.h>
#include <string.h>

#define FIGURE_BYTES 7 /* "+100.00" */

const char *document_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

bool document_flag(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

enum language document_language(const json_t *document)
{
	return strcmp(document_text(document, "language"), "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
}

const char *document_cell(const json_t *cell, const char *kind, char out[CELL_TEXT_SIZE])
{
	out[0] = '\0';
	if (json_is_string(cell))
		return json_string_value(cell);
	if (json_is_integer(cell))
		snprintf(out, CELL_TEXT_SIZE, "%" JSON_INTEGER_FORMAT, json_integer_value(cell));
	if (!json_is_object(cell))
		return out;
	const char *text = document_text(cell, "text");
	if (strcmp(kind, "percent") != 0)
		return text;
	if (!*text)
		return "—";
	snprintf(out, CELL_TEXT_SIZE, "%s%%", text);
	return out;
}

bool document_number(const json_t *cell, double *ret_value)
{
	*ret_value = 0;
	if (json_is_integer(cell)) {
		*ret_value = (double)json_integer_value(cell);
		return true;
	}
	if (json_is_integer(json_object_get(cell, "tenths"))) {
		*ret_value = (double)json_integer_value(json_object_get(cell, "tenths")) / 10;
		return true;
	}
	json_int_t n = json_integer_value(json_object_get(cell, "n")),
		   d = json_integer_value(json_object_get(cell, "d"));
	if (d <= 0)
		return false;
	*ret_value = (double)n * 100 / (double)d;
	return true;
}

const json_t *document_table(const json_t *document, const char *key)
{
	size_t i;
	const json_t *block;
	json_array_foreach(json_object_get(document, "blocks"), i,
			   block) if (strcmp(document_text(block, "type"), "table") == 0 &&
				      strcmp(document_text(block, "key"), key) == 0) return block;
	return NULL;
}

int document_column(const json_t *table, const char *key)
{
	size_t i;
	const json_t *column;
	json_array_foreach(json_object_get(table, "columns"), i,
			   column) if (strcmp(document_text(column, "key"), key) == 0) return (int)i;
	return -1;
}

const char *document_column_text(const json_t *table, size_t column, const char *key)
{
	return document_text(json_array_get(json_object_get(table, "columns"), column), key);
}

bool document_kind_is_number(const char *kind)
{
	return strcmp(kind, "integer") == 0 || strcmp(kind, "percent") == 0 || strcmp(kind, "points") == 0;
}

/* "+15.39", "-3"; a number of a case is longer and no figure. */
static bool is_figure(const char *text)
{
	return strlen(text) <= FIGURE_BYTES && text[strspn(text, "+-0123456789.,% ")] == '\0';
}

static bool holds_figures(const json_t *table, size_t column)
{
	size_t i;
	const json_t *row;
	bool any = false;
	json_array_foreach(json_object_get(table, "rows"), i, row)
	{
		const char *text = json_string_value(json_array_get(row, column));
		if (text && !is_figure(text))
			return false;
		any = any || (text && *text);
	}
	return any;
}

bool document_column_to_right(const json_t *table, size_t column)
{
	const char *kind = document_column_text(table, column, "kind");
	return document_kind_is_number(kind) || (strcmp(kind, "text") == 0 && holds_figures(table, column));
}
