/* What happens on a living connection, on a clock that the test moves: keepalive, pings, stalls, deadlines, rates. */
#include "conn_clock.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
