/* Rows as recount sees them: for each table a map from key to the texts of its columns. */
#ifndef LEDGER_RECOUNT_ROWS_H
#define LEDGER_RECOUNT_ROWS_H

#include "ledger/fold_facts.h"
#include "ledger/verify.h"
#include <jansson.h>
#include <stdbool.h>

enum recount_table {
	RT_CASE,
	RT_ASSIGNMENT,
	RT_ITEM,
	RT_REQUEST,
	RT_OFFICE,
	RT_SESSION,
	RT_MEMBER,
	RT_RULES,
	RT_CALENDAR,
	RT_MILESTONE,
	RT_FACT_CHANGE, /* compared chunk by chunk, see recount_facts.c */
	RT_FACT,
	RT_TALLY,
	RT_TALLY_BLOCK, /* its query gives what is wrong: there should be no row */
	RT_THING_BLOCK, /* so does its one */
	RT_WORDS,
	RT_WORD_COUNT,
	RT_COUNT_
};

#define RECOUNT_MAX_COLUMNS 26
#define RECOUNT_KEY_SIZE    (FACT_WORDS_SIZE + 200) /* the longest key is that of a tally */

/* A table: its query gives the key columns first, then the others, all as text, NULL as "". */
struct recount_plan {
	const char *table, *sql;
	int n_keys, n_columns; /* n_columns without the keys */
	const char *columns[RECOUNT_MAX_COLUMNS];
	int json_column; /* compared in canonical form; -1: none */
};
extern const struct recount_plan recount_plans[RT_COUNT_];

struct recount_row;
struct recount_rows {
	struct recount_row *tables[RT_COUNT_];
	struct histories histories;
	struct fact_step step;
	struct fold_facts facts; /* of the lines read since recount_facts */
};

/* The row of a key (its columns joined by "/"), made if it is not there. */
struct recount_row *recount_row(struct recount_rows *rows, enum recount_table table, const char *key);
void recount_set(struct recount_row *row, int column, const char *text);
void recount_set_int(struct recount_row *row, int column, int64_t value);
/* The sum. */
int64_t recount_add(struct recount_row *row, int column, int64_t value);
/* Forgets a row; a table's rows. */
void recount_drop(struct recount_rows *rows, enum recount_table table, const char *key);
void recount_clear(struct recount_rows *rows, enum recount_table table);
void recount_free(struct recount_rows *rows);

/* A line with where it stands. */
struct placed_line {
	const json_t *json;
	int64_t page;
	int line_no;
	bool folded; /* its milestones are in the derived tables */
};
/* What a line says of the rows (recount_lines.c). -1 when it is of no known kind or damaged. */
int recount_line(struct recount_rows *rows, const struct placed_line *line);

/* Compares one row of the database, `values` of the plan's query (keys, then columns). */
void recount_compare(struct recount_rows *rows, enum recount_table table, char *const *values,
		     struct recount_report *report);
/* Reports the rows of a table that were not compared: they are missing. */
void recount_missing(struct recount_rows *rows, enum recount_table table, struct recount_report *report);

/* What the lines read so far make of fact and tally goes into their tables, the changes into theirs: these are complete
 * up to here and can be compared and cleared (recount_facts.c). */
void recount_facts(struct recount_rows *rows);

#endif
