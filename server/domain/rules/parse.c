/* From a file's text to rules, or to all that is wrong with it. */
#include "domain/rules/read.h"

#include <stddef.h>
#include <stdlib.h>

/* Rules and the memory they live in; struct rules is what the world sees of it. */
struct owned_rules {
	struct rules rules;
	struct arena *arena;
};

static int compare_errors(const void *left, const void *right)
{
	const struct rule_error *a = left, *b = right;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

/* Everything that can be said about the file, in its order. */
static void read_and_check(struct arena *arena, struct rules *rules, const char *text, size_t len,
			   struct rule_errors *errors)
{
	struct reader reader = { .arena = arena, .rules = rules, .errors = errors };
	const struct yaml_node *root = yaml_tree_read(arena, text, len, errors);

	if (root && root->kind != YAML_BAD)
		read_file(&reader, root);
	if (root && root->kind == YAML_MAP) {
		check_moves(&reader);
		check_sections(&reader);
		check_deadlines(&reader);
		if (!reader.graph_broken)
			check_graph(&reader);
		if (errors->n == 0)
			check_walk(&reader);
	}
	qsort(errors->list, errors->n, sizeof(*errors->list), compare_errors);
}

struct rules *rules_parse(const char *text, size_t len, struct rule_errors *ret_errors)
{
	struct arena *arena = arena_new();
	struct owned_rules *owned = arena_alloc(arena, sizeof(*owned));

	ret_errors->n = 0;
	owned->arena = arena;
	read_and_check(arena, &owned->rules, text, len, ret_errors);
	if (ret_errors->n == 0)
		return &owned->rules;
	arena_free(arena);
	return NULL;
}

void rules_free(struct rules *rules)
{
	struct owned_rules *owned = (struct owned_rules *)rules;

	/* rules is the first member, so both begin at the same place. */
	_Static_assert(offsetof(struct owned_rules, rules) == 0, "struct owned_rules begins with its rules");
	if (owned)
		arena_free(owned->arena);
}
