/* Office scores (绩效考核): what the rules' section `score` gives and takes, with the case and the rule behind each
 * point. The points of the annex and the base are the score: what a limit cuts off is not listed, and counted in
 * the remark of the last one that counts. */
#include "report/section.h"
#include <stdlib.h>

/* Items with a column of their own; with more an A4 page is too narrow, and only sums stand in the table. */
#define MAX_ITEM_COLUMNS 8
/* Column of the annex. */
#define REMARK 5

struct scored {
	int office_id;
	size_t place;   /* in official order */
	int64_t *items; /* tenths, by item */
	json_t *points; /* rows of the annex; owned until it has them */
	int64_t score;
	/* of the item under way: its last row (borrowed), parts beyond its limit */
	json_t *last;
	int64_t beyond;
};
struct scoring {
	const struct score_rules *rules;
	struct scored *offices;
	size_t n;
	struct draw_list *lists; /* of each item */
};

static struct scored *office_of(struct scoring *scoring, int office_id)
{
	for (size_t i = 0; i < scoring->n; i++)
		if (scoring->offices[i].office_id == office_id)
			return &scoring->offices[i];
	return NULL;
}

static bool ask(struct draw *draw, struct scoring *scoring)
{
	struct draw_question question = { .group = RATE_BY_OFFICE,
					  .codes = section_office_codes,
					  .n = SECTION_OFFICE_CODES };
	size_t n_items = (size_t)scoring->rules->n_items;
	if (!draw_ask(draw, &question, 1))
		return false;
	scoring->offices = arena_alloc(draw->arena, (question.table->n_rows + 1) * sizeof *scoring->offices);
	for (size_t i = 0; i < question.table->n_rows; i++)
		if (question.table->rows[i].assigned)
			scoring->offices[scoring->n++] = (struct scored){
				.office_id = question.table->rows[i].id,
				.place = i,
				.items = arena_alloc(draw->arena, (n_items + 1) * sizeof(int64_t)),
			};
	scoring->lists = arena_alloc(draw->arena, (n_items + 1) * sizeof *scoring->lists);
	for (size_t k = 0; k < n_items; k++) {
		scoring->lists[k] = (struct draw_list){ .condition = &scoring->rules->items[k].where, .parts = true };
		if (!draw_ask_list(draw, &scoring->lists[k]))
			return false;
	}
	return true;
}

/* ---- Points, one by one ---- */

/* What of a part's points counts when an office already has so many of the item. */
static int64_t within_limit(const struct score_item *item, int64_t before)
{
	int64_t after = before + item->points_tenths, limit = item->limit_tenths;
	if (limit && after > limit)
		after = limit;
	if (limit && after < -limit)
		after = -limit;
	return after - before;
}

static json_t *add_point(struct draw *draw, struct scored *office, const struct rate_list_row *part,
			 const struct score_item *item, int64_t points)
{
	json_t *row = json_array();
	json_array_append_new(office->points, row);
	cell_text(row, draw_office_name(draw, part->state.office_id));
	cell_text(row, part->number);
	cell_text(row, part->title);
	cell_text(row, label_text(&item->label, draw->language));
	cell_points(row, points);
	cell_text(row, "");
	return row;
}

/* Says in the last row of an item that others no longer count. */
static void remark_limit(struct draw *draw, const struct scored *office)
{
	static const struct label remark = { "已达上限，另有{n}件不再计分", "limit reached; {n} more do not count" };
	if (office->last && office->beyond)
		json_array_set_new(office->last, REMARK,
				   json_string(draw_say(draw, remark, "n", draw_number(draw, office->beyond), NULL)));
}

static void score_item(struct draw *draw, struct scoring *scoring, size_t k)
{
	const struct score_item *item = &scoring->rules->items[k];
	const struct rate_list_row *const *rows = draw_by_office(draw, &scoring->lists[k]);
	for (size_t i = 0; i < scoring->n; i++) {
		scoring->offices[i].last = NULL;
		scoring->offices[i].beyond = 0;
	}
	for (size_t i = 0; i < scoring->lists[k].n; i++) {
		struct scored *office = office_of(scoring, rows[i]->state.office_id);
		int64_t counted = office ? within_limit(item, office->items[k]) : 0;
		if (counted) {
			office->items[k] += counted;
			office->last = add_point(draw, office, rows[i], item, counted);
		} else if (office) {
			office->beyond++;
		}
	}
	for (size_t i = 0; i < scoring->n; i++)
		remark_limit(draw, &scoring->offices[i]);
}

/* By office in the order of the scores, within one by rule and number. */
static void draw_points(struct draw *draw, const struct scoring *scoring)
{
	static const struct draw_column columns[] = {
		{ "office", "text", { "承办单位", "Office" } }, { "number", "text", { "案号", "Number" } },
		{ "title", "text", { "案由", "Title" } },       { "rule", "text", { "考核项目", "Rule" } },
		{ "points", "points", { "分值", "Points" } },   { "remark", "text", { "备注", "Remark" } },
	};
	json_t *table = draw_annex(draw, "points", (struct label){ "加减分明细", "Every point" },
				   (struct label){ "没有加分或减分。", "No points were given or taken." }, columns,
				   sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < scoring->n; i++) {
		json_array_extend(json_object_get(table, "rows"), scoring->offices[i].points);
		json_decref(scoring->offices[i].points);
	}
}

/* ---- The table ---- */

static int compare_scored(const void *a, const void *b)
{
	const struct scored *one = a, *other = b;
	if (one->score != other->score)
		return one->score > other->score ? -1 : 1;
	return one->place < other->place ? -1 : one->place > other->place;
}

static void sum_up(struct scoring *scoring)
{
	for (size_t i = 0; i < scoring->n; i++) {
		scoring->offices[i].score = scoring->rules->base_tenths;
		for (int k = 0; k < scoring->rules->n_items; k++)
			scoring->offices[i].score += scoring->offices[i].items[k];
	}
	qsort(scoring->offices, scoring->n, sizeof *scoring->offices, compare_scored);
}

/* Offices of the same score have the same rank; the next one's counts them all. */
static size_t rank_of(const struct scoring *scoring, size_t i)
{
	while (i && scoring->offices[i - 1].score == scoring->offices[i].score)
		i--;
	return i + 1;
}

static void add_item_columns(struct draw *draw, json_t *table, const struct score_rules *rules)
{
	if (rules->n_items > MAX_ITEM_COLUMNS) {
		draw_add_column(draw, table, "gained", "points", draw_word(draw, "加分", "Given"));
		draw_add_column(draw, table, "lost", "points", draw_word(draw, "减分", "Taken"));
		return;
	}
	for (int k = 0; k < rules->n_items; k++)
		draw_add_column(draw, table, arena_printf(draw->arena, "item_%s", rules->items[k].code), "points",
				label_text(&rules->items[k].label, draw->language));
}

static void add_items(json_t *row, const struct scoring *scoring, const struct scored *office)
{
	int64_t gained = 0, lost = 0;
	for (int k = 0; k < scoring->rules->n_items; k++) {
		gained += office->items[k] > 0 ? office->items[k] : 0;
		lost += office->items[k] < 0 ? office->items[k] : 0;
		if (scoring->rules->n_items <= MAX_ITEM_COLUMNS)
			cell_points(row, office->items[k]);
	}
	if (scoring->rules->n_items > MAX_ITEM_COLUMNS) {
		cell_points(row, gained);
		cell_points(row, lost);
	}
}

static void draw_scores(struct draw *draw, const struct scoring *scoring)
{
	static const struct draw_column columns[] = { { "rank", "integer", { "名次", "Rank" } },
						      { "office", "text", { "承办单位", "Office" } },
						      { "base", "points", { "基础分", "Base" } } };
	static const char *const series[] = { "score", NULL };
	json_t *table = draw_table(draw, "scores", (struct label){ "考核得分", "Scores" },
				   (struct label){ "没有承办单位。", "There are no offices." }, columns, 3);
	add_item_columns(draw, table, scoring->rules);
	draw_add_column(draw, table, "score", "points", draw_word(draw, "得分", "Score"));
	for (size_t i = 0; i < scoring->n; i++) {
		json_t *row = draw_row(table);
		cell_count(row, (int64_t)rank_of(scoring, i));
		cell_text(row, draw_office_name(draw, scoring->offices[i].office_id));
		cell_points(row, scoring->rules->base_tenths);
		add_items(row, scoring, &scoring->offices[i]);
		cell_points(row, scoring->offices[i].score);
	}
	draw_note(table,
		  draw_word(draw, "得分＝基础分＋各项加减分；每一分的案号和依据见附件1。同分的名次相同。",
			    "Score = base + points; the case and rule of every point stand in annex 1. Equal scores "
			    "have the same rank."));
	if (scoring->n)
		draw_chart(draw, "bar", (struct label){ "各承办单位得分", "Scores" }, "scores", "office", series);
}

static void draw_formula(struct draw *draw, const struct score_rules *rules)
{
	static const struct draw_column columns[] = { { "rule", "text", { "考核项目", "Rule" } },
						      { "points", "points", { "每件分值", "For each part" } },
						      { "limit", "points", { "上限", "At most" } } };
	json_t *table = draw_table(draw, "formula", (struct label){ "计分办法", "How points are given" },
				   (struct label){ "", "" }, columns, 3);
	for (int k = 0; k < rules->n_items; k++) {
		json_t *row = draw_row(table);
		cell_text(row, label_text(&rules->items[k].label, draw->language));
		cell_points(row, rules->items[k].points_tenths);
		if (rules->items[k].limit_tenths)
			cell_points(row, rules->items[k].limit_tenths);
		else
			cell_none(row);
	}
}

static void draw_text(struct draw *draw, const struct scoring *scoring)
{
	static const struct label text = { "截至{as_of}，按现行规则对承办{session}提案的{n}个单位计分，每个单位基础分{"
					   "base}分，最高{high}分，最低{low}分。",
					   "As of {as_of}, {n} offices with proposals{session} were scored by the "
					   "rules in force; each begins with "
					   "{base} points. Highest: {high}, lowest: {low}." };
	if (!scoring->n)
		return;
	draw_paragraph(draw, draw_say(draw, text, "as_of", draw_as_of(draw), "session", draw_of_session(draw), "n",
				      draw_number(draw, (int64_t)scoring->n), "base",
				      points_text(draw->arena, scoring->rules->base_tenths), "high",
				      points_text(draw->arena, scoring->offices[0].score), "low",
				      points_text(draw->arena, scoring->offices[scoring->n - 1].score), NULL));
}

bool draw_score(struct draw *draw)
{
	struct scoring scoring = { .rules = draw->registry->rules->score };
	if (!scoring.rules) {
		draw_paragraph(draw, draw_word(draw, "现行规则没有绩效考核（score）一节，无从计分。",
					       "The rules in force have no section `score`: nothing can be scored."));
		return true;
	}
	if (!ask(draw, &scoring))
		return false;
	for (size_t i = 0; i < scoring.n; i++)
		scoring.offices[i].points = json_array();
	for (int k = 0; k < scoring.rules->n_items; k++)
		score_item(draw, &scoring, (size_t)k);
	sum_up(&scoring);
	draw_heading(draw, (struct label){ "总体情况", "All" });
	draw_text(draw, &scoring);
	draw_scores(draw, &scoring);
	draw_heading(draw, (struct label){ "计分办法", "How points are given" });
	draw_formula(draw, scoring.rules);
	draw_points(draw, &scoring);
	return true;
}
