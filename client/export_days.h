/* Days of a case over the parts its offices have. Days are compared as text: YYYY-MM-DD. */
#ifndef EXPORT_DAYS_H
#define EXPORT_DAYS_H

#include <huiyin/v1/case_service.pb-c.h>

enum export_parts { PART_ANSWERS, PART_ASSISTS, PART_ANY };
enum export_day_of { DAY_ASSIGNED, DAY_ACCEPTED, DAY_DUE, DAY_CONTACTED, DAY_ANSWERED };

/* The first such day of the parts that count (export_counts); "" when none has one. */
const char *export_first(const Huiyin__V1__Case *c, enum export_parts parts, enum export_day_of day);
/* The last such day when all of them have one, else "": a case is answered with the last of its offices. */
const char *export_last_of_all(const Huiyin__V1__Case *c, enum export_parts parts, enum export_day_of day);
/* The latest milestone of that name; NULL for none. */
const Huiyin__V1__CaseDate *export_latest_date(const Huiyin__V1__Case *c, const char *milestone);
/* Its day and the reason given with it; "" for none. */
const char *export_latest(const Huiyin__V1__Case *c, const char *milestone);
const char *export_reason(const Huiyin__V1__Case *c, const char *milestone);

#endif
