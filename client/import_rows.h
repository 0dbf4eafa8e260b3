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
};

struct import_rows {
	struct sheet sheet; /* the rows, under the names of the contract; its grid is the file's */
	struct arena *arena;
	const struct import_mapping *mapping;
	const struct import_words *words;
	const char *path;
	bool handler; /* the caller is an office: it acts for itself */
	struct sheet_faults *faults;
	struct import_note *notes; /* for each row of the grid */
	int32_t *versions;         /* expected ones, for each row of sheet; 0 for none */
	size_t room;
};

/* Takes the grid. Rows that are wrong are among the faults and become no row. */
void import_rows_make(struct import_rows *rows, struct grid *grid);
void import_rows_clear(struct import_rows *rows);
/* Rows of the file with a fate. */
long long import_rows_count(const struct import_rows *rows, enum import_fate fate);

/* Adds to what became of the row of the file a row of sheet was made of: the worse of its steps counts. text NULL:
 * nothing to say. */
void import_rows_note(struct import_rows *rows, size_t row, enum import_fate fate, const char *text);

/* ---- For import_steps.c ---- */

/* A row of the file being read. */
struct import_line {
	size_t grid_row;
	char *values[N_IMPORT_FIELDS]; /* never NULL */
};
/* A fresh row of sheet, its cells "". */
size_t import_rows_add(struct import_rows *rows, size_t grid_row);
/* Sets a cell by its name among the columns; field: where its address is. A name the columns do not have is a mistake
 * of the program. */
void import_rows_set(struct import_rows *rows, size_t row, const char *column, const char *value,
		     enum import_field_id field);
/* Adds the updates a line tells of; how many. */
size_t import_steps_add(struct import_rows *rows, const struct import_line *line);

#endif
