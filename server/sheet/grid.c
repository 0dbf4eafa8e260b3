#include "sheet/grid.h"

#include <stdio.h>
#include <stdlib.h>

const char *grid_cell(const struct grid *grid, size_t row, size_t column)
{
	return row < grid->n_rows && column < grid->n_columns ? grid->cells[row * grid->n_columns + column] : "";
}

/* Columns are A … Z, AA … ZZ, AAA …: base 26 without a zero. */
char *grid_address(const struct grid *grid, size_t row, size_t column, char out[GRID_ADDRESS_SIZE])
{
	char letters[8];
	size_t n = 0;

	for (size_t rest = grid->first_column + column + 1; rest > 0 && n < sizeof letters; rest = (rest - 1) / 26)
		letters[n++] = (char)('A' + (rest - 1) % 26);
	for (size_t i = 0; i < n; i++)
		out[i] = letters[n - 1 - i];
	snprintf(out + n, GRID_ADDRESS_SIZE - n, "%zu", row < grid->n_rows ? grid->rows[row] : row + 1);
	return out;
}

size_t grid_rows_before(const struct grid *grid, size_t number)
{
	size_t low = 0, high = grid->n_rows;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (grid->rows[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
