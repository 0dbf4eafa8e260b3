/* A correction being carried out. Internal to domain/. */
#ifndef DOMAIN_ENGINE_CORRECT_H
#define DOMAIN_ENGINE_CORRECT_H

#include "domain/engine/steps.h"

/* Borrows everything. */
struct correction {
	struct decide decide;
	const struct earlier *earlier;
	enum move_action action; /* of the earlier line; NONE for the receipt */
	hy_day day;              /* the right one; HY_DAY_NONE: it was right */
	struct decision *decision;
	struct case_state *after; /* decision->after */
};

/* Corrects the ith milestone of the earlier line and what the case shows of it; -1 with a refusal when that cannot be
 * (engine/shown.c). */
int correct_effect(struct correction *correction, int i);
/* True when a milestone sets the last day of a promise (engine/shown.c). */
bool is_promise_date(const struct milestone_effect *effect);
/* Refuses a field that the line does not hold, or no longer (engine/correct.c). */
int refuse_unfit(const struct correction *correction, unsigned field);

#endif
