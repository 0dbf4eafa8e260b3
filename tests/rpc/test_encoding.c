/* Tables for what stands in headers and in front of messages. */
#include "address.h"
#include "arena.h"
#include "base64.h"
#include "buf.h"
#include "evgrpc.h"
#include "message.h"
#include "metadata.h"
#include "percent.h"
#include "timeout.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void percent_goes_both_ways(void **state)
{
	static const struct {
		const char *plain, *encoded;
	} rows[] = {
		{ "", "" },
		{ "plain text", "plain text" },
		{ "100%", "100%25" },
		{ " leading", "%20leading" },
		{ "trailing ", "trailing%20" },
		{ " ", "%20" },
		{ "a\nb\x7f", "a%0Ab%7F" },
		{ "办", "%E5%8A%9E" },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = evg_percent_encode(rows[i].plain, strlen(rows[i].plain), text);

		assert_string_equal(text, rows[i].encoded);
		assert_int_equal(n, strlen(rows[i].encoded));
		n = evg_percent_decode(rows[i].encoded, strlen(rows[i].encoded), text);
		assert_string_equal(text, rows[i].plain);
		assert_int_equal(n, strlen(rows[i].plain));
	}
}

static void percent_keeps_what_is_no_code(void **state)
{
	static const char *const rows[] = { "%", "a%", "%4", "%zz", "%4g" };
	char text[16];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		evg_percent_decode(rows[i], strlen(rows[i]), text);
		assert_string_equal(text, rows[i]);
	}
	evg_percent_decode("%e5%8a%9e", 9, text);
	assert_string_equal(text, "办");
}

static void base64_goes_both_ways(void **state)
{
	static const struct {
		const char *bytes, *unpadded, *padded;
	} rows[] = {
		{ "", "", "" },
		{ "f", "Zg", "Zg==" },
		{ "fo", "Zm8", "Zm8=" },
		{ "foo", "Zm9v", "Zm9v" },
		{ "foob", "Zm9vYg", "Zm9vYg==" },
		{ "\xff\xfe\xfd", "//79", "//79" },
	};
	char text[32];
	uint8_t bytes[32];
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t len = strlen(rows[i].bytes);

		assert_true(evg_base64_encode((const uint8_t *)rows[i].bytes, len, text) < evg_base64_room(len));
		assert_string_equal(text, rows[i].unpadded);
		assert_int_equal(evg_base64_decode(rows[i].unpadded, strlen(rows[i].unpadded), bytes, &n), 0);
		assert_int_equal(n, len);
		assert_memory_equal(bytes, rows[i].bytes, len);
		assert_int_equal(evg_base64_decode(rows[i].padded, strlen(rows[i].padded), bytes, &n), 0);
		assert_int_equal(n, len);
	}
}

static void base64_refuses_junk(void **state)
{
	static const char *const rows[] = { "Z",   "Zm9vY", "Zm9v=", "=",    "====",
					    "Zg=", "Z===",  "Zm 9",  "Zm-_", "Zg==Zg==" };
	uint8_t bytes[16];
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (evg_base64_decode(rows[i], strlen(rows[i]), bytes, &n) == 0)
			fail_msg("\"%s\" was taken", rows[i]);
}

static void timeouts_are_read(void **state)
{
	static const struct {
		const char *text;
		uint64_t us;
	} rows[] = {
		{ "1H", 3600000000 },
		{ "2M", 120000000 },
		{ "3S", 3000000 },
		{ "4m", 4000 },
		{ "5u", 5 },
		{ "1n", 1 },
		{ "1000n", 1 },
		{ "1001n", 2 },
		{ "0m", 0 },
		{ "00000001S", 1000000 },
		{ "99999999H", 359999996400000000 },
	};
	uint64_t us;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(evg_timeout_parse(rows[i].text, strlen(rows[i].text), &us), 0);
		assert_true(us == rows[i].us);
	}
}

static void malformed_timeouts_are_refused(void **state)
{
	static const char *const rows[] = { "",    "S",   "1",    "1s",         "-1S", "+1S",
					    " 1S", "1 S", "1.5S", "123456789S", "1Sm", "0x1S" };
	uint64_t us;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (evg_timeout_parse(rows[i], strlen(rows[i]), &us) == 0)
			fail_msg("\"%s\" was taken", rows[i]);
}

static void timeouts_are_written_within_8_digits(void **state)
{
	static const struct {
		uint64_t ms;
		const char *text;
	} rows[] = { { 0, "0m" },
		     { 1500, "1500m" },
		     { 99999999, "99999999m" },
		     { 100000000, "100000S" },
		     { UINT64_MAX, "99999999S" } };
	char text[EVG_TIMEOUT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		evg_timeout_format(rows[i].ms, text);
		assert_string_equal(text, rows[i].text);
	}
}

static void messages_are_found(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum evg_frame frame;
		size_t len;
	} rows[] = {
		{ "", 0, EVG_FRAME_PART, 0 },
		{ "\0\0\0\0", 4, EVG_FRAME_PART, 0 },
		{ "\0\0\0\0\0", 5, EVG_FRAME_WHOLE, 0 },
		{ "\0\0\0\0\3ab", 7, EVG_FRAME_PART, 0 },
		{ "\0\0\0\0\3abc", 8, EVG_FRAME_WHOLE, 3 },
		{ "\1\0\0\0\3abcd", 9, EVG_FRAME_WHOLE, 3 },
		{ "\0\0\0\0\144", 5, EVG_FRAME_PART, 0 },
		{ "\0\0\0\0\145", 5, EVG_FRAME_TOO_LARGE, 0 },
		{ "\0\377\377\377\377", 5, EVG_FRAME_TOO_LARGE, 0 },
		{ "\2", 1, EVG_FRAME_BROKEN, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct evg_message message = { 0 };

		assert_int_equal(evg_message_peek((const uint8_t *)rows[i].bytes, rows[i].n, 100, &message),
				 rows[i].frame);
		assert_int_equal(message.len, rows[i].len);
		assert_int_equal(message.compressed, rows[i].frame == EVG_FRAME_WHOLE && rows[i].bytes[0] == 1);
	}
}

static void prefix_is_big_endian(void **state)
{
	uint8_t prefix[EVG_PREFIX];

	(void)state;
	evg_message_prefix(false, 0x01020304, prefix);
	assert_memory_equal(prefix, "\0\1\2\3\4", EVG_PREFIX);
	evg_message_prefix(true, 5, prefix);
	assert_memory_equal(prefix, "\1\0\0\0\5", EVG_PREFIX);
}

static void buffer_is_a_queue(void **state)
{
	struct evg_buf buf = { 0 };
	uint8_t put = 0, got = 0;

	(void)state;
	for (int round = 0; round < 5000; round++) {
		uint8_t bytes[7];

		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = put++;
		assert_int_equal(evg_buf_add(&buf, bytes, sizeof bytes), 0);
		for (size_t i = 0, n = round % 2 ? 9 : 5; i < n; i++)
			assert_int_equal(evg_buf_bytes(&buf)[i], (uint8_t)(got + i));
		evg_buf_drop(&buf, round % 2 ? 9 : 5);
		got = (uint8_t)(got + (round % 2 ? 9 : 5));
	}
	assert_int_equal(evg_buf_len(&buf), 0);
	assert_true(buf.size <= 1024);
	evg_buf_clear(&buf, 0);
	assert_null(buf.data);
}

static void arena_stays_within_its_budget(void **state)
{
	struct evg_budget budget = { .cap = 100000 };
	struct evg_arena arena, other;
	size_t taken = 0;

	(void)state;
	evg_arena_init(&arena, &budget);
	evg_arena_init(&other, &budget);
	assert_non_null(evg_arena_alloc(&other, 10000));
	for (uint8_t *piece; (piece = evg_arena_alloc(&arena, 100)); taken += 100) {
		assert_int_equal((uintptr_t)piece % 16, 0);
		memset(piece, 0xaa, 100);
	}
	assert_true(budget.refused);
	assert_true(taken > 70000 && taken < 90000 && budget.used <= budget.cap);
	assert_null(evg_arena_alloc(&arena, SIZE_MAX));
	assert_non_null(evg_arena_alloc_reserve(&arena, 5000));
	evg_arena_reset(&arena);
	assert_non_null(evg_arena_alloc(&arena, 50000));
	evg_arena_free(&arena);
	evg_arena_free(&other);
	assert_int_equal(budget.used, 0);
}

static void fields_are_checked(void **state)
{
	static const struct {
		const char *key, *value;
		bool legal;
	} rows[] = {
		{ "x-a", "v", true },       { "x-a", "", true },
		{ "x-a_1.b", "a b", true }, { "X-A", "v", false },
		{ "", "v", false },         { ":path", "v", false },
		{ "grpc-x", "v", false },   { "te", "v", false },
		{ "x-a", " v", false },     { "x-a", "v ", false },
		{ "x-a", "a\nb", false },   { "x-a", "办", false },
		{ "x a", "v", false },      { "host", "v", false },
		{ "x-a", NULL, false },     { "authorization", "Bearer x", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(evg_field_is_legal(rows[i].key, rows[i].value), rows[i].legal);
}

static void addresses_are_read(void **state)
{
	static const struct {
		const char *text, *host, *port, *path;
	} rows[] = {
		{ "127.0.0.1:80", "127.0.0.1", "80", "" },
		{ "[::1]:0", "::1", "0", "" },
		{ ":50051", "", "50051", "" },
		{ "host.example:65535", "host.example", "65535", "" },
		{ "unix:/tmp/x", "", "", "/tmp/x" },
	};
	/* one more than sun_path holds with its terminator */
	static const char too_long[] = "unix:/0123456789012345678901234567890123456789012345678901234"
				       "56789012345678901234567890123456789012345678901234567";
	static const char *const bad[] = {
		"", "host", "host:", "host:65536", "host:8o", "::1:80", "unix:", "host:123456", too_long,
	};
	struct evg_address address;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(evg_address_parse(rows[i].text, &address), 0);
		assert_string_equal(address.host, rows[i].host);
		assert_string_equal(address.port, rows[i].port);
		assert_string_equal(address.path, rows[i].path);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (evg_address_parse(bad[i], &address) == 0)
			fail_msg("\"%s\" was taken", bad[i]);
}

static void codes_have_names(void **state)
{
	(void)state;
	assert_string_equal(evgrpc_code_name(EVGRPC_OK), "OK");
	assert_string_equal(evgrpc_code_name(EVGRPC_UNAUTHENTICATED), "UNAUTHENTICATED");
	assert_string_equal(evgrpc_code_name(17), "UNKNOWN");
	assert_string_equal(evgrpc_code_name(-1), "UNKNOWN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(percent_goes_both_ways),
		cmocka_unit_test(percent_keeps_what_is_no_code),
		cmocka_unit_test(base64_goes_both_ways),
		cmocka_unit_test(base64_refuses_junk),
		cmocka_unit_test(timeouts_are_read),
		cmocka_unit_test(malformed_timeouts_are_refused),
		cmocka_unit_test(timeouts_are_written_within_8_digits),
		cmocka_unit_test(messages_are_found),
		cmocka_unit_test(prefix_is_big_endian),
		cmocka_unit_test(buffer_is_a_queue),
		cmocka_unit_test(arena_stays_within_its_budget),
		cmocka_unit_test(fields_are_checked),
		cmocka_unit_test(addresses_are_read),
		cmocka_unit_test(codes_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
