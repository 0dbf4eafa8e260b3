/* Which move an update asks for, and whether it is possible now. */
#include "domain/engine/steps.h"
#include "domain/words.h"

#include <stdio.h>
#include <string.h>

/* Who is next in a state that the rules do not have. */
static const struct label nobody = { "规则中没有这一状态", "the rules have no such state" };
static const struct label no_move = { "无", "none" };

static int refuse_unknown_verb(const struct decide *decide)
{
	const struct rules *rules = decide->context->rules;
	char allowed[REASON_VALUE_SIZE];
	struct words words;

	words_begin(&words, allowed, sizeof(allowed));
	for (int i = 0; i < rules->n_moves; i++)
		words_add_item(&words, LANGUAGE_EN, rules->moves[i].verb);
	refuse(decide->refusal, REASON_VERB_UNKNOWN);
	refuse_with(decide->refusal, "verb", "%s", decide->update->verb);
	refuse_with(decide->refusal, "allowed", "%s", allowed);
	return -1;
}

/* Writes the roles of a set in a language. */
static void list_roles(unsigned roles, enum language language, char *out, size_t size)
{
	struct words words;

	words_begin(&words, out, size);
	for (unsigned role = ROLE_NONE + 1; role < ROLE_COUNT_; role++)
		if (roles & 1u << role)
			words_add_item(&words, language, role_label(role, language));
}

int refuse_role(const struct decide *decide, unsigned roles)
{
	const struct label *action = &decide->move->label;
	enum role role = decide->update->role;
	char zh[REASON_VALUE_SIZE], en[REASON_VALUE_SIZE];

	list_roles(roles, LANGUAGE_ZH, zh, sizeof(zh));
	list_roles(roles, LANGUAGE_EN, en, sizeof(en));
	refuse(decide->refusal, REASON_ROLE_NOT_ALLOWED);
	refuse_words(decide->refusal, "role", role_label(role, LANGUAGE_ZH), role_label(role, LANGUAGE_EN));
	refuse_words(decide->refusal, "action", action->zh, action->en);
	refuse_words(decide->refusal, "who", zh, en);
	return -1;
}

/* True when the move leads on: it changes a state, and not only to end the case early. */
static bool leads_on(const struct rule_move *move, const struct case_state *state)
{
	bool stays = move->subject == SUBJECT_CASE && move->to && strcmp(move->to, state->state) == 0;

	return move->to && !stays && move->action != ACTION_WITHDRAW;
}

/* Writes what is possible now and leads on, "签收 accept、退办 return": the label and the verb one types; English has
 * the verbs. */
static void list_possible(const struct decide *decide, enum language language, char *out, size_t size)
{
	const struct rules *rules = decide->context->rules;
	char item[REASON_VALUE_SIZE];
	struct words words, piece;

	words_begin(&words, out, size);
	for (int i = 0; i < rules->n_moves; i++) {
		const struct rule_move *move = &rules->moves[i];

		if (!leads_on(move, decide->before) || !move_fits_case(move, decide->before))
			continue;
		words_begin(&piece, item, sizeof(item));
		if (language == LANGUAGE_ZH)
			words_addf(&piece, "%s ", move->label.zh);
		words_add(&piece, move->verb);
		words_add_item(&words, language, item);
	}
	if (words.len == 0)
		words_add(&words, label_text(&no_move, language));
}

/* Bytes of what the case waits for in a refusal, where the names of offices will stand for their ids. */
#define NEXT_SIZE 220

/* What the case waits for, as `case show` tells it. */
static void tell_next(const struct decide *decide)
{
	char texts[2][NEXT_SIZE];

	for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
		engine_next_step(decide->context, decide->before, (enum language)language, NULL, NULL, texts[language],
				 NEXT_SIZE);
		if (!texts[language][0])
			snprintf(texts[language], NEXT_SIZE, "%s", label_text(&nobody, (enum language)language));
	}
	refuse_words(decide->refusal, "next", texts[LANGUAGE_ZH], texts[LANGUAGE_EN]);
}

/* MOVE_NOT_ALLOWED, from the state (of the case or of the assignment) that stands in the way. */
static int refuse_state(const struct decide *decide, const struct rule_state *state, const char *code)
{
	const struct label fallback = { code, code }, *label = state ? &state->label : &fallback;
	char zh[REASON_VALUE_SIZE], en[REASON_VALUE_SIZE];

	list_possible(decide, LANGUAGE_ZH, zh, sizeof(zh));
	list_possible(decide, LANGUAGE_EN, en, sizeof(en));
	refuse(decide->refusal, REASON_MOVE_NOT_ALLOWED);
	refuse_words(decide->refusal, "state", label->zh, label->en);
	refuse_words(decide->refusal, "verb", decide->move->label.zh, decide->move->label.en);
	refuse_words(decide->refusal, "allowed", zh, en);
	tell_next(decide);
	return -1;
}

static int refuse_case_state(const struct decide *decide)
{
	const char *code = decide->before->state;

	return refuse_state(decide, rules_state(decide->context->rules, code), code);
}

static int refuse_assignment_state(const struct decide *decide, const struct assignment *assignment)
{
	return refuse_state(decide, rules_assignment_state(decide->context->rules, assignment->state),
			    assignment->state);
}

static int refuse_stranger(const struct decide *decide)
{
	const struct case_state *before = decide->before;
	const struct label *verb = &decide->move->label;

	refuse_office(decide, REASON_ASSIGNMENT_NOT_YOURS, decide->update->office_id);
	refuse_words(decide->refusal, "verb", verb->zh, verb->en);
	refuse_with_case(decide->refusal, before, before->case_id);
	return -1;
}

/* Finds the office's assignment the move acts on, of the latest round; refuses with the state of its last one that has
 * the right role. */
static int find_assignment(struct decide *decide)
{
	const struct case_state *before = decide->before;
	const struct assignment *unfit = NULL;

	for (int i = 0; i < before->n_assignments; i++) {
		const struct assignment *assignment = &before->assignments[i];

		if (assignment->office_id != decide->update->office_id ||
		    !(decide->move->assignment_roles & 1u << assignment->role))
			continue;
		if (!codes_hold(decide->move->from, assignment->state))
			unfit = assignment;
		else if (!decide->assignment || assignment->round > decide->assignment->round)
			decide->assignment = assignment;
	}
	if (decide->assignment)
		return 0;
	return unfit ? refuse_assignment_state(decide, unfit) : refuse_stranger(decide);
}

int engine_only_office(const struct rules *rules, const struct case_state *state, const struct update *update)
{
	const struct rule_move *move = rules_move(rules, update->verb);
	int office_id = 0;

	if (!move || move->subject != SUBJECT_ASSIGNMENT || update->role == ROLE_HANDLER || update->office_id > 0)
		return 0;
	for (int i = 0; i < state->n_assignments; i++) {
		if (!move_fits_assignment(move, &state->assignments[i]))
			continue;
		if (office_id > 0 && office_id != state->assignments[i].office_id)
			return 0;
		office_id = state->assignments[i].office_id;
	}
	return office_id;
}

/* No office is named and none can make the move: tells the state of the last part that has the right role. */
static int refuse_unfit(const struct decide *decide)
{
	const struct case_state *before = decide->before;

	for (int i = before->n_assignments - 1; i >= 0; i--)
		if (decide->move->assignment_roles & 1u << before->assignments[i].role)
			return refuse_assignment_state(decide, &before->assignments[i]);
	return refuse_field(decide, REASON_FIELD_MISSING, "office");
}

/* No office is named, and it is not plain which one is meant. */
static int refuse_nameless(const struct decide *decide)
{
	const struct case_state *before = decide->before;
	char offices[REASON_VALUE_SIZE];
	struct words words;

	words_begin(&words, offices, sizeof(offices));
	for (int i = 0; i < before->n_assignments; i++) {
		char office[16];

		if (!move_fits_assignment(decide->move, &before->assignments[i]))
			continue;
		snprintf(office, sizeof(office), "#%d", before->assignments[i].office_id);
		words_add_item(&words, LANGUAGE_ZH, office);
	}
	if (words.len == 0)
		return refuse_unfit(decide);
	refuse_words(refuse(decide->refusal, REASON_OFFICE_NEEDED), "verb", decide->move->label.zh,
		     decide->move->label.en);
	refuse_with(decide->refusal, "offices", "%s", offices);
	return -1;
}

static int check_version(const struct decide *decide)
{
	int expected = decide->update->expected_version;

	if (expected == 0 || expected == decide->before->version)
		return 0;
	refuse(decide->refusal, REASON_VERSION_CONFLICT);
	refuse_with(decide->refusal, "expected", "%d", expected);
	refuse_with(decide->refusal, "version", "%d", decide->before->version);
	return -1;
}

static int check_state(struct decide *decide)
{
	const struct rule_move *move = decide->move;
	const char *const *case_states = move->subject == SUBJECT_CASE ? move->from : move->case_from;

	if (!codes_hold(case_states, decide->before->state))
		return refuse_case_state(decide);
	if (move->subject == SUBJECT_ASSIGNMENT && decide->update->office_id == 0)
		return refuse_nameless(decide);
	return move->subject == SUBJECT_ASSIGNMENT ? find_assignment(decide) : 0;
}

/* The roles that may make a move: those of the file; but no office ever evaluates its own work. */
static unsigned roles_of(const struct rule_move *move)
{
	return move->action == ACTION_EVALUATE ? move->roles & ~(1u << ROLE_HANDLER) : move->roles;
}

int decide_move(struct decide *decide)
{
	enum role role = decide->update->role;

	decide->move = rules_move(decide->context->rules, decide->update->verb);
	if (!decide->move)
		return refuse_unknown_verb(decide);
	if ((unsigned)role >= ROLE_COUNT_ || !(roles_of(decide->move) & 1u << role))
		return refuse_role(decide, roles_of(decide->move));
	if (check_version(decide) < 0)
		return -1;
	return check_state(decide);
}
