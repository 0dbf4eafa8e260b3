#include "domain/engine/words.h"

const char *tell_choose(const struct telling *telling, const char *zh, const char *en)
{
	return telling->language == LANGUAGE_ZH ? zh : en;
}

void tell_office(struct telling *telling, int office_id)
{
	if (telling->office_name)
		words_add(&telling->words, telling->office_name(telling->arg, office_id, telling->language));
	else
		words_addf(&telling->words, "#%d", office_id);
}

void tell_late(struct telling *telling, hy_day due_on)
{
	const struct engine_context *context = telling->context;
	int days;

	if (due_on == HY_DAY_NONE || context->today <= due_on)
		return;
	words_add(&telling->words, tell_choose(telling, "，已逾期", ", overdue"));
	days = calendar_working_days_between(context->calendar, due_on, context->today);
	if (days > 0)
		words_addf(&telling->words, tell_choose(telling, " %d 个工作日", " by %d working day"), days);
	if (days > 1)
		words_add(&telling->words, tell_choose(telling, "", "s"));
}

void tell_due(struct telling *telling, hy_day due_on)
{
	char day[HY_DAY_TEXT];

	if (due_on == HY_DAY_NONE)
		return;
	words_addf(&telling->words, tell_choose(telling, "期限 %s", "due %s"), day_format(due_on, day));
	tell_late(telling, due_on);
}

void tell_promise(struct telling *telling, const struct item *promise)
{
	words_addf(&telling->words, tell_choose(telling, "第 %d 项承诺（", "promise %d ("), promise->no);
	if (promise->office_id)
		tell_office(telling, promise->office_id);
	if (promise->office_id && promise->due_on != HY_DAY_NONE)
		words_add(&telling->words, tell_choose(telling, "，", ", "));
	tell_due(telling, promise->due_on);
	words_add(&telling->words, tell_choose(telling, "）", ")"));
}

void tell_invited(struct telling *telling, const struct item *signer)
{
	words_addf(&telling->words, tell_choose(telling, "第 %d 位联名人", "signer %d"), signer->no);
	if (signer->due_on == HY_DAY_NONE)
		return;
	words_add(&telling->words, tell_choose(telling, "（", " ("));
	tell_due(telling, signer->due_on);
	words_add(&telling->words, tell_choose(telling, "）", ")"));
}

/* True when the assignment belongs to the present round and has not come to its end. */
static bool goes_on(const struct engine_context *context, const struct case_state *state,
		    const struct assignment *assignment)
{
	const struct rule_state *at = rules_assignment_state(context->rules, assignment->state);

	return assignment->round == state->round && at && !at->final && !engine_is_out(context->rules, assignment);
}

bool owes_opinion(const struct engine_context *context, const struct case_state *state,
		  const struct assignment *assignment)
{
	return assignment->role == ASSIGNMENT_ASSIST && goes_on(context, state, assignment) &&
	       assignment->answered_on == HY_DAY_NONE;
}

bool owes_cosign(const struct engine_context *context, const struct case_state *state,
		 const struct assignment *assignment)
{
	return assignment->role == ASSIGNMENT_ASSIST && goes_on(context, state, assignment) &&
	       assignment->cosigned_on == HY_DAY_NONE;
}

bool owes_answer(const struct engine_context *context, const struct case_state *state,
		 const struct assignment *assignment)
{
	return engine_is_answering(assignment) && goes_on(context, state, assignment) &&
	       assignment->answered_on == HY_DAY_NONE;
}
