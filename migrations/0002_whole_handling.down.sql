DROP INDEX line_document;
DROP FUNCTION document_key(text);
DROP TABLE word_count, case_words, attachment_chunk, attachment, member_contact, member, item;
DROP INDEX token_code;
ALTER TABLE token DROP COLUMN member_id, DROP COLUMN case_id, DROP COLUMN signer_no, DROP COLUMN round;
ALTER TABLE office DROP COLUMN valid_from, DROP COLUMN valid_until, DROP COLUMN successor_id;
DROP INDEX assignment_round, milestone_round, milestone_rare, milestone_separate;
ALTER TABLE milestone DROP CONSTRAINT milestone_pkey, DROP COLUMN item_no, DROP COLUMN round;
ALTER TABLE milestone ADD CONSTRAINT milestone_pkey PRIMARY KEY (jurisdiction, case_id, assignment_no, milestone, version);
ALTER TABLE assignment DROP COLUMN round, DROP COLUMN extensions, DROP COLUMN contact_by, DROP COLUMN drafted_on,
	DROP COLUMN reviewed_on, DROP COLUMN cosigned_on, DROP COLUMN later_class;
DROP INDEX line_noted;
CREATE INDEX line_noted ON line (jurisdiction, case_id, version) WHERE case_id > 0 AND (body LIKE '%"milestone":"answered"%' OR body LIKE '%"milestone":"opinion"%' OR body LIKE '%"milestone":"returned"%'
	OR body LIKE '%"milestone":"outcome"%' OR body LIKE '%"milestone":"not_filed"%');
DROP INDEX case_main, case_key, case_leader, case_draft, assignment_of_office;
ALTER TABLE "case" DROP COLUMN round, DROP COLUMN main_case, DROP COLUMN key, DROP COLUMN leader_id, DROP COLUMN publication,
	DROP COLUMN published_on, DROP COLUMN proposer_kind, DROP COLUMN between_sessions;
