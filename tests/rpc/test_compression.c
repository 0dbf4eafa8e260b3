/* gzip on a call: compressed requests, and answers for callers that take them. */
#include "gzip.h"
#include "message.h"
#include "raw.h"
#include "server_state.h"

#include <zlib.h>

#define TAKE "/evgrpc.test.Echo/Take"

static const char *const gzip[] = { "grpc-encoding", "gzip", NULL };
static const char *const takes_gzip[] = { "grpc-accept-encoding", "identity, deflate,gzip", NULL };

static struct {
	atomic_int n, compressed;
	atomic_size_t text_len;
} taken;

/* Take (bidi): answers nothing, counts. */
static void on_take(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	(void)service;
	taken.n++;
	taken.compressed += evgrpc_call_was_compressed(call);
	taken.text_len += strlen(((const Evgrpc__Test__EchoRequest *)message)->text);
	evgrpc_call_next(call);
}

static const struct evgrpc_method take_method = { .path = TAKE,
						  .kind = EVGRPC_BIDI_STREAM,
						  ECHO_TYPES,
						  .on_open = on_collect_open,
						  .on_message = on_take,
						  .on_half_close = on_chat_end };

static struct echo_server start(size_t max_request_bytes, const struct evgrpc_hook *hook)
{
	struct evgrpc_server_options options;

	memset(&taken, 0, sizeof taken);
	evgrpc_server_options_default(&options);
	options.stream_window = 65535;
	if (max_request_bytes)
		options.max_request_bytes = max_request_bytes;
	return echo_start_more(
		&options, NULL,
		(struct echo_extras){
			.hooks = hook, .n_hooks = hook != NULL, .methods = &take_method, .n_methods = 1 });
}

/* Appends a request with n times the letter. */
static void add_request(struct evg_buf *body, char letter, size_t n, enum evgrpc_compression compression)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	char *text = malloc(n + 1);

	memset(text, letter, n);
	text[n] = 0;
	request.text = text;
	assert_int_equal(evg_message_append(body, &request.base, compression), 0);
	free(text);
}

/* Appends bytes as a compressed message, or what is said to be one. */
static void add_compressed(struct evg_buf *body, const void *bytes, size_t n)
{
	uint8_t prefix[EVG_PREFIX];

	evg_message_prefix(true, (uint32_t)n, prefix);
	assert_int_equal(evg_buf_add(body, prefix, EVG_PREFIX), 0);
	assert_int_equal(evg_buf_add(body, bytes, n), 0);
}

/* One request with that body; what came is in raw. Clears the body. */
static void ask(struct raw *raw, const char *path, const char *const *extra, struct evg_buf *body)
{
	raw_request(raw, path, extra, evg_buf_bytes(body), evg_buf_len(body));
	raw_finish(raw);
	evg_buf_clear(body, 0);
}

static void compressed_requests_are_inflated(void **state)
{
	struct echo_server echo = start(0, NULL);
	struct evg_buf body = { 0 };
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	add_request(&body, 'a', 3000, EVGRPC_GZIP);
	assert_true(evg_buf_len(&body) < 100);
	ask(&raw, RAW_SAY, gzip, &body);
	raw_assert_has(&raw, "grpc-status: 0\n");
	assert_int_equal(raw.n_data, EVG_PREFIX + 3 + 3000);
	/* A stream may mix; what did not shrink comes plain. */
	for (int i = 0; i < 10; i++)
		add_request(&body, 'b', i % 2 ? 5 : 1000, EVGRPC_GZIP);
	ask(&raw, TAKE, gzip, &body);
	raw_assert_has(&raw, "grpc-status: 0\n");
	assert_int_equal(taken.n, 10);
	assert_int_equal(taken.compressed, 5);
	assert_int_equal(taken.text_len, 5 * 1005);
	raw_end(&raw);
	echo_stop(&echo);
}

/* 500 messages through a window that holds 80 of them. */
static void the_window_comes_back_for_compressed_messages(void **state)
{
	enum { N = 500 };
	struct echo_server echo = start(0, NULL);
	struct evg_buf body = { 0 };
	uint64_t seed = 88172645463325252u;
	struct raw raw;

	(void)state;
	for (int i = 0; i < N; i++) {
		Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
		char text[1001];

		for (size_t k = 0; k < sizeof text - 1; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			text[k] = (char)('0' + (seed >> 60)); /* 4 bits of 8 */
		}
		text[sizeof text - 1] = 0;
		request.text = text;
		assert_int_equal(evg_message_append(&body, &request.base, EVGRPC_GZIP), 0);
	}
	assert_in_range(evg_buf_len(&body), 200000, 400000);
	raw_open(&raw, echo.address);
	ask(&raw, TAKE, gzip, &body);
	raw_assert_has(&raw, "grpc-status: 0\n");
	assert_int_equal(taken.compressed, N);
	assert_int_equal(taken.text_len, N * 1000);
	raw_end(&raw);
	echo_stop(&echo);
}

static void the_limit_is_on_what_comes_out(void **state)
{
	struct echo_server echo = start(10000, NULL);
	struct evg_buf body = { 0 };
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	add_request(&body, 'a', 10000 - 3, EVGRPC_GZIP);
	ask(&raw, RAW_SAY, gzip, &body);
	raw_assert_has(&raw, "grpc-status: 0\n");
	add_request(&body, 'a', 10000 - 2, EVGRPC_GZIP);
	ask(&raw, RAW_SAY, gzip, &body);
	raw_assert_has(&raw, "grpc-status: 8\n");
	add_request(&body, 'a', 100 << 20, EVGRPC_GZIP);
	ask(&raw, TAKE, gzip, &body); /* 100 MB in 100 KB: larger than the limit as it is */
	raw_assert_has(&raw, "grpc-status: 8\n");
	add_request(&body, 'a', 5 << 20, EVGRPC_GZIP);
	assert_true(evg_buf_len(&body) < 10000);
	ask(&raw, TAKE, gzip, &body);
	raw_assert_has(&raw, "grpc-status: 8\n");
	raw_end(&raw);
	assert_int_equal(evgrpc_server_stop(echo.server, 5000), 0);
	assert_true(echo.server->workers[0].inflated.size <= 65536); /* whatever came, nothing is kept of it */
	evgrpc_server_free(echo.server);
}

static void what_is_no_gzip_is_refused(void **state)
{
	struct echo_server echo = start(0, NULL);
	struct evg_buf body = { 0 }, twice = { 0 };
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	add_compressed(&body, "hello", 5);
	ask(&raw, RAW_SAY, gzip, &body);
	raw_assert_has(&raw, "grpc-status: 13\ngrpc-message: a message is marked compressed, but it is not one gzip "
			     "member\n");
	add_compressed(&body, "", 0);
	ask(&raw, TAKE, gzip, &body);
	raw_assert_has(&raw, "grpc-status: 13\n");
	for (int i = 0; i < 2; i++)
		assert_int_equal(
			evg_gzip_deflate((const uint8_t *)"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 40, &twice), 1);
	add_compressed(&body, evg_buf_bytes(&twice), evg_buf_len(&twice));
	ask(&raw, RAW_SAY, gzip, &body);
	raw_assert_has(&raw, "grpc-status: 13\n");
	evg_buf_clear(&twice, 0);
	/* Inflates well, but to no message. */
	assert_int_equal(
		evg_gzip_deflate((const uint8_t *)"\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
						  "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b",
				 30, &twice),
		1);
	add_compressed(&body, evg_buf_bytes(&twice), evg_buf_len(&twice));
	ask(&raw, RAW_SAY, gzip, &body);
	raw_assert_has(&raw, "grpc-message: the request could not be parsed\n");
	assert_int_equal(taken.n, 0);
	evg_buf_clear(&twice, 0);
	raw_end(&raw);
	echo_stop(&echo);
}

/* ---- Answers ------------------------------------------------------------------------------------------------- */

static int used;

static void send_letters(struct evgrpc_call *call, size_t n)
{
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;
	char *text = evgrpc_call_alloc(call, n + 1);

	memset(text, 'z', n);
	response.text = text;
	assert_int_equal(evgrpc_call_send(call, &response.base), 0);
}

/* Large, small, large without and with compression; then it is too late to ask for it. */
static enum evgrpc_verdict answer_compressed(struct evgrpc_call *call, void *arg)
{
	static const struct evgrpc_status ok = { .code = EVGRPC_OK };

	(void)arg;
	used = evgrpc_call_use_compression(call, EVGRPC_GZIP);
	send_letters(call, 500);
	send_letters(call, 3);
	evgrpc_call_compress(call, false);
	send_letters(call, 500);
	evgrpc_call_compress(call, true);
	send_letters(call, 500);
	assert_int_equal(evgrpc_call_use_compression(call, EVGRPC_GZIP), -1);
	assert_int_equal(evgrpc_call_use_compression(call, EVGRPC_IDENTITY), -1);
	evgrpc_call_finish(call, &ok);
	return EVGRPC_ENDED;
}

static const struct evgrpc_hook compressing = { .before = answer_compressed };

/* The flags of the messages in raw, as text; all are asked to have 503 or 5 plain bytes behind them. */
static void read_flags(const struct raw *raw, char *ret)
{
	size_t at = 0;
	struct evg_message message;

	while (evg_message_peek(raw->data + at, raw->n_data - at, 1000, &message) == EVG_FRAME_WHOLE) {
		struct evg_buf plain = { 0 };

		if (message.compressed)
			assert_int_equal(evg_gzip_inflate(message.data, message.len, 1000, &plain), EVG_INFLATE_OK);
		else
			evg_buf_add(&plain, message.data, message.len);
		assert_true(evg_buf_len(&plain) == 503 || evg_buf_len(&plain) == 5);
		evg_buf_clear(&plain, 0);
		*ret++ = message.compressed ? '1' : '0';
		at += EVG_PREFIX + message.len;
	}
	*ret = 0;
	assert_int_equal(at, raw->n_data);
}

static void answers_are_compressed_for_those_who_take_it(void **state)
{
	struct echo_server echo = start(0, &compressing);
	struct raw raw;
	char flags[16];

	(void)state;
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_SAY, takes_gzip, RAW_HI, RAW_HI_LEN);
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-encoding: gzip\n");
	raw_assert_has(&raw, "grpc-status: 0\n");
	assert_int_equal(used, 0);
	read_flags(&raw, flags);
	assert_string_equal(flags, "1001");
	raw_end(&raw);
	echo_stop(&echo);
}

static void others_get_them_plain(void **state)
{
	static const char *const other[] = { "grpc-accept-encoding", "identity,deflate,gzipped,xgzip", NULL };
	struct echo_server echo = start(0, &compressing);
	struct raw raw;
	char flags[16];

	(void)state;
	raw_open(&raw, echo.address);
	for (int i = 0; i < 2; i++) {
		raw_request(&raw, RAW_SAY, i ? other : NULL, RAW_HI, RAW_HI_LEN);
		raw_finish(&raw);
		assert_null(strstr(raw.fields, "grpc-encoding"));
		raw_assert_has(&raw, "grpc-accept-encoding: identity,gzip\n");
		assert_int_equal(used, -1);
		read_flags(&raw, flags);
		assert_string_equal(flags, "0000");
	}
	raw_end(&raw);
	echo_stop(&echo);
}

static void lists_are_searched_for_whole_words(void **state)
{
	(void)state;
	assert_true(evg_list_has("gzip", "gzip"));
	assert_true(evg_list_has("identity,gzip", "gzip"));
	assert_true(evg_list_has(" identity , gzip ,x", "gzip"));
	assert_false(evg_list_has("", "gzip"));
	assert_false(evg_list_has(",,", "gzip"));
	assert_false(evg_list_has("gzi", "gzip"));
	assert_false(evg_list_has("xgzip,gzipx", "gzip"));
	assert_false(evg_list_has("a gzip", "gzip"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compressed_requests_are_inflated),
		cmocka_unit_test(the_window_comes_back_for_compressed_messages),
		cmocka_unit_test(the_limit_is_on_what_comes_out),
		cmocka_unit_test(what_is_no_gzip_is_refused),
		cmocka_unit_test(answers_are_compressed_for_those_who_take_it),
		cmocka_unit_test(others_get_them_plain),
		cmocka_unit_test(lists_are_searched_for_whole_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
