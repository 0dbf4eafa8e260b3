/* The engine: decides what an update does to a case. Pure: no I/O, no clock, no memory of its own. */
#ifndef DOMAIN_ENGINE_H
#define DOMAIN_ENGINE_H

#include "domain/calendar.h"
#include "domain/model.h"
#include "domain/reason.h"
#include "domain/rules.h"

/* What decisions are made in: rules and calendar in force, today's business date. */
struct engine_context {
	const struct rules *rules;
	const struct calendar *calendar;
	hy_day today;
};

/* The state a newly received case begins with, and its milestone (received). day must be given, not after today. The
 * caller has filled case_id, kind, level, session_id, category; the rest is set. 0, or -1 with a refusal. */
int engine_receive(const struct engine_context *context, struct case_state *ret_case, hy_day received_on,
		   struct milestone_effect *ret_effect, struct refusal *ret_refusal);

/* Decides one update. 0 with *ret_decision, or -1 with a refusal that names what is missing and who is next; then
 * nothing else is written. Checks in this order: verb, role, version, state, required fields and their values, dates
 * (exists, not in the future, not before the step it follows, not too far back for the role). SUBJECT_ASSIGNMENT moves
 * act on the first assignment of update->office_id whose state and role fit. */
int engine_decide(const struct engine_context *context, const struct case_state *before, const struct update *update,
		  struct decision *ret_decision, struct refusal *ret_refusal);

/* What the case waits for and who is next, one sentence; office_name(arg, id) gives names of offices. */
void engine_next_step(const struct engine_context *context, const struct case_state *state, enum language language,
		      const char *(*office_name)(void *arg, int office_id, enum language language), void *arg,
		      char *out, size_t size);

/* True when an answer or opinion of the assignment is awaited. */
bool engine_assignment_is_open(const struct rules *rules, const struct assignment *assignment);
/* Open and past its due day on that day. */
bool engine_assignment_is_overdue(const struct rules *rules, const struct assignment *assignment, hy_day on);

#endif
