/* Guards a server's connection against peers that cost more than they bring: counts what is beside the calls and says
 * when it is too much (struct evgrpc_limits). It walks over the frames' heads before nghttp2 sees them, so that also
 * what nghttp2 ignores is counted. What nghttp2 limits itself (CONTINUATION, settings, queued acks) is left to it. */
#ifndef EVGRPC_GUARD_H
#define EVGRPC_GUARD_H

#include "evgrpc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A token bucket in one number: when it will be full again. */
struct evg_bucket {
	int64_t full_us;
};

/* Takes a token of a bucket of burst that gets per_s a second (0: never); false when it is empty. */
bool evg_bucket_take(struct evg_bucket *bucket, int64_t now_us, unsigned burst, unsigned per_s);

enum { EVG_FRAME_HEAD = 9 };

struct evg_guard {
	const struct evgrpc_limits *limits; /* borrowed; NULL: nothing is counted, as by a client */
	uint32_t stream_window;             /* what a peer may have on its way when we reset its stream */

	/* Where in the frames the last bytes ended. */
	uint8_t head[EVG_FRAME_HEAD], n_head;
	bool in_headers, block_open; /* within HEADERS or CONTINUATION; the next frame must be a CONTINUATION */
	uint32_t left;               /* of the frame's payload */

	uint64_t received;                /* bytes, all */
	uint64_t payload_in, payload_out; /* of them: requests' headers and content; content sent */
	uint64_t spared;                  /* bytes beside the payload that we gave cause for */
	uint32_t last_stream, streams;    /* opened by the peer: highest id, number */
	uint32_t frames;                  /* begun, CONTINUATION apart: tells header blocks from each other */
	unsigned empty, refused;
	uint64_t priorities;
	struct evg_bucket resets, sent_resets;
};

/* A guard at the start of a connection. */
void evg_guard_init(struct evg_guard *guard, const struct evgrpc_limits *limits, uint32_t stream_window);
/* Looks at n bytes before they are read: NULL, or what is too much, a static sentence for the peer. */
const char *evg_guard_read(struct evg_guard *guard, const uint8_t *bytes, size_t n);
/* A RST_STREAM of ours went out: NULL or what is too much. */
const char *evg_guard_sent_reset(struct evg_guard *guard, uint32_t code);
/* A stream beyond the number announced was refused: NULL or what is too much. What we refuse because handlers of
 * streams that are closed still work is not the peer's fault. */
const char *evg_guard_refused(struct evg_guard *guard);
/* Is the peer within a header block, or within the head of a frame that may begin one? */
bool evg_guard_in_block(const struct evg_guard *guard);

#endif
