/* Parts several kinds of reports have: the same figures are drawn the same way wherever they stand. */
#ifndef REPORT_SECTION_H
#define REPORT_SECTION_H

#include "report/draw.h"

/* Rates in words of the rules, each with what was counted, its base and, when before is given, the rate of the bulletin
 * before and the difference in percentage points. */
void section_rates(struct draw *draw, struct label title, const char *const *codes, size_t n,
		   const struct rate_table *now, const struct rate_table *before);
/* "，比上期（截至5月31日）提高1.20个百分点"; "" when there is nothing to compare. In the arena. */
const char *section_change(struct draw *draw, struct rate_figure before, struct rate_figure now);

/* The names of rates, which a city's definition may change. A sentence with {rate} filled, as a title: "各月末答复率".
 */
struct label section_named(struct draw *draw, struct label sentence, const char *code);
/* A column of a rate under its own name, and of what it counts or is of. */
void section_count_column(struct draw *draw, json_t *table, const char *key, const struct label *name);
void section_rate_column(struct draw *draw, json_t *table, const char *key, const char *code);
/* A share that has a usual rate's name only as long as the city does not define that rate otherwise. */
const char *section_share_title(struct draw *draw, const char *code, struct label usual, struct label plain);
/* "已答复363件，答复率95.03 %"; where the base is not what was assigned with "（占立案383件）". change is added to it;
 * "". In the arena. */
const char *section_rate_words(struct draw *draw, const char *code, struct rate_figure figure, const char *change);

/* Rates every table of offices asks for: answer, on_time. */
#define SECTION_OFFICE_CODES 2
extern const char *const section_office_codes[SECTION_OFFICE_CODES];
/* What each office was assigned and how far it is: 承办＝按期答复＋逾期答复＋未到期＋逾期未答复; with two charts. A
 * note tells of the total that counts each case once where the offices' sum is another one. */
void section_offices(struct draw *draw, const struct rate_table *offices);
/* The same by category, leader …: cases, each once. rest: the name of those in no group. */
void section_groups(struct draw *draw, const char *key, struct label title, struct label name, struct label rest,
		    const struct rate_table *groups);
/* Offices whose answer rate is below that of all, the lowest first, with their figures, as a paragraph. */
void section_lowest(struct draw *draw, const struct rate_table *offices);
/* How many offices have something assigned. */
size_t section_n_offices(const struct rate_table *offices);

/* Both below with their headings. */
bool section_answers(struct draw *draw);
/* Answers by class, shares of the answered, a donut. */
bool section_classes(struct draw *draw);
/* Forms that came back by mark of result and attitude, those that did not as a column of their own; by office. */
bool section_satisfaction(struct draw *draw);
/* Assigned and answered at the ends of the months up to the report's day, a line. */
bool section_trend(struct draw *draw);

/* Promises by office. And annexes: overdue, broken, not due yet. */
bool section_promises(struct draw *draw);
bool section_promise_lists(struct draw *draw);

/* An annex by office, whose name is the first column unless the report is of one office; and its rows. */
json_t *section_annex(struct draw *draw, const char *key, struct label title, struct label empty,
		      const struct draw_column *columns, size_t n);
json_t *section_annex_row(struct draw *draw, json_t *table, const struct rate_list_row *listed);
/* What is asked in conditions of lists. */
extern const struct rate_condition condition_discontent, condition_assigned, condition_open;
/* Annex by office: whose proposers were not content. */
bool section_discontent(struct draw *draw);

/* What is overdue: answers of the first round, which the overdue rate counts, and what it does not count: answers of
 * later rounds and opinions of assist offices. */
enum overdue_kind { OVERDUE_ANSWER, OVERDUE_LATER, OVERDUE_OPINION, OVERDUE_KIND_COUNT_ };
enum overdue_kind section_overdue_kind(const struct rate_list_row *row);
/* "首轮答复", "第二轮答复", "会办意见", "第二轮会办意见". In the arena or static. */
const char *section_overdue_matter(struct draw *draw, const struct rate_list_row *row);
/* Asks for all of them, as `huiyin overdue` lists them. office_id 0: of every office. */
bool section_ask_overdue(struct draw *draw, int office_id, struct draw_list *ret_list);
/* How many there are of each kind. */
struct overdue_counts {
	int64_t of[OVERDUE_KIND_COUNT_];
};
struct overdue_counts section_count_overdue(const struct rate_list_row *const *rows, size_t n);
/* Annexes by office of that list: those the overdue rate counts, a note tells how many others there are; all of them,
 * each with what is owed. */
void section_overdue(struct draw *draw, const struct draw_list *overdue);
void section_overdue_all(struct draw *draw, const struct draw_list *overdue);

#endif
