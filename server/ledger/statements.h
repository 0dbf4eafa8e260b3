/* The statements of the ledger's two connections, prepared once per session. */
#ifndef LEDGER_STATEMENTS_H
#define LEDGER_STATEMENTS_H

#include "db/db.h"

/* Statements of the writer W. */
enum writer_statement {
	W_BEGIN,
	W_COMMIT,
	W_ROLLBACK,
	W_LOCK,
	W_HEAD,
	W_REGISTRY_PAGE,
	W_CASES_BY_ID,
	W_CASES_BY_NUMBER,
	W_CASES_BY_SUBMISSION,
	W_PROBE_REQUESTS,
	W_PROBE_NUMBERS,
	W_PROBE_SUBMISSIONS,
	W_LAST_CASE,
	W_LAST_SERIAL,
	W_EMIT,
	W_PLACE,
	W_RULES,
	W_CALENDAR,
	W_OFFICES,
	W_SESSIONS,
	W_PAGE,
	W_LINES,
	W_REQUESTS,
	W_CASE_INSERT,
	W_CASE_UPDATE,
	W_ASSIGNMENTS,
	W_PUT_PLACE,
	W_PUT_RULES,
	W_PUT_CALENDAR,
	W_PUT_OFFICE,
	W_PUT_SESSION,
	W_COUNT_
};
extern const struct db_statement writer_statements[W_COUNT_];

/* Statements of the fold's connection F. */
enum fold_statement {
	F_TRY_LOCK,
	F_BEGIN_ROW,
	F_PAGE,
	F_LINES,
	F_MARK,
	F_MILESTONES,
	F_TALLIES,
	F_WORDS,
	F_WORDLESS,
	F_COUNT_
};
extern const struct db_statement fold_statements[F_COUNT_];

/* Columns of the three case queries. */
enum case_column {
	CC_ID,
	CC_VERSION,
	CC_KIND,
	CC_STATE,
	CC_PHASE,
	CC_LEVEL,
	CC_SESSION,
	CC_NUMBER,
	CC_SUBMISSION,
	CC_CATEGORY,
	CC_RECEIVED_ON,
	CC_FILED_ON,
	CC_LAST_ON,
	CC_ATTITUDE,
	CC_RESULT,
	CC_NO,
	CC_OFFICE,
	CC_ROLE,
	CC_A_STATE,
	CC_ASSIGNED_ON,
	CC_DUE_ON,
	CC_RETURN_BY,
	CC_ACCEPTED_ON,
	CC_RETURNED_ON,
	CC_CONTACTED_ON,
	CC_ANSWERED_ON,
	CC_CLASS,
	CC_MEANING
};

#endif
