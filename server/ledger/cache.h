/* Cases in memory: coherent as long as the head we know is the head. Found by id, by 案号 and by session and submission
 * number; the longest unused go first when it is full. */
#ifndef LEDGER_CACHE_H
#define LEDGER_CACHE_H

#include "ledger/ledger.h"

/* About 1.3 kB each with two assignments, three items and three index entries: 200 MB. */
#define CACHE_MAX_CASES 150000

struct cache;
struct cache *cache_new(size_t max_cases);
void cache_free(struct cache *cache); /* NULL is fine */
void cache_clear(struct cache *cache);
/* Puts a case in or replaces it. submission_number may be NULL: as it was. */
void cache_put(struct cache *cache, const struct case_state *state, const char *submission_number);
/* Copies a case out and marks it used. False if it is not there. */
bool cache_get(struct cache *cache, const struct case_ref *ref, struct case_state *ret_state);
/* The id of a case, 0 if it is not there. */
int64_t cache_id(struct cache *cache, const struct case_ref *ref);
bool cache_has(struct cache *cache, const struct case_ref *ref);
size_t cache_count(const struct cache *cache);

#endif
