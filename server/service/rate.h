/* Arithmetic and words of rates. Pure. */
#ifndef SERVICE_RATE_H
#define SERVICE_RATE_H

#include "rates/rate_query.h"

/* numerator / denominator in hundredths of a percent, rounded half up; -1 without a base. */
int rate_basis_points(int64_t numerator, int64_t denominator);
/* Hundredths of a percentage point from the second rate to the first, both in hundredths, subtracted; 0 without both
 * bases. */
int rate_change(int64_t numerator, int64_t denominator, int64_t numerator_before, int64_t denominator_before);
/* The line a bulletin prints, in the words of the definition and with the figure's percentage as its table prints it:
 * "承办 382 件，已答复 363 件，答复率 95.03 %（363/382），截至 2023-06-30". In the arena. */
char *rate_sentence(const struct rate_definition *definition, struct rate_figure figure, const char *percent,
		    hy_day as_of, enum language language, struct arena *arena);

#endif
