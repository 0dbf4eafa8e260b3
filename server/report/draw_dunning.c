/* Dunning (催办): what is overdue by office, and a letter for each. */
#include "report/section.h"

static void draw_text(struct draw *draw, const struct overdue_counts *counts, size_t n, size_t n_offices)
{
	static const struct label text = {
		"截至{as_of}，{session}逾期未答复的提案共{n}件次，涉及{offices}个单位，催办函附后。",
		"As of {as_of}, overdue assignments{session}: {n}, of {offices} offices. A letter for each follows."
	};
	static const struct label with_others = {
		"截至{as_of}，{session}提案逾期的答复和会办意见共{n}件次，涉及{offices}"
		"个单位，催办函附后。其中首轮答复{first}"
		"件次；第二轮及以后的答复{later}件次、会办意见{opinions}件次，逾期率不计。",
		"As of {as_of}, overdue answers and opinions{session}: {n}, of {offices} offices. A letter for each "
		"follows. Answers of the first round: {first}; what the overdue rate does not count: answers of later "
		"rounds {later}, opinions of assisting offices {opinions}."
	};
	static const struct label none = { "截至{as_of}，{session}没有逾期未答复的提案。",
					   "As of {as_of}, nothing{session} is overdue." };
	int64_t first = counts->of[OVERDUE_ANSWER];
	draw_paragraph(draw, draw_say(draw,
				      !n                    ? none
				      : (int64_t)n == first ? text
							    : with_others,
				      "as_of", draw_as_of(draw), "session", draw_of_session(draw), "n",
				      draw_number(draw, (int64_t)n), "offices", draw_number(draw, (int64_t)n_offices),
				      "first", draw_number(draw, first), "later",
				      draw_number(draw, counts->of[OVERDUE_LATER]), "opinions",
				      draw_number(draw, counts->of[OVERDUE_OPINION]), NULL));
}

/* The rows from `first` on that are of the same office; their number. */
static size_t of_one_office(const struct rate_list_row *const *rows, size_t n, size_t first)
{
	size_t end = first;
	while (end < n && rows[end]->state.office_id == rows[first]->state.office_id)
		end++;
	return end - first;
}

static void add_counts(json_t *row, const struct overdue_counts *counts)
{
	for (int kind = 0; kind < OVERDUE_KIND_COUNT_; kind++)
		cell_count(row, counts->of[kind]);
}

static void add_office(struct draw *draw, json_t *table, const struct rate_list_row *const *rows, size_t n)
{
	struct overdue_counts counts = section_count_overdue(rows, n);
	json_t *row = draw_row(table);
	int longest = 0;
	for (size_t i = 0; i < n; i++)
		longest = rows[i]->days_late > longest ? rows[i]->days_late : longest;
	cell_text(row, draw_office_name(draw, rows[0]->state.office_id));
	cell_count(row, (int64_t)n);
	add_counts(row, &counts);
	cell_count(row, longest);
}

static void draw_offices(struct draw *draw, const struct rate_list_row *const *rows, size_t n,
			 const struct overdue_counts *counts)
{
	static const struct draw_column columns[] = {
		{ "office", "text", { "承办单位", "Office" } },
		{ "overdue", "integer", { "逾期", "Overdue" } },
		{ "first", "integer", { "首轮答复", "First answers" } },
		{ "later", "integer", { "后轮答复", "Later rounds" } },
		{ "opinions", "integer", { "会办意见", "Opinions" } },
		{ "longest", "integer", { "最长逾期工作日", "Longest, working days" } }
	};
	json_t *table =
		draw_table(draw, "offices", (struct label){ "各承办单位逾期的答复和会办意见", "Overdue by office" },
			   (struct label){ "没有逾期的答复和会办意见。", "Nothing is overdue." }, columns, 6);
	for (size_t i = 0, count; i < n; i += count) {
		count = of_one_office(rows, n, i);
		add_office(draw, table, rows + i, count);
	}
	json_t *total = draw_total(draw, table);
	cell_count(total, (int64_t)n);
	add_counts(total, counts);
	cell_none(total);
}

/* ---- Letters ---- */

static void add_text(json_t *list, const char *text)
{
	json_array_append_new(list, json_string(text));
}

/* What is owed is said where it is not the answer everybody expects. */
static void add_case(struct draw *draw, json_t *paragraphs, const struct rate_list_row *row, size_t place)
{
	static const struct label text = {
		"{n}．第{number}号《{title}》{matter}，{assigned_on}{began}，期限{due_on}，逾期{days}个工作日。",
		"{n}. No. {number}, \"{title}\"{matter}, {began} on {assigned_on}, due on {due_on}, "
		"{days} working days late."
	};
	static const struct label matter = { "（{matter}）", " ({matter})" };
	bool usual = section_overdue_kind(row) == OVERDUE_ANSWER;
	const char *what = usual ? "" : draw_say(draw, matter, "matter", section_overdue_matter(draw, row), NULL);
	add_text(paragraphs, draw_say(draw, text, "n", draw_number(draw, (int64_t)place), "number", row->number,
				      "title", row->title, "matter", what, "began",
				      row->unit == FACT_LATER ? draw_word(draw, "重新办理", "reopened")
							      : draw_word(draw, "交办", "assigned"),
				      "assigned_on", day_in_words(draw->arena, row->assigned_on, draw->language),
				      "due_on", day_in_words(draw->arena, row->due_on, draw->language), "days",
				      draw_number(draw, row->days_late), NULL));
}

static void draw_letter(struct draw *draw, const struct rate_list_row *const *rows, size_t n)
{
	static const struct label begin[] = {
		{ "截至{as_of}，你单位承办的提案中有{n}件已超过办理期限、尚未答复：",
		  "As of {as_of}, proposals assigned to you that are past their due day without an "
		  "answer: {n}." },
		{ "截至{as_of}，你单位承办、会办的提案中有{n}件已超过期限、尚未答复或出具会办意见：",
		  "As of {as_of}, proposals assigned to you that are past their due day without your answer or "
		  "opinion: {n}." }
	};
	static const struct label end[] = {
		{ "请抓紧办理并答复提案者；确需延期的，请按规定申请并说明理由。",
		  "Please answer them; where more time is needed, ask for it and tell why." },
		{ "请抓紧办理，答复提案者、出具会办意见；确需延期的，请按规定申请并说明理由。",
		  "Please answer or give your opinion; where more time is needed, ask for it and tell why." }
	};
	bool opinions = section_count_overdue(rows, n).of[OVERDUE_OPINION] > 0;
	json_t *block = json_object(), *paragraphs = json_array();
	add_text(paragraphs,
		 draw_say(draw, begin[opinions], "as_of", draw_as_of(draw), "n", draw_number(draw, (int64_t)n), NULL));
	for (size_t i = 0; i < n; i++)
		add_case(draw, paragraphs, rows[i], i + 1);
	add_text(paragraphs, label_text(&end[opinions], draw->language));
	json_object_set_new(block, "type", json_string("letter"));
	json_object_set_new(block, "to", json_string(draw_office_name(draw, rows[0]->state.office_id)));
	json_object_set_new(block, "paragraphs", paragraphs);
	json_object_set_new(block, "sign", json_string(label_text(&draw->registry->rules->place, draw->language)));
	json_object_set_new(block, "date", json_string(day_in_words(draw->arena, draw->query->date, draw->language)));
	json_array_append_new(draw->blocks, block);
}

bool draw_dunning(struct draw *draw)
{
	struct draw_list overdue;
	if (!section_ask_overdue(draw, draw->query->office_id, &overdue))
		return false;
	draw_uses(draw, "overdue");
	const struct rate_list_row *const *rows = draw_by_office(draw, &overdue);
	struct overdue_counts counts = section_count_overdue(rows, overdue.n);
	size_t n_offices = 0;
	for (size_t i = 0; i < overdue.n; i += of_one_office(rows, overdue.n, i))
		n_offices++;
	draw_text(draw, &counts, overdue.n, n_offices);
	draw_offices(draw, rows, overdue.n, &counts);
	section_overdue_all(draw, &overdue);
	for (size_t i = 0, count; i < overdue.n; i += count) {
		count = of_one_office(rows, overdue.n, i);
		draw_letter(draw, rows + i, count);
	}
	for (size_t i = 0; i < overdue.n; i++)
		json_array_append_new(draw->dunned, json_pack("[I,i,i]", (json_int_t)rows[i]->case_id, rows[i]->no,
							      rows[i]->state.office_id));
	return true;
}

size_t report_dunned(const json_t *document, struct dunned *list, size_t max)
{
	const json_t *dunned = json_object_get(document, "dunned");
	size_t n = json_array_size(dunned) < max ? json_array_size(dunned) : max;
	for (size_t i = 0; i < n; i++) {
		const json_t *row = json_array_get(dunned, i);
		list[i] = (struct dunned){ .case_id = json_integer_value(json_array_get(row, 0)),
					   .assignment_no = (int)json_integer_value(json_array_get(row, 1)),
					   .office_id = (int)json_integer_value(json_array_get(row, 2)) };
	}
	return n;
}
