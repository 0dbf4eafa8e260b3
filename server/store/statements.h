/* Every statement of the workers, prepared on each of their connections. A worker's session runs in REPEATABLE READ, so
 * that the statements of one batch see one snapshot. */
#ifndef STORE_STATEMENTS_H
#define STORE_STATEMENTS_H

#include "db/db.h"

enum statement {
	CASE_BY_ID,
	ASSIGNMENTS_BY_ID,
	ITEMS_BY_ID,
	NOTES_BY_ID,
	CASE_BY_NUMBER,
	ASSIGNMENTS_BY_NUMBER,
	ITEMS_BY_NUMBER,
	NOTES_BY_NUMBER,
	CASE_BY_SUBMISSION,
	ASSIGNMENTS_BY_SUBMISSION,
	ITEMS_BY_SUBMISSION,
	NOTES_BY_SUBMISSION,
	CASE_BY_LINE,
	ASSIGNMENTS_BY_LINE,
	ITEMS_BY_LINE,
	NOTES_BY_LINE,
	CASES_BY_ID_ORDER,
	CASES_BY_DUE_ORDER,
	ASSIGNMENTS_OF_CASES,
	ITEMS_OF_CASES,
	NOTES_OF_CASES,
	LINES_OF_CASE,
	REQUESTS_STORED,
	SUBMISSIONS_TAKEN,
	FOLD_PAGE,
	RATE_COUNTS,
	RATE_OVERDUE,
	RATE_CASES,
	OVERDUE_CASES,
	LEDGER_HEAD,
	LEDGER_TOTALS,
	LINE_VERSION,
	JURISDICTION_LIST,
	JURISDICTION_ADD,
	TOKEN_COUNT,
	TOKEN_BY_HASH,
	TOKEN_LIST,
	TOKEN_ADD,
	TOKEN_REVOKE,
	STATEMENT_COUNT
};

extern const struct db_statement store_statements[STATEMENT_COUNT];
/* What a worker's session begins with: one snapshot per batch, and no statement that runs for ever. */
extern const char store_session_sql[];

#endif
