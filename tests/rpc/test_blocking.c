/* The blocking client: streams of all kinds, on the program's own thread. */
#include "channel.h"
#include "echo_service.h"

static struct evgrpc_stream *open_stream(struct evgrpc_channel *channel, const char *method, unsigned timeout_ms)
{
	const struct evgrpc_call_options options = { .timeout_ms = timeout_ms };
	char path[64];
	struct evgrpc_stream *stream;

	snprintf(path, sizeof path, "/evgrpc.test.Echo/%s", method);
	stream = evgrpc_stream_open(channel, path, &evgrpc__test__echo_response__descriptor, &options);
	assert_non_null(stream);
	return stream;
}

static int send_one(struct evgrpc_stream *stream, const char *text, uint32_t mode, uint32_t count, uint32_t padding)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;

	request.text = (char *)text;
	request.mode = mode;
	request.count = count;
	request.padding = padding;
	return evgrpc_stream_send(stream, &request.base);
}

/* Receives one and gives its number; 0 when no more will come. */
static uint32_t receive(struct evgrpc_stream *stream)
{
	Evgrpc__Test__EchoResponse *response = NULL;
	uint32_t number;

	if (evgrpc_stream_receive(stream, (ProtobufCMessage **)&response) == 0) {
		assert_null(response);
		return 0;
	}
	number = response->number;
	free_response(response);
	return number;
}

static void a_server_stream_is_received(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	struct evgrpc_stream *stream = open_stream(channel, "Repeat", 0);

	(void)state;
	assert_int_equal(send_one(stream, "again", MODE_ECHO, 300, 10000), 0);
	evgrpc_stream_half_close(stream);
	for (uint32_t i = 1; i <= 300; i++)
		assert_int_equal(receive(stream), i);
	assert_int_equal(receive(stream), 0);
	assert_int_equal(receive(stream), 0);
	assert_int_equal(evgrpc_stream_finish(stream, NULL, NULL), EVGRPC_OK);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void both_sides_take_turns(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	struct evgrpc_stream *stream = open_stream(channel, "Chat", 0);

	(void)state;
	for (uint32_t i = 1; i <= 100; i++) {
		assert_int_equal(send_one(stream, "ping", MODE_ECHO, 0, 0), 0);
		assert_int_equal(receive(stream), i);
	}
	evgrpc_stream_half_close(stream);
	assert_int_equal(send_one(stream, "too late", MODE_ECHO, 0, 0), -1);
	assert_int_equal(receive(stream), 0);
	assert_int_equal(evgrpc_stream_finish(stream, NULL, NULL), EVGRPC_OK);
	assert_int_equal(seen.half_closed, 1);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

/* finish with a response wants exactly one that was not received; without, it throws away what comes. */
static void finish_counts_what_was_not_received(void **state)
{
	static const struct {
		uint32_t sent, received;
		bool wants;
		int code;
	} rows[] = {
		{ 0, 0, true, EVGRPC_UNIMPLEMENTED }, { 1, 0, true, EVGRPC_OK },
		{ 2, 0, true, EVGRPC_UNIMPLEMENTED }, { 2, 1, true, EVGRPC_OK },
		{ 1, 1, true, EVGRPC_UNIMPLEMENTED }, { 0, 0, false, EVGRPC_OK },
		{ 1000, 0, false, EVGRPC_OK },        { 1000, 3, false, EVGRPC_OK },
	};
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct evgrpc_stream *stream = open_stream(channel, "Repeat", 0);
		Evgrpc__Test__EchoResponse *response = NULL;
		struct evgrpc_status status;

		assert_int_equal(send_one(stream, "again", MODE_ECHO, rows[i].sent, 1000), 0);
		evgrpc_stream_half_close(stream);
		for (uint32_t k = 1; k <= rows[i].received; k++)
			assert_int_equal(receive(stream), k);
		assert_int_equal(
			evgrpc_stream_finish(stream, rows[i].wants ? (ProtobufCMessage **)&response : NULL, &status),
			rows[i].code);
		assert_int_equal(status.code, rows[i].code);
		assert_true((response != NULL) == (rows[i].wants && rows[i].code == EVGRPC_OK));
		if (response) {
			assert_int_equal(response->number, rows[i].sent);
			free_response(response);
		}
	}
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

/* The server's words come before its end, also when it ended while the client was still sending. */
static void what_came_before_an_early_end_is_received(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	struct evgrpc_stream *stream = open_stream(channel, "Repeat", 0);
	struct evgrpc_status status;

	(void)state;
	/* The second message is one too many: the server answers with an error as soon as it sees it. */
	while (send_one(stream, "again", MODE_ECHO, 1, 0) == 0)
		;
	assert_int_equal(receive(stream), 0);
	assert_int_equal(evgrpc_stream_finish(stream, NULL, &status), EVGRPC_UNIMPLEMENTED);
	assert_non_null(strstr(status.message, "several messages"));
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void receive_ends_with_the_deadline(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	struct evgrpc_stream *stream = open_stream(channel, "Chat", 30);

	(void)state;
	assert_int_equal(receive(stream), 0);
	assert_int_equal(evgrpc_stream_finish(stream, NULL, NULL), EVGRPC_DEADLINE_EXCEEDED);
	WAIT_FOR(seen.ended == 1);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

/* A stream nobody reads holds no more than a window, whatever the server has to say. */
static void an_unread_stream_is_bounded(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	struct evgrpc_stream *stream = open_stream(channel, "Repeat", 0);
	const struct evgrpc_client_call *call;

	(void)state;
	assert_int_equal(send_one(stream, "again", MODE_ECHO, 1000, 60000), 0);
	evgrpc_stream_half_close(stream);
	assert_int_equal(receive(stream), 1);
	call = channel->ready->calls.first;
	for (int i = 0; i < 200; i++) /* other calls drive the same base */
		assert_int_equal(say(channel, "hi", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	assert_in_range(evg_buf_len(&call->stream.in), 1, (256 << 10) + 60100);
	for (uint32_t i = 2; i <= 1000; i++)
		assert_int_equal(receive(stream), i);
	assert_int_equal(evgrpc_stream_finish(stream, NULL, NULL), EVGRPC_OK);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

/* ---- In a callback ------------------------------------------------------------------------------------------ */

struct within {
	struct evgrpc_channel *channel;
	struct evgrpc_stream *stream; /* opened before */
	int n_messages, n_done;
};

static void assert_says_so(const struct evgrpc_status *status)
{
	assert_int_equal(status->code, EVGRPC_FAILED_PRECONDITION);
	assert_non_null(strstr(status->message, "within a callback"));
}

/* Nothing here may wait, for nothing would come; and the loop under it goes on. */
static void block_within(struct evgrpc_client_call *call, const ProtobufCMessage *message, void *arg)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct within *within = arg;
	struct evgrpc_stream *stream;
	ProtobufCMessage *response = NULL;
	struct evgrpc_status status = { 0 };

	(void)call;
	(void)message;
	within->n_messages++;
	assert_int_equal(evgrpc_unary(within->channel, "/evgrpc.test.Echo/Say", &request.base,
				      &evgrpc__test__echo_response__descriptor, NULL, &response, &status),
			 EVGRPC_FAILED_PRECONDITION);
	assert_null(response);
	assert_says_so(&status);
	stream = open_stream(within->channel, "Chat", 0);
	assert_int_equal(send_one(stream, "x", MODE_ECHO, 0, 0), -1);
	evgrpc_stream_half_close(stream);
	assert_int_equal(receive(stream), 0);
	evgrpc_stream_finish(stream, NULL, &status);
	assert_says_so(&status);
	assert_int_equal(receive(within->stream), 0);
	evgrpc_stream_finish(within->stream, NULL, &status);
	assert_says_so(&status);
}

static void note_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	(void)call;
	assert_int_equal(status->code, EVGRPC_OK);
	((struct within *)arg)->n_done++;
}

static void a_callback_cannot_block(void **state)
{
	static const struct evgrpc_client_handlers handlers = { .on_message = block_within, .on_done = note_done };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct echo_server echo = echo_start_default();
	struct event_base *base = event_base_new();
	struct within within = { .channel = evgrpc_channel_new(base, echo.address) };
	struct evgrpc_client_call *call;

	(void)state;
	within.stream = open_stream(within.channel, "Chat", 0);
	call = evgrpc_client_start(within.channel, "/evgrpc.test.Echo/Say", &evgrpc__test__echo_response__descriptor,
				   NULL, &handlers, &within);
	request.text = "hello";
	assert_int_equal(evgrpc_client_send(call, &request.base), 0);
	evgrpc_client_half_close(call);
	while (!within.n_done)
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
	assert_int_equal(within.n_messages, 1);
	evgrpc_channel_free(within.channel);
	event_base_free(base);
	echo_stop(&echo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_stream_is_received),
		cmocka_unit_test(both_sides_take_turns),
		cmocka_unit_test(finish_counts_what_was_not_received),
		cmocka_unit_test(what_came_before_an_early_end_is_received),
		cmocka_unit_test(receive_ends_with_the_deadline),
		cmocka_unit_test(an_unread_stream_is_bounded),
		cmocka_unit_test(a_callback_cannot_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
