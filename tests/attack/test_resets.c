/* Streams that are reset, by the peer or because of what it does: rapid reset (CVE-2023-44487), MadeYouReset
 * (CVE-2025-8671), and streams beyond the limit. */
#include "attack/attack.h"

/* More streams than any of the limits below, in one go. */
enum { MANY = 3000 };

static void rapid_reset(void **state)
{
	struct attack *attack = attack_begin(NULL);

	(void)state;
	put_preface(attack, 0, 0, 0);
	for (uint32_t id = 1; id < 2 * MANY; id += 2) {
		put_request(attack, id, RAW_SAY, 0);
		put_number(attack, NGHTTP2_RST_STREAM, id, NGHTTP2_CANCEL);
	}
	attack_expect_calm(attack, "too many streams were reset");
	attack_end(attack);
}

/* Programs whose users change their minds cancel a lot. */
static void three_hundred_cancels_are_honest(void **state)
{
	struct attack *attack = attack_begin(NULL);
	uint32_t id;

	(void)state;
	put_preface(attack, 0, 0, 0);
	for (id = 1; id < 600; id += 2) {
		put_request(attack, id, RAW_SAY, 0);
		put_number(attack, NGHTTP2_RST_STREAM, id, NGHTTP2_CANCEL);
	}
	put_frame(attack, NGHTTP2_PING, 0, 0, "12345678", 8);
	TURN_UNTIL(attack, attack->ping_acks == 1);
	put_call(attack, id);
	TURN_UNTIL(attack, attack->headers == 2);
	assert_int_equal(attack->goaways, 0);
	attack_end(attack);
}

/* The server resets the streams of a peer that makes mistakes; they come in such numbers that the limit of open streams
 * is kept. */
static void make_it_reset(struct attack *attack, void (*put_mistake)(struct attack *attack, uint32_t id))
{
	uint32_t id = 1;

	put_preface(attack, 0, 0, 0);
	put_frame(attack, NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, NULL, 0);
	while (!attack->ended && id < 2 * MANY) {
		for (int i = 0; i < 50; i++, id += 2)
			put_mistake(attack, id);
		while (!attack->ended && attack->resets < id / 2)
			if (!attack_turn(attack, PATIENCE_MS))
				fail_msg("only %u resets of %u", attack->resets, id / 2);
	}
	attack_expect_calm(attack, "too many streams with errors");
	assert_in_range(attack->resets, 101, MANY / 2);
}

/* A window beyond 2^31 - 1 (RFC 9113 section 6.9.1). */
static void put_overflow(struct attack *attack, uint32_t id)
{
	put_request(attack, id, RAW_SAY, 0);
	put_number(attack, NGHTTP2_WINDOW_UPDATE, id, 0x7fffffff);
}

static void windows_that_overflow(void **state)
{
	struct attack *attack = attack_begin(NULL);

	(void)state;
	make_it_reset(attack, put_overflow);
	assert_int_equal(attack->reset_code, NGHTTP2_FLOW_CONTROL_ERROR);
	attack_end(attack);
}

/* A header's name in upper case. */
static void put_malformed(struct attack *attack, uint32_t id)
{
	static const uint8_t block[] = { 0x83, 0x86, 0x84, 0x00, 0x01, 'X', 0x01, 'v' };

	put_frame(attack, NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, id, block, sizeof block);
}

static void malformed_requests(void **state)
{
	struct attack *attack = attack_begin(NULL);

	(void)state;
	make_it_reset(attack, put_malformed);
	assert_int_equal(attack->reset_code, NGHTTP2_PROTOCOL_ERROR);
	attack_end(attack);
}

/* More content than the window the server gave. */
static void put_too_much(struct attack *attack, uint32_t id)
{
	static const uint8_t content[200];

	put_request(attack, id, RAW_COLLECT, 0);
	put_frame(attack, NGHTTP2_DATA, 0, id, content, sizeof content);
}

static void content_beyond_the_window(void **state)
{
	struct evgrpc_server_options options;
	struct attack *attack;

	(void)state;
	evgrpc_server_options_default(&options);
	options.stream_window = 100;
	attack = attack_begin(&options);
	make_it_reset(attack, put_too_much);
	attack_end(attack);
}

/* Half of what is allowed does not end the connection. */
static void a_few_errors_are_forgiven(void **state)
{
	struct attack *attack = attack_begin(NULL);
	uint32_t id;

	(void)state;
	put_preface(attack, 0, 0, 0);
	for (id = 1; id <= 100; id += 2) {
		put_request(attack, id, RAW_SAY, 0);
		put_number(attack, NGHTTP2_WINDOW_UPDATE, id, 0x7fffffff);
	}
	TURN_UNTIL(attack, attack->resets == 50);
	put_call(attack, id);
	TURN_UNTIL(attack, attack->headers == 2);
	assert_int_equal(attack->goaways, 0);
	attack_end(attack);
}

/* HEADERS for a stream that has ended cost the server work and bring nothing: overhead. */
static void headers_for_a_closed_stream(void **state)
{
	struct attack *attack = attack_begin(NULL);

	(void)state;
	put_preface(attack, 0, 0, 0);
	put_call(attack, 1);
	TURN_UNTIL(attack, attack->headers == 2);
	for (int i = 0; i < 40000; i++)
		put_request(attack, 1, RAW_SAY, NGHTTP2_FLAG_END_STREAM);
	attack_expect_calm(attack, "too many bytes beside the calls");
	attack_end(attack);
}

/* What nghttp2 answers by ending the connection at once, each on a connection of its own. */
static void errors_of_the_connection(void **state)
{
	enum { ENDED = NGHTTP2_FLAG_END_STREAM, ENDS = NGHTTP2_FLAG_END_STREAM | NGHTTP2_FLAG_END_HEADERS };
	static const struct {
		uint8_t request_flags, type, flags;
		const char *payload;
		size_t n;
		uint32_t code;
	} rows[] = {
		{ 0, NGHTTP2_WINDOW_UPDATE, 0, "\0\0\0\0", 4, NGHTTP2_PROTOCOL_ERROR },
		{ ENDED, NGHTTP2_DATA, 0, "x", 1, NGHTTP2_STREAM_CLOSED },
		{ ENDED, NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, "\x83", 1, NGHTTP2_STREAM_CLOSED },
		{ 0, NGHTTP2_DATA, NGHTTP2_FLAG_PADDED, "\x09x", 2, NGHTTP2_PROTOCOL_ERROR },
		{ 0, NGHTTP2_PRIORITY, 0, "\0\0\0\1\0", 5, NGHTTP2_PROTOCOL_ERROR }, /* depends on itself */
		{ 0, NGHTTP2_HEADERS, ENDS, "\xff\xff\xff\xff\xff\xff", 6, NGHTTP2_COMPRESSION_ERROR },
		{ 0, NGHTTP2_RST_STREAM, 0, "\0\0\0", 3, NGHTTP2_FRAME_SIZE_ERROR },
		{ 0, NGHTTP2_PUSH_PROMISE, NGHTTP2_FLAG_END_HEADERS, "\0\0\0\2\x83", 5, NGHTTP2_PROTOCOL_ERROR },
	};
	struct attack *attack = attack_begin(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		put_preface(attack, 0, 0, 0);
		put_request(attack, 1, RAW_SAY, rows[i].request_flags);
		put_frame(attack, rows[i].type, rows[i].flags, 1, rows[i].payload, rows[i].n);
		TURN_UNTIL(attack, attack->ended);
		assert_int_equal(attack->goaways, 1);
		if (attack->goaway_code != rows[i].code)
			fail_msg("row %zu: %u", i, attack->goaway_code);
		attack_leave(attack);
		attack_connect(attack);
	}
	attack_end(attack);
}

/* Before the peer has acknowledged the settings, streams beyond the limit are refused, up to a number. */
static void streams_beyond_the_limit(void **state)
{
	struct evgrpc_server_options options;
	struct attack *attack;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_concurrent_streams = 10;
	options.limits.refused_streams = 20;
	attack = attack_begin(&options);
	put_preface(attack, 0, 0, 0);
	for (uint32_t id = 1; id < 2 * (10 + 20 + 1); id += 2)
		put_request(attack, id, RAW_CHAT, 0);
	attack_expect_calm(attack, "too many streams beyond the limit");
	assert_int_equal(attack->reset_code, NGHTTP2_REFUSED_STREAM);
	assert_int_equal(attack->resets, 21);
	attack_end(attack);
}

/* Afterwards the first of them is the last. */
static void streams_beyond_the_acknowledged_limit(void **state)
{
	struct evgrpc_server_options options;
	struct attack *attack;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_concurrent_streams = 10;
	attack = attack_begin(&options);
	put_preface(attack, 0, 0, 0);
	put_frame(attack, NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, NULL, 0);
	for (uint32_t id = 1; id < 2 * (10 + 1); id += 2)
		put_request(attack, id, RAW_CHAT, 0);
	attack_expect(attack, NGHTTP2_PROTOCOL_ERROR, "request HEADERS: max concurrent streams exceeded");
	attack_end(attack);
}

/* A stream is reset, its handler works on: such handlers are limited, or a peer could have any number running. */
static void resets_while_handlers_run(void **state)
{
	enum { STREAMS = 5, HANDLERS = 2 * STREAMS };
	struct evgrpc_call *held[HANDLERS];
	struct evgrpc_server_options options;
	struct attack *attack;
	uint32_t id = 1;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_concurrent_streams = STREAMS;
	attack = attack_begin(&options);
	put_preface(attack, 0, 0, 0);
	for (int i = 0; i < HANDLERS; i++, id += 2) {
		put_request(attack, id, RAW_SAY, 0);
		put_frame(attack, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, id, "\0\0\0\0\2\x10\3", 7); /* MODE_HOLD */
		attack_pour(attack);
		WAIT_FOR(seen.held == i + 1);
		held[i] = seen.held_call;
		put_number(attack, NGHTTP2_RST_STREAM, id, NGHTTP2_CANCEL);
	}
	for (int i = 0; i < 50; i++, id += 2)
		put_call(attack, id);
	TURN_UNTIL(attack, attack->resets == 50);
	assert_int_equal(attack->reset_code, NGHTTP2_REFUSED_STREAM);
	assert_int_equal(seen.held, HANDLERS);
	for (int i = 0; i < HANDLERS; i++) {
		seen.held_call = held[i];
		test_release();
	}
	WAIT_FOR(seen.finished == HANDLERS);
	put_call(attack, id);
	TURN_UNTIL(attack, attack->headers == 2);
	attack_end(attack);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rapid_reset),
		cmocka_unit_test(three_hundred_cancels_are_honest),
		cmocka_unit_test(windows_that_overflow),
		cmocka_unit_test(malformed_requests),
		cmocka_unit_test(content_beyond_the_window),
		cmocka_unit_test(a_few_errors_are_forgiven),
		cmocka_unit_test(headers_for_a_closed_stream),
		cmocka_unit_test(errors_of_the_connection),
		cmocka_unit_test(streams_beyond_the_limit),
		cmocka_unit_test(streams_beyond_the_acknowledged_limit),
		cmocka_unit_test(resets_while_handlers_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
