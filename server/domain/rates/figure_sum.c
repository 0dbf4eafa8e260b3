/* Do the parts of a group add up, and if not, is there one number that explains it? */
#include "domain/rates/figure_groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parts written out in a sentence; of longer groups only the sum is told. */
#define MAX_PARTS_TOLD 5
/* Totals whose sums are tried: 收到＝立案＋转办＋不立案 has four. */
#define MAX_TOTALS_ADDED 6
/* Members of a group in which a slip is looked for: each is tried with all others. */
#define MAX_SLIP_MEMBERS 200

/* What a group should add up to. */
struct target {
	int64_t value; /* NO_COUNT: nothing */
	size_t figure; /* whose count it is; NO_FIGURE: the number in the group's name */
	bool must;     /* a sum that is another one is a fault */
};

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
			const struct target *target, struct arena *arena, const char **zh, const char **en)
{
	const char *item = target->figure == NO_FIGURE ? group->name : bulletin->figures[target->figure].item;

	*zh = arena_printf(arena, "“%s”%lld", item, (long long)target->value);
	*en = arena_printf(arena, "\"%s\" (%lld)", item, (long long)target->value);
	if (target->figure == NO_FIGURE) {
		*zh = arena_printf(arena, "组名所写的 %lld", (long long)target->value);
		*en = arena_printf(arena, "the %lld of the group's name", (long long)target->value);
	}
}

/* --- what it should add up to --- */

static struct target target_of(const struct figure_bulletin *bulletin, size_t place, bool must)
{
	return (struct target){ .value = bulletin->figures[place].count, .figure = place, .must = must };
}

/* How many other groups of the bulletin have this sum. */
static size_t groups_with_sum(const struct figure_bulletin *bulletin, const struct figure_group *but, int64_t sum)
{
	size_t n = 0;

	for (size_t i = 0; i < bulletin->n_groups; i++) {
		const struct figure_group *group = &bulletin->groups[i];

		n += group != but && !group->totals && group->n_counts > 1 && group->sum == sum;
	}
	return n;
}

/* The place of a total at most so far from the sum; NO_FIGURE: none. */
static size_t total_near(const struct figure_bulletin *bulletin, int64_t sum, int64_t most)
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

		if (count < group->sum && groups_with_sum(bulletin, group, count))
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

static struct target find_target(const struct figure_bulletin *bulletin, const struct figure_group *group)
{
	size_t place;

	if (group->inner_total != NO_FIGURE)
		return target_of(bulletin, group->members[group->inner_total], true);
	if (group->name_total != NO_COUNT)
		return (struct target){ .value = group->name_total, .figure = NO_FIGURE, .must = true };
	if (group->n_counts < 2 || group->rates || has_base_inside(bulletin, group))
		return (struct target){ .value = NO_COUNT, .figure = NO_FIGURE };
	if ((place = total_near(bulletin, group->sum, 0)) != NO_FIGURE ||
	    (place = total_of_percents(bulletin, group)) != NO_FIGURE ||
	    (place = total_near(bulletin, group->sum, 1)) != NO_FIGURE)
		return target_of(bulletin, place, true);
	if (!group->offices && (place = confirmed_below(bulletin, group)) != NO_FIGURE)
		return target_of(bulletin, place, true);
	place = total_above(bulletin, group->sum);
	if (place == NO_FIGURE)
		return (struct target){ .value = NO_COUNT, .figure = NO_FIGURE };
	return target_of(bulletin, place, bulletin->figures[place].count < group->sum && !group->offices);
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

/* True when it is the total that is wrong: other groups agree with this one, or its percentages are of its own sum. */
static bool total_slipped(const struct figure_bulletin *bulletin, const struct figure_group *group,
			  const struct target *target)
{
	if (target->figure == NO_FIGURE || total_near(bulletin, group->sum, 0) != NO_FIGURE)
		return false;
	if (group->inner_total == NO_FIGURE && groups_with_sum(bulletin, group, group->sum) > 0)
		return true;
	return group->n_percents > 0 && figure_base_try(bulletin, group, group->sum).n_fit == group->n_percents &&
	       figure_base_try(bulletin, group, target->value).n_fit < group->n_percents;
}

/* --- findings --- */

static void add_total_slip(const struct figure_bulletin *bulletin, const struct figure_group *group,
			   const struct target *target, struct figure_findings *findings)
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

static void add_slip(const struct figure_bulletin *bulletin, struct figure_group *group, const struct target *target,
		     size_t member, struct figure_findings *findings)
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

static void add_verdict(const struct figure_bulletin *bulletin, const struct figure_group *group,
			const struct target *target, enum finding_kind kind, struct figure_findings *findings)
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
	struct target target;
	size_t member;

	if (group->n_counts == 0)
		return false;
	target = find_target(bulletin, group);
	if (target.value == NO_COUNT || (target.value < group->sum && !target.must))
		return false;
	if (target.value == group->sum) {
		add_verdict(bulletin, group, &target, FINDING_ADDS_UP, findings);
	} else if (!target.must) {
		add_verdict(bulletin, group, &target, FINDING_PART_ONLY, findings);
		return false;
	} else if (total_slipped(bulletin, group, &target)) {
		add_total_slip(bulletin, group, &target, findings);
	} else if ((member = find_slip(bulletin, group, target.value)) != NO_FIGURE) {
		add_slip(bulletin, group, &target, member, findings);
	} else {
		add_verdict(bulletin, group, &target, FINDING_SUM_WRONG, findings);
	}
	return true;
}

/* --- totals among themselves --- */

/* A group that stands for the parts of a total that are themselves totals. */
static void tell_totals(const struct figure_bulletin *bulletin, const int64_t *parts, size_t n, size_t total,
			struct figure_findings *findings)
{
	struct figure_group group = *bulletin->totals;
	struct target target = target_of(bulletin, total, true);

	group.members = arena_alloc(findings->arena, n * sizeof(*group.members));
	group.counts = arena_alloc(findings->arena, n * sizeof(*group.counts));
	group.n = group.n_counts = n;
	group.inner_total = NO_FIGURE;
	group.sum = 0;
	for (size_t i = 0; i < n; i++) {
		group.counts[i] = parts[i];
		group.sum += parts[i];
	}
	add_verdict(bulletin, &group, &target, group.sum == target.value ? FINDING_ADDS_UP : FINDING_SUM_WRONG,
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
	total = total_near(bulletin, sum, 0);
	if (total == NO_FIGURE)
		total = total_near(bulletin, sum, 1);
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
