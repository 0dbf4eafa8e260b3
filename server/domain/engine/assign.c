/* Who handles a case: assigning, accepting, returning and what becomes of it, extending, dating anew, handing over. */
#include "domain/engine/steps.h"

#include <stdio.h>
#include <string.h>

/* --- assignments --- */

/* The state an assignment begins with. */
static const char *first_assignment_state(const struct rules *rules)
{
	for (int i = 0; i < rules->n_assignment_states; i++)
		if (rules->assignment_states[i].initial)
			return rules->assignment_states[i].code;
	return "";
}

struct assignment *add_assignment(const struct change *change, int office_id, enum assignment_role role)
{
	const struct engine_context *context = change->decide->context;
	struct case_state *after = change->after;
	struct assignment *assignment = &after->assignments[after->n_assignments];

	if (after->n_assignments == MAX_ASSIGNMENTS) {
		refuse_with(refuse(change->decide->refusal, REASON_TOO_MANY_ASSIGNMENTS), "max", "%d", MAX_ASSIGNMENTS);
		return NULL;
	}
	*assignment = (struct assignment){
		.no = ++after->n_assignments,
		.office_id = office_id,
		.role = role,
		.assigned_on = change->decide->on,
		.due_on = HY_DAY_NONE,
		.return_by = HY_DAY_NONE,
		.accepted_on = HY_DAY_NONE,
		.returned_on = HY_DAY_NONE,
		.contacted_on = HY_DAY_NONE,
		.answered_on = HY_DAY_NONE,
		.contact_by = HY_DAY_NONE,
		.drafted_on = HY_DAY_NONE,
		.reviewed_on = HY_DAY_NONE,
		.cosigned_on = HY_DAY_NONE,
		.round = after->round,
	};
	snprintf(assignment->state, sizeof(assignment->state), "%s", first_assignment_state(context->rules));
	engine_set_deadlines(context, after, assignment);
	return assignment;
}

bool engine_is_settled(const struct rules *rules, const struct assignment *assignment)
{
	const struct rule_state *state = rules_assignment_state(rules, assignment->state);

	return assignment->answered_on != HY_DAY_NONE || !state || state->final;
}

/* The offices the update names, with their roles, answering ones first: others may be dated by them. */
struct naming {
	int office_id;
	enum assignment_role role;
};
#define MAX_NAMED (2 + MAX_SEPARATE + MAX_ASSIST)

static void name_office(struct naming *named, int *n, int office_id, enum assignment_role role)
{
	if (office_id > 0)
		named[(*n)++] = (struct naming){ office_id, role };
}

static int list_named(const struct update *update, struct naming named[MAX_NAMED])
{
	int n = 0;

	name_office(named, &n, update->lead_office, ASSIGNMENT_LEAD);
	name_office(named, &n, update->sole_office, ASSIGNMENT_SOLE);
	for (int i = 0; i < update->n_separate; i++)
		name_office(named, &n, update->separate_offices[i], ASSIGNMENT_SEPARATE);
	for (int i = 0; i < update->n_assist; i++)
		name_office(named, &n, update->assist_offices[i], ASSIGNMENT_ASSIST);
	return n;
}

/* --- assign --- */

/* True when the city's rules know the role; files that list none have lead and assist. */
static bool role_is_used(const struct rules *rules, enum assignment_role role)
{
	bool any = false;

	for (unsigned i = 0; i < ASSIGNMENT_ROLE_COUNT_; i++)
		any |= rules->assignment_roles[i].given;
	return any ? rules->assignment_roles[role].given : role == ASSIGNMENT_LEAD || role == ASSIGNMENT_ASSIST;
}

static int refuse_assignment_role(const struct decide *decide, enum assignment_role role)
{
	refuse_words(refuse(decide->refusal, REASON_ASSIGNMENT_ROLE_UNKNOWN), "role",
		     assignment_role_label(role, LANGUAGE_ZH), assignment_role_label(role, LANGUAGE_EN));
	return -1;
}

/* True when the assignment waits for arbitration that this move can end. */
static bool waits_for_arbitration(const struct decide *decide, const struct assignment *assignment)
{
	return decide->move->ends_from && strcmp(assignment->state, decide->move->ends_from) == 0;
}

/* True when somebody must be named who answers: nobody works on it, or one who does wants to give it back. */
static bool needs_answering(const struct decide *decide)
{
	const struct case_state *before = decide->before;
	bool at_work = false;

	for (int i = 0; i < before->n_assignments; i++) {
		const struct assignment *assignment = &before->assignments[i];

		if (!engine_is_answering(assignment) || assignment->round != before->round)
			continue;
		if (waits_for_arbitration(decide, assignment))
			return true;
		at_work |= engine_assignment_is_open(decide->context->rules, assignment);
	}
	return !at_work;
}

/* One office leads: a second one beside it would not know that it does not. */
static int check_lead(const struct decide *decide, const struct naming *naming)
{
	const struct case_state *before = decide->before;

	if (naming->role != ASSIGNMENT_LEAD && naming->role != ASSIGNMENT_SOLE)
		return 0;
	for (int i = 0; i < before->n_assignments; i++) {
		const struct assignment *at = &before->assignments[i];

		if ((at->role == ASSIGNMENT_LEAD || at->role == ASSIGNMENT_SOLE) &&
		    engine_assignment_is_open(decide->context->rules, at) &&
		    (at->office_id != naming->office_id || at->role != naming->role))
			return refuse_office(decide, REASON_LEAD_AT_WORK, at->office_id);
	}
	return 0;
}

/* True when the office still works on the case in that role, or gave its opinion in this round: it is kept, and not
 * assigned twice. */
static bool is_at_work(const struct decide *decide, const struct naming *naming)
{
	const struct case_state *before = decide->before;
	bool assists = naming->role == ASSIGNMENT_ASSIST;

	for (int i = 0; i < before->n_assignments; i++) {
		const struct assignment *assignment = &before->assignments[i];

		if (assignment->office_id != naming->office_id || assignment->role != naming->role)
			continue;
		if (engine_assignment_is_open(decide->context->rules, assignment) ||
		    (assists && assignment->round == before->round && assignment->answered_on != HY_DAY_NONE))
			return true;
	}
	return false;
}

/* True when the update would change nothing: all it names are at work, and no return is ended by it. */
static bool assigns_nobody(const struct decide *decide, const struct naming *named, int n)
{
	const struct case_state *before = decide->before;
	bool answering = n > decide->update->n_assist, assist = decide->update->n_assist > 0;

	for (int i = 0; i < n; i++)
		if (!is_at_work(decide, &named[i]))
			return false;
	for (int i = 0; i < before->n_assignments; i++)
		if (waits_for_arbitration(decide, &before->assignments[i]) &&
		    (engine_is_answering(&before->assignments[i]) ? answering : assist))
			return false;
	return true;
}

int check_assign(struct decide *decide)
{
	const struct update *update = decide->update;
	struct naming named[MAX_NAMED];
	int n = list_named(update, named), answering = n - update->n_assist;

	if (answering == 0 && (n == 0 || needs_answering(decide)))
		return refuse_field(decide, REASON_FIELD_MISSING, "lead_office");
	if (update->sole_office > 0 && n > 1)
		return refuse_office(decide, REASON_SOLE_WITH_OTHERS, update->sole_office);
	for (int i = 0; i < n; i++) {
		if (!role_is_used(decide->context->rules, named[i].role))
			return refuse_assignment_role(decide, named[i].role);
		if (check_lead(decide, &named[i]) < 0)
			return -1;
	}
	return assigns_nobody(decide, named, n) ? refuse_office(decide, REASON_OFFICE_AT_WORK, named[0].office_id) : 0;
}

/* Returns that were asked for are granted where others take the place: of an answering office by answering ones, of an
 * assist office by assist offices. */
static void end_returning(const struct change *change, bool answering)
{
	struct case_state *after = change->after;

	for (int i = 0; i < after->n_assignments; i++) {
		struct assignment *assignment = &after->assignments[i];

		if (engine_is_answering(assignment) == answering && waits_for_arbitration(change->decide, assignment))
			snprintf(assignment->state, sizeof(assignment->state), "%s", change->decide->move->ends_to);
	}
}

int do_assign(struct change *change)
{
	const struct decide *decide = change->decide;
	struct naming named[MAX_NAMED];
	int n = list_named(decide->update, named), n_assist = decide->update->n_assist;

	if (n > n_assist)
		end_returning(change, true);
	if (n_assist > 0)
		end_returning(change, false);
	for (int i = 0; i < n; i++) {
		const struct assignment *assignment;

		if (is_at_work(decide, &named[i]))
			continue;
		assignment = add_assignment(change, named[i].office_id, named[i].role);
		if (!assignment)
			return -1;
		if (decide->move->milestone != MILESTONE_NONE)
			add_effect(change, decide->move->milestone, assignment);
	}
	return 0;
}

/* --- accepting and returning --- */

int do_accept(struct change *change)
{
	change->assignment->accepted_on = change->decide->on;
	return 0;
}

/* A return that was rejected leaves its day: the office keeps the case. */
int check_return(struct decide *decide)
{
	const struct assignment *assignment = decide->assignment;

	if (assignment->returned_on != HY_DAY_NONE)
		return refuse_office(decide, REASON_RETURN_WAS_REJECTED, assignment->office_id);
	if (decide->update->proposed_office == assignment->office_id)
		return refuse_office(decide, REASON_SAME_OFFICE, assignment->office_id);
	return 0;
}

int do_return(struct change *change)
{
	change->assignment->returned_on = change->decide->on;
	return 0;
}

/* The case goes on when the last return of an answering office was rejected. */
bool no_other_returns(const struct change *change)
{
	const struct case_state *after = change->after;

	for (int i = 0; i < after->n_assignments; i++)
		if (engine_is_answering(&after->assignments[i]) &&
		    move_fits_assignment(change->decide->move, &after->assignments[i]))
			return false;
	return true;
}

/* --- deadlines --- */

int check_extend(struct decide *decide)
{
	struct item extension;

	return engine_extend(decide, &extension);
}

int do_extend(struct change *change)
{
	struct item granted, *item = add_item(change, ITEM_EXTENSION, ITEM_RECORDED);

	if (!item || engine_extend(change->decide, &granted) < 0)
		return -1;
	granted.no = item->no;
	*item = granted;
	change->assignment->due_on = item->due_on;
	change->assignment->extensions++;
	change->effect->item_no = item->no;
	return 0;
}

int do_redate(struct change *change)
{
	engine_set_deadlines(change->decide->context, change->after, change->assignment);
	return 0;
}

/* --- handing over --- */

int check_transfer(struct decide *decide)
{
	if (decide->update->lead_office == decide->assignment->office_id)
		return refuse_office(decide, REASON_SAME_OFFICE, decide->assignment->office_id);
	return 0;
}

/* The successor takes over the part as it stands, with what was promised. */
int do_transfer(struct change *change)
{
	struct case_state *after = change->after;
	struct assignment *assignment = change->assignment;

	assignment->office_id = change->decide->update->lead_office;
	for (int i = 0; i < after->n_items; i++)
		if (after->items[i].kind == ITEM_PROMISE && after->items[i].assignment_no == assignment->no)
			after->items[i].office_id = assignment->office_id;
	change->effect->office_id = assignment->office_id;
	return 0;
}
