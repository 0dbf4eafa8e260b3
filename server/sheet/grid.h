/* A sheet as cells of text: of an .xlsx, .csv or .tsv file, by its content. Hostile files are refused in bounded
 * memory. */
#ifndef SHEET_GRID_H
#define SHEET_GRID_H

#include "domain/reason.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRID_MAX_ROWS       20000        /* twice an import; a sheet of a session has hundreds */
#define GRID_MAX_COLUMNS    200          /* the widest ledger has some 40 */
#define GRID_MAX_CELL_BYTES (64u << 10)  /* 20,000 Chinese characters */
#define GRID_MAX_FILE_BYTES (32u << 20)  /* on disk */
#define GRID_MAX_TEXT_BYTES (64u << 20)  /* of all cells, and of any one part of a package unpacked */
#define GRID_MAX_PARTS      2000         /* entries of a package */
#define GRID_MAX_MERGED     20000        /* one a row */
#define GRID_MAX_SHEETS     256          /* of a workbook; people have a dozen */
#define GRID_MAX_STRINGS    1000000      /* shared ones of a workbook */
#define GRID_MAX_UNPACKED   (192u << 20) /* of all parts that are read: bounds the time a workbook can take */

struct grid {
	size_t n_rows, n_columns;
	char **cells; /* n_rows * n_columns, row by row; never NULL, trimmed; numbers as Excel shows them but without
			 separators of thousands, days as YYYY-MM-DD where the cell's format is one of a day */
	size_t *rows; /* number of each row in the file, from 1; rows without text are left out */
	size_t first_column; /* of the file, from 0: column A */
	char sheet[128];     /* name of the sheet; "" for text files */
	char encoding[16];   /* UTF-8, GB18030, UTF-16, xlsx */
	struct grid_range {
		size_t top, left, bottom, right; /* places in cells */
	} * merged;
	size_t n_merged;
};
/* Reads the first sheet that has cells (or the one named; sheet "" for the first). 0, or -1 with a refusal that names
 * the cell or part and what to do. Free with grid_free. */
int grid_read(const char *path, const char *sheet, struct grid **ret_grid, struct refusal *ret_refusal);
/* The same of bytes in memory; name only for the sentences. */
int grid_parse(const uint8_t *bytes, size_t size, const char *name, const char *sheet, struct grid **ret_grid,
	       struct refusal *ret_refusal);
/* True unless bytes are known to be of another kind of file: a workbook, a PDF, a web page. */
bool grid_is_text(const uint8_t *bytes, size_t size);
void grid_free(struct grid *grid); /* NULL is fine */
/* Never NULL. */
const char *grid_cell(const struct grid *grid, size_t row, size_t column);
/* "C7"; in out. */
#define GRID_ADDRESS_SIZE 24
char *grid_address(const struct grid *grid, size_t row, size_t column, char out[GRID_ADDRESS_SIZE]);
/* How many rows of the grid come before a row of the file, given by its number there. */
size_t grid_rows_before(const struct grid *grid, size_t number);

#endif
