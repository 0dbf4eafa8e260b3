/* Promises (承诺): given with an answer or on their own, kept, postponed, broken. */
#include "domain/engine/steps.h"

#include <stdio.h>

bool engine_has_promise(const struct case_state *state, int office_id)
{
	for (int i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		if (item->kind == ITEM_PROMISE && item->state == ITEM_OPEN && item->office_id == office_id)
			return true;
	}
	return false;
}

static bool brings_promise(const struct update *update)
{
	for (int i = 0; i < update->n_new_items; i++)
		if (update->new_items[i].kind == ITEM_PROMISE)
			return true;
	return false;
}

int check_class_promise(const struct decide *decide, const struct rule_class *class, const struct case_state *state,
			int office_id)
{
	if (!class || !class->promise || brings_promise(decide->update) || engine_has_promise(state, office_id))
		return 0;
	refuse_with(refuse(decide->refusal, REASON_PROMISE_REQUIRED), "class", "%s", class->letter);
	return -1;
}

/* A finished case has no open promise: there it would never be kept. */
static bool is_finished(const struct decide *decide)
{
	const struct rule_state *at = rules_state(decide->context->rules, decide->before->state);

	return at && at->final;
}

static int refuse_state_of_promise(const struct decide *decide)
{
	const struct rule_state *at = rules_state(decide->context->rules, decide->before->state);

	refuse_words(refuse(decide->refusal, REASON_PROMISE_TOO_LATE), "state", at->label.zh, at->label.en);
	return -1;
}

/* What is promised lies ahead, and somebody promises it. */
int check_promises(struct decide *decide)
{
	const struct update *update = decide->update;

	if (brings_promise(update) && is_finished(decide))
		return refuse_state_of_promise(decide);
	if (brings_promise(update) && !decide->assignment && update->office_id <= 0)
		return refuse_field(decide, REASON_FIELD_MISSING, "office");
	for (int i = 0; i < update->n_new_items; i++)
		if (update->new_items[i].kind == ITEM_PROMISE && update->new_items[i].due_on < decide->on)
			return refuse_not_after(decide, "promise.due_on", update->new_items[i].due_on, decide->on - 1);
	return 0;
}

static int refuse_promise(const struct decide *decide, enum reason reason)
{
	refuse_verb(decide, reason);
	refuse_with(decide->refusal, "item", "%d", decide->update->item_no);
	return -1;
}

/* The promise that is meant is open, and the acting office gave it. */
int check_promise(struct decide *decide)
{
	const struct item *item = engine_item(decide->before, ITEM_PROMISE, decide->update->item_no);

	decide->item = item;
	if (!item)
		return refuse_promise(decide, REASON_PROMISE_NOT_FOUND);
	if (item->state != ITEM_OPEN) {
		refuse_promise(decide, REASON_PROMISE_SETTLED);
		refuse_words(decide->refusal, "state", item_state_label(item->state, LANGUAGE_ZH),
			     item_state_label(item->state, LANGUAGE_EN));
		return -1;
	}
	if (decide->update->role != ROLE_HANDLER || item->office_id == decide->update->office_id)
		return 0;
	refuse_promise(decide, REASON_PROMISE_NOT_YOURS);
	refuse_with(decide->refusal, "office", "#%d", item->office_id);
	return -1;
}

int check_postpone(struct decide *decide)
{
	if (check_promise(decide) < 0)
		return -1;
	if (decide->update->due_on <= decide->item->due_on)
		return refuse_not_after(decide, "due_on", decide->update->due_on, decide->item->due_on);
	return 0;
}

/* The promise as it becomes; the milestone is its office's. */
static struct item *promise_of(struct change *change)
{
	struct item *item = &change->after->items[change->decide->item - change->decide->before->items];

	engine_tell_item(change->after, change->effect, item);
	return item;
}

static int settle(struct change *change, enum item_state state)
{
	struct item *item = promise_of(change);

	item->state = state;
	item->done_on = change->decide->on;
	change->effect->late = item->due_on != HY_DAY_NONE && change->decide->on > item->due_on;
	return 0;
}

int do_keep(struct change *change)
{
	return settle(change, ITEM_KEPT);
}

int do_break(struct change *change)
{
	return settle(change, ITEM_BROKEN);
}

int do_postpone(struct change *change)
{
	promise_of(change)->due_on = change->decide->update->due_on;
	return 0;
}
