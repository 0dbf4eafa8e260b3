/* What printed percentages are of: a total of the bulletin, the group's own sum, another figure of the group; and by
 * which rounding. */
#include "domain/rates/figure_groups.h"

#include <stdlib.h>
#include <string.h>

/* Items of a group that are tried as bases: each costs a division for every figure. */
#define MAX_BASES 50
/* Longest whole part: percentages above 9,999,999 nobody prints. */
#define MAX_WHOLE_DIGITS 7
/* Shares that may be one unit off so that all add up to 100. */
#define MAX_SHIFTED 2

static const enum rounding roundings[] = { ROUNDING_HALF_UP, ROUNDING_TRUNCATE };

bool figure_percent_valid(const char *printed)
{
	size_t whole = strspn(printed, "0123456789"), decimals;

	if (printed[0] == '\0')
		return true;
	if (whole == 0 || whole > MAX_WHOLE_DIGITS)
		return false;
	if (printed[whole] == '\0')
		return true;
	decimals = strspn(printed + whole + 1, "0123456789");
	return printed[whole] == '.' && decimals > 0 && decimals <= MAX_DECIMALS &&
	       printed[whole + 1 + decimals] == '\0';
}

static int own_decimals(const char *printed)
{
	const char *point = strchr(printed, '.');

	return point ? (int)strlen(point + 1) : 0;
}

int64_t figure_percent_units(const char *printed, int decimals)
{
	int64_t units = strtoll(printed, NULL, 10);
	const char *digit = strchr(printed, '.');

	for (int i = 0; i < decimals; i++) {
		if (digit)
			digit++;
		units = units * 10 + (digit && *digit ? *digit - '0' : 0);
		if (digit && !*digit)
			digit = NULL;
	}
	return units;
}

static bool fits_with(int64_t count, int64_t base, const char *printed, enum rounding rounding, int decimals)
{
	return percent_units(count, base, (struct rounding_rule){ rounding, decimals }) ==
	       figure_percent_units(printed, decimals);
}

/* By its own decimals, or by those of the group with zeros left out at the end: 25 beside 15.6 may be 25.0. */
static bool fits(int64_t count, int64_t base, const char *printed, enum rounding rounding, int decimals)
{
	return base > 0 && (fits_with(count, base, printed, rounding, own_decimals(printed)) ||
			    fits_with(count, base, printed, rounding, decimals));
}

static const char *printed_of(const struct figure_bulletin *bulletin, const struct figure_group *group, size_t member)
{
	return bulletin->figures[group->members[member]].printed;
}

/* A part with both a count and a percentage. */
static bool has_both(const struct figure_bulletin *bulletin, const struct figure_group *group, size_t member)
{
	return figure_count(group, member) != NO_COUNT && printed_of(bulletin, group, member)[0];
}

bool figure_percent_fits(const struct figure_bulletin *bulletin, const struct figure_group *group, size_t member,
			 int64_t base, enum rounding rounding)
{
	return fits(group->counts[member], base, printed_of(bulletin, group, member), rounding, group->decimals);
}

/* The sum of the printed percentages, in units of the group's last decimal. */
static int64_t printed_sum(const struct figure_bulletin *bulletin, const struct figure_group *group)
{
	int64_t sum = 0;

	for (size_t i = 0; i < group->n; i++)
		if (has_both(bulletin, group, i))
			sum += figure_percent_units(printed_of(bulletin, group, i), group->decimals);
	return sum;
}

static int64_t hundred(int decimals)
{
	int64_t units = 100;

	while (decimals-- > 0)
		units *= 10;
	return units;
}

bool figure_percents_complete(const struct figure_bulletin *bulletin, const struct figure_group *group)
{
	return group->n_counts >= 2 && group->n_percents == group->n_counts &&
	       llabs(printed_sum(bulletin, group) - hundred(group->decimals)) <= (int64_t)group->n_counts;
}

/* Shares that are rounded half up but for one or two, shifted by a unit so that the column adds up to 100. */
static bool is_shifted(const struct figure_bulletin *bulletin, const struct figure_group *group,
		       struct figure_base *base)
{
	const struct rounding_rule rule = { ROUNDING_HALF_UP, group->decimals };
	size_t off = 0;

	if (base->value != group->sum || group->only != NO_FIGURE || group->n_percents != group->n_counts ||
	    printed_sum(bulletin, group) != hundred(group->decimals))
		return false;
	for (size_t i = 0; i < group->n; i++) {
		int64_t wrong;

		if (!has_both(bulletin, group, i))
			continue;
		wrong = figure_percent_units(printed_of(bulletin, group, i), group->decimals) -
			percent_units(group->counts[i], base->value, rule);
		if (wrong == 0)
			continue;
		if (llabs(wrong) != 1 || ++off > MAX_SHIFTED)
			return false;
		if (base->shifted == NO_FIGURE)
			base->shifted = i;
	}
	base->rounding.rounding = ROUNDING_SUM_100;
	base->n_fit = group->n_percents;
	return true;
}

struct figure_base figure_base_try(const struct figure_bulletin *bulletin, const struct figure_group *group,
				   int64_t value)
{
	size_t first = group->only == NO_FIGURE ? 0 : group->only;
	size_t end = group->only == NO_FIGURE ? group->n : first + 1;
	struct figure_base base = { .value = value,
				    .figure = NO_FIGURE,
				    .shifted = NO_FIGURE,
				    .rounding = { ROUNDING_HALF_UP, group->decimals } };

	for (size_t r = 0; r < sizeof(roundings) / sizeof(*roundings) && value > 0; r++) {
		size_t n_fit = 0;

		for (size_t i = first; i < end; i++)
			n_fit += has_both(bulletin, group, i) &&
				 figure_percent_fits(bulletin, group, i, value, roundings[r]);
		if (n_fit > base.n_fit) {
			base.n_fit = n_fit;
			base.rounding.rounding = roundings[r];
		}
	}
	if (base.n_fit > 0 && base.n_fit < group->n_percents && !is_shifted(bulletin, group, &base))
		base.shifted = NO_FIGURE;
	return base;
}

/* Takes a candidate that explains more than the best so far; the first of equals stays. */
static void consider(const struct figure_bulletin *bulletin, const struct figure_group *group, int64_t value,
		     size_t figure, bool of_name, struct figure_base *best)
{
	struct figure_base base;

	if (value <= 0)
		return;
	base = figure_base_try(bulletin, group, value);
	if (base.n_fit <= best->n_fit)
		return;
	*best = base;
	best->figure = figure;
	best->of_name = of_name;
}

static void consider_totals(const struct figure_bulletin *bulletin, const struct figure_group *group,
			    struct figure_base *best)
{
	/* Those the group adds up to come first: coarse percentages fit neighbouring numbers too. */
	for (int exact = 1; exact >= 0; exact--)
		for (size_t i = 0; i < bulletin->n_totals; i++) {
			size_t place = bulletin->total_figures[i];
			int64_t count = bulletin->figures[place].count;
			bool self = group->only != NO_FIGURE && group->members[group->only] == place;

			if ((count == group->sum) == exact && !self)
				consider(bulletin, group, count, place, false, best);
		}
}

struct figure_base figure_base_find(const struct figure_bulletin *bulletin, const struct figure_group *group)
{
	struct figure_base best = { .figure = NO_FIGURE, .shifted = NO_FIGURE };

	if (group->inner_total != NO_FIGURE)
		consider(bulletin, group, group->counts[group->inner_total], group->members[group->inner_total], false,
			 &best);
	consider(bulletin, group, group->name_total, NO_FIGURE, true, &best);
	consider_totals(bulletin, group, &best);
	if (!group->totals)
		consider(bulletin, group, group->sum, NO_FIGURE, false, &best);
	for (size_t i = 0; i < group->n && group->n <= MAX_BASES && !group->totals; i++)
		if (figure_count(group, i) > 0 && !printed_of(bulletin, group, i)[0])
			consider(bulletin, group, group->counts[i], group->members[i], false, &best);
	return best;
}

/* --- findings --- */

/* What a base is called, in both languages. */
static void name_base(const struct figure_bulletin *bulletin, const struct figure_group *group,
		      const struct figure_base *base, struct arena *arena, const char **zh, const char **en)
{
	const char *item = base->figure == NO_FIGURE ? group->name : bulletin->figures[base->figure].item;
	long long value = (long long)base->value;

	if (base->figure != NO_FIGURE || base->of_name) {
		*zh = arena_printf(arena, "“%s”%lld", item, value);
		*en = arena_printf(arena, "\"%s\" (%lld)", item, value);
	} else {
		*zh = arena_printf(arena, "本组合计 %lld", value);
		*en = arena_printf(arena, "the group's own sum (%lld)", value);
	}
}

static void add_rounding(const struct figure_bulletin *bulletin, const struct figure_group *group,
			 const struct figure_base *base, struct figure_findings *findings)
{
	struct finding *finding = finding_add(findings, FINDING_ROUNDING, false, group);
	const char *zh, *en,
		*item = base->shifted == NO_FIGURE ? "" : bulletin->figures[group->members[base->shifted]].item;

	name_base(bulletin, group, base, findings->arena, &zh, &en);
	finding->total = base->figure;
	finding->expected = base->value;
	finding->rounding = base->rounding;
	if (base->shifted != NO_FIGURE)
		finding->figure = group->members[base->shifted];
	finding->zh = arena_printf(findings->arena, "百分比以%s为基数，%s%s%s%s", zh,
				   rounding_label(base->rounding, LANGUAGE_ZH), item[0] ? "（调整的是“" : "", item,
				   item[0] ? "”）" : "");
	finding->en = arena_printf(findings->arena, "percentages are of %s, %s%s%s%s", en,
				   rounding_label(base->rounding, LANGUAGE_EN), item[0] ? " (shifted: \"" : "", item,
				   item[0] ? "\")" : "");
}

/* One percentage that follows from a base of its own, or by another rounding than the rest. */
static void add_single(const struct figure_bulletin *bulletin, const struct figure_group *group, size_t member,
		       const struct figure_base *base, struct figure_findings *findings)
{
	struct finding *finding = finding_add(findings, FINDING_ROUNDING, false, group);
	const struct figure *figure = &bulletin->figures[group->members[member]];
	const char *zh, *en;

	name_base(bulletin, group, base, findings->arena, &zh, &en);
	finding->figure = group->members[member];
	finding->total = base->figure;
	finding->expected = base->value;
	finding->rounding = base->rounding;
	finding->zh = arena_printf(findings->arena, "“%s”%s %% 以%s为基数，%s", figure->item, figure->printed, zh,
				   rounding_label(base->rounding, LANGUAGE_ZH));
	finding->en = arena_printf(findings->arena, "\"%s\" %s %% is of %s, %s", figure->item, figure->printed, en,
				   rounding_label(base->rounding, LANGUAGE_EN));
}

static void add_wrong(const struct figure_bulletin *bulletin, const struct figure_group *group, size_t member,
		      const struct figure_base *base, struct figure_findings *findings)
{
	struct finding *finding = finding_add(findings, FINDING_PERCENT_WRONG, true, group);
	const struct figure *figure = &bulletin->figures[group->members[member]];
	struct rounding_rule rule = base->rounding;
	char computed[PERCENT_SIZE];
	const char *zh, *en;

	name_base(bulletin, group, base, findings->arena, &zh, &en);
	percent_text(group->counts[member], base->value, rule, computed);
	finding->figure = group->members[member];
	finding->total = base->figure;
	finding->expected = base->value;
	finding->rounding = rule;
	finding->printed = figure->printed;
	finding->computed = arena_strdup(findings->arena, computed);
	finding->zh = arena_printf(findings->arena, "“%s”%lld 占%s的 %s %%，不是 %s %%", figure->item,
				   (long long)group->counts[member], zh, computed, figure->printed);
	finding->en = arena_printf(findings->arena, "\"%s\" %lld of %s is %s %%, not %s %%", figure->item,
				   (long long)group->counts[member], en, computed, figure->printed);
}

/* The base that a count and its percentage are nearest to, 0 for none; *ret_exact: whether it gives that percentage.
 * A base lies above count * 100 / (printed + one unit); when the first whole number there gives another percentage, so
 * does every one. */
static int64_t implied_base(int64_t count, const char *printed, bool *ret_exact)
{
	int decimals = own_decimals(printed);
	int64_t units = figure_percent_units(printed, decimals), scaled = count * hundred(decimals);
	int64_t base = scaled / (units + 1) + 1;

	*ret_exact = units == 0 || fits(count, base, printed, ROUNDING_HALF_UP, decimals) ||
		     fits(count, base, printed, ROUNDING_TRUNCATE, decimals);
	return units == 0 ? 0 : (scaled + units / 2) / units;
}

static void add_unclear(const struct figure_bulletin *bulletin, const struct figure_group *group, size_t member,
			struct figure_findings *findings)
{
	const struct figure *figure = &bulletin->figures[group->members[member]];
	bool exact;
	int64_t base = implied_base(group->counts[member], figure->printed, &exact);
	struct finding *finding = finding_add(findings, FINDING_PERCENT_UNCLEAR, !exact, group);
	long long count = (long long)group->counts[member];

	finding->figure = group->members[member];
	finding->printed = figure->printed;
	finding->expected = base;
	if (exact) {
		finding->zh = arena_printf(findings->arena, "“%s”%lld、%s %%：基数约为 %lld，通报中没有这个数",
					   figure->item, count, figure->printed, (long long)base);
		finding->en = arena_printf(
			findings->arena, "\"%s\" %lld, %s %%: would be of about %lld, which the bulletin does not have",
			figure->item, count, figure->printed, (long long)base);
	} else {
		finding->zh = arena_printf(findings->arena, "“%s”%lld、%s %%：没有任何基数能得出这个百分比",
					   figure->item, count, figure->printed);
		finding->en = arena_printf(findings->arena, "\"%s\" %lld, %s %%: no base at all gives this percentage",
					   figure->item, count, figure->printed);
	}
}

static void check_each(const struct figure_bulletin *bulletin, const struct figure_group *group,
		       struct figure_findings *findings)
{
	for (size_t i = 0; i < group->n; i++) {
		struct figure_group one = *group;
		struct figure_base base;

		if (!has_both(bulletin, group, i))
			continue;
		one.only = i;
		one.n_percents = 1;
		base = figure_base_find(bulletin, &one);
		if (base.n_fit)
			add_single(bulletin, group, i, &base, findings);
		else
			add_unclear(bulletin, group, i, findings);
	}
}

/* Those that do not follow from the base of the others: by another rounding, or not at all. */
static void check_rest(const struct figure_bulletin *bulletin, const struct figure_group *group,
		       const struct figure_base *base, struct figure_findings *findings)
{
	struct figure_base other = *base;

	other.rounding.rounding = base->rounding.rounding == ROUNDING_TRUNCATE ? ROUNDING_HALF_UP : ROUNDING_TRUNCATE;
	for (size_t i = 0; i < group->n; i++) {
		if (!has_both(bulletin, group, i) ||
		    figure_percent_fits(bulletin, group, i, base->value, base->rounding.rounding))
			continue;
		if (figure_percent_fits(bulletin, group, i, base->value, other.rounding.rounding))
			add_single(bulletin, group, i, &other, findings);
		else
			add_wrong(bulletin, group, i, base, findings);
	}
}

void figure_check_percents(const struct figure_bulletin *bulletin, const struct figure_group *group, bool complete,
			   struct figure_findings *findings)
{
	struct figure_base base;

	if (group->n_percents == 0)
		return;
	/* Totals and rates have a base each. */
	if (group->totals || group->rates) {
		check_each(bulletin, group, findings);
		return;
	}
	base = figure_base_find(bulletin, group);
	if (base.n_fit == group->n_percents) {
		add_rounding(bulletin, group, &base, findings);
	} else if (base.n_fit > 0 && (complete || (base.n_fit >= 3 && base.n_fit + 1 == group->n_percents))) {
		add_rounding(bulletin, group, &base, findings);
		check_rest(bulletin, group, &base, findings);
	} else {
		check_each(bulletin, group, findings);
	}
}
