#include "ledger/statements.h"

/* Advisory locks of a jurisdiction are (class, jurisdiction); the classes are ours alone: "HYwr" and "HYfo" in ASCII.
 */
#define WRITE_LOCK "pg_advisory_xact_lock(1213822834, $1)"
#define FOLD_LOCK  "pg_try_advisory_lock(1213818479, $1)"

/* One statement, so that a case, its assignments and its items come from one snapshot. Columns as enum case_column. */
/* clang-format off */
#define CASE_COLUMNS \
	"SELECT c.case_id, c.version, c.kind, c.state, c.phase, c.level, c.session_id, c.number, c.submission_number, " \
	"c.category, c.received_on, c.filed_on, c.last_on, c.attitude, c.result, c.round, c.main_case, c.key, " \
	"c.leader_id, c.publication, c.published_on, c.proposer_kind, c.between_sessions, x.* FROM "
#define CASE_PARTS \
	" LEFT JOIN LATERAL (" \
	"SELECT 0::smallint AS what, a.assignment_no AS no, a.office_id, a.role, a.round, a.state, a.class, " \
	"a.assigned_on, a.due_on, a.return_by, a.accepted_on, a.returned_on, a.contacted_on, a.answered_on, " \
	"a.contact_by, a.drafted_on, a.reviewed_on, a.cosigned_on, a.class_meaning, a.extensions, a.later_class, " \
	"0 AS assignment_no, 0 AS signer_no, 0 AS member_id, 0::bigint AS other_case " \
	"FROM assignment a WHERE a.jurisdiction = c.jurisdiction AND a.case_id = c.case_id " \
	"UNION ALL " \
	"SELECT t.kind, t.item_no, t.office_id, t.state, t.round, t.attitude, t.result, " \
	"t.on_date, t.due_on, t.done_on, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, '', " \
	"t.assignment_no, t.signer_no, t.member_id, t.other_case " \
	"FROM item t WHERE t.jurisdiction = c.jurisdiction AND t.case_id = c.case_id) x ON true "
#define CASE_ORDER "ORDER BY c.case_id, x.what, x.no"
/* clang-format on */

/* A count that must be reached, else the statement fails with division_by_zero and the transaction is rolled back. */
#define MUST_COUNT(n) "SELECT 1 / (CASE WHEN count(*) = " n " THEN 1 ELSE 0 END) FROM u"

const struct db_statement writer_statements[W_COUNT_] = {
	[W_BEGIN] = { "w_begin", "BEGIN", 0 },
	[W_COMMIT] = { "w_commit", "COMMIT", 0 },
	[W_ROLLBACK] = { "w_rollback", "ROLLBACK", 0 },
	[W_LOCK] = { "w_lock", "SELECT 1 WHERE " WRITE_LOCK " IS NOT NULL", 1 },
	[W_HEAD] = { "w_head", "SELECT page, hash FROM page WHERE jurisdiction = $1 ORDER BY page DESC LIMIT 1", 1 },
	[W_REGISTRY_PAGE] = { "w_registry_page",
			      "SELECT greatest((SELECT max(page) FROM office WHERE jurisdiction = $1), "
			      "(SELECT max(page) FROM session WHERE jurisdiction = $1), "
			      "(SELECT max(page) FROM member WHERE jurisdiction = $1), "
			      "(SELECT max(page) FROM rules WHERE jurisdiction = $1), "
			      "(SELECT max(page) FROM calendar_year WHERE jurisdiction = $1), 0::bigint)",
			      1 },
	[W_CASES_BY_ID] = { "w_cases_by_id",
			    CASE_COLUMNS "\"case\" c" CASE_PARTS
					 "WHERE c.jurisdiction = $1 AND c.case_id = ANY ($2::bigint[]) " CASE_ORDER,
			    2 },
	[W_CASES_BY_NUMBER] = { "w_cases_by_number",
				CASE_COLUMNS "\"case\" c" CASE_PARTS "WHERE c.jurisdiction = $1 AND c.number <> '' AND "
					     "c.number = ANY ($2::text[]) " CASE_ORDER,
				2 },
	[W_CASES_BY_SUBMISSION] = { "w_cases_by_submission",
				    CASE_COLUMNS
				    "unnest($2::int[], $3::text[]) i(session_id, submission_number) JOIN \"case\" c "
				    "ON c.jurisdiction = $1 AND c.session_id = i.session_id "
				    "AND c.submission_number <> '' AND c.submission_number = "
				    "i.submission_number" CASE_PARTS CASE_ORDER,
				    3 },
	[W_PROBE_REQUESTS] = { "w_probe_requests",
			       "SELECT i.place, r.digest, r.page, r.line_no, l.case_id, "
			       "coalesce((l.body::jsonb ->> 'late')::boolean, false), "
			       "CASE WHEN l.case_id = 0 THEN coalesce(l.body::jsonb ->> 'version', "
			       "l.body::jsonb -> 'entry' ->> 'id')::int ELSE 0 END "
			       "FROM unnest($2::int[], $3::int[], $4::uuid[]) i(place, office_id, request_id) "
			       "JOIN request r ON r.jurisdiction = $1 AND r.office_id = i.office_id AND r.request_id = "
			       "i.request_id "
			       "JOIN line l ON l.jurisdiction = $1 AND l.page = r.page AND l.line_no = r.line_no",
			       4 },
	[W_PROBE_NUMBERS] = { "w_probe_numbers",
			      "SELECT i.place FROM unnest($2::int[], $3::text[]) i(place, number) JOIN \"case\" c "
			      "ON c.jurisdiction = $1 AND c.number <> '' AND c.number = i.number",
			      3 },
	[W_PROBE_SUBMISSIONS] = { "w_probe_submissions",
				  "SELECT i.place FROM unnest($2::int[], $3::int[], $4::text[]) "
				  "i(place, session_id, submission_number) JOIN \"case\" c ON c.jurisdiction = $1 AND "
				  "c.session_id = i.session_id AND c.submission_number <> '' AND "
				  "c.submission_number = i.submission_number",
				  4 },
	[W_LAST_CASE] = { "w_last_case", "SELECT max(case_id) FROM \"case\" WHERE jurisdiction = $1", 1 },
	/* Digits of equal length sort alike in every collation. */
	[W_LAST_SERIAL] = { "w_last_serial",
			    "SELECT substr(number, 5)::bigint FROM \"case\" WHERE jurisdiction = $1 AND number <> '' "
			    "AND "
			    "number >= $2::text AND number < $3::text AND number ~ $4::text ORDER BY number DESC LIMIT "
			    "1",
			    4 },
	/* Cases of a session in which an office has a part that answers, open or answered (ANSWERING_ROLES). */
	[W_LOADS] = { "w_loads",
		      "SELECT i.office_id, i.session_id, (SELECT count(DISTINCT a.case_id) FROM assignment a "
		      "JOIN \"case\" c ON c.jurisdiction = $1 AND c.case_id = a.case_id AND c.session_id = "
		      "i.session_id "
		      "WHERE a.jurisdiction = $1 AND a.office_id = i.office_id AND a.role IN (1, 3, 4) "
		      "AND (a.open OR a.answered_on IS NOT NULL)) "
		      "FROM unnest($2::int[], $3::int[]) i(office_id, session_id)",
		      3 },
	/* What the lines of a case reached and withdrew. */
	[W_EARLIER] = { "w_earlier",
			"SELECT i.place, jsonb_build_object('case', l.case_id, 'version', l.version, 'verb', "
			"l.body::jsonb -> 'verb', 'effects', jsonb_build_object('milestones', "
			"l.body::jsonb #> '{effects,milestones}', 'superseded', "
			"l.body::jsonb #> '{effects,superseded}'))::text FROM unnest($2::int[], $3::bigint[]) "
			"i(place, case_id) JOIN line l ON l.jurisdiction = $1 AND l.case_id > 0 "
			"AND l.case_id = i.case_id ORDER BY i.place, l.version",
			3 },
	/* A transaction that writes, so that its commit waits for the standby like the first one did. */
	[W_EMIT] = { "w_emit", "SELECT pg_logical_emit_message(true, 'huiyin', 'stored')", 0 },
	[W_PLACE] = { "w_place", "SELECT name FROM jurisdiction WHERE jurisdiction = $1", 1 },
	[W_RULES] = { "w_rules",
		      "SELECT version, text, page FROM rules WHERE jurisdiction = $1 ORDER BY version DESC LIMIT 1",
		      1 },
	[W_CALENDAR] = { "w_calendar",
			 "SELECT year, days::text, page FROM calendar_year WHERE jurisdiction = $1 ORDER BY year", 1 },
	[W_OFFICES] = { "w_offices",
			"SELECT office_id, code, name_zh, name_en, position, page, valid_from, valid_until, "
			"successor_id FROM office WHERE jurisdiction = $1 ORDER BY position, office_id",
			1 },
	[W_SESSIONS] = { "w_sessions",
			 "SELECT session_id, code, name_zh, name_en, starts_on, level, page FROM session "
			 "WHERE jurisdiction = $1 ORDER BY starts_on, session_id",
			 1 },
	[W_MEMBERS] = { "w_members",
			"SELECT member_id, code, name, kind, sector, title, stands_for, position, valid_from, "
			"valid_until, contact_hash, page FROM member WHERE jurisdiction = $1 "
			"ORDER BY position, member_id",
			1 },
	/* First statement of an append: lock and guard. The lock is short; it lets a server that lost the head take its
	 * turn (it reads under the same lock). */
	[W_PAGE] = { "w_page",
		     "INSERT INTO page (jurisdiction, page, prev_hash, hash, lines, offices, recorded_at) "
		     "SELECT $1, $2::bigint, $3::bytea, $4::bytea, $5::int, $6::int, clock_timestamp() "
		     "WHERE " WRITE_LOCK " IS NOT NULL",
		     6 },
	[W_LINES] = { "w_lines",
		      "INSERT INTO line (jurisdiction, page, line_no, case_id, version, body, salt, leaf) "
		      "SELECT $1, $2, i.o, i.case_id, i.version, i.body, i.salt, i.leaf FROM "
		      "unnest($3::bigint[], $4::int[], $5::text[], $6::bytea[], $7::bytea[]) WITH ORDINALITY "
		      "i(case_id, version, body, salt, leaf, o)",
		      7 },
	[W_REQUESTS] = { "w_requests",
			 "INSERT INTO request (jurisdiction, office_id, request_id, digest, page, line_no) "
			 "SELECT $1, i.office_id, i.request_id, i.digest, $2, i.line_no FROM "
			 "unnest($3::int[], $4::uuid[], $5::bytea[], $6::int[]) i(office_id, request_id, digest, "
			 "line_no)",
			 6 },
	[W_CASE_INSERT] = { "w_case_insert",
			    "INSERT INTO \"case\" (jurisdiction, case_id, version, kind, state, phase, level, "
			    "session_id, number, submission_number, title, category, received, received_on, filed_on, "
			    "last_on, attitude, result, page, proposer_kind, between_sessions) "
			    "SELECT $1, i.case_id, 1, i.kind, i.state, i.phase, i.level, i.session_id, '', "
			    "i.submission_number, i.title, i.category, i.received::jsonb, i.received_on, NULL, "
			    "i.last_on, '', '', $2, i.proposer_kind, i.between_sessions FROM "
			    "unnest($3::bigint[], $4::text[], $5::text[], $6::smallint[], $7::smallint[], $8::int[], "
			    "$9::text[], $10::text[], $11::text[], $12::text[], $13::date[], $14::date[], $15::text[], "
			    "$16::boolean[]) i(case_id, kind, state, phase, level, session_id, submission_number, "
			    "title, category, received, received_on, last_on, proposer_kind, between_sessions)",
			    16 },
	[W_CASE_UPDATE] = { "w_case_update",
			    "WITH u AS (UPDATE \"case\" c SET version = i.version, state = i.state, phase = i.phase, "
			    "number = i.number, received_on = i.received_on, filed_on = i.filed_on, "
			    "last_on = i.last_on, attitude = i.attitude, result = i.result, round = i.round, "
			    "main_case = i.main_case, key = i.key, leader_id = i.leader_id, "
			    "publication = i.publication, published_on = i.published_on, "
			    "between_sessions = i.between_sessions, page = $2 FROM unnest($3::bigint[], $4::int[], "
			    "$5::text[], $6::smallint[], $7::text[], $8::date[], $9::date[], $10::date[], $11::text[], "
			    "$12::text[], $13::int[], $14::bigint[], $15::boolean[], $16::int[], $17::smallint[], "
			    "$18::date[], $19::boolean[]) i(case_id, version, state, phase, number, received_on, "
			    "filed_on, last_on, attitude, result, round, main_case, key, leader_id, publication, "
			    "published_on, between_sessions) WHERE c.jurisdiction = $1 AND c.case_id = i.case_id "
			    "AND c.version = i.version - 1 RETURNING 1) " MUST_COUNT("cardinality($3::bigint[])"),
			    19 },
	[W_ASSIGNMENTS] = { "w_assignments",
			    "INSERT INTO assignment (jurisdiction, case_id, assignment_no, office_id, role, state, "
			    "open, assigned_on, due_on, return_by, accepted_on, returned_on, contacted_on, "
			    "answered_on, class, class_meaning, round, extensions, contact_by, drafted_on, "
			    "reviewed_on, cosigned_on, later_class) SELECT $1, i.* FROM unnest($2::bigint[], "
			    "$3::int[], $4::int[], $5::smallint[], $6::text[], $7::boolean[], $8::date[], $9::date[], "
			    "$10::date[], $11::date[], $12::date[], $13::date[], $14::date[], $15::text[], "
			    "$16::smallint[], $17::int[], $18::int[], $19::date[], $20::date[], $21::date[], "
			    "$22::date[], $23::text[]) i "
			    "ON CONFLICT (jurisdiction, case_id, assignment_no) DO UPDATE SET office_id = "
			    "excluded.office_id, role = excluded.role, state = excluded.state, open = excluded.open, "
			    "assigned_on = excluded.assigned_on, due_on = excluded.due_on, "
			    "return_by = excluded.return_by, accepted_on = excluded.accepted_on, "
			    "returned_on = excluded.returned_on, contacted_on = excluded.contacted_on, "
			    "answered_on = excluded.answered_on, class = excluded.class, "
			    "class_meaning = excluded.class_meaning, round = excluded.round, "
			    "extensions = excluded.extensions, contact_by = excluded.contact_by, "
			    "drafted_on = excluded.drafted_on, reviewed_on = excluded.reviewed_on, "
			    "cosigned_on = excluded.cosigned_on, later_class = excluded.later_class",
			    23 },
	/* Words are given with a new item; JSON's null stands for "as they were". */
	[W_ITEMS] = { "w_items",
		      "INSERT INTO item AS t (jurisdiction, page, case_id, kind, item_no, state, assignment_no, round, "
		      "signer_no, office_id, member_id, other_case, on_date, due_on, done_on, attitude, result, data) "
		      "SELECT $1, $2, i.case_id, i.kind, i.item_no, i.state, i.assignment_no, i.round, i.signer_no, "
		      "i.office_id, i.member_id, i.other_case, i.on_date, i.due_on, i.done_on, i.attitude, i.result, "
		      "i.data::jsonb FROM unnest($3::bigint[], $4::smallint[], $5::int[], $6::smallint[], $7::int[], "
		      "$8::int[], $9::int[], $10::int[], $11::int[], $12::bigint[], $13::date[], $14::date[], "
		      "$15::date[], $16::text[], $17::text[], $18::text[]) i(case_id, kind, item_no, state, "
		      "assignment_no, round, signer_no, office_id, member_id, other_case, on_date, due_on, done_on, "
		      "attitude, result, data) "
		      "ON CONFLICT (jurisdiction, case_id, kind, item_no) DO UPDATE SET state = excluded.state, "
		      "assignment_no = excluded.assignment_no, round = excluded.round, "
		      "signer_no = excluded.signer_no, office_id = excluded.office_id, "
		      "member_id = excluded.member_id, other_case = excluded.other_case, "
		      "on_date = excluded.on_date, due_on = excluded.due_on, done_on = excluded.done_on, "
		      "attitude = excluded.attitude, result = excluded.result, "
		      "data = CASE WHEN excluded.data = 'null' THEN t.data ELSE excluded.data END",
		      18 },
	[W_PUT_PLACE] = { "w_put_place",
			  "INSERT INTO jurisdiction (jurisdiction, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", 2 },
	[W_PUT_RULES] = { "w_put_rules",
			  "INSERT INTO rules (jurisdiction, version, text, page) VALUES ($1, $2, $3, $4)", 4 },
	[W_PUT_CALENDAR] = { "w_put_calendar",
			     "INSERT INTO calendar_year (jurisdiction, year, days, source, page) "
			     "VALUES ($1, $2, $3::text::jsonb, $4, $5) ON CONFLICT (jurisdiction, year) DO UPDATE SET "
			     "days = excluded.days, source = excluded.source, page = excluded.page",
			     5 },
	[W_PUT_OFFICE] = { "w_put_office",
			   "INSERT INTO office (jurisdiction, office_id, code, name_zh, name_en, position, valid_from, "
			   "valid_until, successor_id, page) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
			   "ON CONFLICT (jurisdiction, office_id) DO UPDATE SET code = excluded.code, "
			   "name_zh = excluded.name_zh, name_en = excluded.name_en, position = excluded.position, "
			   "valid_from = excluded.valid_from, valid_until = excluded.valid_until, "
			   "successor_id = excluded.successor_id, page = excluded.page",
			   10 },
	[W_PUT_SESSION] = { "w_put_session",
			    "INSERT INTO session (jurisdiction, session_id, code, name_zh, name_en, starts_on, level, "
			    "page) "
			    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			    8 },
	[W_PUT_MEMBER] = { "w_put_member",
			   "INSERT INTO member (jurisdiction, member_id, code, name, kind, sector, title, stands_for, "
			   "position, valid_from, valid_until, contact_hash, page) "
			   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
			   "ON CONFLICT (jurisdiction, member_id) DO UPDATE SET code = excluded.code, "
			   "name = excluded.name, kind = excluded.kind, sector = excluded.sector, "
			   "title = excluded.title, stands_for = excluded.stands_for, position = excluded.position, "
			   "valid_from = excluded.valid_from, valid_until = excluded.valid_until, "
			   "contact_hash = excluded.contact_hash, page = excluded.page",
			   13 },
	[W_PUT_CONTACT] = { "w_put_contact",
			    "INSERT INTO member_contact (jurisdiction, member_id, salt, telephone, address) "
			    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (jurisdiction, member_id) DO UPDATE SET "
			    "salt = excluded.salt, telephone = excluded.telephone, address = excluded.address",
			    5 },
	[W_DROP_CONTACT] = { "w_drop_contact", "DELETE FROM member_contact WHERE jurisdiction = $1 AND member_id = $2",
			     2 },
};

const struct db_statement fold_statements[F_COUNT_] = {
	[F_TRY_LOCK] = { "f_try_lock", "SELECT " FOLD_LOCK, 1 },
	[F_BEGIN_ROW] = { "f_begin_row", "INSERT INTO fold (jurisdiction, page) VALUES ($1, 0) ON CONFLICT DO NOTHING",
			  1 },
	[F_PAGE] = { "f_page", "SELECT page FROM fold WHERE jurisdiction = $1", 1 },
	[F_LINES] = { "f_lines",
		      "SELECT page, body FROM line WHERE jurisdiction = $1 AND page > $2 AND page <= $3 AND case_id > "
		      "0 "
		      "ORDER BY page, line_no",
		      3 },
	/* What counts of cases, see enum history_column. */
	[F_HISTORIES] = { "f_histories",
			  "SELECT case_id, version, stands_for, assignment_no, milestone, on_date, due_on, level, "
			  "session_id, office_id, role, class, class_meaning, late, item_no, round, attitude, result, "
			  "contact_method, member_id, item_due_on, publication FROM milestone WHERE jurisdiction = $1 "
			  "AND case_id = ANY ($2::bigint[]) AND superseded_page IS NULL ORDER BY case_id, stands_for",
			  2 },
	[F_MARK] = { "f_mark",
		     "WITH u AS (UPDATE fold SET page = $3 WHERE jurisdiction = $1 AND page = $2 RETURNING "
		     "1) " MUST_COUNT("1"),
		     3 },
	[F_MILESTONES] = { "f_milestones",
			   "INSERT INTO milestone (jurisdiction, page, case_id, version, assignment_no, milestone, "
			   "on_date, due_on, "
			   "level, session_id, office_id, role, class, class_meaning, late, item_no, round, attitude, "
			   "result, contact_method, member_id, item_due_on, publication, stands_for) "
			   "SELECT $1, i.* FROM "
			   "unnest($2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::smallint[], $7::date[], "
			   "$8::date[], "
			   "$9::smallint[], $10::int[], $11::int[], $12::smallint[], $13::text[], $14::smallint[], "
			   "$15::boolean[], $16::int[], $17::int[], $18::text[], $19::text[], $20::text[], "
			   "$21::int[], $22::date[], $23::smallint[], $24::int[]) i",
			   24 },
	[F_SUPERSEDE] = { "f_supersede",
			  "WITH u AS (UPDATE milestone m SET superseded_page = i.page FROM unnest($2::bigint[], "
			  "$3::bigint[], $4::int[], $5::int[], $6::smallint[], $7::int[]) i(page, case_id, version, "
			  "assignment_no, milestone, item_no) WHERE m.jurisdiction = $1 AND m.case_id = i.case_id AND "
			  "m.version = i.version AND m.assignment_no = i.assignment_no AND m.milestone = i.milestone "
			  "AND m.item_no = i.item_no AND m.superseded_page IS NULL RETURNING "
			  "1) " MUST_COUNT("cardinality($2::bigint[])"),
			  7 },
	/* No lock but that of F_MARK is needed: who could not move the fold's page writes nothing here. */
	[F_CHANGES] = { "f_changes",
			"INSERT INTO fact_change (jurisdiction, page, change_no, day, case_id, unit, no, n, level, "
			"session_id, office_id, role, leader_id, month, due_on, flags, class, words) SELECT $1, i.* "
			"FROM "
			"unnest($2::bigint[], $3::int[], $4::date[], $5::bigint[], $6::smallint[], $7::int[], "
			"$8::smallint[], $9::smallint[], $10::int[], $11::int[], $12::smallint[], $13::int[], "
			"$14::date[], $15::date[], $16::bigint[], $17::text[], $18::text[]) i",
			18 },
	[F_FACTS] = { "f_facts",
		      "INSERT INTO fact (jurisdiction, case_id, unit, no, level, session_id, office_id, role, "
		      "leader_id, month, due_on, flags, class, words) SELECT $1, i.* FROM unnest($2::bigint[], "
		      "$3::smallint[], $4::int[], $5::smallint[], $6::int[], $7::int[], $8::smallint[], $9::int[], "
		      "$10::date[], $11::date[], $12::bigint[], $13::text[], $14::text[]) i "
		      "ON CONFLICT (jurisdiction, case_id, unit, no) DO UPDATE SET level = excluded.level, "
		      "session_id = excluded.session_id, office_id = excluded.office_id, role = excluded.role, "
		      "leader_id = excluded.leader_id, month = excluded.month, due_on = excluded.due_on, "
		      "flags = excluded.flags, class = excluded.class, words = excluded.words",
		      14 },
	[F_FACTS_GONE] = { "f_facts_gone",
			   "DELETE FROM fact f USING unnest($2::bigint[], $3::smallint[], $4::int[]) i(case_id, unit, "
			   "no) WHERE f.jurisdiction = $1 AND f.case_id = i.case_id AND f.unit = i.unit AND f.no = "
			   "i.no",
			   4 },
	[F_TALLIES] = { "f_tallies",
			"MERGE INTO tally t USING (SELECT unit, level, session_id, office_id, role, flags, class, "
			"words, "
			"coalesce(due_on, '-infinity') AS due_on, n FROM unnest($2::smallint[], $3::smallint[], "
			"$4::int[], $5::int[], $6::smallint[], $7::bigint[], $8::text[], $9::text[], $10::date[], "
			"$11::bigint[]) i(unit, level, session_id, office_id, role, flags, class, words, due_on, n)) i "
			"ON t.jurisdiction = $1 AND t.unit = i.unit AND t.level = i.level AND t.session_id = "
			"i.session_id "
			"AND t.office_id = i.office_id AND t.role = i.role AND t.flags = i.flags AND t.class = i.class "
			"AND t.words = i.words AND t.due_on = i.due_on "
			"WHEN MATCHED AND t.n + i.n = 0 THEN DELETE "
			"WHEN MATCHED THEN UPDATE SET n = t.n + i.n "
			"WHEN NOT MATCHED THEN INSERT (jurisdiction, unit, level, session_id, office_id, role, flags, "
			"class, words, due_on, n) VALUES ($1, i.unit, i.level, i.session_id, i.office_id, i.role, "
			"i.flags, "
			"i.class, i.words, i.due_on, i.n)",
			11 },
	[F_BLOCK] = { "f_block", "SELECT fact_block_add($1::int4, $2::int8, $3::int4)", 3 },
	/* Only new ones are counted; '' counts the cases. */
	[F_WORDS] = { "f_words",
		      "WITH new AS (INSERT INTO case_words (jurisdiction, case_id, words, plain) SELECT $1, i.case_id, "
		      "string_to_array(i.words, ' '), i.plain "
		      "FROM unnest($2::bigint[], $3::text[], $4::text[]) i(case_id, words, plain) "
		      "ON CONFLICT DO NOTHING RETURNING words) "
		      "INSERT INTO word_count AS w (jurisdiction, word, n) SELECT $1, x.word, count(*) FROM new, "
		      "unnest(new.words || ''::text) x(word) GROUP BY x.word ORDER BY x.word "
		      "ON CONFLICT (jurisdiction, word) DO UPDATE SET n = w.n + excluded.n",
		      4 },
	/* Cases get their words in the order of their ids, so those without are the last ones. */
	[F_WORDLESS] = { "f_wordless",
			 "SELECT page, body FROM line WHERE jurisdiction = $1 AND case_id > 0 AND version = 1 AND "
			 "case_id > coalesce((SELECT max(case_id) FROM case_words WHERE jurisdiction = $1), 0) AND "
			 "page <= $2::bigint ORDER BY case_id LIMIT $3::int",
			 3 },
};
