/* All times of a server's connection, on a clock that the test moves: one worker without a thread, one connection over
 * a socket pair, and a peer that writes frames. */
#include "attack/attack.h"
#include "clock.h"
#include "linger.h"
#include "manual_clock.h"
#include "server_state.h"

#include <event2/event.h>

#define HOLD     "\0\0\0\0\2\x10\3"
#define HOLD_LEN 7

static struct evgrpc_server_options defaults(void)
{
	struct evgrpc_server_options options;

	evgrpc_server_options_default(&options);
	options.keepalive_ms = 0; /* unless that is the test */
	return options;
}

static struct evgrpc_worker *worker_of(const struct attack *peer)
{
	return &peer->echo.server->workers[0];
}

/* A new connection; what came back on the last one is forgotten. */
static void connect_pair(struct attack *peer)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	attack_adopt(peer, fds[0]);
	evg_conn_adopt(worker_of(peer), fds[1], NULL);
}

static struct attack *begin(const struct evgrpc_server_options *options)
{
	static const struct evgrpc_hook hook = { .after = on_call_end };
	struct attack *peer = calloc(1, sizeof *peer);

	memset(&seen, 0, sizeof seen);
	peer->echo.server = evgrpc_server_new(options);
	assert_non_null(peer->echo.server);
	assert_int_equal(evgrpc_server_add_hook(peer->echo.server, &hook), 0);
	assert_int_equal(evgrpc_server_add_methods(peer->echo.server, echo_methods, 4, NULL), 0);
	worker_of(peer)->state = EVG_WORKER_SERVING;
	connect_pair(peer);
	return peer;
}

/* Everything that can happen now happens. */
static void settle(struct attack *peer)
{
	for (int i = 0; i < 8; i++) {
		if (peer->n_out)
			write_some(peer);
		event_base_loop(worker_of(peer)->base, EVLOOP_NONBLOCK);
		if (!peer->ended)
			read_some(peer);
	}
}

static void pass(struct attack *peer, int64_t ms)
{
	manual_clock_pass_ms(ms);
	settle(peer);
}

/* The peer has closed: nothing of the connection is left. */
static void leave(struct attack *peer)
{
	attack_leave(peer);
	event_base_loop(worker_of(peer)->base, EVLOOP_NONBLOCK);
	event_base_loop(worker_of(peer)->base, EVLOOP_NONBLOCK);
	assert_null(worker_of(peer)->conns);
	assert_int_equal(worker_of(peer)->n_shaking, 0);
	assert_int_equal(worker_of(peer)->n_conns, 0);
}

static void end(struct attack *peer)
{
	leave(peer);
	evgrpc_server_free(peer->echo.server);
	free(peer->out);
	free(peer);
}

static void call(struct attack *peer, uint32_t id)
{
	unsigned before = peer->headers;

	put_call(peer, id);
	settle(peer);
	assert_int_equal(peer->headers, before + 2);
}

static void hold_call(struct attack *peer, uint32_t id)
{
	int before = seen.held;

	put_request(peer, id, RAW_SAY, 0);
	put_frame(peer, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, id, HOLD, HOLD_LEN);
	settle(peer);
	assert_int_equal(seen.held, before + 1);
}

static void ping(struct attack *peer)
{
	put_frame(peer, NGHTTP2_PING, 0, 0, "12345678", 8);
	settle(peer);
}

static void assert_open(const struct attack *peer)
{
	if (peer->ended || peer->goaways)
		fail_msg("GOAWAY %u \"%s\"", peer->goaway_code, peer->reason);
}

static void assert_calmed(const struct attack *peer, const char *reason)
{
	assert_true(peer->ended);
	assert_int_equal(peer->goaway_code, NGHTTP2_ENHANCE_YOUR_CALM);
	assert_string_equal(peer->reason, reason);
}

/* ---- Preface, headers, idle --------------------------------------------------------------------------------- */

static void a_silent_peer_has_ten_seconds(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);

	(void)state;
	pass(peer, 9999);
	assert_open(peer);
	assert_int_equal(worker_of(peer)->n_shaking, 1);
	pass(peer, 1);
	assert_true(peer->ended);
	assert_int_equal(peer->goaways, 0);
	end(peer);
}

/* Who speaks HTTP/2 gets a notice, half a second or the answer to a ping, and the GOAWAY. */
static void a_peer_without_a_call_is_told(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);

	(void)state;
	put_preface(peer, 0, 0, 0);
	pass(peer, 9999);
	assert_open(peer);
	pass(peer, 1);
	assert_int_equal(peer->goaways, 1);
	assert_int_equal(peer->pings, 1);
	pass(peer, 499);
	assert_int_equal(peer->goaways, 1);
	pass(peer, 1);
	assert_int_equal(peer->goaways, 2);
	assert_int_equal(peer->goaway_code, NGHTTP2_NO_ERROR);
	assert_true(peer->ended);
	end(peer);
}

/* The peer answers the ping behind the notice: somebody drives it. */
static void answer_notice(struct attack *peer)
{
	put_frame(peer, NGHTTP2_PING, NGHTTP2_FLAG_ACK, 0, "\0\0\0\0\0\0\0", 8);
	settle(peer);
	assert_true(peer->ended);
}

/* A peer that does not close its end is waited for 5 s. */
static void an_ended_socket_lingers(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);

	(void)state;
	put_preface(peer, 0, 0, 0);
	pass(peer, 10000);
	answer_notice(peer);
	assert_int_equal(worker_of(peer)->n_conns, 1);
	pass(peer, 4999);
	assert_int_equal(worker_of(peer)->n_conns, 1);
	pass(peer, 1);
	assert_int_equal(worker_of(peer)->n_conns, 0);
	end(peer);
}

/* But not one that had no call and does not answer: its program sleeps, and has read what there was. */
static void a_sleeping_peer_is_not_waited_for(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);

	(void)state;
	put_preface(peer, 0, 0, 0);
	call(peer, 1);
	evg_conn_drain(worker_of(peer)->conns);
	pass(peer, 499);
	assert_int_equal(worker_of(peer)->n_conns, 1);
	pass(peer, 1);
	assert_true(peer->ended);
	assert_int_equal(peer->goaways, 2);
	assert_int_equal(worker_of(peer)->n_conns, 0);
	end(peer);
}

/* And not if it goes on to send. */
static void a_socket_does_not_linger_for_a_flood(void **state)
{
	static const uint8_t content[10000];
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);

	(void)state;
	put_preface(peer, 0, 0, 0);
	pass(peer, 10000);
	answer_notice(peer);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(worker_of(peer)->n_conns, 1);
		put_frame(peer, NGHTTP2_DATA, 0, 1, content, sizeof content);
		settle(peer);
	}
	for (int i = 0; i < 10; i++) {
		put_frame(peer, NGHTTP2_DATA, 0, 1, content, sizeof content);
		settle(peer);
	}
	assert_int_equal(worker_of(peer)->n_conns, 0);
	end(peer);
}

static void each_header_block_has_its_time(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);
	uint8_t block[256];
	size_t n = request_block(RAW_SAY, block);

	(void)state;
	put_preface(peer, 0, 0, 0);
	call(peer, 1);
	for (uint32_t id = 3; id < 9; id += 2) {
		put_frame(peer, NGHTTP2_HEADERS, 0, id, block, n);
		pass(peer, 9999);
		assert_open(peer);
		put_frame(peer, NGHTTP2_CONTINUATION, NGHTTP2_FLAG_END_HEADERS, id, NULL, 0);
		put_frame(peer, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, id, RAW_HI, RAW_HI_LEN);
	}
	pass(peer, 60000); /* none is open */
	assert_open(peer);
	put_frame(peer, NGHTTP2_HEADERS, 0, 9, block, n);
	settle(peer);
	pass(peer, 9999);
	assert_open(peer);
	pass(peer, 1);
	assert_calmed(peer, "a header block took too long");
	end(peer);
}

/* Always within a block, but never within the same. */
static void a_busy_peer_is_within_many_blocks(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);
	uint8_t block[256];
	size_t n = request_block(RAW_SAY, block);

	(void)state;
	put_preface(peer, 0, 0, 0);
	for (uint32_t id = 1; id < 21; id += 2) {
		put_frame(peer, NGHTTP2_HEADERS, 0, id, block, n);
		pass(peer, 5000);
		assert_open(peer);
		put_frame(peer, NGHTTP2_CONTINUATION, NGHTTP2_FLAG_END_HEADERS, id, NULL, 0);
		put_frame(peer, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, id, RAW_HI, RAW_HI_LEN);
	}
	settle(peer);
	assert_int_equal(peer->headers, 20);
	end(peer);
}

static void idle_begins_with_the_last_call(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer;

	(void)state;
	options.idle_timeout_ms = 60000;
	peer = begin(&options);
	put_preface(peer, 0, 0, 0);
	for (uint32_t id = 1; id < 9; id += 2) {
		call(peer, id);
		pass(peer, 59999);
		assert_open(peer);
	}
	hold_call(peer, 9);
	pass(peer, 20000); /* not idle: a call is open */
	test_release();
	settle(peer);
	pass(peer, 59999);
	assert_open(peer);
	pass(peer, 1);
	assert_int_equal(peer->goaways, 1);
	assert_int_equal(peer->goaway_code, NGHTTP2_NO_ERROR);
	end(peer);
}

/* ---- Age ---------------------------------------------------------------------------------------------------- */

/* In seconds, looked at every second. */
static int age_of_a_connection(struct attack *peer)
{
	int age = 0;

	put_preface(peer, 0, 0, 0);
	call(peer, 1);
	while (!peer->goaways && age < 1000) {
		pass(peer, 1000);
		age++;
	}
	return age;
}

static void the_age_is_not_the_same_for_all(void **state)
{
	struct evgrpc_server_options options = defaults();
	int youngest = INT_MAX, oldest = 0;
	struct attack *peer;

	(void)state;
	options.max_age_ms = 100000;
	peer = begin(&options);
	for (int i = 0; i < 30; i++) {
		int age = age_of_a_connection(peer);

		youngest = age < youngest ? age : youngest;
		oldest = age > oldest ? age : oldest;
		leave(peer);
		connect_pair(peer);
	}
	assert_in_range(youngest, 90, 110);
	assert_in_range(oldest, 90, 110);
	assert_true(oldest > youngest);
	end(peer);
}

/* The calls of an old connection go on for the grace; then the rest is cut. */
static void age_has_a_grace(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer;

	(void)state;
	options.max_age_ms = 100000;
	options.default_deadline_ms = 3600000;
	options.stall_timeout_ms = 0;
	peer = begin(&options);
	put_preface(peer, 0, 0, 0);
	hold_call(peer, 1);
	for (int i = 0; i < 111 && !peer->goaways; i++)
		pass(peer, 1000);
	pass(peer, 28000);
	assert_int_equal(peer->goaways, 2);
	assert_int_equal(peer->goaway_code, NGHTTP2_NO_ERROR);
	assert_false(peer->ended);
	assert_int_equal(seen.gone, 0);
	pass(peer, 2000);
	assert_true(peer->ended);
	assert_int_equal(seen.gone, 1);
	test_release();
	end(peer);
}

/* ---- Keepalive ---------------------------------------------------------------------------------------------- */

static struct attack *begin_with_keepalive(void)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer;

	options.keepalive_ms = 60000;
	options.limits.overhead_bytes = 500;
	peer = begin(&options);
	put_preface(peer, 0, 0, 0);
	call(peer, 1);
	return peer;
}

static void silence_is_asked_about(void **state)
{
	struct attack *peer = begin_with_keepalive();

	(void)state;
	pass(peer, 30000);
	call(peer, 3);
	pass(peer, 59999);
	assert_int_equal(peer->pings, 0);
	pass(peer, 1);
	assert_int_equal(peer->pings, 1);
	pass(peer, 19999);
	assert_open(peer);
	pass(peer, 1);
	assert_true(peer->ended);
	assert_int_equal(peer->goaways, 0);
	end(peer);
}

/* Any byte is an answer. Those to our pings are no overhead, however many. */
static void a_peer_that_answers_stays(void **state)
{
	struct attack *peer = begin_with_keepalive();

	(void)state;
	for (unsigned i = 1; i <= 200; i++) {
		pass(peer, 60000);
		assert_int_equal(peer->pings, i);
		put_frame(peer, NGHTTP2_PING, NGHTTP2_FLAG_ACK, 0, "\1\0\0\0\0\0\0", 8);
		settle(peer);
		pass(peer, 20000);
		assert_open(peer);
		pass(peer, 39999);
	}
	call(peer, 3);
	end(peer);
}

/* The answer to a keepalive ping is not taken for that of the notice before the last GOAWAY. */
static void the_notice_has_a_ping_of_its_own(void **state)
{
	struct attack *peer = begin_with_keepalive();

	(void)state;
	hold_call(peer, 3);
	pass(peer, 25000);
	evg_conn_drain(worker_of(peer)->conns);
	settle(peer);
	assert_int_equal(peer->goaways, 1);
	put_frame(peer, NGHTTP2_PING, NGHTTP2_FLAG_ACK, 0, "\1\0\0\0\0\0\0", 8);
	settle(peer);
	assert_int_equal(peer->goaways, 1);
	put_frame(peer, NGHTTP2_PING, NGHTTP2_FLAG_ACK, 0, "\0\0\0\0\0\0\0", 8);
	settle(peer);
	assert_int_equal(peer->goaways, 2);
	test_release();
	end(peer);
}

/* ---- The peer's pings --------------------------------------------------------------------------------------- */

static void pings_at_their_distance(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer;

	(void)state;
	options.pings_without_calls = true;
	peer = begin(&options);
	put_preface(peer, 0, 0, 0);
	call(peer, 1);
	for (unsigned i = 1; i <= 10; i++) {
		ping(peer);
		assert_int_equal(peer->ping_acks, i);
		pass(peer, 300000);
	}
	assert_open(peer);
	ping(peer); /* in order */
	pass(peer, 299999);
	ping(peer); /* early, twice */
	ping(peer);
	assert_open(peer);
	call(peer, 3); /* forgiven */
	for (int i = 0; i < 3; i++)
		ping(peer);
	assert_open(peer);
	ping(peer);
	assert_calmed(peer, "too_many_pings");
	end(peer);
}

static void pings_without_calls_have_two_hours(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);

	(void)state;
	put_preface(peer, 0, 0, 0);
	call(peer, 1);
	ping(peer);
	for (int i = 0; i < 3; i++) {
		pass(peer, 7200000);
		ping(peer);
	}
	assert_open(peer);
	for (int i = 0; i < 3; i++) {
		assert_open(peer);
		pass(peer, 7199999);
		ping(peer);
	}
	assert_calmed(peer, "too_many_pings");
	end(peer);
}

/* ---- Stalls and deadlines ----------------------------------------------------------------------------------- */

/* Never before the timeout, and a quarter of it late at most. */
static void output_nobody_takes(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);

	(void)state;
	put_preface(peer, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0, 1);
	put_call(peer, 1);
	settle(peer);
	for (int i = 0; i < 19; i++)
		pass(peer, 1000);
	assert_open(peer);
	put_number(peer, NGHTTP2_WINDOW_UPDATE, 1, 100);
	settle(peer);
	assert_string_equal(peer->grpc_status, "0");
	put_call(peer, 3);
	settle(peer);
	for (int ms = 0; ms < 20000; ms += 100) {
		assert_open(peer);
		pass(peer, 100);
	}
	for (int ms = 0; ms < 5000; ms += 100)
		pass(peer, 100);
	assert_calmed(peer, "the answers are not taken");
	end(peer);
}

/* The server does what it can for a peer that writes and does not read. */
static void settle_unread(struct attack *peer)
{
	size_t before;

	do {
		before = peer->n_out;
		for (int i = 0; i < 8; i++) {
			if (peer->n_out)
				write_some(peer);
			event_base_loop(worker_of(peer)->base, EVLOOP_NONBLOCK);
		}
	} while (peer->n_out < before);
}

/* The answers have no content: only the socket says that they are not taken. */
static void answers_without_content(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer;

	(void)state;
	options.output_high_water = 1000;
	options.limits.refused_streams = UINT_MAX;
	peer = begin(&options);
	put_preface(peer, 0, 0, 0);
	for (uint32_t id = 1; id < 40000; id += 2)
		put_request(peer, id, "/no.such/Method", NGHTTP2_FLAG_END_STREAM);
	settle_unread(peer);
	assert_true(peer->n_out > 0); /* it is not read any more */
	for (int ms = 0; ms < 20000; ms += 100) {
		assert_non_null(worker_of(peer)->conns);
		manual_clock_pass_ms(100);
		event_base_loop(worker_of(peer)->base, EVLOOP_NONBLOCK);
	}
	for (int ms = 0; ms < 5000; ms += 100) {
		manual_clock_pass_ms(100);
		event_base_loop(worker_of(peer)->base, EVLOOP_NONBLOCK);
	}
	assert_null(worker_of(peer)->conns);
	end(peer);
}

static void a_slow_handler_is_no_stall(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer;

	(void)state;
	options.default_deadline_ms = 3600000;
	peer = begin(&options);
	put_preface(peer, 0, 0, 0);
	hold_call(peer, 1);
	for (int i = 0; i < 600; i++)
		pass(peer, 1000);
	assert_open(peer);
	test_release();
	settle(peer);
	assert_string_equal(peer->grpc_status, "0");
	assert_open(peer);
	end(peer);
}

static void deadlines_are_kept(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);

	(void)state;
	put_preface(peer, 0, 0, 0);
	hold_call(peer, 1);
	pass(peer, 29999);
	assert_int_equal(peer->headers, 0);
	pass(peer, 2); /* the timer may wake a millisecond late, never early */
	assert_string_equal(peer->grpc_status, "4");
	assert_int_equal(seen.gone, 1);
	assert_open(peer);
	test_release();
	settle(peer);
	end(peer);
}

/* One timer serves all calls of a connection. */
static void each_call_has_its_deadline(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);
	struct evgrpc_call *first;

	(void)state;
	put_preface(peer, 0, 0, 0);
	hold_call(peer, 1);
	first = seen.held_call;
	pass(peer, 5000);
	call(peer, 3); /* is over when its time comes */
	pass(peer, 5000);
	hold_call(peer, 5);
	pass(peer, 19999);
	assert_int_equal(seen.gone, 0);
	pass(peer, 2);
	assert_int_equal(seen.gone, 1);
	pass(peer, 9997);
	assert_int_equal(seen.gone, 1);
	pass(peer, 3);
	assert_int_equal(seen.gone, 2);
	assert_open(peer);
	assert_int_equal(evgrpc_worker_post(evgrpc_call_worker(first), finish_held, first), 0);
	test_release();
	settle(peer);
	end(peer);
}

/* ---- Rates -------------------------------------------------------------------------------------------------- */

static void put_resets(struct attack *peer, uint32_t *id, int n)
{
	for (int i = 0; i < n; i++, *id += 2) {
		put_request(peer, *id, RAW_SAY, 0);
		put_number(peer, NGHTTP2_RST_STREAM, *id, NGHTTP2_CANCEL);
	}
	settle(peer);
}

static void resets_have_a_rate(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer = begin(&options);
	uint32_t id = 3;

	(void)state;
	put_preface(peer, 0, 0, 0);
	call(peer, 1);
	put_resets(peer, &id, 500);
	for (int i = 0; i < 100; i++) {
		assert_open(peer);
		pass(peer, 1000);
		put_resets(peer, &id, 50);
	}
	assert_open(peer);
	pass(peer, 19);
	put_resets(peer, &id, 1);
	assert_calmed(peer, "too many streams were reset");
	end(peer);
}

/* ---- Limits beyond HTTP/2's --------------------------------------------------------------------------------- */

static void limits_may_be_as_large_as_their_types(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer;

	(void)state;
	options.stream_window = options.connection_window = UINT32_MAX;
	options.max_concurrent_streams = UINT32_C(1) << 31;
	options.max_header_bytes = SIZE_MAX;
	peer = begin(&options);
	put_preface(peer, 0, 0, 0);
	call(peer, 1);
	end(peer);
}

/* ---- No memory for an event --------------------------------------------------------------------------------- */

/* Which event_add of evgrpc fails, from 1, 0: none; the linker hands them over (tests/CMakeLists.txt). */
static struct {
	unsigned count, fails_at;
} adds;

int __real_event_add(struct event *event, const struct timeval *span);
int __wrap_event_add(struct event *event, const struct timeval *span);

int __wrap_event_add(struct event *event, const struct timeval *span)
{
	return adds.fails_at && ++adds.count == adds.fails_at ? -1 : __real_event_add(event, span);
}

/* A connection from its beginning to the idle timeout, or shorter. */
static void live(struct attack *peer, bool speaks)
{
	connect_pair(peer);
	settle(peer);
	if (speaks) {
		put_preface(peer, 0, 0, 0);
		put_call(peer, 1);
		settle(peer);
		assert_true(peer->ended || peer->headers == 2);
	}
	pass(peer, 10000);
	pass(peer, 500);
	assert_true(peer->ended);
	leave(peer);
}

/* The connection is closed then: it would never read, or stay for ever. */
static void an_event_that_fails_ends_the_connection(void **state)
{
	struct evgrpc_server_options options = defaults();
	struct attack *peer;

	(void)state;
	options.idle_timeout_ms = 5000;
	peer = begin(&options);
	leave(peer);
	for (int speaks = 0; speaks < 2; speaks++) {
		unsigned n = 0;

		do {
			adds.count = 0;
			adds.fails_at = ++n;
			live(peer, speaks);
		} while (adds.count >= n);
		adds.fails_at = 0;
		assert_true(n > 2);
	}
	connect_pair(peer);
	end(peer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_silent_peer_has_ten_seconds),
		cmocka_unit_test(a_peer_without_a_call_is_told),
		cmocka_unit_test(an_ended_socket_lingers),
		cmocka_unit_test(a_sleeping_peer_is_not_waited_for),
		cmocka_unit_test(a_socket_does_not_linger_for_a_flood),
		cmocka_unit_test(each_header_block_has_its_time),
		cmocka_unit_test(a_busy_peer_is_within_many_blocks),
		cmocka_unit_test(idle_begins_with_the_last_call),
		cmocka_unit_test(the_age_is_not_the_same_for_all),
		cmocka_unit_test(age_has_a_grace),
		cmocka_unit_test(silence_is_asked_about),
		cmocka_unit_test(a_peer_that_answers_stays),
		cmocka_unit_test(the_notice_has_a_ping_of_its_own),
		cmocka_unit_test(pings_at_their_distance),
		cmocka_unit_test(pings_without_calls_have_two_hours),
		cmocka_unit_test(output_nobody_takes),
		cmocka_unit_test(answers_without_content),
		cmocka_unit_test(a_slow_handler_is_no_stall),
		cmocka_unit_test(deadlines_are_kept),
		cmocka_unit_test(each_call_has_its_deadline),
		cmocka_unit_test(resets_have_a_rate),
		cmocka_unit_test(limits_may_be_as_large_as_their_types),
		cmocka_unit_test(an_event_that_fails_ends_the_connection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
