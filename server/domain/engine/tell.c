/* The words of each thing a case waits for: whose step it is, which one, until when. */
#include "domain/engine/words.h"

#include <string.h>

/* --- which moves somebody is expected to make --- */

/* The place of an assignment's state in the file: later ones are further on. */
static int progress(const struct rules *rules, const char *code)
{
	for (int i = 0; i < rules->n_assignment_states; i++)
		if (strcmp(rules->assignment_states[i].code, code) == 0)
			return i;
	return -1;
}

/* True when the move takes the assignment on in the hands of a role. An office goes forward and is not expected to
 * return what it has; whoever decides about it may also send it back. */
static bool expected_of(const struct telling *telling, const struct rule_move *move,
			const struct assignment *assignment, enum role role)
{
	const struct rules *rules = telling->context->rules;

	if (!move->to || move->action == ACTION_RETURN || !(move->roles & 1u << role) ||
	    !move_fits_assignment(move, assignment) || !codes_hold(move->case_from, telling->state->state))
		return false;
	return role != ROLE_HANDLER || progress(rules, move->to) > progress(rules, assignment->state);
}

/* True when a mark of the case asks for another round. */
static bool is_dissatisfied(const struct telling *telling)
{
	const struct rule_word *attitude = rules_mark(telling->context->rules, telling->state->attitude);
	const struct rule_word *result = rules_mark(telling->context->rules, telling->state->result);

	return (attitude && attitude->again) || (result && result->again);
}

/* True when the move takes the case on in the hands of a role. Nobody is expected to withdraw or to merge it. */
static bool expected_of_case(const struct telling *telling, const struct rule_move *move, enum role role)
{
	const char *at = telling->state->state;

	if (move->subject != SUBJECT_CASE || !move->to || strcmp(move->to, at) == 0 || !(move->roles & 1u << role) ||
	    !codes_hold(move->from, at))
		return false;
	if (move->action == ACTION_WITHDRAW || move->action == ACTION_MERGE)
		return false;
	return !(move->needs & NEED_DISSATISFIED) || is_dissatisfied(telling);
}

static bool is_expected(const struct telling *telling, const struct rule_move *move,
			const struct assignment *assignment, enum role role)
{
	return assignment ? expected_of(telling, move, assignment, role) : expected_of_case(telling, move, role);
}

static int count_moves(const struct telling *telling, const struct assignment *assignment, enum role role)
{
	const struct rules *rules = telling->context->rules;
	int n = 0;

	for (int i = 0; i < rules->n_moves; i++)
		n += is_expected(telling, &rules->moves[i], assignment, role);
	return n;
}

/* Adds the moves expected of a role, "立案、不予立案或转办"; of the case when assignment is NULL. How many there are.
 */
static int tell_moves(struct telling *telling, const struct assignment *assignment, enum role role)
{
	const struct rules *rules = telling->context->rules;
	int all = count_moves(telling, assignment, role), n = 0;

	for (int i = 0; i < rules->n_moves; i++) {
		const struct rule_move *move = &rules->moves[i];

		if (!is_expected(telling, move, assignment, role))
			continue;
		if (n++ > 0)
			words_add(&telling->words,
				  n < all ? tell_choose(telling, "、", ", ") : tell_choose(telling, "或", " or "));
		words_add(&telling->words, label_text(&move->label, telling->language));
	}
	return n;
}

/* True when nothing is expected of a role but marks, which are the proposers' to give: it enters those on paper. */
static bool waits_for_marks(const struct telling *telling, enum role role)
{
	const struct rules *rules = telling->context->rules;
	bool marks = false;

	for (int i = 0; i < rules->n_moves; i++) {
		if (!expected_of_case(telling, &rules->moves[i], role))
			continue;
		if (rules->moves[i].action != ACTION_EVALUATE)
			return false;
		marks = true;
	}
	return marks;
}

/* True when a move with an action is possible for the assignment today. */
static bool can_do(const struct telling *telling, const struct assignment *assignment, enum move_action action)
{
	const struct rules *rules = telling->context->rules;

	for (int i = 0; i < rules->n_moves; i++) {
		const struct rule_move *move = &rules->moves[i];

		if (move->action == action && move_fits_assignment(move, assignment) &&
		    codes_hold(move->case_from, telling->state->state))
			return true;
	}
	return false;
}

/* --- what is waited for --- */

/* The offices that answer the case it was merged into. */
static bool tell_main_offices(struct telling *telling)
{
	const struct surroundings *around = telling->context->around;
	const struct case_state *main = around ? around->main_case : NULL;
	int n = 0;

	for (int i = 0; main && i < main->n_assignments; i++) {
		const struct assignment *assignment = &main->assignments[i];

		if (!engine_is_answering(assignment) || assignment->round != main->round ||
		    engine_is_out(telling->context->rules, assignment))
			continue;
		words_add(&telling->words, n++ == 0 ? tell_choose(telling, "", " ") : tell_choose(telling, "、", ", "));
		tell_office(telling, assignment->office_id);
	}
	if (n > 0)
		words_add(&telling->words, tell_choose(telling, "", " "));
	return n > 0;
}

void tell_case(struct telling *telling, const struct rule_state *at)
{
	enum role role = role_by_name(at->next_role);

	if (at->final) {
		words_add(&telling->words, tell_choose(telling, "已结束：", "finished: "));
		words_add(&telling->words, label_text(&at->label, telling->language));
		return;
	}
	if (waits_for_marks(telling, role))
		role = ROLE_PROPOSER;
	words_add(&telling->words, tell_choose(telling, "等待", "waiting for"));
	if (telling->state->phase != PHASE_MERGED || role != ROLE_HANDLER || !tell_main_offices(telling)) {
		words_add(&telling->words, tell_choose(telling, "", " the "));
		words_add(&telling->words, role_label(role, telling->language));
		words_add(&telling->words, tell_choose(telling, "", " "));
	}
	words_add(&telling->words, tell_choose(telling, "", "to "));
	if (tell_moves(telling, NULL, role) == 0)
		words_add(&telling->words, tell_choose(telling, "办理", "go on"));
}

/* The last day of the first contact, while it is to come or the answer is not late as well. */
static void tell_contact(struct telling *telling, const struct assignment *assignment)
{
	char day[HY_DAY_TEXT];

	if (assignment->contact_by == HY_DAY_NONE || assignment->contacted_on != HY_DAY_NONE ||
	    (assignment->due_on != HY_DAY_NONE && telling->context->today > assignment->due_on) ||
	    !can_do(telling, assignment, ACTION_CONTACT))
		return;
	words_addf(&telling->words, tell_choose(telling, "，首次沟通期限 %s", ", first contact due %s"),
		   day_format(assignment->contact_by, day));
	tell_late(telling, assignment->contact_by);
}

/* The day that matters next: the last day to return it while that is possible, the due day afterwards. */
static void tell_limit(struct telling *telling, const struct assignment *assignment)
{
	char day[HY_DAY_TEXT];

	if (assignment->return_by != HY_DAY_NONE && telling->context->today <= assignment->return_by &&
	    can_do(telling, assignment, ACTION_RETURN)) {
		words_addf(&telling->words, tell_choose(telling, "（退办期限 %s）", " (may be returned until %s)"),
			   day_format(assignment->return_by, day));
		tell_late(telling, assignment->due_on);
	} else if (assignment->due_on != HY_DAY_NONE) {
		words_add(&telling->words, tell_choose(telling, "，", ", "));
		tell_due(telling, assignment->due_on);
	}
}

void tell_assignment(struct telling *telling, const struct assignment *assignment)
{
	const struct rule_state *at = rules_assignment_state(telling->context->rules, assignment->state);
	enum role role = role_by_name(at->next_role);

	if (role == ROLE_HANDLER) {
		words_add(&telling->words, tell_choose(telling, "等待", "waiting for "));
		tell_office(telling, assignment->office_id);
		words_add(&telling->words, tell_choose(telling, "", " to "));
	} else {
		words_add(&telling->words, tell_choose(telling, "等待", "waiting for the "));
		words_add(&telling->words, role_label(role, telling->language));
		words_add(&telling->words, tell_choose(telling, "", " to "));
	}
	if (tell_moves(telling, assignment, role) == 0)
		words_add(&telling->words, tell_choose(telling, "办理", "go on"));
	if (role != ROLE_HANDLER) {
		words_add(&telling->words, tell_choose(telling, "（", " ("));
		tell_office(telling, assignment->office_id);
		words_add(&telling->words, tell_choose(telling, "）", ")"));
	}
	if (at->open)
		tell_limit(telling, assignment);
	if (at->open && role == ROLE_HANDLER)
		tell_contact(telling, assignment);
}

void tell_cosign(struct telling *telling, const struct assignment *assignment)
{
	words_add(&telling->words, tell_choose(telling, "等待", "waiting for "));
	tell_office(telling, assignment->office_id);
	words_add(&telling->words, tell_choose(telling, "", " to "));
	tell_moves(telling, assignment, ROLE_HANDLER);
}

/* True when a signer, who joined, has marked the present round. */
bool engine_has_evaluated(const struct case_state *state, int signer_no)
{
	for (int i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		if (item->kind == ITEM_EVALUATION && item->round == state->round && item->signer_no == signer_no)
			return true;
	}
	return false;
}

bool owes_evaluation(const struct case_state *state, const struct item *item)
{
	return item->kind == ITEM_SIGNER && item->state == ITEM_SIGNED && !engine_has_evaluated(state, item->no);
}

static int count_signers(const struct case_state *state)
{
	int n = 0;

	for (int i = 0; i < state->n_items; i++)
		n += state->items[i].kind == ITEM_SIGNER && state->items[i].state == ITEM_SIGNED;
	return n;
}

void tell_evaluation(struct telling *telling, hy_day due_on)
{
	const struct case_state *state = telling->state;
	int n = 0;

	words_add(&telling->words, tell_choose(telling, "第 ", "not yet evaluated by signer "));
	for (int i = 0; i < state->n_items; i++) {
		if (!owes_evaluation(state, &state->items[i]))
			continue;
		if (n++ > 0)
			words_add(&telling->words, tell_choose(telling, "、", ", "));
		words_addf(&telling->words, "%d", state->items[i].no);
	}
	words_addf(&telling->words, tell_choose(telling, " 位提案者尚未评价（共 %d 位）", " of %d"),
		   count_signers(state));
	if (due_on != HY_DAY_NONE)
		words_add(&telling->words, tell_choose(telling, "，", ", "));
	tell_due(telling, due_on);
}

void tell_publication(struct telling *telling, hy_day due_on)
{
	words_addf(&telling->words, tell_choose(telling, "答复待公开（%s）", "answer to be published (%s)"),
		   publication_label(telling->state->publication, telling->language));
	if (due_on != HY_DAY_NONE)
		words_add(&telling->words, tell_choose(telling, "，", ", "));
	tell_due(telling, due_on);
}
