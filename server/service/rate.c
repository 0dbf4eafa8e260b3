#include "service/rate.h"

int rate_basis_points(int64_t numerator, int64_t denominator)
{
	return denominator > 0 ? (int)((numerator * 20000 + denominator) / (2 * denominator)) : -1;
}

int rate_change(int64_t numerator, int64_t denominator, int64_t numerator_before, int64_t denominator_before)
{
	if (denominator <= 0 || denominator_before <= 0)
		return 0;
	return rate_basis_points(numerator, denominator) - rate_basis_points(numerator_before, denominator_before);
}

static char *without_base(const struct rate_definition *definition, enum language language, const char *day,
			  struct arena *arena)
{
	const char *base = label_text(&definition->denominator, language);

	if (language ==
	    LANGUAGE_EN) /* names of cases are what was done with them: assigned; of others nouns: members */
		return arena_printf(arena, "%s %s, as of %s", definition->unit == FACT_CASE ? "nothing" : "no", base,
				    day);
	return arena_printf(arena, "尚无%s%s，截至 %s", base, definition->unit == FACT_CASE ? "件" : "", day);
}

char *rate_sentence(const struct rate_definition *definition, struct rate_figure figure, const char *percent,
		    hy_day as_of, enum language language, struct arena *arena)
{
	const char *label = label_text(&definition->label, language);
	const char *counted = label_text(&definition->numerator, language);
	const char *base = label_text(&definition->denominator, language), *measure = rate_measure(definition);
	long long numerator = figure.numerator, denominator = figure.denominator;
	char day[HY_DAY_TEXT];

	day_format(as_of, day);
	if (denominator <= 0)
		return without_base(definition, language, day, arena);
	if (language == LANGUAGE_EN)
		return arena_printf(arena, "%lld %s, %lld %s, %s %s %% (%lld/%lld), as of %s", denominator, base,
				    numerator, counted, label, percent, numerator, denominator, day);
	return arena_printf(arena, "%s %lld %s，%s %lld %s，%s %s %%（%lld/%lld），截至 %s", base, denominator, measure,
			    counted, numerator, measure, label, percent, numerator, denominator, day);
}
