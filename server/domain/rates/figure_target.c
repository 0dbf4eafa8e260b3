/* What the parts of a group should add up to, if anything. */
#include "domain/rates/figure_groups.h"

#include <stdlib.h>
#include <string.h>

struct figure_target figure_target_of(const struct figure_bulletin *bulletin, size_t place, bool must)
{
	return (struct figure_target){ .value = bulletin->figures[place].count, .figure = place, .must = must };
}

size_t figure_groups_with_sum(const struct figure_bulletin *bulletin, const struct figure_group *but, int64_t sum)
{
	size_t n = 0;

	for (size_t i = 0; i < bulletin->n_groups; i++) {
		const struct figure_group *group = &bulletin->groups[i];

		n += group != but && !group->totals && group->n_counts > 1 && group->sum == sum;
	}
	return n;
}

size_t figure_total_near(const struct figure_bulletin *bulletin, int64_t sum, int64_t most)
{
	for (size_t i = 0; i < bulletin->n_totals; i++)
		if (llabs(bulletin->figures[bulletin->total_figures[i]].count - sum) <= most)
			return bulletin->total_figures[i];
	return NO_FIGURE;
}

/* The total that most of the group's percentages are of, when they are of a whole. */
static size_t total_of_percents(const struct figure_bulletin *bulletin, const struct figure_group *group)
{
	struct figure_base base;

	if (!figure_percents_complete(bulletin, group))
		return NO_FIGURE;
	base = figure_base_find(bulletin, group);
	return base.figure != NO_FIGURE && !base.of_name && 2 * base.n_fit >= group->n_percents ? base.figure
												: NO_FIGURE;
}

/* The smallest total above the sum, or the largest of all. */
static size_t total_above(const struct figure_bulletin *bulletin, int64_t sum)
{
	size_t best = NO_FIGURE;

	for (size_t i = 0; i < bulletin->n_totals; i++) {
		size_t place = bulletin->total_figures[i];
		int64_t count = bulletin->figures[place].count, so_far;

		if (best == NO_FIGURE) {
			best = place;
			continue;
		}
		so_far = bulletin->figures[best].count;
		if (so_far < sum ? count > so_far : count > sum && count < so_far)
			best = place;
	}
	return best;
}

/* A total that other groups add up to and this one goes beyond. */
static size_t confirmed_below(const struct figure_bulletin *bulletin, const struct figure_group *group)
{
	for (size_t i = 0; i < bulletin->n_totals; i++) {
		size_t place = bulletin->total_figures[i];
		int64_t count = bulletin->figures[place].count;

		if (count < group->sum && figure_groups_with_sum(bulletin, group, count))
			return place;
	}
	return NO_FIGURE;
}

/* True when one figure of the group is what another one's percentage is of (上年B类 23, 已解决 16, 69.6): no parts. */
static bool has_base_inside(const struct figure_bulletin *bulletin, const struct figure_group *group)
{
	struct figure_base base;

	if (group->n_percents == 0 || group->n_percents == group->n_counts)
		return false;
	base = figure_base_find(bulletin, group);
	for (size_t i = 0; i < group->n; i++)
		if (base.n_fit == group->n_percents && base.figure == group->members[i])
			return true;
	return false;
}

/* 集体 and 委员 (个人): between them all proposals, so nothing is left out. */
static bool is_exhaustive(const struct figure_bulletin *bulletin, const struct figure_group *group)
{
	bool bodies = false, members = false;

	for (size_t i = 0; i < group->n; i++) {
		const char *item = bulletin->figures[group->members[i]].item;

		bodies = bodies || strstr(item, "集体");
		members = members || strstr(item, "委员") || strstr(item, "个人");
	}
	return bodies && members;
}

/* The total nearest to a sum, of equal ones the first; NO_FIGURE: there is none. */
static size_t nearest_total(const struct figure_bulletin *bulletin, int64_t sum)
{
	size_t best = NO_FIGURE;

	for (size_t i = 0; i < bulletin->n_totals; i++) {
		size_t place = bulletin->total_figures[i];

		if (best == NO_FIGURE ||
		    llabs(bulletin->figures[place].count - sum) < llabs(bulletin->figures[best].count - sum))
			best = place;
	}
	return best;
}

struct figure_target figure_target_find(const struct figure_bulletin *bulletin, const struct figure_group *group)
{
	size_t place;

	if (group->inner_total != NO_FIGURE)
		return figure_target_of(bulletin, group->members[group->inner_total], true);
	if (group->name_total != NO_COUNT)
		return (struct figure_target){ .value = group->name_total, .figure = NO_FIGURE, .must = true };
	if (group->n_counts < 2 || group->rates || has_base_inside(bulletin, group))
		return (struct figure_target){ .value = NO_COUNT, .figure = NO_FIGURE };
	if ((place = figure_total_near(bulletin, group->sum, 0)) != NO_FIGURE ||
	    (place = total_of_percents(bulletin, group)) != NO_FIGURE ||
	    (place = figure_total_near(bulletin, group->sum, 1)) != NO_FIGURE)
		return figure_target_of(bulletin, place, true);
	if (is_exhaustive(bulletin, group) && (place = nearest_total(bulletin, group->sum)) != NO_FIGURE)
		return figure_target_of(bulletin, place, true);
	if (!group->offices && (place = confirmed_below(bulletin, group)) != NO_FIGURE)
		return figure_target_of(bulletin, place, true);
	place = total_above(bulletin, group->sum);
	if (place == NO_FIGURE)
		return (struct figure_target){ .value = NO_COUNT, .figure = NO_FIGURE };
	return figure_target_of(bulletin, place, bulletin->figures[place].count < group->sum && !group->offices);
}
