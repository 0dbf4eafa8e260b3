/* Reminders of a dunning report as lines of the ledger (催办). Each has a request id made of the day of the letter and
 * the assignment: an office is reminded of an assignment once a day, whatever is repeated and whichever reports are
 * made. */
#ifndef REPORT_RECORD_H
#define REPORT_RECORD_H

#include "report/make.h"
#include "store/token_store.h"

/* Whose tokens may remind. */
bool record_is_for(enum role role);
/* The token on whose behalf reminders are recorded, if it may still do so that day. 0, or -1 with a refusal. */
int record_find_token(struct report_source *source, int64_t token_id, hy_day today, struct token_row *ret_token,
		      struct refusal *ret_refusal);

/* What became of them. */
struct record_outcome {
	bool settled; /* each was recorded or refused for good; else try again */
	int recorded; /* by this report */
	int before;   /* that day by another report: not again */
	int refused;
	char message[700];
};
/* Submits the reminders of a report's document on behalf of a token. Waits. From any thread but the ledger's. */
void report_record(struct report_source *source, struct ledger *ledger, const struct report_row *report,
		   struct record_outcome *ret_outcome);
/* The first attempt, at once, kept as an attempt of the report's delivery to the ledger; row->recorded is updated. */
void report_record_now(struct report_desk *desk, struct report_row *row);

#endif
