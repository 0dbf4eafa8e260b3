/* Reminders of a dunning report as lines of the ledger (催办). Each has a request id made of the report and the
 * assignment, so that a repeated run counts once. */
#ifndef REPORT_RECORD_H
#define REPORT_RECORD_H

#include "report/make.h"

/* What became of them. */
struct record_outcome {
	bool settled; /* each was recorded or refused for good; else try again */
	int recorded, refused;
	char message[700];
};
/* Submits the reminders of a report's document on behalf of a token. Waits. From any thread but the ledger's. */
void report_record(struct report_source *source, struct ledger *ledger, const struct report_row *report,
		   struct record_outcome *ret_outcome);
/* The first attempt, at once, kept as an attempt of the report's delivery to the ledger; row->recorded is updated. */
void report_record_now(struct report_desk *desk, struct report_row *row);

#endif
