/* gRPC's "negative HTTP/2" cases of a client: what it makes of servers that reset, go away, ping, pad and limit. */
#include "fake_server.h"

/* The size of the official cases' answers. */
enum { LARGE = 314159 };

static uint8_t large[LARGE + 10];

/* Puts a response with LARGE bytes and its prefix into large; returns its length. */
static size_t make_large(void)
{
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;
	static uint8_t bytes[LARGE];
	size_t n;

	response.padding.data = bytes;
	response.padding.len = sizeof bytes;
	n = evgrpc__test__echo_response__pack(&response, large + 5);
	large[1] = 0;
	large[2] = (uint8_t)(n >> 16);
	large[3] = (uint8_t)(n >> 8);
	large[4] = (uint8_t)n;
	return n + 5;
}

static void end_with_ok(struct fake_stream *stream)
{
	stream->then_trailers = true;
	stream->trailers[0] = "grpc-status";
	stream->trailers[1] = "0";
}

static void answer_large(struct fake_stream *stream)
{
	end_with_ok(stream);
	fake_respond(stream, NULL, large, make_large());
}

static void answer_and_go_away(struct fake_stream *stream)
{
	answer_large(stream);
	if (stream->conn->number == 1)
		fake_goaway(stream->conn, stream->id);
}

static void goaway(void **state)
{
	struct event_base *base = event_base_new();
	struct fake fake = { .on_request = answer_and_go_away };
	struct evgrpc_channel *channel;
	struct ask ask;

	(void)state;
	fake_listen(&fake, base, 0);
	channel = evgrpc_channel_new(base, fake.address);
	for (int i = 1; i <= 2; i++) {
		ask_start(&ask, channel, NULL);
		ask_finish(&ask, base);
		assert_int_equal(ask.code, EVGRPC_OK);
		assert_int_equal(ask.n_messages, 1);
		assert_int_equal(fake.n_conns, i);
		assert_int_equal(ask.attempts, 1);
	}
	evgrpc_channel_free(channel);
	fake_close(&fake);
	event_base_free(base);
}

static void reset_after_headers(struct fake_stream *stream)
{
	fake_respond(stream, NULL, NULL, 0);
	fake_flush(stream->conn);
	fake_reset(stream, NGHTTP2_NO_ERROR);
}

static void reset_after_half(struct fake_stream *stream)
{
	fake_respond(stream, NULL, large, make_large() / 2);
	fake_flush(stream->conn);
}

static void reset_after_all(struct fake_stream *stream)
{
	fake_respond(stream, NULL, FAKE_HI, FAKE_HI_LEN);
	fake_flush(stream->conn);
	fake_reset(stream, NGHTTP2_NO_ERROR);
}

/* Answers and resets; the call must fail, once, and no second attempt may be made though it is marked retryable. */
static void fails_after_reset(void (*on_request)(struct fake_stream *stream), int n_messages, bool later)
{
	const struct evgrpc_call_options options = { .retryable = true };
	struct event_base *base = event_base_new();
	struct fake fake = { .on_request = on_request };
	struct evgrpc_channel *channel;
	struct ask ask;

	fake_listen(&fake, base, 0);
	channel = evgrpc_channel_new(base, fake.address);
	ask_start(&ask, channel, &options);
	if (later) { /* when the client has the part that was sent */
		DRIVE(base, fake.streams && !fake.streams->n_out && ask.n_metadata == 1);
		fake_reset(fake.streams, NGHTTP2_NO_ERROR);
		fake_flush(fake.conns);
	}
	ask_finish(&ask, base);
	assert_int_equal(ask.code, EVGRPC_INTERNAL);
	assert_int_equal(ask.n_messages, n_messages);
	assert_int_equal(ask.n_metadata, 1);
	assert_int_equal(fake.n_requests, 1);
	evgrpc_channel_free(channel);
	fake_close(&fake);
	event_base_free(base);
}

static void rst_after_header(void **state)
{
	(void)state;
	fails_after_reset(reset_after_headers, 0, false);
}

static void rst_during_data(void **state)
{
	(void)state;
	fails_after_reset(reset_after_half, 0, true);
}

static void rst_after_data(void **state)
{
	(void)state;
	fails_after_reset(reset_after_all, 1, false);
}

static void ping_and_answer(struct fake_stream *stream)
{
	nghttp2_submit_ping(stream->conn->session, NGHTTP2_FLAG_NONE, NULL);
	fake_flush(stream->conn);
	answer_large(stream);
	nghttp2_submit_ping(stream->conn->session, NGHTTP2_FLAG_NONE, NULL);
	fake_flush(stream->conn);
	nghttp2_submit_ping(stream->conn->session, NGHTTP2_FLAG_NONE, NULL);
}

static void ping(void **state)
{
	struct event_base *base = event_base_new();
	struct fake fake = { .on_request = ping_and_answer };
	struct evgrpc_channel *channel;
	struct ask ask;

	(void)state;
	fake_listen(&fake, base, 0);
	channel = evgrpc_channel_new(base, fake.address);
	ask_start(&ask, channel, NULL);
	ask_finish(&ask, base);
	assert_int_equal(ask.code, EVGRPC_OK);
	DRIVE(base, fake.n_ping_acks == 3);
	evgrpc_channel_free(channel);
	fake_close(&fake);
	event_base_free(base);
}

static void max_streams(void **state)
{
	struct event_base *base = event_base_new();
	struct fake fake = { .on_request = answer_large, .settings = { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1 } };
	struct evgrpc_channel *channel;
	struct ask asks[11];

	(void)state;
	fake_listen(&fake, base, 0);
	channel = evgrpc_channel_new(base, fake.address);
	ask_start(&asks[0], channel, NULL);
	ask_finish(&asks[0], base);
	for (int i = 1; i <= 10; i++)
		ask_start(&asks[i], channel, NULL);
	for (int i = 1; i <= 10; i++) {
		ask_finish(&asks[i], base);
		assert_int_equal(asks[i].code, EVGRPC_OK);
		assert_int_equal(asks[i].n_messages, 1);
	}
	assert_int_equal(fake.most_open, 1);
	assert_int_equal(fake.n_conns, 1);
	evgrpc_channel_free(channel);
	fake_close(&fake);
	event_base_free(base);
}

static void answer_in_crumbs(struct fake_stream *stream)
{
	stream->chunk = 5;
	answer_large(stream);
}

static void padded(size_t padding)
{
	struct event_base *base = event_base_new();
	struct fake fake = { .on_request = answer_in_crumbs, .padding = padding };
	struct evgrpc_channel *channel;
	struct ask ask;

	fake_listen(&fake, base, 0);
	channel = evgrpc_channel_new(base, fake.address);
	ask_start(&ask, channel, NULL);
	ask_finish(&ask, base);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_int_equal(ask.n_messages, 1);
	assert_true(fake.streams->n_frames > LARGE / 5);
	evgrpc_channel_free(channel);
	fake_close(&fake);
	event_base_free(base);
}

/* 63,000 frames of 5 bytes and 255 of padding: 16 MB that count against the windows. */
static void data_frame_padding(void **state)
{
	(void)state;
	padded(256); /* the byte of its length included */
}

static void no_df_padding_sanity_test(void **state)
{
	(void)state;
	padded(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goaway),
		cmocka_unit_test(rst_after_header),
		cmocka_unit_test(rst_during_data),
		cmocka_unit_test(rst_after_data),
		cmocka_unit_test(ping),
		cmocka_unit_test(max_streams),
		cmocka_unit_test(data_frame_padding),
		cmocka_unit_test(no_df_padding_sanity_test),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
