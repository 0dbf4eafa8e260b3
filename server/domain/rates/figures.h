/* Do the figures of a bulletin add up? Pure: numbers in, findings out. Columns as in data: id, place, source, group,
 * item, count, printed percentage. */
#ifndef DOMAIN_RATES_FIGURES_H
#define DOMAIN_RATES_FIGURES_H

#include "base/memory.h"
#include "domain/rates/definition.h"

#define FIGURES_MAX       5000       /* of one check: fifty bulletins of a hundred figures */
#define FIGURES_MAX_COUNT 1000000000 /* of one figure: beyond what any place counts */

/* A figure as printed. Texts are borrowed. */
struct figure {
	const char *id, *place, *source, *group, *item;
	bool has_count;
	int64_t count;
	const char *printed; /* percentage without the sign, "" when none: "24.97" */
};

enum finding_kind {
	FINDING_ADDS_UP,         /* the group's parts add up to a total: `total`, or the one in the group's name */
	FINDING_PART_ONLY,       /* they are less than every total that could be theirs: no fault */
	FINDING_SUM_WRONG,       /* they should add up to `total` and do not */
	FINDING_SLIP,            /* one count explains it: figure, expected */
	FINDING_ROUNDING,        /* percentages follow from `total` as their base by `rounding` */
	FINDING_PERCENT_WRONG,   /* figure's percentage does not follow from the base the others follow from */
	FINDING_PERCENT_UNCLEAR, /* it follows from no base of the bulletin */
};
struct finding {
	enum finding_kind kind;
	bool fault; /* something is wrong with the bulletin */
	const char *id, *group;
	size_t figure, total; /* places in the list; SIZE_MAX: none */
	int64_t sum, expected;
	struct rounding_rule rounding;
	const char *printed, *computed; /* of FINDING_PERCENT_WRONG */
	char *zh, *en;                  /* the finding as a sentence */
};
/* "adds_up" …; static. */
const char *finding_kind_name(enum finding_kind kind);
/* True for a percentage as one may be printed: "24.97", "100", up to MAX_DECIMALS decimals, no sign; "" is none. */
bool figure_percent_valid(const char *printed);
/* Checks a list of at most FIGURES_MAX figures with counts from 0 to FIGURES_MAX_COUNT and valid percentages; findings
 * in the order of their groups, in the arena. */
struct finding *figures_check(const struct figure *figures, size_t n, struct arena *arena, size_t *ret_n);

#endif
