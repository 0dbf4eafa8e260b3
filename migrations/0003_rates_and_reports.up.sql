-- Rates from facts, reports, schedules. What a case, an assignment, a promise is from which day on, as known from which page on, is
-- derived by the fold from the milestones (server/domain/rates/fact.h). The fold begins anew at page 1: older milestones lack the words.

DROP TABLE tally;
TRUNCATE milestone, case_words, word_count;
UPDATE fold SET page = 0;

-- Milestones and later rounds are asked for case by case now.
DROP INDEX milestone_office, milestone_round, milestone_rare, milestone_separate, assignment_round;

-- Words that facts need beside the dates: marks of the form, the method of the contact, who leads a key proposal, what a promise is
-- due, whether the answer is published.
ALTER TABLE milestone
	ADD COLUMN attitude text NOT NULL,
	ADD COLUMN result text NOT NULL,
	ADD COLUMN contact_method text NOT NULL,
	ADD COLUMN member_id integer NOT NULL,
	ADD COLUMN item_due_on date, -- promise: its due day after this milestone; extension: the due day before it; new dating: without extensions
	ADD COLUMN publication smallint NOT NULL,
	ADD COLUMN stands_for integer NOT NULL; -- version of the line whose milestone it is: of a correction that of the corrected line

-- What each thing is after all that is known: one row for each case (unit 1, no 0), assignment of the first round (2), promise (3),
-- assignment of a later round (4).
CREATE TABLE fact (
	jurisdiction integer NOT NULL,
	case_id bigint NOT NULL,
	unit smallint NOT NULL,
	no integer NOT NULL,
	level smallint NOT NULL,
	session_id integer NOT NULL,
	office_id integer NOT NULL, -- who holds it; of a case: its lead, sole or first separate office; 0: none
	role smallint NOT NULL,
	leader_id integer NOT NULL,
	month date, -- first day of the month of assignment, before that of receipt
	due_on date, -- while it is open
	flags bigint NOT NULL, -- bits of enum fact_flag
	class text NOT NULL, -- as printed
	words text NOT NULL, -- marks and contact methods, see struct fact_state
	CONSTRAINT fact_pkey PRIMARY KEY (jurisdiction, case_id, unit, no)
) WITH (fillfactor = 70);

-- How that came about: from `day` on, as known from `page` on, n more (or less) things are in this state. The state of any day as known at
-- any page is the sum over day <= D and page <= N; so is fact less everything after. Never changed, never deleted.
CREATE TABLE fact_change (
	jurisdiction integer NOT NULL,
	page bigint NOT NULL,
	change_no integer NOT NULL, -- within the page, from 1
	day date NOT NULL,
	case_id bigint NOT NULL,
	unit smallint NOT NULL,
	no integer NOT NULL,
	n smallint NOT NULL, -- +1 or -1
	level smallint NOT NULL,
	session_id integer NOT NULL,
	office_id integer NOT NULL,
	role smallint NOT NULL,
	leader_id integer NOT NULL,
	month date,
	due_on date,
	flags bigint NOT NULL,
	class text NOT NULL,
	words text NOT NULL,
	CONSTRAINT fact_change_pkey PRIMARY KEY (jurisdiction, page, change_no)
);
CREATE INDEX fact_change_day ON fact_change (jurisdiction, day);

-- What rates group by and only the proposal as received says; pulled out of it once, for its text is long.
ALTER TABLE "case"
	ADD COLUMN sector text NOT NULL GENERATED ALWAYS AS (coalesce(received ->> 'sector', '')) STORED,
	ADD COLUMN committee text NOT NULL GENERATED ALWAYS AS
		(CASE WHEN proposer_kind = 'committee' THEN coalesce(received -> 'proposers' ->> 0, '') ELSE '' END) STORED;
-- Rates by them go through all cases, whose rows are wide.
CREATE INDEX case_groups ON "case" (jurisdiction, case_id) INCLUDE (category, sector, proposer_kind, committee);
-- Lists go through the cases by number until a page is full.
CREATE INDEX case_number_order ON "case" (jurisdiction, (number COLLATE "C"), case_id);
-- Who joined a proposal after it was received: participation as known at a page.
CREATE INDEX milestone_signed ON milestone (jurisdiction, case_id, item_no) WHERE milestone = 15;

-- Counts of facts over what is asked every day: such a rate costs the same over 382 cases and over ten million. Every group is there
-- twice: in its session, and with session 0 in all of them together, so that a rate of all sessions costs the same over 26 years too.
CREATE TABLE tally (
	jurisdiction integer NOT NULL,
	unit smallint NOT NULL,
	level smallint NOT NULL,
	session_id integer NOT NULL, -- 0: all
	office_id integer NOT NULL,
	role smallint NOT NULL,
	flags bigint NOT NULL,
	class text COLLATE "C" NOT NULL,
	words text COLLATE "C" NOT NULL,
	due_on date NOT NULL, -- '-infinity': none
	n bigint NOT NULL,
	CONSTRAINT tally_pkey PRIMARY KEY (jurisdiction, unit, level, session_id, office_id, role, flags, class, words, due_on)
) WITH (fillfactor = 50);

-- Search. Titles and texts as they are searched (server/base/plain.h): letters only, small and half-width, a blank where a sign parts
-- them, a line each. The index knows their pieces of two characters, which are Chinese words or parts of them.
ALTER TABLE case_words ADD COLUMN plain text NOT NULL;
-- Planning does not need to know which pieces are how frequent; a sample of 30,000 texts would be cut into pieces for it.
ALTER TABLE case_words ALTER COLUMN case_id SET STATISTICS 10, ALTER COLUMN jurisdiction SET STATISTICS 10,
	ALTER COLUMN words SET STATISTICS 10, ALTER COLUMN plain SET STATISTICS 0;
CREATE FUNCTION text_pieces(plain text) RETURNS text[] IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS
	$$ SELECT coalesce(array_agg(p.a || p.b), '{}') FROM (SELECT string_to_array(plain, NULL) AS c) t, unnest(t.c, t.c[2:]) p(a, b)
		WHERE p.a NOT IN (' ', E'\n') AND p.b NOT IN (' ', E'\n') $$; -- one that occurs twice is there twice: the index drops it
CREATE INDEX case_words_plain ON case_words USING gin (text_pieces(plain));
ALTER INDEX case_words_plain ALTER COLUMN 1 SET STATISTICS 0;
-- Document numbers, see 0002: round brackets, （2023） or (2023), are typed for 〔2023〕 too.
DROP INDEX line_document;
CREATE OR REPLACE FUNCTION document_key(typed text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS
	$$ SELECT lower(translate(typed, '〔﹝［【（(〕﹞］】）)－０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ 　',
		'[[[[[[]]]]]]-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') COLLATE "C") $$;
CREATE INDEX line_document ON line (jurisdiction, document_key(body::jsonb #>> '{input,document_number}') text_pattern_ops)
	WHERE case_id > 0 AND body LIKE '%"document_number":"%';
-- A case number is found by its end (0045 of 20230045), the numbers of submission and of other bodies by the whole.
CREATE INDEX case_number_end ON "case" (jurisdiction, reverse(number) text_pattern_ops) WHERE number <> '';
CREATE INDEX case_submitted ON "case" (jurisdiction, lower(submission_number)) WHERE submission_number <> '';
CREATE INDEX case_external ON "case" (jurisdiction, document_key(received ->> 'external_number')) WHERE received ->> 'external_number' <> '';
-- Names as people search for them: as document numbers, and without the dots inside Mongolian and foreign names, which have many forms.
CREATE FUNCTION name_key(typed text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS
	$$ SELECT translate(document_key(typed), '·•‧・･．.∙⋅', '') $$;
CREATE INDEX item_signer_name ON item (jurisdiction, name_key(data ->> 'text') text_pattern_ops) WHERE kind = 1;

-- Sums of the changes of a range of pages, whatever their day: what was so as of a page of the past is the sum of the ranges before it
-- and of a few single changes. A range whose days reach beyond the day that is asked for is counted change by change. So many blocks
-- of a tier make one of the next, which is read instead of them.
CREATE TABLE fact_block (
	jurisdiction integer NOT NULL,
	tier smallint NOT NULL, -- 0: of changes
	last_page bigint NOT NULL,
	first_page bigint NOT NULL, -- the one after the block before
	first_day date NOT NULL, -- of its changes
	last_day date NOT NULL,
	changes bigint NOT NULL, -- how many
	CONSTRAINT fact_block_pkey PRIMARY KEY (jurisdiction, tier, last_page)
);
CREATE TABLE tally_block (
	jurisdiction integer NOT NULL,
	tier smallint NOT NULL, -- and
	last_page bigint NOT NULL, -- of the block
	unit smallint NOT NULL,
	level smallint NOT NULL,
	session_id integer NOT NULL, -- 0: all
	office_id integer NOT NULL,
	role smallint NOT NULL,
	flags bigint NOT NULL,
	class text COLLATE "C" NOT NULL,
	words text COLLATE "C" NOT NULL,
	due_on date NOT NULL, -- '-infinity': none
	n bigint NOT NULL
);
CREATE INDEX tally_block_page ON tally_block (jurisdiction, tier, last_page, unit, level, session_id);
-- The same sums thing by thing, for what the tally does not know: whose case it is, since when, who leads. A thing passes through many
-- states and is left in one, so most changes cancel; in a block of tier 0 hardly any do, therefore it has none of these rows.
CREATE TABLE thing_block (
	jurisdiction integer NOT NULL,
	tier smallint NOT NULL, -- from 1
	last_page bigint NOT NULL, -- of the block
	case_id bigint NOT NULL,
	unit smallint NOT NULL,
	no integer NOT NULL,
	n smallint NOT NULL, -- +1: it is so after the block and was not before it; -1: the other way round
	level smallint NOT NULL,
	session_id integer NOT NULL,
	office_id integer NOT NULL,
	role smallint NOT NULL,
	leader_id integer NOT NULL,
	month date,
	due_on date,
	flags bigint NOT NULL,
	class text NOT NULL,
	words text NOT NULL
);
CREATE INDEX thing_block_page ON thing_block (jurisdiction, tier, last_page, unit, level, session_id);
-- Makes a block of what came since the last one, if that is at least so many changes, and of so many blocks one of the next tier.
CREATE FUNCTION fact_block_add(place integer, at_least bigint, parts integer) RETURNS void LANGUAGE plpgsql SET work_mem = '64MB' AS $$
DECLARE
	t smallint := 0;
	until bigint;
BEGIN
	WITH e AS (SELECT coalesce(max(b.last_page), 0) AS page FROM fact_block b WHERE b.jurisdiction = place AND b.tier = 0),
	c AS MATERIALIZED (SELECT h.* FROM fact_change h WHERE h.jurisdiction = place AND h.page > (SELECT page FROM e)),
	b AS (INSERT INTO fact_block (jurisdiction, tier, last_page, first_page, first_day, last_day, changes)
		SELECT place, 0, max(c.page), (SELECT page + 1 FROM e), min(c.day), max(c.day), count(*) FROM c
		HAVING count(*) >= greatest(at_least, 1) RETURNING last_page)
	INSERT INTO tally_block (jurisdiction, tier, last_page, unit, level, session_id, office_id, role, flags, class, words, due_on, n)
		SELECT place, 0, b.last_page, c.unit, c.level, s.session_id, c.office_id, c.role, c.flags, c.class, c.words,
			coalesce(c.due_on, '-infinity'), sum(c.n) FROM b, c, unnest(ARRAY[c.session_id, 0]) s(session_id)
			GROUP BY 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 HAVING sum(c.n) <> 0 ORDER BY 4, 5, 6; -- as they are read
	LOOP
		INSERT INTO fact_block (jurisdiction, tier, last_page, first_page, first_day, last_day, changes)
			SELECT place, t + 1, max(b.last_page), min(b.first_page), min(b.first_day), max(b.last_day), sum(b.changes) FROM fact_block b
			WHERE b.jurisdiction = place AND b.tier = t AND b.last_page > coalesce((SELECT max(o.last_page) FROM fact_block o
				WHERE o.jurisdiction = place AND o.tier = t + 1), 0)
			HAVING count(*) >= greatest(parts, 2) RETURNING last_page INTO until;
		EXIT WHEN NOT FOUND;
		INSERT INTO tally_block (jurisdiction, tier, last_page, unit, level, session_id, office_id, role, flags, class, words, due_on, n)
			SELECT place, t + 1, until, s.unit, s.level, s.session_id, s.office_id, s.role, s.flags, s.class, s.words, s.due_on, sum(s.n)
			FROM fact_block o JOIN fact_block b ON b.jurisdiction = place AND b.tier = t AND b.last_page BETWEEN o.first_page AND until
			JOIN tally_block s ON s.jurisdiction = place AND s.tier = t AND s.last_page = b.last_page
			WHERE o.jurisdiction = place AND o.tier = t + 1 AND o.last_page = until
			GROUP BY 4, 5, 6, 7, 8, 9, 10, 11, 12 HAVING sum(s.n) <> 0 ORDER BY 4, 5, 6;
		INSERT INTO thing_block (jurisdiction, tier, last_page, case_id, unit, no, n, level, session_id, office_id, role, leader_id, month,
			due_on, flags, class, words)
			SELECT place, t + 1, until, s.case_id, s.unit, s.no, sum(s.n), s.level, s.session_id, s.office_id, s.role, s.leader_id, s.month,
				s.due_on, s.flags, s.class, s.words
			FROM fact_block o CROSS JOIN LATERAL (
				SELECT h.case_id, h.unit, h.no, h.n, h.level, h.session_id, h.office_id, h.role, h.leader_id, h.month, h.due_on, h.flags,
					h.class, h.words FROM fact_change h
					WHERE t = 0 AND h.jurisdiction = place AND h.page BETWEEN o.first_page AND until
				UNION ALL SELECT b.case_id, b.unit, b.no, b.n, b.level, b.session_id, b.office_id, b.role, b.leader_id, b.month, b.due_on,
					b.flags, b.class, b.words FROM thing_block b
					WHERE t > 0 AND b.jurisdiction = place AND b.tier = t AND b.last_page BETWEEN o.first_page AND until) s
			WHERE o.jurisdiction = place AND o.tier = t + 1 AND o.last_page = until
			GROUP BY 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 HAVING sum(s.n) <> 0 ORDER BY 5, 8, 9;
		t := t + 1;
	END LOOP;
END
$$;

-- Where blocks are not the sums of their changes, or do not follow one another: nowhere. For recount.
CREATE VIEW block_difference AS
	WITH s AS (SELECT b.jurisdiction, b.tier, b.last_page, h.unit, h.level, k.session_id, h.office_id, h.role, h.flags,
			h.class COLLATE "C" AS class, h.words COLLATE "C" AS words, coalesce(h.due_on, '-infinity') AS due_on, sum(h.n)::bigint AS n
			FROM fact_block b JOIN fact_change h ON h.jurisdiction = b.jurisdiction AND h.page BETWEEN b.first_page AND b.last_page,
			unnest(ARRAY[h.session_id, 0]) k(session_id)
			GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 HAVING sum(h.n) <> 0)
	(SELECT * FROM s EXCEPT ALL SELECT * FROM tally_block) UNION ALL (SELECT * FROM tally_block EXCEPT ALL SELECT * FROM s)
	UNION ALL SELECT b.jurisdiction, b.tier, b.last_page, 0, 0, 0, 0, 0, 0, '', '', '-infinity', 0 FROM fact_block b
		WHERE b.first_page <> 1 + coalesce((SELECT max(e.last_page) FROM fact_block e WHERE e.jurisdiction = b.jurisdiction
				AND e.tier = b.tier AND e.last_page < b.last_page), 0)
			OR (b.first_day, b.last_day, b.changes) IS DISTINCT FROM (SELECT ROW(min(h.day), max(h.day), count(*)) FROM fact_change h
				WHERE h.jurisdiction = b.jurisdiction AND h.page BETWEEN b.first_page AND b.last_page)
			OR (b.tier > 0 AND NOT EXISTS (SELECT FROM fact_block e WHERE e.jurisdiction = b.jurisdiction
				AND e.tier = b.tier - 1 AND e.last_page = b.last_page));
-- The same of things.
CREATE VIEW thing_difference AS
	WITH s AS (SELECT b.jurisdiction, b.tier, b.last_page, h.case_id, h.unit, h.no, sum(h.n)::smallint AS n, h.level, h.session_id,
			h.office_id, h.role, h.leader_id, h.month, h.due_on, h.flags, h.class, h.words
			FROM fact_block b JOIN fact_change h ON h.jurisdiction = b.jurisdiction AND h.page BETWEEN b.first_page AND b.last_page
			WHERE b.tier > 0 GROUP BY 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 HAVING sum(h.n) <> 0)
	(SELECT * FROM s EXCEPT ALL SELECT * FROM thing_block) UNION ALL (SELECT * FROM thing_block EXCEPT ALL SELECT * FROM s);

-- What the directory, the rules and the calendar were at a page is read from their lines.
CREATE INDEX line_directory ON line (jurisdiction, page, line_no) WHERE case_id = 0;

-- Reports: the query, the page, the document (canonical JSON) and the files made from it. Never changed.
CREATE TABLE report (
	jurisdiction integer NOT NULL,
	report_id bigint NOT NULL, -- 1, 2, 3 … in the jurisdiction
	kind text NOT NULL,
	year integer NOT NULL, -- of the serial number
	serial integer NOT NULL, -- 第 N 期, within kind and year
	as_of date NOT NULL,
	page bigint NOT NULL,
	language text NOT NULL,
	title text NOT NULL,
	session_id integer NOT NULL, -- 0: all
	office_id integer NOT NULL, -- of an office's own report; 0: none
	query text NOT NULL, -- canonical JSON
	document text NOT NULL, -- canonical JSON
	digest bytea NOT NULL, -- SHA-256 of document
	program text NOT NULL, -- version that made the files
	schedule_id bigint NOT NULL, -- 0: by hand
	due_at timestamptz, -- of the schedule
	made_by bigint NOT NULL, -- token of who asked, of a schedule: of who set it
	request_id uuid, -- by hand: the same again gives this report
	request_digest bytea,
	made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT report_pkey PRIMARY KEY (jurisdiction, report_id),
	CONSTRAINT report_serial UNIQUE (jurisdiction, kind, year, serial)
);
-- Exactly once per due time, whoever gets there first.
CREATE UNIQUE INDEX report_due ON report (jurisdiction, schedule_id, due_at) WHERE schedule_id > 0;
CREATE UNIQUE INDEX report_request ON report (jurisdiction, request_id) WHERE request_id IS NOT NULL;
CREATE TABLE report_file (
	jurisdiction integer NOT NULL,
	report_id bigint NOT NULL,
	format text NOT NULL, -- html, pdf, xlsx, docx, csv, text
	content bytea NOT NULL,
	digest bytea NOT NULL, -- SHA-256
	CONSTRAINT report_file_pkey PRIMARY KEY (jurisdiction, report_id, format)
);
ALTER TABLE report_file ALTER content SET STORAGE EXTERNAL; -- PDF and XLSX are compressed already

-- When which report is made and where it goes.
CREATE TABLE schedule (
	jurisdiction integer NOT NULL,
	schedule_id bigint NOT NULL, -- 1, 2, 3 … in the jurisdiction
	name text NOT NULL,
	query text NOT NULL, -- canonical JSON, without day and page
	timing text NOT NULL, -- canonical JSON
	targets text NOT NULL, -- canonical JSON, list of targets
	formats text NOT NULL, -- canonical JSON, list of formats
	created_by bigint NOT NULL,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	starts_at timestamptz NOT NULL, -- due times after it count
	removed_at timestamptz,
	done_until timestamptz NOT NULL, -- every due time up to it has its report
	trouble text NOT NULL DEFAULT '', -- of the latest failed attempt, '' when it went well
	CONSTRAINT schedule_pkey PRIMARY KEY (jurisdiction, schedule_id)
);
CREATE UNIQUE INDEX schedule_name ON schedule (jurisdiction, name) WHERE removed_at IS NULL;
-- Where a report goes: at least once, each attempt listed.
CREATE TABLE delivery (
	jurisdiction integer NOT NULL,
	report_id bigint NOT NULL,
	target_no integer NOT NULL,
	target text NOT NULL, -- folder:NAME, mail:ADDRESS, webhook:URL; ledger: reminders of a dunning report as lines
	state smallint NOT NULL, -- 1 waiting, 2 delivered, 3 given up
	attempts integer NOT NULL DEFAULT 0,
	recorded integer NOT NULL DEFAULT 0, -- reminders in the ledger
	next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT delivery_pkey PRIMARY KEY (jurisdiction, report_id, target_no)
);
CREATE INDEX delivery_waiting ON delivery (jurisdiction, next_at) WHERE state = 1;
CREATE TABLE delivery_attempt (
	jurisdiction integer NOT NULL,
	report_id bigint NOT NULL,
	target_no integer NOT NULL,
	attempt integer NOT NULL, -- from 1
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	worked boolean NOT NULL,
	message text NOT NULL,
	CONSTRAINT delivery_attempt_pkey PRIMARY KEY (jurisdiction, report_id, target_no, attempt)
);

GRANT SELECT, INSERT, UPDATE ON fact, tally, schedule, delivery TO huiyin_app;
GRANT DELETE ON fact, tally TO huiyin_app; -- what is no more, and groups with nothing left in them
GRANT SELECT ON block_difference, thing_difference TO huiyin_app;
GRANT SELECT, INSERT ON fact_change, fact_block, tally_block, thing_block, report, report_file, delivery_attempt TO huiyin_app;
