#include "service/token_cache.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Slots: a city has some hundred offices; two that meet in a slot only cost reads. A power of two. */
#define SLOTS 1024

struct token_cache {
	struct {
		uint8_t hash[SHA256_BYTES];
		int64_t put_us; /* 0: empty */
		struct token_row token;
	} slots[SLOTS];
};

struct token_cache *token_cache_new(void)
{
	return hy_xcalloc(1, sizeof(struct token_cache));
}

void token_cache_free(struct token_cache *cache)
{
	free(cache);
}

static size_t slot_of(const uint8_t hash[SHA256_BYTES])
{
	return ((size_t)hash[0] << 8 | hash[1]) % SLOTS;
}

const struct token_row *token_cache_find(const struct token_cache *cache, const uint8_t hash[SHA256_BYTES],
					 int64_t now_us)
{
	size_t i = slot_of(hash);

	if (cache->slots[i].put_us == 0 || now_us - cache->slots[i].put_us >= TOKEN_TTL_US)
		return NULL;
	return secret_compare(cache->slots[i].hash, hash, SHA256_BYTES) == 0 ? &cache->slots[i].token : NULL;
}

void token_cache_put(struct token_cache *cache, const uint8_t hash[SHA256_BYTES], const struct token_row *token,
		     int64_t now_us)
{
	size_t i = slot_of(hash);

	memcpy(cache->slots[i].hash, hash, SHA256_BYTES);
	cache->slots[i].put_us = now_us;
	cache->slots[i].token = *token;
}

void token_cache_drop(struct token_cache *cache, int64_t token_id)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (cache->slots[i].token.token_id == token_id)
			cache->slots[i].put_us = 0;
}
