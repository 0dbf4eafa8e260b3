/* Deadlines make sense together: each can begin, holds for somebody, and none waits for itself. */
#include "domain/rules/read.h"

#include <string.h>

#define ASSIGNMENT_DAYS (1u << MILESTONE_ASSIGNED | 1u << MILESTONE_ACCEPTED)
#define CASE_DAYS       (1u << MILESTONE_RECEIVED | 1u << MILESTONE_FILED)

/* What a kind of deadline may count from, and what may be said of it. */
static const struct {
	unsigned from;           /* bits 1 << enum milestone */
	bool before;             /* it may be counted back from another */
	bool more_time;          /* it may be extended, and grow with the office's load */
	enum move_action limits; /* the action it limits; NONE: whatever the file has */
} kinds[DEADLINE_KIND_COUNT_] = {
	[DEADLINE_RETURN] = { 1u << MILESTONE_ASSIGNED, false, false, ACTION_RETURN },
	[DEADLINE_ANSWER] = { ASSIGNMENT_DAYS | CASE_DAYS, false, true, ACTION_NONE },
	[DEADLINE_OPINION] = { ASSIGNMENT_DAYS | CASE_DAYS, true, true, ACTION_OPINION },
	[DEADLINE_CONTACT] = { ASSIGNMENT_DAYS | CASE_DAYS, true, false, ACTION_CONTACT },
	[DEADLINE_JOIN] = { 1u << MILESTONE_INVITED, false, false, ACTION_INVITE },
	[DEADLINE_REHANDLE] = { ASSIGNMENT_DAYS | 1u << MILESTONE_REOPENED, false, true, ACTION_REOPEN },
	[DEADLINE_EVALUATE] = { 1u << MILESTONE_ANSWERED, false, false, ACTION_EVALUATE },
	[DEADLINE_PUBLISH] = { 1u << MILESTONE_ANSWERED, false, false, ACTION_PUBLISH },
};

static const char *kind_name(enum deadline_kind kind)
{
	return deadline_kind_words.word(kind + 1u);
}

static void check_beginning(struct reader *reader, const struct rule_deadline *deadline, const struct yaml_node *node)
{
	const struct yaml_node *from = yaml_child(node, "from");

	if (!from || kinds[deadline->kind].from & 1u << deadline->from)
		return;
	rule_error(reader->errors, from->line, from->column, "期限「%s」不能从 %s 起算",
		   "the deadline \"%s\" cannot count from %s", kind_name(deadline->kind),
		   milestone_name(deadline->from));
}

static bool has_rule(const struct rules *rules, enum deadline_kind kind)
{
	for (int i = 0; i < rules->n_deadlines; i++)
		if (rules->deadlines[i].kind == kind)
			return true;
	return false;
}

static void check_before(struct reader *reader, const struct rule_deadline *deadline, const struct yaml_node *node)
{
	const struct yaml_node *before = yaml_child(node, "before");

	if (!deadline->before)
		return;
	if (!kinds[deadline->kind].before)
		rule_error(reader->errors, before->key_line, before->key_column, "期限「%s」不能用 before",
			   "the deadline \"%s\" cannot be counted back from another", kind_name(deadline->kind));
	if (!has_rule(reader->rules, deadline->before_kind))
		rule_error(reader->errors, before->line, before->column, "文件没有期限「%s」",
			   "the file has no deadline \"%s\"", kind_name(deadline->before_kind));
}

static void check_more_time(struct reader *reader, const struct rule_deadline *deadline, const struct yaml_node *node)
{
	static const char *const keys[] = { "extend", "load" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys) && !kinds[deadline->kind].more_time; i++) {
		const struct yaml_node *child = yaml_child(node, keys[i]);

		if (child)
			rule_error(reader->errors, child->key_line, child->key_column,
				   "期限「%s」不能有 %s：只有 answer、opinion、rehandle 可以",
				   "the deadline \"%s\" takes no %s; only answer, opinion and rehandle do",
				   kind_name(deadline->kind), keys[i]);
	}
}

/* The more cases, the more time. */
static void check_loads(struct reader *reader, const struct rule_deadline *deadline, const struct yaml_node *node)
{
	const struct yaml_node *list = yaml_child(node, "load"), *step = list ? list->first : NULL;

	for (int i = 0; i < deadline->n_loads && step; i++, step = step->next) {
		const struct rule_load *load = &deadline->loads[i];

		if (i > 0 && load->unit == load[-1].unit && load->amount && load->amount <= load[-1].amount)
			rule_error(reader->errors, step->line, step->column,
				   "load 的各级应越来越宽：%d 件只加 %d，不比前一级多",
				   "the steps of load must give more and more time: %d cases give only %d", load->cases,
				   load->amount);
	}
}

/* A deadline limits something the file has. Said once of a kind. */
static void check_limits(struct reader *reader, const struct rule_deadline *deadline, const struct yaml_node *node)
{
	enum move_action action = kinds[deadline->kind].limits;
	const struct yaml_node *section = yaml_child(yaml_child(reader->root, "deadlines"), kind_name(deadline->kind));

	if (node != section && node != section->first)
		return;
	for (int i = 0; i < reader->rules->n_moves; i++)
		if (reader->rules->moves[i].action == action)
			return;
	if (action != ACTION_NONE && !reader->graph_broken)
		rule_error(reader->errors, section->key_line, section->key_column, "期限「%s」没有对应的动作，不起作用",
			   "the deadline \"%s\" limits no move of this file", section->key);
}

/* True when whatever fits the later rule fits the earlier one. */
static bool covers(const struct deadline_when *earlier, const struct deadline_when *later)
{
	if ((earlier->in_session && !later->in_session) || (earlier->between_sessions && !later->between_sessions))
		return false;
	if (!earlier->proposer_kinds)
		return true;
	if (!later->proposer_kinds)
		return false;
	for (const char *const *kind = later->proposer_kinds; *kind; kind++)
		if (!codes_hold(earlier->proposer_kinds, *kind))
			return false;
	return true;
}

/* A rule that comes after one that always fits before it never holds. */
static void check_held(struct reader *reader, int later)
{
	const struct rule_deadline *deadlines = reader->rules->deadlines;
	const struct yaml_node *node = reader->deadline_nodes[later];

	for (int i = 0; i < later; i++) {
		if (deadlines[i].kind != deadlines[later].kind || !covers(&deadlines[i].when, &deadlines[later].when))
			continue;
		rule_error(reader->errors, node->line, node->column,
			   "这一条永远用不上：第 %d 行的一条已包括它，请把更具体的放在前面",
			   "this one never holds: the one on line %d covers it; put the more particular one first",
			   reader->deadline_nodes[i]->line);
		return;
	}
}

/* The kinds that a kind's rules are counted back from, as bits. */
static unsigned counted_back_from(const struct rules *rules, unsigned kind)
{
	unsigned set = 0;

	for (int i = 0; i < rules->n_deadlines; i++)
		if (rules->deadlines[i].kind == kind && rules->deadlines[i].before)
			set |= 1u << rules->deadlines[i].before_kind;
	return set;
}

/* True when following "before" from a kind leads back to it. */
static bool goes_in_circle(const struct rules *rules, unsigned kind)
{
	unsigned reached = counted_back_from(rules, kind), before = 0;

	while (reached != before) {
		before = reached;
		for (unsigned i = 0; i < DEADLINE_KIND_COUNT_; i++)
			if (reached & 1u << i)
				reached |= counted_back_from(rules, i);
	}
	return reached & 1u << kind;
}

static void check_circle(struct reader *reader, int i)
{
	const struct yaml_node *before = yaml_child(reader->deadline_nodes[i], "before");

	if (reader->rules->deadlines[i].before && goes_in_circle(reader->rules, reader->rules->deadlines[i].kind))
		rule_error(reader->errors, before->line, before->column, "期限「%s」绕一圈又从自己倒推",
			   "the deadline \"%s\" is counted back from itself in a circle",
			   kind_name(reader->rules->deadlines[i].kind));
}

typedef void check(struct reader *reader, const struct rule_deadline *deadline, const struct yaml_node *node);

void check_deadlines(struct reader *reader)
{
	static check *const checks[] = { check_beginning, check_before, check_more_time, check_loads, check_limits };

	for (int i = 0; i < reader->rules->n_deadlines; i++) {
		if (reader->deadline_nodes[i]->kind != YAML_MAP)
			continue;
		for (size_t j = 0; j < sizeof(checks) / sizeof(*checks); j++)
			checks[j](reader, &reader->rules->deadlines[i], reader->deadline_nodes[i]);
		check_held(reader, i);
		check_circle(reader, i);
	}
}
