/* How long a server's connection lives, on a clock that the test moves: beginning, idle, age, and its end. */
#include "conn_clock.h"
#include "linger.h"

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
		cmocka_unit_test(limits_may_be_as_large_as_their_types),
		cmocka_unit_test(an_event_that_fails_ends_the_connection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
