/* Offices and other groups: what they were assigned and how far they are. */
#include "report/section.h"
#include <stdlib.h>

/* Offices named in the paragraph; more are counted and stand in the table. */
#define NAMED_OFFICES 10

const char *const section_office_codes[SECTION_OFFICE_CODES] = { "answer", "on_time" };
enum { ANSWER, ON_TIME };

static const struct draw_column columns[] = {
	{ "assigned", "integer", { "承办", "Assigned" } },     { "accepted", "integer", { "签收", "Accepted" } },
	{ "answered", "integer", { "已答复", "Answered" } },   { "on_time", "integer", { "按期答复", "On time" } },
	{ "late", "integer", { "逾期答复", "Late" } },         { "pending", "integer", { "未到期", "Not due yet" } },
	{ "overdue", "integer", { "逾期未答复", "Overdue" } },
};
#define N_COLUMNS (sizeof columns / sizeof columns[0])

static void add_counts(struct draw *draw, json_t *row, const struct rate_group_row *counts)
{
	cell_count(row, counts->assigned);
	cell_count(row, counts->accepted);
	cell_count(row, counts->answered);
	cell_count(row, counts->on_time);
	cell_count(row, counts->answered - counts->on_time);
	cell_count(row, counts->open - counts->overdue);
	cell_count(row, counts->overdue);
	cell_percent(draw, row, counts->figures[ANSWER].numerator, counts->figures[ANSWER].denominator);
	cell_percent(draw, row, counts->figures[ON_TIME].numerator, counts->figures[ON_TIME].denominator);
}

/* The sum of the rows: of offices that is assignments, and may be more than there are cases. */
static struct rate_group_row sum_of(struct draw *draw, const struct rate_table *table)
{
	struct rate_group_row sum = { .code = "" };
	sum.figures = arena_alloc(draw->arena, SECTION_OFFICE_CODES * sizeof *sum.figures);
	for (size_t i = 0; i < table->n_rows; i++) {
		const struct rate_group_row *row = &table->rows[i];
		sum.assigned += row->assigned;
		sum.accepted += row->accepted;
		sum.answered += row->answered;
		sum.on_time += row->on_time;
		sum.overdue += row->overdue;
		sum.open += row->open;
		draw_add_figures(sum.figures, row->figures, SECTION_OFFICE_CODES);
	}
	return sum;
}

/* The sum of the rows; of a rate that the city defines all cases, as everywhere else, since its base may have some that
 * are in no row. */
static struct rate_group_row total_of(struct draw *draw, const struct rate_table *table)
{
	struct rate_group_row sum = sum_of(draw, table);
	for (size_t k = 0; k < SECTION_OFFICE_CODES; k++)
		if (draw_uses(draw, section_office_codes[k])->own)
			sum.figures[k] = table->total.figures[k];
	return sum;
}

static void add_row(struct draw *draw, json_t *table, const char *name, const struct rate_group_row *counts)
{
	json_t *row = draw_row(table);
	cell_text(row, name);
	add_counts(draw, row, counts);
}

static json_t *begin_table(struct draw *draw, const char *key, struct label title, struct label name,
			   const struct rate_table *groups)
{
	static const struct label empty = { "没有交办的提案。", "Nothing is assigned." };
	json_t *table = draw_table(draw, key, title, empty, &(struct draw_column){ "name", "text", name }, 1);
	for (size_t k = 0; k < N_COLUMNS; k++)
		draw_add_column(draw, table, columns[k].key, columns[k].kind,
				label_text(&columns[k].title, draw->language));
	section_rate_column(draw, table, "rate", section_office_codes[ANSWER]);
	section_rate_column(draw, table, "on_time_rate", section_office_codes[ON_TIME]);
	for (size_t i = 0; i < groups->n_rows; i++)
		if (groups->rows[i].assigned || groups->rows[i].figures[ANSWER].denominator)
			add_row(draw, table, draw_row_name(draw, &groups->rows[i]), &groups->rows[i]);
	return table;
}

static void end_table(struct draw *draw, json_t *table, const struct rate_group_row *sum)
{
	static const struct label equation = {
		"承办＝按期答复＋逾期答复＋未到期＋逾期未答复，已答复＝按期答复＋逾期答复。",
		"Assigned = on time + late + not due yet + overdue; answered = on time + late."
	};
	json_t *total = draw_total(draw, table);
	add_counts(draw, total, sum);
	draw_note(table, label_text(&equation, draw->language));
}

static void note_cases(struct draw *draw, json_t *table, int64_t parts, const struct rate_group_row *cases)
{
	static const struct label differs = {
		"合计按承办单位计，共{parts}件次；一件提案由几个单位分办的，各单位各计一次。按提案计（每件一次）共{"
		"cases}件，{answer}。",
		"The total counts assignments ({parts}): a proposal of several offices counts for each of them. Each "
		"proposal once: {cases}; {answer}."
	};
	if (parts != cases->assigned)
		draw_note(table,
			  draw_say(draw, differs, "parts", draw_number(draw, parts), "cases",
				   draw_number(draw, cases->assigned), "answer",
				   section_rate_words(draw, section_office_codes[ANSWER], cases->figures[ANSWER], ""),
				   NULL));
}

static void note_own(struct draw *draw, json_t *table)
{
	static const struct label all = { "{rate}由本地规则规定，合计按提案计（每件一次），含不在各行的。",
					  "{rate} is defined by the city's rules: its total counts each proposal once, "
					  "with those in no row." };
	for (size_t k = 0; k < SECTION_OFFICE_CODES; k++)
		if (draw_uses(draw, section_office_codes[k])->own)
			draw_note(table, section_named(draw, all, section_office_codes[k]).zh);
}

void section_offices(struct draw *draw, const struct rate_table *offices)
{
	static const char *const states[] = { "on_time", "late", "pending", "overdue", NULL };
	static const char *const rate[] = { "rate", NULL };
	struct rate_group_row sum = total_of(draw, offices);
	json_t *table = begin_table(draw, "offices", (struct label){ "各承办单位办理情况", "Offices" },
				    (struct label){ "承办单位", "Office" }, offices);
	end_table(draw, table, &sum);
	note_cases(draw, table, sum.assigned, &offices->total);
	note_own(draw, table);
	draw_note(table, draw_word(draw, "单位按规定次序排列。", "Offices stand in their official order."));
	if (!draw_n_rows(table))
		return;
	draw_chart(draw, "stacked", (struct label){ "各承办单位提案的办理状态（件）", "How far each office is" },
		   "offices", "name", states);
	draw_chart(draw, "bar",
		   section_named(draw, (struct label){ "各承办单位{rate}", "{rate} by office" },
				 section_office_codes[ANSWER]),
		   "offices", "name", rate);
}

/* What is in the total and in no group. */
static struct rate_group_row rest_of(struct draw *draw, const struct rate_group_row *all,
				     const struct rate_group_row *sum)
{
	struct rate_group_row rest = { .code = "",
				       .assigned = all->assigned - sum->assigned,
				       .accepted = all->accepted - sum->accepted,
				       .answered = all->answered - sum->answered,
				       .on_time = all->on_time - sum->on_time,
				       .overdue = all->overdue - sum->overdue,
				       .open = all->open - sum->open };
	rest.figures = arena_alloc(draw->arena, SECTION_OFFICE_CODES * sizeof *rest.figures);
	for (size_t k = 0; k < SECTION_OFFICE_CODES; k++)
		rest.figures[k] = (struct rate_figure){ all->figures[k].numerator - sum->figures[k].numerator,
							all->figures[k].denominator - sum->figures[k].denominator };
	return rest;
}

void section_groups(struct draw *draw, const char *key, struct label title, struct label name, struct label rest,
		    const struct rate_table *groups)
{
	struct rate_group_row sum = sum_of(draw, groups), others = rest_of(draw, &groups->total, &sum);
	json_t *table = begin_table(draw, key, title, name, groups);
	if (others.assigned)
		add_row(draw, table, label_text(&rest, draw->language), &others);
	end_table(draw, table, &groups->total);
}

size_t section_n_offices(const struct rate_table *offices)
{
	size_t n = 0;
	for (size_t i = 0; i < offices->n_rows; i++)
		n += offices->rows[i].assigned > 0;
	return n;
}

/* ---- The lowest ---- */

struct lowest {
	const struct rate_group_row *row;
	size_t place;
};

/* Lower rate first; equal rates: the one that owes more, then the official order. */
static int compare_lowest(const void *a, const void *b)
{
	const struct lowest *one = a, *other = b;
	struct rate_figure x = one->row->figures[ANSWER], y = other->row->figures[ANSWER];
	int64_t left = x.numerator * y.denominator, right = y.numerator * x.denominator;
	if (left != right)
		return left < right ? -1 : 1;
	if (one->row->open != other->row->open)
		return one->row->open > other->row->open ? -1 : 1;
	return one->place < other->place ? -1 : one->place > other->place;
}

static size_t find_lowest(const struct rate_table *offices, struct rate_figure all, struct lowest *lowest)
{
	size_t n = 0;
	for (size_t i = 0; i < offices->n_rows; i++) {
		const struct rate_figure own = offices->rows[i].figures[ANSWER];
		if (own.denominator && own.numerator * all.denominator < all.numerator * own.denominator)
			lowest[n++] = (struct lowest){ &offices->rows[i], i };
	}
	qsort(lowest, n, sizeof *lowest, compare_lowest);
	return n;
}

static const char *figures_of(struct draw *draw, const struct rate_group_row *row)
{
	static const struct label figures = { "{office}（{of}{base}件，{counted}{n}件，{rate}{percent}）",
					      "{office} ({n} of {base}, {percent})" };
	const struct rate_definition *answer = draw_uses(draw, section_office_codes[ANSWER]);
	const struct rate_figure figure = row->figures[ANSWER];
	return draw_say(draw, figures, "office", draw_row_name(draw, row), "of",
			label_text(&answer->denominator, draw->language), "base", draw_number(draw, figure.denominator),
			"counted", label_text(&answer->numerator, draw->language), "n",
			draw_number(draw, figure.numerator), "rate", label_text(&answer->label, draw->language),
			"percent", draw_rate(draw, figure), NULL);
}

/* Up to NAMED_OFFICES of the n lowest, with their figures. */
static void draw_lowest(struct draw *draw, const struct lowest *lowest, size_t n, const char *rate, const char *percent)
{
	static const struct label below = { "{rate}低于总体水平（{percent}）的单位有{n}个{listed}：{names}。",
					    "Offices whose {rate} is below that of all ({percent}), {n} in "
					    "number{listed}: {names}." };
	static const struct label first = { "，其中最低的{n}个依次为", "; the {n} lowest" };
	struct draw_names names = { 0 };
	size_t named = n < NAMED_OFFICES ? n : NAMED_OFFICES;
	for (size_t i = 0; i < named; i++)
		draw_names_add(draw, &names, figures_of(draw, lowest[i].row));
	const char *listed = named == n ? draw_word(draw, "，依次为", "")
					: draw_say(draw, first, "n", draw_number(draw, (int64_t)named), NULL);
	draw_paragraph(draw, draw_say(draw, below, "rate", rate, "percent", percent, "n", draw_number(draw, (int64_t)n),
				      "listed", listed, "names", draw_names_take(draw, &names), NULL));
}

void section_lowest(struct draw *draw, const struct rate_table *offices)
{
	static const struct label all_done = { "各承办单位承办的提案均已答复。",
					       "All offices have answered everything." };
	static const struct label none_below = { "没有单位的{rate}低于总体水平（{percent}）。",
						 "No office's {rate} is below that of all ({percent})." };
	const struct rate_group_row all = total_of(draw, offices);
	const struct rate_figure figure = all.figures[ANSWER];
	struct lowest *lowest = arena_alloc(draw->arena, (offices->n_rows + 1) * sizeof *lowest);
	size_t n = find_lowest(offices, figure, lowest);
	const char *rate = label_text(&draw_uses(draw, section_office_codes[ANSWER])->label, draw->language);
	const char *percent = draw_rate(draw, figure);
	if (!all.assigned)
		return;
	if (n)
		draw_lowest(draw, lowest, n, rate, percent);
	else if (all.answered == all.assigned)
		draw_paragraph(draw, label_text(&all_done, draw->language));
	else
		draw_paragraph(draw, draw_say(draw, none_below, "rate", rate, "percent", percent, NULL));
}
