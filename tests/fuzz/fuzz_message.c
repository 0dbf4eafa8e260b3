/* Message framing and what is done to a message: unpacking under a cap, the search for zero bytes, inflating. */
#include "arena.h"
#include "echo.pb-c.h"
#include "fuzz.h"
#include "gzip.h"
#include "message.h"
#include "nul.h"

#include <string.h>

enum {
	MAX_MESSAGE = 4096,
	MAX_INFLATED = 16384,
	MAX_MEMORY = 32768,
};

static void unpack(const uint8_t *bytes, size_t n)
{
	const ProtobufCMessageDescriptor *descriptor = &evgrpc__test__echo_request__descriptor;
	struct evg_budget budget = { .cap = MAX_MEMORY };
	ProtobufCAllocator allocator;
	struct evg_arena arena;

	evg_arena_init(&arena, &budget);
	allocator = evg_arena_allocator(&arena);
	if (protobuf_c_message_unpack(descriptor, &allocator, n, bytes))
		evg_nul_find(descriptor, bytes, n);
	MUST(budget.used <= MAX_MEMORY + MAX_MESSAGE);
	evg_arena_free(&arena);
}

static void inflate(const uint8_t *bytes, size_t n)
{
	struct evg_buf out = { 0 };

	if (evg_gzip_inflate(bytes, n, MAX_INFLATED, &out) == EVG_INFLATE_OK)
		MUST(evg_buf_len(&out) <= MAX_INFLATED);
	else
		MUST(evg_buf_len(&out) == 0);
	evg_buf_clear(&out, 0);
}

static void deflate(const uint8_t *bytes, size_t n)
{
	struct evg_buf packed = { 0 }, plain = { 0 };

	if (evg_gzip_deflate(bytes, n, &packed) == 1) {
		MUST(evg_buf_len(&packed) < n);
		MUST(evg_gzip_inflate(evg_buf_bytes(&packed), evg_buf_len(&packed), n, &plain) == EVG_INFLATE_OK);
		MUST(evg_buf_len(&plain) == n && !memcmp(evg_buf_bytes(&plain), bytes, n));
	}
	evg_buf_clear(&packed, 0);
	evg_buf_clear(&plain, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct evg_message message;

	deflate(bytes, n);
	while (evg_message_peek(bytes, n, MAX_MESSAGE, &message) == EVG_FRAME_WHOLE) {
		MUST(message.data == bytes + EVG_PREFIX && message.len <= MAX_MESSAGE);
		MUST(message.len + EVG_PREFIX <= n);
		if (message.compressed)
			inflate(message.data, message.len);
		else
			unpack(message.data, message.len);
		bytes += EVG_PREFIX + message.len;
		n -= EVG_PREFIX + message.len;
	}
	return 0;
}
