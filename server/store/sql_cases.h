/* Pieces of SQL about cases: whose a caller sees, one with its parts and lines, lists of them. For statements.c. */
#ifndef STORE_SQL_CASES_H
#define STORE_SQL_CASES_H

#include "domain/model.h"

/* ---- Whose cases a caller sees: domain/sight.c as SQL. A sight is an array of numbers, see sight_bind. ----------- */

_Static_assert(ITEM_SIGNER == 1 && ITEM_PROMISE == 3 && ITEM_INVITED == 1 && ITEM_SIGNED == 2 && ITEM_OPEN == 4 &&
		       PHASE_DRAFT == 8,
	       "the numbers in the SQL below");
#define IS_DRAFT "c.phase = 8"
/* By the caller or by whom the caller stands for, [4] and [5]; nobody stands for somebody without being somebody. */
#define SIGNED(sight)                                                                                                  \
	"((" sight ")[4] > 0 AND EXISTS (SELECT FROM item v WHERE v.jurisdiction = $1 AND v.case_id = c.case_id"       \
	" AND v.kind = 1 AND v.member_id > 0 AND v.member_id IN ((" sight ")[4], (" sight ")[5])"                      \
	" AND (v.state = 2 OR v.state = 1 AND " IS_DRAFT ")))"
/* True when the office takes or took part in case c, or in the one it was merged into. */
#define HANDLED_BY(office)                                                                                             \
	"(" office " > 0 AND EXISTS (SELECT FROM assignment v WHERE v.jurisdiction = $1"                               \
	" AND v.case_id IN (c.case_id, c.main_case) AND v.office_id = " office "))"
#define SEES(sight)                                                                                                    \
	"(CASE WHEN " IS_DRAFT " THEN (" sight "::int8[])[1] = 1 AND (" sight ")[2] = 1"                               \
	" ELSE (" sight ")[1] = 1 OR c.case_id = (" sight                                                              \
	")[6] OR " HANDLED_BY("(" sight ")[3]") " END OR " SIGNED(sight) ")"

/* The same for lists: the cases of an office or a person are gathered once, by their index, and every case is looked up
 * among them; asked case by case a list of 60,000 would take ten times as long. */
#define OFFICE_CASES(office)                                                                                           \
	"(SELECT v.case_id FROM assignment v WHERE v.jurisdiction = $1 AND v.office_id = " office ")"
#define MEMBER_CASES(sight, state)                                                                                     \
	"(SELECT v.case_id FROM item v WHERE v.jurisdiction = $1 AND v.kind = 1 AND v.member_id > 0"                   \
	" AND v.member_id IN ((" sight ")[4], (" sight ")[5]) AND v.state = " state ")"
#define SEES_LISTED(sight)                                                                                             \
	"(CASE WHEN " IS_DRAFT " THEN (" sight "::int8[])[1] = 1 AND (" sight ")[2] = 1"                               \
	" OR (" sight ")[4] > 0 AND c.case_id IN " MEMBER_CASES(                                                       \
		sight, "1") " ELSE (" sight ")[1] = 1 OR c.case_id = (" sight ")[6] OR (" sight ")[3] > 0"             \
			    " AND (c.case_id IN " OFFICE_CASES(                                                        \
				    "(" sight                                                                          \
				    ")[3]") " OR c.main_case > 0 AND c.main_case "                                     \
					    "IN " OFFICE_CASES("(" sight ")[3]") ")"                                   \
										 " END OR (" sight                     \
										 ")[4] > 0 AND c.case_id "             \
										 "IN " MEMBER_CASES(sight, "2") ")"

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
	" c.received_on, c.filed_on, c.last_on, c.attitude, c.result, c.page, c.round, c.main_case, c.key, "           \
	"c.leader_id, c.publication, c.published_on, c.proposer_kind,"                                                 \
	" c.between_sessions"
/* The sight stands in a row of its own, so that a plan for one caller is no cheaper than the plan for all: else the
 * database would plan the statement anew for every call, which takes several times as long as running it. */
#define CASE_WHOLE                                                                                                     \
	"SELECT " CASE_COLUMNS ", c.received::text FROM (SELECT $2::int8[] AS sight OFFSET 0) s, \"case\" c"           \
	" WHERE c.jurisdiction = $1"
/* Lists leave the text of the proposal out. */
#define CASE_SHORT CASE_COLUMNS ", (c.received - 'text')::text"
#define ASSIGNMENT_COLUMNS                                                                                             \
	"a.assignment_no, a.office_id, a.role, a.state, a.assigned_on, a.due_on, a.return_by,"                         \
	" a.accepted_on, a.returned_on, a.contacted_on, a.answered_on, a.class, a.class_meaning, a.round,"             \
	" a.extensions, a.contact_by, a.drafted_on, a.reviewed_on, a.cosigned_on, a.later_class"
#define ASSIGNMENT_ROWS "SELECT a.case_id, " ASSIGNMENT_COLUMNS " FROM assignment a WHERE a.jurisdiction = $1"
/* Who handles the cases that merged cases were merged into, by the merged case. */
#define MAIN_ROWS(condition)                                                                                           \
	"SELECT m.case_id, " ASSIGNMENT_COLUMNS " FROM \"case\" m JOIN assignment a ON a.jurisdiction = $1"            \
	" AND a.case_id = m.main_case WHERE m.jurisdiction = $1 AND m.main_case > 0 AND " condition                    \
	" ORDER BY m.case_id, a.assignment_no"
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
	[CASE_BY_##KIND] = { "case_by_" name, CASE_WHOLE " AND c.case_id = " pick " AND " SEES("s.sight"), params },   \
	[ASSIGNMENTS_BY_##KIND] = { "assignments_by_" name,                                                            \
				    ASSIGNMENT_ROWS " AND a.case_id = " pick                                           \
						    " AND $2::int8[] IS NOT NULL ORDER BY a.assignment_no",            \
				    params },                                                                          \
	[ITEMS_BY_##KIND] = { "items_by_" name, ITEMS_OF_ONE(pick), params },                                          \
	[NOTES_BY_##KIND] = { "notes_by_" name,                                                                        \
			      NOTE_ROWS("n.b -> 'input'",                                                              \
					"l.case_id > 0 AND l.case_id = " pick " AND $2::int8[] IS NOT NULL"),          \
			      params },                                                                                \
	[MAIN_BY_##KIND] = { "main_by_" name, MAIN_ROWS("m.case_id = " pick " AND $2::int8[] IS NOT NULL"), params }

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
 * phase, $18 open work due by this day only, $19 beginning of a document number, $20 the other part of the position. --
 */

#define OPEN_WORK(condition)                                                                                           \
	"(SELECT o.case_id, o.due_on FROM assignment o WHERE o.jurisdiction = $1 AND o.open"                           \
	" AND ($12::int4 = 0 OR o.office_id = $12)" condition                                                          \
	" UNION ALL SELECT o.case_id, o.due_on FROM item o WHERE o.jurisdiction = $1 AND o.kind = 3 AND o.state = 4"   \
	" AND ($12 = 0 OR o.office_id = $12)" condition ")"
/* Cases with a line whose document number begins like that, however its brackets and widths were typed. The signs of
 * text_pattern_ops: a plan for every value cannot know that LIKE has a fixed beginning. */
#define DOCUMENT_KEY "document_key(w.body::jsonb #>> '{input,document_number}')"
#define DOCUMENT_CASES(number)                                                                                         \
	"(SELECT w.case_id FROM line w WHERE w.jurisdiction = $1 AND w.case_id > 0"                                    \
	" AND w.body LIKE '%\"document_number\":\"%' AND " DOCUMENT_KEY " ~>=~ document_key(" number ")"               \
	" AND " DOCUMENT_KEY " ~<~ (document_key(" number ") || chr(1114111)))"
#define CASE_FILTERS                                                                                                   \
	SEES_LISTED("$2")                                                                                              \
	" AND ($3::int4 = 0 OR c.case_id IN " OFFICE_CASES(                                                            \
		"$3") ")"                                                                                              \
		      " AND ($4::text = '' OR c.state = $4)"                                                           \
		      " AND ($5::int4 = 0 OR c.session_id = $5)"                                                       \
		      " AND ($6::text = '' OR position($6 IN c.title) > 0)"                                            \
		      " AND ($7::int4 = 0 OR c.level = $7) AND ($8::text = '' OR c.category = $8)"                     \
		      " AND (NOT $13::bool OR c.key) AND ($14::int4 = 0 OR c.leader_id = $14)"                         \
		      " AND (NOT $15::bool OR c.case_id IN (SELECT w.case_id FROM item w WHERE w.jurisdiction = $1"    \
		      " AND w.kind = 3 AND w.state = 4 AND ($12 = 0 OR w.office_id = $12)))"                           \
		      " AND ($16::int4 = 0 OR c.case_id IN (SELECT w.case_id FROM item w WHERE w.jurisdiction = $1"    \
		      " AND w.kind = 1 AND w.member_id > 0 AND w.member_id = $16))"                                    \
		      " AND ($17::int4 = 0 OR c.phase = $17)"                                                          \
		      " AND ($18::date IS NULL OR c.case_id IN (SELECT w.case_id FROM " OPEN_WORK(                     \
			      " AND o.due_on <= $18") " w))"                                                           \
						      " AND ($19::text = '' OR c.case_id IN " DOCUMENT_CASES(          \
							      "$19") ")"
/* Assignments without a deadline come last. */
#define NO_DUE_DAY "'9999-12-31'::date"

#endif
