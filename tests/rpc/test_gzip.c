/* gzip of single messages: what comes out, what is refused, and what a bomb costs. */
#include "echo.pb-c.h"
#include "gzip.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { PLENTY = 1 << 20 };

/* A gzip member of n bytes by zlib itself; frame_bits 31 is gzip, 15 zlib, -15 bare deflate. The caller frees it. */
static uint8_t *member(const uint8_t *bytes, size_t n, int frame_bits, size_t *ret_len)
{
	z_stream z = { .next_in = (Bytef *)bytes, .avail_in = (uInt)n };
	size_t room = n + n / 100 + 100;
	uint8_t *to = malloc(room);

	z.next_out = to;
	z.avail_out = (uInt)room;
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, frame_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	*ret_len = room - z.avail_out;
	deflateEnd(&z);
	return to;
}

/* Bytes no compression shrinks. */
static void fill_with_noise(uint8_t *bytes, size_t n)
{
	uint64_t seed = 88172645463325252u;

	for (size_t i = 0; i < n; i++) {
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		bytes[i] = (uint8_t)(seed >> 32);
	}
}

static void what_was_deflated_inflates(void **state)
{
	static const size_t sizes[] = { 50, 511, 512, 4096, 16384, 16385, 70000, 1000000 };
	uint8_t *text = malloc(1000000);

	(void)state;
	for (size_t i = 0; i < 1000000; i++)
		text[i] = (uint8_t)("abcdefgh"[i % 8]);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct evg_buf packed = { 0 }, plain = { 0 };

		assert_int_equal(evg_buf_add(&packed, "before", 6), 0);
		assert_int_equal(evg_buf_add(&plain, "before", 6), 0);
		assert_int_equal(evg_gzip_deflate(text, sizes[i], &packed), 1);
		assert_true(evg_buf_len(&packed) - 6 < sizes[i]);
		assert_int_equal(
			evg_gzip_inflate(evg_buf_bytes(&packed) + 6, evg_buf_len(&packed) - 6, sizes[i], &plain),
			EVG_INFLATE_OK);
		assert_int_equal(evg_buf_len(&plain), 6 + sizes[i]);
		assert_memory_equal(evg_buf_bytes(&plain) + 6, text, sizes[i]);
		assert_memory_equal(evg_buf_bytes(&packed), "before", 6);
		evg_buf_clear(&packed, 0);
		evg_buf_clear(&plain, 0);
	}
	free(text);
}

static void noise_is_not_deflated(void **state)
{
	static const size_t sizes[] = { 0, 1, 20, 21, 1000, 100000 };
	uint8_t *noise = malloc(100000);
	struct evg_buf to = { 0 };

	(void)state;
	fill_with_noise(noise, 100000);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		assert_int_equal(evg_gzip_deflate(noise, sizes[i], &to), 0);
		assert_int_equal(evg_buf_len(&to), 0);
	}
	evg_buf_clear(&to, 0);
	free(noise);
}

static void expect_broken(const uint8_t *bytes, size_t n)
{
	/* An own copy of the exact size: a byte read too many is found by the sanitizer. */
	uint8_t *copy = malloc(n ? n : 1);
	struct evg_buf to = { 0 };

	if (n)
		memcpy(copy, bytes, n);
	assert_int_equal(evg_buf_add(&to, "before", 6), 0);
	assert_int_equal(evg_gzip_inflate(copy, n, PLENTY, &to), EVG_INFLATE_BROKEN);
	assert_int_equal(evg_buf_len(&to), 6);
	assert_memory_equal(evg_buf_bytes(&to), "before", 6);
	evg_buf_clear(&to, 0);
	free(copy);
}

static void every_cut_is_broken(void **state)
{
	uint8_t text[1000];
	size_t n;
	uint8_t *bytes;

	(void)state;
	memset(text, 'x', sizeof text);
	bytes = member(text, sizeof text, 31, &n);
	for (size_t cut = 0; cut < n; cut++)
		expect_broken(bytes, cut);
	free(bytes);
}

static void a_changed_byte_is_broken(void **state)
{
	uint8_t text[64];
	size_t n;
	uint8_t *bytes;

	(void)state;
	fill_with_noise(text, sizeof text);
	bytes = member(text, sizeof text, 31, &n);
	/* The head: magic and method. The tail: checksum and size. Time, flags and system between are not looked at. */
	for (size_t i = 0; i < n; i = i == 2 ? n - 8 : i + 1) {
		bytes[i] ^= 0x20;
		expect_broken(bytes, n);
		bytes[i] ^= 0x20;
	}
	free(bytes);
}

static void what_follows_the_member_is_broken(void **state)
{
	uint8_t text[100] = "text", twice[400];
	size_t n;
	uint8_t *bytes = member(text, sizeof text, 31, &n);

	(void)state;
	memcpy(twice, bytes, n);
	memcpy(twice + n, bytes, n);
	expect_broken(twice, 2 * n); /* legal for gzip(1), one message too many for us */
	twice[n] = 0;
	expect_broken(twice, n + 1);
	free(bytes);
}

static void other_frames_are_broken(void **state)
{
	uint8_t text[100] = "text";
	size_t n;
	uint8_t *bytes = member(text, sizeof text, 15, &n);

	(void)state;
	expect_broken(bytes, n); /* what HTTP calls deflate */
	free(bytes);
	bytes = member(text, sizeof text, -15, &n);
	expect_broken(bytes, n);
	free(bytes);
	expect_broken(text, sizeof text);
}

static void an_empty_member_is_an_empty_message(void **state)
{
	size_t n;
	uint8_t *bytes = member((const uint8_t *)"", 0, 31, &n);
	struct evg_buf to = { 0 };

	(void)state;
	assert_int_equal(evg_gzip_inflate(bytes, n, 0, &to), EVG_INFLATE_OK);
	assert_int_equal(evg_buf_len(&to), 0);
	evg_buf_clear(&to, 0);
	free(bytes);
}

static void the_limit_is_exact(void **state)
{
	static const size_t sizes[] = { 1, 100, 16383, 16384, 16385, 32768, 50000 };
	uint8_t *text = calloc(1, 50000);

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct evg_buf to = { 0 };
		size_t n;
		uint8_t *bytes = member(text, sizes[i], 31, &n);

		assert_int_equal(evg_gzip_inflate(bytes, n, sizes[i] - 1, &to), EVG_INFLATE_TOO_LARGE);
		assert_int_equal(evg_buf_len(&to), 0);
		assert_int_equal(evg_gzip_inflate(bytes, n, sizes[i], &to), EVG_INFLATE_OK);
		assert_int_equal(evg_buf_len(&to), sizes[i]);
		evg_buf_clear(&to, 0);
		free(bytes);
	}
	free(text);
}

/* 200 MiB of zero bytes in 200 KB. */
static void a_bomb_costs_the_limit(void **state)
{
	static uint8_t zeros[PLENTY];
	static uint8_t bomb[PLENTY];
	struct evg_buf to = { 0 };
	z_stream z = { .next_out = bomb, .avail_out = sizeof bomb };

	(void)state;
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	for (int i = 0; i < 200; i++) {
		z.next_in = zeros;
		z.avail_in = sizeof zeros;
		assert_int_equal(deflate(&z, i == 199 ? Z_FINISH : Z_NO_FLUSH), i == 199 ? Z_STREAM_END : Z_OK);
	}
	assert_int_equal(evg_gzip_inflate(bomb, sizeof bomb - z.avail_out, PLENTY, &to), EVG_INFLATE_TOO_LARGE);
	assert_true(to.size <= 2 * PLENTY); /* a buffer doubles */
	evg_buf_clear(&to, 0);
	/* And with a small limit next to nothing. */
	assert_int_equal(evg_gzip_inflate(bomb, sizeof bomb - z.avail_out, 1000, &to), EVG_INFLATE_TOO_LARGE);
	assert_true(to.size <= 2048);
	evg_buf_clear(&to, 0);
	deflateEnd(&z);
}

static void messages_are_framed_either_way(void **state)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	char text[2000];
	struct evg_buf to = { 0 }, plain = { 0 };
	struct evg_message message;

	(void)state;
	memset(text, 't', sizeof text);
	text[sizeof text - 1] = 0;
	request.text = text;
	assert_int_equal(evg_message_append(&to, &request.base, EVGRPC_IDENTITY), 0);
	assert_int_equal(evg_message_peek(evg_buf_bytes(&to), evg_buf_len(&to), PLENTY, &message), EVG_FRAME_WHOLE);
	assert_false(message.compressed);
	assert_int_equal(evg_buf_len(&to), EVG_PREFIX + message.len);
	assert_int_equal(evg_buf_add(&plain, message.data, message.len), 0);
	evg_buf_drop(&to, 3); /* the queue begins somewhere in its memory */
	evg_buf_shorten(&to, 2);

	assert_int_equal(evg_message_append(&to, &request.base, EVGRPC_GZIP), 0);
	evg_buf_drop(&to, 2);
	assert_int_equal(evg_message_peek(evg_buf_bytes(&to), evg_buf_len(&to), PLENTY, &message), EVG_FRAME_WHOLE);
	assert_true(message.compressed);
	assert_int_equal(evg_buf_len(&to), EVG_PREFIX + message.len);
	assert_true(message.len < 100);
	assert_int_equal(evg_gzip_inflate(message.data, message.len, PLENTY, &plain), EVG_INFLATE_OK);
	assert_memory_equal(evg_buf_bytes(&plain), evg_buf_bytes(&plain) + evg_buf_len(&plain) / 2,
			    evg_buf_len(&plain) / 2);
	evg_buf_clear(&to, 0);
	evg_buf_clear(&plain, 0);
}

static void what_would_not_shrink_is_framed_plain(void **state)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct evg_buf to = { 0 };

	(void)state;
	request.text = (char *)"hi";
	assert_int_equal(evg_message_append(&to, &request.base, EVGRPC_GZIP), 0);
	assert_int_equal(evg_buf_len(&to), 9);
	assert_memory_equal(evg_buf_bytes(&to), "\0\0\0\0\4\12\2hi", 9);
	request.text = (char *)"";
	assert_int_equal(evg_message_append(&to, &request.base, EVGRPC_GZIP), 0);
	assert_int_equal(evg_buf_len(&to), 14);
	assert_memory_equal(evg_buf_bytes(&to) + 9, "\0\0\0\0\0", 5);
	evg_buf_clear(&to, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_deflated_inflates),
		cmocka_unit_test(noise_is_not_deflated),
		cmocka_unit_test(every_cut_is_broken),
		cmocka_unit_test(a_changed_byte_is_broken),
		cmocka_unit_test(what_follows_the_member_is_broken),
		cmocka_unit_test(other_frames_are_broken),
		cmocka_unit_test(an_empty_member_is_an_empty_message),
		cmocka_unit_test(the_limit_is_exact),
		cmocka_unit_test(a_bomb_costs_the_limit),
		cmocka_unit_test(messages_are_framed_either_way),
		cmocka_unit_test(what_would_not_shrink_is_framed_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
