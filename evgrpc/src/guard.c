#include "guard.h"

#include "clock.h"

#include <nghttp2/nghttp2.h>
#include <string.h>

enum {
	PREFACE_BYTES = NGHTTP2_CLIENT_MAGIC_LEN,
	/* Bytes that may come for each byte of payload, it included: nginx's rule, 8 beside it. */
	BYTES_PER_PAYLOAD = 9,
	/* Between two tokens of a bucket that gets none: far longer than a connection. */
	NEVER_US = 1000000000,
};

bool evg_bucket_take(struct evg_bucket *bucket, int64_t now_us, unsigned burst, unsigned per_s)
{
	int64_t each_us = per_s ? 1000000 / (int64_t)per_s : NEVER_US;

	if (bucket->full_us < now_us)
		bucket->full_us = now_us;
	if (bucket->full_us - now_us + each_us > (int64_t)burst * each_us)
		return false;
	bucket->full_us += each_us;
	return true;
}

void evg_guard_init(struct evg_guard *guard, const struct evgrpc_limits *limits, uint32_t stream_window)
{
	*guard = (struct evg_guard){ .limits = limits, .stream_window = stream_window, .left = PREFACE_BYTES };
}

/* ---- What comes in ------------------------------------------------------------------------------------------ */

static const char *note_data(struct evg_guard *guard, uint8_t flags)
{
	if (guard->left || flags & NGHTTP2_FLAG_END_STREAM)
		guard->empty = 0;
	else if (++guard->empty > guard->limits->empty_frames)
		return "too many empty DATA frames";
	return NULL;
}

/* Only a request counts as payload: trailers are rare, and HEADERS for streams that are closed cost and bring nothing.
 */
static void note_headers(struct evg_guard *guard, uint32_t stream)
{
	if (stream <= guard->last_stream)
		return;
	guard->last_stream = stream;
	guard->streams++;
	guard->payload_in += guard->left;
}

static const char *note_priority(struct evg_guard *guard)
{
	uint64_t most = (uint64_t)guard->limits->priority_frames * (1 + (uint64_t)guard->streams);

	return ++guard->priorities > most ? "too many PRIORITY frames" : NULL;
}

static const char *note_reset(struct evg_guard *guard)
{
	const struct evgrpc_limits *limits = guard->limits;

	return evg_bucket_take(&guard->resets, evg_now_us(), limits->reset_burst, limits->resets_per_s)
		       ? NULL
		       : "too many streams were reset";
}

/* The head is complete (RFC 9113 section 4.1). */
static const char *begin_frame(struct evg_guard *guard)
{
	const uint8_t *head = guard->head;
	uint8_t type = head[3], flags = head[4];

	guard->left = (uint32_t)head[0] << 16 | (uint32_t)head[1] << 8 | head[2];
	guard->in_headers = type == NGHTTP2_HEADERS || type == NGHTTP2_CONTINUATION;
	guard->frames += type != NGHTTP2_CONTINUATION;
	if (guard->in_headers)
		guard->block_open = !(flags & NGHTTP2_FLAG_END_HEADERS);
	switch (type) {
	case NGHTTP2_DATA:
		return note_data(guard, flags);
	case NGHTTP2_HEADERS:
		note_headers(guard,
			     (head[5] & 0x7fu) << 24 | (uint32_t)head[6] << 16 | (uint32_t)head[7] << 8 | head[8]);
		return NULL;
	case NGHTTP2_PRIORITY:
		return note_priority(guard);
	case NGHTTP2_RST_STREAM:
		return note_reset(guard);
	default:
		return NULL;
	}
}

static bool is_mostly_overhead(const struct evg_guard *guard)
{
	uint64_t payload = guard->payload_in + guard->payload_out;

	return guard->received > guard->limits->overhead_bytes + guard->spared + BYTES_PER_PAYLOAD * payload;
}

const char *evg_guard_read(struct evg_guard *guard, const uint8_t *bytes, size_t n)
{
	const char *reason = NULL;
	size_t step;

	/* Of what came before: the payload of these bytes is not known yet. */
	if (is_mostly_overhead(guard))
		return "too many bytes beside the calls";
	guard->received += n;
	for (; n && !reason; bytes += step, n -= step) {
		if (guard->left) {
			step = n < guard->left ? n : guard->left;
			guard->left -= (uint32_t)step;
			continue;
		}
		step = (size_t)EVG_FRAME_HEAD - guard->n_head;
		step = n < step ? n : step;
		memcpy(guard->head + guard->n_head, bytes, step);
		guard->n_head = (uint8_t)(guard->n_head + step);
		if (guard->n_head < EVG_FRAME_HEAD)
			continue;
		guard->n_head = 0;
		reason = begin_frame(guard);
	}
	return reason;
}

bool evg_guard_in_block(const struct evg_guard *guard)
{
	return guard->block_open || (guard->in_headers && guard->left) || guard->n_head;
}

/* ---- What goes out ------------------------------------------------------------------------------------------ */

/* Codes nghttp2 answers a peer's mistakes with. We ourselves reset with others. */
static bool is_peers_fault(uint32_t code)
{
	return code == NGHTTP2_PROTOCOL_ERROR || code == NGHTTP2_FLOW_CONTROL_ERROR || code == NGHTTP2_STREAM_CLOSED ||
	       code == NGHTTP2_FRAME_SIZE_ERROR || code == NGHTTP2_COMPRESSION_ERROR;
}

const char *evg_guard_sent_reset(struct evg_guard *guard, uint32_t code)
{
	const struct evgrpc_limits *limits = guard->limits;

	guard->spared += guard->stream_window;
	if (is_peers_fault(code) &&
	    !evg_bucket_take(&guard->sent_resets, evg_now_us(), limits->sent_reset_burst, limits->sent_resets_per_s))
		return "too many streams with errors";
	return NULL;
}

const char *evg_guard_refused(struct evg_guard *guard)
{
	return ++guard->refused > guard->limits->refused_streams ? "too many streams beyond the limit" : NULL;
}
