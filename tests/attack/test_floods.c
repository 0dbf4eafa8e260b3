/* Frames in masses: CVE-2019-9511 to 9518, CVE-2024-28182, pings beyond A8, content nobody asked for. */
#include "attack/attack.h"

#include "guard.h"

/* Enough of any frame to use up an overhead of 100,000 bytes. */
enum { OVERHEAD = 100000, MANY = 20000 };

static struct attack *begin_with_overhead(unsigned min_ping_interval_ms)
{
	struct evgrpc_server_options options;

	evgrpc_server_options_default(&options);
	options.limits.overhead_bytes = OVERHEAD;
	options.min_ping_interval_ms = min_ping_interval_ms;
	return attack_begin(&options);
}

/* Twelve, where nghttp2 by itself takes eight. */
static struct attack *begin_with_continuations(int n)
{
	struct evgrpc_server_options options;
	struct attack *attack;
	uint8_t block[256];

	evgrpc_server_options_default(&options);
	options.limits.continuations = 12;
	attack = attack_begin(&options);
	put_preface(attack, 0, 0, 0);
	put_frame(attack, NGHTTP2_HEADERS, 0, 1, block, request_block(RAW_SAY, block));
	for (int i = 1; i <= n; i++)
		put_frame(attack, NGHTTP2_CONTINUATION, i == n ? NGHTTP2_FLAG_END_HEADERS : 0, 1, NULL, 0);
	put_frame(attack, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, 1, RAW_HI, RAW_HI_LEN);
	return attack;
}

static void continuations(void **state)
{
	struct attack *attack = begin_with_continuations(13);

	(void)state;
	attack_expect_calm(attack, "too many CONTINUATION frames");
	attack_end(attack);
}

static void a_few_continuations_are_a_request(void **state)
{
	struct attack *attack = begin_with_continuations(12);

	(void)state;
	TURN_UNTIL(attack, attack->headers == 2);
	attack_end(attack);
}

/* The first is in order, two strikes are forgiven, the third is the end. */
static void too_many_pings(void **state)
{
	struct attack *attack = attack_begin(NULL);

	(void)state;
	put_preface(attack, 0, 0, 0);
	put_request(attack, 1, RAW_CHAT, 0);
	for (unsigned i = 1; i <= 3; i++) {
		put_frame(attack, NGHTTP2_PING, 0, 0, "12345678", 8);
		TURN_UNTIL(attack, attack->ping_acks == i);
	}
	put_frame(attack, NGHTTP2_PING, 0, 0, "12345678", 8);
	attack_expect_calm(attack, "too_many_pings");
	attack_end(attack);
}

/* What a peer gets from the server between two pings forgives them. */
static void pings_between_answers_are_honest(void **state)
{
	struct attack *attack = attack_begin(NULL);

	(void)state;
	put_preface(attack, 0, 0, 0);
	for (uint32_t i = 1; i <= 20; i++) {
		put_call(attack, 2 * i - 1);
		TURN_UNTIL(attack, attack->headers == 2 * i);
		put_frame(attack, NGHTTP2_PING, 0, 0, "12345678", 8);
		TURN_UNTIL(attack, attack->ping_acks == i);
	}
	assert_int_equal(attack->goaways, 0);
	attack_end(attack);
}

/* So many at once that their answers queue up; nghttp2 by itself lets 1,000 wait. */
static void flood_for_answers(uint8_t type, size_t n)
{
	struct evgrpc_server_options options;
	struct attack *attack;

	evgrpc_server_options_default(&options);
	options.limits.queued_acks = 10;
	options.min_ping_interval_ms = 0;
	attack = attack_begin(&options);
	put_preface(attack, 0, 0, 0);
	for (int i = 0; i < 500; i++)
		put_frame(attack, type, 0, 0, "12345678", n);
	attack_expect_calm(attack, "too many PING and SETTINGS frames are unanswered");
	attack_end(attack);
}

static void ping_flood(void **state)
{
	(void)state;
	flood_for_answers(NGHTTP2_PING, 8);
}

static void settings_flood(void **state)
{
	(void)state;
	flood_for_answers(NGHTTP2_SETTINGS, 0);
}

/* A peer that reads every answer pays by the byte. */
static void patient_ping_flood(void **state)
{
	struct attack *attack = begin_with_overhead(0);
	unsigned n = 0;

	(void)state;
	put_preface(attack, 0, 0, 0);
	while (!attack->ended && n < MANY) {
		for (int i = 0; i < 50; i++, n++)
			put_frame(attack, NGHTTP2_PING, 0, 0, "12345678", 8);
		while (!attack->ended && attack->ping_acks < n)
			if (!attack_turn(attack, PATIENCE_MS))
				fail_msg("%u answers of %u", attack->ping_acks, n);
	}
	attack_expect_calm(attack, "too many bytes beside the calls");
	attack_end(attack);
}

static void too_many_settings(void **state)
{
	struct evgrpc_server_options options;
	struct attack *attack;

	(void)state;
	evgrpc_server_options_default(&options);
	options.limits.settings_entries = 10;
	attack = attack_begin(&options);
	put_preface(attack, 0x7777, 1, 10);
	put_call(attack, 1);
	TURN_UNTIL(attack, attack->headers == 2);
	attack_leave(attack);
	attack_connect(attack);
	put_preface(attack, 0x7777, 1, 11);
	attack_expect_calm(attack, "SETTINGS: too many setting entries");
	attack_end(attack);
}

static void empty_data(void **state)
{
	struct attack *attack = attack_begin(NULL);

	(void)state;
	put_preface(attack, 0, 0, 0);
	put_request(attack, 1, RAW_COLLECT, 0);
	for (int i = 0; i < 5; i++) { /* in a row */
		for (int k = 0; k < 10; k++)
			put_frame(attack, NGHTTP2_DATA, 0, 1, NULL, 0);
		put_frame(attack, NGHTTP2_DATA, 0, 1, RAW_HI, RAW_HI_LEN);
	}
	put_call(attack, 3);
	TURN_UNTIL(attack, attack->headers == 2);
	for (int k = 0; k < 11; k++)
		put_frame(attack, NGHTTP2_DATA, 0, 1, NULL, 0);
	attack_expect_calm(attack, "too many empty DATA frames");
	attack_end(attack);
}

/* Padding is no content. */
static void padding_without_content(void **state)
{
	static const uint8_t padding[256] = { 255 };
	struct attack *attack = begin_with_overhead(0);

	(void)state;
	put_preface(attack, 0, 0, 0);
	put_request(attack, 1, RAW_COLLECT, 0);
	for (int i = 0; i < MANY; i++)
		put_frame(attack, NGHTTP2_DATA, NGHTTP2_FLAG_PADDED, 1, padding, sizeof padding);
	attack_expect_calm(attack, "too many bytes beside the calls");
	attack_end(attack);
}

/* Streams are made to depend on each other in ever new ways (CVE-2019-9513). */
static void put_priorities(struct attack *attack, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t on[5] = { 0x80, 0, 0, (uint8_t)(2 * (i % 7) + 3), 7 };

		put_frame(attack, NGHTTP2_PRIORITY, 0, 2 * (i % 11) + 101, on, sizeof on);
	}
}

/* 100 and 100 more for each stream. */
static void priority_shuffle(void **state)
{
	struct attack *attack = attack_begin(NULL);

	(void)state;
	put_preface(attack, 0, 0, 0);
	put_call(attack, 1);
	put_priorities(attack, 200);
	put_call(attack, 3);
	TURN_UNTIL(attack, attack->headers == 4);
	put_priorities(attack, 101);
	attack_expect_calm(attack, "too many PRIORITY frames");
	attack_end(attack);
}

/* An answer of which the peer takes a byte at a time costs it 13 and us as much (CVE-2019-9511). */
static void one_byte_windows(void **state)
{
	struct attack *attack = begin_with_overhead(300000);

	(void)state;
	put_preface(attack, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0, 1);
	put_request(attack, 1, RAW_REPEAT, 0);
	put_frame(attack, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, 1, "\0\0\0\0\7\x18\xa0\x8d\x06\x20\xe8\x07", 12);
	for (int i = 0; i < 4 * MANY && !attack->ended; i++)
		put_number(attack, NGHTTP2_WINDOW_UPDATE, 1, 1);
	attack_expect_calm(attack, "too many bytes beside the calls");
	assert_in_range(attack->data, 1, 4 * MANY);
	attack_end(attack);
}

/* Frames of a kind nobody knows have to be skipped (RFC 9113 section 4.1), not for ever. */
static void unknown_frames(void **state)
{
	static const uint8_t content[1000];
	struct attack *attack = begin_with_overhead(0);

	(void)state;
	put_preface(attack, 0, 0, 0);
	for (int i = 0; i < 1000; i++)
		put_frame(attack, 0xfa, 0, 0, content, sizeof content);
	attack_expect_calm(attack, "too many bytes beside the calls");
	attack_end(attack);
}

/* The client's own address, as the server sees it. */
static void ask_for_address(struct evgrpc_channel *channel, char *ret_address, size_t size)
{
	Evgrpc__Test__EchoResponse *response;

	assert_int_equal(say(channel, "", MODE_PEER, NULL, &response, NULL), EVGRPC_OK);
	snprintf(ret_address, size, "%s", response->text);
	free_response(response);
}

/* Calls of all kinds, small and large, for a hundred times what may be wasted, on one connection. */
static void honest_calls_are_no_overhead(void **state)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct evgrpc_server_options options;
	struct evgrpc_channel *channel;
	struct evgrpc_stream *stream;
	ProtobufCMessage *response;
	char first[64], last[64], kilobyte[1024];
	struct attack *attack;
	int n = 0;

	(void)state;
	evgrpc_server_options_default(&options);
	options.limits.overhead_bytes = 1000;
	attack = attack_begin(&options);
	channel = evgrpc_channel_new(NULL, attack->echo.address);
	request.text = "";
	memset(kilobyte, 'k', sizeof kilobyte);
	kilobyte[sizeof kilobyte - 1] = 0;
	ask_for_address(channel, first, sizeof first);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(say(channel, "", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	stream = evgrpc_stream_open(channel, RAW_CHAT, &evgrpc__test__echo_response__descriptor, NULL);
	for (; n < 1000; n++) {
		assert_int_equal(evgrpc_stream_send(stream, &request.base), 0);
		assert_int_equal(evgrpc_stream_receive(stream, &response), 1);
		protobuf_c_message_free_unpacked(response, NULL);
	}
	assert_int_equal(evgrpc_stream_finish(stream, NULL, NULL), EVGRPC_OK);
	request.text = kilobyte;
	stream = evgrpc_stream_open(channel, RAW_COLLECT, &evgrpc__test__echo_response__descriptor, NULL);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(evgrpc_stream_send(stream, &request.base), 0);
	assert_int_equal(evgrpc_stream_finish(stream, &response, NULL), EVGRPC_OK);
	protobuf_c_message_free_unpacked(response, NULL);
	request.count = request.padding = 1000;
	stream = evgrpc_stream_open(channel, RAW_REPEAT, &evgrpc__test__echo_response__descriptor, NULL);
	assert_int_equal(evgrpc_stream_send(stream, &request.base), 0);
	evgrpc_stream_half_close(stream);
	while (evgrpc_stream_receive(stream, &response) == 1) {
		protobuf_c_message_free_unpacked(response, NULL);
		n++;
	}
	assert_int_equal(evgrpc_stream_finish(stream, NULL, NULL), EVGRPC_OK);
	assert_int_equal(n, 2000);
	ask_for_address(channel, last, sizeof last);
	assert_string_equal(first, last);
	evgrpc_channel_free(channel);
	attack_end(attack);
}

/* A stream the server has answered and reset: what is on its way is forgiven, one stream's window, not more. */
static void content_for_a_finished_stream(void **state)
{
	static const uint8_t content[10000];
	struct attack *attack = begin_with_overhead(0);

	(void)state;
	put_preface(attack, 0, 0, 0);
	put_request(attack, 1, "/no.such/Method", 0);
	TURN_UNTIL(attack, attack->resets == 1);
	assert_int_equal(attack->reset_code, NGHTTP2_NO_ERROR);
	for (int i = 0; i < 30; i++)
		put_frame(attack, NGHTTP2_DATA, 0, 1, content, sizeof content);
	put_call(attack, 3);
	TURN_UNTIL(attack, attack->headers == 1 + 2);
	for (int i = 0; i < 30; i++)
		put_frame(attack, NGHTTP2_DATA, 0, 1, content, sizeof content);
	attack_expect_calm(attack, "too many bytes beside the calls");
	attack_end(attack);
}

/* ---- The guard alone ---------------------------------------------------------------------------------------- */

/* However the bytes are cut, the guard counts the same. */
static void the_guard_minds_no_cuts(void **state)
{
	static struct attack attack;
	struct evgrpc_server_options options;
	struct evg_guard whole, pieces;

	(void)state;
	evgrpc_server_options_default(&options);
	put_preface(&attack, 1, 2, 3);
	put_call(&attack, 1);
	put_call(&attack, 3);
	put_frame(&attack, NGHTTP2_PRIORITY, 0, 1, "\0\0\0\0\0", 5);
	put_number(&attack, NGHTTP2_RST_STREAM, 3, 0);
	put_frame(&attack, NGHTTP2_HEADERS, 0, 5, "\x83", 1);
	evg_guard_init(&whole, &options.limits, 1000);
	assert_null(evg_guard_read(&whole, attack.out, attack.n_out));
	for (size_t step = 1; step < 12; step++) {
		evg_guard_init(&pieces, &options.limits, 1000);
		for (size_t at = 0; at < attack.n_out; at += step)
			assert_null(evg_guard_read(&pieces, attack.out + at,
						   attack.n_out - at < step ? attack.n_out - at : step));
		assert_true(pieces.resets.full_us > 0);
		assert_int_equal(pieces.received, whole.received);
		assert_int_equal(pieces.payload_in, whole.payload_in);
		assert_int_equal(pieces.streams, 3);
		assert_int_equal(pieces.priorities, 1);
		assert_true(evg_guard_in_block(&pieces));
	}
	free(attack.out);
}

static void a_bucket_refills(void **state)
{
	struct evg_bucket bucket = { 0 };
	int64_t now = 1000000000;

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_true(evg_bucket_take(&bucket, now, 5, 10));
	assert_false(evg_bucket_take(&bucket, now, 5, 10));
	assert_false(evg_bucket_take(&bucket, now + 99999, 5, 10));
	assert_true(evg_bucket_take(&bucket, now + 100000, 5, 10));
	assert_false(evg_bucket_take(&bucket, now + 100000, 5, 10));
	now += 3600000000;
	for (int i = 0; i < 5; i++)
		assert_true(evg_bucket_take(&bucket, now, 5, 10));
	assert_false(evg_bucket_take(&bucket, now, 5, 10));
	bucket.full_us = 0;
	assert_true(evg_bucket_take(&bucket, now, 1, 0));
	assert_false(evg_bucket_take(&bucket, now + 900000000, 1, 0));
	assert_false(evg_bucket_take(&bucket, now, 0, 10));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(continuations),
		cmocka_unit_test(a_few_continuations_are_a_request),
		cmocka_unit_test(too_many_pings),
		cmocka_unit_test(pings_between_answers_are_honest),
		cmocka_unit_test(ping_flood),
		cmocka_unit_test(patient_ping_flood),
		cmocka_unit_test(settings_flood),
		cmocka_unit_test(too_many_settings),
		cmocka_unit_test(empty_data),
		cmocka_unit_test(padding_without_content),
		cmocka_unit_test(priority_shuffle),
		cmocka_unit_test(one_byte_windows),
		cmocka_unit_test(unknown_frames),
		cmocka_unit_test(honest_calls_are_no_overhead),
		cmocka_unit_test(content_for_a_finished_stream),
		cmocka_unit_test(the_guard_minds_no_cuts),
		cmocka_unit_test(a_bucket_refills),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
