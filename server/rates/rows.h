/* The rows of a table of rates while they are counted. Inside rates/ only. */
#ifndef RATES_ROWS_H
#define RATES_ROWS_H

#include "rates/need.h"

/* A counting under way. */
struct rate_counting;
struct rate_counting *rate_counting_new(const struct rate_query *query, const struct registry *registry,
					struct arena *arena);
/* n more things in that state. number and name: of their group, as the statement gives them. */
void rate_count(struct rate_counting *counting, enum fact_unit unit, const struct fact_state *state, int number,
		const char *name, int64_t n);
/* Fills in the total and the rows in their order. */
void rate_counting_end(struct rate_counting *counting, struct rate_table *table);

/* What a group of the statement is called. */
struct rate_group_name {
	int id;
	const char *code, *label_zh, *label_en;
	int order; /* in the official order; rows of the same order by their code */
};
/* False when it is none of the table: cases of no office, no class … */
bool rate_group_name(enum rate_group group, int number, const char *name, const struct registry *registry,
		     struct arena *arena, struct rate_group_name *ret_name);

#endif
