/* Rates in the words of the definition in force: the same name and the same figure wherever a report tells of them. */
#include "base/text.h"
#include "report/section.h"

/* Titles begin with a capital; names of rates do not. */
static const char *as_title(struct draw *draw, const char *text)
{
	char *title = arena_strdup(draw->arena, text);
	if (*title >= 'a' && *title <= 'z')
		*title = (char)(*title - 'a' + 'A');
	return title;
}

struct label section_named(struct draw *draw, struct label sentence, const char *code)
{
	const char *name = label_text(&draw_uses(draw, code)->label, draw->language);
	const char *title = as_title(draw, draw_say(draw, sentence, "rate", name, NULL));
	return (struct label){ title, title };
}

void section_count_column(struct draw *draw, json_t *table, const char *key, const struct label *name)
{
	draw_add_column(draw, table, key, "integer", as_title(draw, label_text(name, draw->language)));
}

void section_rate_column(struct draw *draw, json_t *table, const char *key, const char *code)
{
	draw_add_column(draw, table, key, "percent",
			section_named(draw, (struct label){ "{rate}", "{rate}" }, code).zh);
}

const char *section_share_title(struct draw *draw, const char *code, struct label usual, struct label plain)
{
	return label_text(draw_uses(draw, code)->own ? &plain : &usual, draw->language);
}

/* What paragraphs begin with, so that no base need be told. */
static bool is_of_assigned(const struct rate_definition *definition)
{
	const struct rate_condition *of = &definition->of;
	return definition->unit == FACT_CASE && !definition->roles && of->n == condition_assigned.n &&
	       of->terms[0].any == condition_assigned.terms[0].any && !of->terms[0].negated;
}

static const char *base_words(struct draw *draw, const struct rate_definition *definition, int64_t base)
{
	static const struct label words = { "（占{of}{n}{measure}）", " of {n} {of}" };
	if (is_of_assigned(definition))
		return "";
	return draw_say(draw, words, "of", label_text(&definition->denominator, draw->language), "n",
			draw_number(draw, base), "measure", rate_measure(definition), NULL);
}

const char *section_rate_words(struct draw *draw, const char *code, struct rate_figure figure, const char *change)
{
	static const struct label words = { "{counted}{n}{measure}，{rate}{percent}{base}{change}",
					    "{counted}: {n} ({percent}{base}{change})" };
	const struct rate_definition *definition = draw_uses(draw, code);
	return draw_say(draw, words, "counted", label_text(&definition->numerator, draw->language), "n",
			draw_number(draw, figure.numerator), "measure", rate_measure(definition), "rate",
			label_text(&definition->label, draw->language), "percent", draw_rate(draw, figure), "base",
			base_words(draw, definition, figure.denominator), "change", change, NULL);
}
