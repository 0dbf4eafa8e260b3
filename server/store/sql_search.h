/* SQL of the search: where each word fits, which cases all words fit. For statements.c.
 *
 * $1 jurisdiction, $2 the caller's sight, $3 words as typed, $4 as numbers ('' where a word cannot be one), $5 as
 * searched in texts, $6 case ids they name, $7 and $8 pairs of a word and an office it names, $9 how many words, $10
 * and $11 the position, $12 session, $13 limit. */
#ifndef STORE_SQL_SEARCH_H
#define STORE_SQL_SEARCH_H

#include "store/sql_cases.h"

_Static_assert(ITEM_SIGNER == 1 && ITEM_SIGNED == 2, "the numbers in the SQL below");

/* The words, each made once into what the indexes hold. */
#define SEARCH_WORDS                                                                                                   \
	"words AS MATERIALIZED (SELECT u.no, u.number, reverse(u.number) AS backwards, u.plain,"                       \
	" text_pieces(u.plain) AS pieces, u.case_id, document_key(u.typed) AS document, name_key(u.typed) AS name,"    \
	" name_key(u.typed || lead(u.typed) OVER (ORDER BY u.no)) AS long_name"                                        \
	" FROM unnest($3::text[], $4::text[], $5::text[], $6::int8[]) WITH ORDINALITY"                                 \
	" u(typed, number, plain, case_id, no))"
/* One row for each place a word fits: how good it is (enum search_place), and its bit in enum search_kind. */
#define HIT(place, kind)  "SELECT q.no, c.case_id, " place " AS place, " kind " AS kind FROM words q JOIN "
#define BEGINS(key, word) key " ~>=~ " word " AND " key " ~<~ (" word " || chr(1114111))"
#define OF_CASES          "\"case\" c ON c.jurisdiction = $1 AND "
/* 45 is 20230045 before it is 20230145. */
#define NUMBER_PLACE                                                                                                   \
	"CASE WHEN c.number = q.number THEN 0"                                                                         \
	" WHEN length(c.number) > 4 AND ltrim(substr(c.number, 5), '0') = ltrim(q.number, '0') THEN 1 ELSE 2 END"
/* A range between two columns counts as a ninth of a table to the planner, and then it reads all of another index;
 * looked up word by word, the word is a value to it and the range a two hundredth. OFFSET 0 keeps the two apart. */
#define WORD_BY_WORD(columns, from) "LATERAL (SELECT " columns " FROM " from " OFFSET 0) c ON true"
#define NUMBER_HITS                                                                                                    \
	HIT(NUMBER_PLACE, "1")                                                                                         \
	WORD_BY_WORD("c.case_id, c.number", "\"case\" c WHERE c.jurisdiction = $1 AND c.number <> '' AND " BEGINS(     \
						    "reverse(c.number)", "q.backwards"))                               \
	" WHERE q.number <> ''"
#define SUBMITTED_HITS                                                                                                 \
	HIT("2", "1") OF_CASES "c.submission_number <> '' AND lower(c.submission_number) = lower(q.number)"
#define EXTERNAL "c.received ->> 'external_number'"
#define EXTERNAL_HITS                                                                                                  \
	HIT("2", "1") OF_CASES EXTERNAL " <> '' AND q.document <> '' AND document_key(" EXTERNAL ") = q.document"
#define ID_HITS  HIT("2", "1") OF_CASES "q.case_id > 0 AND c.case_id = q.case_id"
#define DOCUMENT "document_key(c.body::jsonb #>> '{input,document_number}')"
#define DOCUMENT_HITS                                                                                                  \
	HIT("3", "2")                                                                                                  \
	WORD_BY_WORD("c.case_id", "line c WHERE c.jurisdiction = $1 AND c.case_id > 0"                                 \
				  " AND c.body LIKE '%\"document_number\":\"%' AND " BEGINS(DOCUMENT, "q.document"))   \
	" WHERE length(q.document) > 1"
#define SIGNED_BY(name)                                                                                                \
	WORD_BY_WORD("c.case_id", "item c WHERE c.jurisdiction = $1 AND c.kind = 1 AND c.state = 2 AND " BEGINS(       \
					  "name_key(c.data ->> 'text')", name))
#define NAME_HITS HIT("5", "4") SIGNED_BY("q.name") " WHERE length(q.name) > 1"
/* A blank may stand where a name of several parts has a dot: two words that follow each other are both in such a name.
 */
#define LONG_NAME_HITS                                                                                                 \
	"SELECT q.no + i.next, c.case_id, 5, 4 FROM words q JOIN " SIGNED_BY(                                          \
		"q.long_name") " CROSS JOIN generate_series(0, 1) i(next) WHERE q.long_name IS NOT NULL"
#define OFFICE_HITS                                                                                                    \
	"SELECT o.no, c.case_id, 6, 8 FROM unnest($7::int8[], $8::int4[]) o(no, office_id)"                            \
	" JOIN assignment c ON c.jurisdiction = $1 AND c.office_id = o.office_id"
/* The index knows pieces; whether they stand together is seen in the text. */
#define TEXT_HITS                                                                                                      \
	"SELECT t.no, t.case_id, CASE WHEN t.in_title THEN 4 ELSE 7 END,"                                              \
	" CASE WHEN t.in_title THEN 16 ELSE 0 END + CASE WHEN t.in_text THEN 32 ELSE 0 END FROM"                       \
	" (SELECT q.no, w.case_id, position(q.plain IN split_part(w.plain, E'\\n', 1)) > 0 AS in_title,"               \
	" position(q.plain IN split_part(w.plain, E'\\n', 2)) > 0 AS in_text FROM words q JOIN case_words w"           \
	" ON w.jurisdiction = $1 AND cardinality(q.pieces) > 0 AND text_pieces(w.plain) @> q.pieces) t"                \
	" WHERE t.in_title OR t.in_text"
#define OR " UNION ALL "
/* clang-format off */
#define SEARCH_HITS                                                                                                    \
	"hits AS (" NUMBER_HITS OR SUBMITTED_HITS OR EXTERNAL_HITS OR ID_HITS OR DOCUMENT_HITS OR NAME_HITS            \
	OR LONG_NAME_HITS OR OFFICE_HITS OR TEXT_HITS ")"
/* clang-format on */
/* The cases all words fit, each by the best place of each word. */
#define SEARCH_FOUND                                                                                                   \
	"found AS (SELECT b.case_id, sum(b.place)::int4 AS place, bit_or(b.kinds) AS kinds FROM"                       \
	" (SELECT h.no, h.case_id, min(h.place) AS place, bit_or(h.kind) AS kinds FROM hits h GROUP BY 1, 2) b"        \
	" GROUP BY 1 HAVING count(*) = $9::int4)"
/* Only the page's cases are read whole. */
#define SEARCH_PAGE                                                                                                    \
	"page AS (SELECT f.* FROM found f JOIN \"case\" c ON c.jurisdiction = $1 AND c.case_id = f.case_id"            \
	" WHERE (f.place, -f.case_id) > ($10::int4, -$11::int8) AND ($12::int4 = 0 OR c.session_id = $12)"             \
	" AND " SEES_LISTED("$2") " ORDER BY f.place, f.case_id DESC LIMIT $13::int4)"
#define SEARCH_CASES_SQL                                                                                               \
	"WITH " SEARCH_WORDS ", " SEARCH_HITS ", " SEARCH_FOUND ", " SEARCH_PAGE " SELECT " CASE_SHORT                 \
	", NULL::date, f.place, f.kinds FROM page f JOIN \"case\" c ON c.jurisdiction = $1 AND c.case_id = f.case_id"  \
	" ORDER BY f.place, c.case_id DESC"

#endif
