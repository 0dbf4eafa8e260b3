#include "bulk_chains.h"

#include "base/memory.h"
#include <string.h>
#include <uthash.h>

/* The last row of a case so far, and the names rows call the case by: what stands in the column, and the case number
 * that a filing among the rows gives it. */
struct chain {
	size_t last;
};
struct chain_name {
	UT_hash_handle hh;
	struct chain *chain;
	const char *name;
};

static struct chain *find_chain(struct chain_name *names, const char *name)
{
	struct chain_name *found;
	HASH_FIND_STR(names, name, found);
	return found ? found->chain : NULL;
}

static void name_chain(struct arena *arena, struct chain_name **names, const char *name, struct chain *chain)
{
	struct chain_name *entry;
	if (!*name || find_chain(*names, name))
		return;
	entry = arena_alloc(arena, sizeof *entry);
	entry->name = name;
	entry->chain = chain;
	HASH_ADD_KEYPTR(hh, *names, entry->name, strlen(name), entry);
}

size_t bulk_link(struct bulk_row *rows, size_t n, size_t *ready)
{
	struct arena *arena = arena_new();
	struct chain_name *names = NULL;
	size_t n_ready = 0;
	for (size_t row = 0; row < n; row++) {
		const Huiyin__V1__SubmitUpdateRequest *request = rows[row].request;
		struct chain *chain = find_chain(names, request->case_);
		rows[row].next = BULK_NO_ROW;
		if (chain) {
			rows[chain->last].next = row;
		} else {
			chain = arena_alloc(arena, sizeof *chain);
			ready[n_ready++] = row;
		}
		chain->last = row;
		name_chain(arena, &names, request->case_, chain);
		name_chain(arena, &names, request->case_number, chain);
	}
	HASH_CLEAR(hh, names);
	arena_free(arena);
	return n_ready;
}
