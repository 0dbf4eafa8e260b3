#include "rules_graph.h"

#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

static int number_of(const struct rules_graph *graph, const char *code)
{
	for (int i = 0; i < graph->n_states; i++)
		if (strcmp(graph->states[i].code, code) == 0)
			return i;
	return -1;
}

static void add_move(struct rules_graph *graph, const char *from, const char *to, const struct rule_move *move,
		     bool by_office)
{
	struct graph_move *added = &graph->moves[graph->n_moves];
	added->from = number_of(graph, from);
	added->to = to ? number_of(graph, to) : added->from;
	added->move = move;
	added->by_office = by_office;
	graph->n_moves += added->from >= 0 && added->to >= 0;
}

static void add_moves(struct rules_graph *graph, const struct rule_move *move)
{
	bool through_office = graph->of_case && move->subject == SUBJECT_ASSIGNMENT;
	if (!graph->of_case && move->ends_from)
		add_move(graph, move->ends_from, move->ends_to, move, false);
	if (!graph->of_case && move->subject == SUBJECT_CASE)
		return;
	const char *const *from = through_office ? move->case_from : move->from;
	for (; from && *from; from++) {
		/* An office's move is a case's only where it moves the case. */
		if (through_office && (!move->case_to || strcmp(*from, move->case_to) == 0))
			continue;
		add_move(graph, *from, through_office ? move->case_to : move->to, move, through_office);
	}
}

/* Where the phases of a case stand from left to right. */
static int layer_of_phase(enum phase phase)
{
	static const int layers[PHASE_COUNT_] = {
		[PHASE_DRAFT] = 0,     [PHASE_RECEIVED] = 1,  [PHASE_FILED] = 2,    [PHASE_NOT_FILED] = 2,
		[PHASE_HANDLING] = 3,  [PHASE_MERGED] = 3,    [PHASE_ANSWERED] = 4, [PHASE_EVALUATED] = 5,
		[PHASE_FOLLOW_UP] = 5, [PHASE_WITHDRAWN] = 6, [PHASE_CLOSED] = 6,
	};
	return (unsigned)phase < PHASE_COUNT_ ? layers[phase] : 0;
}

/* Fewest moves from the initial state on; what cannot be reached stands at the left. */
static void layer_by_moves(struct rules_graph *graph)
{
	for (int i = 0; i < graph->n_states; i++)
		graph->layers[i] = graph->states[i].initial ? 0 : -1;
	for (bool changed = true; changed;) {
		changed = false;
		for (int i = 0; i < graph->n_moves; i++) {
			const struct graph_move *move = &graph->moves[i];
			int next = graph->layers[move->from] + 1;
			if (next == 0 || move->from == move->to ||
			    (graph->layers[move->to] >= 0 && graph->layers[move->to] <= next))
				continue;
			graph->layers[move->to] = next;
			changed = true;
		}
	}
	for (int i = 0; i < graph->n_states; i++)
		if (graph->layers[i] < 0)
			graph->layers[i] = 0;
}

static bool is_layer_used(const struct rules_graph *graph, int layer)
{
	for (int i = 0; i < graph->n_states; i++)
		if (graph->layers[i] == layer)
			return true;
	return false;
}

/* Layers in which nothing stands are closed up. */
static void close_up(struct rules_graph *graph, int n_layers)
{
	for (int layer = n_layers - 1; layer >= 0; layer--) {
		if (is_layer_used(graph, layer)) {
			graph->n_layers++;
			continue;
		}
		for (int i = 0; i < graph->n_states; i++)
			graph->layers[i] -= graph->layers[i] > layer;
	}
}

struct rules_graph *rules_graph_new(const struct rules *rules, bool of_case)
{
	struct rules_graph *graph = hy_xcalloc(1, sizeof *graph);
	graph->rules = rules;
	graph->of_case = of_case;
	graph->states = of_case ? rules->states : rules->assignment_states;
	graph->n_states = of_case ? rules->n_states : rules->n_assignment_states;
	graph->layers = hy_xcalloc((size_t)graph->n_states + 1, sizeof *graph->layers);
	graph->moves = hy_xcalloc((size_t)rules->n_moves * ((size_t)graph->n_states + 1), sizeof *graph->moves);
	for (int i = 0; i < rules->n_moves; i++)
		add_moves(graph, &rules->moves[i]);
	if (of_case)
		for (int i = 0; i < graph->n_states; i++)
			graph->layers[i] = layer_of_phase(graph->states[i].phase);
	else
		layer_by_moves(graph);
	close_up(graph, (graph->n_states > PHASE_COUNT_ ? graph->n_states : PHASE_COUNT_));
	return graph;
}

void rules_graph_free(struct rules_graph *graph)
{
	if (!graph)
		return;
	free(graph->layers);
	free(graph->moves);
	free(graph);
}
