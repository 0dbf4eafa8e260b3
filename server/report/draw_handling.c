/* Half-year and yearly handling report (办理情况报告): all rates, offices, categories, results, evaluations, promises.
 */
#include "report/section.h"

static const char *const codes[] = { "acceptance", "answer",        "on_time", "closing",        "contact",
				     "meeting",    "opinion",       "solved",  "returned_forms", "satisfaction",
				     "content",    "promises_kept", "kept_b",  "publication" };
enum {
	ACCEPTANCE,
	ANSWER,
	ON_TIME,
	CLOSING,
	CONTACT,
	MEETING,
	OPINION,
	SOLVED,
	RETURNED_FORMS,
	SATISFACTION,
	CONTENT,
	PROMISES_KEPT,
	KEPT_B,
	PUBLICATION,
	N_CODES
};

static const char *words_of(struct draw *draw, const struct rate_figure *figures, int code)
{
	return section_rate_words(draw, codes[code], figures[code], "");
}

static void draw_text(struct draw *draw, const struct rate_group_row *total, const struct rate_table *offices)
{
	static const struct label handled = {
		"截至{as_of}，{session}共交办提案{assigned}件，由{offices}个单位承办。{answer}；{on_time}；{closing}；{"
		"contact}；"
		"{meeting}。",
		"As of {as_of}, {assigned} proposals{session} were assigned to {offices} offices; {answer}; {on_time}; "
		"{closing}; {contact}; {meeting}."
	};
	static const struct label came = {
		"{returned}；{satisfied}；{content}。{promises}；{publication}。",
		"Of the answers: {returned}; {satisfied}; {content}; {promises}; {publication}."
	};
	const struct rate_figure *f = total->figures;
	draw_paragraph(draw, draw_say(draw, handled, "as_of", draw_as_of(draw), "session", draw_of_session(draw),
				      "assigned", draw_number(draw, total->assigned), "offices",
				      draw_number(draw, (int64_t)section_n_offices(offices)), "answer",
				      words_of(draw, f, ANSWER), "on_time", words_of(draw, f, ON_TIME), "closing",
				      words_of(draw, f, CLOSING), "contact", words_of(draw, f, CONTACT), "meeting",
				      words_of(draw, f, MEETING), NULL));
	draw_paragraph(draw,
		       draw_say(draw, came, "returned", words_of(draw, f, RETURNED_FORMS), "satisfied",
				words_of(draw, f, SATISFACTION), "content", words_of(draw, f, CONTENT), "promises",
				words_of(draw, f, PROMISES_KEPT), "publication", words_of(draw, f, PUBLICATION), NULL));
}

bool draw_handling(struct draw *draw)
{
	struct draw_question questions[] = {
		{ .codes = codes, .n = N_CODES },
		{ .codes = section_office_codes, .n = SECTION_OFFICE_CODES, .group = RATE_BY_OFFICE },
		{ .codes = section_office_codes, .n = SECTION_OFFICE_CODES, .group = RATE_BY_CATEGORY },
	};
	struct draw_list overdue;
	if (!draw_ask(draw, questions, sizeof questions / sizeof questions[0]) ||
	    !section_ask_overdue(draw, 0, &overdue))
		return false;
	draw_heading(draw, (struct label){ "总体情况", "All" });
	draw_text(draw, &questions[0].table->total, questions[1].table);
	section_rates(draw, (struct label){ "各项比率", "Rates" }, codes, N_CODES, questions[0].table, NULL);
	if (!section_trend(draw))
		return false;
	draw_heading(draw, (struct label){ "各承办单位办理情况", "Offices" });
	section_offices(draw, questions[1].table);
	section_lowest(draw, questions[1].table);
	draw_heading(draw, (struct label){ "各类提案办理情况", "Categories" });
	section_groups(draw, "categories", (struct label){ "按提案类别", "By category" },
		       (struct label){ "类别", "Category" }, (struct label){ "未填", "not given" }, questions[2].table);
	if (!section_answers(draw))
		return false;
	draw_heading(draw, (struct label){ "承诺事项", "Promises" });
	if (!section_promises(draw))
		return false;
	section_overdue(draw, &overdue);
	return section_discontent(draw);
}
