/* Tokens a worker has seen lately, so that a call costs no read. Bounded: one slot per value of a hash's first bits. */
#ifndef SERVICE_TOKEN_CACHE_H
#define SERVICE_TOKEN_CACHE_H

#include "store/token_store.h"

/* How long a revoked token may still be taken: the contract says 10 s on every server. */
#define TOKEN_TTL_US 10000000

struct token_cache;
struct token_cache *token_cache_new(void);
void token_cache_free(struct token_cache *cache); /* NULL is fine */
/* The token with that hash if it was put in within TOKEN_TTL_US before now_us (a clock that never steps), else NULL. */
const struct token_row *token_cache_find(const struct token_cache *cache, const uint8_t hash[SHA256_BYTES],
					 int64_t now_us);
void token_cache_put(struct token_cache *cache, const uint8_t hash[SHA256_BYTES], const struct token_row *token,
		     int64_t now_us);
/* Forgets a token by its id. */
void token_cache_drop(struct token_cache *cache, int64_t token_id);

#endif
