/* Things of a case beside its assignments: finding them, and adding them with their milestones. */
#include "domain/engine/steps.h"

const struct item *engine_item(const struct case_state *state, enum item_kind kind, int no)
{
	for (int i = 0; i < state->n_items; i++)
		if (state->items[i].kind == kind && state->items[i].no == no)
			return &state->items[i];
	return NULL;
}

static int next_number(const struct case_state *state, enum item_kind kind)
{
	int no = 1;

	for (int i = 0; i < state->n_items; i++)
		no += state->items[i].kind == kind;
	return no;
}

struct item *add_item(const struct change *change, enum item_kind kind, enum item_state item_state)
{
	struct case_state *after = change->after;
	struct item *item = &after->items[after->n_items];

	if (after->n_items == MAX_ITEMS) {
		refuse_with(refuse(change->decide->refusal, REASON_TOO_MANY_ITEMS), "max", "%d", MAX_ITEMS);
		refuse_with_case(change->decide->refusal, after, after->case_id);
		return NULL;
	}
	*item = (struct item){
		.kind = kind,
		.no = next_number(after, kind),
		.state = item_state,
		.round = change->assignment ? change->assignment->round : after->round,
		.office_id = change->assignment ? change->assignment->office_id : change->decide->update->office_id,
		.assignment_no = change->assignment ? change->assignment->no : 0,
		.on = change->decide->on,
		.due_on = HY_DAY_NONE,
		.done_on = HY_DAY_NONE,
	};
	after->n_items++;
	return item;
}

struct milestone_effect *add_item_effect(const struct change *change, enum milestone milestone, const struct item *item)
{
	struct milestone_effect *effect = add_effect(change, milestone, NULL);

	engine_tell_item(change->after, effect, item);
	return effect;
}

void engine_tell_item(const struct case_state *state, struct milestone_effect *effect, const struct item *item)
{
	effect->item_no = item->no;
	effect->assignment_no = item->assignment_no;
	effect->office_id = item->office_id;
	effect->round = item->round;
	if (item->assignment_no > 0)
		effect->role = state->assignments[item->assignment_no - 1].role;
}

/* The assignment a promise of an office belongs to, where the move itself is of the case: its latest. 0: none. */
static int latest_assignment(const struct case_state *state, int office_id)
{
	for (int i = state->n_assignments - 1; i >= 0; i--)
		if (state->assignments[i].office_id == office_id && office_id > 0)
			return state->assignments[i].no;
	return 0;
}

/* How what an update brings begins, and the milestone that counts it. */
static const struct {
	enum item_state state;
	enum milestone milestone;
} beginnings[ITEM_KIND_COUNT_] = {
	[ITEM_SIGNER] = { ITEM_INVITED, MILESTONE_INVITED },
	[ITEM_PROMISE] = { ITEM_OPEN, MILESTONE_PROMISED },
	[ITEM_MEDIA] = { ITEM_RECORDED, MILESTONE_MEDIA },
	[ITEM_ATTACHMENT] = { ITEM_RECORDED, MILESTONE_ATTACHED },
};

static int bring_item(const struct change *change, const struct new_item *new)
{
	const struct engine_context *context = change->decide->context;
	struct item *item = add_item(change, new->kind, beginnings[new->kind].state);

	if (!item)
		return -1;
	item->member_id = new->member_id;
	item->due_on = new->due_on;
	if (new->kind == ITEM_SIGNER) {
		item->office_id = 0;
		if (new->due_on == HY_DAY_NONE)
			item->due_on = engine_deadline(context, DEADLINE_JOIN, change->after, change->decide->on);
	}
	if (new->kind == ITEM_PROMISE && item->assignment_no == 0)
		item->assignment_no = latest_assignment(change->after, item->office_id);
	add_item_effect(change, beginnings[new->kind].milestone, item);
	return 0;
}

int bring_items(const struct change *change)
{
	const struct update *update = change->decide->update;

	for (int i = 0; i < update->n_new_items; i++)
		if (bring_item(change, &update->new_items[i]) < 0)
			return -1;
	return 0;
}
