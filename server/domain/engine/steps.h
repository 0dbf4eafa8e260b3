/* The steps of a decision, in the order in which engine_decide takes them, and what they share. Internal to domain/. */
#ifndef DOMAIN_ENGINE_STEPS_H
#define DOMAIN_ENGINE_STEPS_H

#include "domain/engine/engine.h"

/* An update being decided. Borrows everything. */
struct decide {
	const struct engine_context *context;
	const struct case_state *before;
	const struct update *update;
	const struct rule_move *move;
	const struct assignment *assignment; /* acted on; NULL for moves of the case */
	const struct item *item;             /* the promise or signer that is meant; NULL: none */
	int signer_no;                       /* of an evaluation: whose */
	hy_day on;                           /* the day it happened */
	char class[CLASS_SIZE];              /* normalised; "" when none was given */
	const struct rule_class *rule_class; /* NULL when none was given */
	bool late_entry;
	struct refusal *refusal; /* written by the step that fails */
};

/* What an accepted update changes, while it is carried out. */
struct change {
	const struct decide *decide;
	struct decision *decision;
	struct case_state *after;        /* decision->after */
	struct assignment *assignment;   /* acted on, as it becomes; NULL for moves of the case */
	struct milestone_effect *effect; /* the move's milestone; a place to throw away when it has none */
};

/* What a built-in action is, beside what the file says of the moves that carry it. One row per action. */
struct action {
	unsigned fields;  /* bits of enum move_field it cannot do without, whatever the file requires */
	unsigned brings;  /* bits 1 << enum item_kind: new items an update with it may have */
	bool other_cases; /* it may name other cases */
	bool many;        /* its milestones are counted one by one as things are made, not once for the update */
	/* What must be so beside the fields; sets item and signer_no. NULL: nothing. */
	int (*check)(struct decide *decide);
	/* Carries it out after states were entered; -1 when the case has no room. NULL: nothing beside the states. */
	int (*carry_out)(struct change *change);
	/* Whether the acting office's move takes the case along to `moves_case`. NULL: when an answering office acts.
	 */
	bool (*moves_case)(const struct change *change);
};
const struct action *engine_action(enum move_action action); /* engine/actions.c */

/* Verb, role, version and state; finds move and assignment (engine/moves.c). */
int decide_move(struct decide *decide);
/* Refuses a role that is none of a set (bits 1 << role); -1 (engine/moves.c). */
int refuse_role(const struct decide *decide, unsigned roles);
/* Required fields are there and all that were given have good values; sets class (engine/fields.c). */
int decide_fields(struct decide *decide);
/* The fields that were given, as bits of enum move_field; and the name of one (engine/fields.c). */
unsigned engine_given_fields(const struct update *update);
const char *engine_field_name(unsigned field);
/* Things given in lists: outcomes, offices, other cases, new items (engine/lists.c). */
int decide_lists(const struct decide *decide);
/* What the move needs to have happened (engine/needs.c). */
int decide_needs(const struct decide *decide);
/* The day; sets on and late_entry (engine/dates.c). */
int decide_dates(struct decide *decide);
/* Carries it out: writes *decision (engine/effects.c). -1 when the case has no room for more. */
int decide_effects(const struct decide *decide, struct decision *decision);

/* Refusals that several steps make; all return -1 (engine/fields.c). */
int refuse_field(const struct decide *decide, enum reason reason, const char *field);
int refuse_max(const struct decide *decide, enum reason reason, const char *field, int max);
int refuse_office(const struct decide *decide, enum reason reason, int office_id);
int refuse_verb(const struct decide *decide, enum reason reason);
int refuse_not_after(const struct decide *decide, const char *field, hy_day value, hy_day limit);
/* Adds the place {allowed}: the words of a list of the rules. */
void refuse_allowed(struct refusal *refusal, const struct rule_word *list, int n);
/* The same about another case, by its number. */
int refuse_other_case(const struct decide *decide, enum reason reason, const struct case_state *other, int64_t case_id);
/* Adds the place {case}: its number, or "s" and its id. */
void refuse_with_case(struct refusal *refusal, const struct case_state *state, int64_t case_id);
/* Text of at most max characters without control characters (engine/fields.c). */
int check_text(const struct decide *decide, const char *field, const char *text, int max, bool multiline);
/* True when a text holds nothing but blanks, U+3000 among them (engine/fields.c). */
bool engine_is_blank(const char *text);

/* Puts a case into a state of the rules, with its phase (engine/effects.c). */
void engine_enter_state(const struct rules *rules, struct case_state *state, const char *code);
/* Adds a milestone, of an assignment or (NULL) of the case (engine/effects.c). */
/* The decision to begin with: the case one version on, nothing reached yet. */
void begin_decision(struct decision *decision, const struct case_state *before, bool late_entry);
struct milestone_effect *add_effect(const struct change *change, enum milestone milestone,
				    const struct assignment *assignment);
/* Adds an assignment of the present round in its first state, dated by the rules in force; NULL with a refusal when the
 * case has no room (engine/assign.c). */
struct assignment *add_assignment(const struct change *change, int office_id, enum assignment_role role);

/* True when the assignment's role answers the proposer (engine/due.c). */
bool engine_is_answering(const struct assignment *assignment);
/* True when the office gave the assignment back and has not got it again: nothing is expected of it (engine/due.c). */
bool engine_is_out(const struct rules *rules, const struct assignment *assignment);
/* True when nothing of it is awaited any more: it has answered, or ended otherwise. Arbitration of a return is awaited
 * (engine/assign.c). */
bool engine_is_settled(const struct rules *rules, const struct assignment *assignment);

/* The item of a kind with a number; NULL if there is none (engine/items.c). */
const struct item *engine_item(const struct case_state *state, enum item_kind kind, int no);
/* Adds an item of the present round, recorded on the update's day; NULL with a refusal when the case has no room
 * (engine/items.c). */
struct item *add_item(const struct change *change, enum item_kind kind, enum item_state state);
/* Adds a milestone about an item, with the assignment and office it belongs to (engine/items.c). */
struct milestone_effect *add_item_effect(const struct change *change, enum milestone milestone,
					 const struct item *item);
/* Writes into a milestone which item it is about, with the assignment and office the item belongs to (engine/items.c).
 */
void engine_tell_item(const struct case_state *state, struct milestone_effect *effect, const struct item *item);
/* Adds what the update brings, each with its milestone (engine/items.c). */
int bring_items(const struct change *change);
/* True when an office still has a promise to keep here (engine/promises.c). */
bool engine_has_promise(const struct case_state *state, int office_id);
/* A class that says "planned" or the like needs a promise: one the update brings, or an open one of the office in a
 * case (engine/promises.c). */
int check_class_promise(const struct decide *decide, const struct rule_class *class, const struct case_state *state,
			int office_id);
/* True when an office has answered the case in an answering role (engine/answer.c). */
bool engine_has_answered(const struct case_state *state, int office_id);
/* The last day an office had for the main case of a merged one; HY_DAY_NONE: none is known (engine/cases.c). */
hy_day engine_merged_due(const struct engine_context *context, int office_id);
/* Sets item to the signer the update names, who must be in a state (engine/signers.c). */
int check_signer(struct decide *decide, enum item_state wanted);
/* Sets the worst marks of the round anew from its evaluations (engine/evaluate.c). */
void engine_sum_marks(const struct rules *rules, struct case_state *state);

/* Rows of the table in engine/actions.c, by file. */
int check_assign(struct decide *decide); /* engine/assign.c */
int check_return(struct decide *decide);
int check_transfer(struct decide *decide);
int check_extend(struct decide *decide);
int do_assign(struct change *change);
int do_accept(struct change *change);
int do_return(struct change *change);
int do_extend(struct change *change);
int do_redate(struct change *change);
int do_transfer(struct change *change);
bool no_other_returns(const struct change *change);
int check_cosign(struct decide *decide); /* engine/answer.c */
int check_reopen(struct decide *decide); /* engine/evaluate.c */
int check_answer(struct decide *decide);
int check_upgrade(struct decide *decide);
int check_publish(struct decide *decide);
int do_contact(struct change *change);
int do_opinion(struct change *change);
int do_draft(struct change *change);
int do_cosign(struct change *change);
int do_review(struct change *change);
int do_send_back(struct change *change);
int do_answer(struct change *change);
int do_upgrade(struct change *change);
int do_publish(struct change *change);
bool round_is_answered(const struct change *change);
int check_evaluate(struct decide *decide); /* engine/evaluate.c */
int do_evaluate(struct change *change);
int do_reopen(struct change *change);
int check_first_signer(struct decide *decide); /* engine/signers.c */
int check_joined(struct decide *decide);
int check_invite(struct decide *decide);
int check_invited(struct decide *decide);
int do_submit(struct change *change);
int do_sign(struct change *change);
int do_decline(struct change *change);
int check_promises(struct decide *decide); /* engine/promises.c */
int check_promise(struct decide *decide);
int check_postpone(struct decide *decide);
int do_keep(struct change *change);
int do_postpone(struct change *change);
int do_break(struct change *change);
int check_merge(struct decide *decide); /* engine/cases.c */
int check_withdraw(struct decide *decide);
int check_answer_merged(struct decide *decide);
int check_link(struct decide *decide);
int check_meet(struct decide *decide);
int do_merge(struct change *change);
int do_answer_merged(struct change *change);
int do_link(struct change *change);
int do_meet(struct change *change);
int check_corrects(struct decide *decide); /* engine/correct.c */
int do_file(struct change *change);        /* engine/effects.c */
int do_choose_key(struct change *change);
int do_instruct(struct change *change);

/* The last day of a deadline that begins on a day, as an invitation does; HY_DAY_NONE if the rules set none
 * (engine/due.c). */
hy_day engine_deadline(const struct engine_context *context, enum deadline_kind kind, const struct case_state *state,
		       hy_day from);
/* Fills in due_on, return_by and contact_by of an assignment of the case by the rules in force, from its role, office,
 * round and the days it has; what was granted to it by extensions is added again. At assignment, at reopening and to
 * date it anew (engine/due.c). */
void engine_set_deadlines(const struct engine_context *context, const struct case_state *state,
			  struct assignment *assignment);
/* The extension an update grants to its assignment: item with on, due_on (the new last day) and done_on (the one before
 * it); the caller numbers and adds it. -1 when the rules grant none to this role, so often or so long (engine/due.c).
 */
int engine_extend(const struct decide *decide, struct item *ret_item);
/* Refuses another last day for an extension that was granted to an assignment, when it is none the rules could have
 * granted; without a rule in force, one later than was granted (engine/due.c). */
int engine_check_extension(const struct decide *decide, const struct assignment *assignment,
			   const struct item *extension, hy_day due_on);
/* How many lack for a need; who, and how late, goes into the refusal's place "waits", offices as "#id"
 * (engine/waits.c). acting: the assignment that wants to go on, NULL for a move of the case. Not for NEED_MERGED and
 * NEED_DISSATISFIED. */
int engine_waits_for(const struct engine_context *context, const struct case_state *state,
		     const struct assignment *acting, enum move_need need, struct refusal *refusal);

#endif
