#include "service/rate.h"

#include <stdio.h>

/* Words by language, of those that answer and of those that assist. */
static const struct {
	const char *sentence[2];     /* assigned, answered, percent, answered, assigned, day */
	const char *without_base[2]; /* day */
} words[ASSIGNMENT_ROLE_COUNT_] = {
	[ASSIGNMENT_LEAD] = {
		{ "承办 %lld 件，已答复 %lld 件，答复率 %s %%（%lld/%lld），截至 %s",
		  "%lld assigned, %lld answered, answer rate %s %% (%lld/%lld), as of %s" },
		{ "尚无承办件，截至 %s", "nothing assigned, as of %s" },
	},
	[ASSIGNMENT_ASSIST] = {
		{ "会办 %lld 件，已出具意见 %lld 件，出具率 %s %%（%lld/%lld），截至 %s",
		  "%lld to assist with, %lld opinions given, opinion rate %s %% (%lld/%lld), as of %s" },
		{ "尚无会办件，截至 %s", "nothing to assist with, as of %s" },
	},
};

int rate_basis_points(int64_t numerator, int64_t denominator)
{
	return denominator > 0 ? (int)((numerator * 20000 + denominator) / (2 * denominator)) : -1;
}

static enum assignment_role known(enum assignment_role role)
{
	return role == ASSIGNMENT_ASSIST ? ASSIGNMENT_ASSIST : ASSIGNMENT_LEAD;
}

int rate_change(int64_t numerator, int64_t denominator, int64_t numerator_before, int64_t denominator_before)
{
	int64_t base = denominator * denominator_before, twice;

	if (denominator <= 0 || denominator_before <= 0)
		return 0;
	twice = (numerator * denominator_before - numerator_before * denominator) * 20000 + base;
	/* towards minus infinity, which C's division is not */
	return (int)(twice / (2 * base) - (twice % (2 * base) < 0));
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the formats are the table above, all of one shape */
void rate_sentence(enum assignment_role role, enum language language, int64_t answered, int64_t assigned, hy_day as_of,
		   char *out, size_t size)
{
	int points = rate_basis_points(answered, assigned), english = language == LANGUAGE_EN;
	char day[HY_DAY_TEXT], percent[24];

	day_format(as_of, day);
	if (points < 0) {
		snprintf(out, size, words[known(role)].without_base[english], day);
		return;
	}
	snprintf(percent, sizeof(percent), "%d.%02d", points / 100, points % 100);
	snprintf(out, size, words[known(role)].sentence[english], (long long)assigned, (long long)answered, percent,
		 (long long)answered, (long long)assigned, day);
}
#pragma GCC diagnostic pop
