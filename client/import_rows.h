/* A mapped sheet as rows the contract knows: merged cells filled, values made plain, what is no row left out. A row of
 * a ledger may tell several steps of a case; each becomes an update. */
#ifndef IMPORT_ROWS_H
#define IMPORT_ROWS_H

#include "import_mapping.h"
#include "import_values.h"
#include "sheet.h"

/* What became of a row of the file. */
enum import_fate {
	IMPORT_ROW_NONE,    /* heading, title, note, total */
	IMPORT_ROW_WAITING, /* to be sent */
	IMPORT_ROW_NOTHING, /* nothing was filled in */
	IMPORT_ROW_BEFORE,  /* an earlier import says it is stored */
	IMPORT_ROW_ALREADY, /* stored by an earlier import of the same */
	IMPORT_ROW_GOOD,    /* the server would take it */
	IMPORT_ROW_STORED,
	IMPORT_ROW_WRONG,
	IMPORT_ROW_UNKNOWN, /* sent, not answered */
};
struct import_note {
	enum import_fate fate;
	struct strbuf text; /* what is wrong with it */
	const char *number; /* of a ledger: the case's own, "" for none; the arena's */
	bool filed;         /* it says when the case was filed */
};

/* Rows under the names of the contract: proposals, or updates. */
struct import_table {
	struct sheet sheet; /* its grid is the file's */
	int32_t *versions;  /* expected ones of updates, for each row; 0 for none */
	size_t room;
};

struct import_rows {
	struct grid *grid;
	struct import_table cases, steps; /* those of the mapping's kind are filled */
	struct arena *arena;
	const struct import_mapping *mapping;
	const struct import_words *words;
	const char *path;
	bool handler; /* the caller is an office: it acts for itself */
	struct sheet_faults *faults;
	struct import_note *notes; /* for each row of the grid */
	const Huiyin__V1__Session
		*year_of;              /* the session whose year days without one were given; NULL: there were none */
	bool missing[N_IMPORT_FIELDS]; /* fields the sheet does not have and somebody asked for */
};

/* Takes the grid. Rows that are wrong are among the faults and become no row. */
void import_rows_make(struct import_rows *rows, struct grid *grid);
void import_rows_clear(struct import_rows *rows);
/* What is to be stored waits for what becomes of it. */
void import_rows_begin_storing(struct import_rows *rows);
/* Storing broke off: what was to be stored is so, or not. */
void import_rows_break_storing(struct import_rows *rows);
/* Rows of the file with a fate. */
long long import_rows_count(const struct import_rows *rows, enum import_fate fate);

/* Adds to what became of the row of the file a row of table was made of: the worse of its steps counts. text NULL:
 * nothing to say. */
void import_rows_note(struct import_rows *rows, const struct import_table *table, size_t row, enum import_fate fate,
		      const char *text);
/* Adds a fault in the cell of a field of a row of the grid. */
void import_rows_fault(struct import_rows *rows, size_t grid_row, enum import_field_id field,
		       const struct refusal *refusal);

/* Where the cell of a field of a row of the grid is, "" when the sheet does not have it. Returns out. */
const char *import_rows_address(const struct import_rows *rows, size_t grid_row, enum import_field_id field,
				char out[GRID_ADDRESS_SIZE]);
/* Somebody asks for a field; N_IMPORT_FIELDS for one no sheet can have. */
void import_rows_miss(struct import_rows *rows, enum import_field_id field);
/* Asks for what no case is received without, when any is to be received. */
void import_rows_miss_received(struct import_rows *rows, bool any);
/* The field a column of an update was made of, for a verb; N_IMPORT_FIELDS when there is none. */
enum import_field_id import_steps_field(const struct rules *rules, const char *verb, const char *column);

/* ---- For import_steps.c, import_merged.c and import_contact.c ---- */

/* A row of the file being read. */
struct import_line {
	size_t grid_row;
	char *values[N_IMPORT_FIELDS];              /* never NULL */
	enum import_field_id from[N_IMPORT_FIELDS]; /* whose cell each stands in: another column may say it */
	bool in_cell[N_IMPORT_FIELDS];              /* it stands in the row; else --set gives it to all rows */
};
/* A fresh row of a table, its cells "". */
size_t import_rows_add(struct import_table *table, size_t grid_row);
/* Sets a cell by its name among the columns; field: where its address is. A name the columns do not have is a mistake
 * of the program. */
void import_rows_set(struct import_rows *rows, struct import_table *table, size_t row, const char *column,
		     const char *value, enum import_field_id field);
/* Adds the updates a line tells of; how many. */
size_t import_steps_add(struct import_rows *rows, const struct import_line *line);
/* Gives the rows below the heading what cells merged over several rows hold; what cannot be understood is a fault. */
void import_merged_fill(struct import_rows *rows);
/* Reads a cell that has day and method of contact, 2023-06-12/走访, as the two fields it is. 0, or -1 after a fault. */
int import_contact_split(struct import_rows *rows, const struct import_words *words, struct import_line *line);
/* True for totals, remarks and rows in which nothing stands. */
bool import_rows_is_no_case(const struct grid *grid, size_t row);

#endif
