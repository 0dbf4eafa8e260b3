/* Before filing: joint proposers are invited and agree or decline, and the draft is submitted. */
#include "domain/engine/steps.h"

#include <string.h>

/* The proposal is the first signer's; the others join it. */
int check_first_signer(struct decide *decide)
{
	if (decide->update->role == ROLE_PROPOSER && decide->update->signer_no > 1)
		return refuse_verb(decide, REASON_FIRST_SIGNER_ONLY);
	return 0;
}

/* Still a signer, or asked and free to agree. */
static bool is_active(const struct item *item, hy_day on)
{
	return item->kind == ITEM_SIGNER &&
	       (item->state == ITEM_SIGNED ||
		(item->state == ITEM_INVITED && (item->due_on == HY_DAY_NONE || item->due_on >= on)));
}

static bool is_signer(const struct decide *decide, int member_id)
{
	const struct case_state *before = decide->before;

	for (int i = 0; i < before->n_items && member_id > 0; i++)
		if (before->items[i].member_id == member_id && is_active(&before->items[i], decide->on))
			return true;
	return false;
}

static bool is_same(const struct new_item *a, const struct new_item *b)
{
	return a->member_id > 0 ? a->member_id == b->member_id : b->member_id == 0 && strcmp(a->text, b->text) == 0;
}

static int count_signers(const struct case_state *state)
{
	int n = 0;

	for (int i = 0; i < state->n_items; i++)
		n += state->items[i].kind == ITEM_SIGNER;
	return n;
}

static int check_invitation(const struct decide *decide, int i)
{
	const struct new_item *items = decide->update->new_items;
	bool twice = is_signer(decide, items[i].member_id);

	for (int j = 0; j < i; j++)
		twice |= is_same(&items[i], &items[j]);
	if (twice) {
		refuse_with(refuse(decide->refusal, REASON_SIGNER_TWICE), "name", "%s", items[i].text);
		return -1;
	}
	if (items[i].due_on != HY_DAY_NONE && items[i].due_on < decide->on)
		return refuse_not_after(decide, "due_on", items[i].due_on, decide->on - 1);
	return 0;
}

int check_invite(struct decide *decide)
{
	const struct update *update = decide->update;

	if (check_first_signer(decide) < 0)
		return -1;
	if (count_signers(decide->before) + update->n_new_items > MAX_SIGNERS)
		return refuse_max(decide, REASON_FIELD_TOO_MANY, "signers", MAX_SIGNERS);
	for (int i = 0; i < update->n_new_items; i++)
		if (check_invitation(decide, i) < 0)
			return -1;
	return 0;
}

int check_signer(struct decide *decide, enum item_state wanted)
{
	int no = decide->update->signer_no;

	decide->item = engine_item(decide->before, ITEM_SIGNER, no);
	if (decide->item && decide->item->state == wanted)
		return 0;
	refuse_verb(decide, decide->item ? REASON_SIGNER_STATE : REASON_SIGNER_NOT_FOUND);
	refuse_with(decide->refusal, "signer", "%d", no);
	if (decide->item)
		refuse_words(decide->refusal, "state", item_state_label(decide->item->state, LANGUAGE_ZH),
			     item_state_label(decide->item->state, LANGUAGE_EN));
	return -1;
}

/* Who is only asked to join adds nothing to the proposal. */
int check_joined(struct decide *decide)
{
	bool person = decide->update->role == ROLE_PROPOSER && decide->update->signer_no > 0;

	return person ? check_signer(decide, ITEM_SIGNED) : 0;
}

int check_invited(struct decide *decide)
{
	return check_signer(decide, ITEM_INVITED);
}

/* What counts as receipt is the submission, not the day the draft was begun. */
int do_submit(struct change *change)
{
	change->after->received_on = change->decide->on;
	return 0;
}

static int reply(struct change *change, enum item_state state)
{
	struct item *item = &change->after->items[change->decide->item - change->decide->before->items];

	item->state = state;
	item->done_on = change->decide->on;
	change->effect->item_no = item->no;
	return 0;
}

int do_sign(struct change *change)
{
	return reply(change, ITEM_SIGNED);
}

int do_decline(struct change *change)
{
	return reply(change, ITEM_DECLINED);
}
