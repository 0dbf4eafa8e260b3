/* The steps of a decision, in the order in which engine_decide takes them. Internal to domain/. */
#ifndef DOMAIN_ENGINE_STEPS_H
#define DOMAIN_ENGINE_STEPS_H

#include "domain/engine.h"

/* An update being decided. Borrows everything. */
struct decide {
	const struct engine_context *context;
	const struct case_state *before;
	const struct update *update;
	const struct rule_move *move;
	const struct assignment *assignment; /* acted on; NULL for moves of the case */
	hy_day on;                           /* the day it happened */
	char class[CLASS_SIZE];              /* normalised; "" when none was given */
	const struct rule_class *rule_class; /* NULL when none was given */
	bool late_entry;
	struct refusal *refusal; /* written by the step that fails */
};

/* Verb, role, version and state; finds move and assignment (engine_moves.c). */
int decide_move(struct decide *decide);
/* Refuses a role that is none of a set (bits 1 << role); -1 (engine_moves.c). */
int refuse_role(const struct decide *decide, unsigned roles);
/* Required fields are there and all that were given have good values; sets class (engine_fields.c). */
int decide_fields(struct decide *decide);
/* The day; sets on and late_entry (engine_dates.c). */
int decide_dates(struct decide *decide);
/* Carries it out: writes *decision (engine_effects.c). -1 when the case has no room for more assignments. */
int decide_effects(const struct decide *decide, struct decision *decision);

/* The last day of a deadline that begins on a day, as an invitation does; HY_DAY_NONE if the rules set none
 * (engine_due.c). */
hy_day engine_deadline(const struct engine_context *context, enum deadline_kind kind, const struct case_state *state,
		       hy_day from);
/* Fills in due_on, return_by and contact_by of an assignment of the case by the rules in force, from its role, office,
 * round and the days it has; what was granted to it by extensions is added again. At assignment, at reopening and to
 * date it anew (engine_due.c). */
void engine_set_deadlines(const struct engine_context *context, const struct case_state *state,
			  struct assignment *assignment);
/* The extension an update grants to its assignment: item with on, due_on (the new last day) and done_on (the one before
 * it); the caller numbers and adds it. -1 when the rules grant none to this role, so often or so long (engine_due.c).
 */
int engine_extend(const struct decide *decide, struct item *ret_item);
/* How many lack for a need; who, and how late, goes into the refusal's place "waits", offices as "#id"
 * (engine_waits.c). acting: the assignment that wants to go on, NULL for a move of the case. Not for NEED_MERGED and
 * NEED_DISSATISFIED. */
int engine_waits_for(const struct engine_context *context, const struct case_state *state,
		     const struct assignment *acting, enum move_need need, struct refusal *refusal);
/* True when the assignment's role answers the proposer (engine_due.c). */
bool engine_is_answering(const struct assignment *assignment);
/* True when the office gave the assignment back and has not got it again: nothing is expected of it (engine_due.c). */
bool engine_is_out(const struct rules *rules, const struct assignment *assignment);
/* True when a text holds nothing but blanks, U+3000 among them (engine_fields.c). */
bool engine_is_blank(const char *text);
/* Puts a case into a state of the rules, with its phase (engine_effects.c). */
void engine_enter_state(const struct rules *rules, struct case_state *state, const char *code);

#endif
