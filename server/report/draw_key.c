/* Key proposals (重点提案): by the leader who supervises them, and one by one. */
#include "report/conditions.h"
#include "report/section.h"

static const struct rate_condition is_key = ALL(IS(RATE_RECEIVED), IS(RATE_KEY));

static const char *leader_name(const struct draw *draw, int leader_id)
{
	const struct member *leader = registry_member(draw->registry, leader_id);
	return leader ? leader->name : "";
}

static void draw_text(struct draw *draw, size_t n, const struct rate_group_row *total)
{
	static const struct label text = {
		"截至{as_of}，{session}共确定重点提案{n}件，已交办{assigned}件。{answer}；逾期未答复{overdue}件。",
		"As of {as_of}, key proposals{session}: {n}, assigned: {assigned}; {answer}; overdue: {overdue}."
	};
	static const struct label none = { "截至{as_of}，{session}尚未确定重点提案。",
					   "As of {as_of}, no proposal{session} was chosen as a key one." };
	draw_paragraph(draw,
		       draw_say(draw, n ? text : none, "as_of", draw_as_of(draw), "session", draw_of_session(draw), "n",
				draw_number(draw, (int64_t)n), "assigned", draw_number(draw, total->assigned), "answer",
				section_rate_words(draw, "answer", total->figures[0], ""), "overdue",
				draw_number(draw, total->overdue), NULL));
}

static void add_case(struct draw *draw, json_t *table, const struct rate_list_row *key)
{
	json_t *row = draw_row(table);
	cell_text(row, leader_name(draw, key->state.leader_id));
	cell_text(row, key->number);
	cell_text(row, key->title);
	cell_text(row, draw_office_name(draw, key->state.office_id));
	cell_day(row, key->due_on);
	cell_day(row, key->answered_on);
	cell_text(row, key->state.class);
	cell_day(row, key->closed_on);
}

static void draw_cases(struct draw *draw, const struct draw_list *list)
{
	static const struct draw_column columns[] = {
		{ "leader", "text", { "领衔领导", "Leader" } }, { "number", "text", { "案号", "Number" } },
		{ "title", "text", { "案由", "Title" } },       { "office", "text", { "主办单位", "Office" } },
		{ "due_on", "day", { "办理期限", "Due" } },     { "answered_on", "day", { "答复日期", "Answered" } },
		{ "class", "text", { "类别", "Class" } },       { "closed_on", "day", { "办结日期", "Closed" } },
	};
	json_t *table = draw_table(draw, "cases", (struct label){ "重点提案一览", "Key proposals" },
				   (struct label){ "没有重点提案。", "There are none." }, columns,
				   sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < list->n; i++)
		add_case(draw, table, &list->rows[i]);
}

bool draw_key(struct draw *draw)
{
	struct draw_question question = {
		.filter.key = true, .group = RATE_BY_LEADER, .codes = section_office_codes, .n = SECTION_OFFICE_CODES
	};
	struct draw_list list = { .filter.key = true, .condition = &is_key };
	if (!draw_ask(draw, &question, 1) || !draw_ask_list(draw, &list))
		return false;
	draw_heading(draw, (struct label){ "总体情况", "All" });
	draw_text(draw, list.n, &question.table->total);
	section_groups(draw, "leaders", (struct label){ "按领衔领导", "By leader" },
		       (struct label){ "领衔领导", "Leader" }, (struct label){ "未明确领衔领导", "nobody yet" },
		       question.table);
	draw_heading(draw, (struct label){ "逐件情况", "One by one" });
	draw_cases(draw, &list);
	return true;
}
