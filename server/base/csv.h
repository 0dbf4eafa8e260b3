/* CSV in and out, as offices have it. Reading takes UTF-8 with or without BOM, else GB18030 (said in `gb18030`).
 * Writing gives RFC 4180 with BOM and CRLF, and puts ' before cells a spreadsheet would take for a formula. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;

/* Limits of what is read: more is refused with a sentence. */
#define CSV_MAX_BYTES   (64u << 20)
#define CSV_MAX_COLUMNS 200
#define CSV_MAX_CELL    (1u << 20)
#define CSV_MAX_ROW     (8u << 20) /* bytes; also keeps a quote that is never closed from filling memory */

struct csv_table {
	size_t columns, rows; /* rows without the header */
	char **header;        /* columns names, blanks trimmed */
	char ***cells;        /* cells[row][column]; UTF-8; short rows are an error, not padded */
	size_t *line;         /* line of the file on which each row begins, from 1 */
	bool gb18030;         /* the file was GB18030 and has been converted */
};

/* Why a file was refused; line 0 means the file as a whole. */
struct csv_error {
	enum { CSV_UNREADABLE, CSV_EMPTY, CSV_ENCODING, CSV_RAGGED, CSV_DUPLICATE_COLUMN, CSV_TOO_LARGE } kind;
	size_t line;
	size_t expected, found; /* columns, for CSV_RAGGED */
};

/* Reads a file ("-" is standard input) or bytes. NULL with *ret_error set when it is refused. */
struct csv_table *csv_read_file(const char *path, struct csv_error *ret_error);
struct csv_table *csv_read_bytes(const char *bytes, size_t len, struct csv_error *ret_error);
/* NULL is fine. Not called csv_free, which is a function of libcsv. */
void csv_table_free(struct csv_table *table);
/* Index of a column by name, -1 if there is none. */
int csv_column(const struct csv_table *table, const char *name);

/* Bytes as UTF-8 in fresh memory, without BOM: UTF-8, UTF-16 with BOM, else GB18030 (*ret_encoding, static). NULL with
 * *ret_error. */
char *csv_decode(const char *bytes, size_t len, size_t *ret_len, const char **ret_encoding,
		 struct csv_error *ret_error);
/* Takes a row: its line, its n cells (of the arena; only the first CSV_MAX_COLUMNS are there, the others are but
 * counted). 0, or -1 with *ret_error, which ends the scan. */
typedef int (*csv_row_fn)(void *context, size_t line, char **row, size_t n, struct csv_error *ret_error);
/* Hands every row of a UTF-8 text to take; blank lines are skipped. 0, or -1 with *ret_error. */
int csv_scan(const char *text, size_t len, char delimiter, struct arena *arena, csv_row_fn take, void *context,
	     struct csv_error *ret_error);

/* Writes a row of n cells. bom at the very beginning only. */
void csv_write_row(FILE *out, const char *const *cells, size_t n, bool bom);

#endif
