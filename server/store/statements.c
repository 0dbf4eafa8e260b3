#include "store/statements.h"

#include "domain/model.h"

/* Milestones stand in the SQL as the numbers they are stored with. */
#define ASSIGNED "4"
#define ACCEPTED "5"
#define RETURNED "6"
#define DONE     "(8, 9)" /* opinion of an assist office, answer of a lead office */
_Static_assert(MILESTONE_ASSIGNED == 4 && MILESTONE_ACCEPTED == 5 && MILESTONE_RETURNED == 6 &&
		       MILESTONE_OPINION == 8 && MILESTONE_ANSWERED == 9,
	       "the numbers in the SQL below");

/* ---- Whose cases a caller sees: domain/sight.c as SQL. A sight is an array of numbers, see sight_bind. ----------- */

_Static_assert(ITEM_SIGNER == 1 && ITEM_PROMISE == 3 && ITEM_INVITED == 1 && ITEM_SIGNED == 2 && ITEM_OPEN == 4 &&
		       PHASE_DRAFT == 8,
	       "the numbers in the SQL below");
#define IS_DRAFT "c.phase = 8"
#define SIGNED_BY(member)                                                                                              \
	"(" member " > 0 AND EXISTS (SELECT FROM item v WHERE v.jurisdiction = $1 AND v.case_id = c.case_id"           \
	" AND v.kind = 1 AND v.member_id = " member " AND (v.state = 2 OR v.state = 1 AND " IS_DRAFT ")))"
/* True when the office takes or took part in case c, or in the one it was merged into. */
#define HANDLED_BY(office)                                                                                             \
	"(" office " > 0 AND EXISTS (SELECT FROM assignment v WHERE v.jurisdiction = $1"                               \
	" AND v.case_id IN (c.case_id, c.main_case) AND v.office_id = " office "))"
#define SEES(sight)                                                                                                    \
	"(CASE WHEN " IS_DRAFT " THEN (" sight "::int8[])[1] = 1 AND (" sight ")[2] = 1"                               \
	" ELSE (" sight ")[1] = 1 OR c.case_id = (" sight ")[6] OR " HANDLED_BY(                                       \
		"(" sight ")[3]") " END OR " SIGNED_BY("(" sight ")[4]") " OR " SIGNED_BY("(" sight ")[5]") ")"

/* ---- One case. $1 jurisdiction, $2 the caller's sight, $3 and $4 name the case. --------------------------------- */

#define PICK_ID "$3::int8"
#define PICK_NUMBER                                                                                                    \
	"(SELECT k.case_id FROM \"case\" k WHERE k.jurisdiction = $1 AND k.number = $3::text AND k.number <> '')"
#define PICK_SUBMISSION                                                                                                \
	"(SELECT k.case_id FROM \"case\" k WHERE k.jurisdiction = $1 AND k.session_id = $3::int4"                      \
	" AND k.submission_number = $4::text AND k.submission_number <> '')"
#define PICK_LINE                                                                                                      \
	"(SELECT k.case_id FROM line k WHERE k.jurisdiction = $1 AND k.page = $3::int8 AND k.line_no = $4::int4)"

/* True when the office of that parameter takes or took part in case c. */
#define TAKES_PART(office)                                                                                             \
	"(" office "::int4 = 0 OR EXISTS (SELECT FROM assignment v WHERE v.jurisdiction = $1"                          \
	" AND v.case_id = c.case_id AND v.office_id = " office "))"

#define CASE_COLUMNS                                                                                                   \
	"c.case_id, c.version, c.kind, c.state, c.phase, c.level, c.session_id, c.number, c.category,"                 \
	" c.received_on, c.filed_on, c.last_on, c.attitude, c.result, c.page, c.round, c.main_case,"                   \
	" coalesce((SELECT nullif(h.number, '') FROM \"case\" h WHERE h.jurisdiction = $1 AND c.main_case > 0"         \
	" AND h.case_id = c.main_case), ''), c.key, c.leader_id, c.publication, c.published_on, c.proposer_kind,"      \
	" c.between_sessions"
#define CASE_WHOLE "SELECT " CASE_COLUMNS ", c.received::text FROM \"case\" c WHERE c.jurisdiction = $1"
/* Lists leave the text of the proposal out. */
#define CASE_SHORT CASE_COLUMNS ", (c.received - 'text')::text"
#define ASSIGNMENT_ROWS                                                                                                \
	"SELECT a.case_id, a.assignment_no, a.office_id, a.role, a.state, a.assigned_on, a.due_on, a.return_by,"       \
	" a.accepted_on, a.returned_on, a.contacted_on, a.answered_on, a.class, a.class_meaning, a.round,"             \
	" a.extensions, a.contact_by, a.drafted_on, a.reviewed_on, a.cosigned_on, a.later_class"                       \
	" FROM assignment a WHERE a.jurisdiction = $1"
/* Things of a case, in the order they came, with the number of the case a link leads to. */
#define ITEM_ROWS(data, contact, joins, condition)                                                                     \
	"SELECT i.case_id, i.kind, i.item_no, i.state, i.assignment_no, i.round, i.signer_no, i.office_id,"            \
	" i.member_id, i.other_case, i.on_date, i.due_on, i.done_on, i.attitude, i.result, " data                      \
	", coalesce((SELECT o.number FROM \"case\" o WHERE o.jurisdiction = $1 AND i.other_case > 0"                   \
	" AND o.case_id = i.other_case), ''), " contact " FROM item i" joins                                           \
	" WHERE i.jurisdiction = $1 AND " condition " ORDER BY i.case_id, i.page, i.kind, i.item_no"
/* One case shows the telephone of its proposers to those who may see it; lists do not. */
#define ITEMS_OF_ONE(pick)                                                                                             \
	ITEM_ROWS("i.data::text", "coalesce(t.telephone, ''), coalesce(t.address, '')",                                \
		  " LEFT JOIN member_contact t ON t.jurisdiction = $1 AND i.kind = 1 AND i.member_id > 0"              \
		  " AND t.member_id = i.member_id",                                                                    \
		  "i.case_id = " pick " AND $2::int8[] IS NOT NULL")
/* A page of cases: words only of what a list shows, the proposers and the promises still open. */
#define ITEMS_OF_LIST                                                                                                  \
	ITEM_ROWS("CASE WHEN i.kind = 1 OR i.kind = 3 AND i.state = 4 THEN i.data::text ELSE '{}' END", "'', ''", "",  \
		  "i.case_id = ANY ($2::int8[])")
/* The predicate of the index line_noted (migrations/0002): a case with thousands of contacts has few such lines. */
#define NOTED                                                                                                          \
	"(l.body LIKE '%\"milestone\":\"answered\"%' OR l.body LIKE '%\"milestone\":\"opinion\"%'"                     \
	" OR l.body LIKE '%\"milestone\":\"returned\"%' OR l.body LIKE '%\"milestone\":\"outcome\"%'"                  \
	" OR l.body LIKE '%\"milestone\":\"not_filed\"%' OR l.body LIKE '%\"milestone\":\"redirected\"%'"              \
	" OR l.body LIKE '%\"milestone\":\"drafted\"%' OR l.body LIKE '%\"corrects\":%')"
/* What only the lines tell: who gave which reason, document number, text and outcomes. */
#define NOTE_ROWS(input, condition)                                                                                    \
	"SELECT n.case_id, n.page, n.line_no, n.version, coalesce(n.b #>> '{effects,milestones,0,milestone}', ''),"    \
	" coalesce((n.b #>> '{effects,milestones,0,assignment}')::int4, 0),"                                           \
	" coalesce((n.b #>> '{effects,milestones,0,office}')::int4, 0), coalesce(n.b ->> 'on', ''),"                   \
	" coalesce((" input ")::text, '{}')"                                                                           \
	" FROM (SELECT l.case_id, l.page, l.line_no, l.version, l.body::jsonb AS b FROM line l"                        \
	" WHERE l.jurisdiction = $1 AND l.case_id > 0 AND " NOTED " AND " condition                                    \
	") n ORDER BY n.case_id, n.version"

#define ONE_CASE(KIND, name, pick, params)                                                                             \
	[CASE_BY_##KIND] = { "case_by_" name, CASE_WHOLE " AND c.case_id = " pick " AND " SEES("$2"), params },        \
	[ASSIGNMENTS_BY_##KIND] = { "assignments_by_" name,                                                            \
				    ASSIGNMENT_ROWS " AND a.case_id = " pick                                           \
						    " AND $2::int8[] IS NOT NULL ORDER BY a.assignment_no",            \
				    params },                                                                          \
	[ITEMS_BY_##KIND] = { "items_by_" name, ITEMS_OF_ONE(pick), params },                                          \
	[NOTES_BY_##KIND] = { "notes_by_" name,                                                                        \
			      NOTE_ROWS("n.b -> 'input'",                                                              \
					"l.case_id > 0 AND l.case_id = " pick " AND $2::int8[] IS NOT NULL"),          \
			      params }

/* ---- Lines of a case, l. ---------------------------------------------------------------------------------------- */

/* What a correction replaces: the line of that version and what corrected it before; NULL for other lines. */
#define EARLIER_LINES                                                                                                  \
	"CASE WHEN l.body LIKE '%\"corrects\":%' THEN (SELECT jsonb_agg(jsonb_build_object('input', e.b -> 'input',"   \
	" 'on', e.b -> 'on', 'verb', e.b -> 'verb') ORDER BY e.version)::text"                                         \
	" FROM (SELECT k.version, k.body::jsonb AS b FROM line k WHERE k.jurisdiction = $1 AND k.case_id > 0"          \
	" AND k.case_id = l.case_id AND k.version < l.version) e"                                                      \
	" WHERE (l.body::jsonb #>> '{input,corrects}')::int4"                                                          \
	" IN (e.version, (e.b #>> '{input,corrects}')::int4)) END"
/* Numbers of the cases a line names; NULL for lines that name none. */
#define NAMED_NUMBERS                                                                                                  \
	"CASE WHEN l.body LIKE '%\"other_cases\":%' OR l.body LIKE '%\"other\":%' OR l.body LIKE '%\"of\":%' THEN"     \
	" (SELECT jsonb_object_agg(n.case_id, n.number)::text FROM \"case\" n WHERE n.jurisdiction = $1"               \
	" AND n.number <> '' AND n.case_id IN ("                                                                       \
	"SELECT jsonb_array_elements_text(l.body::jsonb #> '{input,other_cases}')::int8"                               \
	" UNION SELECT (i ->> 'other')::int8 FROM jsonb_array_elements(l.body::jsonb #> '{effects,items}') i"          \
	" UNION SELECT (l.body::jsonb ->> 'of')::int8)) END"

/* ---- Lists of cases. $1 jurisdiction, $2 the caller's sight, $3 office that must take part, $4 state, $5 session,
 * $6 part of the title, $7 level, $8 category, $9 open assignments only, $10 limit, $11 position, $12 office whose open
 * work counts (0: anybody's), $13 key proposals only, $14 leader, $15 with an open promise only, $16 proposer, $17
 * phase, $18 open work due by this day only, $19 the other part of the position. ---------------------------------- */

#define OPEN_WORK(condition)                                                                                           \
	"(SELECT o.case_id, o.due_on FROM assignment o WHERE o.jurisdiction = $1 AND o.open"                           \
	" AND ($12::int4 = 0 OR o.office_id = $12)" condition                                                          \
	" UNION ALL SELECT o.case_id, o.due_on FROM item o WHERE o.jurisdiction = $1 AND o.kind = 3 AND o.state = 4"   \
	" AND ($12 = 0 OR o.office_id = $12)" condition ")"
#define CASE_FILTERS                                                                                                   \
	SEES("$2")                                                                                                     \
	" AND " TAKES_PART("$3") " AND ($4::text = '' OR c.state = $4)"                                                \
				 " AND ($5::int4 = 0 OR c.session_id = $5)"                                            \
				 " AND ($6::text = '' OR position($6 IN c.title) > 0)"                                 \
				 " AND ($7::int4 = 0 OR c.level = $7) AND ($8::text = '' OR c.category = $8)"          \
				 " AND (NOT $13::bool OR c.key) AND ($14::int4 = 0 OR c.leader_id = $14)"              \
				 " AND (NOT $15::bool OR EXISTS (SELECT FROM item w WHERE w.jurisdiction = $1"         \
				 " AND w.case_id = c.case_id AND w.kind = 3 AND w.state = 4"                           \
				 " AND ($12 = 0 OR w.office_id = $12)))"                                               \
				 " AND ($16::int4 = 0 OR EXISTS (SELECT FROM item w WHERE w.jurisdiction = $1"         \
				 " AND w.case_id = c.case_id AND w.kind = 1 AND w.member_id = $16))"                   \
				 " AND ($17::int4 = 0 OR c.phase = $17)"                                               \
				 " AND ($18::date IS NULL OR EXISTS (SELECT FROM " OPEN_WORK(                          \
					 " AND o.case_id = c.case_id AND o.due_on <= $18") " w))"
/* Assignments without a deadline come last. */
#define NO_DUE_DAY "'9999-12-31'::date"

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
 * $10 … the position. The conditions are those of RATE_COUNTS and RATE_OVERDUE. */
/* clang-format off */
#define RATE_CASE_ROWS(position, order) \
	"SELECT * FROM (SELECT c.number, m.case_id, m.assignment_no, c.title, " HOLDER " AS office_id, m.role, m.on_date," \
	" " DUE " AS due_on, w.on_date AS done_on, coalesce(w.class, '') FROM milestone m" \
	" JOIN \"case\" c ON c.jurisdiction = $1 AND c.case_id = m.case_id" \
	" LEFT JOIN milestone w ON w.jurisdiction = $1 AND w.case_id = m.case_id" \
	" AND w.assignment_no = m.assignment_no AND w.milestone IN " DONE " AND w.on_date <= $5" \
	" AND w.superseded_page IS NULL" \
	" WHERE " ASSIGNED_BY_THEN " AND ($7::int4 = 0 OR " HOLDER " = $7) AND " SEES("$8") \
	" AND CASE $6::int4" \
	" WHEN 1 THEN NOT " IS_RETURNED \
	" WHEN 2 THEN " IS_ACCEPTED \
	" WHEN 3 THEN w.case_id IS NOT NULL" \
	" WHEN 4 THEN w.case_id IS NOT NULL AND NOT w.late" \
	" WHEN 5 THEN w.case_id IS NULL AND " DUE " < $5 AND NOT " IS_RETURNED \
	" WHEN 6 THEN w.case_id IS NULL AND NOT " IS_RETURNED \
	" ELSE false END) m" \
	" WHERE " position " ORDER BY " order " LIMIT $9::int4"
/* clang-format on */

#define TOKEN_COLUMNS                                                                                                  \
	"token_id, role, office_id, label, created_at, expires_on, revoked_at IS NOT NULL, member_id, case_id,"        \
	" signer_no, round, coalesce((SELECT k.number FROM \"case\" k WHERE k.jurisdiction = $1"                       \
	" AND token.case_id > 0 AND k.case_id = token.case_id), '')"

/* The item an attachment is in the case's line, if one named it. */
#define ITEM_OF_ATTACHMENT                                                                                             \
	"i.jurisdiction = $1 AND i.case_id = a.case_id AND i.kind = 8 AND i.data->>'attachment' = "                    \
	"a.attachment_id::text"
_Static_assert(ITEM_ATTACHMENT == 8, "the number in the SQL above");

const char store_session_sql[] = "SELECT set_config('default_transaction_isolation', 'repeatable read', false),"
				 " set_config('statement_timeout', '8000', false)";

const struct db_statement store_statements[STATEMENT_COUNT] = {
	ONE_CASE(ID, "id", PICK_ID, 3),
	ONE_CASE(NUMBER, "number", PICK_NUMBER, 3),
	ONE_CASE(SUBMISSION, "submission", PICK_SUBMISSION, 4),
	ONE_CASE(LINE, "line", PICK_LINE, 4),
	[CASES_BY_ID_ORDER] = { "cases_by_id_order",
				"SELECT " CASE_SHORT ", NULL::date FROM \"case\" c WHERE c.jurisdiction = $1"
				" AND c.case_id > $11::int8 AND " CASE_FILTERS
				" AND (NOT $9::bool OR EXISTS (SELECT FROM assignment o WHERE o.jurisdiction = $1"
				" AND o.case_id = c.case_id AND o.open AND ($12 = 0 OR o.office_id = $12)))"
				" ORDER BY c.case_id LIMIT $10::int4",
				18 },
	[CASES_BY_DUE_ORDER] = { "cases_by_due_order",
				 "SELECT " CASE_SHORT ", d.due FROM"
				 " (SELECT w.case_id, coalesce(min(w.due_on), " NO_DUE_DAY ") AS due FROM " OPEN_WORK(
					 "") " w GROUP BY w.case_id) d"
					     " JOIN \"case\" c ON c.jurisdiction = $1 AND c.case_id = d.case_id"
					     " WHERE (d.due, c.case_id) > ($19::date, $11::int8) AND $9::bool "
					     "AND " CASE_FILTERS " ORDER BY d.due, c.case_id LIMIT $10::int4",
				 19 },
	[ASSIGNMENTS_OF_CASES] = { "assignments_of_cases",
				   ASSIGNMENT_ROWS " AND a.case_id = ANY ($2::int8[])"
						   " ORDER BY a.case_id, a.assignment_no",
				   2 },
	[ITEMS_OF_CASES] = { "items_of_cases", ITEMS_OF_LIST, 2 },
	[NOTES_OF_CASES] = { "notes_of_cases",
			     NOTE_ROWS("n.b -> 'input' #- '{text}'", "l.case_id > 0 AND l.case_id = ANY ($2::int8[])"),
			     2 },
	[LINES_OF_CASE] = { "lines_of_case",
			    "SELECT l.page, l.line_no, l.version, l.body, l.leaf, " EARLIER_LINES ", " NAMED_NUMBERS
			    " FROM line l WHERE l.jurisdiction = $1 AND l.case_id > 0 AND l.case_id = $2::int8"
			    " AND l.version > $3::int4 ORDER BY l.version LIMIT $4::int4",
			    4 },
	/* Cases of a session in which an office has a part that answers, open or answered (ANSWERING_ROLES). */
	[OFFICE_LOADS] = { "office_loads",
			   "SELECT c.session_id, a.office_id, count(DISTINCT a.case_id) FROM assignment a JOIN "
			   "\"case\" c"
			   " ON c.jurisdiction = a.jurisdiction AND c.case_id = a.case_id WHERE a.jurisdiction = $1"
			   " AND a.role IN (1, 3, 4) AND (a.open OR a.answered_on IS NOT NULL) GROUP BY 1, 2",
			   1 },
	[REQUESTS_STORED] = { "requests_stored",
			      "SELECT request_id::text FROM request WHERE jurisdiction = $1 AND office_id = 0"
			      " AND request_id = ANY ($2::uuid[])",
			      2 },
	[SUBMISSIONS_TAKEN] = { "submissions_taken",
				"SELECT t.i FROM unnest($2::int4[], $3::text[]) WITH ORDINALITY t(s, n, i)"
				" JOIN \"case\" c ON c.jurisdiction = $1 AND c.session_id = t.s"
				" AND c.submission_number = t.n AND c.submission_number <> ''",
				3 },
	[FOLD_PAGE] = { "fold_page", "SELECT page FROM fold WHERE jurisdiction = $1", 1 },
	[RATE_COUNTS] = { "rate_counts",
			  "SELECT office_id, role = " IS_SEPARATE ", " RATE_SUMS " FROM ("
			  "SELECT y.office_id, y.role, y.milestone, y.late, y.n FROM tally y WHERE " OF_THE_QUESTION(
				  "y") " AND y.day <= $5::date UNION ALL " NOT_OF_A_RATE " UNION ALL " HANDED_OVER
				       ") z GROUP BY office_id, role = " IS_SEPARATE,
			  5 },
	[RATE_OVERDUE] = { "rate_overdue",
			   "SELECT " HOLDER ", m.role = " IS_SEPARATE
			   ", count(*) FROM milestone m WHERE " ASSIGNED_BY_THEN
			   " AND NOT " REACHED("IN " DONE) " AND NOT " IS_RETURNED " AND " DUE " < $5 GROUP BY 1, 2",
			   5 },
	/* Cases that separate offices answer: accepted, answered, on time when all of them have; overdue with one. */
	[RATE_SEPARATE] = { "rate_separate",
			    "SELECT count(*), count(*) FILTER (WHERE accepted), count(*) FILTER (WHERE done),"
			    " count(*) FILTER (WHERE on_time), count(*) FILTER (WHERE overdue) FROM ("
			    "SELECT bool_and(accepted) AS accepted, bool_and(done) AS done, bool_and(on_time) AS "
			    "on_time,"
			    " bool_or(NOT done AND due < $5) AS overdue FROM (SELECT m.case_id, " IS_ACCEPTED
			    " AS accepted, " REACHED("IN " DONE) " AS done, " REACHED(
				    "IN " DONE " AND NOT r.late") " AS on_time, " DUE
								  " AS due FROM milestone m WHERE m.role = " IS_SEPARATE
								  " AND " ASSIGNED_BY_THEN " AND NOT " IS_RETURNED
								  ") a GROUP BY a.case_id) c",
			    5 },
	[RATE_CASES] = { "rate_cases",
			 RATE_CASE_ROWS("(m.number COLLATE \"C\", m.case_id, m.assignment_no)"
					" > ($10::text COLLATE \"C\", $11::int8, $12::int4)",
					"m.number COLLATE \"C\", m.case_id, m.assignment_no"),
			 12 },
	[OVERDUE_CASES] = { "overdue_cases",
			    RATE_CASE_ROWS("(m.due_on, m.case_id, m.assignment_no)"
					   " > ($10::date, $11::int8, $12::int4)",
					   "m.due_on, m.case_id, m.assignment_no"),
			    12 },
	[LEDGER_HEAD] = { "ledger_head",
			  "SELECT page, hash, recorded_at FROM page WHERE jurisdiction = $1 ORDER BY page DESC LIMIT 1",
			  1 },
	[LEDGER_TOTALS] = { "ledger_totals",
			    "SELECT coalesce(sum(lines), 0)::int8, coalesce(max(lines), 0),"
			    " count(*) FILTER (WHERE offices >= 2) FROM page WHERE jurisdiction = $1",
			    1 },
	[LINE_VERSION] = { "line_version",
			   "SELECT version FROM line WHERE jurisdiction = $1 AND page = $2 AND line_no = $3", 3 },
	[JURISDICTION_LIST] = { "jurisdiction_list", "SELECT jurisdiction, name FROM jurisdiction ORDER BY 1", 0 },
	[JURISDICTION_ADD] = { "jurisdiction_add",
			       "INSERT INTO jurisdiction (jurisdiction, name) VALUES ($1::int4, $2::text)"
			       " ON CONFLICT DO NOTHING",
			       2 },
	[TOKEN_COUNT] = { "token_count", "SELECT count(*) FROM token WHERE jurisdiction = $1", 1 },
	[TOKEN_BY_HASH] = { "token_by_hash",
			    "SELECT " TOKEN_COLUMNS ", hash FROM token WHERE jurisdiction = $1 AND hash = $2::bytea",
			    2 },
	[TOKEN_LIST] = { "token_list",
			 "SELECT " TOKEN_COLUMNS " FROM token WHERE jurisdiction = $1"
			 " AND (case_id = 0 OR revoked_at IS NULL) ORDER BY token_id DESC",
			 1 },
	[TOKEN_ADD] = { "token_add",
			"INSERT INTO token (jurisdiction, hash, role, office_id, label, expires_on, member_id)"
			" VALUES ($1, $2::bytea, $3::int4, $4::int4, $5::text, $6::date, $7::int4)"
			" RETURNING " TOKEN_COLUMNS,
			7 },
	[TOKEN_ADD_CODES] = { "token_add_codes",
			      "WITH ended AS (UPDATE token SET revoked_at = clock_timestamp() WHERE jurisdiction = $1"
			      " AND case_id > 0 AND case_id = $2::int8 AND signer_no = ANY ($8::int4[])"
			      " AND revoked_at IS NULL)"
			      " INSERT INTO token (jurisdiction, hash, role, office_id, label, expires_on, case_id,"
			      " signer_no, round) SELECT $1, c.hash, $4::int4, 0, $5::text, $6::date, $2, c.signer, "
			      "$3::int4"
			      " FROM unnest($7::bytea[], $8::int4[]) c(hash, signer) RETURNING signer_no",
			      8 },
	[TOKEN_REVOKE] = { "token_revoke",
			   "UPDATE token SET revoked_at = coalesce(revoked_at, clock_timestamp())"
			   " WHERE jurisdiction = $1 AND token_id = $2::int8 RETURNING " TOKEN_COLUMNS,
			   2 },
	/* Attachments. $1 jurisdiction, $2 the attachment. */
	[ATTACHMENT_FIND] = { "attachment_find",
			      "SELECT a.attachment_id, a.case_id, a.name, a.media_type, a.size, a.salt, a.digest, "
			      "a.complete,"
			      " a.erased_at IS NOT NULL, coalesce(i.data->>'digest', '')"
			      " FROM attachment a LEFT JOIN item i ON " ITEM_OF_ATTACHMENT
			      " WHERE a.jurisdiction = $1 AND a.attachment_id = $2::uuid",
			      2 },
	/* An upload that was not finished begins anew; its salt is its name from now on. */
	[ATTACHMENT_BEGIN] = { "attachment_begin",
			       "INSERT INTO attachment AS a (jurisdiction, attachment_id, case_id, office_id, name, "
			       "media_type,"
			       " size, salt, digest, complete)"
			       " VALUES ($1, $2::uuid, $3::int8, $4::int4, $5::text, $6::text, $7::int8, $8::bytea, "
			       "'', false)"
			       " ON CONFLICT ON CONSTRAINT attachment_pkey DO UPDATE SET case_id = excluded.case_id,"
			       " office_id = excluded.office_id, name = excluded.name, media_type = "
			       "excluded.media_type,"
			       " size = excluded.size, salt = excluded.salt, created_at = clock_timestamp()"
			       " WHERE NOT a.complete",
			       8 },
	[ATTACHMENT_CHUNKS_DROP] = { "attachment_chunks_drop",
				     "DELETE FROM attachment_chunk c USING attachment a WHERE a.jurisdiction = $1"
				     " AND a.attachment_id = $2::uuid AND NOT a.complete AND a.salt = $3::bytea"
				     " AND c.jurisdiction = $1 AND c.attachment_id = $2",
				     3 },
	/* Only while no other upload has begun under the same id. */
	[ATTACHMENT_CHUNK_ADD] = { "attachment_chunk_add",
				   "WITH a AS (SELECT FROM attachment WHERE jurisdiction = $1 AND attachment_id = "
				   "$2::uuid"
				   " AND salt = $3::bytea AND NOT complete FOR UPDATE)"
				   " INSERT INTO attachment_chunk (jurisdiction, attachment_id, chunk_no, content)"
				   " SELECT $1, $2, $4::int4, $5::bytea FROM a",
				   5 },
	[ATTACHMENT_COMPLETE] = { "attachment_complete",
				  "UPDATE attachment SET complete = true, digest = $4::bytea WHERE jurisdiction = $1"
				  " AND attachment_id = $2::uuid AND salt = $3::bytea AND NOT complete",
				  4 },
	[ATTACHMENT_CHUNKS] = { "attachment_chunks",
				"SELECT chunk_no, content FROM attachment_chunk WHERE jurisdiction = $1"
				" AND attachment_id = $2::uuid AND chunk_no >= $3::int4 ORDER BY chunk_no LIMIT "
				"$4::int4",
				4 },
	/* Without its salt the digest tells nothing about a content somebody might guess. */
	[ATTACHMENT_ERASE] = { "attachment_erase",
			       "WITH a AS (UPDATE attachment SET erased_at = clock_timestamp(), salt = ''"
			       " WHERE jurisdiction = $1 AND attachment_id = $2::uuid AND erased_at IS NULL"
			       " RETURNING attachment_id)"
			       " DELETE FROM attachment_chunk c USING a WHERE c.jurisdiction = $1"
			       " AND c.attachment_id = a.attachment_id",
			       2 },
	/* $2 how many at once. The ledger takes none that is older than 23 hours, so that none goes while it is being
	   named. */
	[ATTACHMENT_CLEAN] = { "attachment_clean",
			       "WITH old AS (SELECT a.attachment_id,"
			       " EXISTS (SELECT FROM item i WHERE " ITEM_OF_ATTACHMENT ") AS named FROM attachment a"
			       " WHERE a.jurisdiction = $1 AND NOT a.settled"
			       " AND a.created_at < clock_timestamp() - interval '1 day'"
			       " ORDER BY a.created_at LIMIT $2::int4 FOR UPDATE OF a SKIP LOCKED),"
			       " kept AS (UPDATE attachment a SET settled = true FROM old WHERE a.jurisdiction = $1"
			       " AND a.attachment_id = old.attachment_id AND old.named),"
			       " gone AS (DELETE FROM attachment a USING old WHERE a.jurisdiction = $1"
			       " AND a.attachment_id = old.attachment_id AND NOT old.named RETURNING a.attachment_id)"
			       " DELETE FROM attachment_chunk c USING gone WHERE c.jurisdiction = $1"
			       " AND c.attachment_id = gone.attachment_id",
			       2 },
	/* $2 one person (0: all), $3 an office (0: any) that handles a case the person signed. */
	[MEMBER_CONTACTS] = { "member_contacts",
			      "SELECT m.member_id, m.telephone, m.address FROM member_contact m"
			      " WHERE m.jurisdiction = $1 AND ($2::int4 = 0 OR m.member_id = $2)"
			      " AND ($3::int4 = 0 OR EXISTS (SELECT FROM item i JOIN \"case\" c ON c.jurisdiction = $1"
			      " AND c.case_id = i.case_id WHERE i.jurisdiction = $1 AND i.member_id = m.member_id"
			      " AND i.kind = 1 AND i.state = 2 AND " HANDLED_BY("$3") "))"
										      " ORDER BY m.member_id",
			      3 },
	[MEMBER_CONTACT_ERASE] = { "member_contact_erase",
				   "DELETE FROM member_contact WHERE jurisdiction = $1 AND member_id = $2::int4", 2 },
	[WORD_COUNTS] = { "word_counts",
			  "SELECT word, n FROM word_count WHERE jurisdiction = $1 AND word = ANY ($2::text[])", 2 },
	/* Every piece goes through the index; a case gains what the pieces it has weigh. */
	[SIMILAR_CASES] = { "similar_cases",
			    "SELECT s.case_id, s.number, s.title, s.session_id, s.state, array_to_string(k.words, ' ')"
			    " FROM (SELECT c.case_id, c.number, c.title, c.session_id, c.state, g.gain"
			    " FROM (SELECT w.case_id, sum(q.weight) AS gain"
			    " FROM unnest($2::text[], $3::int4[]) q(word, weight) JOIN case_words w"
			    " ON w.jurisdiction = $1 AND w.words @> ARRAY[q.word] GROUP BY w.case_id) g"
			    " JOIN \"case\" c ON c.jurisdiction = $1 AND c.case_id = g.case_id"
			    " WHERE NOT " IS_DRAFT " AND ($4::bool OR c.number <> '') AND c.case_id <> $5::int8"
			    " ORDER BY g.gain DESC, c.case_id DESC LIMIT $6::int4) s"
			    " JOIN case_words k ON k.jurisdiction = $1 AND k.case_id = s.case_id",
			    6 },
	/* $1 jurisdiction, $2 sight, $3 and $4 the place, $5 the page to stop before, $6 office, $7 verbs, $8 limit. */
	[WATCH_LINES] = { "watch_lines",
			  "SELECT l.page, l.line_no, l.version, l.body, l.leaf, c.case_id, c.number, c.title,"
			  " coalesce(l.body::jsonb #>> '{effects,state}', '') FROM line l"
			  " JOIN \"case\" c ON c.jurisdiction = $1 AND c.case_id = l.case_id"
			  " WHERE l.jurisdiction = $1 AND l.case_id > 0 AND (l.page, l.line_no) > ($3::int8, $4::int4)"
			  " AND l.page < $5::int8 AND " SEES("$2") " AND " TAKES_PART(
				  "$6") " AND (cardinality($7::text[]) = 0"
					" OR coalesce(l.body::jsonb->>'verb', 'receive') = ANY ($7))"
					" ORDER BY l.page, l.line_no LIMIT $8::int4",
			  8 },
};
