/* Promises by office, and the lists of those that need somebody's attention. */
#include "report/conditions.h"
#include "report/section.h"

enum { KEPT, BROKEN, OVERDUE, N_COUNTS };
static const struct rate_definition counts[N_COUNTS] = {
	[KEPT] = COUNTED("kept", FACT_PROMISE, IS(RATE_PROMISED), IS(RATE_KEPT)),
	[BROKEN] = COUNTED("broken", FACT_PROMISE, IS(RATE_PROMISED), IS(RATE_BROKEN)),
	[OVERDUE] = COUNTED("overdue", FACT_PROMISE, IS(RATE_PROMISED), IS(RATE_OVERDUE)),
};
static const struct rate_definition *const count_list[N_COUNTS] = { &counts[KEPT], &counts[BROKEN], &counts[OVERDUE] };
static const struct rate_definition pending =
	COUNTED("pending", FACT_PROMISE, IS(RATE_PROMISED), IS(RATE_OPEN), NOT(RATE_OVERDUE));

static void add_counts(struct draw *draw, json_t *row, const struct rate_figure *figures)
{
	int64_t kept = figures[KEPT].numerator, broken = figures[BROKEN].numerator,
		overdue = figures[OVERDUE].numerator, all = figures[KEPT].denominator;
	cell_count(row, all);
	cell_count(row, kept);
	cell_count(row, broken);
	cell_count(row, overdue);
	cell_count(row, all - kept - broken - overdue);
	cell_percent(draw, row, kept, kept + broken + overdue);
}

bool section_promises(struct draw *draw)
{
	static const struct draw_column columns[] = {
		{ "office", "text", { "承办单位", "Office" } },  { "promised", "integer", { "承诺", "Promised" } },
		{ "kept", "integer", { "已兑现", "Kept" } },     { "broken", "integer", { "未兑现", "Broken" } },
		{ "overdue", "integer", { "逾期", "Overdue" } }, { "pending", "integer", { "未到期", "Not due yet" } },
	};
	struct draw_question question = { .filter.office_id = draw->query->office_id,
					  .group = RATE_BY_OFFICE,
					  .definitions = count_list,
					  .n = N_COUNTS };
	struct rate_figure sums[N_COUNTS] = { 0 };
	if (!draw_ask(draw, &question, 1))
		return false;
	json_t *table = draw_table(draw, "promises", (struct label){ "各承办单位承诺事项", "Promises by office" },
				   (struct label){ "没有承诺事项。", "Nothing was promised." }, columns, 6);
	draw_add_column(draw, table, "rate", "percent",
			section_share_title(draw, "promises_kept", (struct label){ "承诺兑现率", "Kept of those due" },
					    (struct label){ "已兑现占到期", "Kept of those due" }));
	for (size_t i = 0; i < question.table->n_rows; i++) {
		const struct rate_figure *figures = question.table->rows[i].figures;
		if (!figures[KEPT].denominator)
			continue;
		json_t *row = draw_row(table);
		cell_text(row, draw_row_name(draw, &question.table->rows[i]));
		add_counts(draw, row, figures);
		draw_add_figures(sums, figures, N_COUNTS);
	}
	json_t *total = draw_total(draw, table);
	add_counts(draw, total, sums);
	draw_note(table,
		  draw_word(draw, "以承诺事项计；承诺＝已兑现＋未兑现＋逾期＋未到期，兑现率以到期的为基数。",
			    "Promises are counted; promised = kept + broken + overdue + not due yet; the rate is of "
			    "those due."));
	return true;
}

static bool draw_list(struct draw *draw, const char *key, struct label title, const struct rate_definition *definition)
{
	static const struct draw_column columns[] = { { "office", "text", { "承办单位", "Office" } },
						      { "number", "text", { "案号", "Number" } },
						      { "title", "text", { "案由", "Title" } },
						      { "promise", "text", { "承诺事项", "Promise" } },
						      { "due_on", "day", { "完成时限", "Due" } } };
	struct draw_list list = { .filter.office_id = draw->query->office_id, .definition = definition };
	if (!draw_ask_list(draw, &list))
		return false;
	const struct rate_list_row *const *rows = draw_by_office(draw, &list);
	json_t *table = section_annex(draw, key, title, (struct label){ "无。", "None." }, columns, 5);
	for (size_t i = 0; i < list.n; i++) {
		json_t *row = section_annex_row(draw, table, rows[i]);
		cell_text(row, rows[i]->number);
		cell_text(row, rows[i]->title);
		cell_text(row, rows[i]->promise ? rows[i]->promise : "");
		cell_day(row, rows[i]->due_on);
	}
	return true;
}

bool section_promise_lists(struct draw *draw)
{
	return draw_list(draw, "promises_overdue", (struct label){ "逾期未兑现的承诺", "Overdue promises" },
			 &counts[OVERDUE]) &&
	       draw_list(draw, "promises_broken", (struct label){ "未兑现的承诺", "Broken promises" },
			 &counts[BROKEN]) &&
	       draw_list(draw, "promises_pending", (struct label){ "未到期的承诺", "Promises not due yet" }, &pending);
}
