/* The checker of figures from inside: groups, bases, sums. Internal to domain/rates/. */
#ifndef DOMAIN_FIGURE_GROUPS_H
#define DOMAIN_FIGURE_GROUPS_H

#include "domain/rates/figures.h"

#define NO_FIGURE SIZE_MAX
#define NO_COUNT  (-1)

/* Figures of one bulletin under one heading. */
struct figure_group {
	const char *id, *name;
	size_t *members; /* places in the list, in its order */
	int64_t *counts; /* of members; NO_COUNT: none printed. A slip that was found is put right here */
	size_t n, n_counts;
	bool totals;  /* the bulletin's totals, which other groups are parts of */
	bool rates;   /* of rates and follow-ups: each figure has a base of its own, they are no parts of a whole */
	bool offices; /* a list of offices, or of their roles: one case may stand in several rows */
	int64_t name_total; /* of a name such as 市代表建议34; NO_COUNT: none */
	size_t inner_total; /* member whose item is 合计; NO_FIGURE: none */
	int64_t sum;        /* of the counts without the inner total */
	int decimals;       /* most decimals of a percentage of the group */
	size_t n_percents;  /* members with a count and a percentage, without the inner total */
	size_t only;        /* the one member whose percentage is looked at; NO_FIGURE: all */
};

/* A bulletin: neighbours in the list of groups. */
struct figure_bulletin {
	const struct figure *figures;
	struct figure_group *groups;
	size_t n_groups;
	const struct figure_group *totals; /* NULL: none */
	size_t *total_figures;             /* places of its totals with a count, without numbers of offices */
	size_t n_totals;
};

struct figure_findings {
	struct arena *arena;
	struct finding *list;
	size_t n, size;
};
/* A new finding about a group; the caller writes its sentences. */
struct finding *finding_add(struct figure_findings *findings, enum finding_kind kind, bool fault,
			    const struct figure_group *group);
/* Splits a list into groups, those of a bulletin side by side, in the order of their first figures. */
struct figure_group *figure_groups(const struct figure *figures, size_t n, struct arena *arena, size_t *ret_n);
/* Which totals a bulletin has; groups are its own. */
void figure_bulletin_begin(struct figure_bulletin *bulletin, const struct figure *figures, struct figure_group *groups,
			   size_t n, struct arena *arena);
/* The count of a member; NO_COUNT of the inner total, which is none of the parts. */
int64_t figure_count(const struct figure_group *group, size_t member);

/* --- percentages (figure_base.c) --- */

/* What the percentages of a group are of. */
struct figure_base {
	int64_t value; /* 0: no base was found */
	size_t figure; /* whose count it is; NO_FIGURE: the group's sum, or the total in its name */
	bool of_name;  /* the total in the group's name */
	struct rounding_rule rounding;
	size_t n_fit;   /* percentages that follow from it */
	size_t shifted; /* ROUNDING_SUM_100: member whose share was shifted; NO_FIGURE otherwise */
};
/* Units of the last of `decimals` decimals of a printed percentage. */
int64_t figure_percent_units(const char *printed, int decimals);
/* True when a member's percentage follows from the base. */
bool figure_percent_fits(const struct figure_bulletin *bulletin, const struct figure_group *group, size_t member,
			 int64_t base, enum rounding rounding);
/* The best base for a group's percentages among all a bulletin has. */
struct figure_base figure_base_find(const struct figure_bulletin *bulletin, const struct figure_group *group);
/* The same of one base. */
struct figure_base figure_base_try(const struct figure_bulletin *bulletin, const struct figure_group *group,
				   int64_t base);
/* True when the printed percentages are of all the group's counts and add up to 100 but for rounding. */
bool figure_percents_complete(const struct figure_bulletin *bulletin, const struct figure_group *group);
/* Findings about the percentages of a group. complete: the group adds up to a total, or should. */
void figure_check_percents(const struct figure_bulletin *bulletin, const struct figure_group *group, bool complete,
			   struct figure_findings *findings);

/* --- sums (figure_target.c, figure_sum.c, figure_totals.c) --- */

/* What a group should add up to. */
struct figure_target {
	int64_t value; /* NO_COUNT: nothing */
	size_t figure; /* whose count it is; NO_FIGURE: the number in the group's name */
	bool must;     /* a sum that is another one is a fault */
};
struct figure_target figure_target_of(const struct figure_bulletin *bulletin, size_t place, bool must);
struct figure_target figure_target_find(const struct figure_bulletin *bulletin, const struct figure_group *group);
/* How many other groups of the bulletin have this sum. */
size_t figure_groups_with_sum(const struct figure_bulletin *bulletin, const struct figure_group *but, int64_t sum);
/* The place of a total at most so far from the sum; NO_FIGURE: none. */
size_t figure_total_near(const struct figure_bulletin *bulletin, int64_t sum, int64_t most);

/* Adds the finding that a group adds up, is a part only, or is wrong, with its sentence. */
void figure_add_verdict(const struct figure_bulletin *bulletin, const struct figure_group *group,
			const struct figure_target *target, enum finding_kind kind, struct figure_findings *findings);
/* Findings about the sum of a group; puts a slip right in it. True when the group adds up to a total or should. */
bool figure_check_sum(const struct figure_bulletin *bulletin, struct figure_group *group,
		      struct figure_findings *findings);
/* Findings about the totals among themselves. */
void figure_check_totals(const struct figure_bulletin *bulletin, struct figure_findings *findings);

#endif
