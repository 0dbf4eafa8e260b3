/* Do the parts of a group add up, and if not, is there one number that explains it? */
#include "domain/rates/figure_groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parts written out in a sentence; of longer groups only the sum is told. */
#define MAX_PARTS_TOLD 5
/* Members of a group in which a slip is looked for: each is tried with all others. */
#define MAX_SLIP_MEMBERS 200

/* --- words --- */

static char *tell_sum(const struct figure_group *group, enum language language, struct arena *arena)
{
	bool english = language == LANGUAGE_EN;
	struct strbuf text = { 0 };
	bool told = group->n_counts > 1 && group->n_counts <= MAX_PARTS_TOLD;
	char *copy, *out;

	for (size_t i = 0; i < group->n && told; i++)
		if (figure_count(group, i) != NO_COUNT)
			strbuf_printf(&text, "%s%lld",
				      text.len == 0 ? ""
				      : english     ? " + "
						    : "＋",
				      (long long)group->counts[i]);
	strbuf_printf(&text, "%s%lld", !told ? "" : english ? " = " : "＝", (long long)group->sum);
	copy = strbuf_take(&text);
	out = arena_strdup(arena, copy);
	free(copy);
	return out;
}

static void name_target(const struct figure_bulletin *bulletin, const struct figure_group *group,
			const struct figure_target *target, struct arena *arena, const char **zh, const char **en)
{
	const char *item = target->figure == NO_FIGURE ? group->name : bulletin->figures[target->figure].item;

	*zh = arena_printf(arena, "“%s”%lld", item, (long long)target->value);
	*en = arena_printf(arena, "\"%s\" (%lld)", item, (long long)target->value);
	if (target->figure == NO_FIGURE) {
		*zh = arena_printf(arena, "组名所写的 %lld", (long long)target->value);
		*en = arena_printf(arena, "the %lld of the group's name", (long long)target->value);
	}
}

/* --- the likely slip --- */

/* 53 and 35: two neighbouring digits the other way round. */
static bool is_swap(int64_t a, int64_t b)
{
	char left[24], right[24];
	int len = snprintf(left, sizeof(left), "%lld", (long long)a);

	if (snprintf(right, sizeof(right), "%lld", (long long)b) != len)
		return false;
	for (int i = 0; i + 1 < len; i++)
		if (left[i] != right[i])
			return left[i] == right[i + 1] && left[i + 1] == right[i] &&
			       strcmp(left + i + 2, right + i + 2) == 0;
	return false;
}

/* True when all percentages follow from the base once a member's count is put right. */
static bool heals(const struct figure_bulletin *bulletin, struct figure_group *group, size_t member, int64_t right,
		  int64_t base)
{
	int64_t wrong = group->counts[member];
	bool all;

	if (right < 0)
		return false;
	group->counts[member] = right;
	group->sum += right - wrong;
	all = figure_base_try(bulletin, group, base).n_fit == group->n_percents;
	group->sum -= right - wrong;
	group->counts[member] = wrong;
	return all;
}

/* The one member whose count explains it: with another number there every percentage follows and the sum is right. Of
 * several that would do, one whose digits were swapped. NO_FIGURE when there is none or more than one. */
static size_t find_slip(const struct figure_bulletin *bulletin, struct figure_group *group, int64_t target)
{
	size_t found = NO_FIGURE, swapped = NO_FIGURE, n = 0, n_swapped = 0;

	for (size_t i = 0; i < group->n && group->n <= MAX_SLIP_MEMBERS; i++) {
		int64_t count = figure_count(group, i), right = target - (group->sum - count);

		if (count == NO_COUNT || !heals(bulletin, group, i, right, target))
			continue;
		found = i;
		n++;
		if (is_swap(count, right)) {
			swapped = i;
			n_swapped++;
		}
	}
	if (n == 1 && group->n_percents > 0)
		return found;
	return n_swapped == 1 ? swapped : NO_FIGURE;
}

/* True when the total's own percentage (立案 3912, 81.76) follows from another total as the total is printed. */
static bool own_percent_fits(const struct figure_bulletin *bulletin, size_t total)
{
	const struct figure_group *totals = bulletin->totals;
	struct figure_base base;

	if (!totals || !bulletin->figures[total].printed[0])
		return false;
	base = figure_base_find(bulletin, totals);
	for (size_t i = 0; i < totals->n && base.value > 0; i++)
		if (totals->members[i] == total)
			return figure_percent_fits(bulletin, totals, i, base.value, base.rounding.rounding);
	return false;
}

/* True when it is the total that is wrong: more speaks for the group's sum (other groups that have it, all of the
 * group's percentages) than for the total as printed (other groups that have that, the total's own percentage). */
static bool total_slipped(const struct figure_bulletin *bulletin, const struct figure_group *group,
			  const struct figure_target *target)
{
	size_t for_sum = 0, for_total;

	if (target->figure == NO_FIGURE || figure_total_near(bulletin, group->sum, 0) != NO_FIGURE)
		return false;
	if (group->inner_total == NO_FIGURE)
		for_sum += figure_groups_with_sum(bulletin, group, group->sum);
	if (group->n_percents > 0 && figure_base_try(bulletin, group, group->sum).n_fit == group->n_percents &&
	    figure_base_try(bulletin, group, target->value).n_fit < group->n_percents)
		for_sum++;
	for_total = figure_groups_with_sum(bulletin, group, target->value) +
		    (own_percent_fits(bulletin, target->figure) ? 1 : 0);
	return for_sum > for_total;
}

/* --- findings --- */

static void add_total_slip(const struct figure_bulletin *bulletin, const struct figure_group *group,
			   const struct figure_target *target, struct figure_findings *findings)
{
	struct finding *finding = finding_add(findings, FINDING_SLIP, true, group);
	const struct figure *total = &bulletin->figures[target->figure];
	const char *sum_zh = tell_sum(group, LANGUAGE_ZH, findings->arena);
	const char *sum_en = tell_sum(group, LANGUAGE_EN, findings->arena);

	finding->figure = finding->total = target->figure;
	finding->expected = group->sum;
	finding->zh = arena_printf(findings->arena, "%s，其他组或百分比也合于 %lld，“%s”却写作 %lld", sum_zh,
				   (long long)group->sum, total->item, (long long)total->count);
	finding->en =
		arena_printf(findings->arena, "%s; other groups or the percentages agree on %lld, but \"%s\" says %lld",
			     sum_en, (long long)group->sum, total->item, (long long)total->count);
}

static void add_slip(const struct figure_bulletin *bulletin, struct figure_group *group,
		     const struct figure_target *target, size_t member, struct figure_findings *findings)
{
	const struct figure *figure = &bulletin->figures[group->members[member]];
	struct finding *finding = finding_add(findings, FINDING_SLIP, true, group);
	int64_t count = group->counts[member], right = target->value - (group->sum - count);
	const char *zh, *en;
	const char *sum_zh = tell_sum(group, LANGUAGE_ZH, findings->arena);
	const char *sum_en = tell_sum(group, LANGUAGE_EN, findings->arena);

	name_target(bulletin, group, target, findings->arena, &zh, &en);
	finding->figure = group->members[member];
	finding->total = target->figure;
	finding->expected = right;
	finding->printed = figure->printed;
	if (figure->printed[0]) {
		finding->zh = arena_printf(findings->arena, "%s，应为%s；%lld 的 %s %% 是 %lld，不是 %lld（“%s”）",
					   sum_zh, zh, (long long)target->value, figure->printed, (long long)right,
					   (long long)count, figure->item);
		finding->en = arena_printf(
			findings->arena, "%s, should be %s; %s %% of %lld is %lld, not %lld (\"%s\")", sum_en, en,
			figure->printed, (long long)target->value, (long long)right, (long long)count, figure->item);
	} else {
		finding->zh = arena_printf(findings->arena, "%s，应为%s；“%s”似应为 %lld，不是 %lld", sum_zh, zh,
					   figure->item, (long long)right, (long long)count);
		finding->en = arena_printf(findings->arena, "%s, should be %s; \"%s\" is probably %lld, not %lld",
					   sum_en, en, figure->item, (long long)right, (long long)count);
	}
	group->counts[member] = right;
	group->sum = target->value;
}

void figure_add_verdict(const struct figure_bulletin *bulletin, const struct figure_group *group,
			const struct figure_target *target, enum finding_kind kind, struct figure_findings *findings)
{
	struct finding *finding = finding_add(findings, kind, kind == FINDING_SUM_WRONG, group);
	const char *zh, *en;
	const char *sum_zh = tell_sum(group, LANGUAGE_ZH, findings->arena);
	const char *sum_en = tell_sum(group, LANGUAGE_EN, findings->arena);

	name_target(bulletin, group, target, findings->arena, &zh, &en);
	finding->total = target->figure;
	finding->expected = target->value;
	if (kind == FINDING_ADDS_UP) {
		finding->zh = arena_printf(findings->arena, "%s，等于%s", sum_zh, zh);
		finding->en = arena_printf(findings->arena, "%s, which is %s", sum_en, en);
	} else if (kind == FINDING_PART_ONLY) {
		finding->zh = arena_printf(findings->arena, "%s，少于%s：只列出一部分", sum_zh, zh);
		finding->en = arena_printf(findings->arena, "%s, less than %s: only a part is listed", sum_en, en);
	} else {
		finding->zh = arena_printf(findings->arena, "%s，应为%s，差 %lld", sum_zh, zh,
					   (long long)llabs(target->value - group->sum));
		finding->en = arena_printf(findings->arena, "%s, should be %s, which is %lld off", sum_en, en,
					   (long long)llabs(target->value - group->sum));
	}
}

bool figure_check_sum(const struct figure_bulletin *bulletin, struct figure_group *group,
		      struct figure_findings *findings)
{
	struct figure_target target;
	size_t member;

	if (group->n_counts == 0)
		return false;
	target = figure_target_find(bulletin, group);
	if (target.value == NO_COUNT || (target.value < group->sum && !target.must))
		return false;
	if (target.value == group->sum) {
		figure_add_verdict(bulletin, group, &target, FINDING_ADDS_UP, findings);
	} else if (!target.must) {
		figure_add_verdict(bulletin, group, &target, FINDING_PART_ONLY, findings);
		return false;
	} else if (total_slipped(bulletin, group, &target)) {
		add_total_slip(bulletin, group, &target, findings);
	} else if ((member = find_slip(bulletin, group, target.value)) != NO_FIGURE) {
		add_slip(bulletin, group, &target, member, findings);
	} else {
		figure_add_verdict(bulletin, group, &target, FINDING_SUM_WRONG, findings);
	}
	return true;
}
