/* Pieces of SQL about facts: counts of states, and the things behind them, as of a day and a page. For statements.c;
 * they use SEES_LISTED of sql_cases.h. */
#ifndef STORE_SQL_FACTS_H
#define STORE_SQL_FACTS_H

#include "domain/rates/fact.h"

_Static_assert(FACT_CASE == 1 && FACT_PART == 2 && FACT_PROMISE == 3 && ITEM_PROMISE == 3 && MILESTONE_ASSIGNED == 4 &&
		       MILESTONE_ACCEPTED == 5 && MILESTONE_RETURNED == 6 && MILESTONE_CONTACTED == 7 &&
		       MILESTONE_OPINION == 8 && MILESTONE_ANSWERED == 9 && MILESTONE_CLOSED == 12 &&
		       MILESTONE_SIGNED == 15 && MILESTONE_RETURN_REJECTED == 20 && MILESTONE_PROMISED == 25 &&
		       MILESTONE_KEPT == 26 && MILESTONE_POSTPONED == 27 && MILESTONE_EXTENDED == 38 &&
		       MILESTONE_TRANSFERRED == 39 && MILESTONE_REDATED == 42,
	       "the numbers in the SQL below");

/* clang-format off */

/* ---- What every question says of the states it counts. $1 jurisdiction, $2 units, $3 levels, $4 and $5 first and last
 * session (from 0: all of them, which the tallies have together), $6 office (0: any), $7 roles (bits 1 << role), $8 class ('': any), $9 flags that must be, $10 as-of day, $11
 * page known at (of the head: the largest number). --------------------------------------------------------------- */

/* CASE: whatever a parameter may be is one guess of the planner instead of a product of many small ones. Units, levels
 * and sessions stand in the indexes of tallies, not in those of changes. */
#define FITS_IN_INDEX(x) \
	x ".unit = ANY ($2::int2[]) AND " x ".level = ANY ($3::int2[]) AND " x ".session_id BETWEEN $4::int4 AND $5::int4"
#define FITS_BESIDE(x) \
	"($6::int4 = 0 OR " x ".office_id = $6) AND ($7::int4 >> " x ".role) & 1 = 1" \
	" AND ($8::text = '' OR " x ".class = $8) AND " x ".flags & $9::int8 = $9 THEN true ELSE false END"
#define FITS(x)       x ".jurisdiction = $1::int4 AND CASE WHEN " FITS_IN_INDEX(x) " AND " FITS_BESIDE(x)
#define FITS_BLOCK(x) x ".jurisdiction = $1::int4 AND " FITS_IN_INDEX(x) " AND CASE WHEN " FITS_BESIDE(x)
#define FITS_TALLY(x) FITS_BLOCK(x) " AND " x ".session_id <= CASE $4 WHEN 0 THEN 0 ELSE $5 END"

/* The state of a day and a page is the present less what came later, or the sum from the beginning, of whole blocks and
 * of single changes: whichever is shorter. Day and page stand in rows of their own and every range has two ends, so that
 * one plan, by the indexes, serves all days and pages: planning takes longer than most of these statements run. p: the
 * day, the last day that is asked for (of trends a later one), the page. lowest: the tier of blocks there are. */
#define LATER(after, all) "(" after ")::float8 / greatest(" all ", 1)"
#define WAY(since, until, lowest) \
	"p AS MATERIALIZED (SELECT " since " AS day, " until " AS until, $11::int8 AS page)," \
	" w AS MATERIALIZED (SELECT " BACK_OR_BLOCKS(lowest) " AS back FROM (SELECT " \
	LATER("e.last - least(p.day, e.last)", "e.last - e.first") " AS days, " \
	LATER("f.page - least(p.page, f.page)", "f.page") " AS pages FROM p, fold f," \
	" (SELECT coalesce(max(day), '2000-01-01') AS last, coalesce(min(day), '2000-01-01') AS first FROM fact_change" \
	" WHERE jurisdiction = $1) e WHERE f.jurisdiction = $1) z)"
/* Back when no block is later than the page, and fewer changes are later than the day than the blocks that reach beyond
 * it have; without blocks, by the days and pages there are. */
#define BACK_OR_BLOCKS(lowest) \
	"coalesce((SELECT " THAT_PAGE " >= max(b.last_page) AND days * sum(b.changes)" \
	" <= coalesce(sum(b.changes) FILTER (WHERE b.first_day <= " LAST_DAY " AND NOT (" IS_BEFORE ")), 0)" \
	" FROM fact_block b WHERE b.jurisdiction = $1 AND b.tier = " lowest "), greatest(days, pages) <= 0.5)"
/* Single things are summed in blocks of blocks only: in few changes hardly any cancel. */
#define LOWEST_OF_TALLIES "0"
#define LOWEST_OF_THINGS  "1"
#define THAT_DAY  "(SELECT day FROM p)"
#define LAST_DAY  "(SELECT until FROM p)"
#define THAT_PAGE "(SELECT page FROM p)"
#define BACK      "(SELECT back FROM w)"
#define LAST_OF_ALL_DAYS  "(SELECT 'infinity'::date OFFSET 0)"
#define LAST_OF_ALL_PAGES "(SELECT 9223372036854775807 OFFSET 0)"
#define AFTER_THAT_DAY  BACK " AND h.day > " THAT_DAY " AND h.day <= " LAST_OF_ALL_DAYS
#define AFTER_THAT_PAGE BACK " AND h.page > " THAT_PAGE " AND h.page <= " LAST_OF_ALL_PAGES " AND h.day <= " THAT_DAY

/* A block counts as a whole when all of its pages and days are before those asked for, and the one of the next tier
 * that it is part of does not. */
#define BEFORE(b) b ".last_page <= " THAT_PAGE " AND " b ".last_day <= " THAT_DAY
#define IS_BEFORE BEFORE("b")
#define IN_NO_OTHER \
	"coalesce((SELECT NOT (" BEFORE("o") ") FROM fact_block o WHERE o.jurisdiction = $1 AND o.tier = b.tier + 1" \
	" AND o.last_page >= b.last_page ORDER BY o.last_page LIMIT 1), true)"
#define WHOLE_BLOCKS(sums) \
	" FROM fact_block b JOIN " sums " t ON t.tier = b.tier AND t.last_page = b.last_page"
#define OF_WHOLE_BLOCKS " WHERE b.jurisdiction = $1 AND NOT " BACK " AND " IS_BEFORE " AND " IN_NO_OTHER
#define SINGLE_PAGES(lowest) \
	"(SELECT b.first_page, least(b.last_page, " THAT_PAGE ") AS last_page FROM fact_block b" \
	" WHERE b.jurisdiction = $1 AND b.tier = " lowest " AND NOT " BACK " AND b.first_page <= " THAT_PAGE \
	" AND b.first_day <= " LAST_DAY " AND NOT (" IS_BEFORE ")" \
	" UNION ALL SELECT coalesce(max(b.last_page), 0) + 1, " THAT_PAGE " FROM fact_block b" \
	" WHERE b.jurisdiction = $1 AND b.tier = " lowest " HAVING NOT " BACK ") g" \
	" CROSS JOIN LATERAL (SELECT x.* FROM fact_change x" \
	" WHERE x.jurisdiction = $1 AND x.page >= g.first_page AND x.page <= g.last_page OFFSET 0) h"
#define OF_SINGLE_PAGES "CASE WHEN NOT " BACK " AND h.day <= " LAST_DAY " THEN true ELSE false END"

/* Columns of a state, due_on NULL where there is none; and what the tally does not know. */
#define TALLY_STATE \
	"t.unit, t.level, t.session_id, t.office_id, t.role, nullif(t.due_on, '-infinity') AS due_on, t.flags, t.class, t.words"
#define FACT_STATE(x) \
	x ".unit, " x ".level, " x ".session_id, " x ".office_id, " x ".role, " x ".due_on, " x ".flags, " x ".class, " x ".words"
#define FACT_MORE(x) ", " x ".leader_id, " x ".month, " x ".case_id, " x ".no"

/* since: the point of a trend, for it; since_day: that of a change. */
#define FROM_TALLY(since) \
	"SELECT " TALLY_STATE ", t.n::int4 AS n" since " FROM tally t WHERE " FITS_TALLY("t") " AND " BACK \
	" UNION ALL SELECT " TALLY_STATE ", t.n::int4 AS n" since WHOLE_BLOCKS("tally_block") " AND " FITS_TALLY("t") OF_WHOLE_BLOCKS
#define FROM_FACTS(since) \
	"SELECT " FACT_STATE("f") ", 1 AS n" since FACT_MORE("f") " FROM fact f WHERE " FITS("f") " AND " BACK \
	" UNION ALL SELECT " FACT_STATE("t") ", t.n::int4 AS n" since FACT_MORE("t") WHOLE_BLOCKS("thing_block") " AND " \
	FITS_BLOCK("t") OF_WHOLE_BLOCKS
#define FROM_CHANGES(n, since, more, join, condition) \
	" UNION ALL SELECT " FACT_STATE("h") ", " n " AS n" since more " FROM fact_change h" join \
	" WHERE " FITS("h") " AND " condition
#define SINGLE_CHANGES(since_day, more, lowest) \
	" UNION ALL SELECT " FACT_STATE("h") ", h.n::int4 AS n" since_day more " FROM " SINGLE_PAGES(lowest) \
	" WHERE " FITS("h") " AND " OF_SINGLE_PAGES
#define LESS_WHAT_CAME_LATER(more) \
	FROM_CHANGES("-h.n::int4", "", more, "", AFTER_THAT_DAY) FROM_CHANGES("-h.n::int4", "", more, "", AFTER_THAT_PAGE)
#define TALLIED_STATES "(" FROM_TALLY("") LESS_WHAT_CAME_LATER("") SINGLE_CHANGES("", "", LOWEST_OF_TALLIES) ")"
#define FACT_STATES \
	"(" FROM_FACTS("") LESS_WHAT_CAME_LATER(FACT_MORE("h")) SINGLE_CHANGES("", FACT_MORE("h"), LOWEST_OF_THINGS) ")"

/* Questions about what is not in the tally go on: $15 leader (0: any), and of the case $16 category, $17 sector, $18
 * kind of proposer, $19 committee ('': any, '-': none). */
#define IS_OR_ANY(column, parameter) \
	"(" parameter "::text = '' OR coalesce(nullif(" column ", ''), '-') = " parameter ")"
#define FITS_CASE \
	"CASE WHEN " IS_OR_ANY("c.category", "$16") " AND " IS_OR_ANY("c.sector", "$17") " AND " IS_OR_ANY("c.proposer_kind", "$18") \
	" AND " IS_OR_ANY("c.committee", "$19") " AND ($15::int4 = 0 OR s.leader_id = $15) THEN true ELSE false END"
#define OF_CASE " JOIN \"case\" c ON c.jurisdiction = $1 AND c.case_id = s.case_id AND " FITS_CASE

/* ---- Counts. $12 the group (enum rate_group), $13 the flags that matter, $14 the sets of words that matter (bits 1 <<
 * enum fact_word_set). A row: unit, role, the group's number and text, flags, words, overdue, how many. ------------- */

#define OF_NUMBERED_GROUP(more) \
	"CASE $12::int4 WHEN 1 THEN CASE s.unit WHEN 1 THEN 0 ELSE s.office_id END WHEN 7 THEN s.session_id" \
	" WHEN 8 THEN s.level" more " ELSE 0 END"
#define NUMBERED_GROUP_MORE " WHEN 10 THEN s.leader_id WHEN 11 THEN s.month - '2000-01-01'::date"
#define OF_NAMED_GROUP(more) "CASE $12 WHEN 9 THEN s.class" more " ELSE '' END"
#define NAMED_GROUP_MORE \
	" WHEN 3 THEN c.committee WHEN 4 THEN c.category WHEN 5 THEN c.sector WHEN 6 THEN c.proposer_kind"
#define IS_OVERDUE "coalesce(s.due_on < " THAT_DAY ", false)"
/* Few columns to group by are quicker than many: the small ones are one number. */
#define KEY(number) "(" number ")::int8 * 4096 + " IS_OVERDUE "::int4 * 256 + s.role * 16 + s.unit"
/* Only the sets that matter, so that states which differ in the others are one row. */
#define WORD_SET(words, i, bit) "CASE WHEN $14 & " bit " > 0 THEN split_part(" words ", ';', " i ") ELSE '' END"
#define WORDS_THAT_MATTER(words) \
	"CASE $14::int4 WHEN 0 THEN '' WHEN 31 THEN " words " ELSE concat_ws(';', " WORD_SET(words, "1", "1") ", " \
	WORD_SET(words, "2", "2") ", " WORD_SET(words, "3", "4") ", " WORD_SET(words, "4", "8") ", " \
	WORD_SET(words, "5", "16") ") END"
_Static_assert(WORDS_COUNT_ == 5, "the sets above");

#define COUNTS_OF(lowest, states, join, numbered, named) \
	"WITH " WAY("$10::date", "$10", lowest) " SELECT (key & 15)::int4, (key >> 4 & 15)::int4, (key >> 12)::int4, name, flags, " \
	WORDS_THAT_MATTER("words") " AS words, key >> 8 & 1 = 1, sum(n)::int8 FROM (SELECT " KEY(OF_NUMBERED_GROUP(numbered)) \
	" AS key, " OF_NAMED_GROUP(named) " AS name, s.flags & $13::int8 AS flags, CASE $14::int4 WHEN 0 THEN ''" \
	" ELSE s.words END AS words, sum(s.n) AS n FROM " states " s" join \
	" GROUP BY 1, 2, 3, 4 HAVING sum(s.n) <> 0) g GROUP BY key, name, flags, 6"

/* The same where neither words nor texts matter: what is asked most often, with the least to compare. */
#define PLAIN_COUNTS_OF(lowest, states) \
	"WITH " WAY("$10::date", "$10", lowest) " SELECT (key & 15)::int4, (key >> 4 & 15)::int4, (key >> 12)::int4, ''::text, flags," \
	" ''::text, key >> 8 & 1 = 1, n FROM (SELECT " KEY(OF_NUMBERED_GROUP("")) " AS key, s.flags & $13::int8 AS flags," \
	" sum(s.n)::int8 AS n FROM " states " s GROUP BY 1, 2 HAVING sum(s.n) <> 0) g WHERE $14::int4 = 0"

/* ---- People who signed: a row for each with the flags ($13) of their cases together. As above; $12 and $14 mean
 * nothing. A signer who was named when the case was received signed then, one who was invited when it was recorded:
 * j.n > 0. -------------------------------------------------------------------------------------------------------- */

#define SIGNERS_OF_CASE \
	" JOIN item i ON i.jurisdiction = $1 AND i.case_id = s.case_id AND i.kind = 1 AND i.member_id > 0 AND i.state = 2" \
	" AND i.page <= " THAT_PAGE " CROSS JOIN LATERAL (SELECT count(*) AS n, min(m.on_date) FILTER (WHERE " \
	KNOWN_BY_THEN("m") ") AS day FROM milestone m WHERE m.jurisdiction = $1 AND m.case_id = i.case_id" \
	" AND m.milestone = 15 AND m.item_no = i.item_no) j"
#define KNOWN_BY_THEN(m) \
	m ".on_date <= " LAST_DAY " AND " m ".page <= " THAT_PAGE " AND (" m ".superseded_page IS NULL OR " m \
	".superseded_page > " THAT_PAGE ")"
#define SIGNERS \
	"WITH " WAY("$10::date", "$10", LOWEST_OF_THINGS) ", t AS (SELECT s.case_id, s.flags & $13::int8 AS flags FROM " FACT_STATES " s" OF_CASE \
	" GROUP BY 1, 2 HAVING sum(s.n) > 0) SELECT i.member_id, bit_or(s.flags) FROM t s" SIGNERS_OF_CASE \
	" WHERE (j.n = 0 OR j.day IS NOT NULL) AND $12::int4 >= 0 AND $14::int4 >= 0 GROUP BY 1"

/* ---- The things behind a count: those in one of the states chosen. $12 means nothing, $20 and $21 the states (see
 * STATE_BITS, and the words that matter), $22 the caller's sight, $23 true: by due day, else by number, $24 limit, $25
 * to $28 the last row before: due day, number, case, number of the thing. Only then the words and days of the rows are
 * looked up, as known at the page. -------------------------------------------------------------------------------- */

#define STATE_BITS "((s.flags & $13::int8) | (s.unit::int8 << 32) | (" IS_OVERDUE "::int4::int8 << 40))"
#define LATEST(value, condition) \
	"(array_agg(" value " ORDER BY m.stands_for DESC, m.on_date DESC) FILTER (WHERE " condition "))[1]"
#define DUE_DAY "CASE t.unit WHEN 3 THEN m.item_due_on ELSE m.due_on END"
/* Days of an office's part; of a case those of the parts that answer it; of a promise its own. */
#define DAYS_OF_THING \
	"SELECT min(a.assigned) AS assigned, min(a.due) AS due, max(a.accepted) AS accepted," \
	" max(a.contacted) AS contacted, max(a.done) AS done, max(a.round) AS round FROM (SELECT m.assignment_no," \
	" max(m.round) AS round," \
	" min(m.on_date) FILTER (WHERE m.milestone IN (4, 25)) AS assigned," \
	" max(m.on_date) FILTER (WHERE m.milestone = 5) AS accepted," \
	" max(m.on_date) FILTER (WHERE m.milestone = 7) AS contacted," \
	" max(m.on_date) FILTER (WHERE m.milestone IN (8, 9, 26, 28)) AS done, " \
	LATEST(DUE_DAY, DUE_DAY " IS NOT NULL AND m.milestone IN (4, 25, 27, 38, 39, 42)") " AS due," \
	" count(*) FILTER (WHERE m.milestone = 6) > count(*) FILTER (WHERE m.milestone = 20) AS returned" \
	" FROM milestone m WHERE m.jurisdiction = $1 AND m.case_id = t.case_id AND " KNOWN_BY_THEN("m") \
	" AND CASE t.unit WHEN 3 THEN m.item_no = t.no AND m.milestone IN (25, 26, 27, 28)" \
	" ELSE m.milestone IN (4, 5, 6, 7, 8, 9, 20, 38, 39, 42) END" \
	" AND CASE t.unit WHEN 1 THEN m.assignment_no > 0 AND m.round = 1 AND m.role IN (1, 3, 4)" \
	" WHEN 3 THEN true ELSE m.assignment_no = t.no END GROUP BY m.assignment_no) a" \
	" WHERE t.unit <> 1 OR NOT a.returned"
/* Nobody assigns the parts of a later round anew: they begin with the reopening. */
#define REOPENED_ON \
	"CASE t.unit WHEN 4 THEN (SELECT max(m.on_date) FROM milestone m WHERE m.jurisdiction = $1 AND m.case_id = t.case_id" \
	" AND m.milestone = 30 AND m.round = d.round AND " KNOWN_BY_THEN("m") ") END"
/* What is so now, by number: the cases one after the other until there are enough rows, where $29 says that this is soon.
 * Everything else has to look at all there is before the first row is known. */
#define WALKS "(SELECT walks FROM v)"
#define WHETHER_TO_WALK \
	"v AS MATERIALIZED (SELECT $29::bool AND NOT $23::bool AND f.page <= p.page AND p.day >= coalesce((SELECT max(h.day)" \
	" FROM fact_change h WHERE h.jurisdiction = $1), p.day) AS walks FROM p, fold f WHERE f.jurisdiction = $1)"
#define LAST_OF_ALL_NUMBERS "(SELECT chr(1114111) OFFSET 0)"
#define WALKED_CASES \
	"(SELECT c.case_id, c.number, c.title, c.category, c.sector, c.proposer_kind, c.committee, c.number COLLATE \"C\" AS number_order" \
	" FROM \"case\" c WHERE c.jurisdiction = $1 AND (c.number COLLATE \"C\", c.case_id) >= ($26::text COLLATE \"C\", $27::int8)" \
	" AND c.number COLLATE \"C\" <= " LAST_OF_ALL_NUMBERS " AND " WALKS " AND " SEES_LISTED("$22") " ORDER BY c.number COLLATE \"C\", c.case_id OFFSET 0)"
#define STATE_IS_CHOSEN \
	"(" STATE_BITS ", " WORDS_THAT_MATTER("s.words") ") IN (SELECT k.bits, k.words FROM unnest($20::int8[], $21::text[]) k(bits, words))"
#define WALKED \
	"SELECT s.*, c.number, c.title, c.category, c.sector, '-infinity'::date AS due_order, c.number_order FROM " WALKED_CASES \
	" c CROSS JOIN LATERAL (SELECT " LIST_STATE("f") " FROM fact f WHERE " FITS("f") " AND f.case_id = c.case_id OFFSET 0) s" \
	" WHERE " FITS_CASE " AND " STATE_IS_CHOSEN " AND (c.number_order, s.case_id, s.no) > ($26, $27, $28::int4)" \
	" ORDER BY c.number_order, s.case_id, s.no LIMIT $24::int4"
#define SCANNED \
	"SELECT * FROM o WHERE (due_order, number_order, case_id, no)" \
	" > (coalesce($25::date, '-infinity'), $26::text COLLATE \"C\", $27::int8, $28::int4)" \
	" ORDER BY due_order, number_order, case_id, no LIMIT $24::int4"
#define LIST_STATE(x) \
	x ".case_id, " x ".unit, " x ".no, " x ".office_id, " x ".role, " x ".leader_id, " x ".month, " x ".due_on, " x ".flags, " \
	x ".class, " x ".words"
#define LIST_OF_FACTS \
	"WITH " WAY("$10::date", "$10", LOWEST_OF_THINGS) ", " WHETHER_TO_WALK ", t AS (SELECT " LIST_STATE("s") \
	" FROM " FACT_STATES " s" OF_CASE " WHERE NOT " WALKS " AND " STATE_IS_CHOSEN " AND " SEES_LISTED("$22") \
	" GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 HAVING sum(s.n) > 0)," \
	" o AS (SELECT t.*, c.number, c.title, c.category, c.sector, CASE WHEN $23::bool" \
	" THEN coalesce(t.due_on, 'infinity') ELSE '-infinity' END AS due_order, CASE WHEN $23 THEN ''" \
	" ELSE c.number END COLLATE \"C\" AS number_order FROM t JOIN \"case\" c ON c.jurisdiction = $1" \
	" AND c.case_id = t.case_id)," \
	" r AS MATERIALIZED ((" SCANNED ") UNION ALL (" WALKED "))" \
	" SELECT t.number, t.title, t.category, t.sector, t.case_id, t.unit, t.no, t.office_id, t.role, t.leader_id," \
	" t.due_on, t.flags, t.class, t.words, coalesce(d.assigned, " REOPENED_ON "), d.due, d.accepted, d.contacted, d.done," \
	" (SELECT max(m.on_date) FROM milestone m WHERE m.jurisdiction = $1 AND m.case_id = t.case_id" \
	" AND m.assignment_no = 0 AND m.milestone = 12 AND " KNOWN_BY_THEN("m") ")," \
	" (SELECT string_agg(p.name, '、' ORDER BY p.i) FROM \"case\" c, jsonb_array_elements_text(c.received ->" \
	" 'proposers') WITH ORDINALITY p(name, i) WHERE c.jurisdiction = $1 AND c.case_id = t.case_id)," \
	" CASE t.unit WHEN 3 THEN (SELECT i.data ->> 'text' FROM item i WHERE i.jurisdiction = $1" \
	" AND i.case_id = t.case_id AND i.kind = 3 AND i.item_no = t.no) END, d.round" \
	" FROM r t LEFT JOIN LATERAL (" DAYS_OF_THING ") d ON $12::int4 >= 0" \
	" ORDER BY t.due_order, t.number_order, t.case_id, t.no"

/* ---- Trends. As counts, but $12 are the points, days rising, and $13 has bit 40 when somebody asks what is overdue. A
 * row: unit, role, from which point on (from 0), from which point on overdue, flags, words, how many more or fewer.
 * Before the first point stands the present less what came later, or nothing. ------------------------------------- */

#define POINTS       "$12::date[]"
#define FIRST_POINT  "(" POINTS ")[1]"
#define LAST_POINT   "(" POINTS ")[array_length($12, 1)]"
/* How many points lie before a day. */
#define POINTS_BEFORE(day) "width_bucket(" day " - 1, " POINTS ")"
#define NEVER_OVERDUE      "2147483647"
/* What came after the first point: away from it, and to the point it belongs to if that is asked for. */
#define MOVED \
	" CROSS JOIN LATERAL (VALUES (-h.n::int4, 0), (CASE WHEN h.page <= " THAT_PAGE " AND h.day <= " LAST_DAY \
	" THEN h.n::int4 ELSE 0 END, " POINTS_BEFORE("h.day") ")) v(n, since)"
#define MOVED_LATER(more) \
	FROM_CHANGES("v.n", ", v.since", more, MOVED, AFTER_THAT_DAY) FROM_CHANGES("-h.n::int4", ", 0", more, "", AFTER_THAT_PAGE)
#define SINCE_ITS_DAY ", " POINTS_BEFORE("h.day")
#define TALLIED_TREND \
	"(" FROM_TALLY(", 0 AS since") MOVED_LATER("") SINGLE_CHANGES(SINCE_ITS_DAY, "", LOWEST_OF_TALLIES) ")"
#define FACT_TREND_STATES \
	"(" FROM_FACTS(", 0 AS since") MOVED_LATER(FACT_MORE("h")) \
	SINGLE_CHANGES(SINCE_ITS_DAY, FACT_MORE("h"), LOWEST_OF_THINGS) ")"
#define TREND_WAY(lowest) WAY(FIRST_POINT, LAST_POINT, lowest)
#define TREND_OF(lowest, states, join) \
	"WITH " TREND_WAY(lowest) " SELECT unit, role, since, overdue, flags, " WORDS_THAT_MATTER("words") \
	" AS words, sum(n)::int8 FROM (SELECT s.unit, s.role, s.since, CASE $13::int8 >> 40 WHEN 0 THEN " NEVER_OVERDUE \
	" ELSE coalesce(width_bucket(s.due_on, " POINTS "), " NEVER_OVERDUE ") END AS overdue, s.flags & $13 AS flags," \
	" CASE $14::int4 WHEN 0 THEN '' ELSE s.words END AS words, sum(s.n) AS n FROM " states " s" join \
	" WHERE $10::date IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(s.n) <> 0) g GROUP BY 1, 2, 3, 4, 5, 6"
/* A row: person, from which point on, flags, how many of the person's cases more or fewer; one person after the other. */
#define TREND_OF_SIGNERS \
	"WITH " TREND_WAY(LOWEST_OF_THINGS) ", t AS (SELECT s.case_id, s.since, s.flags & $13::int8 AS flags, sum(s.n) AS n FROM " \
	FACT_TREND_STATES " s" OF_CASE " GROUP BY 1, 2, 3 HAVING sum(s.n) <> 0)" \
	" SELECT i.member_id, greatest(s.since, coalesce(" POINTS_BEFORE("j.day") ", 0)), s.flags, sum(s.n)::int8" \
	" FROM t s" SIGNERS_OF_CASE " WHERE (j.n = 0 OR j.day IS NOT NULL) AND $10::date IS NOT NULL AND $14::int4 >= 0" \
	" GROUP BY 1, 2, 3 HAVING sum(s.n) <> 0 ORDER BY 1"

/* clang-format on */

#endif
