/* Supervision bulletin (督查通报): one page of totals and changes, the offices, who is lowest, what came of it, and the
 * lists. Always in this order. */
#include "report/section.h"

static const char *const codes[] = { "acceptance", "answer",         "on_time", "overdue",
				     "meeting",    "returned_forms", "content" };
enum { ACCEPTANCE, ANSWER, ON_TIME, OVERDUE, MEETING, RETURNED_FORMS, CONTENT, N_CODES };

struct answers {
	const struct rate_table *now, *before, *offices;
};

static bool ask(struct draw *draw, struct answers *answers)
{
	bool has_previous = draw->previous_registry != NULL;
	struct draw_question questions[] = {
		{ .codes = codes, .n = N_CODES },
		{ .codes = section_office_codes, .n = SECTION_OFFICE_CODES, .group = RATE_BY_OFFICE },
		{ .codes = codes, .n = N_CODES, .previous = true },
	};
	if (!draw_ask(draw, questions, has_previous ? 3 : 2))
		return false;
	answers->now = questions[0].table;
	answers->offices = questions[1].table;
	answers->before = has_previous ? questions[2].table : NULL;
	return true;
}

static const char *overdue_words(struct draw *draw, const struct answers *answers)
{
	static const struct label words = { "，涉及{n}个单位", " at {n} offices" };
	size_t n = 0;
	for (size_t i = 0; i < answers->offices->n_rows; i++)
		n += answers->offices->rows[i].overdue > 0;
	return n ? draw_say(draw, words, "n", draw_number(draw, (int64_t)n), NULL) : "";
}

static void draw_totals(struct draw *draw, const struct answers *answers)
{
	static const struct label text = {
		"截至{as_of}，{session}共交办提案{assigned}件，由{offices}个单位承办。{acceptance}；{answer}；{on_time}"
		"；"
		"逾期未答复{overdue}件{overdue_offices}。",
		"As of {as_of}, {assigned} proposals{session} were assigned to {offices} offices; {acceptance}; "
		"{answer}; {on_time}; overdue: {overdue}{overdue_offices}."
	};
	static const struct label nothing = { "截至{as_of}，{session}尚未交办提案。",
					      "As of {as_of}, no proposal{session} was assigned." };
	const struct rate_group_row *total = &answers->now->total;
	const struct rate_figure *figures = total->figures;
	if (!total->assigned) {
		draw_paragraph(draw, draw_say(draw, nothing, "as_of", draw_as_of(draw), "session",
					      draw_of_session(draw), NULL));
		return;
	}
	const char *change =
		answers->before ? section_change(draw, answers->before->total.figures[ANSWER], figures[ANSWER]) : "";
	draw_paragraph(draw, draw_say(draw, text, "as_of", draw_as_of(draw), "session", draw_of_session(draw),
				      "assigned", draw_number(draw, total->assigned), "offices",
				      draw_number(draw, (int64_t)section_n_offices(answers->offices)), "acceptance",
				      section_rate_words(draw, "acceptance", figures[ACCEPTANCE], ""), "answer",
				      section_rate_words(draw, "answer", figures[ANSWER], change), "on_time",
				      section_rate_words(draw, "on_time", figures[ON_TIME], ""), "overdue",
				      draw_number(draw, total->overdue), "overdue_offices",
				      overdue_words(draw, answers), NULL));
}

static const char *previous_words(struct draw *draw)
{
	static const struct label words = { "总体情况及与上期（第{serial}期，截至{as_of}）比较",
					    "All, compared with No. {serial} (as of {as_of})" };
	static const struct label of_other_year = { "总体情况及与上期（{year}年第{serial}期，截至{as_of}）比较",
						    "All, compared with No. {serial} of {year} (as of {as_of})" };
	const struct report_previous *previous = &draw->query->previous;
	char as_of[HY_DAY_TEXT];
	return draw_say(draw, previous->year == draw->query->year ? words : of_other_year, "serial",
			draw_number(draw, previous->serial), "year", arena_printf(draw->arena, "%d", previous->year),
			"as_of", day_format(previous->as_of, as_of), NULL);
}

static bool draw_summary(struct draw *draw, const struct answers *answers)
{
	const char *compared = answers->before ? previous_words(draw) : NULL;
	draw_heading(draw, (struct label){ "总体情况", "All" });
	draw_totals(draw, answers);
	section_rates(draw, compared ? (struct label){ compared, compared } : (struct label){ "总体情况", "All" },
		      codes, N_CODES, answers->now, answers->before);
	return section_trend(draw);
}

bool draw_supervision(struct draw *draw)
{
	struct answers answers;
	struct draw_list overdue;
	if (!ask(draw, &answers) || !draw_summary(draw, &answers) || !section_ask_overdue(draw, 0, &overdue))
		return false;
	draw_heading(draw, (struct label){ "各承办单位办理情况", "Offices" });
	draw_heading_below(draw, (struct label){ "按单位统计", "One by one" });
	section_offices(draw, answers.offices);
	if (section_n_offices(answers.offices)) {
		draw_heading_below(draw,
				   section_named(draw, (struct label){ "{rate}较低的单位", "The lowest" }, "answer"));
		section_lowest(draw, answers.offices);
	}
	if (!section_answers(draw))
		return false;
	section_overdue(draw, &overdue);
	return section_discontent(draw);
}
