/* Checks of the whole: a graph of states in which everything can be reached and nothing is stuck. Two graphs, that of
 * the case and that of an assignment, are checked by the same code. */
#include "domain/rules/read.h"

#include <string.h>

/* A way from one state to another, by their places in the table. */
struct edge {
	int from, to;
	bool withdraws; /* possible nearly everywhere, and no way on */
};

/* One of the two graphs. */
struct graph {
	struct reader *reader;
	bool of_case;
	const char *section; /* of the file */
	const struct rule_state *states;
	const struct yaml_node **nodes;
	int n;
	struct edge *edges;
	int n_edges;
};

static int index_of(const struct graph *graph, const char *code)
{
	for (int i = 0; i < graph->n; i++)
		if (strcmp(graph->states[i].code, code) == 0)
			return i;
	return -1;
}

/* Where a move leads in this graph and from where; false when it moves nothing in it. */
static bool move_in_graph(const struct graph *graph, const struct rule_move *move, const char *const **ret_from,
			  const char **ret_to)
{
	bool through_assignment = graph->of_case && move->subject == SUBJECT_ASSIGNMENT;

	if (!graph->of_case && move->subject == SUBJECT_CASE)
		return false;
	*ret_from = through_assignment ? move->case_from : move->from;
	*ret_to = through_assignment ? move->case_to : move->to;
	return *ret_from && *ret_to;
}

static void add_edge(struct graph *graph, const char *from, const char *to, bool withdraws)
{
	if (strcmp(from, to) != 0)
		graph->edges[graph->n_edges++] = (struct edge){ index_of(graph, from), index_of(graph, to), withdraws };
}

/* Collects the edges; a move that leads where it began is none. An assignment may also be ended by an assign of other
 * offices. */
static void collect_edges(struct graph *graph)
{
	const struct rules *rules = graph->reader->rules;
	const char *const *from, *to;

	graph->edges =
		arena_alloc(graph->reader->arena, (size_t)rules->n_moves * (MAX_STATES + 1) * sizeof(*graph->edges));
	for (int i = 0; i < rules->n_moves; i++) {
		const struct rule_move *move = &rules->moves[i];

		if (!graph->of_case && move->ends_from)
			add_edge(graph, move->ends_from, move->ends_to, false);
		if (!move_in_graph(graph, move, &from, &to))
			continue;
		for (; *from; from++)
			add_edge(graph, *from, to, move->action == ACTION_WITHDRAW);
	}
}

/* The initial state, -1 with a report when there is not exactly one. */
static int check_initial(const struct graph *graph)
{
	int initial = -1;

	for (int i = 0; i < graph->n; i++) {
		if (!graph->states[i].initial)
			continue;
		if (initial >= 0)
			rule_error(graph->reader->errors, graph->nodes[i]->key_line, graph->nodes[i]->key_column,
				   "有两个起始状态：「%s」和「%s」", "there are two initial states, \"%s\" and \"%s\"",
				   graph->states[initial].code, graph->states[i].code);
		initial = i;
	}
	if (initial < 0)
		rule_error(graph->reader->errors, graph->nodes[0]->key_line, graph->nodes[0]->key_column,
			   "「%s」中没有起始状态，应有一个标为 initial: true",
			   "\"%s\" has no initial state; mark one initial: true", graph->section);
	return initial;
}

/* Marks all that the marked states lead to. */
static void spread(const struct graph *graph, bool *marked)
{
	for (bool changed = true; changed;) {
		changed = false;
		for (int i = 0; i < graph->n_edges; i++) {
			const struct edge *edge = &graph->edges[i];

			if (!marked[edge->from] || marked[edge->to])
				continue;
			marked[edge->to] = changed = true;
		}
	}
}

/* True when a state that is not reached leads to this one: the mistake is there then. */
static bool follows_another(const struct graph *graph, const bool *reached, int state)
{
	for (int i = 0; i < graph->n_edges; i++)
		if (graph->edges[i].to == state && !reached[graph->edges[i].from])
			return true;
	return false;
}

/* Reports a state that is not reached, and takes it and what it leads to as reached from there on. */
static void report_unreached(const struct graph *graph, bool *reached, int initial, int state)
{
	rule_error(graph->reader->errors, graph->nodes[state]->key_line, graph->nodes[state]->key_column,
		   "状态「%s」从起始状态「%s」到不了", "state \"%s\" cannot be reached from \"%s\"",
		   graph->states[state].code, graph->states[initial].code);
	reached[state] = true;
	spread(graph, reached);
}

/* A case begins in the initial state, or as a draft. Of states that follow one another only the first is reported. */
static void check_reached(const struct graph *graph, int initial)
{
	bool reached[MAX_STATES];

	for (int i = 0; i < graph->n; i++)
		reached[i] = i == initial || (graph->of_case && graph->states[i].phase == PHASE_DRAFT);
	spread(graph, reached);
	for (int i = 0; i < graph->n; i++)
		if (!reached[i] && !follows_another(graph, reached, i))
			report_unreached(graph, reached, initial, i);
	for (int i = 0; i < graph->n; i++) /* what is left goes in circles */
		if (!reached[i])
			report_unreached(graph, reached, initial, i);
}

/* A state that leads nowhere, or out of which only withdrawing leads. */
static void report_dead_end(const struct graph *graph, int state, bool withdraws)
{
	const struct yaml_node *node = graph->nodes[state];

	if (withdraws)
		rule_error(graph->reader->errors, node->key_line, node->key_column,
			   "状态「%s」除撤案外没有出路：加一个动作",
			   "state \"%s\" is a dead end but for withdrawing: add a move", graph->states[state].code);
	else
		rule_error(graph->reader->errors, node->key_line, node->key_column,
			   "状态「%s」没有出路：加一个动作，或标为 final: true",
			   "state \"%s\" is a dead end: add a move, or mark it final: true", graph->states[state].code);
}

static void check_ends(const struct graph *graph)
{
	bool leaves[MAX_STATES] = { false }, withdraws[MAX_STATES] = { false };

	for (int i = 0; i < graph->n_edges; i++)
		(graph->edges[i].withdraws ? withdraws : leaves)[graph->edges[i].from] = true;
	for (int i = 0; i < graph->n; i++) {
		const struct yaml_node *node = graph->nodes[i];
		const struct rule_state *state = &graph->states[i];

		if (!leaves[i] && !state->final)
			report_dead_end(graph, i, withdraws[i]);
		if ((leaves[i] || withdraws[i]) && state->final)
			rule_error(graph->reader->errors, node->key_line, node->key_column,
				   "状态「%s」标为终止，却还有动作离开它",
				   "state \"%s\" is final, but a move leads out of it", state->code);
		if (state->open && state->final)
			rule_error(graph->reader->errors, node->key_line, node->key_column,
				   "状态「%s」不能既是 open 又是 final", "state \"%s\" cannot be both open and final",
				   state->code);
	}
}

/* Statistics would count a case that ended in such a phase as being at work for ever. */
static void check_final_phases(const struct graph *graph)
{
	static const unsigned at_work =
		1u << PHASE_DRAFT | 1u << PHASE_RECEIVED | 1u << PHASE_FILED | 1u << PHASE_HANDLING;

	for (int i = 0; i < graph->n; i++)
		if (graph->states[i].final && at_work & 1u << graph->states[i].phase)
			rule_error(graph->reader->errors, graph->nodes[i]->key_line, graph->nodes[i]->key_column,
				   "终止状态「%s」的阶段不能是 %s：统计会一直把它算作在办",
				   "final state \"%s\" cannot be of phase %s: it would count as being at work for ever",
				   graph->states[i].code, phase_name(graph->states[i].phase));
}

/* People tell states by their words. */
static void check_labels(const struct graph *graph)
{
	for (int i = 1; i < graph->n; i++)
		for (int j = 0; j < i; j++) {
			const struct label *label = &graph->states[i].label, *earlier = &graph->states[j].label;

			if (!label->zh[0] || !label->en[0] ||
			    (strcmp(label->zh, earlier->zh) != 0 && strcmp(label->en, earlier->en) != 0))
				continue;
			rule_error(graph->reader->errors, graph->nodes[i]->key_line, graph->nodes[i]->key_column,
				   "状态「%s」与「%s」叫法相同，无法区分",
				   "states \"%s\" and \"%s\" have the same label; nobody could tell them apart",
				   graph->states[i].code, graph->states[j].code);
			break;
		}
}

/* True when a role can make some move in a state. */
static bool can_act(const struct graph *graph, unsigned role, const char *code)
{
	const struct rules *rules = graph->reader->rules;

	for (int i = 0; i < rules->n_moves; i++) {
		const struct rule_move *move = &rules->moves[i];
		const char *const *from =
			graph->of_case && move->subject == SUBJECT_ASSIGNMENT ? move->case_from : move->from;

		if (!graph->of_case && move->subject == SUBJECT_CASE)
			continue;
		if (from && move->roles & 1u << role && codes_hold(from, code))
			return true;
	}
	return false;
}

/* False in a dead end, which is reported as such. */
static bool anyone_can_act(const struct graph *graph, const char *code)
{
	for (unsigned role = 1; role < ROLE_COUNT_; role++)
		if (can_act(graph, role, code))
			return true;
	return false;
}

static void check_next_can_act(const struct graph *graph)
{
	for (int i = 0; i < graph->n; i++) {
		const struct rule_state *state = &graph->states[i];
		unsigned role = role_by_name(state->next_role);

		if (role != ROLE_NONE && anyone_can_act(graph, state->code) && !can_act(graph, role, state->code))
			rule_error(graph->reader->errors, graph->nodes[i]->key_line, graph->nodes[i]->key_column,
				   "状态「%s」轮到 %s，但 %s 在此没有可做的动作",
				   "in state \"%s\" it is for %s, but %s has no move there", state->code,
				   state->next_role, state->next_role);
	}
}

static void check_one(struct graph *graph)
{
	int initial;

	if (graph->n == 0) /* a file without assignments; which moves need them is another check */
		return;
	initial = check_initial(graph);

	collect_edges(graph);
	if (initial >= 0)
		check_reached(graph, initial);
	check_ends(graph);
	check_final_phases(graph);
	check_labels(graph);
	check_next_can_act(graph);
	if (graph->of_case && initial >= 0 && graph->states[initial].phase != PHASE_RECEIVED &&
	    graph->states[initial].phase != PHASE_NONE)
		rule_error_texts(graph->reader->errors, graph->nodes[initial]->key_line,
				 graph->nodes[initial]->key_column, "起始状态的阶段应为 phase: received",
				 "the initial state must have phase: received");
}

void check_graph(struct reader *reader)
{
	const struct rules *rules = reader->rules;
	struct graph cases = {
		.reader = reader,
		.of_case = true,
		.section = "states",
		.states = rules->states,
		.nodes = reader->state_nodes,
		.n = rules->n_states,
	};
	struct graph assignments = {
		.reader = reader,
		.section = "assignment_states",
		.states = rules->assignment_states,
		.nodes = reader->assignment_state_nodes,
		.n = rules->n_assignment_states,
	};

	check_one(&cases);
	check_one(&assignments);
}
