/* The states of a case, or of an office's part, and the moves between them, as a graph to draw. */
#ifndef RULES_GRAPH_H
#define RULES_GRAPH_H

#include "domain/rules/rules.h"

/* One move from one state; a move from five states is five of them. */
struct graph_move {
	int from, to; /* numbers of states; the same: the state stays */
	const struct rule_move *move;
	bool by_office; /* in the case's graph: an office's move that moves the case */
};

struct rules_graph {
	const struct rules *rules;
	bool of_case;
	const struct rule_state *states; /* of the rules */
	int n_states;
	int *layers; /* of each state: how far on it is, from 0 */
	int n_layers;
	struct graph_move *moves;
	int n_moves;
};

/* rules is borrowed. */
struct rules_graph *rules_graph_new(const struct rules *rules, bool of_case);
void rules_graph_free(struct rules_graph *graph);

/* A drawing as lines of text, in the run's language; fresh. */
char *rules_draw_text(const struct rules *rules);
/* The same as an SVG file. */
char *rules_draw_svg(const struct rules *rules);

#endif
