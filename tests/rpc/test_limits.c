/* Limits on calls: how many are at work, what they hold in memory, how long they may take; and back-pressure, which
 * keeps a stream small without any limit. */
#include "raw.h"
#include "server_state.h"

/* Repeat: count 100,000, padding 1,000: 100 MB if anyone took them. */
#define ENDLESS     "\0\0\0\0\7\x18\xa0\x8d\x06\x20\xe8\x07"
#define ENDLESS_LEN 12
#define HOLD        "\0\0\0\0\2\x10\3" /* mode: MODE_HOLD */
#define HOLD_LEN    7

static struct evgrpc_server_options defaults(void)
{
	struct evgrpc_server_options options;

	evgrpc_server_options_default(&options);
	options.min_ping_interval_ms = 0; /* a ping asks whether all was read */
	return options;
}

/* Stops the server; nothing may be counted on its worker any more. */
static void stop_clean(struct echo_server *echo)
{
	assert_int_equal(evgrpc_server_stop(echo->server, 5000), 0);
	assert_int_equal(echo->server->workers[0].n_handlers, 0);
	assert_int_equal(echo->server->workers[0].memory.used, 0);
	evgrpc_server_free(echo->server);
}

/* One Say; its answer must have the line. */
static void expect(struct raw *raw, const char *line)
{
	raw_request(raw, RAW_SAY, NULL, RAW_HI, RAW_HI_LEN);
	raw_finish(raw);
	raw_assert_has(raw, line);
}

/* ---- Calls at work ------------------------------------------------------------------------------------------- */

/* Two handlers are at work, on two connections; a third call is refused, also when their callers have left. */
static void handlers_are_limited_even_if_nobody_waits(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct evgrpc_call *held[2];
	struct echo_server echo;
	struct raw raw[2], other;

	(void)state;
	options.max_handlers = 2;
	echo = echo_start(&options, NULL);
	raw_open(&other, echo.address);
	for (int i = 0; i < 2; i++) {
		raw_open(&raw[i], echo.address);
		raw_request(&raw[i], RAW_SAY, NULL, HOLD, HOLD_LEN);
		raw_flush(&raw[i]);
		WAIT_FOR(seen.held == i + 1);
		held[i] = seen.held_call;
	}
	expect(&other, "grpc-status: 8\ngrpc-message: the server has too many calls at work; try again later\n");
	for (int i = 0; i < 2; i++)
		raw_end(&raw[i]);
	WAIT_FOR(seen.gone == 2);
	expect(&other, "grpc-status: 8\n");
	raw_request(&other, RAW_CHAT, NULL, RAW_HI, RAW_HI_LEN);
	raw_finish(&other);
	raw_assert_has(&other, "grpc-status: 8\n");
	assert_int_equal(seen.half_closed, 0);
	WAIT_FOR(seen.ended == 3);
	seen.held_call = held[0];
	test_release();
	WAIT_FOR(seen.ended == 4);
	expect(&other, "grpc-status: 0\n"); /* a place is free */
	seen.held_call = held[1];
	test_release();
	raw_end(&other);
	stop_clean(&echo);
}

static struct {
	atomic_int n;
	struct evgrpc_call *_Atomic call;
} waiting;

static enum evgrpc_verdict wait_once(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	if (waiting.n++)
		return EVGRPC_GO_ON;
	waiting.call = call;
	return EVGRPC_HOLD;
}

static void resume(void *arg)
{
	evgrpc_call_resume(arg);
}

/* A call held by a hook takes a place; one that waits for its message does not. */
static void held_calls_count(void **state)
{
	const struct evgrpc_hook hook = { .before = wait_once };
	struct evgrpc_server_options options = defaults();
	struct echo_server echo;
	struct raw raw, slow, other;

	(void)state;
	memset(&waiting, 0, sizeof waiting);
	options.max_handlers = 1;
	echo = echo_start_more(&options, NULL, (struct echo_extras){ .hooks = &hook, .n_hooks = 1 });
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_SAY, NULL, RAW_HI, RAW_HI_LEN);
	raw_flush(&raw);
	WAIT_FOR(waiting.n == 1);
	raw_open(&other, echo.address);
	expect(&other, "grpc-status: 8\n");
	assert_int_equal(waiting.n, 1); /* not even the hook saw it */
	assert_int_equal(evgrpc_worker_post(evgrpc_call_worker(waiting.call), resume, waiting.call), 0);
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 0\n");
	raw_open(&slow, echo.address);
	slow.body_stays_open = true;
	raw_request(&slow, RAW_SAY, NULL, RAW_HI, RAW_HI_LEN - 1);
	raw_ping(&slow);
	WAIT_FOR(waiting.n == 2);
	expect(&other, "grpc-status: 0\n");
	raw_end(&slow);
	raw_end(&raw);
	raw_end(&other);
	stop_clean(&echo);
}

/* ---- Memory --------------------------------------------------------------------------------------------------- */

static atomic_size_t used;

static void read_used(void *arg)
{
	struct evgrpc_worker *worker = arg;

	used = worker->memory.used + 1;
}

/* What the worker's calls hold now. */
static size_t used_by(const struct echo_server *echo)
{
	used = 0;
	assert_int_equal(evgrpc_worker_post(&echo->server->workers[0], read_used, &echo->server->workers[0]), 0);
	WAIT_FOR(used > 0);
	return used - 1;
}

/* A request with mode MODE_HOLD and a text of n bytes. The caller frees it. */
static uint8_t *long_hold(size_t n, size_t *ret_len)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	char *text = calloc(1, n + 1);
	uint8_t *body;

	memset(text, 'x', n);
	request.text = text;
	request.mode = MODE_HOLD;
	*ret_len = protobuf_c_message_get_packed_size(&request.base);
	body = calloc(1, 5 + *ret_len);
	body[2] = (uint8_t)(*ret_len >> 16);
	body[3] = (uint8_t)(*ret_len >> 8);
	body[4] = (uint8_t)*ret_len;
	protobuf_c_message_pack(&request.base, body + 5);
	*ret_len += 5;
	free(text);
	return body;
}

/* Takes all the memory the call can get and keeps it. */
static enum evgrpc_verdict take_all(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	if (!evgrpc_call_metadata(call, "x-greedy"))
		return EVGRPC_GO_ON;
	while (evgrpc_call_alloc(call, 1000))
		;
	waiting.call = call;
	waiting.n++;
	return EVGRPC_HOLD;
}

/* Calls at work hold what they got; when that is as much as all may have, others are refused until they are through. */
static void memory_of_all_calls_is_limited(void **state)
{
	enum { N = 4, EACH = 60000 };
	static const char *const greedy[] = { "x-greedy", "1", NULL };
	const struct evgrpc_hook hook = { .before = take_all };
	struct evgrpc_server_options options = defaults();
	struct evgrpc_call *held[N];
	struct echo_server echo;
	struct raw raw[N], other;

	(void)state;
	memset(&waiting, 0, sizeof waiting);
	options.max_call_memory = EACH;
	options.max_memory = (N - 1) * EACH + EACH / 2;
	echo = echo_start_more(&options, NULL, (struct echo_extras){ .hooks = &hook, .n_hooks = 1 });
	raw_open(&other, echo.address);
	for (int i = 0; i < N; i++) {
		expect(&other, "grpc-status: 0\n");
		raw_open(&raw[i], echo.address);
		raw_request(&raw[i], RAW_SAY, greedy, RAW_HI, RAW_HI_LEN);
		raw_flush(&raw[i]);
		WAIT_FOR(waiting.n == i + 1);
		held[i] = waiting.call;
	}
	assert_in_range(used_by(&echo), options.max_memory - 4096, options.max_memory + 8192);
	expect(&other, "grpc-status: 8\ngrpc-message: the server is short of memory; try again later\n");
	raw_request(&other, RAW_COLLECT, NULL, RAW_HI, RAW_HI_LEN);
	raw_finish(&other);
	raw_assert_has(&other, "grpc-status: 8\n");
	assert_int_equal(seen.half_closed, 0);
	for (int i = 0; i < N; i++) {
		assert_int_equal(evgrpc_worker_post(evgrpc_call_worker(held[i]), resume, held[i]), 0);
		raw_finish(&raw[i]);
		raw_assert_has(&raw[i], "grpc-status: ");
		raw_end(&raw[i]);
	}
	WAIT_FOR(seen.ended == N + N + 2);
	expect(&other, "grpc-status: 0\n");
	raw_end(&other);
	stop_clean(&echo);
}

/* Eight peers upload a message of 100 KB each but for the last byte: all together do not get more than there is. */
static void half_messages_are_limited_in_all(void **state)
{
	enum { N = 8 };
	struct evgrpc_server_options options = defaults();
	struct echo_server echo;
	struct raw raw[N];
	size_t n, refused = 0;
	uint8_t *body = long_hold(100000, &n);

	(void)state;
	options.max_memory = 400000;
	options.stream_window = 65535;
	echo = echo_start(&options, NULL);
	for (int i = 0; i < N; i++) {
		raw_open(&raw[i], echo.address);
		raw[i].body_stays_open = true;
		raw_request(&raw[i], i % 2 ? RAW_SAY : RAW_COLLECT, NULL, body, n - 1);
		while (raw[i].body_len && !raw[i].closed)
			assert_true(raw_turn(&raw[i]));
		if (!raw[i].closed)
			raw_ping(&raw[i]);
		assert_true(used_by(&echo) < 400000 + 140000); /* and a last doubling */
	}
	for (int i = 0; i < N; i++) {
		if (!raw[i].closed)
			continue;
		refused++;
		raw_assert_has(&raw[i], "grpc-status: 8\ngrpc-message: the server is short of memory");
	}
	assert_in_range(refused, 4, N - 2);
	for (int i = 0; i < N; i++)
		raw_end(&raw[i]);
	stop_clean(&echo);
	free(body);
}

/* 4 MiB are announced and nothing is sent: nothing is taken for them. */
static void an_announced_length_costs_nothing(void **state)
{
	enum { N = 50 };
	struct evgrpc_server_options options = defaults();
	struct echo_server echo = echo_start(&options, NULL);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw.body_stays_open = true;
	for (int i = 0; i < N; i++) {
		raw_request(&raw, i % 2 ? RAW_SAY : RAW_COLLECT, NULL, i % 3 ? "\0\0\x40\0\0" : "\1\0\x40\0\0", 5);
		raw_ping(&raw);
	}
	assert_true(used_by(&echo) < N * 8192);
	raw_end(&raw);
	WAIT_FOR(seen.ended == N);
	stop_clean(&echo);
}

/* A stream that was large once gives its buffer back when it is through with it. */
static void a_stream_gives_its_buffer_back(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct echo_server echo;
	struct raw raw;
	size_t n;
	uint8_t *body = long_hold(3000000, &n);

	(void)state;
	echo = echo_start(&options, NULL);
	body[5 + n - 5 - 1] = MODE_ECHO; /* mode is the last field */
	raw_open(&raw, echo.address);
	raw.body_stays_open = true;
	raw_request(&raw, RAW_CHAT, NULL, body, n);
	while (raw.n_data < n - 2)
		assert_true(raw_turn(&raw));
	assert_true(used_by(&echo) < 3000000 + 2 * 65536 + 8192); /* the message in its arena */
	raw_end(&raw);
	stop_clean(&echo);
	free(body);
}

/* ---- Time ----------------------------------------------------------------------------------------------------- */

static void odd_timeouts_are_told_apart(void **state)
{
	static const struct {
		const char *timeout;
		int code;
	} rows[] = {
		{ "99999999H", EVGRPC_OK },
		{ "99999999M", EVGRPC_OK },
		{ "99999999S", EVGRPC_OK },
		{ "00000009S", EVGRPC_OK },
		{ "0S", EVGRPC_DEADLINE_EXCEEDED },
		{ "00000000H", EVGRPC_DEADLINE_EXCEEDED },
		{ "1n", EVGRPC_DEADLINE_EXCEEDED },
		{ "100000000H", EVGRPC_INTERNAL },
		{ "000000001S", EVGRPC_INTERNAL },
		{ "1", EVGRPC_INTERNAL },
		{ "", EVGRPC_INTERNAL },
		{ "S", EVGRPC_INTERNAL },
		{ "-1S", EVGRPC_INTERNAL },
		{ "+1S", EVGRPC_INTERNAL },
		{ "1.5S", EVGRPC_INTERNAL },
		{ "1 S", EVGRPC_INTERNAL },
		{ "1s", EVGRPC_INTERNAL },
		{ "1SS", EVGRPC_INTERNAL },
		{ "0x1S", EVGRPC_INTERNAL },
		{ "18446744073709551617S", EVGRPC_INTERNAL },
	};
	struct echo_server echo = echo_start_default();
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *const extra[] = { "grpc-timeout", rows[i].timeout, NULL };
		char line[32];

		raw_request(&raw, RAW_SAY, extra, RAW_HI, RAW_HI_LEN);
		raw_finish(&raw);
		snprintf(line, sizeof line, "grpc-status: %d\n", rows[i].code);
		if (!strstr(raw.fields, line))
			fail_msg("timeout \"%s\": no \"%s\" in:\n%s", rows[i].timeout, line, raw.fields);
	}
	raw_end(&raw);
	stop_clean(&echo);
}

/* ---- Back-pressure -------------------------------------------------------------------------------------------- */

static atomic_int drained;

static void on_drained_count(struct evgrpc_call *call, void *arg)
{
	drained++;
	send_more(call, arg);
}

/* As Repeat, and counts how often it is told that there is room. */
static void on_pour(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	on_repeat(call, message, service);
	/* on_repeat made the place it sends from: the same, through the counting callback. */
	evgrpc_call_on_drained(call, on_drained_count, evgrpc_call_data(call));
}

static const struct evgrpc_method pour = {
	.path = "/evgrpc.test.Echo/Pour", .kind = EVGRPC_SERVER_STREAM, ECHO_TYPES, .on_message = on_pour
};

/* The peer takes 64 KiB at a time and waits between: each time the handler is told, and never is more queued. */
static void a_writer_is_told_again_and_again(void **state)
{
	enum { STEP = 65535, STEPS = 20 };
	struct evgrpc_server_options options = defaults();
	struct echo_server echo;
	struct raw raw;

	(void)state;
	drained = 0;
	echo = echo_start_more(&options, NULL, (struct echo_extras){ .methods = &pour, .n_methods = 1 });
	raw_open(&raw, echo.address);
	raw.no_window = true;
	raw_request(&raw, pour.path, NULL, ENDLESS, ENDLESS_LEN);
	for (size_t i = 1; i <= STEPS; i++) {
		while (raw.n_data < i * STEP)
			assert_true(raw_turn(&raw));
		raw_ping(&raw);
		assert_int_equal(raw.n_data, i * STEP); /* the window is used up */
		assert_true(drained >= (int)i - 1);
		assert_true(used_by(&echo) < 4 * REPEAT_QUEUE + 20000);
		nghttp2_session_consume(raw.session, 1, STEP);
	}
	assert_in_range(seen.max_queued, REPEAT_QUEUE / 2, REPEAT_QUEUE + 1100);
	assert_in_range(seen.sent, STEPS * STEP / 1100, STEPS * STEP / 900 + 200);
	raw_end(&raw);
	WAIT_FOR(seen.ended == 1);
	assert_int_equal(seen.gone, 1);
	stop_clean(&echo);
}

/* A handler that does not ask for more stops its peer at the window, and what it holds stays there. */
static void a_reader_sets_the_pace(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct echo_server echo;
	static uint8_t body[20000 * RAW_HI_LEN + HOLD_LEN];
	struct raw raw;

	(void)state;
	options.stream_window = 65535;
	echo = echo_start(&options, NULL);
	memcpy(body, HOLD, HOLD_LEN); /* Collect asks for no other after this one */
	for (size_t i = 0; i < 20000; i++)
		memcpy(body + HOLD_LEN + i * RAW_HI_LEN, RAW_HI, RAW_HI_LEN);
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_COLLECT, NULL, body, sizeof body);
	raw_flush(&raw);
	WAIT_FOR(seen.held == 1);
	raw_ping(&raw);
	raw_ping(&raw); /* what the first message gave back was sent by now */
	assert_in_range(sizeof body - raw.body_len, 65535, 65535 + HOLD_LEN);
	assert_true(used_by(&echo) < 65536 + 65536 + 8192);
	raw_end(&raw);
	WAIT_FOR(seen.ended == 1);
	stop_clean(&echo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handlers_are_limited_even_if_nobody_waits),
		cmocka_unit_test(held_calls_count),
		cmocka_unit_test(memory_of_all_calls_is_limited),
		cmocka_unit_test(half_messages_are_limited_in_all),
		cmocka_unit_test(an_announced_length_costs_nothing),
		cmocka_unit_test(a_stream_gives_its_buffer_back),
		cmocka_unit_test(odd_timeouts_are_told_apart),
		cmocka_unit_test(a_writer_is_told_again_and_again),
		cmocka_unit_test(a_reader_sets_the_pace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
