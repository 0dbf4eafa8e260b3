-- Makes a large ledger of a small one: every case of the example year :copies times more, with its lines, in other years and with
-- numbers of its own. Run while no server is. The fold then makes facts, milestones, tallies and words of the lines as of any others;
-- what it stands on (cases, assignments, items) is copied beside them. Hashes are copied too: such a ledger is for measuring, its
-- chain is not whole.
BEGIN;
-- The years follow one another page after page, as they did; only the example year itself stands before them.
CREATE TEMP TABLE copy AS SELECT k, years, row_number() OVER (PARTITION BY years ORDER BY k) AS nth,
	k * (SELECT max(case_id) FROM "case") AS cases, k * (SELECT max(page) FROM page) AS pages,
	(SELECT session_id FROM session WHERE code = 'bench' || (2023 - years)) AS session_id
	FROM generate_series(1, :copies) k, LATERAL (SELECT 25 - (k - 1) * 25 / :copies AS years) y;
-- The year's session; cases of other bodies stay in theirs.
CREATE TEMP TABLE year_session AS SELECT session_id FROM "case" GROUP BY 1 ORDER BY count(*) DESC LIMIT 1;
-- A number of its own: the year, which copy of that year it is, the serial number.
CREATE TEMP TABLE numbered AS SELECT t.case_id, y.k, CASE WHEN t.number = '' THEN ''
		WHEN t.number NOT LIKE '2023%' THEN t.number || '-' || y.k ELSE (2023 - y.years)::text || y.nth || substr(t.number, 5) END AS number
	FROM "case" t, copy y;
CREATE UNIQUE INDEX ON numbered (k, case_id);
CREATE FUNCTION pg_temp.in_years(body text, years integer) RETURNS text LANGUAGE sql IMMUTABLE AS
	$$ SELECT replace(replace(replace(replace(body, '"2022-', '"' || 2022 - years || '-'), '"2023-', '"' || 2023 - years || '-'),
		'"2024-', '"' || 2024 - years || '-'), '"2025-', '"' || 2025 - years || '-') $$;
CREATE FUNCTION pg_temp.earlier(day date, years integer) RETURNS date LANGUAGE sql IMMUTABLE AS
	$$ SELECT (day - make_interval(years => years))::date $$;

INSERT INTO page SELECT r.* FROM page t, copy y, LATERAL jsonb_populate_record(t, jsonb_build_object('page', t.page + y.pages)) r
	WHERE EXISTS (SELECT FROM line l WHERE l.page = t.page AND l.case_id > 0);
INSERT INTO line (jurisdiction, page, line_no, case_id, version, body, salt, leaf)
	SELECT t.jurisdiction, t.page + y.pages, t.line_no, t.case_id + y.cases, t.version,
		pg_temp.in_years(replace(replace(CASE WHEN c.number = '' THEN t.body ELSE replace(t.body, c.number, n.number) END,
			'"case":' || t.case_id || ',', '"case":' || t.case_id + y.cases || ','),
			'"session":' || (SELECT session_id FROM year_session), '"session":' || y.session_id), y.years), t.salt, t.leaf
	FROM line t JOIN "case" c USING (jurisdiction, case_id), copy y, numbered n WHERE n.k = y.k AND n.case_id = t.case_id;
SELECT string_agg(attname, ', ' ORDER BY attnum) AS given, string_agg('r.' || attname, ', ' ORDER BY attnum) AS from_row FROM pg_attribute
	WHERE attrelid = '"case"'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' \gset
INSERT INTO "case" (:given) SELECT :from_row FROM "case" t, copy y, numbered n, LATERAL jsonb_populate_record(t, jsonb_build_object(
		'case_id', t.case_id + y.cases, 'number', n.number, 'submission_number', y.k || '-' || t.submission_number,
		'session_id', CASE WHEN t.session_id = (SELECT session_id FROM year_session) THEN y.session_id ELSE t.session_id END,
		'received_on', pg_temp.earlier(t.received_on, y.years), 'filed_on', pg_temp.earlier(t.filed_on, y.years),
		'last_on', pg_temp.earlier(t.last_on, y.years), 'page', t.page + y.pages)) r WHERE n.k = y.k AND n.case_id = t.case_id;
INSERT INTO assignment SELECT r.* FROM assignment t, copy y, LATERAL jsonb_populate_record(t, jsonb_build_object(
		'case_id', t.case_id + y.cases, 'assigned_on', pg_temp.earlier(t.assigned_on, y.years),
		'due_on', pg_temp.earlier(t.due_on, y.years), 'return_by', pg_temp.earlier(t.return_by, y.years),
		'accepted_on', pg_temp.earlier(t.accepted_on, y.years), 'returned_on', pg_temp.earlier(t.returned_on, y.years),
		'contacted_on', pg_temp.earlier(t.contacted_on, y.years), 'contact_by', pg_temp.earlier(t.contact_by, y.years),
		'answered_on', pg_temp.earlier(t.answered_on, y.years))) r;
INSERT INTO item SELECT r.* FROM item t, copy y, LATERAL jsonb_populate_record(t, jsonb_build_object(
		'case_id', t.case_id + y.cases, 'on_date', pg_temp.earlier(t.on_date, y.years),
		'due_on', pg_temp.earlier(t.due_on, y.years), 'done_on', pg_temp.earlier(t.done_on, y.years), 'page', t.page + y.pages)) r;
COMMIT;
