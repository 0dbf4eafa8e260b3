#include "ledger/cache.h"
#include "base/memory.h"
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define uthash_malloc(size) hy_xmalloc(size)
#include <uthash.h>

#define SUBMISSION_KEY (CASE_NUMBER_SIZE + 12) /* "session/number" */

struct entry {
	int64_t case_id;
	char number[CASE_NUMBER_SIZE];
	char submission[SUBMISSION_KEY];
	UT_hash_handle by_id, by_number, by_submission;
	int n_assignments, n_items;
	unsigned char state[]; /* the case_state up to the last assignment in use, then the items in use */
};

struct cache {
	size_t max;
	struct entry *ids, *numbers, *submissions; /* ids in order of use, the longest unused first */
};

struct cache *cache_new(size_t max_cases)
{
	struct cache *cache = hy_xcalloc(1, sizeof *cache);

	cache->max = max_cases;
	return cache;
}

static void drop(struct cache *cache, struct entry *entry)
{
	HASH_DELETE(by_id, cache->ids, entry);
	if (*entry->number)
		HASH_DELETE(by_number, cache->numbers, entry);
	if (*entry->submission)
		HASH_DELETE(by_submission, cache->submissions, entry);
	free(entry);
}

void cache_clear(struct cache *cache)
{
	struct entry *entry, *next;

	HASH_CLEAR(by_number, cache->numbers);
	HASH_CLEAR(by_submission, cache->submissions);
	entry = cache->ids;
	HASH_CLEAR(by_id, cache->ids);
	/* HASH_CLEAR leaves the elements and their list of insertion. */
	for (; entry; entry = next) {
		next = entry->by_id.next;
		free(entry);
	}
}

void cache_free(struct cache *cache)
{
	if (cache)
		cache_clear(cache);
	free(cache);
}

static void make_submission_key(char key[SUBMISSION_KEY], int session_id, const char *number)
{
	key[0] = '\0';
	if (*number)
		snprintf(key, SUBMISSION_KEY, "%d/%s", session_id, number);
}

static struct entry *find(struct cache *cache, const struct case_ref *ref)
{
	struct entry *entry = NULL;
	char key[SUBMISSION_KEY];

	if (ref->case_id > 0) {
		HASH_FIND(by_id, cache->ids, &ref->case_id, sizeof ref->case_id, entry);
	} else if (*ref->number) {
		HASH_FIND(by_number, cache->numbers, ref->number, strlen(ref->number), entry);
	} else if (*ref->submission_number) {
		make_submission_key(key, ref->session_id, ref->submission_number);
		HASH_FIND(by_submission, cache->submissions, key, strlen(key), entry);
	}
	return entry;
}

/* Bytes of a case_state before its items that are in use. */
static size_t head_bytes(int n_assignments)
{
	return offsetof(struct case_state, assignments) + (size_t)n_assignments * sizeof(struct assignment);
}

static size_t item_bytes(int n_items)
{
	return (size_t)n_items * sizeof(struct item);
}

static struct entry *pack(const struct case_state *state)
{
	size_t head = head_bytes(state->n_assignments);
	struct entry *entry = hy_xcalloc(1, sizeof *entry + head + item_bytes(state->n_items));

	entry->case_id = state->case_id;
	entry->n_assignments = state->n_assignments;
	entry->n_items = state->n_items;
	memcpy(entry->state, state, head);
	memcpy(entry->state + head, state->items, item_bytes(state->n_items));
	memcpy(entry->number, state->number, sizeof entry->number);
	return entry;
}

static void unpack(const struct entry *entry, struct case_state *ret_state)
{
	size_t head = head_bytes(entry->n_assignments);

	memcpy(ret_state, entry->state, head);
	memcpy(ret_state->items, entry->state + head, item_bytes(entry->n_items));
	ret_state->n_assignments = entry->n_assignments;
	ret_state->n_items = entry->n_items;
}

void cache_put(struct cache *cache, const struct case_state *state, const char *submission_number)
{
	struct entry *old, *entry = pack(state);

	HASH_FIND(by_id, cache->ids, &state->case_id, sizeof state->case_id, old);
	if (submission_number)
		make_submission_key(entry->submission, state->session_id, submission_number);
	else if (old)
		memcpy(entry->submission, old->submission, sizeof entry->submission);
	if (old)
		drop(cache, old);
	HASH_ADD(by_id, cache->ids, case_id, sizeof entry->case_id, entry);
	if (*entry->number)
		HASH_ADD(by_number, cache->numbers, number, strlen(entry->number), entry);
	if (*entry->submission)
		HASH_ADD(by_submission, cache->submissions, submission, strlen(entry->submission), entry);
	if (HASH_CNT(by_id, cache->ids) > cache->max)
		drop(cache, cache->ids);
}

bool cache_get(struct cache *cache, const struct case_ref *ref, struct case_state *ret_state)
{
	struct entry *entry = find(cache, ref);

	if (!entry)
		return false;
	HASH_DELETE(by_id, cache->ids, entry);
	HASH_ADD(by_id, cache->ids, case_id, sizeof entry->case_id, entry);
	unpack(entry, ret_state);
	return true;
}

int64_t cache_id(struct cache *cache, const struct case_ref *ref)
{
	const struct entry *entry = find(cache, ref);

	return entry ? entry->case_id : 0;
}

bool cache_has(struct cache *cache, const struct case_ref *ref)
{
	return find(cache, ref) != NULL;
}

size_t cache_count(const struct cache *cache)
{
	return HASH_CNT(by_id, cache->ids);
}
