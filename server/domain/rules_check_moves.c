/* What each move says of itself agrees with what its action does. */
#include "domain/rules_read.h"

#include <string.h>

/* What a built-in action acts on. */
enum acts_on { ON_CASE, ON_ASSIGNMENT };

/* What a built-in action needs. Statistics count milestones and phases, so those are not the file's to choose. */
static const struct {
	enum milestone milestone; /* NONE: it must not have one */
	enum acts_on on;
	enum phase to; /* phase of the case state it leads to by "to" or "moves_case"; NONE: any */
} actions[ACTION_COUNT_] = {
	[ACTION_FILE] = { MILESTONE_FILED, ON_CASE, PHASE_FILED },
	[ACTION_NOT_FILE] = { MILESTONE_NOT_FILED, ON_CASE, PHASE_NOT_FILED },
	[ACTION_ASSIGN] = { MILESTONE_ASSIGNED, ON_CASE, PHASE_HANDLING },
	[ACTION_ACCEPT] = { MILESTONE_ACCEPTED, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_RETURN] = { MILESTONE_RETURNED, ON_ASSIGNMENT, PHASE_FILED },
	[ACTION_CONTACT] = { MILESTONE_CONTACTED, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_OPINION] = { MILESTONE_OPINION, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_ANSWER] = { MILESTONE_ANSWERED, ON_ASSIGNMENT, PHASE_ANSWERED },
	[ACTION_OUTCOME] = { MILESTONE_OUTCOME, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_EVALUATE] = { MILESTONE_EVALUATED, ON_CASE, PHASE_EVALUATED },
	[ACTION_CLOSE] = { MILESTONE_CLOSED, ON_CASE, PHASE_CLOSED },
	[ACTION_SUBMIT] = { MILESTONE_RECEIVED, ON_CASE, PHASE_RECEIVED },
	[ACTION_INVITE] = { MILESTONE_INVITED, ON_CASE, PHASE_NONE },
	[ACTION_SIGN] = { MILESTONE_SIGNED, ON_CASE, PHASE_NONE },
	[ACTION_DECLINE] = { MILESTONE_DECLINED, ON_CASE, PHASE_NONE },
	[ACTION_REDIRECT] = { MILESTONE_REDIRECTED, ON_CASE, PHASE_NOT_FILED },
	[ACTION_MERGE] = { MILESTONE_MERGED, ON_CASE, PHASE_MERGED },
	[ACTION_ANSWER_MERGED] = { MILESTONE_ANSWERED, ON_CASE, PHASE_MERGED },
	[ACTION_LINK] = { MILESTONE_LINKED, ON_CASE, PHASE_NONE },
	[ACTION_REJECT_RETURN] = { MILESTONE_RETURN_REJECTED, ON_ASSIGNMENT, PHASE_HANDLING },
	[ACTION_REMIND] = { MILESTONE_REMINDED, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_EXTEND] = { MILESTONE_EXTENDED, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_REDATE] = { MILESTONE_NONE, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_TRANSFER] = { MILESTONE_TRANSFERRED, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_DRAFT] = { MILESTONE_DRAFTED, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_COSIGN] = { MILESTONE_COSIGNED, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_REVIEW] = { MILESTONE_REVIEWED, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_SEND_BACK] = { MILESTONE_SENT_BACK, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_ATTACH] = { MILESTONE_ATTACHED, ON_CASE, PHASE_NONE },
	[ACTION_PUBLISH] = { MILESTONE_PUBLISHED, ON_CASE, PHASE_NONE },
	[ACTION_PROMISE] = { MILESTONE_PROMISED, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_KEEP] = { MILESTONE_KEPT, ON_CASE, PHASE_NONE },
	[ACTION_POSTPONE] = { MILESTONE_POSTPONED, ON_CASE, PHASE_NONE },
	[ACTION_BREAK] = { MILESTONE_BROKEN, ON_CASE, PHASE_NONE },
	[ACTION_UPGRADE] = { MILESTONE_UPGRADED, ON_ASSIGNMENT, PHASE_NONE },
	[ACTION_REOPEN] = { MILESTONE_REOPENED, ON_CASE, PHASE_HANDLING },
	[ACTION_CHOOSE_KEY] = { MILESTONE_KEY_CHOSEN, ON_CASE, PHASE_NONE },
	[ACTION_MEET] = { MILESTONE_MET, ON_CASE, PHASE_NONE },
	[ACTION_INSTRUCT] = { MILESTONE_INSTRUCTED, ON_CASE, PHASE_NONE },
	[ACTION_MEDIA] = { MILESTONE_MEDIA, ON_CASE, PHASE_NONE },
	[ACTION_WITHDRAW] = { MILESTONE_WITHDRAWN, ON_CASE, PHASE_WITHDRAWN },
	[ACTION_CORRECT] = { MILESTONE_CORRECTED, ON_CASE, PHASE_NONE },
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

void check_moves(struct reader *reader)
{
	const struct rules *rules = reader->rules;

	for (int i = 0; i < rules->n_moves; i++) {
		const struct yaml_node *node = reader->move_nodes[i];

		if (node->kind != YAML_MAP)
			continue;
		check_subject(reader, node, &rules->moves[i]);
		check_action(reader, node, &rules->moves[i]);
		check_milestone(reader, node, &rules->moves[i]);
		check_phase(reader, node, &rules->moves[i]);
		check_answering(reader, node, &rules->moves[i]);
	}
}
