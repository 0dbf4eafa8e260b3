/* The section "moves" of a rules file. */
#include "domain/rules/read.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char *action_word(unsigned i)
{
	static const char *const names[ACTION_COUNT_] = {
		"",
		"file",
		"not_file",
		"assign",
		"accept",
		"return",
		"contact",
		"give_opinion",
		"answer",
		"add_outcome",
		"evaluate",
		"close",
		"submit",
		"invite",
		"sign",
		"decline",
		"redirect",
		"merge",
		"answer_merged",
		"link",
		"reject_return",
		"remind",
		"extend",
		"redate",
		"transfer",
		"draft",
		"cosign",
		"review",
		"send_back",
		"attach",
		"publish",
		"promise",
		"keep",
		"postpone",
		"break",
		"upgrade",
		"reopen",
		"choose_key",
		"meet",
		"instruct",
		"media",
		"withdraw",
		"correct",
	};

	return names[i];
}

/* In the order of the bits of enum move_field, from 1. */
static const char *requirement_word(unsigned i)
{
	static const char *const names[] = {
		"reason",         "lead_office", "contact_method",  "contact_persons", "class",       "document_number",
		"text",           "attitude",    "result",          "outcomes",        "reason_code", "channel",
		"promises",       "item",        "member",          "other_cases",     "due_on",      "signed_by",
		"contact_person", "publication", "proposed_office", "place",           "attachments", "signers",
		"media",          "signer",      "corrects",
	};

	_Static_assert(FIELD_CORRECTS == 1 << (sizeof(names) / sizeof(*names) - 1), "a word for each field");

	return names[i - 1];
}

/* In the order of the bits of enum move_need, from 1. */
static const char *need_word(unsigned i)
{
	static const char *const names[] = {
		"opinions", "cosigns", "contact", "promises", "signatures", "answers", "merged", "dissatisfied",
	};

	_Static_assert(NEED_DISSATISFIED == 1 << (sizeof(names) / sizeof(*names) - 1), "a word for each need");
	return names[i - 1];
}

/* What a link says of this case; the other end gets its counterpart. */
static const enum item_state links[] = { ITEM_BUNDLED, ITEM_SAME_KIND, ITEM_CONVERTED_INTO };

static const char *link_word(unsigned i)
{
	return item_state_name(links[i - 1]);
}

const struct vocabulary action_words = { "动作", "action", ACTION_COUNT_, action_word };
const struct vocabulary requirement_words = { "必填项", "field", 28, requirement_word };
const struct vocabulary need_words = { "前提", "need", 9, need_word };
const struct vocabulary link_words = { "关联", "link", COUNT(links) + 1, link_word };

/* Words of the states of a kind, to look one up in. */
struct state_table {
	const char *zh, *en;
	const struct rule_state *states;
	int n;
};

static struct state_table case_states(const struct reader *reader)
{
	return (struct state_table){ "案件状态", "case state", reader->rules->states, reader->rules->n_states };
}

static struct state_table assignment_states(const struct reader *reader)
{
	return (struct state_table){ "交办状态", "assignment state", reader->rules->assignment_states,
				     reader->rules->n_assignment_states };
}

/* The states a move's from and to are about. */
static struct state_table subject_states(const struct reader *reader, const struct rule_move *move)
{
	return move->subject == SUBJECT_CASE ? case_states(reader) : assignment_states(reader);
}

/* The code of a state that is there; NULL with a report otherwise. */
static const char *read_state(struct reader *reader, const struct yaml_node *node, const struct state_table *table)
{
	const char *word = read_word(reader, node), **candidates;

	for (int i = 0; word && i < table->n; i++)
		if (strcmp(table->states[i].code, word) == 0)
			return table->states[i].code;
	reader->graph_broken = true;
	if (!word || table->n == 0) /* where the states could not be read, that was reported */
		return NULL;
	candidates = arena_alloc(reader->arena, (size_t)table->n * sizeof(*candidates));
	for (int i = 0; i < table->n; i++)
		candidates[i] = table->states[i].code;
	report_unknown(reader, node->line, node->column, table->zh, table->en, word, candidates, (size_t)table->n);
	return NULL;
}

/* "all": every state that is not final. */
static const char *const *all_states(struct reader *reader, const struct state_table *table)
{
	const char **list = arena_alloc(reader->arena, ((size_t)table->n + 1) * sizeof(*list));
	int n = 0;

	for (int i = 0; i < table->n; i++)
		if (!table->states[i].final)
			list[n++] = table->states[i].code;
	return list;
}

static const char *const *read_state_list(struct reader *reader, const struct yaml_node *node,
					  const struct state_table *table)
{
	const char **list;
	int n = 0;

	if (node->kind == YAML_WORD && strcmp(node->text, "all") == 0)
		return all_states(reader, table);
	if (!expect_kind(reader, node, YAML_LIST)) {
		reader->graph_broken = true;
		return NULL;
	}
	list = arena_alloc(reader->arena, ((size_t)node->n + 1) * sizeof(*list));
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		const char *code = read_state(reader, item, table);

		if (code && codes_hold(list, code))
			report_kind(reader, item, "在列表中重复", "state is in the list twice");
		else if (code)
			list[n++] = code;
	}
	return list;
}

static void read_move_label(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label(reader, node, &((struct rule_move *)target)->label);
}

static void read_does(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rule_move *)target)->action = read_choice(reader, node, &action_words);
}

static void read_by(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rule_move *)target)->roles = read_choices(reader, node, &role_words);
}

static void read_assignment(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rule_move *move = target;

	move->subject = SUBJECT_ASSIGNMENT;
	move->assignment_roles = read_choices(reader, node, &assignment_role_words);
}

static void read_case(struct reader *reader, const struct yaml_node *node, void *target)
{
	const struct state_table table = case_states(reader);

	((struct rule_move *)target)->case_from = read_state_list(reader, node, &table);
}

static void read_from(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rule_move *move = target;
	const struct state_table table = subject_states(reader, move);

	move->from = read_state_list(reader, node, &table);
}

static void read_to(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rule_move *move = target;
	const struct state_table table = subject_states(reader, move);

	move->to = read_state(reader, node, &table);
}

static void read_moves_case(struct reader *reader, const struct yaml_node *node, void *target)
{
	const struct state_table table = case_states(reader);

	((struct rule_move *)target)->case_to = read_state(reader, node, &table);
}

static void read_milestone(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rule_move *)target)->milestone = read_choice(reader, node, &milestone_words);
}

static void read_requires(struct reader *reader, const struct yaml_node *node, void *target)
{
	/* Bit 1 << n of word n (from 1) is bit n - 1 of enum move_field. */
	((struct rule_move *)target)->requires = read_choices(reader, node, &requirement_words) >> 1;
}

static void read_needs(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rule_move *)target)->needs = read_choices(reader, node, &need_words) >> 1;
}

static void read_link(struct reader *reader, const struct yaml_node *node, void *target)
{
	unsigned choice = read_choice(reader, node, &link_words);

	if (choice)
		((struct rule_move *)target)->link = links[choice - 1];
}

static void read_ends_from(struct reader *reader, const struct yaml_node *node, void *target)
{
	const struct state_table table = assignment_states(reader);

	((struct rule_move *)target)->ends_from = read_state(reader, node, &table);
}

static void read_ends_to(struct reader *reader, const struct yaml_node *node, void *target)
{
	const struct state_table table = assignment_states(reader);

	((struct rule_move *)target)->ends_to = read_state(reader, node, &table);
}

static void read_ends(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = { { "from", true, read_ends_from }, { "to", true, read_ends_to } };

	read_fields(reader, node, fields, COUNT(fields), true, target);
}

void read_moves(struct reader *reader, const struct yaml_node *node, void *target)
{
	/* "assignment" first: it tells which states "from" and "to" name. */
	static const struct field fields[] = {
		{ "assignment", false, read_assignment },
		{ "label", true, read_move_label },
		{ "does", false, read_does },
		{ "by", true, read_by },
		{ "case", false, read_case },
		{ "from", true, read_from },
		{ "to", false, read_to },
		{ "moves_case", false, read_moves_case },
		{ "milestone", false, read_milestone },
		{ "requires", false, read_requires },
		{ "needs", false, read_needs },
		{ "link", false, read_link },
		{ "ends", false, read_ends },
	};
	struct rules *rules = target;
	int i = 0;

	if (!expect_kind(reader, node, YAML_MAP) || !expect_at_most(reader, node, MAX_MOVES)) {
		reader->graph_broken = true;
		return;
	}
	rules->moves = arena_alloc(reader->arena, (size_t)node->n * sizeof(*rules->moves));
	reader->move_nodes = arena_alloc(reader->arena, (size_t)node->n * sizeof(*reader->move_nodes));
	for (const struct yaml_node *child = node->first; child; child = child->next, i++) {
		rules->moves[i] = (struct rule_move){ .verb = child->key, .label = { "", "" } };
		reader->move_nodes[i] = child;
		check_code_key(reader, child);
		read_fields(reader, child, fields, COUNT(fields), true, &rules->moves[i]);
	}
	rules->n_moves = i;
}
