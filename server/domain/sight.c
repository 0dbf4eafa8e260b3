#include "domain/sight.h"

static bool takes_part(const struct case_state *state, int office_id)
{
	for (int i = 0; state && i < state->n_assignments; i++)
		if (state->assignments[i].office_id == office_id)
			return true;
	return false;
}

/* Invited people see the draft they are asked to join; once it is submitted, only those who joined see the case. */
static bool is_signer(const struct item *item, const struct case_state *state, int member_id)
{
	return member_id > 0 && item->kind == ITEM_SIGNER && item->member_id == member_id &&
	       (item->state == ITEM_SIGNED || (item->state == ITEM_INVITED && state->phase == PHASE_DRAFT));
}

static bool signed_it(const struct sight *sight, const struct case_state *state)
{
	for (int i = 0; i < state->n_items; i++)
		if (is_signer(&state->items[i], state, sight->member_id) ||
		    is_signer(&state->items[i], state, sight->stands_for))
			return true;
	return false;
}

bool sight_sees(const struct sight *sight, const struct case_state *state, const struct case_state *main_case)
{
	if (signed_it(sight, state))
		return true;
	if (state->phase == PHASE_DRAFT)
		return sight->all && sight->drafts;
	if (sight->all || (sight->case_id > 0 && sight->case_id == state->case_id))
		return true;
	return sight->office_id > 0 && (takes_part(state, sight->office_id) || takes_part(main_case, sight->office_id));
}
