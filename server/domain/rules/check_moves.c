/* What each move says of itself agrees with what its action does. */
#include "domain/rules/read.h"

#include <string.h>

/* What a built-in action acts on. */
enum acts_on { ON_CASE, ON_ASSIGNMENT };

/* What a built-in action needs. Statistics count milestones and phases, so those are not the file's to choose. */
static const struct {
	enum milestone milestone; /* NONE: whatever it likes */
	enum acts_on on;
	enum phase to; /* phase of the case state it leads to by "to" or "moves_case"; NONE: any */
	bool moves;    /* of an assignment: the move is nothing without "to" */
} actions[ACTION_COUNT_] = {
	[ACTION_FILE] = { MILESTONE_FILED, ON_CASE, PHASE_FILED, false },
	[ACTION_NOT_FILE] = { MILESTONE_NOT_FILED, ON_CASE, PHASE_NOT_FILED, false },
	[ACTION_ASSIGN] = { MILESTONE_ASSIGNED, ON_CASE, PHASE_HANDLING, false },
	[ACTION_ACCEPT] = { MILESTONE_ACCEPTED, ON_ASSIGNMENT, PHASE_NONE, true },
	[ACTION_RETURN] = { MILESTONE_RETURNED, ON_ASSIGNMENT, PHASE_FILED, true },
	[ACTION_CONTACT] = { MILESTONE_CONTACTED, ON_ASSIGNMENT, PHASE_NONE, false },
	[ACTION_OPINION] = { MILESTONE_OPINION, ON_ASSIGNMENT, PHASE_NONE, true },
	[ACTION_ANSWER] = { MILESTONE_ANSWERED, ON_ASSIGNMENT, PHASE_ANSWERED, true },
	[ACTION_OUTCOME] = { MILESTONE_OUTCOME, ON_ASSIGNMENT, PHASE_NONE, false },
	[ACTION_EVALUATE] = { MILESTONE_EVALUATED, ON_CASE, PHASE_EVALUATED, false },
	[ACTION_CLOSE] = { MILESTONE_CLOSED, ON_CASE, PHASE_CLOSED, false },
	[ACTION_SUBMIT] = { MILESTONE_RECEIVED, ON_CASE, PHASE_RECEIVED, false },
	[ACTION_INVITE] = { MILESTONE_INVITED, ON_CASE, PHASE_NONE, false },
	[ACTION_SIGN] = { MILESTONE_SIGNED, ON_CASE, PHASE_NONE, false },
	[ACTION_DECLINE] = { MILESTONE_DECLINED, ON_CASE, PHASE_NONE, false },
	[ACTION_REDIRECT] = { MILESTONE_REDIRECTED, ON_CASE, PHASE_NOT_FILED, false },
	[ACTION_MERGE] = { MILESTONE_MERGED, ON_CASE, PHASE_MERGED, false },
	[ACTION_ANSWER_MERGED] = { MILESTONE_ANSWERED, ON_CASE, PHASE_MERGED, false },
	[ACTION_LINK] = { MILESTONE_LINKED, ON_CASE, PHASE_NONE, false },
	[ACTION_REJECT_RETURN] = { MILESTONE_RETURN_REJECTED, ON_ASSIGNMENT, PHASE_HANDLING, true },
	[ACTION_REMIND] = { MILESTONE_REMINDED, ON_ASSIGNMENT, PHASE_NONE, false },
	[ACTION_EXTEND] = { MILESTONE_EXTENDED, ON_ASSIGNMENT, PHASE_NONE, false },
	[ACTION_REDATE] = { MILESTONE_REDATED, ON_ASSIGNMENT, PHASE_NONE, false },
	[ACTION_TRANSFER] = { MILESTONE_TRANSFERRED, ON_ASSIGNMENT, PHASE_NONE, false },
	[ACTION_DRAFT] = { MILESTONE_DRAFTED, ON_ASSIGNMENT, PHASE_NONE, true },
	[ACTION_COSIGN] = { MILESTONE_COSIGNED, ON_ASSIGNMENT, PHASE_NONE, true },
	[ACTION_REVIEW] = { MILESTONE_REVIEWED, ON_ASSIGNMENT, PHASE_NONE, true },
	[ACTION_SEND_BACK] = { MILESTONE_SENT_BACK, ON_ASSIGNMENT, PHASE_NONE, true },
	[ACTION_ATTACH] = { MILESTONE_ATTACHED, ON_CASE, PHASE_NONE, false },
	[ACTION_PUBLISH] = { MILESTONE_PUBLISHED, ON_CASE, PHASE_NONE, false },
	[ACTION_PROMISE] = { MILESTONE_PROMISED, ON_ASSIGNMENT, PHASE_NONE, false },
	[ACTION_KEEP] = { MILESTONE_KEPT, ON_CASE, PHASE_NONE, false },
	[ACTION_POSTPONE] = { MILESTONE_POSTPONED, ON_CASE, PHASE_NONE, false },
	[ACTION_BREAK] = { MILESTONE_BROKEN, ON_CASE, PHASE_NONE, false },
	[ACTION_UPGRADE] = { MILESTONE_UPGRADED, ON_ASSIGNMENT, PHASE_NONE, false },
	[ACTION_REOPEN] = { MILESTONE_REOPENED, ON_CASE, PHASE_HANDLING, false },
	[ACTION_CHOOSE_KEY] = { MILESTONE_KEY_CHOSEN, ON_CASE, PHASE_NONE, false },
	[ACTION_MEET] = { MILESTONE_MET, ON_CASE, PHASE_NONE, false },
	[ACTION_INSTRUCT] = { MILESTONE_INSTRUCTED, ON_CASE, PHASE_NONE, false },
	[ACTION_MEDIA] = { MILESTONE_MEDIA, ON_CASE, PHASE_NONE, false },
	[ACTION_WITHDRAW] = { MILESTONE_WITHDRAWN, ON_CASE, PHASE_WITHDRAWN, false },
	[ACTION_CORRECT] = { MILESTONE_CORRECTED, ON_CASE, PHASE_NONE, false },
};

/* The mark of a move's key, or of the move itself where the key is not there. */
static void find_mark(const struct yaml_node *move, const char *key, int *ret_line, int *ret_column)
{
	const struct yaml_node *child = yaml_child(move, key);

	*ret_line = child ? child->key_line : move->key_line;
	*ret_column = child ? child->key_column : move->key_column;
}

/* An assignment's move names the case states it is possible in; a case's move has none of the assignment's keys. */
static void check_subject(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	static const char *const assignment_keys[] = { "case", "moves_case" };

	if (move->subject == SUBJECT_ASSIGNMENT) {
		if (!yaml_child(node, "case"))
			rule_error(reader->errors, node->key_line, node->key_column,
				   "「%s」缺少键「case」：案件在哪些状态下可以这样做",
				   "\"%s\" lacks the key \"case\": the case states in which it is possible",
				   move->verb);
		return;
	}
	for (size_t i = 0; i < sizeof(assignment_keys) / sizeof(*assignment_keys); i++) {
		const struct yaml_node *child = yaml_child(node, assignment_keys[i]);

		if (child)
			rule_error(reader->errors, child->key_line, child->key_column,
				   "「%s」只用于有 assignment 的动作", "\"%s\" is for moves with assignment: only",
				   child->key);
	}
}

static void check_action(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	int line, column;

	find_mark(node, "does", &line, &column);
	if (actions[move->action].on == ON_ASSIGNMENT && move->subject == SUBJECT_CASE)
		rule_error(reader->errors, line, column,
			   "「%s」作用于承办单位的交办，应写明 assignment: [lead, assist]",
			   "\"%s\" acts on an office's assignment; give assignment: [lead, assist]", move->verb);
	if (actions[move->action].on == ON_CASE && move->subject == SUBJECT_ASSIGNMENT && move->action != ACTION_NONE)
		rule_error(reader->errors, line, column, "「%s」作用于案件，不能有 assignment",
			   "\"%s\" acts on the case; it takes no assignment:", move->verb);
}

static void check_milestone(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	enum milestone expected = actions[move->action].milestone;
	int line, column;

	if (move->action == ACTION_NONE || move->milestone == expected)
		return;
	if (move->action == ACTION_REDATE && move->milestone == MILESTONE_NONE)
		return; /* files from before it had one; the new due day is told all the same (ledger/history.h) */
	find_mark(node, "milestone", &line, &column);
	rule_error(reader->errors, line, column, "「%s」的节点应为 milestone: %s", "\"%s\" must have milestone: %s",
		   move->verb, milestone_name(expected));
}

/* The case must be where statistics look for it afterwards. */
static void check_phase(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	const char *key = move->subject == SUBJECT_CASE ? "to" : "moves_case";
	const char *code = move->subject == SUBJECT_CASE ? move->to : move->case_to;
	const struct rule_state *state = code ? rules_state(reader->rules, code) : NULL;
	enum phase expected = actions[move->action].to;
	int line, column;

	if ((actions[move->action].on == ON_ASSIGNMENT) != (move->subject == SUBJECT_ASSIGNMENT)) /* reported */
		return;
	if (move->subject == SUBJECT_ASSIGNMENT && !(move->assignment_roles & ANSWERING_ROLES))
		return; /* assist offices never move the case */
	if (expected == PHASE_NONE || (state && (state->phase == expected || state->phase == PHASE_NONE)))
		return;
	if (!code && yaml_child(node, key)) /* an unknown state, reported */
		return;
	find_mark(node, key, &line, &column);
	rule_error(reader->errors, line, column, "「%s」应写明 %s: 一个阶段（phase）为 %s 的状态",
		   "\"%s\" must have %s: a state of phase %s", move->verb, key, phase_name(expected));
}

/* moves_case happens when an answering office acts. */
static void check_answering(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	int line, column;

	if (move->subject != SUBJECT_ASSIGNMENT || !move->case_to || move->assignment_roles & ANSWERING_ROLES)
		return;
	find_mark(node, "moves_case", &line, &column);
	rule_error(reader->errors, line, column, "「%s」有 moves_case，assignment 应包括 lead、separate 或 sole",
		   "\"%s\" has moves_case, so assignment must hold lead, separate or sole", move->verb);
}

/* An office's part that goes nowhere by it would stay open for ever. */
static void check_leads_on(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	if (!actions[move->action].moves || move->subject != SUBJECT_ASSIGNMENT || yaml_child(node, "to"))
		return;
	rule_error(reader->errors, node->key_line, node->key_column, "「%s」缺少键「to」：之后承办单位处于什么状态",
		   "\"%s\" lacks the key \"to\": the office's state afterwards", move->verb);
}

/* The office that answered never marks its own answer. */
static void check_evaluate(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	int line, column;

	if (move->action != ACTION_EVALUATE || !(move->roles & 1u << ROLE_HANDLER))
		return;
	find_mark(node, "by", &line, &column);
	rule_error(reader->errors, line, column, "「%s」不能由承办单位（handler）来做：评价属于提案者",
		   "\"%s\" must not be by handler: an office does not evaluate its own answer", move->verb);
}

/* A correction may replace any line, the proposers' marks too: it is for those who keep the register. */
static void check_correct(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	const unsigned parties = 1u << ROLE_HANDLER | 1u << ROLE_PROPOSER | 1u << ROLE_LEADER;
	int line, column;

	if (move->action != ACTION_CORRECT || !(move->roles & parties))
		return;
	find_mark(node, "by", &line, &column);
	rule_error(reader->errors, line, column,
		   "「%s」只能由 committee、supervisor 或 operator 来做：更正可以改动任何一次更新",
		   "\"%s\" must be by committee, supervisor or operator: a correction may replace any update",
		   move->verb);
}

/* "link" belongs to does: link, "ends" to does: assign. */
static void check_own_keys(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	static const struct {
		const char *key, *does;
		enum move_action action;
		bool required;
	} own[] = {
		{ "link", "link", ACTION_LINK, true },
		{ "ends", "assign", ACTION_ASSIGN, false },
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		const struct yaml_node *child = yaml_child(node, own[i].key);

		if (child && move->action != own[i].action)
			rule_error(reader->errors, child->key_line, child->key_column, "「%s」只用于 does: %s",
				   "\"%s\" is for moves with does: %s only", own[i].key, own[i].does);
		if (!child && own[i].required && move->action == own[i].action)
			report_missing(reader, node, own[i].key);
	}
}

/* What an assign of other offices ends is over. */
static void check_ends(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	const struct yaml_node *ends = yaml_child(node, "ends");
	const struct yaml_node *to = ends && ends->kind == YAML_MAP ? yaml_child(ends, "to") : NULL;
	const struct rule_state *state = move->ends_to ? rules_assignment_state(reader->rules, move->ends_to) : NULL;

	if (to && state && !state->final)
		rule_error(reader->errors, to->line, to->column, "「%s」不是终止状态：被替换的交办应就此结束",
			   "\"%s\" is not final: the assignment that is replaced ends there", state->code);
}

/* Only a draft is submitted: a case that was received would begin anew. */
static void check_submit(struct reader *reader, const struct yaml_node *node, const struct rule_move *move)
{
	int line, column;

	if (move->action != ACTION_SUBMIT || !move->from)
		return;
	for (const char *const *from = move->from; *from; from++) {
		const struct rule_state *state = rules_state(reader->rules, *from);

		if (!state || state->phase == PHASE_DRAFT || state->phase == PHASE_NONE)
			continue;
		find_mark(node, "from", &line, &column);
		rule_error(reader->errors, line, column, "「%s」只能从 phase: draft 的状态开始，「%s」不是",
			   "\"%s\" is from states of phase draft only, which \"%s\" is not", move->verb, *from);
	}
}

/* The item of a list of words that says a word; the list's key where there is none. */
static const struct yaml_node *find_item(const struct yaml_node *list, const char *word)
{
	for (const struct yaml_node *item = list->first; item; item = item->next)
		if (item->kind == YAML_WORD && strcmp(item->text, word) == 0)
			return item;
	return list;
}

/* Moves name no role of offices that the file does not have; said where one is named first. */
static void check_role(struct reader *reader, unsigned role)
{
	for (int i = 0; i < reader->rules->n_moves; i++) {
		const struct yaml_node *item;

		if (!(reader->rules->moves[i].assignment_roles & 1u << role))
			continue;
		item = find_item(yaml_child(reader->move_nodes[i], "assignment"), assignment_role_name(role));
		rule_error(reader->errors, item->line, item->column,
			   "文件没有承办角色「%s」：在 assignment_roles 中加上它",
			   "the file has no assignment role \"%s\": add it to assignment_roles",
			   assignment_role_name(role));
		return;
	}
}

typedef void check(struct reader *reader, const struct yaml_node *node, const struct rule_move *move);

void check_moves(struct reader *reader)
{
	static check *const checks[] = {
		check_subject,  check_action,  check_milestone, check_phase, check_answering, check_leads_on,
		check_evaluate, check_correct, check_own_keys,  check_ends,  check_submit,
	};
	const struct rules *rules = reader->rules;

	for (int i = 0; i < rules->n_moves; i++)
		for (size_t j = 0; j < sizeof(checks) / sizeof(*checks) && reader->move_nodes[i]->kind == YAML_MAP; j++)
			checks[j](reader, reader->move_nodes[i], &rules->moves[i]);
	for (unsigned role = 1; role < ASSIGNMENT_ROLE_COUNT_; role++)
		if (!rules->assignment_roles[role].given)
			check_role(reader, role);
}
