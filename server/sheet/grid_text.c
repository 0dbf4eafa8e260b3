/* .csv and .tsv as a grid: rows may differ in length, as title lines above a table do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "sheet/grid_build.h"

/* Lines looked at to find the separator. */
#define SAMPLE_LINES 20

/* The separator that occurs most often outside quotes in the first lines. */
static char find_delimiter(const char *text, size_t len)
{
	static const char candidates[] = ",\t;";
	size_t count[sizeof(candidates)] = { 0 }, best = 0;
	bool quoted = false;
	int lines = 0;

	for (size_t i = 0; i < len && lines < SAMPLE_LINES; i++) {
		const char *found = text[i] ? strchr(candidates, text[i]) : NULL;

		if (text[i] == '"')
			quoted = !quoted;
		else if (text[i] == '\n')
			lines++;
		else if (found && !quoted)
			count[found - candidates]++;
	}
	for (size_t i = 1; candidates[i]; i++)
		if (count[i] > count[best])
			best = i;
	return candidates[best];
}

struct taking {
	struct grid_builder *builder;
	bool refused; /* by the builder */
};

static int take_row(void *context, size_t line, char **row, size_t n, struct csv_error *ret_error)
{
	struct taking *taking = context;

	for (size_t i = 0; i < n; i++) {
		if (i >= CSV_MAX_COLUMNS) {
			*ret_error = (struct csv_error){ .kind = CSV_TOO_LARGE, .line = line };
			return -1;
		}
		if (grid_builder_cell(taking->builder, line, i, row[i]) != 0) {
			taking->refused = true;
			return -1;
		}
	}
	return 0;
}

static int refuse_text(const struct csv_error *error, const char *name, struct refusal *refusal)
{
	if (error->kind == CSV_TOO_LARGE)
		return grid_refuse_limit(refusal, name, "列数或单元格字节数", "columns or bytes of a cell",
					 GRID_MAX_COLUMNS);
	if (error->kind == CSV_UNREADABLE)
		return grid_refuse_cell(refusal, name, error->line, 0, "本行起引号不成对",
					"quotes do not match from this line on");
	refuse_with(refuse(refusal, error->kind == CSV_EMPTY ? REASON_CSV_EMPTY : REASON_CSV_BROKEN_ENCODING), "path",
		    "%s", name);
	return -1;
}

static int scan(const char *text, size_t len, const char *name, struct grid_builder *builder, struct refusal *refusal)
{
	struct taking taking = { builder, false };
	struct csv_error error = { 0 };

	if (csv_scan(text, len, find_delimiter(text, len), grid_builder_arena(builder), take_row, &taking, &error) != 0)
		return taking.refused ? -1 : refuse_text(&error, name, refusal);
	return grid_builder_is_empty(builder) ? refuse_text(&(struct csv_error){ .kind = CSV_EMPTY }, name, refusal)
					      : 0;
}

int grid_parse_text(const uint8_t *bytes, size_t size, const char *name, struct grid **ret_grid,
		    struct refusal *ret_refusal)
{
	struct csv_error error = { 0 };
	const char *encoding;
	size_t len;
	char *text = csv_decode((const char *)bytes, size, &len, &encoding, &error);
	struct grid_builder *builder;

	*ret_grid = NULL;
	if (!text)
		return refuse_text(&error, name, ret_refusal);
	builder = grid_builder_new(name, ret_refusal);
	if (scan(text, len, name, builder, ret_refusal) == 0)
		*ret_grid = grid_builder_finish(builder);
	else
		grid_builder_free(builder);
	free(text);
	if (*ret_grid)
		snprintf((*ret_grid)->encoding, sizeof((*ret_grid)->encoding), "%s", encoding);
	return *ret_grid ? 0 : -1;
}
