#include "slabs.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Places in a slab, in bytes. Pages larger than that only make it less sparing. */
enum {
	ALIGN = alignof(max_align_t),
	PAGE = 4096,
	FRAME_AT = 3072,      /* the frame buffer, behind the session */
	FRAME_SIZE = 16400,   /* nghttp2 asks for 16,394 */
	REST_AT = 5 * 4096,   /* tables, behind the frame buffer's last page */
	SLAB_SIZE = 7 * 4096, /* room for 8 KiB of tables */
	FRAME_LEAST = 16384,  /* nothing else is that large */
};

enum { SLABS = 64 }; /* of a block: as many as bits in its map */

/* Head of a slab; the session follows. */
struct evg_slab {
	struct evg_slab_block *block;
	uint32_t first_free, rest_free; /* offsets before FRAME_AT, from REST_AT on */
	bool frame_taken, closed;
};

/* Memory is taken from the system by blocks, and goes back when all slabs of a block are free. */
struct evg_slab_block {
	struct evg_slab_block *next, *prev;
	uint8_t *memory;
	uint64_t used; /* bit i: slab i */
};

/* ---- Blocks ------------------------------------------------------------------------------------------------- */

static struct evg_slab_block *add_block(struct evg_slabs *slabs)
{
	struct evg_slab_block *block = calloc(1, sizeof *block);
	void *memory =
		mmap(NULL, (size_t)SLABS * SLAB_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (!block || memory == MAP_FAILED) {
		if (memory != MAP_FAILED)
			munmap(memory, (size_t)SLABS * SLAB_SIZE);
		free(block);
		return NULL;
	}
	madvise(memory, (size_t)SLABS * SLAB_SIZE, MADV_NOHUGEPAGE); /* one large page would make all resident */
	block->memory = memory;
	block->next = slabs->blocks;
	if (block->next)
		block->next->prev = block;
	slabs->blocks = block;
	return block;
}

static void free_block(struct evg_slabs *slabs, struct evg_slab_block *block)
{
	if (block->prev)
		block->prev->next = block->next;
	else
		slabs->blocks = block->next;
	if (block->next)
		block->next->prev = block->prev;
	munmap(block->memory, (size_t)SLABS * SLAB_SIZE);
	free(block);
}

struct evg_slab *evg_slab_take(struct evg_slabs *slabs)
{
	struct evg_slab_block *block = slabs->blocks;
	struct evg_slab *slab;
	unsigned i;

	while (block && block->used == UINT64_MAX)
		block = block->next;
	if (!block)
		block = add_block(slabs);
	if (!block)
		return NULL;
	i = (unsigned)__builtin_ctzll(~block->used);
	block->used |= UINT64_C(1) << i;
	slab = (struct evg_slab *)(void *)(block->memory + (size_t)i * SLAB_SIZE);
	*slab = (struct evg_slab){ .block = block, .first_free = sizeof *slab, .rest_free = REST_AT };
	return slab;
}

/* Zero and not resident, as it was. The system would take larger pages from the neighbours too, and leaves what is
 * locked in memory as it is: there the slab is cleared by hand, for the allocator counts on it. */
static void clear(struct evg_slab *slab)
{
	if (sysconf(_SC_PAGESIZE) > PAGE || madvise(slab, SLAB_SIZE, MADV_DONTNEED) < 0)
		memset(slab, 0, SLAB_SIZE);
}

void evg_slab_give(struct evg_slabs *slabs, struct evg_slab *slab)
{
	struct evg_slab_block *block = slab ? slab->block : NULL;

	if (!slab)
		return;
	block->used &= ~(UINT64_C(1) << ((size_t)((uint8_t *)slab - block->memory) / SLAB_SIZE));
	if (!block->used)
		free_block(slabs, block);
	else
		clear(slab);
}

/* ---- The allocator ------------------------------------------------------------------------------------------ */

/* size bytes from *at on, NULL if they would go beyond end. */
static void *bump(struct evg_slab *slab, uint32_t *at, size_t size, size_t end)
{
	void *piece = (uint8_t *)slab + *at;

	if (size > end - *at)
		return NULL;
	*at += (uint32_t)((size + ALIGN - 1) & ~(size_t)(ALIGN - 1));
	return piece;
}

/* Zeroed; NULL when the slab has no place for it. */
static void *place(struct evg_slab *slab, size_t size)
{
	void *piece;

	if (slab->closed || size > FRAME_SIZE)
		return NULL;
	if (size >= FRAME_LEAST) {
		piece = slab->frame_taken ? NULL : (uint8_t *)slab + FRAME_AT;
		slab->frame_taken = true;
		return piece;
	}
	piece = bump(slab, &slab->first_free, size, FRAME_AT);
	return piece ? piece : bump(slab, &slab->rest_free, size, SLAB_SIZE);
}

static bool is_within(const struct evg_slab *slab, const void *piece)
{
	return (uintptr_t)piece - (uintptr_t)slab < SLAB_SIZE;
}

static void *take(size_t size, void *slab)
{
	void *piece = place(slab, size);

	return piece ? piece : malloc(size);
}

static void *take_zeroed(size_t n, size_t size, void *slab)
{
	void *piece;

	if (!n || !size || n > SIZE_MAX / size)
		return NULL; /* nghttp2 never asks for that */
	piece = place(slab, n * size);
	return piece ? piece : calloc(n, size);
}

static void give(void *piece, void *slab)
{
	if (!is_within(slab, piece))
		free(piece);
}

/* A piece of the slab moves out of it; how long it was is not known, but not longer than to the slab's end. */
static void *resize(void *piece, size_t size, void *slab)
{
	size_t most = (size_t)((uint8_t *)slab + SLAB_SIZE - (uint8_t *)piece);
	void *moved;

	if (!piece)
		return take(size, slab);
	if (!is_within(slab, piece))
		return realloc(piece, size);
	moved = malloc(size);
	return moved ? memcpy(moved, piece, size < most ? size : most) : NULL;
}

nghttp2_mem evg_slab_allocator(struct evg_slab *slab)
{
	return (nghttp2_mem){
		.mem_user_data = slab, .malloc = take, .free = give, .calloc = take_zeroed, .realloc = resize
	};
}

void evg_slab_close(struct evg_slab *slab)
{
	slab->closed = true;
}
