/* What a case waits for, in one sentence. */
#include "domain/engine_steps.h"
#include "domain/words.h"

/* A sentence being written. */
struct telling {
	const struct engine_context *context;
	const struct case_state *state;
	enum language language;
	const char *(*office_name)(void *arg, int office_id, enum language language);
	void *arg;
	struct words words;
};

static bool is_zh(const struct telling *telling)
{
	return telling->language == LANGUAGE_ZH;
}

static void add_separator(struct telling *telling)
{
	if (telling->words.len > 0)
		words_add(&telling->words, is_zh(telling) ? "；" : "; ");
}

/* The move that takes an assignment on to another state without giving it back: accept, give_opinion, answer. */
static const struct rule_move *expected_move(const struct rules *rules, const struct assignment *assignment)
{
	for (int i = 0; i < rules->n_moves; i++) {
		const struct rule_move *move = &rules->moves[i];

		if (move->to && move->action != ACTION_RETURN && move_fits_assignment(move, assignment))
			return move;
	}
	return NULL;
}

/* True when the office may still return the assignment today. */
static bool can_return(const struct telling *telling, const struct assignment *assignment)
{
	const struct rules *rules = telling->context->rules;

	if (assignment->return_by == HY_DAY_NONE || telling->context->today > assignment->return_by)
		return false;
	for (int i = 0; i < rules->n_moves; i++) {
		const struct rule_move *move = &rules->moves[i];

		if (move->action == ACTION_RETURN && move_fits_assignment(move, assignment) &&
		    codes_hold(move->case_from, telling->state->state))
			return true;
	}
	return false;
}

static void add_overdue(struct telling *telling, const struct assignment *assignment)
{
	const struct engine_context *context = telling->context;
	int days = calendar_working_days_between(context->calendar, assignment->due_on, context->today);

	if (!engine_assignment_is_overdue(context->rules, assignment, context->today))
		return;
	words_add(&telling->words, is_zh(telling) ? "，已逾期" : ", overdue");
	if (days > 0 && is_zh(telling))
		words_addf(&telling->words, " %d 个工作日", days);
	else if (days > 0)
		words_addf(&telling->words, " by %d working day%s", days, days == 1 ? "" : "s");
}

/* The day that matters next: the last day to return it while that is possible, the due day afterwards. */
static void add_limit(struct telling *telling, const struct assignment *assignment)
{
	char day[HY_DAY_TEXT];

	if (can_return(telling, assignment)) {
		day_format(assignment->return_by, day);
		words_addf(&telling->words, is_zh(telling) ? "（退办期限 %s）" : " (may be returned until %s)", day);
	} else if (assignment->due_on != HY_DAY_NONE) {
		day_format(assignment->due_on, day);
		words_addf(&telling->words, is_zh(telling) ? "，期限 %s" : ", due %s", day);
	}
	add_overdue(telling, assignment);
}

static void add_assignment(struct telling *telling, const struct assignment *assignment)
{
	const struct rule_move *move = expected_move(telling->context->rules, assignment);
	const char *office = telling->office_name(telling->arg, assignment->office_id, telling->language);

	if (!move)
		return;
	add_separator(telling);
	words_addf(&telling->words, is_zh(telling) ? "等待 %s %s" : "waiting for %s to %s", office,
		   label_text(&move->label, telling->language));
	add_limit(telling, assignment);
}

/* Offices still at work, the lead office first. */
static void add_assignments(struct telling *telling)
{
	const struct case_state *state = telling->state;
	const enum assignment_role order[] = { ASSIGNMENT_LEAD, ASSIGNMENT_ASSIST };

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		for (int j = 0; j < state->n_assignments; j++) {
			const struct assignment *assignment = &state->assignments[j];

			if (assignment->role == order[i] &&
			    engine_assignment_is_open(telling->context->rules, assignment))
				add_assignment(telling, assignment);
		}
}

/* The moves by which the role takes the case on, "立案或不予立案". */
static void add_case_moves(struct telling *telling, const struct rule_state *at, enum role role)
{
	const struct rules *rules = telling->context->rules;
	int n = 0;

	for (int i = 0; i < rules->n_moves; i++) {
		const struct rule_move *move = &rules->moves[i];

		if (move->subject != SUBJECT_CASE || !move->to || !(move->roles & 1u << role) ||
		    !codes_hold(move->from, at->code))
			continue;
		if (n++ > 0)
			words_add(&telling->words, is_zh(telling) ? "或" : " or ");
		words_add(&telling->words, label_text(&move->label, telling->language));
	}
}

static void add_case(struct telling *telling, const struct rule_state *at)
{
	enum role role = role_by_name(at->next_role);

	if (at->final) {
		words_addf(&telling->words, is_zh(telling) ? "已结束：%s" : "finished: %s",
			   label_text(&at->label, telling->language));
	} else if (role != ROLE_NONE && role != ROLE_HANDLER) {
		words_addf(&telling->words, is_zh(telling) ? "等待%s" : "waiting for the %s to ",
			   role_label(role, telling->language));
		add_case_moves(telling, at, role);
	}
}

void engine_next_step(const struct engine_context *context, const struct case_state *state, enum language language,
		      const char *(*office_name)(void *arg, int office_id, enum language language), void *arg,
		      char *out, size_t size)
{
	struct telling telling = { context, state, language, office_name, arg, { 0 } };
	const struct rule_state *at = rules_state(context->rules, state->state);

	if (size == 0)
		return;
	words_begin(&telling.words, out, size);
	if (!at)
		return;
	add_case(&telling, at);
	if (!at->final)
		add_assignments(&telling);
}
