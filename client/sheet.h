/* Sheets of the client (.csv, .xlsx): read, checked for their columns, refused with the message table's sentences. */
#ifndef SHEET_H
#define SHEET_H

#include "base/csv.h"
#include "base/digest.h"
#include "base/memory.h"
#include "domain/reason.h"
#include "report.h"
#include "sheet/grid.h"

#define SHEET_MAX_COLUMNS 48 /* the widest kind of file, updates, has 35 */

/* A file with the columns of a list, in any order; those that need not be there read as empty. */
struct sheet {
	struct csv_table *csv; /* one of the two is there; owned */
	struct grid *grid;
	size_t n_rows;     /* below the header */
	size_t *grid_rows; /* place of each in the grid; owned */
	/* Cells that were made of the grid's by a mapping (import_rows.h), n_rows times n_columns, and the column of
	 * the grid each comes from (one beyond the last: from none). Borrowed; NULL when columns have their own names.
	 */
	char **made;
	uint16_t *made_from;
	const char *const *columns; /* the list, borrowed */
	size_t n_columns;
	int index[SHEET_MAX_COLUMNS]; /* column of the file for each name of the list, -1 when it is not there */
};

/* Checks that csv has the first n_required of the n columns of the list and no others than the n. 0, or -1 with
 * *ret_refusal, which names all that are missing. */
int sheet_check(struct sheet *sheet, struct csv_table *csv, const char *const *columns, size_t n, size_t n_required,
		struct refusal *ret_refusal);
/* Says why reading failed as a refusal of the message table. */
void sheet_refusal(const struct csv_error *error, const char *path, struct refusal *ret_refusal);
/* Reads and checks a file; notes GB18030 on stderr. 0, or an exit code after a sentence. */
int sheet_read(struct sheet *sheet, const char *path, const char *const *columns, size_t n, size_t n_required);
/* The same of a file that was loaded; path only for the sentences. */
int sheet_parse(struct sheet *sheet, const struct strbuf *bytes, const char *path, const char *const *columns, size_t n,
		size_t n_required);
void sheet_clear(struct sheet *sheet);

/* Cell of a row by place in the list of columns, without blanks around it (trimmed in place); never NULL. */
char *sheet_cell(const struct sheet *sheet, size_t row, size_t column);
size_t sheet_rows(const struct sheet *sheet);
/* Line of the file on which a row begins, the row's number in a workbook. */
size_t sheet_line(const struct sheet *sheet, size_t row);
/* "C7" for a field (name of a column) of a row of a workbook, "" when it has no cell. Returns out. */
const char *sheet_address(const struct sheet *sheet, size_t row, const char *field, char out[GRID_ADDRESS_SIZE]);
/* UUID made of the whole content, for the same file again: same cells, same UUID, whatever the encoding of the file.
 * Of the list's columns the first n_columns, those of its first release, count always; what came later counts only
 * where it holds something, so that a file sent before keeps its UUID. */
void sheet_uuid(const struct sheet *sheet, size_t n_columns, const char *purpose, uint8_t ret_uuid[UUID_BYTES]);
/* UUID of one row: purpose, its cells (n_columns as above) and how many equal rows stand before it in the file. */
void sheet_row_uuid(const struct sheet *sheet, size_t row, size_t n_columns, size_t equal_before, const char *purpose,
		    uint8_t ret_uuid[UUID_BYTES]);

/* UUID of a text, in the same name space. */
void sheet_text_uuid(const char *text, uint8_t ret_uuid[UUID_BYTES]);

/* A list of what is wrong with rows: line, field, reason, sentence, address of the cell in a workbook. */
#define N_SHEET_FAULT_COLUMNS 5
extern const struct column sheet_fault_columns[N_SHEET_FAULT_COLUMNS];
struct sheet_fault {
	size_t line;
	const char *address, *field, *reason, *text;
};
struct sheet_faults {
	struct report *report;
	struct table *table;
	/* Told of each as well; NULL: nobody. */
	void (*noted)(void *context, const struct sheet_fault *fault);
	void *context;
};
void sheet_faults_begin(struct sheet_faults *faults);
/* The same within a report that has more to say. */
void sheet_faults_begin_in(struct sheet_faults *faults, struct report *report);
void sheet_faults_add(struct sheet_faults *faults, const struct sheet *sheet, size_t row, const char *field,
		      const struct refusal *refusal);
/* The same of a line that became no row; address "" when it is not one cell. */
void sheet_faults_add_at(struct sheet_faults *faults, size_t line, const char *address, const char *field,
			 const struct refusal *refusal);
/* The same with the server's words for it. */
void sheet_faults_add_said(struct sheet_faults *faults, size_t line, const char *address, const char *field,
			   const char *reason, const char *text);
size_t sheet_faults_count(const struct sheet_faults *faults);

#endif
