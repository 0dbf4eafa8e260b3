/* Recount: makes every derived row anew from the bodies of the lines and compares both ways. Nothing is decided again:
 * the effects of a line say what it did. */
#include "base/memory.h"
#include "ledger/line.h"
#include "ledger/recount_rows.h"
#include "ledger/snapshot.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_PAGES 64 /* pages read at once */

struct recounter {
	struct snapshot snapshot;
	struct recount_rows rows;
	struct recount_report *report;
	int64_t last_page;
};

static int count_chunk(struct recounter *r, int64_t from, int64_t to)
{
	PGresult *lines = snapshot_ask(&r->snapshot,
				       "SELECT page, line_no, body FROM line WHERE jurisdiction = $1::int AND "
				       "page >= $2::bigint AND page <= $3::bigint ORDER BY page, line_no",
				       from, to);
	int worked = lines ? 0 : -1;

	for (int row = 0; !worked && row < PQntuples(lines); row++) {
		json_t *json = line_parse(PQgetvalue(lines, row, 2));
		struct placed_line line = { json, snapshot_number(lines, row, 0), (int)snapshot_number(lines, row, 1),
					    false };

		line.folded = line.page <= r->report->page;
		worked = json ? recount_line(&r->rows, &line) : -1;
		json_decref(json);
		r->report->lines++;
		if (worked)
			snprintf(r->snapshot.error, r->snapshot.error_size,
				 "page %" PRId64 ", line %d cannot be read; run huiyin ledger verify", line.page,
				 line.line_no);
	}
	PQclear(lines);
	return worked;
}

/* The changes of these pages: those in the database against those of the lines read since the last time. */
static int compare_changes(struct recounter *r, int64_t from, int64_t to)
{
	const struct recount_plan *plan = &recount_plans[RT_FACT_CHANGE];
	char *sql = hy_xasprintf("%s WHERE jurisdiction = $1::int AND page >= $2::bigint AND page <= $3::bigint "
				 "ORDER BY page, change_no",
				 plan->sql);
	PGresult *found = snapshot_ask(&r->snapshot, sql, from, to);
	char *values[RECOUNT_MAX_COLUMNS + 8];

	free(sql);
	if (!found)
		return -1;
	recount_facts(&r->rows);
	for (int row = 0; row < PQntuples(found); row++) {
		for (int column = 0; column < plan->n_keys + plan->n_columns; column++)
			values[column] = PQgetvalue(found, row, column);
		recount_compare(&r->rows, RT_FACT_CHANGE, values, r->report);
	}
	PQclear(found);
	recount_missing(&r->rows, RT_FACT_CHANGE, r->report);
	recount_clear(&r->rows, RT_FACT_CHANGE);
	return 0;
}

static int read_ends(struct recounter *r)
{
	PGresult *ends = snapshot_ask(&r->snapshot,
				      "SELECT coalesce((SELECT max(page) FROM page WHERE jurisdiction = $1::int), 0), "
				      "coalesce((SELECT page FROM fold WHERE jurisdiction = $1::int), 0), "
				      "$2::bigint, $3::bigint",
				      0, 0);

	if (!ends)
		return -1;
	r->last_page = snapshot_number(ends, 0, 0);
	r->report->page = snapshot_number(ends, 0, 1);
	PQclear(ends);
	return 0;
}

/* Reads a table through a cursor, so that only the derived rows are in memory as a whole. */
static int compare_table(struct recounter *r, enum recount_table table)
{
	const struct recount_plan *plan = &recount_plans[table];
	PGconn *conn = r->snapshot.conn;
	char *sql = hy_xasprintf("DECLARE rows NO SCROLL CURSOR FOR %s WHERE jurisdiction = %s", plan->sql,
				 r->snapshot.jurisdiction);
	PGresult *result = PQexec(conn, sql);
	char *values[RECOUNT_MAX_COLUMNS + 8];
	int n;

	free(sql);
	do {
		PQclear(result);
		result = PQexec(conn, "FETCH 1000 FROM rows");
		if (PQresultStatus(result) != PGRES_TUPLES_OK) {
			snprintf(r->snapshot.error, r->snapshot.error_size, "the table %s cannot be read", plan->table);
			PQclear(result);
			return -1;
		}
		n = PQntuples(result);
		for (int row = 0; row < n; row++) {
			for (int column = 0; column < plan->n_keys + plan->n_columns; column++)
				values[column] = PQgetvalue(result, row, column);
			recount_compare(&r->rows, table, values, r->report);
		}
	} while (n > 0);
	PQclear(result);
	PQclear(PQexec(conn, "CLOSE rows"));
	return 0;
}

static int recount_all(struct recounter *r)
{
	int64_t compared = INT64_MIN; /* changes of the pages before it */

	if (read_ends(r))
		return -1;
	for (int64_t page = 1; page <= r->last_page; page += CHUNK_PAGES) {
		if (count_chunk(r, page, page + CHUNK_PAGES - 1) ||
		    compare_changes(r, compared, page + CHUNK_PAGES - 1))
			return -1;
		compared = page + CHUNK_PAGES;
	}
	if (compare_changes(r, compared, INT64_MAX)) /* there should be none */
		return -1;
	for (int table = 0; table < RT_COUNT_; table++) {
		if (table != RT_FACT_CHANGE && compare_table(r, (enum recount_table)table))
			return -1;
		recount_missing(&r->rows, (enum recount_table)table, r->report);
	}
	return 0;
}

int ledger_recount(const char *conninfo, int jurisdiction, struct recount_report *ret_report, char *ret_error,
		   size_t error_size)
{
	struct recounter r = { .report = ret_report };
	int worked;

	memset(ret_report, 0, sizeof *ret_report);
	if (snapshot_open(&r.snapshot, conninfo, jurisdiction, ret_error, error_size))
		return -1;
	worked = recount_all(&r);
	snapshot_close(&r.snapshot);
	recount_free(&r.rows);
	return worked;
}
