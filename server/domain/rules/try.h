/* What a rules file would change of a case, were it in force. Pure, as the engine. */
#ifndef DOMAIN_RULES_TRY_H
#define DOMAIN_RULES_TRY_H

#include "domain/engine/engine.h"

/* As huiyin.v1.RuleChange.What. */
enum rule_change_kind {
	CHANGE_NONE,
	CHANGE_STATE,    /* the file has no such state: what is in it could not be moved any more */
	CHANGE_PHASE,    /* the phase of the case's state */
	CHANGE_DEADLINE, /* the last day of an open assignment, by `redate` */
	CHANGE_MARK      /* how that day stands today */
};
struct rule_change {
	enum rule_change_kind kind;
	int assignment_no, office_id; /* 0: of the case */
	const char *state;            /* CHANGE_STATE: the code that the file lacks; the case_state's */
	enum phase phase_before, phase_after;
	hy_day due_before, due_after;
	enum due_mark mark_before, mark_after;
};
/* Of one case: its state or phase, and of each assignment its state, or its day and mark. */
#define MAX_RULE_CHANGES (1 + 2 * MAX_ASSIGNMENTS)

/* Writes what would change of a case when `rules` follow those of the context; how many there are. A deadline changes
 * when the two files date the assignment differently: what an earlier version of the rules set stays as it is, and so
 * does what nobody awaits any more. */
int rules_try(const struct engine_context *context, const struct rules *rules, const struct case_state *state,
	      struct rule_change changes[MAX_RULE_CHANGES]);

#endif
