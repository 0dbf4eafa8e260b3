-- The ledger and what is derived from it. Every primary key begins with the jurisdiction and no statement crosses
-- jurisdictions, so that the schema can be distributed by that column as it is.
--
-- The truth: page, line, request. The rest can be made again from the lines.

CREATE TABLE jurisdiction (
	jurisdiction integer PRIMARY KEY, -- administrative code, such as 150200
	name text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The primary key of a page is lock and guard at once: if the number is still free, nobody has written since the
-- decision was made. There is no head row that would grow hot.
CREATE TABLE page (
	jurisdiction integer NOT NULL,
	page bigint NOT NULL,
	prev_hash bytea NOT NULL,
	hash bytea NOT NULL,
	lines integer NOT NULL,
	offices integer NOT NULL, -- different offices among its lines; a hint for reading, not hashed
	recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT page_pkey PRIMARY KEY (jurisdiction, page)
);

-- body holds the canonical bytes of the line (docs/ledger.md); the columns beside it repeat what look-ups need.
CREATE TABLE line (
	jurisdiction integer NOT NULL,
	page bigint NOT NULL,
	line_no integer NOT NULL,
	case_id bigint NOT NULL, -- 0: rules, calendar, directory
	version integer NOT NULL, -- of the case; 0 for the others
	body text NOT NULL,
	salt bytea NOT NULL,
	leaf bytea NOT NULL,
	CONSTRAINT line_pkey PRIMARY KEY (jurisdiction, page, line_no)
);
CREATE UNIQUE INDEX line_case_version ON line (jurisdiction, case_id, version) WHERE case_id > 0;
-- The lines that hold what a case shows beside its tables: reasons, document numbers, outcomes. Bodies are canonical and
-- quotes inside texts are escaped, so these patterns match the milestone and nothing a user can write.
CREATE INDEX line_noted ON line (jurisdiction, case_id, version) WHERE case_id > 0 AND (body LIKE '%"milestone":"answered"%' OR body LIKE '%"milestone":"opinion"%' OR body LIKE '%"milestone":"returned"%'
	OR body LIKE '%"milestone":"outcome"%' OR body LIKE '%"milestone":"not_filed"%');

-- Request ids, for ever. digest is the SHA-256 of the content, so that an id with other content is noticed.
CREATE TABLE request (
	jurisdiction integer NOT NULL,
	office_id integer NOT NULL, -- whose id it is; 0: the committee and the operator
	request_id uuid NOT NULL,
	digest bytea NOT NULL,
	page bigint NOT NULL,
	line_no integer NOT NULL,
	CONSTRAINT request_pkey PRIMARY KEY (jurisdiction, office_id, request_id)
);

-- Written with the page. What never changes after receiving stands in `received` as it came (JSON, for reading back).
CREATE TABLE "case" (
	jurisdiction integer NOT NULL,
	case_id bigint NOT NULL,
	version integer NOT NULL,
	kind text NOT NULL,
	state text NOT NULL,
	phase smallint NOT NULL,
	level smallint NOT NULL,
	session_id integer NOT NULL,
	number text NOT NULL, -- 案号; '' before filing
	submission_number text NOT NULL,
	title text NOT NULL,
	category text NOT NULL,
	received jsonb NOT NULL,
	received_on date NOT NULL,
	filed_on date,
	last_on date NOT NULL,
	attitude text NOT NULL,
	result text NOT NULL,
	page bigint NOT NULL,
	CONSTRAINT case_pkey PRIMARY KEY (jurisdiction, case_id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX case_number ON "case" (jurisdiction, number) WHERE number <> '';
CREATE UNIQUE INDEX case_submission ON "case" (jurisdiction, session_id, submission_number) WHERE submission_number <> '';

CREATE TABLE assignment (
	jurisdiction integer NOT NULL,
	case_id bigint NOT NULL,
	assignment_no integer NOT NULL,
	office_id integer NOT NULL,
	role smallint NOT NULL,
	state text NOT NULL,
	open boolean NOT NULL,
	assigned_on date NOT NULL,
	due_on date,
	return_by date,
	accepted_on date,
	returned_on date,
	contacted_on date,
	answered_on date,
	class text NOT NULL,
	class_meaning smallint NOT NULL,
	CONSTRAINT assignment_pkey PRIMARY KEY (jurisdiction, case_id, assignment_no)
) WITH (fillfactor = 80);
-- No mutable column but `open` in it: an office's daily list, late ones first.
CREATE INDEX assignment_office ON assignment (jurisdiction, office_id, due_on) WHERE open;

-- Derived by the fold, page by page.
CREATE TABLE milestone (
	jurisdiction integer NOT NULL,
	case_id bigint NOT NULL,
	assignment_no integer NOT NULL, -- 0: of the case itself
	milestone smallint NOT NULL,
	version integer NOT NULL, -- of the line that recorded it
	on_date date NOT NULL,
	level smallint NOT NULL,
	session_id integer NOT NULL,
	office_id integer NOT NULL,
	role smallint NOT NULL,
	class text NOT NULL,
	class_meaning smallint NOT NULL,
	late boolean NOT NULL,
	due_on date, -- of the assignment, where there is one
	page bigint NOT NULL,
	superseded_page bigint,
	CONSTRAINT milestone_pkey PRIMARY KEY (jurisdiction, case_id, assignment_no, milestone, version)
);
CREATE INDEX milestone_office ON milestone (jurisdiction, office_id, milestone, on_date);

-- Counts of milestones over what supervisors group by. A rate costs the same over 382 cases and over ten million.
CREATE TABLE tally (
	jurisdiction integer NOT NULL,
	level smallint NOT NULL,
	session_id integer NOT NULL,
	office_id integer NOT NULL,
	role smallint NOT NULL,
	milestone smallint NOT NULL,
	class text NOT NULL,
	late boolean NOT NULL,
	day date NOT NULL,
	n bigint NOT NULL,
	CONSTRAINT tally_pkey PRIMARY KEY (jurisdiction, level, session_id, office_id, role, milestone, class, late, day)
) WITH (fillfactor = 50);

CREATE TABLE fold (
	jurisdiction integer PRIMARY KEY,
	page bigint NOT NULL
) WITH (fillfactor = 10);

-- Directory, rules, calendar: written with the page of their line, read into memory by every server.
CREATE TABLE office (
	jurisdiction integer NOT NULL,
	office_id integer NOT NULL,
	code text NOT NULL,
	name_zh text NOT NULL,
	name_en text NOT NULL,
	position integer NOT NULL,
	page bigint NOT NULL,
	CONSTRAINT office_pkey PRIMARY KEY (jurisdiction, office_id),
	CONSTRAINT office_code UNIQUE (jurisdiction, code)
);
CREATE TABLE session (
	jurisdiction integer NOT NULL,
	session_id integer NOT NULL,
	code text NOT NULL,
	name_zh text NOT NULL,
	name_en text NOT NULL,
	starts_on date NOT NULL,
	level smallint NOT NULL,
	page bigint NOT NULL,
	CONSTRAINT session_pkey PRIMARY KEY (jurisdiction, session_id),
	CONSTRAINT session_code UNIQUE (jurisdiction, code)
);
CREATE TABLE rules (
	jurisdiction integer NOT NULL,
	version integer NOT NULL,
	text text NOT NULL,
	page bigint NOT NULL,
	CONSTRAINT rules_pkey PRIMARY KEY (jurisdiction, version)
);
CREATE TABLE calendar_year (
	jurisdiction integer NOT NULL,
	year integer NOT NULL,
	days jsonb NOT NULL, -- [{"day","off","name"}]
	source text NOT NULL,
	page bigint NOT NULL,
	CONSTRAINT calendar_year_pkey PRIMARY KEY (jurisdiction, year)
);

-- Tokens are not part of any figure, so they are no lines. Only hashes are kept.
CREATE SEQUENCE token_number;
CREATE TABLE token (
	jurisdiction integer NOT NULL,
	token_id bigint NOT NULL DEFAULT nextval('token_number'),
	hash bytea NOT NULL,
	role smallint NOT NULL,
	office_id integer NOT NULL, -- 0: none
	label text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	expires_on date,
	revoked_at timestamptz,
	CONSTRAINT token_pkey PRIMARY KEY (jurisdiction, token_id)
);
CREATE UNIQUE INDEX token_hash ON token (jurisdiction, hash);

-- The server's role may add to the ledger and never change it.
GRANT SELECT, INSERT ON jurisdiction, page, line, request TO huiyin_app;
GRANT SELECT, INSERT, UPDATE ON "case", assignment, milestone, tally, fold, office, session, rules, calendar_year, token
	TO huiyin_app;
GRANT USAGE ON SEQUENCE token_number TO huiyin_app;
