/* Conditions of rates written down: ALL(IS(RATE_FILED), NOT(RATE_MERGED)). */
#ifndef REPORT_CONDITIONS_H
#define REPORT_CONDITIONS_H

#include "domain/rates/definition.h"

/* clang-format off */
#define BIT_OF(word) (UINT64_C(1) << (word))
#define IS(word) { BIT_OF(word), false }
#define NOT(word) { BIT_OF(word), true }
#define EITHER(one, other) { BIT_OF(one) | BIT_OF(other), false }
struct rate_condition_term {
	uint64_t any;
	bool negated;
};
/* The number of terms is counted by the size of a list of them. */
#define TERMS_OF(...) ((int)(sizeof((const struct rate_condition_term[]){ __VA_ARGS__ }) / sizeof(struct rate_condition_term)))
#define ALL(...) { { __VA_ARGS__ }, TERMS_OF(__VA_ARGS__) }
/* A count of a report's own: how many of a unit that fulfil `whose` fulfil the rest too. */
#define COUNTED(what, of_unit, whose, ...) \
	{ .code = what, .unit = of_unit, .of = ALL(whose), .with = ALL(whose, __VA_ARGS__) }
/* clang-format on */

#endif
