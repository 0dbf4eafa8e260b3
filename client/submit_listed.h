/* The same update for a list of cases, as rows to be sent or tried. */
#ifndef SUBMIT_LISTED_H
#define SUBMIT_LISTED_H

#include "case_choice.h"
#include "submit_rows.h"

struct listed {
	struct client *client;
	struct arena *arena;
	const Huiyin__V1__SubmitUpdateRequest *request; /* for each case; its case and request id are made here */
	struct submit_sender sender;
	bool each_office; /* a row for each office that owes its answer or opinion; of those with a mark, if there are
			     any */
	struct bulk_row *rows; /* the arena's */
	size_t n;
};
/* Makes the rows of a choice. Ids are made of what is asked, who asks and the day: the same list sent again on the same
 * day counts once. Returns an exit code; not OK, after a sentence, also when there is no row. */
int submit_listed_rows(struct listed *listed, const struct case_choice *choice);

#endif
