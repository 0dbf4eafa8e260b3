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

static void draw_text(struct draw *draw, const struct rate_group_row *total, const struct rate_table *offices)
{
	static const struct label handled = {
		"截至{as_of}，{session}共交办提案{assigned}件，由{offices}个单位承办。已答复{answered}件，答复率{"
		"answer}，"
		"按期办复率{on_time}；办结{closed}件，办结率{closing}；已与提案者沟通{contacted}件，沟通率{contact}，"
		"其中见面{met}件，见面率{meeting}。",
		"As of {as_of}, {assigned} proposals{session} were assigned to {offices} offices. Answered: {answered} "
		"({answer}; on time {on_time} of those due); closed: {closed} ({closing}); contacted: {contacted} "
		"({contact}); met: {met} ({meeting})."
	};
	static const struct label came = {
		"收回征询意见表{forms}件，反馈率{returned}；以收回的计，满意率{satisfied}，含基本满意{content}。"
		"到期承诺{due}项，已兑现{kept}项，承诺兑现率{promises}；应公开答复{to_publish}件，已公开{published}"
		"件，公开率"
		"{publication}。",
		"Forms returned: {forms} ({returned}); of these satisfied {satisfied}, with basically {content}. "
		"Promises "
		"due: {due}, kept {kept} ({promises}). Answers to be published: {to_publish}, published {published} "
		"({publication})."
	};
	const struct rate_figure *f = total->figures;
	draw_paragraph(draw, draw_say(draw, handled, "as_of", draw_as_of(draw), "session", draw_of_session(draw),
				      "assigned", draw_number(draw, total->assigned), "offices",
				      draw_number(draw, (int64_t)section_n_offices(offices)), "answered",
				      draw_count(draw, f[ANSWER]), "answer", draw_rate(draw, f[ANSWER]), "on_time",
				      draw_rate(draw, f[ON_TIME]), "closed", draw_count(draw, f[CLOSING]), "closing",
				      draw_rate(draw, f[CLOSING]), "contacted", draw_count(draw, f[CONTACT]), "contact",
				      draw_rate(draw, f[CONTACT]), "met", draw_count(draw, f[MEETING]), "meeting",
				      draw_rate(draw, f[MEETING]), NULL));
	draw_paragraph(draw, draw_say(draw, came, "forms", draw_count(draw, f[RETURNED_FORMS]), "returned",
				      draw_rate(draw, f[RETURNED_FORMS]), "satisfied", draw_rate(draw, f[SATISFACTION]),
				      "content", draw_rate(draw, f[CONTENT]), "due",
				      draw_number(draw, f[PROMISES_KEPT].denominator), "kept",
				      draw_count(draw, f[PROMISES_KEPT]), "promises", draw_rate(draw, f[PROMISES_KEPT]),
				      "to_publish", draw_number(draw, f[PUBLICATION].denominator), "published",
				      draw_count(draw, f[PUBLICATION]), "publication", draw_rate(draw, f[PUBLICATION]),
				      NULL));
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
	section_offices(draw, questions[1].table, questions[0].table);
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
