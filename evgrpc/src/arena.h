/* Memory of a call: taken in small pieces, given back all at once, never more than a budget allows.
 *
 * Unpacking a message goes through an arena too: protobuf-c keeps every unknown field, so that 4 MiB of junk would
 * take 180 MiB without the cap. */
#ifndef EVGRPC_ARENA_H
#define EVGRPC_ARENA_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Holds the headers and the small request of a common call. */
enum { EVG_ARENA_FIRST_BLOCK = 4096 };

/* What several arenas may take together. */
struct evg_budget {
	size_t used, cap;
	bool refused;              /* something did not fit since the flag was cleared */
	struct evg_budget *parent; /* counts it too and must have room as well; may be NULL */
};

/* Counts n bytes more, or less, on a budget and its parent. */
void evg_budget_add(struct evg_budget *budget, size_t n);
void evg_budget_remove(struct evg_budget *budget, size_t n);
/* Is there no room for another arena's first block? */
static inline bool evg_budget_is_spent(const struct evg_budget *budget)
{
	return budget->used + EVG_ARENA_FIRST_BLOCK > budget->cap;
}

struct evg_block;
struct evg_arena {
	struct evg_budget *budget;
	struct evg_block *blocks; /* newest first */
	uint8_t *at, *end;        /* free part of the newest block */
};

/* An empty arena that counts against budget, which must outlive it. */
void evg_arena_init(struct evg_arena *arena, struct evg_budget *budget);
/* Memory for any type, not zeroed; NULL when the budget or the machine has no more. */
void *evg_arena_alloc(struct evg_arena *arena, size_t size);
/* The same, but above the budget: for the few bytes the runtime itself needs to end a call that used up its own. */
void *evg_arena_alloc_reserve(struct evg_arena *arena, size_t size);
/* A terminated copy of n bytes; NULL like evg_arena_alloc. */
char *evg_arena_copy(struct evg_arena *arena, const char *text, size_t n);
/* Gives everything back but one first block, so that the next user starts without malloc. */
void evg_arena_reset(struct evg_arena *arena);
/* Gives everything back. */
void evg_arena_free(struct evg_arena *arena);
/* The arena as protobuf-c likes it; valid as long as the arena, freeing is a no-op. */
ProtobufCAllocator evg_arena_allocator(struct evg_arena *arena);

#endif
