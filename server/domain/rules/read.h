/* Reading rules out of a tree: helpers that report what is wrong and go on. Internal to domain/. */
#ifndef DOMAIN_RULES_READ_H
#define DOMAIN_RULES_READ_H

#include "domain/rules/yaml_tree.h"

/* Most states of a kind and most moves: several times what any city's rules have; keeps the checks quick. */
#define MAX_STATES 60
#define MAX_MOVES  100

/* A file being read into rules. Nodes of states and moves are kept for the checks of the whole. */
struct reader {
	struct arena *arena;
	struct rules *rules;
	struct rule_errors *errors;
	const struct yaml_node *root;
	const struct yaml_node **state_nodes, **assignment_state_nodes, **move_nodes,
		**deadline_nodes; /* as in rules */
	/* A state or move could not be read, so that what the whole looks like cannot be told yet. */
	bool graph_broken;
};

/* A key of a map: how its value is read into target. */
struct field {
	const char *name;
	bool required;
	void (*read)(struct reader *reader, const struct yaml_node *node, void *target);
};

/* Reads a map with fixed keys: reports unknown and missing ones and reads the others in the table's order. in_graph:
 * a key that is unknown or missing leaves the graph of states broken. */
void read_fields(struct reader *reader, const struct yaml_node *node, const struct field *fields, size_t n,
		 bool in_graph, void *target);
/* Reports a key that a map must have. */
void report_missing(struct reader *reader, const struct yaml_node *map, const char *name);
/* Reports that a node is not what it should be. */
void report_kind(struct reader *reader, const struct yaml_node *node, const char *zh, const char *en);
/* True when the node is of the kind; reports it otherwise. A map or list must not be empty. */
bool expect_kind(struct reader *reader, const struct yaml_node *node, enum yaml_kind kind);
/* True when a map or list has at most max entries; reports it otherwise. */
bool expect_at_most(struct reader *reader, const struct yaml_node *node, int max);

/* A closed list of words: what they are called, and the words from 1 to count - 1. */
struct vocabulary {
	const char *zh, *en;
	unsigned count;
	const char *(*word)(unsigned i);
};
extern const struct vocabulary role_words, assignment_role_words, level_words, meaning_words, phase_words,
	milestone_words, deadline_kind_words, action_words, requirement_words, need_words, link_words, rate_words_known,
	rate_unit_words, rounding_words;
/* The number of the node's word, 0 with a report if there is none. */
unsigned read_choice(struct reader *reader, const struct yaml_node *node, const struct vocabulary *vocabulary);
/* A list of words as a set of bits 1 << number; reports empty lists and words that come twice. */
unsigned read_choices(struct reader *reader, const struct yaml_node *node, const struct vocabulary *vocabulary);
/* Reports a word that is none of the candidates, with the nearest of them or all. */
void report_unknown(struct reader *reader, int line, int column, const char *what_zh, const char *what_en,
		    const char *word, const char *const *candidates, size_t n);

/* Scalars; -1 or NULL with a report. */
const char *read_word(struct reader *reader, const struct yaml_node *node);
int read_number(struct reader *reader, const struct yaml_node *node, int min, int max, int *ret_number);
int read_truth(struct reader *reader, const struct yaml_node *node, bool *ret_truth);
int read_day(struct reader *reader, const struct yaml_node *node, hy_day *ret_day);
/* A code as of states and verbs: lower-case letters, digits, "_" and "-", shorter than CODE_SIZE. */
const char *read_code(struct reader *reader, const struct yaml_node *node);
/* The same of a map's key. */
bool check_code_key(struct reader *reader, const struct yaml_node *node);
/* A text of a label: short, on one line. */
void read_label_text(struct reader *reader, const struct yaml_node *node, const char **text);
/* {zh: …, en: …}; as a field's reader target is a struct label. */
void read_label(struct reader *reader, const struct yaml_node *node, void *target);

/* Sections of a file (rules/states.c, rules/moves.c, rules/deadlines.c, rules/words.c, rules/rates.c, rules/score.c,
 * the others in rules/sections.c); target is the reader's rules. */
void read_states(struct reader *reader, const struct yaml_node *node, void *target);
void read_assignment_states(struct reader *reader, const struct yaml_node *node, void *target);
void read_moves(struct reader *reader, const struct yaml_node *node, void *target);
void read_deadlines(struct reader *reader, const struct yaml_node *node, void *target);
void read_warnings(struct reader *reader, const struct yaml_node *node, void *target);
void read_classes(struct reader *reader, const struct yaml_node *node, void *target);
void read_marks(struct reader *reader, const struct yaml_node *node, void *target);
void read_contact_methods(struct reader *reader, const struct yaml_node *node, void *target);
void read_proposer_kinds(struct reader *reader, const struct yaml_node *node, void *target);
void read_not_filed_reasons(struct reader *reader, const struct yaml_node *node, void *target);
void read_channels(struct reader *reader, const struct yaml_node *node, void *target);
void read_attachments(struct reader *reader, const struct yaml_node *node, void *target);
void read_assignment_roles(struct reader *reader, const struct yaml_node *node, void *target);
void read_rates(struct reader *reader, const struct yaml_node *node, void *target);
void read_score(struct reader *reader, const struct yaml_node *node, void *target);
void read_bulletins(struct reader *reader, const struct yaml_node *node, void *target);
/* The roles of a file without assignment_roles: lead and assist, by their usual names. */
void default_assignment_roles(struct rules *rules);
void read_file(struct reader *reader, const struct yaml_node *root);
/* Checks what only shows when the whole is read: the graphs of states (rules/check.c). */
void check_graph(struct reader *reader);
/* A case and its offices together always come to an end (rules/check_walk.c); after check_graph. */
void check_walk(struct reader *reader);
/* What each move says of itself agrees with what it does (rules/check_moves.c). */
void check_moves(struct reader *reader);
/* What moves, classes and marks ask for is there (rules/check_sections.c). */
void check_sections(struct reader *reader);
/* Deadlines make sense together (rules/check_deadlines.c). */
void check_deadlines(struct reader *reader);

#endif
