#include "store/token_store.h"

#include "store/statements.h"

#include <stdio.h>

void token_store_find(struct db_batch *batch, int jurisdiction, const uint8_t hash[SHA256_BYTES])
{
	store_add(batch, TOKEN_BY_HASH, jurisdiction);
	db_bind_bytes(batch, hash, SHA256_BYTES);
}

void token_store_by_id(struct db_batch *batch, int jurisdiction, int64_t token_id)
{
	store_add(batch, TOKEN_BY_ID, jurisdiction);
	db_bind_int8(batch, token_id);
}

void token_store_list(struct db_batch *batch, int jurisdiction)
{
	store_add(batch, TOKEN_LIST, jurisdiction);
}

void token_store_add(struct db_batch *batch, int jurisdiction, const uint8_t hash[SHA256_BYTES],
		     const struct token_row *token)
{
	store_add(batch, TOKEN_ADD, jurisdiction);
	db_bind_bytes(batch, hash, SHA256_BYTES);
	db_bind_int4(batch, (int)token->role);
	db_bind_int4(batch, token->office_id);
	db_bind_text(batch, token->label);
	db_bind_day(batch, token->expires_on);
	db_bind_int4(batch, token->member_id);
}

void token_store_add_codes(struct db_batch *batch, int jurisdiction, const struct token_codes *codes)
{
	store_add(batch, TOKEN_ADD_CODES, jurisdiction);
	db_bind_int8(batch, codes->case_id);
	db_bind_int4(batch, codes->round);
	db_bind_int4(batch, ROLE_PROPOSER);
	db_bind_text(batch, codes->label);
	db_bind_day(batch, codes->expires_on);
	DB_BIND_EACH(batch, DB_BYTEA, codes->hashes, codes->n, db_bind_bytes(batch, *it, SHA256_BYTES));
	DB_BIND_EACH(batch, DB_INT4, codes->signers, codes->n, db_bind_int4(batch, *it));
}

void token_store_revoke(struct db_batch *batch, int jurisdiction, int64_t token_id)
{
	store_add(batch, TOKEN_REVOKE, jurisdiction);
	db_bind_int8(batch, token_id);
}

void token_store_count(struct db_batch *batch, int jurisdiction)
{
	store_add(batch, TOKEN_COUNT, jurisdiction);
}

void token_store_row(const struct db_result *result, size_t i, size_t row, struct token_row *ret_token)
{
	ret_token->token_id = db_int(result, i, row, 0);
	ret_token->role = (enum role)db_int(result, i, row, 1);
	ret_token->office_id = (int)db_int(result, i, row, 2);
	snprintf(ret_token->label, sizeof(ret_token->label), "%s", db_text(result, i, row, 3));
	ret_token->created_at = db_moment(result, i, row, 4);
	ret_token->expires_on = db_day(result, i, row, 5);
	ret_token->revoked = db_bool(result, i, row, 6);
	ret_token->member_id = (int)db_int(result, i, row, 7);
	ret_token->case_id = db_int(result, i, row, 8);
	ret_token->signer_no = (int)db_int(result, i, row, 9);
	ret_token->round = (int)db_int(result, i, row, 10);
	snprintf(ret_token->case_number, sizeof(ret_token->case_number), "%s", db_text(result, i, row, 11));
}

bool token_is_good(const struct token_row *token, hy_day today)
{
	return !token->revoked && (token->expires_on == HY_DAY_NONE || token->expires_on >= today);
}

void jurisdiction_store_list(struct db_batch *batch)
{
	db_add(batch, JURISDICTION_LIST);
}

void jurisdiction_store_add(struct db_batch *batch, int jurisdiction, const char *name)
{
	store_add(batch, JURISDICTION_ADD, jurisdiction);
	db_bind_text(batch, name);
}
