/* Which column of a sheet is which field: found by the headings, changed by a file of the user's, shown before anything
 * is done. */
#ifndef IMPORT_MAPPING_H
#define IMPORT_MAPPING_H

#include "base/memory.h"
#include "import_fields.h"
#include "report.h"
#include "sheet/grid.h"

#define IMPORT_MAX_CONSTANTS 16

struct import_column {
	char *heading;                    /* as it stands, its lines joined; the arena's */
	const struct import_field *field; /* NULL: not known, and not imported */
};
struct import_constant {
	const struct import_field *field;
	char *value; /* the arena's */
};
struct import_mapping {
	struct arena *arena; /* borrowed */
	enum import_kind kind;
	char sheet[128];
	size_t top, bottom; /* rows of the grid that are the heading */
	struct import_column columns[GRID_MAX_COLUMNS];
	size_t n_columns;
	/* Values of fields that have no column, from --set or the file. */
	struct import_constant constants[IMPORT_MAX_CONSTANTS];
	size_t n_constants;
	/* What a file says, before the sheet is looked at: headings and their fields. */
	struct import_column given[GRID_MAX_COLUMNS];
	size_t n_given, given_row; /* number of the heading's last row in the file, 0: to be found */
};

/* Adds "session=14-2". 0, or -1 after a sentence. */
int import_mapping_set(struct import_mapping *mapping, const char *text);
/* Finds the heading and the columns' fields; kind NONE: by what is there. 0, or -1 with the refusal: no heading, two
 * columns of one field, nothing to tell the cases by. */
int import_mapping_find(struct import_mapping *mapping, const struct grid *grid, const char *path,
			struct refusal *ret_refusal);
/* Takes the sheet for another kind after all. As above. */
int import_mapping_take_as(struct import_mapping *mapping, enum import_kind kind, const struct grid *grid,
			   const char *path, struct refusal *ret_refusal);
/* After find has refused: what the columns may be, so that the user can say what they are. */
void import_mapping_guess(struct import_mapping *mapping, const struct grid *grid);
/* Fields without which a sheet of the kind (or of any) is not understood and that nothing gives; how many. */
size_t import_mapping_lacks(const struct import_mapping *mapping, const struct import_field *ret_fields[3]);
/* Says which of --set do nothing for the sheet. */
void import_mapping_tell_unused(const struct import_mapping *mapping);
/* True when a column or --set gives the field. */
bool import_mapping_has(const struct import_mapping *mapping, enum import_field_id field);
/* The column of a field; n_columns when there is none. */
size_t import_mapping_column(const struct import_mapping *mapping, enum import_field_id field);
/* The constant of a field, "" when there is none. */
const char *import_mapping_constant(const struct import_mapping *mapping, enum import_field_id field);
/* Adds a table: column, heading, field, first value. */
void import_mapping_show(const struct import_mapping *mapping, const struct grid *grid, struct report *report);

/* Reads and writes a mapping (JSON: kind, sheet, header_row, columns, constants; missing, when a needed field is, for
 * the reader only). 0, or -1 after a sentence. */
int import_mapping_load(struct import_mapping *mapping, const char *path);
int import_mapping_save(const struct import_mapping *mapping, const struct grid *grid, const char *path);

#endif
