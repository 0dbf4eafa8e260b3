/* What is overdue, of whichever round and role, and the annexes that list it. */
#include "report/conditions.h"
#include "report/section.h"

static const struct rate_condition condition_overdue = ALL(IS(RATE_ASSIGNED), IS(RATE_OVERDUE));

bool section_ask_overdue(struct draw *draw, int office_id, struct draw_list *ret_list)
{
	*ret_list = (struct draw_list){ .filter.office_id = office_id,
					.filter.roles = ANSWERING_ROLES | 1u << ASSIGNMENT_ASSIST,
					.condition = &condition_overdue,
					.parts = true,
					.later = true };
	return draw_ask_list(draw, ret_list);
}

enum overdue_kind section_overdue_kind(const struct rate_list_row *row)
{
	if (row->state.role == ASSIGNMENT_ASSIST)
		return OVERDUE_OPINION;
	return row->unit == FACT_LATER ? OVERDUE_LATER : OVERDUE_ANSWER;
}

struct overdue_counts section_count_overdue(const struct rate_list_row *const *rows, size_t n)
{
	struct overdue_counts counts = { 0 };
	for (size_t i = 0; i < n; i++)
		counts.of[section_overdue_kind(rows[i])]++;
	return counts;
}

const char *section_overdue_matter(struct draw *draw, const struct rate_list_row *row)
{
	static const struct label first[] = {
		[OVERDUE_ANSWER] = { "首轮答复", "first answer" }, [OVERDUE_OPINION] = { "会办意见", "opinion" }
	};
	static const struct label later[] = { [OVERDUE_LATER] = { "第{round}轮答复", "answer, round {round}" },
					      [OVERDUE_OPINION] = { "第{round}轮会办意见", "opinion, round {round}" } };
	enum overdue_kind kind = section_overdue_kind(row);
	if (row->unit == FACT_PART)
		return label_text(&first[kind], draw->language);
	return draw_say(draw, later[kind], "round", draw_numeral(draw, row->round), NULL);
}

/* ---- Annexes ---- */

static void add_row(struct draw *draw, json_t *table, const struct rate_list_row *listed, bool with_matter)
{
	json_t *row = section_annex_row(draw, table, listed);
	cell_text(row, listed->number);
	cell_text(row, listed->title);
	if (with_matter)
		cell_text(row, section_overdue_matter(draw, listed));
	cell_day(row, listed->assigned_on);
	cell_day(row, listed->due_on);
	cell_count(row, listed->days_late);
}

/* What the overdue rate leaves out, so that nobody takes the annex for all there is; "" when it is. */
static const char *others_words(struct draw *draw, const struct overdue_counts *counts)
{
	static const struct label words = {
		"另有第二轮及以后的答复{later}件次、会办意见{opinions}件次逾期，逾期率不计，不在本表之列，见催办清单。",
		"Overdue beside these: answers of later rounds {later}, opinions of assisting offices {opinions}. The "
		"overdue rate does not count them; the list of reminders has them."
	};
	if (!counts->of[OVERDUE_LATER] && !counts->of[OVERDUE_OPINION])
		return "";
	return draw_say(draw, words, "later", draw_number(draw, counts->of[OVERDUE_LATER]), "opinions",
			draw_number(draw, counts->of[OVERDUE_OPINION]), NULL);
}

void section_overdue(struct draw *draw, const struct draw_list *overdue)
{
	static const struct draw_column columns[] = { { "office", "text", { "承办单位", "Office" } },
						      { "number", "text", { "案号", "Number" } },
						      { "title", "text", { "案由", "Title" } },
						      { "assigned_on", "day", { "交办日期", "Assigned" } },
						      { "due_on", "day", { "办理期限", "Due" } },
						      { "days", "integer", { "逾期工作日", "Working days late" } } };
	const struct rate_list_row *const *rows = draw_by_office(draw, overdue);
	struct overdue_counts counts = section_count_overdue(rows, overdue->n);
	const char *others = others_words(draw, &counts);
	const char *empty =
		arena_printf(draw->arena, "%s%s%s", draw_word(draw, "没有逾期未答复的提案。", "Nothing is overdue."),
			     *others && draw->language == LANGUAGE_EN ? " " : "", others);
	json_t *table = section_annex(draw, "overdue", (struct label){ "逾期未答复的提案", "Overdue proposals" },
				      (struct label){ empty, empty }, columns, 6);
	for (size_t i = 0; i < overdue->n; i++)
		if (section_overdue_kind(rows[i]) == OVERDUE_ANSWER)
			add_row(draw, table, rows[i], false);
	if (*others && counts.of[OVERDUE_ANSWER])
		draw_note(table, others);
}

void section_overdue_all(struct draw *draw, const struct draw_list *overdue)
{
	static const struct draw_column columns[] = { { "office", "text", { "承办单位", "Office" } },
						      { "number", "text", { "案号", "Number" } },
						      { "title", "text", { "案由", "Title" } },
						      { "matter", "text", { "事项", "Owed" } },
						      { "assigned_on", "day", { "交办日期", "Assigned" } },
						      { "due_on", "day", { "办理期限", "Due" } },
						      { "days", "integer", { "逾期工作日", "Working days late" } } };
	const struct rate_list_row *const *rows = draw_by_office(draw, overdue);
	json_t *table =
		section_annex(draw, "overdue", (struct label){ "逾期的答复和会办意见", "Overdue answers and opinions" },
			      (struct label){ "没有逾期的答复和会办意见。", "Nothing is overdue." }, columns, 7);
	for (size_t i = 0; i < overdue->n; i++)
		add_row(draw, table, rows[i], true);
}
