/* What a channel does because time passes, on a clock that the test moves. */
#include "manual_clock.h"
#include "pair.h"

/* Time passes, and what it brings about happens. */
static void pass(struct pair *pair, int64_t ms)
{
	manual_clock_pass_ms(ms);
	for (int i = 0; i < 10; i++)
		event_base_loop(pair->base, EVLOOP_NONBLOCK);
}

static void an_idle_connection_is_closed(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.options.idle_timeout_ms = 30;
	pair_open(&pair, NULL);
	pair_call(&pair, &ask);
	pass(&pair, 29);
	assert_false(pair.fake.conns->closed);
	pass(&pair, 1);
	DRIVE(pair.base, pair.fake.conns->closed);
	assert_int_equal(pair.fake.conns->n_goaways, 1);
	pass(&pair, 1000); /* attempts keep their distance */
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_int_equal(pair.fake.n_conns, 2);
	pair_close(&pair);
}

static void do_nothing(struct fake_stream *stream)
{
	(void)stream;
}

static void a_connection_with_a_call_is_not_idle(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.options.idle_timeout_ms = 10;
	pair.fake.on_request = do_nothing;
	pair_open(&pair, NULL);
	ask_start(&ask, pair.channel, NULL);
	DRIVE(pair.base, pair.fake.n_requests == 1);
	pass(&pair, 1000);
	assert_false(pair.fake.conns->closed);
	assert_non_null(pair.channel->ready);
	fake_answer(pair.fake.streams);
	fake_flush(pair.fake.conns);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	pass(&pair, 10);
	DRIVE(pair.base, pair.fake.conns->closed);
	pair_close(&pair);
}

/* What is on its way to be a connection has no calls yet and is not idle for that. */
static void an_attempt_is_not_idle(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.options.idle_timeout_ms = 10;
	pair.fake.silent = true;
	pair_open(&pair, NULL);
	ask_start(&ask, pair.channel, NULL);
	DRIVE(pair.base, pair.fake.n_conns == 1);
	pass(&pair, 1000);
	assert_int_equal(ask.code, -1);
	pair.fake.silent = false;
	fake_flush(pair.fake.conns);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	pair_close(&pair);
}

static void stop_reading(struct fake_stream *stream)
{
	bufferevent_disable(stream->conn->bytes, EV_READ);
}

/* Silence, a ping, and the time its answer has. */
static void a_dead_server_is_found_out(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.options.keepalive_ms = 1000;
	pair.options.keepalive_timeout_ms = 500;
	pair.fake.on_request = stop_reading;
	pair_open(&pair, NULL);
	ask_start(&ask, pair.channel, NULL);
	DRIVE(pair.base, pair.fake.n_requests == 1);
	pass(&pair, 0); /* the last word of the server is heard now */
	pass(&pair, 1000);
	pass(&pair, 499);
	assert_int_equal(ask.code, -1);
	pass(&pair, 1);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_UNAVAILABLE);
	assert_non_null(strstr(ask.message, "keepalive"));
	pair_close(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_idle_connection_is_closed),
		cmocka_unit_test(a_connection_with_a_call_is_not_idle),
		cmocka_unit_test(an_attempt_is_not_idle),
		cmocka_unit_test(a_dead_server_is_found_out),
	};

	alarm(60); /* DRIVE's patience stands still with the clock */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
