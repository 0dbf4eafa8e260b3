/* The sections "states" and "assignment_states" of a rules file. */
#include "domain/rules/read.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void read_state_label(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label(reader, node, &((struct rule_state *)target)->label);
}

static void read_phase(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rule_state *)target)->phase = read_choice(reader, node, &phase_words);
}

static void read_graph_truth(struct reader *reader, const struct yaml_node *node, bool *truth)
{
	if (read_truth(reader, node, truth) < 0)
		reader->graph_broken = true;
}

static void read_initial(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_graph_truth(reader, node, &((struct rule_state *)target)->initial);
}

static void read_final(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_graph_truth(reader, node, &((struct rule_state *)target)->final);
}

static void read_open(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_graph_truth(reader, node, &((struct rule_state *)target)->open);
}

static void read_next(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rule_state *)target)->next_role = role_name(read_choice(reader, node, &role_words));
}

static const struct field state_fields[] = {
	{ "label", true, read_state_label }, { "phase", true, read_phase }, { "initial", false, read_initial },
	{ "final", false, read_final },      { "next", false, read_next },
};
static const struct field assignment_state_fields[] = {
	{ "label", true, read_state_label }, { "initial", false, read_initial }, { "final", false, read_final },
	{ "open", false, read_open },        { "next", false, read_next },
};

/* Who is next must be said of every state but those with which it ends. */
static void check_next(struct reader *reader, const struct yaml_node *node, const struct rule_state *state)
{
	const struct yaml_node *next = node->kind == YAML_MAP ? yaml_child(node, "next") : NULL;

	if (node->kind == YAML_MAP && !next && !state->final)
		rule_error(reader->errors, node->key_line, node->key_column,
			   "状态「%s」应写明轮到谁（next），或标为 final: true",
			   "state \"%s\" must say who is next, or final: true", state->code);
	if (next && state->final)
		rule_error(reader->errors, next->key_line, next->key_column, "终止状态「%s」不能有 next",
			   "state \"%s\" is final, so nobody is next", state->code);
}

/* Reads states into memory of their own; *ret_nodes are their nodes. */
static struct rule_state *read_state_list(struct reader *reader, const struct yaml_node *node,
					  const struct field *fields, size_t n_fields,
					  const struct yaml_node ***ret_nodes, int *ret_n)
{
	struct rule_state *states;
	int i = 0;

	if (!expect_kind(reader, node, YAML_MAP) || !expect_at_most(reader, node, MAX_STATES)) {
		reader->graph_broken = true;
		return NULL;
	}
	states = arena_alloc(reader->arena, (size_t)node->n * sizeof(*states));
	*ret_nodes = arena_alloc(reader->arena, (size_t)node->n * sizeof(**ret_nodes));
	for (const struct yaml_node *child = node->first; child; child = child->next, i++) {
		states[i] = (struct rule_state){ .code = child->key, .label = { "", "" }, .next_role = "" };
		(*ret_nodes)[i] = child;
		check_code_key(reader, child);
		read_fields(reader, child, fields, n_fields, true, &states[i]);
		check_next(reader, child, &states[i]);
	}
	*ret_n = i;
	return states;
}

void read_states(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rules *rules = target;

	rules->states = read_state_list(reader, node, state_fields, COUNT(state_fields), &reader->state_nodes,
					&rules->n_states);
}

void read_assignment_states(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rules *rules = target;

	rules->assignment_states =
		read_state_list(reader, node, assignment_state_fields, COUNT(assignment_state_fields),
				&reader->assignment_state_nodes, &rules->n_assignment_states);
}
