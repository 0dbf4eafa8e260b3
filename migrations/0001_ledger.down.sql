DROP TABLE token, calendar_year, rules, session, office, fold, tally, milestone, assignment, "case", request, line, page,
	jurisdiction;
DROP SEQUENCE token_number;
