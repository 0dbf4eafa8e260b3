/* How far all of it was at the ends of the months before. */
#include "report/section.h"

/* Months shown: half a year, as most bulletins look back. */
#define MONTHS 6
enum { ANSWER, OVERDUE, N_CODES };
static const char *const codes[N_CODES] = { [ANSWER] = "answer", [OVERDUE] = "overdue" };

/* The last days of up to MONTHS months before the report's day, and that day; the earliest first. */
static size_t month_ends(hy_day as_of, hy_day days[MONTHS + 1])
{
	int year, month, day;
	size_t n = 0;
	day_to_ymd(as_of, &year, &month, &day);
	hy_day first = day_from_ymd(year, month, 1);
	for (int back = MONTHS - 1; back >= 0; back--)
		if (day_add_months(first, -back) - 1 < as_of)
			days[n++] = day_add_months(first, -back) - 1;
	days[n++] = as_of;
	return n;
}

static json_t *begin_table(struct draw *draw)
{
	const struct rate_definition *answer = draw_uses(draw, codes[ANSWER]),
				     *overdue = draw_uses(draw, codes[OVERDUE]);
	json_t *table = draw_table(draw, "trend", (struct label){ "各月末答复情况", "At the ends of the months" },
				   (struct label){ "没有交办的提案。", "Nothing is assigned." },
				   &(struct draw_column){ "day", "day", { "截至", "As of" } }, 1);
	section_count_column(draw, table, "assigned", &answer->denominator);
	section_count_column(draw, table, "answered", &answer->numerator);
	section_count_column(draw, table, "overdue", &overdue->numerator);
	section_rate_column(draw, table, "rate", codes[ANSWER]);
	return table;
}

bool section_trend(struct draw *draw)
{
	static const char *const series[] = { "rate", NULL };
	struct draw_question question = { .filter.office_id = draw->query->office_id, .codes = codes, .n = N_CODES };
	const struct rate_figure *figures;
	hy_day days[MONTHS + 1];
	size_t n = month_ends(draw->query->as_of, days), shown = 0;
	if (!draw_ask_trend(draw, &question, days, n, &figures))
		return false;
	json_t *table = begin_table(draw);
	for (size_t i = 0; i < n; i++) {
		const struct rate_figure *day = figures + i * N_CODES;
		if (!day[ANSWER].denominator)
			continue;
		json_t *row = draw_row(table);
		cell_day(row, days[i]);
		cell_count(row, day[ANSWER].denominator);
		cell_count(row, day[ANSWER].numerator);
		cell_count(row, day[OVERDUE].numerator);
		cell_percent(draw, row, day[ANSWER].numerator, day[ANSWER].denominator);
		shown++;
	}
	draw_note(table,
		  draw_word(draw, "每件计一次；各日均按本账页所知。", "Each once; all days as known at this page."));
	if (shown > 1)
		draw_chart(draw, "line",
			   section_named(draw, (struct label){ "各月末{rate}", "{rate} at the ends of the months" },
					 codes[ANSWER]),
			   "trend", "day", series);
	return true;
}
