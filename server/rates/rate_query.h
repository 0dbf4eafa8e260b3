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
#define MAX_RATES 24 /* of one table: as many as fit across a sheet of paper */
struct rate_query {
	struct rate_filter filter;
	enum rate_group group;
	hy_day as_of;
	int64_t page; /* as known at; 0: the head */
	const struct rate_definition *const *definitions;
	size_t n_definitions; /* at most MAX_RATES */
	bool worst_first;     /* by the first definition's rate; rows without a base come last */
};

/* The condition of each of the usual counts of a row. */
enum usual_count {
	USUAL_ASSIGNED,
	USUAL_ACCEPTED,
	USUAL_ANSWERED,
	USUAL_ON_TIME,
	USUAL_OVERDUE,
	USUAL_OPEN,
	USUAL_COUNT_
};
extern const struct rate_condition usual_counts[USUAL_COUNT_];

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
size_t rate_query_add(struct db_batch *batch, int jurisdiction, const struct rate_query *query,
		      const struct registry *registry);
/* Takes their answer; in the arena. */
struct rate_table *rate_query_take(const struct db_result *result, size_t first, const struct rate_query *query,
				   const struct registry *registry, struct arena *arena);

/* The list behind a figure, one row for each thing counted, in two steps: first which states there are on that day, by
 * which C chooses those that belong to the list; then the things in them. The second step is of the page the first one
 * found, so that both see the same ledger. */
enum rate_part { RATE_PART_DENOMINATOR, RATE_PART_NUMERATOR, RATE_PART_REST /* denominator less numerator */ };
struct rate_list_query {
	struct rate_query query;                /* group is not used; its first definition is the figure's */
	const struct rate_condition *condition; /* of a count instead of a definition and part; NULL: by them */
	enum rate_part part;
	bool parts;  /* a row for each office's part instead of each case */
	bool later;  /* parts of later rounds too (what is open) */
	bool by_due; /* by due day instead of by number */
	struct sight sight;
	int limit;
	/* the last row before; after_no < 0: from the beginning */
	hy_day after_due;
	const char *after_number; /* NULL: "" */
	int64_t after_case;
	int after_no;
};
/* What the first step found. */
struct rate_states;
/* Adds the first step; takes it and sets query.page; adds the second step; takes that. registry is that of query.page
 * as it was asked for. NULL states: there is nothing to list. Lists of members need no second step's rows but are asked
 * for alike. */
size_t rate_states_add(struct db_batch *batch, int jurisdiction, const struct rate_list_query *list,
		       const struct registry *registry);
struct rate_states *rate_states_take(const struct db_result *result, size_t first, struct rate_list_query *list,
				     const struct registry *registry, struct arena *arena);
struct rate_list_row {
	const char *number, *title, *category, *sector, *proposers, *promise;
	int64_t case_id;
	enum fact_unit unit;
	int no;                  /* of the assignment or promise; of a FACT_MEMBER the person */
	int round;               /* of the assignment */
	struct fact_state state; /* on the as-of day */
	uint64_t words;
	bool in_numerator;
	/* As known at the page; due_on of what was answered too. Of a promise: made, its limit, kept or broken. */
	hy_day assigned_on, due_on, accepted_on, contacted_on, answered_on, closed_on;
	int days_late; /* working days, by the calendar of the registry */
};
size_t rate_list_add(struct db_batch *batch, int jurisdiction, const struct rate_list_query *list,
		     const struct rate_states *states, const struct registry *registry);
struct rate_list_row *rate_list_take(const struct db_result *result, size_t first, const struct rate_list_query *list,
				     const struct registry *registry, struct arena *arena, size_t *ret_n);

/* How figures moved: those of the total on each of the days, which rise; query.as_of is not used. */
#define RATE_MAX_POINTS 400 /* more than a year of days; a curve shows no more */
struct rate_trend_query {
	struct rate_query query;
	const hy_day *days;
	size_t n_days; /* 1 to RATE_MAX_POINTS */
};
size_t rate_trend_add(struct db_batch *batch, int jurisdiction, const struct rate_trend_query *trend,
		      const struct registry *registry);
/* A figure for each day and definition: figure[day * n_definitions + definition]. */
struct rate_figure *rate_trend_take(const struct db_result *result, size_t first, const struct rate_trend_query *trend,
				    const struct registry *registry, struct arena *arena, int64_t *ret_page);

/* Rules, calendar, directory as they were at a page, from their lines: one statement. */
size_t registry_at_add(struct db_batch *batch, int jurisdiction, int64_t page);
/* Release it with registry_release. present: for what no line tells (the place's name before there were rules). */
struct registry *registry_at_take(const struct db_result *result, size_t first, const struct registry *present);

#endif
