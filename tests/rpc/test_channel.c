/* A channel: its addresses, and how it comes to a connection. */
#include "backoff.h"
#include "clock.h"
#include "pair.h"

/* ---- Addresses ---------------------------------------------------------------------------------------------- */

static void addresses_are_read(void **state)
{
	static const char *const good[] = { "127.0.0.1:80", "[::1]:80", "unix:/x/y", "name:0", "a:1,b:2,unix:/z" };
	static const char *const bad[] = { "",     "127.0.0.1", "::1:80",   "a:70000", "a:b",
					   "a:1,", ",a:1",      "a:1,,b:2", "unix:" };
	struct evgrpc_channel_options options;
	struct evgrpc_channel *channel;
	char error[512], path[256] = "unix:";

	(void)state;
	evgrpc_channel_options_default(&options);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		channel = evgrpc_channel_new_with(NULL, good[i], &options, error, sizeof error);
		assert_non_null(channel);
		evgrpc_channel_free(channel);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		*error = 0;
		assert_null(evgrpc_channel_new_with(NULL, bad[i], &options, error, sizeof error));
		assert_non_null(strstr(error, "is no address: write HOST:PORT"));
		assert_null(evgrpc_channel_new(NULL, bad[i]));
	}
	/* What a socket's name has room for, with the byte behind it. */
	memset(path + strlen(path), 'x', sizeof(((struct sockaddr_un *)0)->sun_path) - 1);
	channel = evgrpc_channel_new_with(NULL, path, &options, error, sizeof error);
	assert_non_null(channel);
	evgrpc_channel_free(channel);
	path[strlen(path)] = 'x';
	assert_null(evgrpc_channel_new_with(NULL, path, &options, error, sizeof error));
	assert_non_null(strstr(error, "(a path of at most 107 bytes)"));
	options.tls = &(struct evgrpc_tls_options){ .ca_file = "/does/not/exist" };
	assert_null(evgrpc_channel_new_with(NULL, good[0], &options, error, sizeof error));
	assert_non_null(strstr(error, "/does/not/exist"));
}

static void the_next_address_is_tried(void **state)
{
	struct pair pair;
	struct ask ask;
	char closed[64], before[256];

	(void)state;
	pair_init(&pair);
	closed_address(closed, sizeof closed);
	snprintf(before, sizeof before, "%s,unix:/does/not/exist", closed);
	pair_open(&pair, before);
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_string_equal(ask.peer, pair.fake.address);
	assert_non_null(strstr(pair.fake.streams->fields, ":authority: 127.0.0.1:"));
	pair_close(&pair);
}

/* One that takes the connection but is no server does not hold the call up for longer than it is given. */
static void one_that_says_nothing_is_passed_by(void **state)
{
	struct fake silent = { .silent = true };
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.options.connect_timeout_ms = 50;
	fake_listen(&silent, pair.base, 0);
	pair_open(&pair, silent.address);
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_int_equal(silent.n_conns, 1);
	assert_string_equal(ask.peer, pair.fake.address);
	fake_close(&silent);
	pair_close(&pair);
}

static void hang_up(struct fake_conn *conn)
{
	fake_cut(conn);
}

/* Every way an attempt can fail, in the words of the last address. */
static void the_sentence_says_what_failed(void **state)
{
	struct fake silent = { .silent = true };
	struct pair pair;
	struct ask ask;
	char closed[64];

	(void)state;
	pair_init(&pair);
	pair.options.connect_timeout_ms = 20;
	pair.fake.on_connect = hang_up;
	closed_address(closed, sizeof closed);
	pair_open(&pair, closed);
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_UNAVAILABLE);
	assert_int_equal(ask.attempts, 1);
	assert_non_null(strstr(ask.message, "cannot connect to any of 127.0.0.1:"));
	evgrpc_channel_free(pair.channel);

	pair.channel = evgrpc_channel_new_with(pair.base, closed, &pair.options, ask.text, sizeof ask.text);
	pair_call(&pair, &ask);
	assert_non_null(strstr(ask.message, ": Connection refused"));
	evgrpc_channel_free(pair.channel);

	fake_listen(&silent, pair.base, 0);
	pair.channel = evgrpc_channel_new_with(pair.base, silent.address, &pair.options, ask.text, sizeof ask.text);
	pair_call(&pair, &ask);
	assert_non_null(strstr(ask.message, "did not begin to speak HTTP/2 within 20 ms"));
	fake_close(&silent);
	pair_close(&pair);
}

/* ---- Attempts ----------------------------------------------------------------------------------------------- */

static void pauses_grow_to_a_bound(void **state)
{
	const struct evg_backoff backoff = { 100, 10000, 1.6 };

	(void)state;
	assert_int_equal(evg_backoff_ms(&backoff, 0, 0), 80);
	assert_in_range(evg_backoff_ms(&backoff, 0, 0.999), 119, 120);
	assert_int_equal(evg_backoff_ms(&backoff, 0, 0.5), 100);
	assert_int_equal(evg_backoff_ms(&backoff, 1, 0.5), 160);
	assert_int_equal(evg_backoff_ms(&backoff, 2, 0.5), 256);
	assert_int_equal(evg_backoff_ms(&backoff, 10, 0.5), 10000);
	assert_int_equal(evg_backoff_ms(&backoff, UINT32_MAX, 0.5), 10000);
	for (int i = 0; i < 1000; i++)
		assert_in_range(evg_backoff_ms(&backoff, 0, evg_chance()), 80, 120);
}

static int64_t attempts_us[5];

static void note_attempt(struct fake_conn *conn)
{
	if (conn->number <= 5)
		attempts_us[conn->number - 1] = evg_now_us();
	if (conn->number < 5)
		fake_cut(conn);
}

/* Four attempts fail: the pauses between them are those of the options, never shorter; the fifth forgets them. */
static void attempts_keep_their_distance(void **state)
{
	static const int64_t least_us[] = { 16000, 25600, 32000, 32000 };
	const struct evgrpc_call_options patient = { .wait_for_ready = true };
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.options.first_backoff_ms = 20;
	pair.options.max_backoff_ms = 40;
	pair.fake.on_connect = note_attempt;
	pair_open(&pair, NULL);
	ask_start(&ask, pair.channel, &patient);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_int_equal(pair.fake.n_conns, 5);
	/* libevent's timers may be some ms early: its clock is the coarse one. The accept may also come later than
	 * the attempt began, by what the machine's load adds. */
	for (int i = 0; i < 4; i++)
		assert_true(attempts_us[i + 1] - attempts_us[0] >= (i + 1) * least_us[0] - 10000);
	assert_true(attempts_us[4] - attempts_us[0] >= least_us[0] + least_us[1] + least_us[2] + least_us[3] - 20000);
	assert_int_equal(pair.channel->connector.failures, 0);
	pair_close(&pair);
}

static void a_patient_call_waits_for_a_server(void **state)
{
	const struct evgrpc_call_options patient = { .wait_for_ready = true };
	struct pair pair;
	struct ask ask, hasty;
	uint16_t port;

	(void)state;
	pair_init(&pair);
	pair.options.first_backoff_ms = pair.options.max_backoff_ms = 5;
	pair_open(&pair, NULL);
	port = (uint16_t)strtol(strchr(pair.fake.address, ':') + 1, NULL, 10);
	fake_close(&pair.fake);
	ask_start(&ask, pair.channel, &patient);
	ask_start(&hasty, pair.channel, NULL);
	ask_finish(&hasty, pair.base);
	assert_int_equal(hasty.code, EVGRPC_UNAVAILABLE);
	assert_int_equal(ask.code, -1);
	fake_listen(&pair.fake, pair.base, port);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	pair_close(&pair);
}

/* gRPC's TRANSIENT_FAILURE: in the pause behind an attempt that failed a call hears at once why, however long the
 * pause; one that would rather wait does. */
static void a_call_in_the_pause_fails_at_once(void **state)
{
	static const struct evgrpc_call_options patient = { .wait_for_ready = true };
	struct pair pair;
	struct ask ask, waiting;

	(void)state;
	pair_init(&pair);
	pair.options.first_backoff_ms = pair.options.max_backoff_ms = 1000000;
	pair.fake.on_connect = hang_up;
	pair_open(&pair, NULL);
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_UNAVAILABLE);
	for (int i = 0; i < 2; i++) { /* without and with one that waits */
		pair_call(&pair, &ask);
		assert_int_equal(ask.code, EVGRPC_UNAVAILABLE);
		assert_int_equal(ask.attempts, 1);
		assert_non_null(strstr(ask.message, "cannot connect to 127.0.0.1:"));
		assert_non_null(strstr(ask.message, "closed the connection"));
		assert_int_equal(pair.channel->state, i ? EVG_CHANNEL_WAITING : EVG_CHANNEL_IDLE);
		if (!i)
			ask_start(&waiting, pair.channel, &patient);
	}
	assert_int_equal(waiting.code, -1);
	assert_int_equal(pair.fake.n_conns, 1);
	evgrpc_client_cancel(waiting.call);
	ask_finish(&waiting, pair.base);
	pair_close(&pair);
}

/* What is called in the pause does not end within the function that starts it, may be given up, and is counted as one
 * attempt of a call that is retryable. */
static void a_call_in_the_pause_is_a_call(void **state)
{
	static const struct evgrpc_call_options retryable = { .retryable = true };
	struct pair pair;
	struct ask ask, cancelled;

	(void)state;
	pair_init(&pair);
	pair.options.first_backoff_ms = pair.options.max_backoff_ms = 1000000;
	pair.options.retry.first_backoff_ms = 1;
	pair.fake.on_connect = hang_up;
	pair_open(&pair, NULL);
	pair_call(&pair, &ask);
	ask_start(&ask, pair.channel, &retryable);
	ask_start(&cancelled, pair.channel, &retryable);
	assert_int_equal(ask.code, -1);
	evgrpc_client_cancel(cancelled.call);
	ask_finish(&cancelled, pair.base);
	assert_int_equal(cancelled.code, EVGRPC_CANCELLED);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_UNAVAILABLE);
	assert_int_equal(ask.attempts, 4);
	assert_int_equal(pair.fake.n_conns, 1);
	pair_close(&pair);
}

/* Calls that wait for an attempt under way share its outcome, and one after the pause makes the next attempt. */
static void a_call_after_the_pause_makes_an_attempt(void **state)
{
	struct pair pair;
	struct ask asks[2], ask;

	(void)state;
	pair_init(&pair);
	pair.options.first_backoff_ms = pair.options.max_backoff_ms = 20;
	pair.fake.on_connect = hang_up;
	pair_open(&pair, NULL);
	ask_start(&asks[0], pair.channel, NULL);
	DRIVE(pair.base, pair.channel->state == EVG_CHANNEL_CONNECTING);
	ask_start(&asks[1], pair.channel, NULL);
	for (int i = 0; i < 2; i++) {
		ask_finish(&asks[i], pair.base);
		assert_int_equal(asks[i].code, EVGRPC_UNAVAILABLE);
	}
	assert_int_equal(pair.fake.n_conns, 1);
	pair.fake.on_connect = NULL;
	WAIT_FOR(evg_now_us() >= pair.channel->connector.next_attempt_us);
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_int_equal(pair.fake.n_conns, 2);
	pair_close(&pair);
}

static void a_late_call_hears_what_it_waited_for(void **state)
{
	const struct evgrpc_call_options options = { .wait_for_ready = true, .timeout_ms = 40 };
	struct pair pair;
	struct ask ask;
	char closed[64], error[256];

	(void)state;
	pair_init(&pair);
	closed_address(closed, sizeof closed);
	fake_listen(&pair.fake, pair.base, 0);
	pair.channel = evgrpc_channel_new_with(pair.base, closed, &pair.options, error, sizeof error);
	ask_start(&ask, pair.channel, &options);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_DEADLINE_EXCEEDED);
	assert_non_null(strstr(ask.message, "before there was a connection to 127.0.0.1:"));
	assert_non_null(strstr(ask.message, "; last: Connection refused"));
	pair_close(&pair);
}

static void a_channel_may_go_while_it_connects(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.fake.silent = true;
	pair_open(&pair, NULL);
	ask_start(&ask, pair.channel, NULL);
	DRIVE(pair.base, pair.channel->connector.conn);
	pair_close(&pair);
	assert_int_equal(ask.code, EVGRPC_CANCELLED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read),
		cmocka_unit_test(the_next_address_is_tried),
		cmocka_unit_test(one_that_says_nothing_is_passed_by),
		cmocka_unit_test(the_sentence_says_what_failed),
		cmocka_unit_test(pauses_grow_to_a_bound),
		cmocka_unit_test(attempts_keep_their_distance),
		cmocka_unit_test(a_patient_call_waits_for_a_server),
		cmocka_unit_test(a_call_in_the_pause_fails_at_once),
		cmocka_unit_test(a_call_in_the_pause_is_a_call),
		cmocka_unit_test(a_call_after_the_pause_makes_an_attempt),
		cmocka_unit_test(a_late_call_hears_what_it_waited_for),
		cmocka_unit_test(a_channel_may_go_while_it_connects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
