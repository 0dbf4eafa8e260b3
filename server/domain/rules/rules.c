/* Finders and words of rules once read. */
#include "domain/rules/rules.h"

#include <string.h>

static const struct rule_state *find_state(const struct rule_state *states, int n, const char *code)
{
	for (int i = 0; i < n; i++)
		if (strcmp(states[i].code, code) == 0)
			return &states[i];
	return NULL;
}

static const struct rule_word *find_word(const struct rule_word *words, int n, const char *code)
{
	for (int i = 0; i < n; i++)
		if (strcmp(words[i].code, code) == 0)
			return &words[i];
	return NULL;
}

const struct rule_state *rules_state(const struct rules *rules, const char *code)
{
	return find_state(rules->states, rules->n_states, code);
}

const struct rule_state *rules_assignment_state(const struct rules *rules, const char *code)
{
	return find_state(rules->assignment_states, rules->n_assignment_states, code);
}

const struct rule_state *rules_state_of_phase(const struct rules *rules, enum phase phase)
{
	for (int i = 0; i < rules->n_states; i++)
		if (rules->states[i].phase == phase)
			return &rules->states[i];
	return NULL;
}

const struct rule_move *rules_move(const struct rules *rules, const char *verb)
{
	for (int i = 0; i < rules->n_moves; i++)
		if (strcmp(rules->moves[i].verb, verb) == 0)
			return &rules->moves[i];
	return NULL;
}

const struct rule_class *rules_class(const struct rules *rules, const char *letter)
{
	for (int i = 0; i < rules->n_classes; i++)
		if (strcmp(rules->classes[i].letter, letter) == 0)
			return &rules->classes[i];
	return NULL;
}

const struct rule_word *rules_mark(const struct rules *rules, const char *code)
{
	return find_word(rules->marks, rules->n_marks, code);
}

const struct rule_word *rules_contact_method(const struct rules *rules, const char *code)
{
	return find_word(rules->contact_methods, rules->n_contact_methods, code);
}

const struct rule_word *rules_word(const struct rule_words *words, const char *code)
{
	return find_word(words->list, words->n, code);
}

static bool deadline_fits(const struct deadline_when *when, const struct case_state *state)
{
	if (when->proposer_kinds && !codes_hold(when->proposer_kinds, state->proposer_kind))
		return false;
	if (when->in_session || when->between_sessions)
		return state->between_sessions ? when->between_sessions : when->in_session;
	return true;
}

const struct rule_deadline *rules_deadline(const struct rules *rules, enum deadline_kind kind,
					   const struct case_state *state)
{
	for (int i = 0; i < rules->n_deadlines; i++)
		if (rules->deadlines[i].kind == kind && deadline_fits(&rules->deadlines[i].when, state))
			return &rules->deadlines[i];
	return NULL;
}

const char *rules_role_label(const struct rules *rules, enum assignment_role role, enum language language)
{
	if ((unsigned)role < ASSIGNMENT_ROLE_COUNT_ && rules->assignment_roles[role].given)
		return label_text(&rules->assignment_roles[role].label, language);
	return assignment_role_label(role, language);
}

bool codes_hold(const char *const *codes, const char *code)
{
	for (; *codes; codes++)
		if (strcmp(*codes, code) == 0)
			return true;
	return false;
}

bool move_fits_assignment(const struct rule_move *move, const struct assignment *assignment)
{
	return move->subject == SUBJECT_ASSIGNMENT && move->assignment_roles & 1u << assignment->role &&
	       codes_hold(move->from, assignment->state);
}

bool move_fits_case(const struct rule_move *move, const struct case_state *state)
{
	if (move->subject == SUBJECT_CASE)
		return codes_hold(move->from, state->state);
	if (!codes_hold(move->case_from, state->state))
		return false;
	for (int i = 0; i < state->n_assignments; i++)
		if (move_fits_assignment(move, &state->assignments[i]))
			return true;
	return false;
}

const char *label_text(const struct label *label, enum language language)
{
	return language == LANGUAGE_EN ? label->en : label->zh;
}

const char *role_label(enum role role, enum language language)
{
	static const struct label labels[ROLE_COUNT_] = {
		[ROLE_NONE] = { "无角色", "no role" },
		[ROLE_HANDLER] = { "承办单位", "handling office" },
		[ROLE_COMMITTEE] = { "提案委员会", "proposals committee" },
		[ROLE_SUPERVISOR] = { "督查室", "supervision office" },
		[ROLE_PROPOSER] = { "提案者", "proposer" },
		[ROLE_LEADER] = { "领导", "leader" },
		[ROLE_AUDITOR] = { "核查人员", "auditor" },
		[ROLE_SCHEDULER] = { "定时服务", "scheduler" },
		[ROLE_OPERATOR] = { "管理员", "operator" },
	};

	return label_text(&labels[(unsigned)role < ROLE_COUNT_ ? role : ROLE_NONE], language);
}

const char *assignment_role_label(enum assignment_role role, enum language language)
{
	static const struct label labels[ASSIGNMENT_ROLE_COUNT_] = {
		[ASSIGNMENT_NONE] = { "", "" },
		[ASSIGNMENT_LEAD] = { "主办", "lead" },
		[ASSIGNMENT_ASSIST] = { "会办", "assist" },
		[ASSIGNMENT_SEPARATE] = { "分办", "separate" },
		[ASSIGNMENT_SOLE] = { "独办", "sole" },
	};

	return label_text(&labels[(unsigned)role < ASSIGNMENT_ROLE_COUNT_ ? role : ASSIGNMENT_NONE], language);
}

const char *class_meaning_label(enum class_meaning meaning, enum language language)
{
	static const struct label labels[CLASS_MEANING_COUNT_] = {
		[CLASS_NONE] = { "", "" },
		[CLASS_SOLVED] = { "已经解决或基本解决", "solved or basically solved" },
		[CLASS_IN_PROGRESS] = { "正在解决", "being solved" },
		[CLASS_PLANNED] = { "列入计划", "planned" },
		[CLASS_REFERENCE] = { "留作参考", "for reference" },
	};

	return label_text(&labels[(unsigned)meaning < CLASS_MEANING_COUNT_ ? meaning : CLASS_NONE], language);
}
