/* A table that is being set: what pdf_table.c draws and pdf_columns.c measures. Internal to report/. */
#ifndef REPORT_PDF_GRID_H
#define REPORT_PDF_GRID_H

#include "report/pdf.h"

#define GRID_PAD_X 3.5 /* points between a cell's frame and its text */

struct grid_column {
	double least, wanted, width;
	enum pdf_align align;
	const char *kind;
};

struct grid_table {
	struct pdf *pdf;
	const json_t *table;
	size_t n;
	struct grid_column *columns;
	struct pdf_style style; /* of cells */
	char **heads;
};

/* The size of letters and the widths of columns at which every column has what it needs. */
void grid_choose_size(struct grid_table *grid);

#endif
