/* The bump allocator of memory.h: blocks in a list, the newest first. */
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A call's decoded request and answer usually fit in one block; what is larger gets a block of its own. */
#define BLOCK_BYTES 8192

struct block {
	struct block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct block *blocks; /* the first one is the one being filled */
};

static struct block *new_block(size_t size)
{
	struct block *block = hy_xcalloc(1, sizeof(*block) + size);

	block->size = size;
	return block;
}

struct arena *arena_new(void)
{
	struct arena *arena = hy_xcalloc(1, sizeof(*arena));

	arena->blocks = new_block(BLOCK_BYTES);
	return arena;
}

void arena_free(struct arena *arena)
{
	struct block *block, *next;

	if (!arena)
		return;
	for (block = arena->blocks; block; block = next) {
		next = block->next;
		free(block);
	}
	free(arena);
}

/* A block for one large thing goes behind the one being filled, whose rest stays usable. */
static void *alloc_large(struct arena *arena, size_t size)
{
	struct block *block = new_block(size);

	block->used = size;
	block->next = arena->blocks->next;
	arena->blocks->next = block;
	return block->bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct block *block = arena->blocks;
	void *p;

	if (size > SIZE_MAX / 2)
		return hy_xmalloc(SIZE_MAX); /* ends the process: there is no such memory */
	size = (size + align - 1) / align * align;
	if (size > BLOCK_BYTES / 4)
		return alloc_large(arena, size);
	if (size > block->size - block->used) {
		block = new_block(BLOCK_BYTES);
		block->next = arena->blocks;
		arena->blocks = block;
	}
	p = block->bytes + block->used;
	block->used += size;
	return p;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(arena_alloc(arena, size), text, size);
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	char *text;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		len = 0; /* a format glibc refuses: nothing rather than rubbish */
	text = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}
