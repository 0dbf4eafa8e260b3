-- The whole handling of a proposal: rounds, items of a case (signers, promises, links …), people, attachments, evaluation
-- codes, similar cases. Everything but attachments, contact details and codes can be made again from the lines.

ALTER TABLE "case"
	ADD COLUMN round integer NOT NULL DEFAULT 1,
	ADD COLUMN main_case bigint NOT NULL DEFAULT 0, -- merged into; 0: none
	ADD COLUMN key boolean NOT NULL DEFAULT false, -- 重点提案
	ADD COLUMN leader_id integer NOT NULL DEFAULT 0,
	ADD COLUMN publication smallint NOT NULL DEFAULT 0,
	ADD COLUMN published_on date,
	ADD COLUMN proposer_kind text NOT NULL DEFAULT '',
	ADD COLUMN between_sessions boolean NOT NULL DEFAULT false;
UPDATE "case" SET proposer_kind = received ->> 'proposer_kind';
CREATE INDEX case_main ON "case" (jurisdiction, main_case) WHERE main_case > 0;
CREATE INDEX case_key ON "case" (jurisdiction, leader_id) WHERE key;
CREATE INDEX case_leader ON "case" (jurisdiction, leader_id, case_id) WHERE leader_id > 0;
CREATE INDEX case_draft ON "case" (jurisdiction, case_id) WHERE phase = 8;

-- The lines that hold what a case shows beside its tables, see 0001: redirection, drafts and corrections too.
DROP INDEX line_noted;
CREATE INDEX line_noted ON line (jurisdiction, case_id, version) WHERE case_id > 0 AND (body LIKE '%"milestone":"answered"%' OR body LIKE '%"milestone":"opinion"%' OR body LIKE '%"milestone":"returned"%'
	OR body LIKE '%"milestone":"outcome"%' OR body LIKE '%"milestone":"not_filed"%' OR body LIKE '%"milestone":"redirected"%' OR body LIKE '%"milestone":"drafted"%' OR body LIKE '%"corrects":%');

ALTER TABLE assignment
	ADD COLUMN round integer NOT NULL DEFAULT 1,
	ADD COLUMN extensions integer NOT NULL DEFAULT 0,
	ADD COLUMN contact_by date,
	ADD COLUMN drafted_on date,
	ADD COLUMN reviewed_on date,
	ADD COLUMN cosigned_on date,
	ADD COLUMN later_class text NOT NULL DEFAULT '';
-- What an office has at hand, for load rules.
CREATE INDEX assignment_of_office ON assignment (jurisdiction, office_id, case_id);

-- A thing of a case. data holds its words as the line that made it gave them (JSON object); later lines change the rest.
CREATE TABLE item (
	jurisdiction integer NOT NULL,
	case_id bigint NOT NULL,
	kind smallint NOT NULL,
	item_no integer NOT NULL,
	state smallint NOT NULL,
	assignment_no integer NOT NULL, -- 0: the case's
	round integer NOT NULL,
	signer_no integer NOT NULL,
	office_id integer NOT NULL,
	member_id integer NOT NULL,
	other_case bigint NOT NULL,
	on_date date,
	due_on date,
	done_on date,
	attitude text NOT NULL,
	result text NOT NULL,
	data jsonb NOT NULL,
	page bigint NOT NULL, -- that made it
	CONSTRAINT item_pkey PRIMARY KEY (jurisdiction, case_id, kind, item_no)
) WITH (fillfactor = 80);
-- Open promises (kind 3, state 4) by their last day: they come back as work to do.
CREATE INDEX item_open_promise ON item (jurisdiction, office_id, due_on) WHERE kind = 3 AND state = 4;
CREATE INDEX item_member ON item (jurisdiction, member_id, case_id) WHERE member_id > 0;
CREATE INDEX item_other_case ON item (jurisdiction, other_case) WHERE other_case > 0;

-- A correction withdraws milestones: their rows stay, marked by the page that did it.
ALTER TABLE milestone ADD COLUMN item_no integer NOT NULL DEFAULT 0, ADD COLUMN round integer NOT NULL DEFAULT 1;
ALTER TABLE milestone DROP CONSTRAINT milestone_pkey;
ALTER TABLE milestone ADD CONSTRAINT milestone_pkey PRIMARY KEY (jurisdiction, case_id, assignment_no, milestone, item_no, version);

-- What rates leave out or count anew is rare: later rounds, withdrawn cases (36), parts handed over (39); cases of separate
-- offices (role 3) are counted case by case.
CREATE INDEX assignment_round ON assignment (jurisdiction, due_on) WHERE round > 1;
CREATE INDEX milestone_round ON milestone (jurisdiction, case_id) WHERE round > 1;
CREATE INDEX milestone_rare ON milestone (jurisdiction, milestone, on_date) WHERE milestone IN (36, 39);
CREATE INDEX milestone_separate ON milestone (jurisdiction, milestone, on_date) WHERE role = 3;

-- Offices change: they are renamed, merged, abolished.
ALTER TABLE office
	ADD COLUMN valid_from date,
	ADD COLUMN valid_until date,
	ADD COLUMN successor_id integer NOT NULL DEFAULT 0;

-- People (委员, 领导). Names belong to the ledger; telephone and address stand beside it and can be erased.
CREATE TABLE member (
	jurisdiction integer NOT NULL,
	member_id integer NOT NULL,
	code text NOT NULL,
	name text NOT NULL,
	kind text NOT NULL, -- member, leader, party, organisation, sector, committee, group
	sector text NOT NULL,
	title text NOT NULL,
	stands_for integer NOT NULL, -- the person this one may stand for; 0: nobody
	position integer NOT NULL,
	valid_from date,
	valid_until date,
	contact_hash bytea, -- salted hash of the contact details, as the line has it; NULL: none were given
	page bigint NOT NULL,
	CONSTRAINT member_pkey PRIMARY KEY (jurisdiction, member_id),
	CONSTRAINT member_code UNIQUE (jurisdiction, code)
);
CREATE TABLE member_contact (
	jurisdiction integer NOT NULL,
	member_id integer NOT NULL,
	salt bytea NOT NULL,
	telephone text NOT NULL,
	address text NOT NULL,
	CONSTRAINT member_contact_pkey PRIMARY KEY (jurisdiction, member_id)
);

-- Content of attachments, beside the ledger: the line that names one holds its salted digest. One that no line of its case
-- has named within a day goes.
CREATE TABLE attachment (
	jurisdiction integer NOT NULL,
	attachment_id uuid NOT NULL,
	case_id bigint NOT NULL, -- of the upload: only this case's updates may name it
	office_id integer NOT NULL, -- who sent it; 0: the committee
	name text NOT NULL,
	media_type text NOT NULL,
	size bigint NOT NULL,
	salt bytea NOT NULL, -- of this upload; empty once the content was erased
	digest bytea NOT NULL, -- empty until it is complete
	complete boolean NOT NULL,
	settled boolean NOT NULL DEFAULT false, -- found to be named by a line
	erased_at timestamptz,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT attachment_pkey PRIMARY KEY (jurisdiction, attachment_id)
);
CREATE INDEX attachment_unsettled ON attachment (jurisdiction, created_at) WHERE NOT settled;
CREATE TABLE attachment_chunk (
	jurisdiction integer NOT NULL,
	attachment_id uuid NOT NULL,
	chunk_no integer NOT NULL,
	content bytea NOT NULL,
	CONSTRAINT attachment_chunk_pkey PRIMARY KEY (jurisdiction, attachment_id, chunk_no)
);

-- A token of one case and one signer is an evaluation code; a proposer's token belongs to a member.
ALTER TABLE token
	ADD COLUMN member_id integer NOT NULL DEFAULT 0,
	ADD COLUMN case_id bigint NOT NULL DEFAULT 0,
	ADD COLUMN signer_no integer NOT NULL DEFAULT 0,
	ADD COLUMN round integer NOT NULL DEFAULT 0; -- of handling that a code is for
CREATE INDEX token_code ON token (jurisdiction, case_id, signer_no) WHERE case_id > 0;

-- Two-character pieces of titles and texts, derived by the fold: similar cases are those that share many rare ones.
CREATE TABLE case_words (
	jurisdiction integer NOT NULL,
	case_id bigint NOT NULL,
	words text[] NOT NULL, -- distinct bigrams, normalised
	CONSTRAINT case_words_pkey PRIMARY KEY (jurisdiction, case_id)
);
CREATE INDEX case_words_index ON case_words USING gin (words);
-- In how many cases a piece occurs: rare ones say more about what a case is about. The piece '' counts the cases.
CREATE TABLE word_count (
	jurisdiction integer NOT NULL,
	word text COLLATE "C" NOT NULL,
	n bigint NOT NULL,
	CONSTRAINT word_count_pkey PRIMARY KEY (jurisdiction, word)
) WITH (fillfactor = 50);

-- 文号 as people search for it: brackets 〔〕﹝﹞［］【】 are [], full-width signs half-width, blanks and capitals make no difference.
-- What was typed stays in the line.
CREATE FUNCTION document_key(typed text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS
	$$ SELECT lower(translate(typed, '〔﹝［【〕﹞］】（）－０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ 　',
		'[[[[]]]]()-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') COLLATE "C") $$;
CREATE INDEX line_document ON line (jurisdiction, document_key(body::jsonb #>> '{input,document_number}') text_pattern_ops)
	WHERE case_id > 0 AND body LIKE '%"document_number":"%';

GRANT SELECT, INSERT, UPDATE ON item, member, case_words, word_count TO huiyin_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON member_contact, attachment, attachment_chunk TO huiyin_app;
