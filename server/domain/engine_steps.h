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
/* Required fields are there and all that were given have good values; sets class (engine_fields.c). */
int decide_fields(struct decide *decide);
/* The day; sets on and late_entry (engine_dates.c). */
int decide_dates(struct decide *decide);
/* Carries it out: writes *decision (engine_effects.c). -1 when the case has no room for more assignments. */
int decide_effects(const struct decide *decide, struct decision *decision);

/* The last day of a deadline that begins on a day; HY_DAY_NONE if the rules set none (engine_dates.c). */
hy_day engine_deadline(const struct engine_context *context, enum deadline_kind kind, const struct case_state *state,
		       hy_day from);
/* True when a text holds nothing but blanks, U+3000 among them (engine_fields.c). */
bool engine_is_blank(const char *text);
/* Puts a case into a state of the rules, with its phase (engine_effects.c). */
void engine_enter_state(const struct rules *rules, struct case_state *state, const char *code);

#endif
