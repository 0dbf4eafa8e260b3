/* Inside the drawing up of reports: the document under way, its blocks, and questions about rates put together. */
#ifndef REPORT_DRAW_H
#define REPORT_DRAW_H

#include "rates/rate_query.h"
#include "report/phrases.h"
#include "report/report.h"

/* Definitions a report may use; the built-in ones are fewer than thirty. */
#define DRAW_MAX_USED 64

struct draw {
	struct report_source *source;
	const struct report_query *query;
	enum language language;
	struct registry *registry;          /* of the query's page */
	struct registry *previous_registry; /* of the page before; NULL without one */
	struct arena *arena;
	json_t *blocks, *dunned;                                /* owned until the document has them */
	int n_headings, n_below, n_tables, n_charts, n_annexes; /* so far: they are numbered */
	struct strbuf annexes;                                  /* "1．逾期未答复的提案；2．…" */
	size_t first_annex;                                     /* its place among the blocks */
	const struct rate_definition *used[DRAW_MAX_USED];
	size_t n_used;
	char *error;
	size_t error_size;
};
/* A kind's drawing; false with draw->error. */
typedef bool draw_kind(struct draw *draw);
draw_kind draw_supervision, draw_review, draw_handling, draw_key, draw_promises, draw_office, draw_score, draw_dunning;

/* ---- Blocks. Headings, tables, charts and annexes are numbered as they come: 一、 （一） 表1 图1 附件1 ---- */

void draw_heading(struct draw *draw, struct label text);
void draw_heading_below(struct draw *draw, struct label text);
void draw_paragraph(struct draw *draw, const char *text);

/* A column, or a list of them; texts are labels. */
struct draw_column {
	const char *key, *kind;
	struct label title;
};
/* A new table at the end of the document; borrowed. empty: what stands there without rows. */
json_t *draw_table(struct draw *draw, const char *key, struct label title, struct label empty,
		   const struct draw_column *columns, size_t n);
json_t *draw_annex(struct draw *draw, const char *key, struct label title, struct label empty,
		   const struct draw_column *columns, size_t n);
/* Lists the annexes at the end of the text, before the first of them. */
void draw_annexes_told(struct draw *draw);
void draw_add_column(struct draw *draw, json_t *table, const char *key, const char *kind, const char *title);
void draw_note(json_t *table, const char *text);
/* A new row; the total, which says so in its first cell. The other cells are added to them. Borrowed. */
json_t *draw_row(json_t *table);
json_t *draw_total(struct draw *draw, json_t *table);
/* Takes the tables' rows; 0 for a table nobody filled. */
size_t draw_n_rows(const json_t *table);
void cell_text(json_t *row, const char *text);
void cell_count(json_t *row, int64_t number);
void cell_day(json_t *row, hy_day day); /* HY_DAY_NONE: nothing */
void cell_percent(struct draw *draw, json_t *row, int64_t n, int64_t d);
/* A share as draw_shares printed it. */
void cell_share(json_t *row, int64_t n, int64_t d, const char *text);
void cell_points(json_t *row, int64_t tenths);
void cell_none(json_t *row);
/* A chart of a table; series ends with NULL. */
void draw_chart(struct draw *draw, const char *chart, struct label title, const char *table, const char *category,
		const char *const *series);

/* ---- Words ---- */

/* fill with the draw's arena and language. */
#define draw_say(draw, sentence, ...) fill((draw)->arena, (draw)->language, sentence, __VA_ARGS__)
#define draw_word(draw, ...)          label_text(&(struct label){ __VA_ARGS__ }, (draw)->language)
/* "130". In the arena. */
const char *draw_number(struct draw *draw, int64_t number);
/* "二"; from eleven on, and in English, "11". */
const char *draw_numeral(struct draw *draw, int n);
/* "95.03%", "—" without a base. In the arena. */
const char *draw_percent(struct draw *draw, int64_t n, int64_t d);
/* A figure's percentage and its numerator as text. */
const char *draw_rate(struct draw *draw, struct rate_figure figure);
const char *draw_count(struct draw *draw, struct rate_figure figure);
/* The shares of n counts in their sum, rounded together by the query's rule, without the sign; in the arena. */
const char *const *draw_shares(struct draw *draw, const int64_t *counts, size_t n);
/* "97.5", "-2"; in the arena. */
const char *points_text(struct arena *arena, int64_t tenths);
/* Percentage points from one printed percentage to the other, "+1.20", "-0.05", "0.00"; "" when one has no base. Of
 * what is printed, so that readers who subtract find the same. *ret_sign: -1, 0, 1. In the arena. */
const char *draw_change(struct draw *draw, struct rate_figure before, struct rate_figure now, int *ret_sign);
/* The name of an office, of a row of rates, of a session ("": all sessions). */
const char *draw_office_name(const struct draw *draw, int office_id);
const char *draw_row_name(const struct draw *draw, const struct rate_group_row *row);
const char *draw_session_name(const struct draw *draw);
/* Sentences begin with them: the report's day, "2023年6月30日"; its session behind "proposals": "" or " of …". */
const char *draw_as_of(struct draw *draw);
const char *draw_of_session(struct draw *draw);
/* A list of names: "甲、乙", "a, b"; it grows. */
struct draw_names {
	struct strbuf text;
	size_t n;
};
void draw_names_add(struct draw *draw, struct draw_names *names, const char *name);
const char *draw_names_take(struct draw *draw, struct draw_names *names); /* in the arena */

/* ---- Questions ---- */

/* Adds n figures to sums. */
void draw_add_figures(struct rate_figure *sums, const struct rate_figure *figures, size_t n);

/* The definition of a code by the rules of the report's page, which the report then explains at its end. */
const struct rate_definition *draw_uses(struct draw *draw, const char *code);

/* A question about rates; several go in one batch. */
struct draw_question {
	enum rate_group group;
	struct rate_filter filter;                        /* the query's session is added when it has none */
	const char *const *codes;                         /* definitions by code */
	const struct rate_definition *const *definitions; /* or these, when codes is NULL */
	size_t n;
	bool previous; /* as the bulletin before had it */
	bool worst_first;
	const struct rate_table *table; /* the answer, in the arena */
};
bool draw_ask(struct draw *draw, struct draw_question *questions, size_t n);

/* The question's figures of all together on each of the days, which rise: figure[day * n + definition], in the arena.
 */
bool draw_ask_trend(struct draw *draw, const struct draw_question *question, const hy_day *days, size_t n_days,
		    const struct rate_figure **ret_figures);

/* Rows of a list: a session has hundreds of proposals, a city's fifty years 20,000. With more a report would take
 * gigabytes and minutes of the thread that makes all of them. */
#define DRAW_MAX_LIST 20000
/* Lists of things as they are on the report's day, complete, by number; false too when one is longer than
 * DRAW_MAX_LIST. */
struct draw_list {
	struct rate_filter filter;
	const struct rate_definition *definition; /* of its numerator … */
	const struct rate_condition *condition;   /* … or cases that fulfil a condition */
	bool parts;                               /* a row for each office's part */
	bool later;                               /* parts of later rounds too */
	const struct rate_list_row *rows;
	size_t n;
};
bool draw_ask_list(struct draw *draw, struct draw_list *list);
/* The same rows by office in official order, within one by number; in the arena. */
const struct rate_list_row *const *draw_by_office(struct draw *draw, const struct draw_list *list);

#endif
