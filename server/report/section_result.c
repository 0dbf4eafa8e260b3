/* What came of the answers: classes and evaluations. */
#include "report/conditions.h"
#include "report/section.h"

/* ---- Classes ---- */

static const struct rate_definition answered = {
	.code = "answered_cases", .unit = FACT_CASE, .of = ALL(IS(RATE_ANSWERED)), .with = ALL(IS(RATE_ANSWERED))
};

static const char *meaning_of(const struct draw *draw, const char *letter)
{
	const struct rule_class *class = rules_class(draw->registry->rules, letter);
	if (!*letter)
		return draw_word(draw, "未分类", "without a class");
	return class ? label_text(&class->label, draw->language) : letter;
}

static void add_class(struct draw *draw, json_t *table, const char *letter, int64_t n, int64_t sum, const char *share)
{
	json_t *row = draw_row(table);
	cell_text(row, *letter ? letter : "—");
	cell_text(row, meaning_of(draw, letter));
	cell_count(row, n);
	cell_share(row, n, sum, share);
}

/* Adds a row for each class and one for those without; returns the sum. */
static int64_t add_classes(struct draw *draw, json_t *table, const struct rate_table *classes)
{
	size_t n = classes->n_rows;
	int64_t sum = classes->total.figures[0].denominator, rest = sum;
	int64_t *counts = arena_alloc(draw->arena, (n + 1) * sizeof *counts);
	for (size_t i = 0; i < n; i++)
		rest -= counts[i] = classes->rows[i].figures[0].denominator;
	counts[n] = rest;
	const char *const *shares = draw_shares(draw, counts, n + 1);
	for (size_t i = 0; i <= n; i++)
		if (counts[i])
			add_class(draw, table, i < n ? classes->rows[i].code : "", counts[i], sum, shares[i]);
	return sum;
}

bool section_classes(struct draw *draw)
{
	static const struct rate_definition *const definitions[] = { &answered };
	static const struct draw_column columns[] = { { "class", "text", { "类别", "Class" } },
						      { "meaning", "text", { "含义", "Meaning" } },
						      { "count", "integer", { "件数", "Proposals" } },
						      { "share", "percent", { "占已答复", "Of the answered" } } };
	static const char *const series[] = { "count", "share", NULL };
	struct draw_question question = {
		.group = RATE_BY_CLASS, .filter.office_id = draw->query->office_id, .definitions = definitions, .n = 1
	};
	if (!draw_ask(draw, &question, 1))
		return false;
	json_t *table = draw_table(draw, "classes", (struct label){ "答复类别", "Answers by class" },
				   (struct label){ "尚无答复。", "Nothing is answered yet." }, columns, 4);
	int64_t sum = add_classes(draw, table, question.table);
	json_t *total = draw_total(draw, table);
	cell_none(total);
	cell_count(total, sum);
	cell_percent(draw, total, sum, sum);
	draw_note(table,
		  draw_word(draw, "以已答复为基数；类别以答复上印的为准，一件提案由几个单位分办的，取最靠后的一类。",
			    "Of the answered; the class is the one printed, of several offices' answers the least "
			    "far-reaching one."));
	if (sum)
		draw_chart(draw, "donut", (struct label){ "答复类别", "Answers by class" }, "classes", "meaning",
			   series);
	return true;
}

/* ---- Evaluations ---- */

#define ANSWER EITHER(RATE_ANSWERED, RATE_MERGED_ANSWERED)

/* Counts of a question by mark: of the answered that came back; best and content and discontent of them. */
enum { RETURNED, BEST, CONTENT, DISCONTENT, N_MARKS };
static const struct rate_definition result[N_MARKS] = {
	[RETURNED] = COUNTED("returned", FACT_CASE, ANSWER, IS(RATE_EVALUATED)),
	[BEST] = COUNTED("best", FACT_CASE, ANSWER, IS(RATE_EVALUATED), IS(RATE_RESULT_BEST)),
	[CONTENT] = COUNTED("content", FACT_CASE, ANSWER, IS(RATE_EVALUATED), IS(RATE_RESULT_CONTENT)),
	[DISCONTENT] = COUNTED("discontent", FACT_CASE, ANSWER, IS(RATE_EVALUATED), IS(RATE_RESULT_DISCONTENT)),
};
static const struct rate_definition attitude[N_MARKS] = {
	[RETURNED] = COUNTED("returned", FACT_CASE, ANSWER, IS(RATE_EVALUATED)),
	[BEST] = COUNTED("best", FACT_CASE, ANSWER, IS(RATE_EVALUATED), IS(RATE_ATTITUDE_BEST)),
	[CONTENT] = COUNTED("content", FACT_CASE, ANSWER, IS(RATE_EVALUATED), IS(RATE_ATTITUDE_CONTENT)),
	[DISCONTENT] = COUNTED("discontent", FACT_CASE, ANSWER, IS(RATE_EVALUATED), IS(RATE_ATTITUDE_DISCONTENT)),
};
static const struct rate_definition *const result_marks[N_MARKS] = { &result[RETURNED], &result[BEST], &result[CONTENT],
								     &result[DISCONTENT] };
static const struct rate_definition *const attitude_marks[N_MARKS] = { &attitude[RETURNED], &attitude[BEST],
								       &attitude[CONTENT], &attitude[DISCONTENT] };

static const struct draw_column mark_columns[] = {
	{ "answered", "integer", { "已答复", "Answered" } },
	{ "best", "integer", { "满意", "Satisfied" } },
	{ "basically", "integer", { "基本满意", "Basically" } },
	{ "discontent", "integer", { "不满意", "Not satisfied" } },
	{ "unmarked", "integer", { "未评定", "Without mark" } },
	{ "unreturned", "integer", { "未收回", "Not returned" } },
};
#define N_MARK_COLUMNS (sizeof mark_columns / sizeof mark_columns[0])

static void add_marks(struct draw *draw, json_t *row, const struct rate_figure *figures)
{
	int64_t returned = figures[RETURNED].numerator, content = figures[CONTENT].numerator;
	cell_count(row, figures[RETURNED].denominator);
	cell_count(row, figures[BEST].numerator);
	cell_count(row, content - figures[BEST].numerator);
	cell_count(row, figures[DISCONTENT].numerator);
	cell_count(row, returned - content - figures[DISCONTENT].numerator);
	cell_count(row, figures[RETURNED].denominator - returned);
	cell_percent(draw, row, figures[BEST].numerator, returned);
	cell_percent(draw, row, content, returned);
}

static json_t *mark_table(struct draw *draw, const char *key, struct label title, struct label name)
{
	json_t *table = draw_table(draw, key, title, (struct label){ "尚无答复。", "Nothing is answered yet." },
				   &(struct draw_column){ "name", "text", name }, 1);
	for (size_t k = 0; k < N_MARK_COLUMNS; k++)
		draw_add_column(draw, table, mark_columns[k].key, mark_columns[k].kind,
				label_text(&mark_columns[k].title, draw->language));
	draw_add_column(draw, table, "rate", "percent",
			section_share_title(draw, "satisfaction", (struct label){ "满意率", "Satisfied %" },
					    (struct label){ "满意占收回", "Satisfied of returned %" }));
	draw_add_column(draw, table, "content_rate", "percent",
			section_share_title(draw, "content", (struct label){ "含基本满意", "With basically %" },
					    (struct label){ "含基本满意占收回", "With basically of returned %" }));
	return table;
}

static void add_total_marks(struct draw *draw, const struct rate_table *results, const struct rate_table *attitudes)
{
	json_t *table = mark_table(draw, "satisfaction",
				   (struct label){ "征询意见表收回情况（按提案计）", "Evaluations" },
				   (struct label){ "评价项目", "Of" }),
	       *row;
	row = draw_row(table);
	cell_text(row, draw_word(draw, "办理结果", "Result"));
	add_marks(draw, row, results->total.figures);
	row = draw_row(table);
	cell_text(row, draw_word(draw, "办理态度", "Attitude"));
	add_marks(draw, row, attitudes->total.figures);
	draw_note(table,
		  draw_word(draw,
			    "已答复＝满意＋基本满意＋不满意＋未评定＋未收回；比率以收回的为基数，未收回的不算满意。"
			    "已答复含并案提案的单独答复。",
			    "Answered = satisfied + basically + not satisfied + without mark + not returned; the "
			    "rates are of those that came back. Own answers of merged proposals are included."));
}

static void add_office_marks(struct draw *draw, const struct rate_table *offices)
{
	json_t *table = mark_table(draw, "satisfaction_offices",
				   (struct label){ "各承办单位办理结果评价", "Evaluation of results by office" },
				   (struct label){ "承办单位", "Office" });
	struct rate_figure sums[N_MARKS] = { 0 };
	for (size_t i = 0; i < offices->n_rows; i++) {
		const struct rate_figure *figures = offices->rows[i].figures;
		if (!figures[RETURNED].denominator)
			continue;
		json_t *row = draw_row(table);
		cell_text(row, draw_row_name(draw, &offices->rows[i]));
		add_marks(draw, row, figures);
		draw_add_figures(sums, figures, N_MARKS);
	}
	json_t *total = draw_total(draw, table);
	add_marks(draw, total, sums);
}

bool section_satisfaction(struct draw *draw)
{
	const struct rate_filter filter = { .office_id = draw->query->office_id };
	struct draw_question questions[] = {
		{ .filter = filter, .definitions = result_marks, .n = N_MARKS },
		{ .filter = filter, .definitions = attitude_marks, .n = N_MARKS },
		{ .filter = filter, .definitions = result_marks, .n = N_MARKS, .group = RATE_BY_OFFICE },
	};
	if (!draw_ask(draw, questions, sizeof questions / sizeof questions[0]))
		return false;
	add_total_marks(draw, questions[0].table, questions[1].table);
	if (!draw->query->office_id)
		add_office_marks(draw, questions[2].table);
	return true;
}

bool section_answers(struct draw *draw)
{
	draw_heading(draw, (struct label){ "答复类别", "Answers by class" });
	if (!section_classes(draw))
		return false;
	draw_heading(draw, (struct label){ "提案者评价", "Evaluations" });
	return section_satisfaction(draw);
}
