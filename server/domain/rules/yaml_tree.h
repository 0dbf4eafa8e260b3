/* A file as a tree of nodes that know their line and column, built from libyaml's events. It takes the plain part of
 * YAML a person writes by hand: maps, lists, words. Anchors, aliases and tags are refused: rules are read by people,
 * and what stands in the file is what applies. Internal to domain/. */
#ifndef DOMAIN_YAML_TREE_H
#define DOMAIN_YAML_TREE_H

#include "base/memory.h"
#include "domain/rules/rules.h"

/* Deepest nesting and largest tree; the deepest part of a rules file, a step of a load rule in a list of deadlines, is
 * at 7, and a file of a thousand moves has some 15,000 nodes. */
#define YAML_MAX_DEPTH 8
#define YAML_MAX_NODES 20000

enum yaml_kind {
	YAML_BAD, /* already reported; readers pass over it */
	YAML_WORD,
	YAML_MAP,
	YAML_LIST
};

struct yaml_node {
	enum yaml_kind kind;
	int line, column;         /* of the value, from 1 */
	const char *key;          /* in a map, NULL elsewhere */
	int key_line, key_column; /* of the key */
	const char *text;         /* of a word; has no NUL inside */
	bool quoted;              /* the word stood in quotes, so it is neither a number nor a truth value */
	struct yaml_node *first, *next;
	int n; /* children */
};

/* Reads text. NULL with errors added if it is no YAML, too deep, too large or empty; other errors (a key twice, an
 * anchor) are added and the tree is there all the same, so that the rest can be checked too. Lives in arena. */
struct yaml_node *yaml_tree_read(struct arena *arena, const char *text, size_t len, struct rule_errors *errors);
/* The child of a map, NULL if there is none. */
const struct yaml_node *yaml_child(const struct yaml_node *map, const char *key);

/* Adds an error with its sentence in both languages; they are cut at the size of struct rule_error. */
void rule_error_texts(struct rule_errors *errors, int line, int column, const char *zh, const char *en);
/* The same by formats; both formats take the same arguments. Beyond RULES_MAX_ERRORS they are dropped. */
void rule_error(struct rule_errors *errors, int line, int column, const char *zh, const char *en, ...)
	__attribute__((format(printf, 4, 6), format(printf, 5, 6)));

#endif
