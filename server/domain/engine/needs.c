/* What a move needs to have happened before it; the refusal says what lacks, whose it is and how late. */
#include "domain/engine/steps.h"
#include "domain/words.h"

#include <stdio.h>

/* Cases named in a refusal; it travels in a header. */
#define MAX_NAMED_CASES 5

/* True when a merged case still waits for its own answer: the move that gives it is possible. */
static bool waits_for_answer(const struct rules *rules, const struct case_state *merged)
{
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == ACTION_ANSWER_MERGED && codes_hold(rules->moves[i].from, merged->state))
			return true;
	return false;
}

static const struct case_state *merged_case(const struct surroundings *around, int64_t case_id)
{
	for (int i = 0; around && i < around->n_merged; i++)
		if (around->merged[i]->case_id == case_id)
			return around->merged[i];
	return NULL;
}

static void name_case(struct words *words, const struct case_state *state, int64_t case_id)
{
	char text[CASE_NUMBER_SIZE];

	if (state && state->number[0])
		snprintf(text, sizeof(text), "%s", state->number);
	else
		snprintf(text, sizeof(text), "s%lld", (long long)case_id);
	words_add_item(words, LANGUAGE_EN, text);
}

/* Every case merged into this one has its own answer; one that is not known is taken for unanswered. */
static int lacks_merged(const struct decide *decide)
{
	const struct case_state *before = decide->before;
	char waits[REASON_VALUE_SIZE];
	struct words words;
	int n = 0;

	words_begin(&words, waits, sizeof(waits));
	for (int i = 0; i < before->n_items; i++) {
		const struct item *item = &before->items[i];
		const struct case_state *merged;

		if (item->kind != ITEM_LINK || item->state != ITEM_MERGED_FROM)
			continue;
		merged = merged_case(decide->context->around, item->other_case);
		if ((!merged || waits_for_answer(decide->context->rules, merged)) && n++ < MAX_NAMED_CASES)
			name_case(&words, merged, item->other_case);
	}
	refuse_with(decide->refusal, "waits", "%s", waits);
	refuse_with(decide->refusal, "count", "%d", n);
	return n;
}

static bool asks_again(const struct rules *rules, const char *code)
{
	const struct rule_word *mark = code[0] ? rules_mark(rules, code) : NULL;

	return mark && mark->again;
}

/* An invitation that was open on the day the move happened holds it up, whatever has passed since. */
static int lacks_signatures(const struct decide *decide)
{
	struct engine_context then = *decide->context;

	then.today = decide->on;
	return engine_waits_for(&then, decide->before, NULL, NEED_SIGNATURES, decide->refusal);
}

/* A mark of this round asks for another one. */
static int lacks_dissatisfied(const struct decide *decide)
{
	const struct case_state *before = decide->before;
	const struct rules *rules = decide->context->rules;

	for (int i = 0; i < before->n_items; i++) {
		const struct item *item = &before->items[i];

		if (item->kind == ITEM_EVALUATION && item->round == before->round &&
		    (asks_again(rules, item->attitude) || asks_again(rules, item->result)))
			return 0;
	}
	return !asks_again(rules, before->attitude) && !asks_again(rules, before->result);
}

static const struct {
	enum move_need need;
	enum reason reason;
	int (*lacks)(const struct decide *decide); /* NULL: engine_waits_for tells */
} needs[] = {
	{ NEED_OPINIONS, REASON_OPINIONS_MISSING, NULL },
	{ NEED_COSIGNS, REASON_COSIGNS_MISSING, NULL },
	{ NEED_CONTACT, REASON_CONTACT_MISSING, NULL },
	{ NEED_PROMISES, REASON_PROMISES_OPEN, NULL },
	{ NEED_SIGNATURES, REASON_SIGNATURES_OPEN, lacks_signatures },
	{ NEED_ANSWERS, REASON_ANSWERS_MISSING, NULL },
	{ NEED_MERGED, REASON_MERGED_UNANSWERED, lacks_merged },
	{ NEED_DISSATISFIED, REASON_NOT_DISSATISFIED, lacks_dissatisfied },
};

int decide_needs(const struct decide *decide)
{
	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++) {
		int lacking;

		if (!(decide->move->needs & (unsigned)needs[i].need))
			continue;
		refuse_verb(decide, needs[i].reason);
		lacking = needs[i].lacks ? needs[i].lacks(decide)
					 : engine_waits_for(decide->context, decide->before, decide->assignment,
							    needs[i].need, decide->refusal);
		if (lacking > 0)
			return -1;
	}
	return 0;
}
