/* A case and its offices walk through the rules together: wherever a case can come with an answering office and an
 * assist office in whatever states, an end must be in reach. check_graph looks at the states of the case and those of
 * an office one by one; this finds where they wait for each other. Withdrawing is no way out. */
#include "domain/rules/read.h"

#include <string.h>

/* Most places walked with an assist office; files with more states are walked without one. A city has some 1,300. */
#define MAX_PLACES 6000
/* Most places compared to find the one to report. */
#define MAX_TRIED 100
#define NOBODY    0 /* the number of an office's state when there is no office; states count from 1 */

_Static_assert(MAX_STATES < 64, "a set of states is 64 bits");

/* Where a case is. */
struct place {
	int state, office, assist; /* case state from 0; the offices' states from 1 */
};

/* A move as sets of states, bits 1 << state (from 0). */
struct step {
	const struct rule_move *move;
	uint64_t from, case_from;
	int to, case_to; /* -1: stays */
};

struct edge {
	int from, to; /* places */
};

struct walk {
	struct reader *reader;
	const struct rules *rules;
	unsigned role;    /* of the answering office */
	bool with_assist; /* an assist office may be there too */
	int first_state;  /* initial state of an assignment, from 1 */
	int again_state;  /* where a second round begins, from 1; NOBODY: where an assignment begins */
	uint64_t open, final, agreed, answered, case_final; /* agreed: an assist office has co-signed or is out */
	struct step *steps;
	int n_steps;
	int *number; /* of a place in places, from 1; 0: not reached */
	struct place *places;
	int n_places;
	struct edge *edges;
	int n_edges, room;
};

static uint64_t bit(int state)
{
	return (uint64_t)1 << state;
}

/* True when an office is there, in a state of the set. */
static bool is_in(uint64_t set, int office)
{
	return office != NOBODY && set & bit(office - 1);
}

/* --- the rules as sets --- */

static int number_of(const struct rule_state *states, int n, const char *code)
{
	for (int i = 0; code && i < n; i++)
		if (strcmp(states[i].code, code) == 0)
			return i;
	return -1;
}

static uint64_t set_of(const struct rule_state *states, int n, const char *const *codes)
{
	uint64_t set = 0;

	for (; codes && *codes; codes++)
		set |= bit(number_of(states, n, *codes));
	return set;
}

static void take_move(struct walk *walk, const struct rule_move *move)
{
	const struct rules *rules = walk->rules;
	struct step *step = &walk->steps[walk->n_steps++];

	step->move = move;
	if (move->subject == SUBJECT_CASE) {
		step->case_from = set_of(rules->states, rules->n_states, move->from);
		step->case_to = number_of(rules->states, rules->n_states, move->to);
		return;
	}
	step->from = set_of(rules->assignment_states, rules->n_assignment_states, move->from);
	step->to = number_of(rules->assignment_states, rules->n_assignment_states, move->to);
	step->case_from = set_of(rules->states, rules->n_states, move->case_from);
	step->case_to = number_of(rules->states, rules->n_states, move->case_to);
	if (move->action == ACTION_ACCEPT && move->assignment_roles & 1u << walk->role && walk->again_state == NOBODY)
		walk->again_state = step->to + 1;
	if (move->action == ACTION_ANSWER && step->to >= 0)
		walk->answered |= bit(step->to);
	if (move->action == ACTION_COSIGN && step->to >= 0)
		walk->agreed |= bit(step->to);
}

static void take_rules(struct walk *walk)
{
	const struct rules *rules = walk->rules;

	for (int i = 0; i < rules->n_assignment_states; i++) {
		const struct rule_state *state = &rules->assignment_states[i];

		walk->open |= state->open ? bit(i) : 0;
		walk->final |= state->final ? bit(i) : 0;
		if (state->initial)
			walk->first_state = i + 1;
	}
	for (int i = 0; i < rules->n_states; i++)
		walk->case_final |= rules->states[i].final ? bit(i) : 0;
	walk->agreed = walk->final;
	walk->steps = arena_alloc(walk->reader->arena, (size_t)rules->n_moves * sizeof(*walk->steps));
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action != ACTION_WITHDRAW)
			take_move(walk, &rules->moves[i]);
}

/* --- walking --- */

static int index_of(const struct walk *walk, const struct place *place)
{
	int offices = walk->rules->n_assignment_states + 1;

	return (place->state * offices + place->office) * (walk->with_assist ? offices : 1) + place->assist;
}

/* The number of a place in places; it is put there if it is new. */
static int reach(struct walk *walk, const struct place *place)
{
	int *number = &walk->number[index_of(walk, place)];

	if (*number == 0) {
		walk->places[walk->n_places] = *place;
		*number = ++walk->n_places;
	}
	return *number - 1;
}

static void add_edge(struct walk *walk, int from, const struct place *to)
{
	int number = reach(walk, to);

	if (number == from)
		return;
	if (walk->n_edges == walk->room) {
		struct edge *more = arena_alloc(walk->reader->arena, 2 * (size_t)walk->room * sizeof(*more));

		memcpy(more, walk->edges, (size_t)walk->n_edges * sizeof(*more));
		walk->edges = more;
		walk->room *= 2;
	}
	walk->edges[walk->n_edges++] = (struct edge){ from, number };
}

/* What of a move's needs the other office can hold up. All else somebody can see to: rules/check_sections.c. */
static bool needs_are_met(const struct walk *walk, const struct rule_move *move, const struct place *place)
{
	if (move->needs & NEED_OPINIONS && is_in(walk->open, place->assist))
		return false;
	if (move->needs & NEED_COSIGNS && place->assist != NOBODY && !is_in(walk->agreed, place->assist))
		return false;
	return !(move->needs & NEED_ANSWERS && is_in(walk->open, place->office));
}

/* True when an assign gives the part to another office: there is none, it is over, or it waits to be replaced. */
static bool is_given_anew(const struct walk *walk, const struct rule_move *assign, int office)
{
	return office == NOBODY || is_in(walk->final, office) ||
	       (assign->ends_from && strcmp(walk->rules->assignment_states[office - 1].code, assign->ends_from) == 0);
}

static void walk_assign(struct walk *walk, int from, const struct step *step, struct place to)
{
	const struct rule_move *assign = step->move;

	if (is_given_anew(walk, assign, to.office))
		to.office = walk->first_state;
	add_edge(walk, from, &to);
	if (!walk->with_assist || !is_given_anew(walk, assign, to.assist))
		return;
	to.assist = walk->first_state;
	add_edge(walk, from, &to);
}

static void walk_case_move(struct walk *walk, int from, const struct step *step)
{
	struct place to = walk->places[from];

	if (step->case_to >= 0)
		to.state = step->case_to;
	if (step->move->action == ACTION_ASSIGN) {
		walk_assign(walk, from, step, to);
		return;
	}
	if (step->move->action == ACTION_REOPEN) {
		if (!is_in(walk->answered, to.office)) /* nobody who could answer anew */
			return;
		to.office = walk->again_state == NOBODY ? walk->first_state : walk->again_state;
		to.assist = NOBODY; /* its part was of the round before */
	}
	add_edge(walk, from, &to);
}

/* The move of the answering office and that of the assist office. */
static void walk_office_move(struct walk *walk, int from, const struct step *step)
{
	struct place to = walk->places[from];

	if (step->move->assignment_roles & 1u << walk->role && is_in(step->from, to.office)) {
		to.office = step->to >= 0 ? step->to + 1 : to.office;
		to.state = step->case_to >= 0 ? step->case_to : to.state;
		add_edge(walk, from, &to);
	}
	to = walk->places[from];
	if (step->move->assignment_roles & 1u << ASSIGNMENT_ASSIST && is_in(step->from, to.assist)) {
		to.assist = step->to >= 0 ? step->to + 1 : to.assist;
		add_edge(walk, from, &to);
	}
}

static void walk_on(struct walk *walk, int from)
{
	for (int i = 0; i < walk->n_steps; i++) {
		const struct step *step = &walk->steps[i];
		const struct place *place = &walk->places[from];

		if (!(step->case_from & bit(place->state)) || !needs_are_met(walk, step->move, place))
			continue;
		if (step->move->subject == SUBJECT_CASE)
			walk_case_move(walk, from, step);
		else
			walk_office_move(walk, from, step);
	}
}

static void walk_all(struct walk *walk)
{
	for (int i = 0; i < walk->rules->n_states; i++) {
		const struct rule_state *state = &walk->rules->states[i];

		if (state->initial || state->phase == PHASE_DRAFT)
			reach(walk, &(struct place){ i, NOBODY, NOBODY });
	}
	for (int i = 0; i < walk->n_places; i++)
		walk_on(walk, i);
}

/* --- ends --- */

/* Which places an end can be reached from: backwards from the ends. The edges are sorted by where they lead. */
static bool *find_ending(struct walk *walk)
{
	size_t n = (size_t)walk->n_places;
	int *first = arena_alloc(walk->reader->arena, (n + 2) * sizeof(int)), *queue, tail = 0;
	int *sources = arena_alloc(walk->reader->arena, ((size_t)walk->n_edges + 1) * sizeof(int));
	bool *ending = arena_alloc(walk->reader->arena, n * sizeof(bool));

	queue = arena_alloc(walk->reader->arena, n * sizeof(int));
	for (int i = 0; i < walk->n_edges; i++)
		first[walk->edges[i].to + 2]++;
	for (size_t i = 2; i < n + 2; i++)
		first[i] += first[i - 1];
	for (int i = 0; i < walk->n_edges; i++)
		sources[first[walk->edges[i].to + 1]++] = walk->edges[i].from;
	for (int i = 0; i < walk->n_places; i++)
		if (walk->case_final & bit(walk->places[i].state)) {
			ending[i] = true;
			queue[tail++] = i;
		}
	for (int head = 0; head < tail; head++)
		for (int i = first[queue[head]]; i < first[queue[head] + 1]; i++)
			if (!ending[sources[i]]) {
				ending[sources[i]] = true;
				queue[tail++] = sources[i];
			}
	return ending;
}

/* How many places can be reached from one. The edges stand in the order of where they begin. */
static int count_ahead(const struct walk *walk, const int *first, int place)
{
	bool *seen = arena_alloc(walk->reader->arena, (size_t)walk->n_places * sizeof(bool));
	int *queue = arena_alloc(walk->reader->arena, (size_t)walk->n_places * sizeof(int)), tail = 0;

	seen[place] = true;
	queue[tail++] = place;
	for (int head = 0; head < tail; head++)
		for (int i = first[queue[head]]; i < first[queue[head] + 1]; i++)
			if (!seen[walk->edges[i].to]) {
				seen[walk->edges[i].to] = true;
				queue[tail++] = walk->edges[i].to;
			}
	return tail;
}

/* The place to report, -1 if all come to an end: the mistake is where the least lies ahead, and of those where a case
 * comes first. */
static int find_stuck(const struct walk *walk, const bool *ending)
{
	int *first = arena_alloc(walk->reader->arena, ((size_t)walk->n_places + 1) * sizeof(int));
	int found = -1, least = 0, tried = 0;

	for (int i = 0; i < walk->n_edges; i++)
		first[walk->edges[i].from + 1]++;
	for (int i = 0; i < walk->n_places; i++)
		first[i + 1] += first[i];
	for (int i = 0; i < walk->n_places && tried < MAX_TRIED; i++) {
		int ahead;

		if (ending[i])
			continue;
		ahead = count_ahead(walk, first, i);
		tried++;
		if (found >= 0 && ahead >= least)
			continue;
		found = i;
		least = ahead;
	}
	return found;
}

static const char *office_code(const struct walk *walk, int office)
{
	return office == NOBODY ? "-" : walk->rules->assignment_states[office - 1].code;
}

static void report_stuck(const struct walk *walk, const struct place *place)
{
	const struct yaml_node *node = walk->reader->state_nodes[place->state];

	rule_error(
		walk->reader->errors, node->key_line, node->key_column,
		"案件在「%s」、%s 在「%s」、assist 在「%s」时到不了终止状态（撤案不算）；请看动作的 case、from 和 "
		"needs",
		"with the case in \"%s\", the %s office in \"%s\" and the assist office in \"%s\" no end is in reach "
		"(withdrawing is none); see case, from and needs of the moves",
		walk->rules->states[place->state].code, assignment_role_name(walk->role),
		office_code(walk, place->office), office_code(walk, place->assist));
}

/* Walks with an answering office of a role; false when something was reported. */
static bool walk_with(struct reader *reader, unsigned role)
{
	const struct rules *rules = reader->rules;
	struct walk walk = { .reader = reader, .rules = rules, .role = role, .room = 256 };
	size_t offices = (size_t)rules->n_assignment_states + 1, places = (size_t)rules->n_states * offices;
	int stuck;

	walk.with_assist = rules->assignment_roles[ASSIGNMENT_ASSIST].given && places * offices <= MAX_PLACES;
	places *= walk.with_assist ? offices : 1;
	walk.number = arena_alloc(reader->arena, places * sizeof(*walk.number));
	walk.places = arena_alloc(reader->arena, places * sizeof(*walk.places));
	walk.edges = arena_alloc(reader->arena, (size_t)walk.room * sizeof(*walk.edges));
	take_rules(&walk);
	walk_all(&walk);
	stuck = find_stuck(&walk, find_ending(&walk));
	if (stuck >= 0)
		report_stuck(&walk, &walk.places[stuck]);
	return stuck < 0;
}

void check_walk(struct reader *reader)
{
	for (unsigned role = 1; role < ASSIGNMENT_ROLE_COUNT_; role++)
		if (ANSWERING_ROLES & 1u << role && reader->rules->assignment_roles[role].given &&
		    !walk_with(reader, role))
			return;
}
