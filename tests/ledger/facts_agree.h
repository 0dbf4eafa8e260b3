/* The present facts say what the tables of cases say, which the ledger keeps by other means: the tables are written
 * with the page out of the engine's state, facts are made of milestones. For cases under rules/baotou.yaml. */
#ifndef TESTS_LEDGER_FACTS_AGREE_H
#define TESTS_LEDGER_FACTS_AGREE_H

#include "domain/rates/fact.h"
#include "ledger/intact.h"

/* Each lists what does not agree. Numbers of enums stand in them as they are stored: phase 8 draft, 10 withdrawn, 9
 * merged; units 1 case, 2 part, 3 promise, 4 part of a later round; items 2 evaluation, 3 promise. */
static const char *const facts_disagree[] = {
	/* a case has its row once it was received; what it is */
	"SELECT c.case_id, f.* FROM \"case\" c LEFT JOIN fact f ON f.case_id = c.case_id AND f.unit = 1 WHERE "
	"(c.phase = 8) = (f.case_id IS NOT NULL) AND c.phase <> 10 OR f.session_id <> c.session_id OR f.level <> "
	"c.level "
	"OR f.leader_id <> c.leader_id",
	"SELECT c.case_id, f.flags, c.* FROM \"case\" c JOIN fact f ON f.case_id = c.case_id AND f.unit = 1 WHERE "
	"(c.phase = 10) <> (f.flags = 32) OR c.phase <> 10 AND ((c.filed_on IS NOT NULL) <> (f.flags & 2 > 0) "
	"OR c.key <> (f.flags & 64 > 0) OR (c.main_case > 0) <> (f.flags & 16 > 0) OR (c.phase = 7) <> (f.flags & 128 "
	"> 0) "
	"OR (c.publication = 3) <> (f.flags & 1024 > 0) OR (c.round > 1) <> (f.flags & 256 > 0) "
	"OR (c.published_on IS NOT NULL AND c.publication <> 3) <> (f.flags & 512 > 0))",
	/* the marks of the first and of the latest evaluated round */
	"SELECT f.case_id, f.words, m.* FROM fact f JOIN \"case\" c ON c.case_id = f.case_id AND c.phase <> 10, "
	"LATERAL "
	"(SELECT coalesce(string_agg(DISTINCT t.result COLLATE \"C\", ',') FILTER (WHERE t.round = 1), '') || ';' || "
	"coalesce(string_agg(DISTINCT t.attitude COLLATE \"C\", ',') FILTER (WHERE t.round = 1), '') || ';' || "
	"coalesce(string_agg(DISTINCT t.result COLLATE \"C\", ',') FILTER (WHERE t.round = t.latest), '') || ';' || "
	"coalesce(string_agg(DISTINCT t.attitude COLLATE \"C\", ',') FILTER (WHERE t.round = t.latest), '') || ';' AS "
	"marks "
	"FROM (SELECT *, max(round) OVER () AS latest FROM item t WHERE t.case_id = f.case_id AND t.kind = 2) t) m "
	"WHERE f.unit = 1 AND NOT starts_with(CASE WHEN f.words = '' THEN ';;;;' ELSE f.words END, m.marks)",
	/* every assignment has its row, and nothing else has; who holds it and what came of it */
	"SELECT a.case_id, a.assignment_no, f.* FROM assignment a FULL JOIN (SELECT * FROM fact WHERE unit IN (2, 4)) "
	"f "
	"ON f.case_id = a.case_id AND f.no = a.assignment_no WHERE a.case_id IS NULL OR f.case_id IS NULL OR "
	"f.office_id <> a.office_id OR f.role <> a.role OR (a.round > 1) <> (f.unit = 4)",
	"SELECT a.*, f.flags, f.due_on FROM assignment a JOIN \"case\" c ON c.case_id = a.case_id JOIN fact f ON "
	"f.unit IN "
	"(2, 4) AND f.case_id = a.case_id AND f.no = a.assignment_no CROSS JOIN LATERAL (SELECT a.state IN "
	"('returning', "
	"'returned') AS returned) r WHERE c.phase <> 10 AND (r.returned <> (f.flags & 131072 > 0) OR NOT r.returned "
	"AND ("
	"(a.accepted_on IS NOT NULL) <> (f.flags & 262144 > 0) OR (a.contacted_on IS NOT NULL) <> (f.flags & 524288 > "
	"0) "
	"OR (a.answered_on IS NOT NULL) <> (f.flags & 1048576 > 0) "
	"OR (a.answered_on IS NOT NULL AND (a.class_meaning = 1 OR a.later_class = 'A' OR EXISTS (SELECT FROM "
	"assignment l WHERE "
	"l.case_id = a.case_id AND a.round < l.round AND l.office_id = a.office_id AND l.role <> 2 AND l.answered_on "
	"IS "
	"NOT NULL AND (l.class_meaning = 1 OR l.later_class = 'A')))) <> (f.flags & 134217728 > "
	"0)))",
	"SELECT a.case_id, a.assignment_no, a.round, a.state, a.due_on, a.class, f.due_on, f.class FROM assignment a "
	"JOIN "
	"\"case\" c ON c.case_id = a.case_id JOIN fact f ON f.unit IN (2, 4) AND f.case_id = a.case_id AND f.no = "
	"a.assignment_no WHERE f.due_on IS DISTINCT FROM CASE WHEN a.answered_on IS NULL AND a.state NOT IN "
	"('returning', "
	"'returned') AND c.phase NOT IN (9, 10) THEN a.due_on END OR (c.phase <> 10 AND f.class <> CASE WHEN "
	"a.answered_on IS "
	"NOT NULL AND a.role <> 2 THEN a.class ELSE '' END)",
	/* a case is what its answering parts are together */
	"SELECT c.case_id, f.flags, f.due_on, p.* FROM \"case\" c JOIN fact f ON f.case_id = c.case_id AND f.unit = 1, "
	"LATERAL (SELECT count(*) AS n, bool_and(p.flags & 262144 > 0) AS accepted, bool_and(p.flags & 1048576 > 0) AS "
	"answered, bool_and(p.flags & 2097152 > 0) AS on_time, min(p.due_on) AS due_on FROM fact p WHERE p.case_id = "
	"c.case_id AND p.unit = 2 AND p.role <> 2 AND p.flags & 131072 = 0) p WHERE c.phase <> 10 AND ((p.n > 0) <> "
	"(f.flags & "
	"65536 > 0) OR coalesce(p.accepted, false) <> (f.flags & 262144 > 0) OR coalesce(p.answered, false) <> "
	"(f.flags & "
	"1048576 > 0) OR coalesce(p.on_time, false) <> (f.flags & 2097152 > 0) OR f.due_on IS DISTINCT FROM p.due_on)",
	/* promises */
	"SELECT t.*, f.* FROM (SELECT t.* FROM item t JOIN \"case\" c ON c.case_id = t.case_id AND c.phase <> 10 WHERE "
	"t.kind "
	"= 3) t FULL JOIN (SELECT f.* FROM fact f JOIN \"case\" c ON c.case_id = f.case_id AND c.phase <> 10 WHERE "
	"f.unit = 3) "
	"f ON f.case_id = t.case_id AND f.no = t.item_no WHERE t.case_id IS NULL OR f.case_id IS NULL OR f.office_id "
	"<> "
	"t.office_id OR (t.state = 5) <> (f.flags & 536870912 > 0) OR (t.state = 6) <> (f.flags & 1073741824 > 0) OR "
	"f.due_on IS DISTINCT FROM CASE WHEN t.state = 4 THEN t.due_on END",
	/* the three tables of facts say the same; the tally of each session and, as session 0, of all of them */
	"SELECT * FROM (SELECT unit, level, s AS session_id, office_id, role, flags, class, words, coalesce(due_on, "
	"'-infinity') AS "
	"due_on, count(*) AS n FROM fact, unnest(ARRAY[session_id, 0]) s GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) f FULL "
	"JOIN tally t USING (unit, level, "
	"session_id, office_id, role, flags, class, words, due_on) WHERE f.n IS DISTINCT FROM t.n",
	"SELECT * FROM (SELECT case_id, unit, no, office_id, role, leader_id, month, flags, class, words, "
	"coalesce(due_on, "
	"'-infinity') AS due_on, sum(n) AS n FROM fact_change GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 HAVING sum(n) "
	"<> 0) c "
	"FULL JOIN (SELECT case_id, unit, no, office_id, role, leader_id, month, flags, class, words, coalesce(due_on, "
	"'-infinity') AS due_on FROM fact) f USING (case_id, unit, no, office_id, role, leader_id, month, flags, "
	"class, words, "
	"due_on) WHERE c.n IS DISTINCT FROM 1 OR f.case_id IS NULL",
};
_Static_assert(FACT_WITHDRAWN == 32 && FACT_FILED == 2 && FACT_KEY == 64 && FACT_MERGED == 16 && FACT_CLOSED == 128 &&
		       FACT_PRIVATE == 1024 && FACT_REOPENED == 256 && FACT_PUBLISHED == 512 &&
		       FACT_RETURNED == 131072 && FACT_ACCEPTED == 262144 && FACT_CONTACTED == 524288 &&
		       FACT_ANSWERED == 1048576 && FACT_ASSIGNED == 65536 && FACT_ON_TIME == 2097152 &&
		       FACT_NOW_SOLVED == 134217728 && FACT_KEPT == 536870912 && FACT_BROKEN == 1073741824,
	       "the numbers in the SQL above");

static inline void expect_facts_agree(const char *conninfo)
{
	for (size_t i = 0; i < sizeof facts_disagree / sizeof *facts_disagree; i++) {
		char *sql =
			hy_xasprintf("SELECT coalesce((SELECT x::text FROM (%s) x LIMIT 1), '')", facts_disagree[i]);
		const char *found = cluster_ask(conninfo, sql);

		if (*found)
			fail_msg("%s\n%s", sql, found);
		free(sql);
	}
}

#endif
