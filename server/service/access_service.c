/* Tokens and who calls. */
#include "base/text.h"
#include "service/auth.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/token_cache.h"

#include <stdio.h>
#include <string.h>

void who_am_i(struct rpc *rpc, const Huiyin__V1__WhoAmIRequest *request)
{
	Huiyin__V1__WhoAmIResponse response = HUIYIN__V1__WHO_AM_IRESPONSE__INIT;

	(void)request;
	response.token = convert_token(rpc, &rpc->token);
	response.jurisdiction = rpc->service->jurisdiction;
	response.jurisdiction_name = convert_text(rpc, rpc->registry->place);
	response.business_date = rpc_day(rpc, rpc->today);
	response.server_version = convert_text(rpc, HUIYIN_VERSION);
	rpc_reply(rpc, &response.base);
}

/* ---- CreateToken ---------------------------------------------------------------------------------------------- */

static void on_token_added(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__CreateTokenResponse response = HUIYIN__V1__CREATE_TOKEN_RESPONSE__INIT;
	struct token_row token;

	token_store_row(result, 0, 0, &token);
	response.token = convert_token(rpc, &token);
	response.secret = rpc->data;
	rpc_reply(rpc, &response.base);
	/* The arena that held the secret is gone with the call. */
}

static int read_token(struct rpc *rpc, const Huiyin__V1__CreateTokenRequest *request, struct token_row *token,
		      struct refusal *ret_refusal)
{
	token->role = (enum role)request->role;
	snprintf(token->label, sizeof(token->label), "%s", request->label);
	if (check_given("role", request->role ? "given" : "", ret_refusal) < 0 ||
	    (token->role == ROLE_HANDLER && check_given("office", request->office, ret_refusal) < 0) ||
	    (token->role == ROLE_PROPOSER && check_given("member", request->member, ret_refusal) < 0) ||
	    member_of_code(rpc->registry, request->member, &token->member_id, ret_refusal) < 0 ||
	    office_of_code(rpc->registry, request->office, &token->office_id, ret_refusal) < 0)
		return -1;
	return check_day("expires_on", request->expires_on, HY_DAY_NONE, &token->expires_on, ret_refusal);
}

void create_token(struct rpc *rpc, const Huiyin__V1__CreateTokenRequest *request)
{
	struct token_row token = { 0 };
	uint8_t hash[SHA256_BYTES];
	struct refusal refusal;
	struct db_batch *batch;

	if (read_token(rpc, request, &token, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	rpc->data = rpc_alloc(rpc, SECRET_CHARS + 1);
	auth_make_secret(rpc->data);
	auth_hash(rpc->data, hash);
	batch = rpc_batch(rpc);
	token_store_add(batch, rpc->service->jurisdiction, hash, &token);
	rpc_write(rpc, batch, on_token_added);
}

/* ---- ListTokens, RevokeToken ---------------------------------------------------------------------------------- */

static void on_tokens(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__ListTokensResponse response = HUIYIN__V1__LIST_TOKENS_RESPONSE__INIT;
	size_t n = db_rows(result, 0);
	struct token_row token;

	response.tokens = rpc_alloc(rpc, (n + 1) * sizeof(*response.tokens));
	for (size_t row = 0; row < n; row++) {
		token_store_row(result, 0, row, &token);
		response.tokens[response.n_tokens++] = convert_token(rpc, &token);
	}
	rpc_reply(rpc, &response.base);
}

void list_tokens(struct rpc *rpc, const Huiyin__V1__ListTokensRequest *request)
{
	struct db_batch *batch = rpc_batch(rpc);

	(void)request;
	token_store_list(batch, rpc->service->jurisdiction);
	rpc_read(rpc, batch, on_tokens);
}

static void refuse_token(struct rpc *rpc, const char *token)
{
	struct refusal refusal;

	rpc_refuse(rpc, refuse_with(refuse(&refusal, REASON_TOKEN_NOT_FOUND), "token", "%s", token));
}

static void on_revoked(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__RevokeTokenResponse response = HUIYIN__V1__REVOKE_TOKEN_RESPONSE__INIT;
	struct token_row token;

	if (db_rows(result, 0) == 0) {
		refuse_token(rpc, rpc->data);
		return;
	}
	token_store_row(result, 0, 0, &token);
	if (!rpc->worker->stopping)
		token_cache_drop(rpc->worker->tokens, token.token_id);
	response.token = convert_token(rpc, &token);
	rpc_reply(rpc, &response.base);
}

void revoke_token(struct rpc *rpc, const Huiyin__V1__RevokeTokenRequest *request)
{
	struct db_batch *batch;
	int64_t token_id;

	if (request->token_id[0] != 't' || number_parse(request->token_id + 1, 1, INT64_MAX, &token_id) < 0) {
		refuse_token(rpc, request->token_id);
		return;
	}
	rpc->data = request->token_id;
	batch = rpc_batch(rpc);
	token_store_revoke(batch, rpc->service->jurisdiction, token_id);
	rpc_write(rpc, batch, on_revoked);
}
