/* What an update needs to know before the ledger decides it: which of the case's signers the caller is, and what the
 * attachments it names are. Read under the caller's sight, so that nothing is told about a case that is not his. */
#include "service/case_text.h"
#include "service/handlers.h"
#include "store/attachment_store.h"
#include "store/case_store.h"

#include <string.h>

/* ---- The caller's signer -------------------------------------------------------------------------------------- */

/* A proposer's update is its person's own: sign, decline and evaluate for oneself, the rest by the first signer. */
static bool acts_as_signer(const struct rpc *rpc)
{
	return rpc->token.role == ROLE_PROPOSER;
}

static enum move_action action_of(const struct rpc *rpc, const char *verb)
{
	const struct rule_move *move = rpc->registry->rules ? rules_move(rpc->registry->rules, verb) : NULL;

	return move ? move->action : ACTION_NONE;
}

/* True when the action is the signer's to do now: what he was asked for. */
static bool is_awaited(enum move_action action, const struct case_state *state, const struct item *signer)
{
	if (action == ACTION_SIGN || action == ACTION_DECLINE)
		return signer->state == ITEM_INVITED;
	return signer->state == ITEM_SIGNED && !(action == ACTION_EVALUATE && engine_has_evaluated(state, signer->no));
}

static bool is_own(const struct rpc *rpc, const struct item *item)
{
	return item->kind == ITEM_SIGNER && item->member_id > 0 &&
	       (item->member_id == rpc->sight.member_id || item->member_id == rpc->sight.stands_for);
}

/* The caller's own signer: the one named, else the one whose turn it is, else the first; 0: none. */
static int own_signer(const struct rpc *rpc, const struct case_state *state, const struct update *update)
{
	enum move_action action = action_of(rpc, update->verb);
	int found = 0, awaited = 0;

	for (int i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		if (!is_own(rpc, item) || (update->signer_no && update->signer_no != item->no))
			continue;
		if (!found)
			found = item->no;
		if (!awaited && is_awaited(action, state, item))
			awaited = item->no;
	}
	return awaited ? awaited : found;
}

static int take_signer(struct rpc *rpc, const struct case_state *state, struct update *update,
		       struct refusal *ret_refusal)
{
	int own = own_signer(rpc, state, update);

	if (own == 0) {
		refuse_with(refuse(ret_refusal, REASON_SIGNER_NOT_YOURS), "signer", "%d",
			    update->signer_no ? update->signer_no : 1);
		return -1;
	}
	update->signer_no = own;
	return 0;
}

/* A code is good for one mark: that of its signer in its round. */
static int take_code(const struct rpc *rpc, const struct case_state *state, struct update *update,
		     struct refusal *ret_refusal)
{
	if (update->signer_no && update->signer_no != rpc->token.signer_no) {
		refuse_with(refuse(ret_refusal, REASON_SIGNER_NOT_YOURS), "signer", "%d", update->signer_no);
		return -1;
	}
	if (state->round != rpc->token.round) {
		refuse_with(refuse(ret_refusal, REASON_CODE_OF_OTHER_ROUND), "round", "%d", rpc->token.round);
		refuse_with(ret_refusal, "now", "%d", state->round);
		return -1;
	}
	update->signer_no = rpc->token.signer_no;
	update->by_code = true;
	return 0;
}

/* ---- Attachments ---------------------------------------------------------------------------------------------- */

/* Sent whole, for this case, not erased, not about to be cleaned up. */
static bool is_usable(const struct attachment_row *row, const struct case_state *state)
{
	return row && row->complete && !row->erased && row->lasts && row->case_id == state->case_id;
}

static int take_attachments(struct rpc *rpc, const struct db_result *result, const struct case_state *state,
			    struct update *update, struct refusal *ret_refusal)
{
	size_t statement = CASE_STATEMENTS;

	for (int i = 0; i < update->n_new_items; i++) {
		struct new_item *item = &update->new_items[i];
		const struct attachment_row *row;
		char id[UUID_TEXT];

		if (item->kind != ITEM_ATTACHMENT)
			continue;
		row = attachment_store_row(result, statement++, rpc->arena);
		if (!is_usable(row, state)) {
			refuse_with(refuse(ret_refusal, REASON_ATTACHMENT_NOT_FOUND), "attachment", "%s",
				    uuid_format(item->attachment, id));
			return -1;
		}
		item->text = row->name;
		item->media_type = row->media_type;
		item->size = row->size;
		memcpy(item->digest, row->digest, sizeof(item->digest));
	}
	return 0;
}

static bool has_attachments(const struct update *update)
{
	for (int i = 0; i < update->n_new_items; i++)
		if (update->new_items[i].kind == ITEM_ATTACHMENT)
			return true;
	return false;
}

/* ---- Both ----------------------------------------------------------------------------------------------------- */

/* An update on its way to the ledger. */
struct preparing {
	struct ledger_job *job;
	struct update *update;
	void (*then)(struct rpc *rpc, struct ledger_job *job);
};

static int take_caller(struct rpc *rpc, const struct case_state *state, struct update *update,
		       struct refusal *ret_refusal)
{
	if (!acts_as_signer(rpc))
		return 0;
	return rpc_is_code(rpc) ? take_code(rpc, state, update, ret_refusal)
				: take_signer(rpc, state, update, ret_refusal);
}

static void on_known(struct rpc *rpc, const struct db_result *result)
{
	const struct preparing *preparing = rpc->data;
	const struct case_row *row = case_store_row(result, 0, rpc->arena);
	struct refusal refusal;

	if (!row)
		rpc_refuse(rpc, refuse_case(&refusal, preparing->job->case_text));
	else if (take_caller(rpc, &row->state, preparing->update, &refusal) < 0 ||
		 take_attachments(rpc, result, &row->state, preparing->update, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		preparing->then(rpc, preparing->job);
}

void update_prepare(struct rpc *rpc, struct ledger_job *job, struct update *update,
		    void (*then)(struct rpc *rpc, struct ledger_job *job))
{
	struct preparing *preparing = rpc_alloc(rpc, sizeof(*preparing));
	const struct case_key key = case_text_key(&job->ref);
	struct db_batch *batch;

	if (!acts_as_signer(rpc) && !has_attachments(update)) {
		then(rpc, job);
		return;
	}
	*preparing = (struct preparing){ job, update, then };
	rpc->data = preparing;
	batch = rpc_batch(rpc);
	case_store_read(batch, rpc->service->jurisdiction, &rpc->sight, &key);
	for (int i = 0; i < update->n_new_items; i++)
		if (update->new_items[i].kind == ITEM_ATTACHMENT)
			attachment_store_find(batch, rpc->service->jurisdiction, update->new_items[i].attachment);
	rpc_read(rpc, batch, on_known);
}
