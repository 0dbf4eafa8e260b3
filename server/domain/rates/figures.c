/* Checks the figures of bulletins: figure_groups.c sorts them, figure_sum.c adds, figure_base.c divides. */
#include "domain/rates/figures.h"
#include "domain/rates/figure_groups.h"

#include <string.h>

const char *finding_kind_name(enum finding_kind kind)
{
	static const char *const names[] = {
		[FINDING_ADDS_UP] = "adds_up",
		[FINDING_PART_ONLY] = "part_only",
		[FINDING_SUM_WRONG] = "sum_wrong",
		[FINDING_SLIP] = "slip",
		[FINDING_ROUNDING] = "rounding",
		[FINDING_PERCENT_WRONG] = "percent_wrong",
		[FINDING_PERCENT_UNCLEAR] = "percent_unclear",
	};

	return names[kind];
}

struct finding *finding_add(struct figure_findings *findings, enum finding_kind kind, bool fault,
			    const struct figure_group *group)
{
	struct finding *finding;

	if (findings->n == findings->size) {
		size_t size = findings->size ? 2 * findings->size : 64;
		struct finding *list = arena_alloc(findings->arena, size * sizeof(*list));

		if (findings->n)
			memcpy(list, findings->list, findings->n * sizeof(*list));
		findings->list = list;
		findings->size = size;
	}
	finding = &findings->list[findings->n++];
	*finding = (struct finding){ .kind = kind,
				     .fault = fault,
				     .id = group->id,
				     .group = group->name,
				     .figure = NO_FIGURE,
				     .total = NO_FIGURE,
				     .sum = group->sum,
				     .printed = "",
				     .computed = "",
				     .zh = "",
				     .en = "" };
	return finding;
}

static void check_bulletin(const struct figure *figures, struct figure_group *groups, size_t n,
			   struct figure_findings *findings)
{
	struct figure_bulletin bulletin;

	figure_bulletin_begin(&bulletin, figures, groups, n, findings->arena);
	for (size_t i = 0; i < n; i++) {
		if (groups[i].totals) {
			figure_check_totals(&bulletin, findings);
			figure_check_percents(&bulletin, &groups[i], false, findings);
		} else {
			bool complete = figure_check_sum(&bulletin, &groups[i], findings);

			figure_check_percents(&bulletin, &groups[i], complete, findings);
		}
	}
}

struct finding *figures_check(const struct figure *figures, size_t n, struct arena *arena, size_t *ret_n)
{
	struct figure_findings findings = { .arena = arena };
	size_t n_groups;
	struct figure_group *groups = figure_groups(figures, n, arena, &n_groups);

	for (size_t i = 0, end; i < n_groups; i = end) {
		for (end = i + 1; end < n_groups && strcmp(groups[end].id, groups[i].id) == 0; end++)
			;
		check_bulletin(figures, groups + i, end - i, &findings);
	}
	*ret_n = findings.n;
	return findings.list;
}
