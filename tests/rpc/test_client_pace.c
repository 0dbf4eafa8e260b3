/* A client that reads answers at its own pace. */
#include "channel.h"
#include "fake_server.h"

struct reader {
	struct evgrpc_client_call *call;
	int n_messages, code;
	size_t most_buffered;
};

static void on_message(struct evgrpc_client_call *call, const ProtobufCMessage *message, void *arg)
{
	struct reader *reader = arg;
	size_t buffered = evg_buf_len(&call->stream.in);

	(void)message;
	reader->n_messages++;
	if (buffered > reader->most_buffered)
		reader->most_buffered = buffered;
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct reader *reader = arg;

	(void)call;
	reader->call = NULL;
	reader->code = (int)status->code;
}

static void read_slowly(struct reader *reader, struct evgrpc_channel *channel, uint32_t count, uint32_t padding)
{
	static const struct evgrpc_client_handlers handlers = { .on_message = on_message, .on_done = on_done };
	const struct evgrpc_call_options options = { .paced = true };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;

	*reader = (struct reader){ .code = -1 };
	reader->call = evgrpc_client_start(channel, "/evgrpc.test.Echo/Repeat",
					   &evgrpc__test__echo_response__descriptor, &options, &handlers, reader);
	request.text = "x";
	request.count = count;
	request.padding = padding;
	assert_int_equal(evgrpc_client_send(reader->call, &request.base), 0);
	evgrpc_client_half_close(reader->call);
}

enum { MANY = 1024, MESSAGE = 65536, WINDOW = 256 << 10 };

/* The server sends 64 MB as fast as it may; the client takes a message a turn and holds a window at most. */
static void a_slow_reader_holds_one_window(void **state)
{
	struct echo_server echo = echo_start_default();
	struct event_base *base = event_base_new();
	struct evgrpc_channel *channel = evgrpc_channel_new(base, echo.address);
	struct reader reader;

	(void)state;
	read_slowly(&reader, channel, MANY, MESSAGE);
	/* Nothing was asked for: the window fills, and nothing moves then. */
	while (evg_buf_len(&reader.call->stream.in) < WINDOW)
		event_base_loop(base, EVLOOP_ONCE);
	for (int i = 0; i < 100; i++)
		event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(evg_buf_len(&reader.call->stream.in), WINDOW);
	assert_int_equal(reader.n_messages, 0);
	for (int i = 1; i <= MANY; i++) {
		evgrpc_client_next(reader.call);
		DRIVE(base, reader.n_messages == i);
		assert_true(!reader.call || reader.n_messages == i);
	}
	DRIVE(base, reader.code >= 0);
	assert_int_equal(reader.code, EVGRPC_OK);
	assert_in_range(reader.most_buffered, MESSAGE, WINDOW);
	evgrpc_channel_free(channel);
	event_base_free(base);
	echo_stop(&echo);
}

/* The end waits behind what was not taken; a message larger than the window gets through all the same. */
static void the_end_comes_after_the_last_message(void **state)
{
	struct echo_server echo = echo_start_default();
	struct event_base *base = event_base_new();
	struct evgrpc_channel *channel = evgrpc_channel_new(base, echo.address);
	struct reader reader;

	(void)state;
	read_slowly(&reader, channel, 2, 100);
	DRIVE(base, evg_client_call_has_unread(reader.call)); /* the server has ended it */
	for (int i = 0; i < 10; i++)
		event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(reader.code, -1);
	evgrpc_client_next(reader.call);
	evgrpc_client_next(reader.call); /* asked twice is asked once */
	DRIVE(base, reader.n_messages == 1);
	for (int i = 0; i < 10; i++)
		event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(reader.n_messages, 1);
	assert_int_equal(reader.code, -1);
	evgrpc_client_next(reader.call);
	DRIVE(base, reader.code >= 0);
	assert_int_equal(reader.n_messages, 2);
	assert_int_equal(reader.code, EVGRPC_OK);

	read_slowly(&reader, channel, 1, 4 * WINDOW);
	evgrpc_client_next(reader.call);
	DRIVE(base, reader.code >= 0);
	assert_int_equal(reader.n_messages, 1);
	assert_int_equal(reader.code, EVGRPC_OK);
	evgrpc_channel_free(channel);
	event_base_free(base);
	echo_stop(&echo);
}

/* Calls that nobody reads hold up neither the connection nor the end of the channel. */
static void an_unread_call_is_in_nobodys_way(void **state)
{
	struct echo_server echo = echo_start_default();
	struct event_base *base = event_base_new();
	struct evgrpc_channel *channel = evgrpc_channel_new(base, echo.address);
	struct reader unread[8], reader;

	(void)state;
	for (int i = 0; i < 8; i++) /* together more than the connection's window */
		read_slowly(&unread[i], channel, MANY, MESSAGE);
	for (int i = 0; i < 8; i++)
		while (evg_buf_len(&unread[i].call->stream.in) < WINDOW)
			event_base_loop(base, EVLOOP_ONCE);
	read_slowly(&reader, channel, 1, 10);
	evgrpc_client_next(reader.call);
	DRIVE(base, reader.code >= 0);
	assert_int_equal(reader.code, EVGRPC_OK);
	evgrpc_client_cancel(unread[0].call);
	DRIVE(base, unread[0].code >= 0);
	assert_int_equal(unread[0].code, EVGRPC_CANCELLED);
	evgrpc_channel_free(channel);
	for (int i = 1; i < 8; i++)
		assert_int_equal(unread[i].code, EVGRPC_CANCELLED);
	event_base_free(base);
	echo_stop(&echo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slow_reader_holds_one_window),
		cmocka_unit_test(the_end_comes_after_the_last_message),
		cmocka_unit_test(an_unread_call_is_in_nobodys_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
