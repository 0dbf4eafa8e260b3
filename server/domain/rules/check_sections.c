/* Sections agree with one another: what a move needs is there, and somebody can bring it about. */
#include "domain/rules/read.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static bool has_action(const struct rules *rules, enum move_action action)
{
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == action)
			return true;
	return false;
}

/* The child of a move, or the move. */
static const struct yaml_node *part_of(const struct yaml_node *move, const char *key)
{
	const struct yaml_node *child = yaml_child(move, key);

	return child ? child : move;
}

/* The item of a list that says a word; the list itself if none does. */
static const struct yaml_node *item_of(const struct yaml_node *list, const char *word)
{
	for (const struct yaml_node *item = list->first; item; item = item->next)
		if (item->kind == YAML_WORD && strcmp(item->text, word) == 0)
			return item;
	return list;
}

/* --- sections that moves use --- */

/* A field, or an action, and the section that holds its words. */
static const struct {
	unsigned field; /* of enum move_field; 0: only the action */
	enum move_action action;
	const char *word, *section;
} uses[] = {
	{ FIELD_REASON_CODE, ACTION_NONE, "reason_code", "not_filed_reasons" },
	{ FIELD_CHANNEL, ACTION_REDIRECT, "channel", "channels" },
	{ FIELD_ATTACHMENTS, ACTION_ATTACH, "attachments", "attachments" },
	{ 0, ACTION_ASSIGN, "", "assignment_states" },
	{ 0, ACTION_ASSIGN, "", "deadlines" },
	{ FIELD_CLASS, ACTION_ANSWER, "class", "classes" },
	{ 0, ACTION_ANSWER_MERGED, "", "classes" },
	{ FIELD_ATTITUDE, ACTION_EVALUATE, "attitude", "marks" },
	{ FIELD_RESULT, ACTION_NONE, "result", "marks" },
	{ FIELD_CONTACT_METHOD, ACTION_CONTACT, "contact_method", "contact_methods" },
};

static bool uses_section(const struct rule_move *move, size_t i)
{
	return (move->action != ACTION_NONE && move->action == uses[i].action) || move->requires & uses[i].field;
}

static void report_use(struct reader *reader, const struct yaml_node *node, const struct rule_move *move, size_t i)
{
	const struct yaml_node *at = move->requires & uses[i].field
					     ? item_of(yaml_child(node, "requires"), uses[i].word)
					     : part_of(node, "does");

	rule_error(reader->errors, at->line, at->column, "「%s」要用到 %s，文件却没有这一节",
		   "\"%s\" uses the section %s, which the file lacks", move->verb, uses[i].section);
}

/* The first move that uses a section the file lacks is enough to tell. */
static void check_uses(struct reader *reader)
{
	const struct rules *rules = reader->rules;

	for (size_t i = 0; i < COUNT(uses); i++) {
		if (yaml_child(reader->root, uses[i].section))
			continue;
		for (int k = 0; k < rules->n_moves; k++) {
			if (reader->move_nodes[k]->kind != YAML_MAP || !uses_section(&rules->moves[k], i))
				continue;
			report_use(reader, reader->move_nodes[k], &rules->moves[k], i);
			break;
		}
	}
}

/* --- what is needed can come about --- */

/* A need, and the actions that see to it. A case's actions must be possible in every state in which the need stops a
 * move; an office's actions in every case state in which it does. */
static const struct {
	enum move_need need;
	const char *word;
	enum move_action by[2];
	bool in_same_state; /* of the acting office as well */
} needs[] = {
	{ NEED_OPINIONS, "opinions", { ACTION_OPINION, ACTION_NONE }, false },
	{ NEED_COSIGNS, "cosigns", { ACTION_COSIGN, ACTION_NONE }, false },
	{ NEED_CONTACT, "contact", { ACTION_CONTACT, ACTION_NONE }, true },
	{ NEED_PROMISES, "promises", { ACTION_KEEP, ACTION_NONE }, false },
	{ NEED_SIGNATURES, "signatures", { ACTION_SIGN, ACTION_DECLINE }, false },
	{ NEED_ANSWERS, "answers", { ACTION_ANSWER, ACTION_NONE }, false },
	{ NEED_MERGED, "merged", { ACTION_ANSWER_MERGED, ACTION_NONE }, false },
};

/* The case states in which a move is possible. */
static const char *const *case_states_of(const struct rule_move *move)
{
	return move->subject == SUBJECT_CASE ? move->from : move->case_from;
}

static bool sees_to(const struct rule_move *move, size_t need)
{
	return move->action != ACTION_NONE && (move->action == needs[need].by[0] || move->action == needs[need].by[1]);
}

/* True when a move that sees to the need is possible in a case state, and for an office in that state. */
static bool possible_in(const struct rules *rules, size_t need, const char *case_state, const char *office_state)
{
	for (int i = 0; i < rules->n_moves; i++) {
		const struct rule_move *move = &rules->moves[i];
		const char *const *cases = case_states_of(move);

		if (sees_to(move, need) && cases && codes_hold(cases, case_state) &&
		    (!office_state || move->subject == SUBJECT_CASE || codes_hold(move->from, office_state)))
			return true;
	}
	return false;
}

static void report_need(struct reader *reader, const struct yaml_node *item, const struct rule_move *move,
			const char *word, const char *state)
{
	rule_error(reader->errors, item->line, item->column,
		   "「%s」要求 %s，但在状态「%s」没有动作能办到：案件会停在这里",
		   "\"%s\" needs %s, but no move sees to it in state \"%s\": the case would be stuck", move->verb, word,
		   state);
}

/* The need of a move in each of its states; one report is enough. */
static void check_need(struct reader *reader, const struct rule_move *move, size_t need, const struct yaml_node *item)
{
	const char *const *cases = case_states_of(move);

	for (; cases && *cases; cases++) {
		if (!possible_in(reader->rules, need, *cases, NULL)) {
			report_need(reader, item, move, needs[need].word, *cases);
			return;
		}
		if (!needs[need].in_same_state || move->subject == SUBJECT_CASE)
			continue;
		for (const char *const *from = move->from; from && *from; from++)
			if (!possible_in(reader->rules, need, *cases, *from)) {
				report_need(reader, item, move, needs[need].word, *from);
				return;
			}
	}
}

static bool has_again(const struct rules *rules)
{
	for (int i = 0; i < rules->n_marks; i++)
		if (rules->marks[i].again)
			return true;
	return false;
}

/* Needs that other cases or another time see to are looked for in the whole file. */
static void check_needs(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	const struct yaml_node *list = yaml_child(node, "needs"), *item;

	if (!list || list->kind != YAML_LIST)
		return;
	for (size_t i = 0; i < COUNT(needs); i++) {
		item = item_of(list, needs[i].word);
		if (!(move->needs & (unsigned)needs[i].need))
			continue;
		if (!has_action(reader->rules, needs[i].by[0]))
			rule_error(reader->errors, item->line, item->column, "「%s」要求 %s，但没有动作能办到",
				   "\"%s\" needs %s, but no move sees to it", move->verb, needs[i].word);
		else if (needs[i].need != NEED_MERGED && needs[i].need != NEED_ANSWERS)
			check_need(reader, move, i, item);
	}
	item = item_of(list, "dissatisfied");
	if (move->needs & NEED_DISSATISFIED && !has_again(reader->rules))
		rule_error(reader->errors, item->line, item->column, "没有一个评价标为 again: true，「%s」永远做不了",
			   "no mark has again: true, so \"%s\" is never possible", move->verb);
}

/* --- classes, marks, extension --- */

static void check_promises(struct reader *reader)
{
	const struct yaml_node *classes = yaml_child(reader->root, "classes");

	if (has_action(reader->rules, ACTION_KEEP))
		return;
	for (int i = 0; i < reader->rules->n_classes; i++) {
		const struct rule_class *class = &reader->rules->classes[i];
		const struct yaml_node *at;

		if (!class->promise)
			continue;
		at = yaml_child(yaml_child(classes, class->letter), "promise");
		rule_error(reader->errors, at->key_line, at->key_column,
			   "「%s」类答复要有承诺，但没有 does: keep 的动作，承诺无法兑现",
			   "class \"%s\" asks for a promise, but no move with does: keep can keep it", class->letter);
	}
}

/* Marks stand from the best to the worst, so those that ask for another round come last. */
static void check_marks(struct reader *reader)
{
	const struct rules *rules = reader->rules;
	const struct yaml_node *node = yaml_child(reader->root, "marks");

	if (rules->n_marks > 0 && rules->marks[0].again)
		rule_error(reader->errors, node->first->key_line, node->first->key_column,
			   "评价由好到差排列，第一个「%s」不应标 again: true",
			   "marks stand from best to worst; the first, \"%s\", must not have again: true",
			   rules->marks[0].code);
	for (int i = 1; i < rules->n_marks; i++) {
		const struct rule_word *mark = &rules->marks[i];
		const struct yaml_node *at = yaml_child(node, mark->code);

		if (rules->marks[i - 1].again && !mark->again)
			rule_error(reader->errors, at->key_line, at->key_column,
				   "评价由好到差排列，「%s」在要求重办的「%s」之后，也应标 again: true",
				   "marks stand from best to worst; \"%s\" comes after \"%s\", which asks for another "
				   "round, so it must have again: true too",
				   mark->code, rules->marks[i - 1].code);
	}
}

/* Roles that may extend by some move. */
static unsigned extending_roles(const struct rules *rules)
{
	unsigned roles = 0;

	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == ACTION_EXTEND)
			roles |= rules->moves[i].roles;
	return roles;
}

static bool some_extension(const struct rules *rules)
{
	for (int i = 0; i < rules->n_deadlines; i++)
		if (rules->deadlines[i].extend.times > 0)
			return true;
	return false;
}

/* An extension needs a move by which it is granted, and a move to grant one needs a deadline that has one. */
static void check_extensions(struct reader *reader)
{
	const struct rules *rules = reader->rules;
	unsigned roles = extending_roles(rules);

	for (int i = 0; i < rules->n_deadlines; i++) {
		const struct rule_extension *extend = &rules->deadlines[i].extend;
		const struct yaml_node *at;

		if (extend->times == 0 || extend->by & roles)
			continue;
		at = yaml_child(reader->deadline_nodes[i], "extend");
		rule_error_texts(reader->errors, at->key_line, at->key_column,
				 "这里写的角色都没有 does: extend 的动作，谁也批不了延期",
				 "none of the roles named here has a move with does: extend, so nobody could extend");
	}
	for (int i = 0; i < rules->n_moves && !some_extension(rules); i++) {
		const struct yaml_node *at = part_of(reader->move_nodes[i], "does");

		if (rules->moves[i].action == ACTION_EXTEND)
			rule_error(reader->errors, at->line, at->column, "没有一个期限有 extend，「%s」永远做不了",
				   "no deadline has extend, so \"%s\" is never possible", rules->moves[i].verb);
	}
}

void check_sections(struct reader *reader)
{
	const struct rules *rules = reader->rules;

	check_uses(reader);
	for (int i = 0; i < rules->n_moves; i++) {
		if (reader->move_nodes[i]->kind != YAML_MAP)
			continue;
		if (!reader->graph_broken)
			check_needs(reader, reader->move_nodes[i], &rules->moves[i]);
	}
	check_marks(reader);
	if (reader->graph_broken)
		return;
	check_promises(reader);
	check_extensions(reader);
}
