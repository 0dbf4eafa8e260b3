/* One office's own page (承办单位页): its rates beside those of all, what is open by due day, what it promised. */
#include "report/section.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const codes[] = { "acceptance",     "answer",  "on_time",      "meeting",
				     "returned_forms", "content", "promises_kept" };
enum { ACCEPTANCE, ANSWER, ON_TIME, MEETING, RETURNED_FORMS, CONTENT, PROMISES_KEPT, N_CODES };

static void draw_text(struct draw *draw, const struct rate_group_row *own, const struct rate_group_row *all)
{
	static const struct label text = {
		"截至{as_of}，{office}承办{session}提案{assigned}件。{acceptance}；{answer}；{on_time}；尚未答复{open}"
		"件，其中逾期"
		"{overdue}件。",
		"As of {as_of}, {office} has {assigned} proposals{session}; {acceptance}; {answer}; {on_time}; open: "
		"{open}, of these overdue: {overdue}."
	};
	static const struct label beside = { "（全部单位{percent}）", "; all offices {percent}" };
	const struct rate_figure *figures = own->figures, all_answer = all->figures[ANSWER];
	const char *of_all = draw_say(draw, beside, "percent", draw_rate(draw, all_answer), NULL);

	draw_paragraph(draw, draw_say(draw, text, "as_of", draw_as_of(draw), "office",
				      draw_office_name(draw, draw->query->office_id), "session", draw_of_session(draw),
				      "assigned", draw_number(draw, own->assigned), "acceptance",
				      section_rate_words(draw, "acceptance", figures[ACCEPTANCE], ""), "answer",
				      section_rate_words(draw, "answer", figures[ANSWER], of_all), "on_time",
				      section_rate_words(draw, "on_time", figures[ON_TIME], ""), "open",
				      draw_number(draw, own->open), "overdue", draw_number(draw, own->overdue), NULL));
}

static void add_rate(struct draw *draw, json_t *table, size_t i, const struct rate_figure *own,
		     const struct rate_figure *all)
{
	const struct rate_definition *definition = draw_uses(draw, codes[i]);
	json_t *row = draw_row(table);
	cell_text(row, label_text(&definition->label, draw->language));
	cell_count(row, own[i].numerator);
	cell_count(row, own[i].denominator);
	cell_percent(draw, row, own[i].numerator, own[i].denominator);
	cell_percent(draw, row, all[i].numerator, all[i].denominator);
}

static void draw_rates(struct draw *draw, const struct rate_figure *own, const struct rate_figure *all)
{
	static const struct draw_column columns[] = { { "item", "text", { "项目", "Rate" } },
						      { "count", "integer", { "分子", "Counted" } },
						      { "base", "integer", { "分母", "Base" } },
						      { "rate", "percent", { "本单位", "This office" } },
						      { "all", "percent", { "全部", "All" } } };
	json_t *table =
		draw_table(draw, "rates", (struct label){ "各项比率", "Rates" }, (struct label){ "", "" }, columns, 5);
	for (size_t i = 0; i < N_CODES; i++)
		add_rate(draw, table, i, own, all);
}

static int compare_due(const void *a, const void *b)
{
	const struct rate_list_row *const *one = a, *const *other = b;
	if ((*one)->due_on != (*other)->due_on) /* without a due day last */
		return (*one)->due_on == HY_DAY_NONE       ? 1
		       : (*other)->due_on == HY_DAY_NONE   ? -1
		       : (*one)->due_on < (*other)->due_on ? -1
							   : 1;
	return *one < *other ? -1 : *one > *other; /* rows of one list, by number */
}

static bool draw_open(struct draw *draw)
{
	static const struct draw_column columns[] = {
		{ "number", "text", { "案号", "Number" } }, { "title", "text", { "案由", "Title" } },
		{ "role", "text", { "承办方式", "Role" } }, { "assigned_on", "day", { "交办日期", "Assigned" } },
		{ "due_on", "day", { "办理期限", "Due" } }, { "days", "integer", { "逾期工作日", "Working days late" } }
	};
	struct draw_list list = { .filter.office_id = draw->query->office_id,
				  .condition = &condition_open,
				  .parts = true };
	if (!draw_ask_list(draw, &list))
		return false;
	const struct rate_list_row **rows = arena_alloc(draw->arena, (list.n + 1) * sizeof *rows);
	for (size_t i = 0; i < list.n; i++)
		rows[i] = &list.rows[i];
	qsort(rows, list.n, sizeof *rows, compare_due);
	json_t *table = draw_table(draw, "open", (struct label){ "尚未答复的提案（按期限）", "Open, by due day" },
				   (struct label){ "没有尚未答复的提案。", "Nothing is open." }, columns, 6);
	for (size_t i = 0; i < list.n; i++) {
		json_t *row = draw_row(table);
		cell_text(row, rows[i]->number);
		cell_text(row, rows[i]->title);
		cell_text(row, rules_role_label(draw->registry->rules, rows[i]->state.role, draw->language));
		cell_day(row, rows[i]->assigned_on);
		cell_day(row, rows[i]->due_on);
		cell_count(row, rows[i]->days_late);
	}
	return true;
}

bool draw_office(struct draw *draw)
{
	struct draw_question questions[] = {
		{ .filter.office_id = draw->query->office_id, .codes = codes, .n = N_CODES },
		{ .codes = codes, .n = N_CODES },
	};
	if (!registry_office(draw->registry, draw->query->office_id)) {
		snprintf(draw->error, draw->error_size, "there is no office %d", draw->query->office_id);
		return false;
	}
	if (!draw_ask(draw, questions, sizeof questions / sizeof questions[0]))
		return false;
	draw_heading(draw, (struct label){ "总体情况", "All" });
	draw_text(draw, &questions[0].table->total, &questions[1].table->total);
	draw_rates(draw, questions[0].table->total.figures, questions[1].table->total.figures);
	if (!section_trend(draw))
		return false;
	draw_heading(draw, (struct label){ "在办提案", "Open proposals" });
	if (!draw_open(draw))
		return false;
	draw_heading(draw, (struct label){ "答复和评价", "Answers and evaluations" });
	if (!section_classes(draw) || !section_satisfaction(draw))
		return false;
	return section_promise_lists(draw) && section_discontent(draw);
}
