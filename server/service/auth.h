/* Who calls: the token in `authorization: Bearer hy_…`, looked up in the worker's cache or the database. */
#ifndef SERVICE_AUTH_H
#define SERVICE_AUTH_H

#include "service/rpc.h"

/* "hy_" and 43 characters of base64url: 32 random bytes. */
#define SECRET_PREFIX "hy_"
#define SECRET_CHARS  46

/* Finds out who calls; then(rpc) runs, at once or later, with rpc->token and rpc->sight set. Otherwise the
 * call is ended with TOKEN_MISSING or TOKEN_INVALID. */
void auth_begin(struct rpc *rpc, void (*then)(struct rpc *rpc));
/* The hash of the secret or evaluation code in the value of an authorization header; -1 if it holds none. *ret_given
 * tells whether there was a token of any kind. */
int auth_read(const char *authorization, uint8_t ret_hash[SHA256_BYTES], bool *ret_given);
/* Writes a new secret (SECRET_CHARS and NUL). */
void auth_make_secret(char secret[SECRET_CHARS + 1]);
/* What is stored of a secret. */
void auth_hash(const char *secret, uint8_t ret_hash[SHA256_BYTES]);
/* Whose cases a token lets its bearer see that day. */
struct sight auth_sight(const struct token_row *token, const struct registry *registry, hy_day today);

#endif
