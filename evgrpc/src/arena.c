#include "arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum {
	ALIGN = alignof(max_align_t),
	LARGEST_BLOCK = 65536, /* doubling stops here; larger pieces get a block of their own */
};

struct evg_block {
	struct evg_block *next;
	size_t size; /* of the memory behind this head */
	alignas(max_align_t) uint8_t bytes[];
};

/* ---- Budgets ------------------------------------------------------------------------------------------------ */

void evg_budget_add(struct evg_budget *budget, size_t n)
{
	for (; budget; budget = budget->parent)
		budget->used += n;
}

void evg_budget_remove(struct evg_budget *budget, size_t n)
{
	for (; budget; budget = budget->parent)
		budget->used -= n;
}

/* What the budget and its parent both have left. */
static size_t left_of(const struct evg_budget *budget)
{
	size_t left = SIZE_MAX;

	for (; budget; budget = budget->parent) {
		size_t own = budget->cap > budget->used ? budget->cap - budget->used : 0;

		if (own < left)
			left = own;
	}
	return left;
}

/* ---- Arenas ------------------------------------------------------------------------------------------------- */

void evg_arena_init(struct evg_arena *arena, struct evg_budget *budget)
{
	*arena = (struct evg_arena){ .budget = budget };
}

static size_t round_up(size_t size)
{
	return (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

/* How large the next block should be; shrunk to what the budget still allows, 0 if not even size fits. */
static size_t block_size(const struct evg_arena *arena, size_t size, bool reserve)
{
	size_t wanted = arena->blocks ? arena->blocks->size * 2 : EVG_ARENA_FIRST_BLOCK;
	size_t left = left_of(arena->budget);

	if (wanted > LARGEST_BLOCK)
		wanted = LARGEST_BLOCK;
	if (wanted < size)
		wanted = size;
	if (wanted > left)
		wanted = size;
	return wanted <= left || reserve ? wanted : 0;
}

static int add_block(struct evg_arena *arena, size_t size, bool reserve)
{
	size_t wanted = block_size(arena, size, reserve);
	struct evg_block *block = wanted ? malloc(sizeof *block + wanted) : NULL;

	if (!block) {
		arena->budget->refused = true;
		return -1;
	}
	block->size = wanted;
	block->next = arena->blocks;
	arena->blocks = block;
	evg_budget_add(arena->budget, wanted);
	arena->at = block->bytes;
	arena->end = block->bytes + wanted;
	return 0;
}

static void *take(struct evg_arena *arena, size_t size, bool reserve)
{
	void *piece;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = round_up(size ? size : 1);
	if ((size_t)(arena->end - arena->at) < size && add_block(arena, size, reserve) < 0)
		return NULL;
	piece = arena->at;
	arena->at += size;
	return piece;
}

void *evg_arena_alloc(struct evg_arena *arena, size_t size)
{
	return take(arena, size, false);
}

void *evg_arena_alloc_reserve(struct evg_arena *arena, size_t size)
{
	return take(arena, size, true);
}

char *evg_arena_copy(struct evg_arena *arena, const char *text, size_t n)
{
	char *copy = take(arena, n + 1, false);

	if (!copy)
		return NULL;
	memcpy(copy, text, n);
	copy[n] = 0;
	return copy;
}

static void free_blocks_until(struct evg_arena *arena, const struct evg_block *last)
{
	while (arena->blocks != last) {
		struct evg_block *next = arena->blocks->next;

		evg_budget_remove(arena->budget, arena->blocks->size);
		free(arena->blocks);
		arena->blocks = next;
	}
}

void evg_arena_reset(struct evg_arena *arena)
{
	struct evg_block *first = arena->blocks;

	while (first && first->next)
		first = first->next;
	if (first && first->size != EVG_ARENA_FIRST_BLOCK)
		first = NULL;
	free_blocks_until(arena, first);
	arena->at = first ? first->bytes : NULL;
	arena->end = first ? first->bytes + first->size : NULL;
}

void evg_arena_free(struct evg_arena *arena)
{
	free_blocks_until(arena, NULL);
	arena->at = arena->end = NULL;
}

static void *allocate(void *data, size_t size)
{
	return evg_arena_alloc(data, size);
}

static void keep(void *data, void *piece)
{
	(void)data;
	(void)piece;
}

ProtobufCAllocator evg_arena_allocator(struct evg_arena *arena)
{
	return (ProtobufCAllocator){ .alloc = allocate, .free = keep, .allocator_data = arena };
}
