/* The engine: decides what an update does to a case. Pure: no I/O, no clock, no memory of its own. */
#ifndef DOMAIN_ENGINE_H
#define DOMAIN_ENGINE_H

#include "domain/calendar.h"
#include "domain/model.h"
#include "domain/reason.h"
#include "domain/rules/rules.h"

/* Answering assignments an office has in a session, for load rules. */
struct office_load {
	int office_id, cases;
};
/* What an update depends on beside its own case. */
struct surroundings {
	const struct case_state *main_case;               /* of a merged case; NULL: none */
	const struct case_state *others[MAX_OTHER_CASES]; /* as update->other_cases */
	int n_others;
	const struct case_state *const *merged; /* the cases merged into it, for NEED_MERGED */
	int n_merged;
	const struct office_load *loads; /* of every office the case or the update names; it counts without this case */
	int n_loads;
};

/* What decisions are made in: rules and calendar in force, today's business date. */
struct engine_context {
	const struct rules *rules;
	const struct calendar *calendar;
	hy_day today;
	const struct surroundings *around; /* NULL: nothing beside the case itself */
};

/* What was recorded by a line that is to be corrected: its milestones as they count now. */
struct earlier {
	int version; /* of the line */
	const char *verb;
	int n_effects;
	struct milestone_effect effects[MAX_EFFECTS];
	/* Of what effects[i] tells, for the same assignment and item: the latest day in other lines, as they count now;
	 * HY_DAY_NONE: there is none. A case shows the latest contact, draft and review. */
	hy_day others_on[MAX_EFFECTS];
	/* A later line set the same thing of the same assignment or item anew (a second draft, a postponement after the
	 * promise): what the earlier one set no longer shows. */
	bool outdated[MAX_EFFECTS];
};

/* The state a newly received case begins with, and its milestone (received). day must be given, not after today. The
 * caller has filled case_id, kind, level, session_id, category; the rest is set. 0, or -1 with a refusal. */
int engine_receive(const struct engine_context *context, struct case_state *ret_case, hy_day received_on,
		   struct milestone_effect *ret_effect, struct refusal *ret_refusal);

/* What the update does to the nth of the other cases it names, once the decision about its own case is made: the other
 * end of a link, a meeting that belongs to it too. 0, or -1 with a refusal; then the whole update is refused. */
int engine_decide_other(const struct engine_context *context, const struct update *update,
			const struct decision *decision, int n, struct decision *ret_decision,
			struct refusal *ret_refusal);

/* Decides a correction (update->corrects > 0; move ACTION_CORRECT). The day, class, marks and days of the earlier line
 * are replaced by those the update gives; ret_decision->effects are its milestones anew, each of which supersedes the
 * one at the same place of earlier->effects; the milestone corrected, of today, comes after them. Nothing but what the
 * update gives changes: deadlines stay as they were told to the offices (redate counts them anew). What the case shows
 * follows. */
int engine_correct(const struct engine_context *context, const struct case_state *before, const struct update *update,
		   const struct earlier *earlier, struct decision *ret_decision, struct refusal *ret_refusal);

/* A new case as a draft: PHASE_DRAFT, milestone drafted_case. As engine_receive otherwise. */
int engine_draft(const struct engine_context *context, struct case_state *ret_case, hy_day on,
		 struct milestone_effect *ret_effect, struct refusal *ret_refusal);

/* Decides one update. 0 with *ret_decision, or -1 with a refusal that names what is missing and who is next; then
 * nothing else is written. Checks in this order: verb, role, version, state, required fields and their values, dates
 * (exists, not in the future, not before the step it follows, not too far back for the role). SUBJECT_ASSIGNMENT moves
 * act on the first assignment of update->office_id whose state and role fit, of the latest round. What the move needs
 * to have happened (rule_move.needs) comes after the dates, then what its action asks for. */
int engine_decide(const struct engine_context *context, const struct case_state *before, const struct update *update,
		  struct decision *ret_decision, struct refusal *ret_refusal);

/* What the case waits for and who is next, one sentence, the most urgent first and as much as fits; office_name(arg,
 * id) gives names of offices, NULL: "#" and the id. */
void engine_next_step(const struct engine_context *context, const struct case_state *state, enum language language,
		      const char *(*office_name)(void *arg, int office_id, enum language language), void *arg,
		      char *out, size_t size);

/* True when the signer has given a mark in the present round. */
bool engine_has_evaluated(const struct case_state *state, int signer_no);
/* The office an update of the committee or the supervisor is about when it names none: the only one whose assignment
 * the verb fits. 0 when none or several do, when the verb is not about assignments, or when an office itself acts. */
int engine_only_office(const struct rules *rules, const struct case_state *state, const struct update *update);

/* True when an answer or opinion of the assignment is awaited. */
bool engine_assignment_is_open(const struct rules *rules, const struct assignment *assignment);
/* The same as the case has it: nothing is awaited from the offices of one that was merged or withdrawn. */
bool engine_part_is_open(const struct rules *rules, const struct case_state *state,
			 const struct assignment *assignment);
/* True when an office has a part in the case that answers, open or answered: one of the cases its load counts. */
bool engine_office_answers(const struct rules *rules, const struct case_state *state, int office_id);
/* How its due day stands on a day: not at all when it is not open. */
enum due_mark engine_mark(const struct engine_context *context, const struct assignment *assignment, hy_day on);
/* The mark of any open thing that is due on a day (a promise, an invitation). */
enum due_mark engine_mark_of(const struct engine_context *context, hy_day due_on, hy_day on);
/* True when a day, counted from another, touches a year without a published calendar: it may still move. */
bool engine_is_provisional(const struct engine_context *context, hy_day from, hy_day to);
/* The last day of a deadline of a case (and, for those of assignments, of one); HY_DAY_NONE when the rules set none or
 * what it counts from has not happened. */
hy_day engine_due(const struct engine_context *context, enum deadline_kind kind, const struct case_state *state,
		  const struct assignment *assignment);
/* Open and past its due day on that day. */
bool engine_assignment_is_overdue(const struct rules *rules, const struct assignment *assignment, hy_day on);

#endif
