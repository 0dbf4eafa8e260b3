/* Annexes: the cases behind the figures, by office. */
#include "report/conditions.h"
#include "report/section.h"
#include <string.h>

const struct rate_condition condition_open = ALL(IS(RATE_ASSIGNED), IS(RATE_OPEN));
const struct rate_condition condition_assigned = ALL(IS(RATE_ASSIGNED));
const struct rate_condition condition_discontent = ALL(EITHER(RATE_ANSWERED, RATE_MERGED_ANSWERED), IS(RATE_EVALUATED),
						       EITHER(RATE_RESULT_DISCONTENT, RATE_ATTITUDE_DISCONTENT));

json_t *section_annex(struct draw *draw, const char *key, struct label title, struct label empty,
		      const struct draw_column *columns, size_t n)
{
	size_t left_out = draw->query->office_id != 0;
	return draw_annex(draw, key, title, empty, columns + left_out, n - left_out);
}

json_t *section_annex_row(struct draw *draw, json_t *table, const struct rate_list_row *listed)
{
	json_t *row = draw_row(table);
	if (!draw->query->office_id)
		cell_text(row, draw_office_name(draw, listed->state.office_id));
	return row;
}

/* The set'th set of marks in the city's words: "不满意", "满意、不满意". */
static const char *marks_of(struct draw *draw, const char *words, enum fact_word_set set)
{
	struct draw_names names = { 0 };
	for (unsigned i = 0; i < set && *words; i++)
		words += strcspn(words, ";") + (words[strcspn(words, ";")] == ';');
	while (*words && *words != ';') {
		size_t len = strcspn(words, ",;");
		char *code = arena_printf(draw->arena, "%.*s", (int)len, words);
		const struct rule_word *mark = rules_mark(draw->registry->rules, code);
		if (len)
			draw_names_add(draw, &names, mark ? label_text(&mark->label, draw->language) : code);
		words += len + (words[len] == ',');
	}
	return draw_names_take(draw, &names);
}

bool section_discontent(struct draw *draw)
{
	static const struct draw_column columns[] = {
		{ "office", "text", { "承办单位", "Office" } }, { "number", "text", { "案号", "Number" } },
		{ "title", "text", { "案由", "Title" } },       { "answered_on", "day", { "答复日期", "Answered" } },
		{ "result", "text", { "办理结果", "Result" } }, { "attitude", "text", { "办理态度", "Attitude" } }
	};
	struct draw_list list = { .filter.office_id = draw->query->office_id, .condition = &condition_discontent };
	if (!draw_ask_list(draw, &list))
		return false;
	const struct rate_list_row *const *rows = draw_by_office(draw, &list);
	json_t *table =
		section_annex(draw, "discontent", (struct label){ "评价为不满意的提案", "Evaluated as not satisfied" },
			      (struct label){ "没有评价为不满意的提案。", "None." }, columns, 6);
	for (size_t i = 0; i < list.n; i++) {
		json_t *row = section_annex_row(draw, table, rows[i]);
		cell_text(row, rows[i]->number);
		cell_text(row, rows[i]->title);
		cell_day(row, rows[i]->answered_on);
		cell_text(row, marks_of(draw, rows[i]->state.words, WORDS_RESULT));
		cell_text(row, marks_of(draw, rows[i]->state.words, WORDS_ATTITUDE));
	}
	return true;
}
