/* Promises and what became of them (承诺跟踪): so that an answer of class B is not the end. */
#include "report/section.h"

static const char *const codes[] = { "promises_kept", "kept_b" };
enum { PROMISES_KEPT, KEPT_B, N_CODES };

static void draw_text(struct draw *draw, const struct rate_figure *figures)
{
	static const struct label text = { "截至{as_of}，{session}提案的承诺：{kept}；{b}。",
					   "As of {as_of}, promises{session}: {kept}; {b}." };
	draw_paragraph(draw, draw_say(draw, text, "as_of", draw_as_of(draw), "session", draw_of_session(draw), "kept",
				      section_rate_words(draw, "promises_kept", figures[PROMISES_KEPT], ""), "b",
				      section_rate_words(draw, "kept_b", figures[KEPT_B], ""), NULL));
}

bool draw_promises(struct draw *draw)
{
	static const char *const states[] = { "kept", "broken", "pending", "overdue", NULL };
	struct draw_question question = { .codes = codes, .n = N_CODES };
	if (!draw_ask(draw, &question, 1))
		return false;
	draw_heading(draw, (struct label){ "总体情况", "All" });
	draw_text(draw, question.table->total.figures);
	section_rates(draw, (struct label){ "兑现情况", "Kept" }, codes, N_CODES, question.table, NULL);
	draw_heading(draw, (struct label){ "各承办单位", "Offices" });
	if (!section_promises(draw))
		return false;
	draw_chart(draw, "stacked", (struct label){ "各承办单位承诺事项（项）", "Promises by office" }, "promises",
		   "office", states);
	return section_promise_lists(draw);
}
