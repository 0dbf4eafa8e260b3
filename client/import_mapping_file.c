/* A mapping as a file, to be used again for next year's sheet. */
#include "import_mapping.h"

#include "base/text.h"
#include "say.h"
#include "textfile.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FILE_BYTES (1u << 20) /* 200 columns with headings of a line each have some 20 KB */
#define NOT_TAKEN      "-"        /* for a column that is not imported */

static int fail(const char *path, const char *what)
{
	say_error(TXT_IMPORT_MAPPING_WRONG, "path", path, "what", what, NULL);
	return -1;
}

static int fail_field(const char *path, const char *heading, const char *value)
{
	char *fields = import_field_list();
	char *what = say_filled(TXT_IMPORT_MAPPING_FIELD, "heading", heading, "value", value, "fields", fields, NULL);
	fail(path, what);
	free(what);
	free(fields);
	return -1;
}

static int load_columns(struct import_mapping *mapping, const json_t *columns, const char *path)
{
	const char *heading;
	json_t *name;
	json_object_foreach((json_t *)columns, heading, name)
	{
		const char *text = json_string_value(name);
		const struct import_field *field = text ? import_field_by_name(text) : NULL;
		if (text && !field && strcmp(text, NOT_TAKEN) != 0)
			return fail_field(path, heading, text);
		if (!text || mapping->n_given == GRID_MAX_COLUMNS)
			return fail(path, heading);
		mapping->given[mapping->n_given++] =
			(struct import_column){ arena_strdup(mapping->arena, heading), field };
	}
	return 0;
}

static int load_constants(struct import_mapping *mapping, const json_t *constants, const char *path)
{
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)constants, name, value)
	{
		const struct import_field *field = import_field_by_name(name);
		if (!field)
			return fail_field(path, "constants", name);
		if (!json_is_string(value) || mapping->n_constants == IMPORT_MAX_CONSTANTS)
			return fail(path, name);
		mapping->constants[mapping->n_constants++] =
			(struct import_constant){ field, arena_strdup(mapping->arena, json_string_value(value)) };
	}
	return 0;
}

static int load_object(struct import_mapping *mapping, const json_t *object, const char *path)
{
	const char *kind = json_string_value(json_object_get(object, "kind"));
	const char *sheet = json_string_value(json_object_get(object, "sheet"));
	json_int_t row = json_integer_value(json_object_get(object, "header_row"));
	if (!json_is_object(object) || !json_is_object(json_object_get(object, "columns")))
		return fail(path, "columns");
	if (kind && !import_kind_by_name(kind))
		return fail(path, "kind");
	if (kind && !mapping->kind)
		mapping->kind = import_kind_by_name(kind);
	if (sheet && !*mapping->sheet)
		snprintf(mapping->sheet, sizeof mapping->sheet, "%s", sheet);
	mapping->given_row = row > 0 ? (size_t)row : 0;
	if (load_columns(mapping, json_object_get(object, "columns"), path) != 0)
		return -1;
	return load_constants(mapping, json_object_get(object, "constants"), path);
}

int import_mapping_load(struct import_mapping *mapping, const char *path)
{
	json_error_t error;
	size_t len;
	char *text = textfile_read(path, MAX_FILE_BYTES, &len);
	if (!text)
		return -1;
	json_t *object = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	char line[32];
	snprintf(line, sizeof line, "JSON, %d", error.line);
	int result = object ? load_object(mapping, object, path) : fail(path, line);
	json_decref(object);
	free(text);
	return result;
}

int import_mapping_save(const struct import_mapping *mapping, const struct grid *grid, const char *path)
{
	const struct import_field *lacks[3];
	size_t n_missing = import_mapping_lacks(mapping, lacks);
	json_t *object = json_object(), *columns = json_object(), *constants = json_object(), *missing = json_array();
	for (size_t i = 0; i < n_missing; i++)
		json_array_append_new(missing, json_string(lacks[i]->name));
	if (mapping->kind)
		json_object_set_new(object, "kind", json_string(import_kind_name(mapping->kind)));
	json_object_set_new(object, "sheet", json_string(mapping->sheet));
	json_object_set_new(object, "header_row", json_integer((json_int_t)grid->rows[mapping->bottom]));
	for (size_t i = 0; i < mapping->n_columns; i++) {
		const struct import_column *column = &mapping->columns[i];
		if (*column->heading)
			json_object_set_new(columns, column->heading,
					    json_string(column->field ? column->field->name : NOT_TAKEN));
	}
	for (size_t i = 0; i < mapping->n_constants; i++)
		json_object_set_new(constants, mapping->constants[i].field->name,
				    json_string(mapping->constants[i].value));
	if (n_missing)
		json_object_set_new(object, "missing", missing);
	else
		json_decref(missing);
	json_object_set_new(object, "columns", columns);
	json_object_set_new(object, "constants", constants);
	int result = json_dump_file(object, path, JSON_INDENT(2));
	json_decref(object);
	if (result != 0)
		say_error(TXT_FILE_NOT_WRITTEN, "path", path, "error", say_system_error(errno), NULL);
	return result == 0 ? 0 : -1;
}
