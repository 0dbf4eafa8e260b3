/* A question about rates, put to the database and answered as a table: for GetRates, GetTrend and reports alike. */
#ifndef RATES_RATE_QUERY_H
#define RATES_RATE_QUERY_H

#include "base/memory.h"
#include "db/db.h"
#include "domain/rates/definition.h"
#include "domain/sight.h"
#include "ledger/registry.h"

/* As in huiyin.v1.RateGroup. */
enum rate_group {
	RATE_BY_NOTHING,
	RATE_BY_OFFICE, /* official order */
	RATE_BY_ROLE,
	RATE_BY_COMMITTEE, /* proposals of special committees, by the committee's name */
	RATE_BY_CATEGORY,
	RATE_BY_SECTOR,
	RATE_BY_PROPOSER_KIND,
	RATE_BY_SESSION,
	RATE_BY_LEVEL,
	RATE_BY_CLASS,
	RATE_BY_LEADER,
	RATE_BY_MONTH,
	RATE_GROUP_COUNT_
};
/* Which cases; 0, "" and false: any. */
struct rate_filter {
	enum level level; /* LEVEL_NONE: the jurisdiction's own */
	int session_id, office_id, leader_id;
	unsigned roles; /* bits 1 << role; 0: those that answer. With roles the total counts assignments */
	const char *category, *sector, *proposer_kind, *class, *committee;
	bool key;
};
struct rate_query {
	struct rate_filter filter;
	enum rate_group group;
	hy_day as_of;
	int64_t page; /* as known at; 0: the head */
	const struct rate_definition *const *definitions;
	size_t n_definitions;
	bool worst_first; /* by the first definition's rate; rows without a base come last */
	hy_day today;     /* business date: whether as_of is the present */
};

struct rate_figure {
	int64_t numerator, denominator;
};
/* A row: of an office, a category …; the total has an empty code. figures: one for each definition. */
struct rate_group_row {
	const char *code; /* office code, role, category …, YYYY-MM */
	const char *label_zh, *label_en;
	int id; /* of the office, session, leader; 0 otherwise */
	struct rate_figure *figures;
	int64_t assigned, accepted, answered, on_time, overdue, open; /* the usual counts of every row */
};
struct rate_table {
	int64_t page; /* shown: that of the fold, or as asked */
	struct rate_group_row total;
	struct rate_group_row *rows;
	size_t n_rows;
};

/* Adds the statements of a question to a batch; returns the place of the first one. registry is that of query->page. */
size_t rate_query_add(struct db_batch *batch, int jurisdiction, const struct rate_query *query);
/* Takes their answer; in the arena. */
struct rate_table *rate_query_take(const struct db_result *result, size_t first, const struct rate_query *query,
				   const struct registry *registry, struct arena *arena);

/* The list behind a figure, one row for each thing counted. */
enum rate_part { RATE_PART_NUMERATOR, RATE_PART_DENOMINATOR, RATE_PART_REST /* denominator less numerator */ };
struct rate_list_query {
	struct rate_query query;                /* group is not used; its first definition is the figure's */
	const struct rate_condition *condition; /* instead of a definition and part; NULL: by them */
	enum fact_unit unit;                    /* of the condition */
	enum rate_part part;
	bool parts; /* a row for each office's part instead of each case */
	struct sight sight;
	int limit;
	/* the last row before; number "" and case_id 0: from the beginning */
	const char *after_number;
	int64_t after_case;
	int after_no;
};
struct rate_list_row {
	const char *number, *title, *category, *sector, *proposers, *promise;
	int64_t case_id;
	enum fact_unit unit;
	int no;
	struct fact_state state; /* on the as-of day */
	uint64_t words;
	bool in_numerator;
	hy_day assigned_on, due_on, accepted_on, contacted_on, answered_on, closed_on;
	int days_late; /* working days, by the calendar of the registry */
};
size_t rate_list_add(struct db_batch *batch, int jurisdiction, const struct rate_list_query *query);
struct rate_list_row *rate_list_take(const struct db_result *result, size_t first, const struct rate_list_query *query,
				     const struct registry *registry, struct arena *arena, size_t *ret_n);

/* Rules, calendar, directory as they were at a page, from their lines: one statement. */
size_t registry_at_add(struct db_batch *batch, int jurisdiction, int64_t page);
/* Release it with registry_release. */
struct registry *registry_at_take(const struct db_result *result, size_t first);

#endif
