#include "import_mapping.h"

#include "base/text.h"
#include "say.h"
#include <stdlib.h>
#include <string.h>

/* Rows looked at to find the heading: titles and notes stand above it. */
#define HEADING_WITHIN 15
/* So many known headings make a row the heading. */
#define LEAST_KNOWN 2

int import_mapping_set(struct import_mapping *mapping, const char *text)
{
	const char *border = strchr(text, '=');
	char *name = border ? hy_xstrndup(text, (size_t)(border - text)) : NULL;
	const struct import_field *field = name ? import_field_by_name(name) : NULL;
	if (name && !field)
		field = import_field_of_heading(name, IMPORT_BOTH);
	free(name);
	if (!field || field->value == VALUE_IGNORED || mapping->n_constants == IMPORT_MAX_CONSTANTS) {
		char *fields = import_field_list();
		say_error(TXT_IMPORT_SET_WRONG, "value", text, "fields", fields, NULL);
		free(fields);
		return -1;
	}
	mapping->constants[mapping->n_constants++] =
		(struct import_constant){ field, arena_strdup(mapping->arena, border + 1) };
	return 0;
}

const char *import_mapping_constant(const struct import_mapping *mapping, enum import_field_id field)
{
	for (size_t i = mapping->n_constants; i > 0; i--)
		if (mapping->constants[i - 1].field == &import_fields[field])
			return mapping->constants[i - 1].value;
	return "";
}

/* ---- Headings ---- */

/* The merged range a cell lies in; NULL if it stands alone. */
static const struct grid_range *range_of(const struct grid *grid, size_t row, size_t column)
{
	for (size_t i = 0; i < grid->n_merged; i++) {
		const struct grid_range *range = &grid->merged[i];
		if (row >= range->top && row <= range->bottom && column >= range->left && column <= range->right)
			return range;
	}
	return NULL;
}

static const char *merged_cell(const struct grid *grid, size_t row, size_t column)
{
	const struct grid_range *range = range_of(grid, row, column);
	return range ? grid_cell(grid, range->top, range->left) : grid_cell(grid, row, column);
}

/* The heading of a column: the words of its rows, each once, over one another ("见面" over "日期"). */
static char *heading_of(struct arena *arena, const struct grid *grid, size_t top, size_t bottom, size_t column)
{
	struct strbuf text = { 0 };
	const char *before = "";
	for (size_t row = top; row <= bottom; row++) {
		const char *cell = merged_cell(grid, row, column);
		if (strcmp(cell, before) != 0)
			strbuf_puts(&text, cell);
		before = cell;
	}
	char *joined = strbuf_take(&text), *kept = arena_strdup(arena, joined);
	free(joined);
	for (char *p = kept; *p; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	return kept;
}

/* What the mapping's file says of a heading; false when it says nothing. */
static bool find_given(const struct import_mapping *mapping, const char *heading, const struct import_field **ret_field)
{
	char key[IMPORT_HEADER_SIZE], other[IMPORT_HEADER_SIZE];
	import_header_key(heading, key);
	for (size_t i = 0; i < mapping->n_given; i++)
		if (strcmp(import_header_key(mapping->given[i].heading, other), key) == 0) {
			*ret_field = mapping->given[i].field;
			return true;
		}
	return false;
}

static const struct import_field *field_of(const struct import_mapping *mapping, const char *heading)
{
	const struct import_field *field = NULL;
	if (*heading && !find_given(mapping, heading, &field))
		field = import_field_of_heading(heading, mapping->kind ? (unsigned)mapping->kind : IMPORT_BOTH);
	return field;
}

/* Below a word that stands over several columns a heading may be known alone, unless it says too little. */
static const struct import_field *field_of_child(const struct import_mapping *mapping, const char *child)
{
	static const enum import_field_id vague[] = { FIELD_ID_happened_on, FIELD_ID_office, FIELD_ID_text,
						      FIELD_ID_reason };
	const struct import_field *field = field_of(mapping, child);
	for (size_t i = 0; i < sizeof vague / sizeof vague[0]; i++)
		if (field == &import_fields[vague[i]])
			return NULL;
	return field;
}

/* 见面情况 over 日期 is 见面日期. */
static const struct import_field *field_of_stem(const struct import_mapping *mapping, const char *parent,
						const char *child)
{
	static const char *const tails[] = { "情况", "信息", "环节" };
	char key[IMPORT_HEADER_SIZE], joined[2 * IMPORT_HEADER_SIZE];
	import_header_key(parent, key);
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		size_t len = strlen(key), tail = strlen(tails[i]);
		if (len <= tail || strcmp(key + len - tail, tails[i]) != 0)
			continue;
		snprintf(joined, sizeof joined, "%.*s%s", (int)(len - tail), key, child);
		return field_of(mapping, joined);
	}
	return NULL;
}

/* The field of a column: by its whole heading, else by what stands below a word over several columns. */
static const struct import_field *field_of_column(const struct import_mapping *mapping, const struct grid *grid,
						  size_t top, size_t bottom, size_t column, const char *heading)
{
	const struct import_field *field, *given;
	const struct grid_range *parent = bottom > top ? range_of(grid, top, column) : NULL;
	if (find_given(mapping, heading, &given))
		return given;
	field = field_of(mapping, heading);
	if (field || !parent || parent->right == parent->left || parent->bottom >= bottom)
		return field;
	const char *child = heading_of(mapping->arena, grid, parent->bottom + 1, bottom, column);
	field = field_of_stem(mapping, grid_cell(grid, parent->top, parent->left), child);
	return field ? field : field_of_child(mapping, child);
}

/* Known headings among rows top to bottom. */
static size_t count_known(struct import_mapping *mapping, const struct grid *grid, size_t top, size_t bottom)
{
	size_t known = 0;
	const struct import_field *field;
	for (size_t column = 0; column < grid->n_columns; column++) {
		const char *heading = heading_of(mapping->arena, grid, top, bottom, column);
		known += field_of_column(mapping, grid, top, bottom, column, heading) ||
			 find_given(mapping, heading, &field);
	}
	return known;
}

/* A heading of two lines ends where the cells that begin in its first line and are merged downwards end. */
static size_t heading_bottom(const struct grid *grid, size_t top)
{
	size_t bottom = top;
	for (size_t i = 0; i < grid->n_merged; i++)
		if (grid->merged[i].top == top && grid->merged[i].bottom > bottom)
			bottom = grid->merged[i].bottom;
	return bottom < top + 3 ? bottom : top; /* more lines than that are no heading */
}

static bool find_heading(struct import_mapping *mapping, const struct grid *grid)
{
	size_t best = LEAST_KNOWN - 1;
	for (size_t top = 0; top < grid->n_rows && top < HEADING_WITHIN; top++) {
		size_t bottom = heading_bottom(grid, top), known = count_known(mapping, grid, top, bottom);
		if (mapping->given_row && grid->rows[bottom] != mapping->given_row)
			continue;
		if (known <= best)
			continue;
		best = known;
		mapping->top = top;
		mapping->bottom = bottom;
	}
	return best >= LEAST_KNOWN;
}

/* ---- Kind and fields ---- */

static void map_columns(struct import_mapping *mapping, const struct grid *grid)
{
	mapping->n_columns = grid->n_columns;
	for (size_t column = 0; column < grid->n_columns; column++) {
		struct import_column *mapped = &mapping->columns[column];
		mapped->heading = heading_of(mapping->arena, grid, mapping->top, mapping->bottom, column);
		mapped->field = field_of_column(mapping, grid, mapping->top, mapping->bottom, column, mapped->heading);
	}
}

size_t import_mapping_column(const struct import_mapping *mapping, enum import_field_id field)
{
	for (size_t column = 0; column < mapping->n_columns; column++)
		if (mapping->columns[column].field == &import_fields[field])
			return column;
	return mapping->n_columns;
}

bool import_mapping_has(const struct import_mapping *mapping, enum import_field_id field)
{
	return import_mapping_column(mapping, field) < mapping->n_columns || *import_mapping_constant(mapping, field);
}

static bool has_column(const struct import_mapping *mapping, enum import_field_id field)
{
	return import_mapping_column(mapping, field) < mapping->n_columns;
}

/* True when the columns tell what happened, and when. */
static bool tells_steps(const struct import_mapping *mapping)
{
	static const enum import_field_id days[] = {
		FIELD_ID_filed_on,     FIELD_ID_assigned_on, FIELD_ID_accepted_on,
		FIELD_ID_contacted_on, FIELD_ID_opinion_on,  FIELD_ID_answered_on
	};
	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
		if (has_column(mapping, days[i]))
			return true;
	return false;
}

/* Where proposers stand it is a ledger of proposals, with what became of them when that stands there too; where there
 * is but a case, something happened to it. A version is one of a sheet made here, of cases that are there. */
static void find_kind(struct import_mapping *mapping)
{
	if (import_mapping_has(mapping, FIELD_ID_title) && import_mapping_has(mapping, FIELD_ID_proposers))
		mapping->kind = has_column(mapping, FIELD_ID_version) ? IMPORT_UPDATES
				: tells_steps(mapping)                ? IMPORT_LEDGER
								      : IMPORT_CASES;
	else if (import_mapping_has(mapping, FIELD_ID_case))
		mapping->kind = IMPORT_UPDATES;
}

static int refuse_heading(const char *path, const char *wanted, struct refusal *refusal)
{
	refuse_with(refuse(refusal, REASON_SHEET_HEADING), "path", "%s", path);
	refuse_with(refusal, "allowed", "%s", wanted);
	return -1;
}

static int refuse_twice(const struct grid *grid, const char *path, const struct import_mapping *mapping, size_t first,
			size_t second, struct refusal *refusal)
{
	char address[GRID_ADDRESS_SIZE], label[IMPORT_HEADER_SIZE];
	refuse_with(refuse(refusal, REASON_SHEET_COLUMN_TWICE), "path", "%s", path);
	refuse_with(refusal, "first", "%s", grid_address(grid, mapping->bottom, first, address));
	refuse_with(refusal, "second", "%s", grid_address(grid, mapping->bottom, second, address));
	refuse_with(refusal, "value", "%s", import_field_label(mapping->columns[first].field, label));
	return -1;
}

/* No field has two columns, and there is what tells one case from another. */
static int check_columns(const struct import_mapping *mapping, const struct grid *grid, const char *path,
			 struct refusal *refusal)
{
	for (size_t column = 0; column < mapping->n_columns; column++) {
		const struct import_field *field = mapping->columns[column].field;
		size_t first =
			field ? import_mapping_column(mapping, (enum import_field_id)(field - import_fields)) : column;
		if (first < column && field->value != VALUE_IGNORED)
			return refuse_twice(grid, path, mapping, first, column, refusal);
	}
	if ((mapping->kind & IMPORT_CASES) && !import_mapping_has(mapping, FIELD_ID_title))
		return refuse_heading(path, "案由", refusal);
	if (mapping->kind == IMPORT_UPDATES && !import_mapping_has(mapping, FIELD_ID_case) &&
	    !import_mapping_has(mapping, FIELD_ID_submission_number))
		return refuse_heading(path, "案号", refusal);
	return 0;
}

int import_mapping_find(struct import_mapping *mapping, const struct grid *grid, const char *path,
			struct refusal *ret_refusal)
{
	if (!find_heading(mapping, grid))
		return refuse_heading(path, "案号、案由、提案者、界别、主办单位、答复日期……", ret_refusal);
	map_columns(mapping, grid);
	if (!mapping->kind) {
		find_kind(mapping);
		if (!mapping->kind)
			return refuse_heading(path, "案由、提案者；案号", ret_refusal);
		map_columns(mapping, grid); /* some names mean something else in each kind */
	}
	return check_columns(mapping, grid, path, ret_refusal);
}

int import_mapping_take_as(struct import_mapping *mapping, enum import_kind kind, const struct grid *grid,
			   const char *path, struct refusal *ret_refusal)
{
	mapping->kind = kind;
	map_columns(mapping, grid);
	return check_columns(mapping, grid, path, ret_refusal);
}

/* The row with the most cells: it may be the heading although nobody knows its words. */
static size_t fullest_row(const struct grid *grid)
{
	size_t best = 0, most = 0;
	for (size_t row = 0; row < grid->n_rows && row < HEADING_WITHIN; row++) {
		size_t n = 0;
		for (size_t column = 0; column < grid->n_columns; column++)
			n += *grid_cell(grid, row, column) != '\0';
		if (n > most) {
			most = n;
			best = row;
		}
	}
	return best;
}

void import_mapping_guess(struct import_mapping *mapping, const struct grid *grid)
{
	if (mapping->n_columns)
		return;
	mapping->top = mapping->bottom = fullest_row(grid);
	map_columns(mapping, grid);
}

size_t import_mapping_lacks(const struct import_mapping *mapping, const struct import_field *ret_fields[3])
{
	bool cases = mapping->kind & IMPORT_CASES, none = mapping->kind == IMPORT_NONE;
	bool numbered = import_mapping_has(mapping, FIELD_ID_submission_number);
	const struct {
		enum import_field_id field;
		bool needed;
	} list[] = { { FIELD_ID_title, cases || none },
		     { FIELD_ID_proposers, none },
		     { FIELD_ID_case, none || (!cases && !numbered) } };
	size_t n = 0;
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (list[i].needed && !import_mapping_has(mapping, list[i].field))
			ret_fields[n++] = &import_fields[list[i].field];
	return n;
}

void import_mapping_tell_unused(const struct import_mapping *mapping)
{
	bool verbs = has_column(mapping, FIELD_ID_verb);
	for (size_t i = 0; i < mapping->n_constants; i++) {
		const struct import_field *field = mapping->constants[i].field;
		bool needs_verb = field == &import_fields[FIELD_ID_text] && mapping->kind == IMPORT_UPDATES;
		if (*mapping->constants[i].value && (!(field->kinds & mapping->kind) || (needs_verb && !verbs)))
			say_note(TXT_IMPORT_SET_UNUSED, "field", field->name, NULL);
	}
}

/* ---- Shown ---- */

static const struct column mapping_columns[] = {
	{ "column", TXT_COL_COLUMN, COLUMN_FIXED },         { "heading", TXT_COL_HEADING, COLUMN_FIXED },
	{ "field", TXT_COL_FIELD, COLUMN_FIXED },           { "example", TXT_COL_FIRST_VALUE, COLUMN_TEXT },
	{ "field_name", TXT_COL_FIELD_CODE, COLUMN_FIXED }, /* for programs only */
};

static void add_mapped(struct table *table, const char *place, const char *heading, const struct import_field *field,
		       const char *example)
{
	char label[IMPORT_HEADER_SIZE];
	bool used = field && field->value != VALUE_IGNORED && field->value != VALUE_RESULT;
	table_row(table, used ? ROW_PLAIN : ROW_SOON);
	table_cell(table, place);
	table_cell(table, heading);
	table_cell(table, used ? import_field_label(field, label) : txt(TXT_IMPORT_NOT_TAKEN));
	table_cell(table, example);
	table_cell(table, used ? field->name : "");
}

void import_mapping_show(const struct import_mapping *mapping, const struct grid *grid, struct report *report)
{
	struct table *table = report_section(report, "mapping", TXT_IMPORT_MAPPING, mapping_columns,
					     sizeof mapping_columns / sizeof mapping_columns[0]);
	char address[GRID_ADDRESS_SIZE];
	for (size_t column = 0; column < mapping->n_columns; column++) {
		const struct import_column *mapped = &mapping->columns[column];
		if (!*mapped->heading)
			continue;
		grid_address(grid, mapping->bottom, column, address);
		address[strspn(address, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] = '\0';
		add_mapped(table, address, mapped->heading, mapped->field,
			   grid_cell(grid, mapping->bottom + 1, column));
	}
	for (size_t i = 0; i < mapping->n_constants; i++)
		add_mapped(table, "--set", "", mapping->constants[i].field, mapping->constants[i].value);
}
