/* Which cases come to a dead end, found by the plainest walk there is, over codes as they stand in the rules; it shares
 * nothing with the checker's, which is held against it. Included after cmocka.h. */
#ifndef TESTS_RULES_WALK_H
#define TESTS_RULES_WALK_H

#include "domain_fixture.h"

/* A case with an answering office and an assist office; NULL where there is none. */
struct spot {
	const char *state, *office, *assist;
};
#define MAX_SPOTS 20000
static struct spot spots[MAX_SPOTS];
static bool ends[MAX_SPOTS];
static int n_spots;
/* The spots each leads to. */
#define MAX_NEXT 64
static int next_of[MAX_SPOTS][MAX_NEXT], n_next[MAX_SPOTS];

static inline bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static inline int find_spot(const struct spot *spot)
{
	for (int i = 0; i < n_spots; i++)
		if (same(spots[i].state, spot->state) && same(spots[i].office, spot->office) &&
		    same(spots[i].assist, spot->assist))
			return i;
	assert_true(n_spots < MAX_SPOTS);
	spots[n_spots] = *spot;
	n_next[n_spots] = 0;
	return n_spots++;
}

static inline void leads_to(int from, struct spot to)
{
	int at = find_spot(&to);

	for (int i = 0; i < n_next[from]; i++)
		if (next_of[from][i] == at)
			return;
	assert_true(n_next[from] < MAX_NEXT);
	next_of[from][n_next[from]++] = at;
}

static inline bool is_open(const struct rules *rules, const char *state)
{
	return state && rules_assignment_state(rules, state)->open;
}

static inline bool is_over(const struct rules *rules, const char *state)
{
	return !state || rules_assignment_state(rules, state)->final;
}

static inline bool has_agreed(const struct rules *rules, const char *state)
{
	if (is_over(rules, state))
		return true;
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == ACTION_COSIGN && same(rules->moves[i].to, state))
			return true;
	return false;
}

static inline bool has_answered(const struct rules *rules, const char *state)
{
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == ACTION_ANSWER && same(rules->moves[i].to, state))
			return true;
	return false;
}

static inline const char *first_assignment_state(const struct rules *rules)
{
	for (int i = 0; i < rules->n_assignment_states; i++)
		if (rules->assignment_states[i].initial)
			return rules->assignment_states[i].code;
	return NULL;
}

static inline const char *accepted_state(const struct rules *rules, unsigned role)
{
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == ACTION_ACCEPT && rules->moves[i].assignment_roles & 1u << role)
			return rules->moves[i].to;
	return first_assignment_state(rules);
}

static inline void assign_at(const struct rules *rules, int from, const struct rule_move *move, struct spot to)
{
	if (is_over(rules, to.office) || same(to.office, move->ends_from))
		to.office = first_assignment_state(rules);
	leads_to(from, to);
	if (!rules->assignment_roles[ASSIGNMENT_ASSIST].given)
		return;
	if (is_over(rules, to.assist) || same(to.assist, move->ends_from))
		to.assist = first_assignment_state(rules);
	leads_to(from, to);
}

static inline void case_move_at(const struct rules *rules, int from, const struct rule_move *move, unsigned role)
{
	struct spot to = spots[from];

	if (!codes_hold(move->from, to.state))
		return;
	to.state = move->to ? move->to : to.state;
	if (move->action == ACTION_ASSIGN) {
		assign_at(rules, from, move, to);
		return;
	}
	if (move->action == ACTION_REOPEN) {
		if (!has_answered(rules, to.office))
			return;
		to.office = accepted_state(rules, role);
		to.assist = NULL;
	}
	leads_to(from, to);
}

static inline void office_moves_at(int from, const struct rule_move *move, unsigned role)
{
	struct spot here = spots[from], to = here;

	if (!codes_hold(move->case_from, here.state))
		return;
	if (here.office && move->assignment_roles & 1u << role && codes_hold(move->from, here.office)) {
		to.office = move->to ? move->to : to.office;
		to.state = move->case_to ? move->case_to : to.state;
		leads_to(from, to);
	}
	to = here;
	if (here.assist && move->assignment_roles & 1u << ASSIGNMENT_ASSIST && codes_hold(move->from, here.assist)) {
		to.assist = move->to ? move->to : to.assist;
		leads_to(from, to);
	}
}

static inline void moves_at(const struct rules *rules, int from, unsigned role)
{
	for (int i = 0; i < rules->n_moves; i++) {
		const struct rule_move *move = &rules->moves[i];
		const struct spot here = spots[from];

		if (move->action == ACTION_WITHDRAW || (move->needs & NEED_OPINIONS && is_open(rules, here.assist)) ||
		    (move->needs & NEED_COSIGNS && !has_agreed(rules, here.assist)) ||
		    (move->needs & NEED_ANSWERS && is_open(rules, here.office)))
			continue;
		if (move->subject == SUBJECT_CASE)
			case_move_at(rules, from, move, role);
		else
			office_moves_at(from, move, role);
	}
}

/* True when some spot that can be reached has no way to an end. */
static inline bool is_stuck_with(const struct rules *rules, unsigned role)
{
	bool changed = true, stuck = false;

	n_spots = 0;
	for (int i = 0; i < rules->n_states; i++)
		if (rules->states[i].initial || rules->states[i].phase == PHASE_DRAFT)
			find_spot(&(struct spot){ rules->states[i].code, NULL, NULL });
	for (int i = 0; i < n_spots; i++)
		moves_at(rules, i, role);
	for (int i = 0; i < n_spots; i++)
		ends[i] = rules_state(rules, spots[i].state)->final;
	while (changed) {
		changed = false;
		for (int i = n_spots - 1; i >= 0; i--)
			for (int j = 0; j < n_next[i] && !ends[i]; j++)
				if (ends[next_of[i][j]])
					ends[i] = changed = true;
	}
	for (int i = 0; i < n_spots; i++)
		stuck |= !ends[i];
	return stuck;
}

static inline bool is_stuck(const struct rules *rules)
{
	for (unsigned role = 1; role < ASSIGNMENT_ROLE_COUNT_; role++)
		if (ANSWERING_ROLES & 1u << role && rules->assignment_roles[role].given && is_stuck_with(rules, role))
			return true;
	return false;
}

#endif
