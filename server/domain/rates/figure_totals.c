/* Totals of a bulletin among themselves: some are parts of others. */
#include "domain/rates/figure_groups.h"

#include <stdlib.h>

/* Totals whose sums are tried: 收到＝立案＋转办＋不立案 has four. */
#define MAX_TOTALS_ADDED 6

/* A group that stands for the parts of a total that are themselves totals. */
static void tell_totals(const struct figure_bulletin *bulletin, const int64_t *parts, size_t n, size_t total,
			struct figure_findings *findings)
{
	struct figure_group group = *bulletin->totals;
	struct figure_target target = figure_target_of(bulletin, total, true);

	group.members = arena_alloc(findings->arena, n * sizeof(*group.members));
	group.counts = arena_alloc(findings->arena, n * sizeof(*group.counts));
	group.n = group.n_counts = n;
	group.inner_total = NO_FIGURE;
	group.sum = 0;
	for (size_t i = 0; i < n; i++) {
		group.counts[i] = parts[i];
		group.sum += parts[i];
	}
	figure_add_verdict(bulletin, &group, &target, group.sum == target.value ? FINDING_ADDS_UP : FINDING_SUM_WRONG,
			   findings);
}

/* Groups with a total in their names may add up to one of the bulletin. */
static void check_named_groups(const struct figure_bulletin *bulletin, struct figure_findings *findings)
{
	int64_t *parts = arena_alloc(findings->arena, bulletin->n_groups * sizeof(*parts)), sum = 0;
	size_t n = 0, total;

	for (size_t i = 0; i < bulletin->n_groups; i++)
		if (bulletin->groups[i].name_total != NO_COUNT) {
			parts[n++] = bulletin->groups[i].name_total;
			sum += bulletin->groups[i].name_total;
		}
	if (n < 2)
		return;
	total = figure_total_near(bulletin, sum, 0);
	if (total == NO_FIGURE)
		total = figure_total_near(bulletin, sum, 1);
	if (total != NO_FIGURE)
		tell_totals(bulletin, parts, n, total, findings);
}

static size_t largest_total(const struct figure_bulletin *bulletin)
{
	size_t largest = 0;

	for (size_t i = 1; i < bulletin->n_totals; i++)
		if (bulletin->figures[bulletin->total_figures[i]].count >
		    bulletin->figures[bulletin->total_figures[largest]].count)
			largest = i;
	return largest;
}

/* Two or more of the other totals may add up to the largest: 收到＝立案＋转意见建议. At most `off` away. */
static bool add_totals(const struct figure_bulletin *bulletin, size_t largest, int64_t off,
		       struct figure_findings *findings)
{
	int64_t value = bulletin->figures[bulletin->total_figures[largest]].count;

	for (unsigned set = 1; set < 1u << bulletin->n_totals; set++) {
		int64_t parts[MAX_TOTALS_ADDED], sum = 0;
		size_t n = 0;

		if (set & 1u << largest)
			continue;
		for (size_t i = 0; i < bulletin->n_totals; i++)
			if (set & 1u << i) {
				parts[n] = bulletin->figures[bulletin->total_figures[i]].count;
				sum += parts[n++];
			}
		if (n < 2 || llabs(sum - value) > off)
			continue;
		tell_totals(bulletin, parts, n, bulletin->total_figures[largest], findings);
		return true;
	}
	return false;
}

void figure_check_totals(const struct figure_bulletin *bulletin, struct figure_findings *findings)
{
	size_t largest;

	check_named_groups(bulletin, findings);
	if (bulletin->n_totals < 3 || bulletin->n_totals > MAX_TOTALS_ADDED)
		return;
	largest = largest_total(bulletin);
	if (!add_totals(bulletin, largest, 0, findings))
		add_totals(bulletin, largest, 1, findings);
}
