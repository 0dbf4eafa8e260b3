/* Peers that hold a place and do nothing, or as little as they can. Timeouts are short here and only waited for. */
#include "attack/attack.h"

enum { SHORT_MS = 100, DRIBBLE_MS = 2 };

/* Repeat {count: 100,000, padding: 1,000}: 100 MB. */
#define MUCH     "\0\0\0\0\7\x18\xa0\x8d\x06\x20\xe8\x07"
#define MUCH_LEN 12

static struct evgrpc_server_options defaults(void)
{
	struct evgrpc_server_options options;

	evgrpc_server_options_default(&options);
	return options;
}

/* ---- Before the first request ------------------------------------------------------------------------------- */

static void beginnings_that_do_not_go_on(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
	} rows[] = {
		{ "", 0 },                          /* connects and says nothing */
		{ NGHTTP2_CLIENT_MAGIC, 10 },       /* half a preface */
		{ NGHTTP2_CLIENT_MAGIC, 24 },       /* no SETTINGS */
		{ NGHTTP2_CLIENT_MAGIC "\0\0", 26 } /* half a frame */
	};
	struct evgrpc_server_options options = defaults();
	struct attack *attack;

	(void)state;
	options.preface_timeout_ms = SHORT_MS;
	attack = attack_begin(&options);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		put(attack, rows[i].bytes, rows[i].n);
		TURN_UNTIL(attack, attack->ended);
		assert_int_equal(attack->goaways, 0);
		attack_leave(attack);
		attack_connect(attack);
	}
	attack_end(attack);
}

static void another_protocol(void **state)
{
	static const char http1[] = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
	struct attack *attack = attack_begin(NULL);

	(void)state;
	put(attack, http1, sizeof http1 - 1);
	TURN_UNTIL(attack, attack->ended);
	assert_int_equal(attack->headers, 0);
	attack_end(attack);
}

/* An honest client without a call is told, so that its next one goes elsewhere. */
static void silence_after_the_settings(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *attack;

	(void)state;
	options.preface_timeout_ms = SHORT_MS;
	attack = attack_begin(&options);
	put_preface(attack, 0, 0, 0);
	attack_expect(attack, NGHTTP2_NO_ERROR, "");
	assert_int_equal(attack->goaways, 2);
	attack_end(attack);
}

/* Of those that say nothing the oldest give way, so that whoever comes to call is let in. */
static void handshakes_beyond_the_limit(void **state)
{
	enum { LIMIT = 5, SILENT = 20 };
	struct evgrpc_server_options options = defaults();
	struct evgrpc_channel *newcomer;
	struct attack *attack;
	int fds[SILENT];

	(void)state;
	options.max_handshakes = LIMIT;
	options.preface_timeout_ms = 0;
	attack = attack_begin(&options);
	for (int i = 0; i < SILENT; i++)
		fds[i] = raw_connect(attack->echo.address);
	newcomer = evgrpc_channel_new(NULL, attack->echo.address);
	assert_int_equal(say(newcomer, "hi", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	evgrpc_channel_free(newcomer);
	/* the newcomer pushed one out too, and took no place when it had called */
	for (int i = 0; i < SILENT - LIMIT + 1; i++)
		WAIT_FOR(is_closed(fds[i]));
	for (int i = SILENT - LIMIT + 1; i < SILENT; i++)
		assert_false(is_closed(fds[i]));
	for (int i = 0; i < SILENT; i++)
		close(fds[i]);
	attack_end(attack);
}

/* ---- Header blocks that do not end -------------------------------------------------------------------------- */

/* On a connection that has proved itself by a call. */
static struct attack *begin_with_a_call(void)
{
	struct evgrpc_server_options options = defaults();
	struct attack *attack;

	options.header_timeout_ms = SHORT_MS;
	attack = attack_begin(&options);
	put_preface(attack, 0, 0, 0);
	put_call(attack, 1);
	TURN_UNTIL(attack, attack->headers == 2);
	return attack;
}

static void a_block_without_its_continuation(void **state)
{
	struct attack *attack = begin_with_a_call();
	uint8_t block[256];

	(void)state;
	put_frame(attack, NGHTTP2_HEADERS, 0, 3, block, request_block(RAW_SAY, block));
	attack_expect_calm(attack, "a header block took too long");
	attack_end(attack);
}

static void half_a_frame_head(void **state)
{
	struct attack *attack = begin_with_a_call();

	(void)state;
	put(attack, "\0\0\x40\x01", 4);
	attack_expect_calm(attack, "a header block took too long");
	attack_end(attack);
}

/* A byte now and then does not help. */
static void a_dribbled_block(void **state)
{
	static const uint8_t head[9] = { 0, 0x40, 0, NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, 0, 0, 0, 3 };
	struct attack *attack = begin_with_a_call();

	(void)state;
	put(attack, head, sizeof head);
	for (int i = 0; i < PATIENCE_MS / DRIBBLE_MS && !attack->ended; i++) {
		put(attack, "\x83", 1);
		attack_pour(attack);
		attack_turn(attack, DRIBBLE_MS);
	}
	attack_expect_calm(attack, "a header block took too long");
	attack_end(attack);
}

/* ---- Messages that do not end ------------------------------------------------------------------------------- */

/* One byte of a message at a time, until the deadline. */
static void a_slow_sender(void **state)
{
	static const char timeout[] = "\0\x0cgrpc-timeout\x04"
				      "100m";
	struct attack *attack = attack_begin(NULL);
	uint8_t block[256];
	size_t n = request_block(RAW_SAY, block);

	(void)state;
	memcpy(block + n, timeout, sizeof timeout - 1);
	put_preface(attack, 0, 0, 0);
	put_frame(attack, NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, 1, block, n + sizeof timeout - 1);
	put_frame(attack, NGHTTP2_DATA, 0, 1, "\0\0\x10\0\0", 5);
	for (int i = 0; i < PATIENCE_MS / DRIBBLE_MS && !attack->headers; i++) {
		put_frame(attack, NGHTTP2_DATA, 0, 1, "x", 1);
		attack_pour(attack);
		attack_turn(attack, DRIBBLE_MS);
	}
	TURN_UNTIL(attack, attack->resets == 1);
	assert_string_equal(attack->grpc_status, "4");
	assert_int_equal(attack->reset_code, NGHTTP2_NO_ERROR);
	attack_end(attack);
}

/* ---- Answers that are not taken ----------------------------------------------------------------------------- */

/* The peer opens its windows as wide as they go and does not read (CVE-2019-9517). */
static void a_slow_reader(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *attack;

	(void)state;
	options.stall_timeout_ms = SHORT_MS;
	attack = attack_begin(&options);
	put_preface(attack, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0x7fffffff, 1);
	put_number(attack, NGHTTP2_WINDOW_UPDATE, 0, 0x7fffffff - 65535);
	put_request(attack, 1, RAW_REPEAT, 0);
	put_frame(attack, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, 1, MUCH, MUCH_LEN);
	while (attack->n_out)
		write_some(attack);
	WAIT_FOR(seen.gone == 1);
	attack->goaways = 0;
	TURN_UNTIL(attack, attack->ended);
	attack_end(attack);
}

/* The peer reads, but its window stays closed. */
static void a_window_of_zero(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *attack;

	(void)state;
	options.stall_timeout_ms = SHORT_MS;
	attack = attack_begin(&options);
	put_preface(attack, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0, 1);
	put_call(attack, 1);
	attack_expect_calm(attack, "the answers are not taken");
	assert_int_equal(attack->data, 0);
	attack_end(attack);
}

/* The peer asks for pings' answers all the time: that is not what waits. */
static void a_window_of_zero_beside_pings(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *attack;
	unsigned n = 0;

	(void)state;
	options.stall_timeout_ms = SHORT_MS;
	options.min_ping_interval_ms = 0;
	attack = attack_begin(&options);
	put_preface(attack, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0, 1);
	put_call(attack, 1);
	while (!attack->ended) {
		put_frame(attack, NGHTTP2_PING, 0, 0, "12345678", 8);
		n++;
		while (!attack->ended && attack->ping_acks < n)
			if (!attack_turn(attack, PATIENCE_MS))
				fail_msg("no answer");
	}
	attack_expect_calm(attack, "the answers are not taken");
	attack_end(attack);
}

/* ---- Nothing to do ------------------------------------------------------------------------------------------ */

static void an_idle_connection(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *attack;

	(void)state;
	options.idle_timeout_ms = SHORT_MS;
	attack = attack_begin(&options);
	put_preface(attack, 0, 0, 0);
	put_call(attack, 1);
	TURN_UNTIL(attack, attack->headers == 2);
	attack_expect(attack, NGHTTP2_NO_ERROR, "");
	assert_int_equal(attack->goaways, 2);
	attack_end(attack);
}

/* The server asks, nobody answers. */
static void a_silent_peer(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *attack;

	(void)state;
	options.keepalive_ms = SHORT_MS;
	options.keepalive_timeout_ms = 10 * SHORT_MS;
	attack = attack_begin(&options);
	put_preface(attack, 0, 0, 0);
	put_call(attack, 1);
	TURN_UNTIL(attack, attack->headers == 2);
	TURN_UNTIL(attack, attack->ended);
	assert_int_equal(attack->pings, 1);
	attack_end(attack);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(beginnings_that_do_not_go_on),
		cmocka_unit_test(another_protocol),
		cmocka_unit_test(silence_after_the_settings),
		cmocka_unit_test(handshakes_beyond_the_limit),
		cmocka_unit_test(a_block_without_its_continuation),
		cmocka_unit_test(half_a_frame_head),
		cmocka_unit_test(a_dribbled_block),
		cmocka_unit_test(a_slow_sender),
		cmocka_unit_test(a_slow_reader),
		cmocka_unit_test(a_window_of_zero),
		cmocka_unit_test(a_window_of_zero_beside_pings),
		cmocka_unit_test(an_idle_connection),
		cmocka_unit_test(a_silent_peer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
