/* How percentages are printed. Whole numbers all the way: what is printed can be computed again by hand. */
#include "base/memory.h"
#include "domain/rates/definition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static int64_t power_of_ten(int n)
{
	int64_t power = 1;

	while (n-- > 0)
		power *= 10;
	return power;
}

static int valid_decimals(int decimals)
{
	return decimals < 0 ? 0 : decimals > MAX_DECIMALS ? MAX_DECIMALS : decimals;
}

/* A percentage in units of its last decimal. */
static char *print_units(int64_t units, int decimals, char out[PERCENT_SIZE])
{
	int64_t one = power_of_ten(decimals);

	if (decimals == 0)
		snprintf(out, PERCENT_SIZE, "%lld", (long long)units);
	else
		snprintf(out, PERCENT_SIZE, "%lld.%0*lld", (long long)(units / one), decimals,
			 (long long)(units % one));
	return out;
}

/* numerator ÷ denominator in percent, in units of the last decimal: cut off, and what is left over in
 * *ret_rest / denominator of a unit. */
static int64_t units_below(int64_t numerator, int64_t denominator, int decimals, int64_t *ret_rest)
{
	int64_t scale = 100 * power_of_ten(decimals);
	int64_t whole = numerator / denominator, part = numerator % denominator;

	*ret_rest = part * scale % denominator;
	return whole * scale + part * scale / denominator;
}

int64_t percent_units(int64_t numerator, int64_t denominator, struct rounding_rule rule)
{
	int64_t rest, units = units_below(numerator, denominator, valid_decimals(rule.decimals), &rest);

	return units + (rule.rounding != ROUNDING_TRUNCATE && rest >= denominator - rest ? 1 : 0);
}

char *percent_text(int64_t numerator, int64_t denominator, struct rounding_rule rule, char out[PERCENT_SIZE])
{
	out[0] = '\0';
	if (denominator <= 0)
		return out;
	return print_units(percent_units(numerator, denominator, rule), valid_decimals(rule.decimals), out);
}

/* "95.03" as 9503: printed with the same decimals, two of them can be subtracted. */
static int64_t units_of(const char *printed)
{
	int64_t units = 0;

	for (; *printed; printed++)
		units = *printed == '.' ? units : units * 10 + (*printed - '0');
	return units;
}

char *percent_change(const char *before, const char *now, char out[PERCENT_SIZE])
{
	const char *point = strchr(now, '.');
	char size[PERCENT_SIZE];
	int64_t change;

	out[0] = '\0';
	if (!*before || !*now)
		return out;
	change = units_of(now) - units_of(before);
	print_units(change < 0 ? -change : change, point ? (int)strlen(point + 1) : 0, size);
	snprintf(out, PERCENT_SIZE, "%s%.*s", change < 0 ? "-" : change > 0 ? "+" : "", PERCENT_SIZE - 2, size);
	return out;
}

/* A share on its way to print. */
struct share {
	size_t place;
	int64_t count, units, rest;
};

/* The largest remainder first; of equal ones the larger count, then the earlier. */
static int compare_shares(const void *left, const void *right)
{
	const struct share *a = left, *b = right;

	if (a->rest != b->rest)
		return a->rest > b->rest ? -1 : 1;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

static void shares_to_100(const int64_t *counts, size_t n, int64_t sum, int decimals, char (*out)[PERCENT_SIZE])
{
	struct share *shares = hy_xcalloc(n ? n : 1, sizeof(*shares));
	int64_t missing = 100 * power_of_ten(decimals);

	for (size_t i = 0; i < n; i++) {
		shares[i] = (struct share){ .place = i, .count = counts[i] };
		shares[i].units = units_below(counts[i], sum, decimals, &shares[i].rest);
		missing -= shares[i].units;
	}
	qsort(shares, n, sizeof(*shares), compare_shares);
	/* Less than one unit lacks of each, so there are no more than n. */
	for (size_t i = 0; i < n; i++)
		print_units(shares[i].units + ((int64_t)i < missing ? 1 : 0), decimals, out[shares[i].place]);
	free(shares);
}

void percent_shares(const int64_t *counts, size_t n, struct rounding_rule rule, char (*out)[PERCENT_SIZE])
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += counts[i];
	if (rule.rounding == ROUNDING_SUM_100 && sum > 0) {
		shares_to_100(counts, n, sum, valid_decimals(rule.decimals), out);
		return;
	}
	for (size_t i = 0; i < n; i++)
		percent_text(counts[i], sum, rule, out[i]);
}

/* --- words --- */

static const char *const names[] = {
	[ROUNDING_HALF_UP] = "half_up",
	[ROUNDING_TRUNCATE] = "truncate",
	[ROUNDING_SUM_100] = "sum_100",
};

const char *rounding_name(enum rounding rounding)
{
	return (unsigned)rounding < COUNT(names) ? names[rounding] : "";
}

int rounding_by_name(const char *name)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

const char *rounding_label(struct rounding_rule rule, enum language language)
{
	static const struct label labels[COUNT(names)][MAX_DECIMALS + 1] = {
		[ROUNDING_HALF_UP] = { { "四舍五入，取整数", "rounded half up, no decimals" },
				       { "四舍五入，保留一位小数", "rounded half up, one decimal" },
				       { "四舍五入，保留两位小数", "rounded half up, two decimals" },
				       { "四舍五入，保留三位小数", "rounded half up, three decimals" },
				       { "四舍五入，保留四位小数", "rounded half up, four decimals" } },
		[ROUNDING_TRUNCATE] = { { "直接舍去小数，取整数", "cut off, no decimals" },
					{ "直接舍去尾数，保留一位小数", "cut off, one decimal" },
					{ "直接舍去尾数，保留两位小数", "cut off, two decimals" },
					{ "直接舍去尾数，保留三位小数", "cut off, three decimals" },
					{ "直接舍去尾数，保留四位小数", "cut off, four decimals" } },
		[ROUNDING_SUM_100] = { { "四舍五入，取整数，占比调整为合计100%",
					 "rounded half up, no decimals, shares adjusted to add up to 100 %" },
				       { "四舍五入，保留一位小数，占比调整为合计100%",
					 "rounded half up, one decimal, shares adjusted to add up to 100 %" },
				       { "四舍五入，保留两位小数，占比调整为合计100%",
					 "rounded half up, two decimals, shares adjusted to add up to 100 %" },
				       { "四舍五入，保留三位小数，占比调整为合计100%",
					 "rounded half up, three decimals, shares adjusted to add up to 100 %" },
				       { "四舍五入，保留四位小数，占比调整为合计100%",
					 "rounded half up, four decimals, shares adjusted to add up to 100 %" } },
	};

	return label_text(
		&labels[(unsigned)rule.rounding < COUNT(names) ? rule.rounding : 0][valid_decimals(rule.decimals)],
		language);
}

struct rounding_rule rounding_of_rules(const struct rules *rules)
{
	return rules && rules->bulletins ? *rules->bulletins : ROUNDING_USUAL;
}
