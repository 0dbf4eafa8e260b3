/* Figures of rates as cells: for people "363/382 = 95.03 %" in one column, for programs numerator, denominator and
 * percentage in three. */
#ifndef RATE_FIGURES_H
#define RATE_FIGURES_H

#include "report.h"
#include <huiyin/v1/rate_service.pb-c.h>

/* The columns of a table with figures: some of its own, then those of each rate. */
struct rate_columns {
	struct column *list;
	const char **titles; /* NULL where the column's own holds */
	char **texts;        /* keys and headings that were made; owned */
	size_t n, n_texts;
	bool data, compared;
};
/* own is copied. Definitions' labels are borrowed until the table is printed. Free with rate_columns_clear. */
void rate_columns_make(struct rate_columns *columns, const struct column *own, size_t n_own,
		       Huiyin__V1__RateDefinition *const *definitions, size_t n, bool data, bool compared);
void rate_columns_clear(struct rate_columns *columns);
/* The cells of a row's figures. */
void rate_cells(const struct rate_columns *columns, struct table *table, Huiyin__V1__RateFigure *const *figures,
		size_t n);
/* "95.03 %", "—" without a base; fresh memory. */
char *rate_percent_text(const Huiyin__V1__RateFigure *figure);
/* "363/382 = 95.03 %", "—" without a base; fresh memory. */
char *rate_figure_text(const Huiyin__V1__RateFigure *figure);
/* What stands below a table: each rate's definition, for programs as a table of its own. */
void rate_definitions_add(struct report *report, Huiyin__V1__RateDefinition *const *definitions, size_t n, bool data);

#endif
