/* Tokens (their hashes only) and jurisdictions. */
#ifndef STORE_TOKEN_STORE_H
#define STORE_TOKEN_STORE_H

#include "base/digest.h"
#include "db/db.h"
#include "domain/model.h"

/* Bytes of a label: 100 characters of up to 4 bytes, and NUL. */
#define TOKEN_LABEL_SIZE 401

struct token_row {
	int64_t token_id;
	enum role role;
	int office_id; /* 0: none */
	char label[TOKEN_LABEL_SIZE];
	int64_t created_at; /* microseconds since 1970 */
	hy_day expires_on;  /* last day it is good for; HY_DAY_NONE: without end */
	bool revoked;
	int member_id;   /* a proposer's or leader's person; 0: none */
	int64_t case_id; /* > 0: an evaluation code of that case's signer */
	int signer_no;
	int round;                          /* of a code: the one it is for */
	char case_number[CASE_NUMBER_SIZE]; /* of a code: 案号 of the case; "" before filing */
};

void token_store_find(struct db_batch *batch, int jurisdiction, const uint8_t hash[SHA256_BYTES]);
void token_store_by_id(struct db_batch *batch, int jurisdiction, int64_t token_id);
void token_store_list(struct db_batch *batch, int jurisdiction);
/* Stores a token; id and moment are given by the database. */
void token_store_add(struct db_batch *batch, int jurisdiction, const uint8_t hash[SHA256_BYTES],
		     const struct token_row *token);
/* Codes of signers of one case and round, which end those they had before: n hashes and signer numbers. Each good code
 * is a row of one column, its signer. */
struct token_codes {
	int64_t case_id;
	int round, n;
	const uint8_t (*hashes)[SHA256_BYTES];
	const int *signers;
	const char *label;
	hy_day expires_on;
};
void token_store_add_codes(struct db_batch *batch, int jurisdiction, const struct token_codes *codes);
void token_store_revoke(struct db_batch *batch, int jurisdiction, int64_t token_id);
void token_store_count(struct db_batch *batch, int jurisdiction);
/* Row of any of the statements above but the count. */
void token_store_row(const struct db_result *result, size_t i, size_t row, struct token_row *ret_token);
/* Neither revoked nor past its last day. */
bool token_is_good(const struct token_row *token, hy_day today);

void jurisdiction_store_list(struct db_batch *batch);
void jurisdiction_store_add(struct db_batch *batch, int jurisdiction, const char *name);

#endif
