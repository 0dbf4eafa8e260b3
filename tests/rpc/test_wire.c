/* What a peer sees on the wire, and peers that do not keep to the protocol. */
#include "raw.h"

#include <sys/resource.h>

/* An EchoRequest {text: "hi"} with its prefix. */
#define HI     "\0\0\0\0\4\x0a\2hi"
#define HI_LEN 9

#define SAY "/evgrpc.test.Echo/Say"

static void assert_has(const struct raw *raw, const char *line)
{
	if (!strstr(raw->fields, line))
		fail_msg("no \"%s\" in:\n%s", line, raw->fields);
}

static void headers_and_trailers_are_in_order(void **state)
{
	static const char *const extra[] = { "x-echo", "v1", "content-type", "application/grpc+proto", NULL };
	struct echo_server echo = echo_start_default();
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw_request(&raw, SAY, extra, "\0\0\0\0\2\x10\2", 7); /* mode: MODE_METADATA */
	raw_finish(&raw);
	assert_string_equal(raw.fields, ":status: 200\ncontent-type: application/grpc\n"
					"grpc-accept-encoding: identity,gzip\nx-initial: v1\n--\n"
					"grpc-status: 0\nx-trailing: v1\n--\n");
	assert_int_equal(raw.n_data, 9);
	assert_int_equal(raw.close_code, NGHTTP2_NO_ERROR);
	raw_end(&raw);
	echo_stop(&echo);
}

static void errors_are_one_block(void **state)
{
	struct echo_server echo = echo_start_default();
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw_request(&raw, SAY, NULL, "\0\0\0\0\2\x10\1", 7); /* mode: MODE_FAIL_WITH_DETAILS */
	raw_finish(&raw);
	assert_string_equal(raw.fields, ":status: 200\ncontent-type: application/grpc\n"
					"grpc-accept-encoding: identity,gzip\ngrpc-status: 9\n"
					"grpc-message: %20%E4%B8%8D%E8%A1%8C: 100%25 %0A\n"
					"grpc-status-details-bin: CAUSAm5v/wA\n--\n");
	raw_end(&raw);
	echo_stop(&echo);
}

/* Requests the runtime answers itself; one connection for all of them. */
static void odd_requests_are_answered(void **state)
{
	static const char *const get[] = { ":method", "GET", NULL },
				 *const json[] = { "content-type", "application/json", NULL },
				 *const web[] = { "content-type", "application/grpc-web+proto", NULL },
				 *const params[] = { "content-type", "application/grpc; charset=utf-8", NULL },
				 *const bad_timeout[] = { "grpc-timeout", "5 seconds", NULL },
				 *const no_time[] = { "grpc-timeout", "0n", NULL },
				 *const gzip[] = { "grpc-encoding", "gzip", NULL },
				 *const snappy[] = { "grpc-encoding", "snappy", NULL };
	static const struct {
		const char *path;
		const char *const *extra;
		const char *body;
		size_t len;
		const char *answer;
	} rows[] = {
		{ SAY, get, HI, HI_LEN, ":status: 405\n" },
		{ SAY, json, HI, HI_LEN, ":status: 415\n" },
		{ SAY, web, HI, HI_LEN, ":status: 415\n" },
		{ SAY, params, HI, HI_LEN, "grpc-status: 0\n" },
		{ SAY, bad_timeout, HI, HI_LEN, "grpc-status: 13\n" },
		{ SAY, no_time, HI, HI_LEN, "grpc-status: 4\n" },
		{ "/x.Y/Z", NULL, HI, HI_LEN, "grpc-status: 12\n" },
		{ SAY, NULL, "", 0, "grpc-status: 12\n" },
		{ SAY, NULL, HI HI, 2 * HI_LEN, "grpc-status: 12\n" },
		{ SAY, NULL, HI, HI_LEN - 1, "grpc-status: 13\n" },
		{ SAY, NULL, "\0\0\0\0\1\x0a", 6, "grpc-message: the request could not be parsed\n" },
		{ SAY, NULL, "\0\0\0\0\1\x0b", 6, "grpc-status: 13\n" },
		{ SAY, NULL, "\7\0\0\0\0", 5, "grpc-status: 13\n" },
		{ SAY, NULL, "\0\377\0\0\0", 5, "grpc-status: 8\n" },
		{ SAY, gzip, "\1\0\0\0\1x", 6, "grpc-status: 13\n" },
		{ SAY, snappy, HI, HI_LEN, "grpc-status: 12\n" },
		{ SAY, snappy, HI, HI_LEN, "grpc-accept-encoding: identity,gzip\n" },
		{ SAY, gzip, HI, HI_LEN, "grpc-status: 0\n" },
		{ SAY, NULL, "\1\0\0\0\1x", 6, "grpc-status: 13\n" },
		{ "/evgrpc.test.Echo/Collect", NULL, "\0\0\0\0\4\x0a", 6, "grpc-status: 13\n" },
		{ "/evgrpc.test.Echo/Collect", NULL, "\0\0\0\0\1\x0a", 6, "grpc-status: 13\n" },
		{ "/evgrpc.test.Echo/Repeat", NULL, HI, HI_LEN, "grpc-status: 0\n" },
	};
	struct echo_server echo = echo_start_default();
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		raw_request(&raw, rows[i].path, rows[i].extra, rows[i].body, rows[i].len);
		raw_finish(&raw);
		if (!strstr(raw.fields, rows[i].answer))
			fail_msg("row %zu: no \"%s\" in:\n%s", i, rows[i].answer, raw.fields);
	}
	WAIT_FOR(seen.ended == sizeof rows / sizeof *rows);
	raw_end(&raw);
	echo_stop(&echo);
}

static void an_early_answer_stops_the_upload(void **state)
{
	struct echo_server echo = echo_start_default();
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw.body_stays_open = true;
	raw_request(&raw, "/x.Y/Z", NULL, HI, HI_LEN);
	raw_finish(&raw);
	assert_has(&raw, "grpc-status: 12\n");
	assert_int_equal(raw.close_code, NGHTTP2_NO_ERROR);
	raw_end(&raw);
	echo_stop(&echo);
}

static void headers_without_grpc_are_431(void **state)
{
	char value[9000];
	const char *const extra[] = { "content-type", "text/plain", "x-a", value, "x-b", value, NULL };
	struct echo_server echo = echo_start_default();
	struct raw raw;

	(void)state;
	memset(value, 'v', sizeof value);
	value[sizeof value - 1] = 0;
	raw_open(&raw, echo.address);
	raw_request(&raw, SAY, extra, HI, HI_LEN);
	raw_finish(&raw);
	assert_has(&raw, ":status: 431\n");
	raw_end(&raw);
	echo_stop(&echo);
}

/* The peer gives no window back: the stream's queue stays near what the handler lets pile up. */
static void a_slow_reader_fills_no_memory(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct raw raw;

	(void)state;
	evgrpc_server_options_default(&options);
	echo = echo_start(&options, NULL);
	raw_open(&raw, echo.address);
	raw.no_window = true;
	/* count: 100,000, padding: 1,000: 100 MB if anyone took them */
	raw_request(&raw, "/evgrpc.test.Echo/Repeat", NULL, "\0\0\0\0\7\x18\xa0\x8d\x06\x20\xe8\x07", 12);
	while (raw.n_data < 65535)
		assert_true(raw_turn(&raw));
	assert_in_range(seen.max_queued, 1, REPEAT_QUEUE + 1100);
	assert_in_range(seen.sent, 65, 200);
	nghttp2_submit_rst_stream(raw.session, NGHTTP2_FLAG_NONE, 1, NGHTTP2_CANCEL);
	raw_flush(&raw);
	WAIT_FOR(seen.ended == 1);
	assert_int_equal(seen.gone, 1);
	raw_end(&raw);
	echo_stop(&echo);
}

/* The deadline ends such a stream on the wire although its DATA cannot move. */
static void a_deadline_passes_a_closed_window(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct raw raw;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_deadline_ms = 200;
	echo = echo_start(&options, NULL);
	raw_open(&raw, echo.address);
	raw.no_window = true;
	raw_request(&raw, "/evgrpc.test.Echo/Repeat", NULL, "\0\0\0\0\7\x18\xa0\x8d\x06\x20\xe8\x07", 12);
	raw_finish(&raw);
	assert_has(&raw, "grpc-status: 4\n");
	assert_false(raw.lost);
	WAIT_FOR(seen.ended == 1);
	raw_end(&raw);
	echo_stop(&echo);
}

/* A stream that nobody reads has filled the connection's window; another one, whose messages have all arrived, still
 * gets its status. */
static void trailers_pass_a_closed_connection_window(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct raw raw;
	int32_t chat;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_deadline_ms = 2000;
	echo = echo_start(&options, NULL);
	raw_open(&raw, echo.address);
	raw.no_window = true;
	raw.body_stays_open = true;
	chat = raw_request(&raw, "/evgrpc.test.Echo/Chat", NULL, HI, HI_LEN);
	while (raw.n_data < HI_LEN + 2) /* number: 1 */
		assert_true(raw_turn(&raw));
	raw.body_stays_open = false;
	raw_request(&raw, "/evgrpc.test.Echo/Repeat", NULL, "\0\0\0\0\7\x18\xa0\x8d\x06\x20\xe8\x07", 12);
	while (raw.n_data < NGHTTP2_INITIAL_CONNECTION_WINDOW_SIZE - HI_LEN - 2)
		assert_true(raw_turn(&raw));
	assert_int_equal(nghttp2_session_resume_data(raw.session, chat), 0); /* ends it */
	raw_finish(&raw);
	assert_has(&raw, "grpc-status: 0\n");
	raw_end(&raw);
	echo_stop(&echo);
}

/* One stream at a time, but calls that were reset while their handlers run count too, up to twice the limit. */
static void a_reset_call_takes_its_place_until_it_finishes(void **state)
{
	struct evgrpc_server_options options;
	struct evgrpc_call *held[2];
	struct echo_server echo;
	struct raw raw;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_concurrent_streams = 1;
	echo = echo_start(&options, NULL);
	raw_open(&raw, echo.address);
	for (int i = 0; i < 2; i++) {
		int32_t id = raw_request(&raw, SAY, NULL, "\0\0\0\0\2\x10\3", 7); /* mode: MODE_HOLD */

		raw_flush(&raw);
		WAIT_FOR(seen.held == i + 1);
		held[i] = seen.held_call;
		nghttp2_submit_rst_stream(raw.session, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
		raw_flush(&raw);
	}
	WAIT_FOR(seen.gone == 2);
	assert_int_equal(seen.ended, 0);
	raw_request(&raw, SAY, NULL, HI, HI_LEN);
	raw_finish(&raw);
	assert_int_equal(raw.close_code, NGHTTP2_REFUSED_STREAM);
	for (int i = 0; i < 2; i++) {
		seen.held_call = held[i];
		test_release();
	}
	WAIT_FOR(seen.ended == 2);
	raw_request(&raw, SAY, NULL, HI, HI_LEN);
	raw_finish(&raw);
	assert_has(&raw, "grpc-status: 0\n");
	raw_end(&raw);
	echo_stop(&echo);
}

/* Reads until the server has closed the connection. */
static void assert_closed(int fd)
{
	char bytes[4096];
	ssize_t n;

	do
		n = recv(fd, bytes, sizeof bytes, 0);
	while (n > 0);
	close(fd);
}

static void strangers_do_not_hurt_others(void **state)
{
	static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", settings[] = "\0\0\0\4\0\0\0\0\0";
	static const struct {
		const char *bytes;
		size_t n;
	} rows[] = {
		{ "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27 },
		{ "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11 }, /* a TLS hello */
		{ "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", 24 },
		/* after preface and settings: */
		{ "\xff\xff\xff\x00\x00\x00\x00\x00\x01", 9 }, /* DATA of 16 MiB */
		{ "\0\0\1\x01\x05\0\0\0\1\xff", 10 },          /* a broken header block */
		{ "\0\0\4\x08\0\0\0\0\0\0\0\0\0", 13 },        /* WINDOW_UPDATE of 0 */
		{ "\0\0\0\x09\4\0\0\0\1", 9 },                 /* CONTINUATION of nothing */
		{ "\0\0\3\x04\0\0\0\0\0\0\0\0", 12 },          /* SETTINGS of 3 bytes */
		{ "\0\0\5\x00\1\0\0\0\7hello", 14 },           /* DATA on an idle stream */
	};
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	int half = raw_connect(echo.address);

	(void)state;
	assert_int_equal(send(half, preface, 10, 0), 10);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int fd = raw_connect(echo.address);

		if (i >= 3) {
			assert_int_equal(send(fd, preface, 24, 0), 24);
			assert_int_equal(send(fd, settings, 9, 0), 9);
		}
		assert_int_equal(send(fd, rows[i].bytes, rows[i].n, MSG_NOSIGNAL), rows[i].n);
		assert_int_equal(say(channel, "unhurt", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
		assert_closed(fd);
	}
	assert_int_equal(say(channel, "unhurt", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	close(half);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

/* Many clients that vanish while they are being answered: writing to them must not raise SIGPIPE. */
static void vanishing_clients_are_no_signal(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	const struct linger now = { .l_onoff = 1 };

	(void)state;
	for (int i = 0; i < 50; i++) {
		struct raw raw;

		raw_open(&raw, echo.address);
		raw_request(&raw, "/evgrpc.test.Echo/Repeat", NULL, "\0\0\0\0\7\x18\xa0\x8d\x06\x20\xe8\x07", 12);
		raw_flush(&raw);
		if (i % 2)
			setsockopt(raw.fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
		raw_end(&raw);
	}
	assert_int_equal(say(channel, "unhurt", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void the_silent_are_closed(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	int silent, half;

	(void)state;
	evgrpc_server_options_default(&options);
	options.preface_timeout_ms = 50;
	echo = echo_start(&options, NULL);
	silent = raw_connect(echo.address);
	half = raw_connect(echo.address);
	send(half, "PRI * HT", 8, 0);
	assert_closed(silent);
	assert_closed(half);
	echo_stop(&echo);
}

/* A client that has connected ahead of its first call is told to go and not just dropped. */
static void the_silent_with_settings_are_sent_away(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct raw raw;

	(void)state;
	evgrpc_server_options_default(&options);
	options.preface_timeout_ms = 50;
	echo = echo_start(&options, NULL);
	raw_open(&raw, echo.address);
	while (raw_turn(&raw))
		;
	assert_false(nghttp2_session_check_request_allowed(raw.session)); /* there was a GOAWAY */
	raw_end(&raw);
	echo_stop(&echo);
}

static void the_idle_are_sent_away(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct raw raw;

	(void)state;
	evgrpc_server_options_default(&options);
	options.idle_timeout_ms = 50;
	echo = echo_start(&options, NULL);
	raw_open(&raw, echo.address);
	raw_request(&raw, SAY, NULL, HI, HI_LEN);
	raw_finish(&raw);
	assert_has(&raw, "grpc-status: 0\n");
	while (raw_turn(&raw))
		;
	assert_false(nghttp2_session_check_request_allowed(raw.session)); /* there was a GOAWAY */
	raw_end(&raw);
	echo_stop(&echo);
}

static void connections_beyond_the_limit_wait(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct raw first, second;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_connections = 1;
	echo = echo_start(&options, NULL);
	raw_open(&first, echo.address);
	raw_request(&first, SAY, NULL, HI, HI_LEN);
	raw_finish(&first);
	raw_open(&second, echo.address); /* the kernel takes it, the server does not */
	raw_request(&second, SAY, NULL, HI, HI_LEN);
	raw_flush(&second);
	raw_request(&first, SAY, NULL, HI, HI_LEN);
	raw_finish(&first);
	WAIT_FOR(seen.ended == 2);
	raw_end(&first);
	raw_finish(&second);
	assert_has(&second, "grpc-status: 0\n");
	raw_end(&second);
	echo_stop(&echo);
}

/* The table of descriptors is filled up to the last one, which the client's socket takes: accept must fail. */
static void a_server_out_of_descriptors_recovers(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	struct rlimit before, few;
	int spare[128], n = 0;
	struct raw raw;

	(void)state;
	assert_int_equal(say(channel, "", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	getrlimit(RLIMIT_NOFILE, &before);
	few = before;
	few.rlim_cur = 100;
	setrlimit(RLIMIT_NOFILE, &few);
	while ((spare[n] = dup(STDIN_FILENO)) >= 0)
		n++;
	close(spare[--n]);
	raw_open(&raw, echo.address);
	raw_request(&raw, SAY, NULL, HI, HI_LEN);
	raw_flush(&raw);
	for (int i = 0; i < 20; i++)
		assert_int_equal(say(channel, "", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	WAIT_FOR(seen.ended == 21);
	while (n > 0)
		close(spare[--n]);
	raw_finish(&raw);
	assert_has(&raw, "grpc-status: 0\n");
	raw_end(&raw);
	setrlimit(RLIMIT_NOFILE, &before);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_and_trailers_are_in_order),
		cmocka_unit_test(errors_are_one_block),
		cmocka_unit_test(odd_requests_are_answered),
		cmocka_unit_test(an_early_answer_stops_the_upload),
		cmocka_unit_test(headers_without_grpc_are_431),
		cmocka_unit_test(a_slow_reader_fills_no_memory),
		cmocka_unit_test(a_deadline_passes_a_closed_window),
		cmocka_unit_test(trailers_pass_a_closed_connection_window),
		cmocka_unit_test(a_reset_call_takes_its_place_until_it_finishes),
		cmocka_unit_test(strangers_do_not_hurt_others),
		cmocka_unit_test(vanishing_clients_are_no_signal),
		cmocka_unit_test(the_silent_are_closed),
		cmocka_unit_test(the_silent_with_settings_are_sent_away),
		cmocka_unit_test(the_idle_are_sent_away),
		cmocka_unit_test(connections_beyond_the_limit_wait),
		cmocka_unit_test(a_server_out_of_descriptors_recovers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
