/* What table.c and table_text.c share: the rows of a table. */
#ifndef TABLE_INTERNAL_H
#define TABLE_INTERNAL_H

#include "table.h"

struct row {
	enum row_mark mark;
	char **cells;
};

struct table {
	const struct column *columns;
	const char *const *titles; /* NULL: those of columns */
	size_t n_columns;
	struct row *rows;
	size_t n_rows, room, cell;
};

enum column_kind table_kind(const struct table *table, size_t column);
/* Heading of a column. */
const char *table_title(const struct table *table, size_t column);
/* Text of a cell; never NULL. */
const char *table_cell_text(const struct table *table, size_t row, size_t column);

#endif
