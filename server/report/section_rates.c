/* Rates with their base, and what they were in the bulletin before. */
#include "report/section.h"

static const char *change_words(struct draw *draw, const char *change, int sign)
{
	static const struct label words[] = { { "下降{points}个百分点", "{points} points down" },
					      { "持平", "unchanged" },
					      { "提高{points}个百分点", "{points} points up" } };
	return draw_say(draw, words[sign + 1], "points", sign ? change + 1 : change, NULL);
}

const char *section_change(struct draw *draw, struct rate_figure before, struct rate_figure now)
{
	static const struct label against = { "，比上期（截至{as_of}）{change}", ", {change} from {as_of}" };
	static const struct label same = { "，与上期（截至{as_of}）持平", ", unchanged from {as_of}" };
	int sign;
	const char *change = draw_change(draw, before, now, &sign);
	if (!*change)
		return "";
	return draw_say(draw, sign ? against : same, "as_of",
			day_in_short(draw->arena, draw->query->previous.as_of, draw->language), "change",
			change_words(draw, change, sign), NULL);
}

static void add_row(struct draw *draw, json_t *table, const struct rate_definition *definition, struct rate_figure now,
		    const struct rate_figure *before)
{
	int sign;
	json_t *row = draw_row(table);
	cell_text(row, label_text(&definition->label, draw->language));
	cell_text(row, arena_printf(draw->arena, "%s ÷ %s", label_text(&definition->numerator, draw->language),
				    label_text(&definition->denominator, draw->language)));
	cell_count(row, now.numerator);
	cell_count(row, now.denominator);
	cell_percent(draw, row, now.numerator, now.denominator);
	if (before) {
		cell_percent(draw, row, before->numerator, before->denominator);
		cell_text(row, draw_change(draw, *before, now, &sign));
	}
}

void section_rates(struct draw *draw, struct label title, const char *const *codes, size_t n,
		   const struct rate_table *now, const struct rate_table *before)
{
	static const struct draw_column columns[] = { { "item", "text", { "项目", "Rate" } },
						      { "what", "text", { "分子÷分母", "Counted ÷ base" } },
						      { "count", "integer", { "分子", "Counted" } },
						      { "base", "integer", { "分母", "Base" } },
						      { "rate", "percent", { "比率", "Rate %" } } };
	static const struct label no_base = { "“—”表示没有基数。", "\"—\": there is no base." };
	json_t *table = draw_table(draw, "rates", title, (struct label){ "", "" }, columns, 5);
	bool without_base = false;
	if (before) {
		draw_add_column(draw, table, "previous", "percent", draw_word(draw, "上期", "Before"));
		draw_add_column(draw, table, "change", "text", draw_word(draw, "增减（百分点）", "Points"));
	}
	for (size_t i = 0; i < n; i++) {
		add_row(draw, table, draw_uses(draw, codes[i]), now->total.figures[i],
			before ? &before->total.figures[i] : NULL);
		without_base = without_base || !now->total.figures[i].denominator ||
			       (before && !before->total.figures[i].denominator);
	}
	if (without_base)
		draw_note(table, label_text(&no_base, draw->language));
}
