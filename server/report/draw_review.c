/* How a session's proposals were reviewed (提案审查情况): what was received is filed, redirected, refused or still
 * under review, and these add up; merged ones are a part of the filed. */
#include "report/conditions.h"
#include "report/section.h"

enum { FILED, MERGED, REDIRECTED, NOT_FILED, N_COUNTS };
static const struct rate_definition counts[N_COUNTS] = {
	[FILED] = COUNTED("filed", FACT_CASE, IS(RATE_RECEIVED), IS(RATE_FILED)),
	[MERGED] = COUNTED("merged", FACT_CASE, IS(RATE_RECEIVED), IS(RATE_FILED), IS(RATE_MERGED)),
	[REDIRECTED] = COUNTED("redirected", FACT_CASE, IS(RATE_RECEIVED), NOT(RATE_FILED), IS(RATE_REDIRECTED)),
	[NOT_FILED] = COUNTED("not_filed", FACT_CASE, IS(RATE_RECEIVED), NOT(RATE_FILED), NOT(RATE_REDIRECTED),
			      IS(RATE_NOT_FILED)),
};
static const struct rate_definition *const count_list[N_COUNTS] = { &counts[FILED], &counts[MERGED],
								    &counts[REDIRECTED], &counts[NOT_FILED] };
static const char *const codes[] = { "filing", "merging", "redirection", "participation" };
enum { FILING, MERGING, REDIRECTION, PARTICIPATION, N_CODES };

static int64_t received_of(const struct rate_figure *figures)
{
	return figures[FILED].denominator;
}

static int64_t pending_of(const struct rate_figure *figures)
{
	return received_of(figures) - figures[FILED].numerator - figures[REDIRECTED].numerator -
	       figures[NOT_FILED].numerator;
}

/* The groups' shares in what was filed. */
static const char *const *filed_shares(struct draw *draw, const struct rate_table *groups)
{
	int64_t *filed = arena_alloc(draw->arena, (groups->n_rows + 1) * sizeof *filed);
	for (size_t i = 0; i < groups->n_rows; i++)
		filed[i] = groups->rows[i].figures[FILED].numerator;
	return draw_shares(draw, filed, groups->n_rows);
}

/* ---- Text ---- */

static const char *shares_words(struct draw *draw, const struct rate_table *kinds)
{
	static const struct label share = { "{name}{n}件，占{share}%", "{name}: {n} ({share}%)" };
	struct draw_names names = { 0 };
	const char *const *shares = filed_shares(draw, kinds);
	for (size_t i = 0; i < kinds->n_rows; i++) {
		int64_t n = kinds->rows[i].figures[FILED].numerator;
		if (n)
			draw_names_add(draw, &names,
				       draw_say(draw, share, "name", draw_row_name(draw, &kinds->rows[i]), "n",
						draw_number(draw, n), "share", shares[i], NULL));
	}
	return draw_names_take(draw, &names);
}

static void draw_text(struct draw *draw, const struct rate_figure *figures, struct rate_figure filing,
		      const struct rate_table *kinds)
{
	static const struct label text = {
		"截至{as_of}，{session}共收到提案{received}件。经审查，{filing}；转作其他{redirected}件，"
		"不予立案{not_filed}件，尚在审查{pending}件。立案的提案中并案{merged}件，并案后{after}件。",
		"As of {as_of}, {received} proposals{session} were received; {filing}; redirected: {redirected}, "
		"not filed: {not_filed}, under review: {pending}. Of the filed {merged} were merged into "
		"others, which leaves {after}."
	};
	static const struct label by_kind = { "立案的提案按提案者分：{shares}。", "The filed by proposers: {shares}." };
	int64_t filed = figures[FILED].numerator;
	draw_paragraph(draw, draw_say(draw, text, "as_of", draw_as_of(draw), "session", draw_of_session(draw),
				      "received", draw_number(draw, received_of(figures)), "filing",
				      section_rate_words(draw, "filing", filing, ""), "redirected",
				      draw_number(draw, figures[REDIRECTED].numerator), "not_filed",
				      draw_number(draw, figures[NOT_FILED].numerator), "pending",
				      draw_number(draw, pending_of(figures)), "merged",
				      draw_number(draw, figures[MERGED].numerator), "after",
				      draw_number(draw, filed - figures[MERGED].numerator), NULL));
	if (filed)
		draw_paragraph(draw, draw_say(draw, by_kind, "shares", shares_words(draw, kinds), NULL));
}

/* ---- Tables ---- */

static const struct draw_column columns[] = {
	{ "received", "integer", { "收到", "Received" } },
	{ "filed", "integer", { "立案", "Filed" } },
	{ "redirected", "integer", { "转作其他", "Redirected" } },
	{ "not_filed", "integer", { "不予立案", "Not filed" } },
	{ "pending", "integer", { "审查中", "Under review" } },
	{ "merged", "integer", { "其中并案", "Of the filed: merged" } },
	{ "after", "integer", { "并案后", "After merging" } },
};
#define N_COLUMNS (sizeof columns / sizeof columns[0])

static void add_counts(struct draw *draw, json_t *row, const struct rate_figure *figures)
{
	cell_count(row, received_of(figures));
	cell_count(row, figures[FILED].numerator);
	cell_count(row, figures[REDIRECTED].numerator);
	cell_count(row, figures[NOT_FILED].numerator);
	cell_count(row, pending_of(figures));
	cell_count(row, figures[MERGED].numerator);
	cell_count(row, figures[FILED].numerator - figures[MERGED].numerator);
	cell_percent(draw, row, figures[FILED].numerator, received_of(figures));
}

static void draw_group(struct draw *draw, const char *key, struct label title, struct label name,
		       const struct rate_table *groups)
{
	static const struct label equation = {
		"收到＝立案＋转作其他＋不予立案＋审查中；并案后＝立案－并案。",
		"Received = filed + redirected + not filed + under review; after merging = "
		"filed - merged."
	};
	json_t *table = draw_table(draw, key, title, (struct label){ "没有收到提案。", "Nothing was received." },
				   &(struct draw_column){ "name", "text", name }, 1);
	struct rate_figure sums[N_COUNTS] = { 0 };
	for (size_t k = 0; k < N_COLUMNS; k++)
		draw_add_column(draw, table, columns[k].key, columns[k].kind,
				label_text(&columns[k].title, draw->language));
	draw_add_column(draw, table, "rate", "percent",
			section_share_title(draw, "filing", (struct label){ "立案率", "Filing rate" },
					    (struct label){ "立案占收到", "Filed of received" }));
	draw_add_column(draw, table, "share", "percent", draw_word(draw, "占立案", "Of the filed"));
	const char *const *shares = filed_shares(draw, groups);
	for (size_t i = 0; i < groups->n_rows; i++)
		draw_add_figures(sums, groups->rows[i].figures, N_COUNTS);
	for (size_t i = 0; i < groups->n_rows; i++) {
		const struct rate_figure *figures = groups->rows[i].figures;
		if (!received_of(figures))
			continue;
		json_t *row = draw_row(table);
		cell_text(row, draw_row_name(draw, &groups->rows[i]));
		add_counts(draw, row, figures);
		cell_share(row, figures[FILED].numerator, sums[FILED].numerator, shares[i]);
	}
	json_t *total = draw_total(draw, table);
	add_counts(draw, total, sums);
	cell_percent(draw, total, sums[FILED].numerator, sums[FILED].numerator);
	draw_note(table, label_text(&equation, draw->language));
}

static void draw_groups(struct draw *draw, const struct draw_question *questions)
{
	static const char *const filed[] = { "filed", "share", NULL }, *const count[] = { "filed", NULL };
	draw_group(draw, "kinds", (struct label){ "按提案者", "By proposers" }, (struct label){ "提案者", "Proposers" },
		   questions[0].table);
	draw_chart(draw, "donut", (struct label){ "立案的提案按提案者", "The filed by proposers" }, "kinds", "name",
		   filed);
	draw_group(draw, "categories", (struct label){ "按类别", "By category" }, (struct label){ "类别", "Category" },
		   questions[1].table);
	draw_chart(draw, "bar", (struct label){ "立案的提案按类别（件）", "The filed by category" }, "categories",
		   "name", count);
	draw_group(draw, "sectors", (struct label){ "按界别", "By sector" }, (struct label){ "界别", "Sector" },
		   questions[2].table);
}

/* ---- Annexes ---- */

/* What was not filed has no case number. */
static bool draw_cases(struct draw *draw, const char *key, struct label title, const struct rate_condition *condition,
		       bool numbered)
{
	static const struct draw_column list_columns[] = { { "number", "text", { "案号", "Number" } },
							   { "title", "text", { "案由", "Title" } },
							   { "proposers", "text", { "提案者", "Proposers" } },
							   { "category", "text", { "类别", "Category" } } };
	struct draw_list list = { .condition = condition };
	if (!draw_ask_list(draw, &list))
		return false;
	json_t *table = draw_annex(draw, key, title, (struct label){ "无。", "None." }, list_columns + !numbered,
				   numbered ? 4 : 3);
	for (size_t i = 0; i < list.n; i++) {
		json_t *row = draw_row(table);
		if (numbered)
			cell_text(row, list.rows[i].number);
		cell_text(row, list.rows[i].title);
		cell_text(row, list.rows[i].proposers);
		cell_text(row, list.rows[i].category);
	}
	return true;
}

bool draw_review(struct draw *draw)
{
	struct draw_question questions[] = {
		{ .group = RATE_BY_PROPOSER_KIND, .definitions = count_list, .n = N_COUNTS },
		{ .group = RATE_BY_CATEGORY, .definitions = count_list, .n = N_COUNTS },
		{ .group = RATE_BY_SECTOR, .definitions = count_list, .n = N_COUNTS },
		{ .codes = codes, .n = N_CODES },
	};
	if (!draw_ask(draw, questions, sizeof questions / sizeof questions[0]))
		return false;
	draw_heading(draw, (struct label){ "总体情况", "All" });
	draw_text(draw, questions[0].table->total.figures, questions[3].table->total.figures[FILING],
		  questions[0].table);
	section_rates(draw, (struct label){ "立案、并案、转办和参与", "Filing, merging, redirection, participation" },
		      codes, N_CODES, questions[3].table, NULL);
	draw_heading(draw, (struct label){ "分类情况", "By groups" });
	draw_groups(draw, questions);
	return draw_cases(draw, "not_filed", (struct label){ "不予立案的提案", "Not filed" }, &counts[NOT_FILED].with,
			  false) &&
	       draw_cases(draw, "redirected", (struct label){ "转作其他的提案", "Redirected" },
			  &counts[REDIRECTED].with, false) &&
	       draw_cases(draw, "merged", (struct label){ "并案的提案", "Merged into others" }, &counts[MERGED].with,
			  true);
}
