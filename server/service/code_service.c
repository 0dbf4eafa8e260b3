/* CreateEvaluationCodes: one-time codes for the signers of an answered case, printed on their forms. */
#include "service/auth.h"
#include "service/check.h"
#include "service/code.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/named_case.h"

#include <stdio.h>
#include <string.h>

/* Codes on their way. */
struct making {
	const Huiyin__V1__CreateEvaluationCodesRequest *request;
	struct token_codes codes;
	uint8_t hashes[MAX_ITEMS][SHA256_BYTES];
	int signers[MAX_ITEMS];
	Huiyin__V1__EvaluationCode *messages[MAX_ITEMS];
};

/* True when the rules take a proposer's mark in the case's state. */
static bool may_be_evaluated(const struct rules *rules, const char *state)
{
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == ACTION_EVALUATE && rules->moves[i].roles & 1u << ROLE_PROPOSER &&
		    codes_hold(rules->moves[i].from, state))
			return true;
	return false;
}

/* A form that comes late is better than none, but its code does not live for ever: a month to hand it in. */
#define LATE_CODE_DAYS 30

/* The day given, which must not have passed; else the rules' last day of evaluation, or a month where that has passed.
 */
static int read_expiry(const struct rpc *rpc, const struct case_state *state, const char *given, hy_day *ret_day,
		       struct refusal *ret_refusal)
{
	const struct engine_context context = { rpc->registry->rules, rpc->registry->calendar, rpc->today, NULL };
	hy_day due = engine_due(&context, DEADLINE_EVALUATE, state, NULL);
	char day[HY_DAY_TEXT], today[HY_DAY_TEXT];

	if (due != HY_DAY_NONE && due < rpc->today)
		due = rpc->today + LATE_CODE_DAYS;
	if (check_day("expires_on", given, due, ret_day, ret_refusal) < 0)
		return -1;
	if (*ret_day == HY_DAY_NONE || *ret_day >= rpc->today)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_DATE_PAST), "field", "expires_on");
	refuse_with(ret_refusal, "value", "%s", day_format(*ret_day, day));
	refuse_with(ret_refusal, "today", "%s", day_format(rpc->today, today));
	return -1;
}

static char *name_of_signer(struct rpc *rpc, const struct case_row *row, int signer_no)
{
	for (size_t i = 0; i < row->n_words; i++)
		if (row->words[i].kind == ITEM_SIGNER && row->words[i].no == signer_no) {
			json_t *data = json_loads(row->words[i].data, 0, NULL);
			char *name = convert_json(rpc, data, "text");

			json_decref(data);
			return name;
		}
	return convert_text(rpc, "");
}

static void make_code(struct rpc *rpc, struct making *making, const struct case_row *row, int signer_no)
{
	Huiyin__V1__EvaluationCode *message = convert_new(rpc, &huiyin__v1__evaluation_code__descriptor);
	int i = making->codes.n++;
	char code[CODE_CHARS + 1];

	message->signer_no = making->signers[i] = signer_no;
	message->name = name_of_signer(rpc, row, signer_no);
	message->code = rpc_alloc(rpc, CODE_TEXT);
	code_make(message->code);
	(void)code_normalise(message->code, code);
	auth_hash(code, making->hashes[i]);
	message->expires_on = rpc_day(rpc, making->codes.expires_on);
	making->messages[i] = message;
}

static void make_codes(struct rpc *rpc, struct making *making, const struct case_row *row)
{
	const struct case_state *state = &row->state;

	for (int i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		if (item->kind == ITEM_SIGNER && item->state == ITEM_SIGNED && !engine_has_evaluated(state, item->no))
			make_code(rpc, making, row, item->no);
	}
	making->codes.case_id = state->case_id;
	making->codes.round = state->round;
	making->codes.label = convert_case_name(rpc, state->number, state->case_id);
	making->codes.hashes = (const uint8_t(*)[SHA256_BYTES])making->hashes;
	making->codes.signers = making->signers;
}

static void on_stored(struct rpc *rpc, const struct db_result *result)
{
	struct making *making = rpc->data;
	Huiyin__V1__CreateEvaluationCodesResponse response = HUIYIN__V1__CREATE_EVALUATION_CODES_RESPONSE__INIT;

	(void)result;
	response.codes = making->messages;
	response.n_codes = (size_t)making->codes.n;
	rpc_reply(rpc, &response.base);
	/* The arena that held the codes is gone with the call. */
}

static void on_case(struct rpc *rpc, const struct db_result *result)
{
	struct making *making = rpc->data;
	const struct case_row *row = named_case_row(rpc, result, making->request->case_);
	struct refusal refusal;
	struct db_batch *batch;

	if (!row)
		return;
	if (read_expiry(rpc, &row->state, making->request->expires_on, &making->codes.expires_on, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	if (may_be_evaluated(rpc->registry->rules, row->state.state))
		make_codes(rpc, making, row);
	if (making->codes.n == 0) {
		rpc_refuse(rpc, refuse_with(refuse(&refusal, REASON_NOBODY_TO_EVALUATE), "case", "%s",
					    making->request->case_));
		return;
	}
	batch = rpc_batch(rpc);
	token_store_add_codes(batch, rpc->service->jurisdiction, &making->codes);
	rpc_write(rpc, batch, on_stored);
}

void create_evaluation_codes(struct rpc *rpc, const Huiyin__V1__CreateEvaluationCodesRequest *request)
{
	struct making *making = rpc->data = rpc_alloc(rpc, sizeof(*making));
	struct db_batch *batch;

	making->request = request;
	if (!rpc->registry->rules) {
		rpc_refuse_plain(rpc, REASON_RULES_MISSING);
		return;
	}
	batch = named_case_batch(rpc, request->case_);
	if (batch)
		rpc_read(rpc, batch, on_case);
}
