/* Pieces of SQL about rates and the lists behind them. For statements.c; they use SEES of sql_cases.h. */
#ifndef STORE_SQL_RATES_H
#define STORE_SQL_RATES_H

#include "domain/model.h"

/* Milestones stand in the SQL as the numbers they are stored with. */
#define ASSIGNED "4"
#define ACCEPTED "5"
#define RETURNED "6"
#define DONE     "(8, 9)" /* opinion of an assist office, answer of a lead office */
_Static_assert(MILESTONE_ASSIGNED == 4 && MILESTONE_ACCEPTED == 5 && MILESTONE_RETURNED == 6 &&
		       MILESTONE_OPINION == 8 && MILESTONE_ANSWERED == 9,
	       "the numbers in the SQL below");

/* ---- Rates. $1 jurisdiction, $2 level, $3 session (0: any), $4 roles (bits 1 << role), $5 as-of day.
 *
 * What counts is the first round of handling; a withdrawn case counts nowhere; a return that was rejected is none; an
 * assignment counts for the office that holds it on the as-of day. The tally does not know these four, which are rare:
 * RATE_COUNTS corrects its sums by the milestones of such cases, which have indexes of their own. ------------------ */

#define IS_SEPARATE "3"
_Static_assert(ASSIGNMENT_SEPARATE == 3 && MILESTONE_RETURN_REJECTED == 20 && MILESTONE_WITHDRAWN == 36 &&
		       MILESTONE_EXTENDED == 38 && MILESTONE_TRANSFERRED == 39,
	       "the numbers in the SQL below and of the indexes in migrations/0002");
#define OF_THE_ROLES(row) "($4::int4 >> " row ".role) & 1 = 1"
/* Milestone r of m's assignment counts on the as-of day. */
#define COUNTS_FOR(r)                                                                                                  \
	r ".jurisdiction = $1 AND " r ".case_id = m.case_id AND " r ".assignment_no = m.assignment_no"                 \
	  " AND " r ".on_date <= $5 AND " r ".superseded_page IS NULL"
#define REACHED(what) "EXISTS (SELECT FROM milestone r WHERE " COUNTS_FOR("r") " AND r.milestone " what ")"
#define IS_ACCEPTED   REACHED("= " ACCEPTED)
#define IS_RETURNED   "(" REACHED("= " RETURNED) " AND NOT " REACHED("= 20") ")"
#define IS_WITHDRAWN                                                                                                   \
	"EXISTS (SELECT FROM milestone x WHERE x.jurisdiction = $1 AND x.case_id = m.case_id AND x.assignment_no = 0"  \
	" AND x.milestone = 36 AND x.on_date <= $5 AND x.superseded_page IS NULL)"
/* Who holds m's assignment on the as-of day. */
#define HOLDER                                                                                                         \
	"coalesce((SELECT t.office_id FROM milestone t WHERE " COUNTS_FOR(                                             \
		"t") " AND t.milestone = 39 ORDER BY t.on_date DESC, t.version DESC LIMIT 1), m.office_id)"
/* The due day of m's assignment on the as-of day: as it is now, unless it was extended later. */
#define DUE                                                                                                            \
	"coalesce(CASE WHEN EXISTS (SELECT FROM milestone x WHERE x.jurisdiction = $1 AND x.case_id = m.case_id"       \
	" AND x.assignment_no = m.assignment_no AND x.milestone = 38 AND x.on_date > $5 AND x.superseded_page IS "     \
	"NULL)"                                                                                                        \
	" THEN (SELECT x.due_on FROM milestone x WHERE " COUNTS_FOR(                                                   \
		"x") " AND x.milestone = 38 ORDER BY x.on_date DESC, x.version DESC LIMIT 1)"                          \
		     " ELSE (SELECT a.due_on FROM assignment a WHERE a.jurisdiction = $1 AND a.case_id = m.case_id"    \
		     " AND a.assignment_no = m.assignment_no) END, m.due_on)"
#define OF_THE_QUESTION(row)                                                                                           \
	row ".jurisdiction = $1 AND " row ".level = $2::int4 AND ($3::int4 = 0 OR " row                                \
	    ".session_id = $3) AND " OF_THE_ROLES(row)
#define ASSIGNED_BY_THEN                                                                                               \
	OF_THE_QUESTION("m")                                                                                           \
	" AND m.milestone = " ASSIGNED " AND m.round = 1 AND m.on_date <= $5::date"                                    \
	" AND m.superseded_page IS NULL AND NOT " IS_WITHDRAWN

/* Counts of rows that have milestone, late and n. */
#define SUM_OF(condition) "coalesce(sum(n) FILTER (WHERE " condition "), 0)::int8"
#define RATE_SUMS                                                                                                      \
	SUM_OF("milestone IN (" ASSIGNED ", 20)")                                                                      \
	" - " SUM_OF("milestone = " RETURNED) ", " SUM_OF("milestone = " ACCEPTED) ", " SUM_OF(                        \
		"milestone IN " DONE) ", " SUM_OF("milestone IN " DONE " AND NOT late")
#define COUNTED "(" ASSIGNED ", " ACCEPTED ", " RETURNED ", 8, 9, 20)"
/* Milestones the tally counts and a rate does not: of later rounds, of withdrawn cases. */
#define NOT_OF_A_RATE                                                                                                  \
	"SELECT m.office_id, m.role, m.milestone, m.late, -1 AS n FROM milestone m WHERE " OF_THE_QUESTION(            \
		"m") " AND m.milestone IN " COUNTED " AND m.on_date <= $5 AND m.superseded_page IS NULL"               \
		     " AND (m.case_id, m.assignment_no, m.milestone, m.item_no, m.version) IN ("                       \
		     "SELECT s.case_id, s.assignment_no, s.milestone, s.item_no, s.version FROM milestone s"           \
		     " WHERE s.jurisdiction = $1 AND s.round > 1"                                                      \
		     " UNION SELECT s.case_id, s.assignment_no, s.milestone, s.item_no, s.version FROM milestone x"    \
		     " JOIN milestone s ON s.jurisdiction = $1 AND s.case_id = x.case_id WHERE x.jurisdiction = $1"    \
		     " AND x.milestone = 36 AND x.on_date <= $5 AND x.superseded_page IS NULL)"
/* Milestones another office had before it handed its part over: away from it, to the holder. */
#define HANDED_OVER                                                                                                    \
	"SELECT o.office_id, m.role, m.milestone, m.late, o.n FROM (SELECT DISTINCT t.case_id, t.assignment_no"        \
	" FROM milestone t WHERE t.jurisdiction = $1 AND t.milestone = 39 AND t.on_date <= $5"                         \
	" AND t.superseded_page IS NULL) h JOIN milestone m ON m.jurisdiction = $1 AND m.case_id = h.case_id"          \
	" AND m.assignment_no = h.assignment_no CROSS JOIN LATERAL (SELECT " HOLDER " AS holder) k"                    \
	" CROSS JOIN LATERAL (VALUES (m.office_id, -1), (k.holder, 1)) o(office_id, n)"                                \
	" WHERE " OF_THE_QUESTION(                                                                                     \
		"m") " AND m.milestone IN " COUNTED " AND m.round = 1 AND m.on_date <= $5"                             \
		     " AND m.superseded_page IS NULL AND m.office_id <> k.holder AND NOT " IS_WITHDRAWN

/* The list behind a number: $6 which (huiyin.v1.RateCount), $7 office filter, $8 the caller's sight, $9 limit,
 * $10 … the position. The conditions are those of RATE_COUNTS and RATE_OVERDUE. OFFSET 0: the database thinks few rows
 * are left and would go through all answers for each of them. */
/* clang-format off */
#define RATE_CASE_ROWS(more, position, order) \
	"SELECT * FROM (SELECT c.number, m.case_id, m.assignment_no, c.title, " HOLDER " AS office_id, m.role, m.on_date," \
	" " DUE " AS due_on, w.on_date AS done_on, coalesce(w.class, '') FROM milestone m" \
	" JOIN \"case\" c ON c.jurisdiction = $1 AND c.case_id = m.case_id" \
	" LEFT JOIN LATERAL (SELECT w.case_id, w.on_date, w.class, w.late FROM milestone w WHERE " COUNTS_FOR("w") \
	" AND w.milestone IN " DONE " OFFSET 0) w ON true" \
	" WHERE " ASSIGNED_BY_THEN " AND ($7::int4 = 0 OR " HOLDER " = $7) AND " SEES_LISTED("$8") \
	" AND CASE $6::int4" \
	" WHEN 1 THEN NOT " IS_RETURNED \
	" WHEN 2 THEN " IS_ACCEPTED \
	" WHEN 3 THEN w.case_id IS NOT NULL" \
	" WHEN 4 THEN w.case_id IS NOT NULL AND NOT w.late" \
	" WHEN 5 THEN w.case_id IS NULL AND " DUE " < $5 AND NOT " IS_RETURNED \
	" WHEN 6 THEN w.case_id IS NULL AND NOT " IS_RETURNED \
	" ELSE false END" more ") m" \
	" WHERE " position " ORDER BY " order " LIMIT $9::int4"
/* What a later round has open: no rate counts it, and it is overdue like any other. */
#define OVERDUE_OF_LATER_ROUNDS \
	" UNION ALL SELECT c.number, m.case_id, m.assignment_no, c.title, m.office_id, m.role, m.assigned_on, m.due_on," \
	" NULL::date, '' FROM assignment m JOIN \"case\" c ON c.jurisdiction = $1 AND c.case_id = m.case_id" \
	" WHERE m.jurisdiction = $1 AND m.round > 1 AND m.due_on < $5 AND m.assigned_on <= $5" \
	" AND coalesce(m.answered_on > $5, true) AND coalesce(m.returned_on > $5, true) AND NOT " IS_WITHDRAWN \
	" AND c.level = $2 AND ($3 = 0 OR c.session_id = $3) AND " OF_THE_ROLES("m") \
	" AND ($7 = 0 OR m.office_id = $7) AND " SEES_LISTED("$8")
/* clang-format on */

#endif
