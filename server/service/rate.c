#include "service/rate.h"

#include <stdio.h>

/* Words by language, of those that answer and of those that assist. */
static const struct {
	const char *definition[2];
	const char *sentence[2];     /* assigned, answered, percent, answered, assigned, day */
	const char *without_base[2]; /* day */
} words[ASSIGNMENT_ROLE_COUNT_] = {
	[ASSIGNMENT_LEAD] = {
		{ "答复率 = 已答复件数 ÷ 承办件数。承办件数：截至当日已交办且未退办的主办、独办、分办件；已答复：截至当日已由承办单位答复的件。"
		  "合计每案计一次，分办案件以各单位均已答复为已答复；各单位行计其承办件。只计本级提案的首轮办理，撤案不计，移交的计入接收单位",
		  "answer rate = answered / assigned. Assigned: lead, sole and separate assignments made and not returned by "
		  "that day; answered: answered by the office by that day. The total counts each case once, one of separate "
		  "offices as answered when all of them have; rows count each office's own. Cases of the jurisdiction's own "
		  "level, first round, without withdrawn ones; what was handed over counts for who took it" },
		{ "承办 %lld 件，已答复 %lld 件，答复率 %s %%（%lld/%lld），截至 %s",
		  "%lld assigned, %lld answered, answer rate %s %% (%lld/%lld), as of %s" },
		{ "尚无承办件，截至 %s", "nothing assigned, as of %s" },
	},
	[ASSIGNMENT_ASSIST] = {
		{ "会办意见出具率 = 已出具意见件数 ÷ 会办件数。会办件数：截至当日已交办且未退办的会办件；只计本级提案的首轮办理，撤案不计",
		  "opinion rate = opinions given / assist assignments made and not returned by that day. Cases of the "
		  "jurisdiction's own level, first round, without withdrawn ones" },
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

const char *rate_definition(enum assignment_role role, enum language language)
{
	return words[known(role)].definition[language == LANGUAGE_EN];
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
