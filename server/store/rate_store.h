/* Counts behind rates, from the derived tables, and the lists behind the counts. */
#ifndef STORE_RATE_STORE_H
#define STORE_RATE_STORE_H

#include "base/memory.h"
#include "db/db.h"
#include "domain/sight.h"

/* What is counted. */
struct rate_filter {
	enum level level;
	int session_id; /* 0: any */
	unsigned roles; /* bits 1 << role */
	hy_day as_of;
};

/* Counts by the as-of day. */
struct rate_counts {
	int office_id;    /* 0: of the total */
	int64_t assigned; /* and not returned */
	int64_t accepted, answered, on_time, overdue;
};

/* Adds RATE_STATEMENTS statements: the fold's page, the counts, the overdue ones, the cases of separate offices. */
#define RATE_STATEMENTS 4
void rate_store_read(struct db_batch *batch, int jurisdiction, const struct rate_filter *filter);
/* The fold's page of statement i. */
int64_t rate_store_page(const struct db_result *result, size_t i);
/* The counts of assignments by office, in no order; *ret_n of them. *ret_total counts cases: those of a lead or sole
 * (or assist) office once by its assignment, those of separate offices once all together. */
struct rate_counts *rate_store_counts(const struct db_result *result, size_t first, struct arena *arena, size_t *ret_n,
				      struct rate_counts *ret_total);

/* Position in a list: what the last row was. Lists by number use number, lists by due day use due_on. */
struct rate_position {
	const char *number;
	hy_day due_on;
	int64_t case_id;
	int assignment_no;
};
/* A list: which count (numbers of huiyin.v1.RateCount), whose, whence. */
struct rate_list {
	struct rate_filter filter;
	struct sight sight;
	int count, office_id, limit;
	bool by_due;
	struct rate_position after;
};
/* Adds two statements: the fold's page and the list. */
void rate_store_list(struct db_batch *batch, int jurisdiction, const struct rate_list *list);

struct rate_case {
	const char *number, *title, *class;
	int64_t case_id;
	int assignment_no, office_id;
	enum assignment_role role;
	hy_day assigned_on, due_on, answered_on;
};
struct rate_case *rate_store_cases(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n);

#endif
