#include "ledger/statements.h"

/* Advisory locks of a jurisdiction are (class, jurisdiction); the classes are ours alone: "HYwr" and "HYfo" in ASCII.
 */
#define WRITE_LOCK "pg_advisory_xact_lock(1213822834, $1)"
#define FOLD_LOCK  "pg_try_advisory_lock(1213818479, $1)"

/* One statement, so that a case and its assignments come from one snapshot. */
#define CASE_COLUMNS                                                                                                   \
	"SELECT c.case_id, c.version, c.kind, c.state, c.phase, c.level, c.session_id, c.number, "                     \
	"c.submission_number, "                                                                                        \
	"c.category, c.received_on, c.filed_on, c.last_on, c.attitude, c.result, a.assignment_no, a.office_id, "       \
	"a.role, "                                                                                                     \
	"a.state, a.assigned_on, a.due_on, a.return_by, a.accepted_on, a.returned_on, a.contacted_on, a.answered_on, " \
	"a.class, a.class_meaning FROM "
#define CASE_ASSIGNMENTS " LEFT JOIN assignment a ON a.jurisdiction = c.jurisdiction AND a.case_id = c.case_id "

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
			      "(SELECT max(page) FROM rules WHERE jurisdiction = $1), "
			      "(SELECT max(page) FROM calendar_year WHERE jurisdiction = $1), 0::bigint)",
			      1 },
	[W_CASES_BY_ID] = { "w_cases_by_id",
			    CASE_COLUMNS "\"case\" c" CASE_ASSIGNMENTS
					 "WHERE c.jurisdiction = $1 AND c.case_id = ANY ($2::bigint[]) "
					 "ORDER BY c.case_id, a.assignment_no",
			    2 },
	[W_CASES_BY_NUMBER] = { "w_cases_by_number",
				CASE_COLUMNS
				"\"case\" c" CASE_ASSIGNMENTS
				"WHERE c.jurisdiction = $1 AND c.number <> '' AND c.number = ANY ($2::text[]) "
				"ORDER BY c.case_id, a.assignment_no",
				2 },
	[W_CASES_BY_SUBMISSION] = { "w_cases_by_submission",
				    CASE_COLUMNS
				    "unnest($2::int[], $3::text[]) i(session_id, submission_number) JOIN \"case\" c "
				    "ON c.jurisdiction = $1 AND c.session_id = i.session_id "
				    "AND c.submission_number <> '' AND c.submission_number = "
				    "i.submission_number" CASE_ASSIGNMENTS "ORDER BY c.case_id, a.assignment_no",
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
	/* A transaction that writes, so that its commit waits for the standby like the first one did. */
	[W_EMIT] = { "w_emit", "SELECT pg_logical_emit_message(true, 'huiyin', 'stored')", 0 },
	[W_PLACE] = { "w_place", "SELECT name FROM jurisdiction WHERE jurisdiction = $1", 1 },
	[W_RULES] = { "w_rules",
		      "SELECT version, text, page FROM rules WHERE jurisdiction = $1 ORDER BY version DESC LIMIT 1",
		      1 },
	[W_CALENDAR] = { "w_calendar",
			 "SELECT year, days::text, page FROM calendar_year WHERE jurisdiction = $1 ORDER BY year", 1 },
	[W_OFFICES] = { "w_offices",
			"SELECT office_id, code, name_zh, name_en, position, page FROM office WHERE jurisdiction = $1 "
			"ORDER BY position, office_id",
			1 },
	[W_SESSIONS] = { "w_sessions",
			 "SELECT session_id, code, name_zh, name_en, starts_on, level, page FROM session "
			 "WHERE jurisdiction = $1 ORDER BY starts_on, session_id",
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
			 "SELECT $1, i.office_id, i.request_id, i.digest, $2, i.o FROM "
			 "unnest($3::int[], $4::uuid[], $5::bytea[]) WITH ORDINALITY i(office_id, request_id, digest, "
			 "o)",
			 5 },
	[W_CASE_INSERT] = { "w_case_insert",
			    "INSERT INTO \"case\" (jurisdiction, case_id, version, kind, state, phase, level, "
			    "session_id, number, "
			    "submission_number, title, category, received, received_on, filed_on, last_on, attitude, "
			    "result, page) "
			    "SELECT $1, i.case_id, 1, i.kind, i.state, i.phase, i.level, i.session_id, '', "
			    "i.submission_number, "
			    "i.title, i.category, i.received::jsonb, i.received_on, NULL, i.last_on, '', '', $2 FROM "
			    "unnest($3::bigint[], $4::text[], $5::text[], $6::smallint[], $7::smallint[], $8::int[], "
			    "$9::text[], "
			    "$10::text[], $11::text[], $12::text[], $13::date[], $14::date[]) i(case_id, kind, state, "
			    "phase, level, "
			    "session_id, submission_number, title, category, received, received_on, last_on)",
			    14 },
	[W_CASE_UPDATE] = { "w_case_update",
			    "WITH u AS (UPDATE \"case\" c SET version = i.version, state = i.state, phase = i.phase, "
			    "number = i.number, filed_on = i.filed_on, last_on = i.last_on, attitude = i.attitude, "
			    "result = i.result, page = $2 FROM unnest($3::bigint[], $4::int[], $5::text[], "
			    "$6::smallint[], "
			    "$7::text[], $8::date[], $9::date[], $10::text[], $11::text[]) i(case_id, version, state, "
			    "phase, number, "
			    "filed_on, last_on, attitude, result) WHERE c.jurisdiction = $1 AND c.case_id = i.case_id "
			    "AND "
			    "c.version = i.version - 1 RETURNING 1) " MUST_COUNT("cardinality($3::bigint[])"),
			    11 },
	[W_ASSIGNMENTS] = { "w_assignments",
			    "INSERT INTO assignment (jurisdiction, case_id, assignment_no, office_id, role, state, "
			    "open, "
			    "assigned_on, due_on, return_by, accepted_on, returned_on, contacted_on, answered_on, "
			    "class, "
			    "class_meaning) SELECT $1, i.* FROM unnest($2::bigint[], $3::int[], $4::int[], "
			    "$5::smallint[], "
			    "$6::text[], $7::boolean[], $8::date[], $9::date[], $10::date[], $11::date[], $12::date[], "
			    "$13::date[], $14::date[], $15::text[], $16::smallint[]) i "
			    "ON CONFLICT (jurisdiction, case_id, assignment_no) DO UPDATE SET office_id = "
			    "excluded.office_id, "
			    "role = excluded.role, state = excluded.state, open = excluded.open, "
			    "assigned_on = excluded.assigned_on, due_on = excluded.due_on, return_by = "
			    "excluded.return_by, "
			    "accepted_on = excluded.accepted_on, returned_on = excluded.returned_on, "
			    "contacted_on = excluded.contacted_on, answered_on = excluded.answered_on, "
			    "class = excluded.class, class_meaning = excluded.class_meaning",
			    16 },
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
			   "INSERT INTO office (jurisdiction, office_id, code, name_zh, name_en, position, page) "
			   "VALUES ($1, $2, $3, $4, $5, $6, $7)",
			   7 },
	[W_PUT_SESSION] = { "w_put_session",
			    "INSERT INTO session (jurisdiction, session_id, code, name_zh, name_en, starts_on, level, "
			    "page) "
			    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			    8 },
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
	[F_MARK] = { "f_mark",
		     "WITH u AS (UPDATE fold SET page = $3 WHERE jurisdiction = $1 AND page = $2 RETURNING "
		     "1) " MUST_COUNT("1"),
		     3 },
	[F_MILESTONES] = { "f_milestones",
			   "INSERT INTO milestone (jurisdiction, page, case_id, version, assignment_no, milestone, "
			   "on_date, due_on, "
			   "level, session_id, office_id, role, class, class_meaning, late) SELECT $1, i.* FROM "
			   "unnest($2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::smallint[], $7::date[], "
			   "$8::date[], "
			   "$9::smallint[], $10::int[], $11::int[], $12::smallint[], $13::text[], $14::smallint[], "
			   "$15::boolean[]) i",
			   15 },
	[F_TALLIES] = { "f_tallies",
			"INSERT INTO tally AS t (jurisdiction, level, session_id, office_id, role, milestone, class, "
			"late, day, n) "
			"SELECT $1, i.* FROM unnest($2::smallint[], $3::int[], $4::int[], $5::smallint[], "
			"$6::smallint[], "
			"$7::text[], $8::boolean[], $9::date[], $10::bigint[]) i "
			"ON CONFLICT (jurisdiction, level, session_id, office_id, role, milestone, class, late, day) "
			"DO UPDATE SET n = t.n + excluded.n",
			10 },
	/* Only new ones are counted; '' counts the cases. */
	[F_WORDS] = { "f_words",
		      "WITH new AS (INSERT INTO case_words (jurisdiction, case_id, words) SELECT $1, i.case_id, "
		      "string_to_array(i.words, ' ') FROM unnest($2::bigint[], $3::text[]) i(case_id, words) "
		      "ON CONFLICT DO NOTHING RETURNING words) "
		      "INSERT INTO word_count AS w (jurisdiction, word, n) SELECT $1, x.word, count(*) FROM new, "
		      "unnest(new.words || ''::text) x(word) GROUP BY x.word ORDER BY x.word "
		      "ON CONFLICT (jurisdiction, word) DO UPDATE SET n = w.n + excluded.n",
		      3 },
	/* Cases get their words in the order of their ids, so those without are the last ones. */
	[F_WORDLESS] = { "f_wordless",
			 "SELECT page, body FROM line WHERE jurisdiction = $1 AND case_id > 0 AND version = 1 AND "
			 "case_id > coalesce((SELECT max(case_id) FROM case_words WHERE jurisdiction = $1), 0) AND "
			 "page <= $2::bigint ORDER BY case_id LIMIT $3::int",
			 3 },
};
