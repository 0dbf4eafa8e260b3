#include "store/statements.h"

#include "store/sql_cases.h"
#include "store/sql_facts.h"
#include "store/sql_reports.h"
#include "store/sql_search.h"

#define TOKEN_COLUMNS                                                                                                  \
	"token_id, role, office_id, label, created_at, expires_on, revoked_at IS NOT NULL, member_id, case_id,"        \
	" signer_no, round, coalesce((SELECT k.number FROM \"case\" k WHERE k.jurisdiction = $1"                       \
	" AND token.case_id > 0 AND k.case_id = token.case_id), '')"

/* The item an attachment is in the case's line, if one named it. */
#define ITEM_OF_ATTACHMENT                                                                                             \
	"i.jurisdiction = $1 AND i.case_id = a.case_id AND i.kind = 8 AND i.data->>'attachment' = "                    \
	"a.attachment_id::text"
_Static_assert(ITEM_ATTACHMENT == 8, "the number in the SQL above");

/* What an export has: $1 jurisdiction, $2 the caller's sight, $3 session. */
#define EXPORTED_CASES "c.jurisdiction = $1 AND ($3::int4 = 0 OR c.session_id = $3) AND " SEES_LISTED("$2")

/* work_mem: a rate by category over 100,000 cases is joined and summed in memory; PostgreSQL's 4 MB go to disk. */
#define SESSION_SQL(timeout)                                                                                           \
	"SELECT set_config('default_transaction_isolation', 'repeatable read', false),"                                \
	" set_config('work_mem', '8MB', false), set_config('statement_timeout', '" timeout "', false)"
const char store_session_sql[] = SESSION_SQL("8000");
const char store_report_session_sql[] = SESSION_SQL("60000");

const struct db_statement store_statements[STATEMENT_COUNT] = {
	ONE_CASE(ID, "id", PICK_ID, 3), ONE_CASE(NUMBER, "number", PICK_NUMBER, 3),
	ONE_CASE(SUBMISSION, "submission", PICK_SUBMISSION, 4), ONE_CASE(LINE, "line", PICK_LINE, 4),
	[CASES_BY_ID_ORDER] = { "cases_by_id_order",
				"SELECT " CASE_SHORT ", NULL::date FROM \"case\" c WHERE c.jurisdiction = $1"
				" AND c.case_id > $11::int8 AND " CASE_FILTERS
				" AND (NOT $9::bool OR c.case_id IN (SELECT o.case_id FROM assignment o"
				" WHERE o.jurisdiction = $1 AND o.open AND ($12 = 0 OR o.office_id = $12)))"
				" ORDER BY c.case_id LIMIT $10::int4",
				19 },
	[CASES_BY_DUE_ORDER] = { "cases_by_due_order",
				 "SELECT " CASE_SHORT ", d.due FROM"
				 " (SELECT w.case_id, coalesce(min(w.due_on), " NO_DUE_DAY ") AS due FROM " OPEN_WORK(
					 "") " w GROUP BY w.case_id) d"
					     " JOIN \"case\" c ON c.jurisdiction = $1 AND c.case_id = d.case_id"
					     " WHERE (d.due, c.case_id) > ($20::date, $11::int8) AND $9::bool "
					     "AND " CASE_FILTERS " ORDER BY d.due, c.case_id LIMIT $10::int4",
				 20 },
	[ASSIGNMENTS_OF_CASES] = { "assignments_of_cases",
				   ASSIGNMENT_ROWS " AND a.case_id = ANY ($2::int8[])"
						   " ORDER BY a.case_id, a.assignment_no",
				   2 },
	[ITEMS_OF_CASES] = { "items_of_cases", ITEMS_OF_LIST, 2 },
	[NOTES_OF_CASES] = { "notes_of_cases",
			     NOTE_ROWS("n.b -> 'input' #- '{text}'", "l.case_id > 0 AND l.case_id = ANY ($2::int8[])"),
			     2 },
	[MAIN_OF_CASES] = { "main_of_cases", MAIN_ROWS("m.case_id = ANY ($2::int8[])"), 2 },
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
			      "SELECT request_id::text FROM request WHERE jurisdiction = $1 AND office_id = $2"
			      " AND request_id = ANY ($3::uuid[])",
			      3 },
	[SUBMISSIONS_TAKEN] = { "submissions_taken",
				"SELECT t.i FROM unnest($2::int4[], $3::text[]) WITH ORDINALITY t(s, n, i)"
				" JOIN \"case\" c ON c.jurisdiction = $1 AND c.session_id = t.s"
				" AND c.submission_number = t.n AND c.submission_number <> ''",
				3 },
	[FOLD_PAGE] = { "fold_page", "SELECT page FROM fold WHERE jurisdiction = $1", 1 },
	[TALLY_COUNTS] = { "tally_counts", COUNTS_OF(LOWEST_OF_TALLIES, TALLIED_STATES, "", "", ""), 14 },
	[TALLY_PLAIN] = { "tally_plain", PLAIN_COUNTS_OF(LOWEST_OF_TALLIES, TALLIED_STATES), 14 },
	[FACT_COUNTS] = { "fact_counts",
			  COUNTS_OF(LOWEST_OF_THINGS, FACT_STATES, OF_CASE, NUMBERED_GROUP_MORE, NAMED_GROUP_MORE),
			  19 },
	[FACT_SIGNERS] = { "fact_signers", SIGNERS, 19 }, [FACT_LIST] = { "fact_list", LIST_OF_FACTS, 29 },
	[TALLY_TREND] = { "tally_trend", TREND_OF(LOWEST_OF_TALLIES, TALLIED_TREND, ""), 14 },
	[FACT_TREND] = { "fact_trend", TREND_OF(LOWEST_OF_THINGS, FACT_TREND_STATES, OF_CASE), 19 },
	[SIGNER_TREND] = { "signer_trend", TREND_OF_SIGNERS, 19 },
	/* The latest line of every office, session, person and year, and of the rules, by that page. */
	[DIRECTORY_LINES] = { "directory_lines",
			      "SELECT DISTINCT ON (e.kind, e.id) e.page, e.body FROM (SELECT l.page, l.line_no, l.body,"
			      " l.body::jsonb ->> 'kind' AS kind, coalesce(l.body::jsonb #>> '{entry,id}',"
			      " l.body::jsonb ->> 'year', '') AS id FROM line l WHERE l.jurisdiction = $1"
			      " AND l.case_id = 0 AND l.page <= $2::int8) e"
			      " ORDER BY e.kind, e.id, e.page DESC, e.line_no DESC",
			      2 },
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
	[TOKEN_BY_ID] = { "token_by_id",
			  "SELECT " TOKEN_COLUMNS " FROM token WHERE jurisdiction = $1 AND token_id = $2::int8", 2 },
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
	/* Attachments. $1 jurisdiction, $2 the attachment. What nobody named within a day goes; in its last hour it
	 * cannot be named any more, so that none goes while it is being named. */
	[ATTACHMENT_FIND] = { "attachment_find",
			      "SELECT a.attachment_id, a.case_id, a.name, a.media_type, a.size, a.salt, a.digest, "
			      "a.complete,"
			      " a.erased_at IS NOT NULL, coalesce(i.data->>'digest', ''),"
			      " i.case_id IS NOT NULL OR a.created_at > clock_timestamp() - interval '23 hours'"
			      " FROM attachment a LEFT JOIN item i ON " ITEM_OF_ATTACHMENT
			      " WHERE a.jurisdiction = $1 AND a.attachment_id = $2::uuid"
			      " ORDER BY i.item_no LIMIT 1",
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
	/* $2 how many at once. */
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
	[SEARCH_CASES] = { "search_cases", SEARCH_CASES_SQL, 13 },
	[SEARCH_TEXTS] = { "search_texts",
			   "SELECT case_id, coalesce(received ->> 'text', '') FROM \"case\" WHERE jurisdiction = $1"
			   " AND case_id = ANY ($2::int8[])",
			   2 },
	[SNAPSHOT_BEGIN] = { "snapshot_begin", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", 0 },
	[SNAPSHOT_END] = { "snapshot_end", "ROLLBACK", 0 },
	/* $2 sight, $3 session. */
	[EXPORT_HEAD] = { "export_head",
			  "SELECT (SELECT max(page) FROM page WHERE jurisdiction = $1),"
			  " (SELECT page FROM fold WHERE jurisdiction = $1),"
			  " (SELECT count(*) FROM \"case\" c WHERE " EXPORTED_CASES ")",
			  3 },
	/* $4 the position, $5 with texts, $6 how many. */
	[EXPORT_CASES] = { "export_cases",
			   "SELECT " CASE_COLUMNS ", (CASE WHEN $5::bool THEN c.received ELSE c.received - 'text' "
			   "END)::text, NULL::date FROM \"case\" c WHERE " EXPORTED_CASES
			   " AND c.case_id > $4::int8 ORDER BY c.case_id LIMIT $6::int4",
			   6 },
	[EXPORT_ITEMS] = { "export_items", ITEM_ROWS("i.data::text", "'', ''", "", "i.case_id = ANY ($2::int8[])"), 2 },
	[EXPORT_NOTES] = { "export_notes",
			   NOTE_ROWS("CASE WHEN $3::bool THEN n.b -> 'input' ELSE n.b -> 'input' #- '{text}' END",
				     "l.case_id > 0 AND l.case_id = ANY ($2::int8[])"),
			   3 },
	/* The reason stands in the line alone, which is looked up where one is given: of what is not public as a whole,
	 * and of milestones few cases have (not_filed, returned, declined … withdrawn, extended, transferred). A
	 * correction's reason is why it was corrected: what it stands for has the other one. */
	[EXPORT_DATES] = { "export_dates",
			   "SELECT m.case_id, m.milestone, m.on_date, m.assignment_no, m.item_no, m.round, m.office_id,"
			   " m.version, m.contact_method, m.late, CASE WHEN m.publication > 1 OR m.milestone IN (3, 6, "
			   "16,"
			   " 17, 18, 20, 24, 26, 27, 28, 29, 30, 36, 38, 39) THEN (SELECT l.body::jsonb -> 'input' ->>"
			   " CASE WHEN m.publication > 1 THEN 'publication_reason' ELSE 'reason' END FROM line l"
			   " WHERE l.jurisdiction = $1 AND l.case_id > 0 AND l.case_id = m.case_id"
			   " AND l.version = m.stands_for) END FROM milestone m WHERE m.jurisdiction = $1"
			   " AND m.case_id = ANY ($2::int8[]) AND m.superseded_page IS NULL"
			   " ORDER BY m.case_id, m.version, m.assignment_no, m.item_no, m.milestone",
			   2 },
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
	REPORT_STATEMENTS
};

void store_add(struct db_batch *batch, enum statement statement, int jurisdiction)
{
	db_add(batch, statement);
	db_bind_int4(batch, jurisdiction);
}
