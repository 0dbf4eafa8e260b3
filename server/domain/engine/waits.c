/* What lacks for the needs of a move, as a refusal tells it. */
#include "domain/engine/words.h"

/* Named in a refusal; of the others the number. A sentence travels in a header. */
#define MAX_NAMED 3

/* What lacks for one need. */
struct lacking {
	const struct assignment *assignments[MAX_ASSIGNMENTS];
	const struct item *items[MAX_ITEMS];
	int n_assignments, n_items;
};

typedef bool owing(const struct engine_context *context, const struct case_state *state,
		   const struct assignment *assignment);

static void collect_assignments(struct lacking *lacking, const struct engine_context *context,
				const struct case_state *state, owing *owes)
{
	for (int i = 0; i < state->n_assignments; i++)
		if (owes(context, state, &state->assignments[i]))
			lacking->assignments[lacking->n_assignments++] = &state->assignments[i];
}

static void collect_promises(struct lacking *lacking, const struct case_state *state)
{
	for (int i = 0; i < state->n_items; i++)
		if (state->items[i].kind == ITEM_PROMISE && state->items[i].state == ITEM_OPEN)
			lacking->items[lacking->n_items++] = &state->items[i];
}

/* An invitation whose last day has passed holds nobody up. */
static void collect_invited(struct lacking *lacking, const struct engine_context *context,
			    const struct case_state *state)
{
	for (int i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		if (item->kind == ITEM_SIGNER && item->state == ITEM_INVITED &&
		    (item->due_on == HY_DAY_NONE || item->due_on >= context->today))
			lacking->items[lacking->n_items++] = item;
	}
}

static void collect(struct lacking *lacking, const struct engine_context *context, const struct case_state *state,
		    const struct assignment *acting, enum move_need need)
{
	switch (need) {
	case NEED_OPINIONS:
		collect_assignments(lacking, context, state, owes_opinion);
		break;
	case NEED_COSIGNS:
		collect_assignments(lacking, context, state, owes_cosign);
		break;
	case NEED_ANSWERS:
		collect_assignments(lacking, context, state, owes_answer);
		break;
	case NEED_CONTACT:
		if (acting && acting->contacted_on == HY_DAY_NONE)
			lacking->assignments[lacking->n_assignments++] = acting;
		break;
	case NEED_PROMISES:
		collect_promises(lacking, state);
		break;
	case NEED_SIGNATURES:
		collect_invited(lacking, context, state);
		break;
	case NEED_MERGED:
	case NEED_DISSATISFIED:
		break;
	}
}

/* "市财政局（期限 2023-05-01，已逾期 23 个工作日）"; of a contact or a co-signature there is no such day. */
static void tell_owing(struct telling *telling, const struct assignment *assignment, enum move_need need)
{
	hy_day due_on = need == NEED_CONTACT ? assignment->contact_by : assignment->due_on;

	tell_office(telling, assignment->office_id);
	if (due_on == HY_DAY_NONE || (need == NEED_COSIGNS && assignment->answered_on != HY_DAY_NONE))
		return;
	words_add(&telling->words, tell_choose(telling, "（", " ("));
	tell_due(telling, due_on);
	words_add(&telling->words, tell_choose(telling, "）", ")"));
}

static void tell_item(struct telling *telling, const struct item *item)
{
	if (item->kind == ITEM_PROMISE)
		tell_promise(telling, item);
	else
		tell_invited(telling, item);
}

static void tell_lacking(struct telling *telling, const struct lacking *lacking, enum move_need need)
{
	int n = lacking->n_assignments + lacking->n_items;

	for (int i = 0; i < n && i < MAX_NAMED; i++) {
		if (i > 0)
			words_add(&telling->words, tell_choose(telling, "、", ", "));
		if (i < lacking->n_assignments)
			tell_owing(telling, lacking->assignments[i], need);
		else
			tell_item(telling, lacking->items[i - lacking->n_assignments]);
	}
	if (n > MAX_NAMED)
		words_addf(&telling->words, tell_choose(telling, "等 %d 项", " and %d more"),
			   telling->language == LANGUAGE_ZH ? n : n - MAX_NAMED);
}

int engine_waits_for(const struct engine_context *context, const struct case_state *state,
		     const struct assignment *acting, enum move_need need, struct refusal *refusal)
{
	char texts[2][REASON_VALUE_SIZE];
	struct lacking lacking = { .n_items = 0 };
	int n;

	collect(&lacking, context, state, acting, need);
	n = lacking.n_assignments + lacking.n_items;
	if (n == 0)
		return 0;
	for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
		struct telling telling = { .context = context, .state = state, .language = (enum language)language };

		words_begin(&telling.words, texts[language], sizeof(texts[language]));
		tell_lacking(&telling, &lacking, need);
	}
	refuse_words(refusal, "waits", texts[LANGUAGE_ZH], texts[LANGUAGE_EN]);
	return n;
}
