/* Memory of the HTTP/2 sessions of one thread, laid out so that an idle one needs few pages.
 *
 * nghttp2 asks for 25 KiB when a session begins: the session (2.9 KiB), the buffer of the frame being sent (16 KiB),
 * the table of streams (4 KiB) and two rings of HPACK (1 KiB each). From malloc they lie in the order of asking and
 * every page is touched somewhere; 13.5 KiB of them are resident before the first call. Here they lie in a slab of
 * pages of its own: the session and the first bytes of the frame buffer, all that small frames touch, share the first
 * page, and the rest is not resident before it is used. What a session asks for later comes from malloc. */
#ifndef EVGRPC_SLABS_H
#define EVGRPC_SLABS_H

#include <nghttp2/nghttp2.h>

struct evg_slab;
struct evg_slab_block;

/* Zero is empty. Nothing is left to free when all slabs were given back. */
struct evg_slabs {
	struct evg_slab_block *blocks;
};

/* A slab for one session; NULL when memory is short. */
struct evg_slab *evg_slab_take(struct evg_slabs *slabs);
/* The allocator to make the session with; it is valid as long as the slab. */
nghttp2_mem evg_slab_allocator(struct evg_slab *slab);
/* The session stands: from now on its allocator is malloc, but for what lies in the slab. */
void evg_slab_close(struct evg_slab *slab);
/* Gives the slab back after the session was freed; NULL is fine. */
void evg_slab_give(struct evg_slabs *slabs, struct evg_slab *slab);

#endif
