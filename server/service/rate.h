/* Arithmetic and words of rates. Pure. */
#ifndef SERVICE_RATE_H
#define SERVICE_RATE_H

#include "domain/model.h"
#include "domain/reason.h"
#include <stddef.h>

/* numerator / denominator in hundredths of a percent, rounded half up; -1 without a base. */
int rate_basis_points(int64_t numerator, int64_t denominator);
/* Hundredths of a percentage point from the second rate to the first, rounded half up; 0 without both bases. */
int rate_change(int64_t numerator, int64_t denominator, int64_t numerator_before, int64_t denominator_before);
/* The line a bulletin prints: "承办 382 件，已答复 363 件，答复率 95.03 %（363/382），截至 2023-06-30". */
void rate_sentence(enum assignment_role role, enum language language, int64_t answered, int64_t assigned, hy_day as_of,
		   char *out, size_t size);

#endif
