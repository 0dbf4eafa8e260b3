/* The SQL of reports, schedules and deliveries; part of statements.c. */
#ifndef STORE_SQL_REPORTS_H
#define STORE_SQL_REPORTS_H

/* A moment given as microseconds since 1970. */
#define MOMENT(param) "('epoch'::timestamptz + " param "::int8 * interval '1 microsecond')"

#define REPORT_COLUMNS                                                                                                 \
	"r.report_id, r.kind, r.year, r.serial, r.as_of, r.page, r.language, r.title, r.session_id, r.office_id,"      \
	" r.query, r.digest, r.program, r.schedule_id, r.due_at, r.made_at,"                                           \
	" (SELECT coalesce(string_agg(f.format, ',' ORDER BY f.format), '') FROM report_file f"                        \
	" WHERE f.jurisdiction = $1 AND f.report_id = r.report_id),"                                                   \
	" (SELECT d.recorded FROM delivery d WHERE d.jurisdiction = $1 AND d.report_id = r.report_id"                  \
	" AND d.target_no = 0), r.request_digest"
/* $2 sees every report, $3 or those of this office. */
#define SEES_REPORT "($2::bool OR (r.office_id > 0 AND r.office_id = $3::int4))"

#define SCHEDULE_COLUMNS                                                                                               \
	"s.schedule_id, s.name, s.query, s.timing, s.targets, s.formats, s.created_by, s.done_until, s.trouble,"       \
	" (SELECT max(r.due_at) FROM report r WHERE r.jurisdiction = $1 AND r.schedule_id > 0"                         \
	" AND r.schedule_id = s.schedule_id),"                                                                         \
	" (SELECT count(*) FROM delivery d JOIN report r ON r.jurisdiction = $1 AND r.report_id = d.report_id"         \
	" WHERE d.jurisdiction = $1 AND r.schedule_id = s.schedule_id"                                                 \
	" AND (d.state = 3 OR (d.state = 1 AND d.attempts > 0)))"

/* Who delivers; a session's own, so that it goes with its server. */
#define DELIVER_LOCK "pg_try_advisory_lock(1213818980, $1)"

/* clang-format off */
#define REPORT_STATEMENTS \
	/* $4 kind or '', $5 schedule or 0, $6 before this id, $7 limit */ \
	[REPORT_LIST] = { "report_list", \
		"SELECT " REPORT_COLUMNS " FROM report r WHERE r.jurisdiction = $1 AND " SEES_REPORT \
		" AND ($4::text = '' OR r.kind = $4) AND ($5::int8 = 0 OR r.schedule_id = $5)" \
		" AND r.report_id < $6::int8 ORDER BY r.report_id DESC LIMIT $7::int4", 7 }, \
	[REPORT_BY_ID] = { "report_by_id", \
		"SELECT " REPORT_COLUMNS " FROM report r WHERE r.jurisdiction = $1 AND " SEES_REPORT \
		" AND r.report_id = $4::int8", 4 }, \
	[REPORT_BY_REQUEST] = { "report_by_request", \
		"SELECT " REPORT_COLUMNS " FROM report r WHERE r.jurisdiction = $1 AND r.request_id = $2::uuid", 2 }, \
	[REPORT_BY_DUE] = { "report_by_due", \
		"SELECT " REPORT_COLUMNS " FROM report r WHERE r.jurisdiction = $1 AND r.schedule_id > 0" \
		" AND r.schedule_id = $2::int8 AND r.due_at = " MOMENT("$3"), 3 }, \
	/* the document and the files kept, 'json' being the document */ \
	[REPORT_CONTENT] = { "report_content", \
		"SELECT convert_to(document, 'UTF8'), digest FROM report WHERE jurisdiction = $1" \
		" AND report_id = $2::int8 AND $3::text = 'json' UNION ALL" \
		" SELECT content, digest FROM report_file WHERE jurisdiction = $1 AND report_id = $2 AND format = $3", 3 }, \
	/* the document, and on whose behalf */ \
	[REPORT_FOR_RECORD] = { "report_for_record", \
		"SELECT document, made_by FROM report WHERE jurisdiction = $1 AND report_id = $2::int8", 2 }, \
	/* the next numbers, of a report of that kind ($2) and year ($3) */ \
	[REPORT_NUMBERS] = { "report_numbers", \
		"SELECT coalesce(max(report_id), 0) + 1," \
		" coalesce(max(serial) FILTER (WHERE kind = $2::text AND year = $3::int4), 0) + 1" \
		" FROM report WHERE jurisdiction = $1", 3 }, \
	/* the report before one of kind $2, session $3, office $4, as of $5, known at $6 (0: the head), in any language: \
	 * of an earlier day, so that no two of a day are compared; of that day the last one */ \
	[REPORT_PREVIOUS] = { "report_previous", \
		"SELECT as_of, page, year, serial FROM report WHERE jurisdiction = $1 AND kind = $2::text" \
		" AND session_id = $3::int4 AND office_id = $4::int4 AND as_of < $5::date AND ($6::int8 = 0 OR page <= $6)" \
		" ORDER BY as_of DESC, report_id DESC LIMIT 1", 6 }, \
	[REPORT_ADD] = { "report_add", \
		"INSERT INTO report (jurisdiction, report_id, kind, year, serial, as_of, page, language, title," \
		" session_id, office_id, query, document, digest, program, schedule_id, due_at, made_by, request_id," \
		" request_digest) VALUES ($1, $2::int8, $3::text, $4::int4, $5::int4, $6::date, $7::int8, $8::text," \
		" $9::text, $10::int4, $11::int4, $12::text, $13::text, $14::bytea, $15::text, $16::int8," \
		" CASE WHEN $16 > 0 THEN " MOMENT("$17") " END, $18::int8, $19::uuid, $20::bytea)", 20 }, \
	[REPORT_FILE_ADD] = { "report_file_add", \
		"INSERT INTO report_file (jurisdiction, report_id, format, content, digest)" \
		" VALUES ($1, $2::int8, $3::text, $4::bytea, $5::bytea)", 5 }, \
	[DELIVERY_ADD] = { "delivery_add", \
		"INSERT INTO delivery (jurisdiction, report_id, target_no, target, state, next_at)" \
		" VALUES ($1, $2::int8, $3::int4, $4::text, 1, clock_timestamp() + $5::int8 * interval '1 microsecond')", 5 }, \
	[SCHEDULE_LIST] = { "schedule_list", \
		"SELECT " SCHEDULE_COLUMNS " FROM schedule s WHERE s.jurisdiction = $1 AND s.removed_at IS NULL" \
		" ORDER BY s.schedule_id", 1 }, \
	[SCHEDULE_ADD] = { "schedule_add", \
		"INSERT INTO schedule AS s (jurisdiction, schedule_id, name, query, timing, targets, formats, created_by," \
		" starts_at, done_until) SELECT $1, (SELECT coalesce(max(schedule_id), 0) + 1 FROM schedule" \
		" WHERE jurisdiction = $1), $2::text, $3::text, $4::text, $5::text, $6::text, $7::int8, " MOMENT("$8") \
		", " MOMENT("$8") " WHERE (SELECT count(*) FROM schedule WHERE jurisdiction = $1 AND removed_at IS NULL) < $9::int4" \
		" ON CONFLICT DO NOTHING RETURNING " SCHEDULE_COLUMNS, 9 }, \
	/* how many are in force */ \
	[SCHEDULE_COUNT] = { "schedule_count", \
		"SELECT count(*)::int4 FROM schedule WHERE jurisdiction = $1 AND removed_at IS NULL", 1 }, \
	[SCHEDULE_REMOVE] = { "schedule_remove", \
		"UPDATE schedule s SET removed_at = clock_timestamp() WHERE s.jurisdiction = $1" \
		" AND s.schedule_id = $2::int8 AND s.removed_at IS NULL RETURNING " SCHEDULE_COLUMNS, 2 }, \
	/* $3 done until then, $4 trouble or '' */ \
	[SCHEDULE_DONE] = { "schedule_done", \
		"UPDATE schedule SET done_until = greatest(done_until, " MOMENT("$3") "), trouble = $4::text" \
		" WHERE jurisdiction = $1 AND schedule_id = $2::int8", 4 }, \
	/* days on which something that answers is due; of session $2, 0: all */ \
	[DEADLINE_DAYS] = { "deadline_days", \
		"SELECT DISTINCT a.session_id, a.due_on FROM (SELECT c.session_id, a.due_on FROM assignment a JOIN \"case\" c" \
		" ON c.jurisdiction = $1 AND c.case_id = a.case_id WHERE a.jurisdiction = $1 AND a.open" \
		" AND a.role IN (1, 3, 4) AND a.due_on IS NOT NULL) a ORDER BY 1, 2", 1 }, \
	/* $2 report or 0, $3 only undelivered, $4 and $5 the place, $6 limit */ \
	[DELIVERY_LIST] = { "delivery_list", \
		"SELECT d.report_id, d.target_no, r.title, d.target, d.state, d.next_at, a.attempt, a.at, a.worked, a.message" \
		" FROM (SELECT * FROM delivery WHERE jurisdiction = $1 AND ($2::int8 = 0 OR report_id = $2)" \
		" AND (NOT $3::bool OR state <> 2) AND (report_id < $4::int8 OR (report_id = $4 AND target_no > $5::int4))" \
		" ORDER BY report_id DESC, target_no LIMIT $6::int4) d" \
		" JOIN report r ON r.jurisdiction = $1 AND r.report_id = d.report_id" \
		" LEFT JOIN delivery_attempt a ON a.jurisdiction = $1 AND a.report_id = d.report_id" \
		" AND a.target_no = d.target_no ORDER BY d.report_id DESC, d.target_no, a.attempt", 6 }, \
	[DELIVERY_LOCK] = { "delivery_lock", "SELECT " DELIVER_LOCK, 1 }, \
	[DELIVERY_DUE] = { "delivery_due", \
		"SELECT report_id, target_no, target, attempts FROM delivery WHERE jurisdiction = $1 AND state = 1" \
		" AND next_at <= clock_timestamp() ORDER BY next_at LIMIT $2::int4", 2 }, \
	/* microseconds until the next attempt of any; no row: nothing waits */ \
	[DELIVERY_NEXT] = { "delivery_next", \
		"SELECT greatest(0, (extract(epoch FROM min(next_at) - clock_timestamp()) * 1000000)::int8) FROM delivery" \
		" WHERE jurisdiction = $1 AND state = 1 HAVING min(next_at) IS NOT NULL", 1 }, \
	/* $4 attempts with this one, $5 state after it, $6 pause in microseconds, $7 reminders recorded, $8 message; \
	 * what an attempt before has recorded stays counted */ \
	[DELIVERY_ATTEMPTED] = { "delivery_attempted", \
		"WITH d AS (UPDATE delivery SET attempts = $4::int4, state = $5::int2, recorded = greatest(recorded, $7::int4)," \
		" next_at = clock_timestamp() + $6::int8 * interval '1 microsecond' WHERE jurisdiction = $1" \
		" AND report_id = $2::int8 AND target_no = $3::int4 AND attempts = $4 - 1 RETURNING report_id)" \
		" INSERT INTO delivery_attempt (jurisdiction, report_id, target_no, attempt, worked, message)" \
		" SELECT $1, $2, $3, $4, $5 = 2, $8::text FROM d", 8 },
/* clang-format on */

#endif
