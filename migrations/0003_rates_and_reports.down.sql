DROP TABLE delivery_attempt, delivery, schedule, report_file, report;
DROP INDEX line_directory, item_signer_name, case_external, case_submitted, case_number_end, case_words_plain;
DROP FUNCTION name_key(text), text_pieces(text);
DROP INDEX line_document;
CREATE OR REPLACE FUNCTION document_key(typed text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS
	$$ SELECT lower(translate(typed, '〔﹝［【〕﹞］】（）－０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ 　',
		'[[[[]]]]()-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') COLLATE "C") $$;
CREATE INDEX line_document ON line (jurisdiction, document_key(body::jsonb #>> '{input,document_number}') text_pattern_ops)
	WHERE case_id > 0 AND body LIKE '%"document_number":"%';
ALTER TABLE case_words DROP COLUMN plain;
DROP INDEX milestone_signed, case_number_order, case_groups;
ALTER TABLE "case" DROP COLUMN committee, DROP COLUMN sector;
DROP VIEW thing_difference, block_difference;
DROP FUNCTION fact_block_add(integer, bigint, integer);
DROP TABLE thing_block, tally_block, fact_block, tally, fact_change, fact;
TRUNCATE milestone, case_words, word_count;
UPDATE fold SET page = 0;
ALTER TABLE milestone DROP COLUMN attitude, DROP COLUMN result, DROP COLUMN contact_method, DROP COLUMN member_id,
	DROP COLUMN item_due_on, DROP COLUMN publication, DROP COLUMN stands_for;
CREATE INDEX milestone_office ON milestone (jurisdiction, office_id, milestone, on_date);
CREATE INDEX milestone_round ON milestone (jurisdiction, case_id) WHERE round > 1;
CREATE INDEX milestone_rare ON milestone (jurisdiction, milestone, on_date) WHERE milestone IN (36, 39);
CREATE INDEX milestone_separate ON milestone (jurisdiction, milestone, on_date) WHERE role = 3;
CREATE INDEX assignment_round ON assignment (jurisdiction, due_on) WHERE round > 1;
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
GRANT SELECT, INSERT, UPDATE ON tally TO huiyin_app;
