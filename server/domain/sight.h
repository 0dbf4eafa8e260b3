/* Whose cases a caller sees. The same rule stands in SQL (SEES in store/statements.c) for reads and here for the ledger
 * thread: what is not there and what is not yours are the same answer. */
#ifndef DOMAIN_SIGHT_H
#define DOMAIN_SIGHT_H

#include "domain/model.h"

/* Zero sees nothing. */
struct sight {
	bool all;        /* every case but drafts */
	bool drafts;     /* drafts of others too (committee) */
	int office_id;   /* > 0: cases with an assignment of it, and cases merged into those */
	int member_id;   /* > 0: cases the person signed; drafts it is invited to */
	int stands_for;  /* > 0: the person that one stands for: its cases too */
	int64_t case_id; /* > 0: this case */
};

/* True when a caller of that sight sees the case. main_case: the one it was merged into; NULL: none. */
bool sight_sees(const struct sight *sight, const struct case_state *state, const struct case_state *main_case);

#endif
