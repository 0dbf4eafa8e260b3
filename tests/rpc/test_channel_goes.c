/* What becomes of calls when a connection goes, and what a channel does then. */
#include "pair.h"

static void do_nothing(struct fake_stream *stream)
{
	(void)stream;
}

/* A stream number is used once: after the last of 2^31 a new connection takes over, and no call notices. */
static void a_connection_without_numbers_is_replaced(void **state)
{
	struct pair pair;
	struct ask asks[3];

	(void)state;
	pair_init(&pair);
	pair_open(&pair, NULL);
	pair_call(&pair, &asks[0]);
	nghttp2_session_set_next_stream_id(pair.channel->ready->link.h2.session, INT32_MAX);
	for (int i = 0; i < 3; i++)
		ask_start(&asks[i], pair.channel, NULL);
	for (int i = 0; i < 3; i++) {
		ask_finish(&asks[i], pair.base);
		assert_int_equal(asks[i].code, EVGRPC_OK);
	}
	assert_int_equal(pair.fake.n_conns, 2);
	DRIVE(pair.base, pair.fake.conns->next->closed);
	pair_close(&pair);
}

static void go_away_once(struct fake_stream *stream)
{
	if (stream->conn->number == 1 && !stream->conn->fake->state++)
		fake_goaway(stream->conn, stream->id); /* and answers later */
	else
		fake_answer(stream);
}

static void queued_calls_survive_a_goaway(void **state)
{
	struct pair pair;
	struct ask asks[4];

	(void)state;
	pair_init(&pair);
	pair.fake.settings = (nghttp2_settings_entry){ NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1 };
	pair.fake.on_request = go_away_once;
	pair_open(&pair, NULL);
	for (int i = 0; i < 4; i++)
		ask_start(&asks[i], pair.channel, NULL);
	for (int i = 1; i < 4; i++) {
		ask_finish(&asks[i], pair.base);
		assert_int_equal(asks[i].code, EVGRPC_OK);
	}
	assert_int_equal(asks[0].code, -1);
	assert_int_equal(pair.fake.n_conns, 2);
	assert_int_equal(pair.fake.most_open, 1);
	for (struct fake_stream *stream = pair.fake.streams; stream; stream = stream->next)
		if (stream->conn->number == 1)
			fake_answer(stream);
	fake_flush(pair.fake.conns->next);
	ask_finish(&asks[0], pair.base);
	assert_int_equal(asks[0].code, EVGRPC_OK);
	pair_close(&pair);
}

static void queued_calls_can_end(void **state)
{
	const struct evgrpc_call_options hurried = { .timeout_ms = 20 };
	struct pair pair;
	struct ask asks[3];

	(void)state;
	pair_init(&pair);
	pair.fake.settings = (nghttp2_settings_entry){ NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1 };
	pair.fake.on_request = do_nothing;
	pair_open(&pair, NULL);
	ask_start(&asks[0], pair.channel, NULL);
	ask_start(&asks[1], pair.channel, &hurried);
	ask_start(&asks[2], pair.channel, NULL);
	DRIVE(pair.base, pair.fake.n_requests == 1);
	ask_finish(&asks[1], pair.base);
	assert_int_equal(asks[1].code, EVGRPC_DEADLINE_EXCEEDED);
	assert_string_equal(asks[1].peer, "");
	assert_non_null(strstr(asks[1].message, "allowed one more call"));
	evgrpc_client_cancel(asks[2].call);
	assert_int_equal(asks[2].code, -1); /* never within what the program called */
	ask_finish(&asks[2], pair.base);
	assert_int_equal(asks[2].code, EVGRPC_CANCELLED);
	fake_answer(pair.fake.streams);
	fake_flush(pair.fake.conns);
	ask_finish(&asks[0], pair.base);
	assert_int_equal(asks[0].code, EVGRPC_OK);
	assert_int_equal(pair.fake.n_requests, 1);
	pair_close(&pair);
}

/* Every attempt begins with the first address, also after the second has served well. */
static void the_first_address_is_preferred(void **state)
{
	struct fake first = { .on_request = fake_answer };
	struct pair pair;
	struct ask ask;
	char closed[64];

	(void)state;
	pair_init(&pair);
	pair.options.first_backoff_ms = 1;
	closed_address(closed, sizeof closed);
	pair_open(&pair, closed);
	pair_call(&pair, &ask);
	assert_string_equal(ask.peer, pair.fake.address);
	fake_listen(&first, pair.base, (uint16_t)strtol(strchr(closed, ':') + 1, NULL, 10));
	pair_call(&pair, &ask);
	assert_string_equal(ask.peer, pair.fake.address); /* it stays while it stands */
	fake_cut(pair.fake.conns);
	DRIVE(pair.base, !pair.channel->ready);
	pair_call(&pair, &ask);
	assert_string_equal(ask.peer, first.address);
	evgrpc_channel_free(pair.channel);
	fake_close(&pair.fake);
	fake_close(&first);
	event_base_free(pair.base);
}

static void complain(struct fake_stream *stream)
{
	nghttp2_submit_goaway(stream->conn->session, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_ENHANCE_YOUR_CALM,
			      (const uint8_t *)"too_many_pings", 14);
	fake_answer(stream);
}

static void a_server_that_complains_is_pinged_less(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.options.keepalive_ms = 60000;
	pair.fake.on_request = complain;
	pair_open(&pair, NULL);
	for (unsigned i = 1; i <= 3; i++) {
		pair_call(&pair, &ask);
		assert_int_equal(ask.code, EVGRPC_OK);
		DRIVE(pair.base, !pair.channel->ready);
		assert_int_equal(pair.channel->keepalive_ms, 60000 << i);
	}
	pair_close(&pair);
}

static void the_server_is_told_who_calls(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.options.user_agent = "demo/2";
	pair.options.authority = "demo.example";
	pair_open(&pair, NULL);
	pair_call(&pair, &ask);
	assert_non_null(strstr(pair.fake.streams->fields, "user-agent: demo/2 evgrpc/" EVGRPC_VERSION "\n"));
	assert_non_null(strstr(pair.fake.streams->fields, ":authority: demo.example\n"));
	assert_non_null(strstr(pair.fake.streams->fields, ":scheme: http\n"));
	assert_non_null(strstr(pair.fake.streams->fields, "grpc-accept-encoding: identity,gzip\n"));
	assert_null(strstr(pair.fake.streams->fields, "grpc-encoding"));
	assert_null(strstr(pair.fake.streams->fields, "grpc-previous-rpc-attempts"));
	pair_close(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_without_numbers_is_replaced),
		cmocka_unit_test(queued_calls_survive_a_goaway),
		cmocka_unit_test(queued_calls_can_end),
		cmocka_unit_test(the_first_address_is_preferred),
		cmocka_unit_test(a_server_that_complains_is_pinged_less),
		cmocka_unit_test(the_server_is_told_who_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
