/* Streams in both directions, through the asynchronous client and the blocking one. */
#include "echo_service.h"

struct talk {
	struct event_base *base;
	struct evgrpc_channel *channel;
	struct evgrpc_client_call *call;
	int n_messages, code; /* code: -1 until done */
	uint32_t last_number;
	int n_writable;
	int cancel_after;
};

static void on_message(struct evgrpc_client_call *call, const ProtobufCMessage *message, void *arg)
{
	struct talk *talk = arg;

	talk->n_messages++;
	talk->last_number = ((const Evgrpc__Test__EchoResponse *)message)->number;
	if (talk->n_messages == talk->cancel_after)
		evgrpc_client_cancel(call);
}

static void on_writable(struct evgrpc_client_call *call, void *arg)
{
	(void)call;
	((struct talk *)arg)->n_writable++;
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	(void)call;
	((struct talk *)arg)->code = (int)status->code;
}

static void begin(struct talk *talk, const struct echo_server *echo, const char *path)
{
	const struct evgrpc_client_handlers handlers = { .on_message = on_message,
							 .on_writable = on_writable,
							 .on_done = on_done };

	*talk = (struct talk){ .base = event_base_new(), .code = -1 };
	talk->channel = evgrpc_channel_new(talk->base, echo->address);
	talk->call = evgrpc_client_start(talk->channel, path, &evgrpc__test__echo_response__descriptor, NULL, &handlers,
					 talk);
	assert_non_null(talk->call);
}

static void end(struct talk *talk)
{
	evgrpc_channel_free(talk->channel);
	event_base_free(talk->base);
}

static int send_text(struct talk *talk, const char *text, uint32_t mode)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;

	request.text = (char *)text;
	request.mode = mode;
	return evgrpc_client_send(talk->call, &request.base);
}

static void ask_repeat(struct talk *talk, uint32_t count, uint32_t padding)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;

	request.text = "again";
	request.count = count;
	request.padding = padding;
	assert_int_equal(evgrpc_client_send(talk->call, &request.base), 0);
	evgrpc_client_half_close(talk->call);
}

#define DRIVE_UNTIL(talk, condition)                                                                                   \
	while (!(condition))                                                                                           \
	event_base_loop((talk)->base, EVLOOP_ONCE)

static void a_server_stream_arrives_whole(void **state)
{
	struct echo_server echo = echo_start_default();
	struct talk talk;

	(void)state;
	begin(&talk, &echo, "/evgrpc.test.Echo/Repeat");
	ask_repeat(&talk, 3000, 1000);
	DRIVE_UNTIL(&talk, talk.code >= 0);
	assert_int_equal(talk.code, EVGRPC_OK);
	assert_int_equal(talk.n_messages, 3000);
	assert_int_equal(talk.last_number, 3000);
	assert_in_range(seen.max_queued, 1, REPEAT_QUEUE + 2000);
	end(&talk);
	echo_stop(&echo);
}

static void an_empty_server_stream_is_fine(void **state)
{
	struct echo_server echo = echo_start_default();
	struct talk talk;

	(void)state;
	begin(&talk, &echo, "/evgrpc.test.Echo/Repeat");
	ask_repeat(&talk, 0, 0);
	DRIVE_UNTIL(&talk, talk.code >= 0);
	assert_int_equal(talk.code, EVGRPC_OK);
	assert_int_equal(talk.n_messages, 0);
	end(&talk);
	echo_stop(&echo);
}

static void a_stream_is_cancelled_in_its_middle(void **state)
{
	struct echo_server echo = echo_start_default();
	struct talk talk;

	(void)state;
	begin(&talk, &echo, "/evgrpc.test.Echo/Repeat");
	talk.cancel_after = 5;
	ask_repeat(&talk, 1000000, 1000);
	DRIVE_UNTIL(&talk, talk.code >= 0);
	assert_int_equal(talk.code, EVGRPC_CANCELLED);
	assert_int_equal(talk.n_messages, 5);
	while (seen.ended == 0) /* the reset goes out as the loop turns */
		event_base_loop(talk.base, EVLOOP_NONBLOCK);
	assert_int_equal(seen.gone, 1);
	assert_int_equal(seen.cancelled, 1);
	end(&talk);
	echo_stop(&echo);
}

static void a_client_stream_is_collected(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	struct evgrpc_stream *stream = evgrpc_stream_open(channel, "/evgrpc.test.Echo/Collect",
							  &evgrpc__test__echo_response__descriptor, NULL);
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	Evgrpc__Test__EchoResponse *response;
	char text[2000];

	(void)state;
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = 0;
	request.text = text;
	for (int i = 0; i < 2000; i++)
		assert_int_equal(evgrpc_stream_send(stream, &request.base), 0);
	request.text = "last";
	assert_int_equal(evgrpc_stream_send(stream, &request.base), 0);
	assert_int_equal(evgrpc_stream_finish(stream, (ProtobufCMessage **)&response, NULL), EVGRPC_OK);
	assert_int_equal(response->number, 2001);
	assert_string_equal(response->text, "last");
	assert_int_equal(seen.half_closed, 1);
	free_response(response);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void an_empty_client_stream_is_half_closed(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	struct evgrpc_stream *stream = evgrpc_stream_open(channel, "/evgrpc.test.Echo/Collect",
							  &evgrpc__test__echo_response__descriptor, NULL);
	Evgrpc__Test__EchoResponse *response;

	(void)state;
	assert_int_equal(evgrpc_stream_finish(stream, (ProtobufCMessage **)&response, NULL), EVGRPC_OK);
	assert_int_equal(response->number, 0);
	free_response(response);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void the_server_may_end_a_client_stream_early(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	struct evgrpc_stream *stream = evgrpc_stream_open(channel, "/evgrpc.test.Echo/Collect",
							  &evgrpc__test__echo_response__descriptor, NULL);
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct evgrpc_status status;

	(void)state;
	request.mode = MODE_FAIL_WITH_DETAILS;
	assert_int_equal(evgrpc_stream_send(stream, &request.base), 0); /* also if the answer is quicker */
	request.mode = MODE_ECHO;
	while (evgrpc_stream_send(stream, &request.base) == 0)
		; /* until the server's answer is there: -1 */
	assert_int_equal(evgrpc_stream_finish(stream, NULL, &status), EVGRPC_FAILED_PRECONDITION);
	assert_int_equal(status.details_len, sizeof details_bytes);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void both_sides_talk(void **state)
{
	struct echo_server echo = echo_start_default();
	struct talk talk;

	(void)state;
	begin(&talk, &echo, "/evgrpc.test.Echo/Chat");
	for (int i = 1; i <= 100; i++) {
		assert_int_equal(send_text(&talk, "ping", MODE_ECHO), 0);
		DRIVE_UNTIL(&talk, talk.n_messages == i);
	}
	assert_int_equal(talk.last_number, 100);
	assert_true(talk.n_writable > 0);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(send_text(&talk, "a burst", MODE_ECHO), 0);
	evgrpc_client_half_close(talk.call);
	assert_int_equal(send_text(&talk, "too late", MODE_ECHO), -1);
	DRIVE_UNTIL(&talk, talk.code >= 0);
	assert_int_equal(talk.code, EVGRPC_OK);
	assert_int_equal(talk.n_messages, 1100);
	assert_int_equal(seen.half_closed, 1);
	end(&talk);
	echo_stop(&echo);
}

enum { BUSY_CHATS = 16, BUSY_MESSAGES = 60, BUSY_BYTES = 20000 };

/* Both ends have more to send than queues and sockets hold: if each stopped reading until the other had read, nothing
 * would move any more. */
static void both_sides_talk_at_once(void **state)
{
	const struct evgrpc_client_handlers handlers = { .on_message = on_message, .on_done = on_done };
	const struct evgrpc_call_options call_options = { .timeout_ms = 20000 };
	struct evgrpc_server_options options;
	struct talk talk = { .base = event_base_new() }, chats[BUSY_CHATS];
	static char text[BUSY_BYTES + 1];
	struct echo_server echo;

	(void)state;
	evgrpc_server_options_default(&options);
	echo = echo_start(&options, "busy.socket");
	talk.channel = evgrpc_channel_new(talk.base, echo.address);
	memset(text, 'x', BUSY_BYTES);
	for (int i = 0; i < BUSY_CHATS; i++) {
		chats[i] = (struct talk){ .code = -1 };
		chats[i].call = evgrpc_client_start(talk.channel, "/evgrpc.test.Echo/Chat",
						    &evgrpc__test__echo_response__descriptor, &call_options, &handlers,
						    &chats[i]);
		for (int k = 0; k < BUSY_MESSAGES; k++)
			assert_int_equal(send_text(&chats[i], text, MODE_ECHO), 0);
		evgrpc_client_half_close(chats[i].call);
	}
	for (int i = 0; i < BUSY_CHATS; i++) {
		while (chats[i].code < 0)
			event_base_loop(talk.base, EVLOOP_ONCE);
		assert_int_equal(chats[i].code, EVGRPC_OK);
		assert_int_equal(chats[i].n_messages, BUSY_MESSAGES);
	}
	end(&talk);
	echo_stop(&echo);
}

/* The status of a stream that failed early is still whole when another call's came between. */
static void a_status_is_kept_until_the_stream_is_finished(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct evgrpc_stream *stream = evgrpc_stream_open(channel, "/evgrpc.test.Echo/Collect",
							  &evgrpc__test__echo_response__descriptor, NULL);
	struct evgrpc_status status;

	(void)state;
	request.mode = MODE_FAIL_WITH_DETAILS;
	while (evgrpc_stream_send(stream, &request.base) == 0)
		;
	assert_int_equal(say(channel, "between", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	assert_int_equal(evgrpc_stream_finish(stream, NULL, &status), EVGRPC_FAILED_PRECONDITION);
	assert_string_equal(status.message, " 不行: 100% \n");
	assert_int_equal(status.details_len, sizeof details_bytes);
	assert_memory_equal(status.details, details_bytes, sizeof details_bytes);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

/* A handler that does not ask for the next message stops the client after one window. */
static void a_sender_waits_for_the_handler(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct talk talk;
	char text[10001];
	size_t queued;

	(void)state;
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = 0;
	evgrpc_server_options_default(&options);
	options.stream_window = 65535;
	echo = echo_start(&options, NULL);
	begin(&talk, &echo, "/evgrpc.test.Echo/Collect");
	send_text(&talk, "stop here", MODE_HOLD);
	for (int i = 0; i < 100; i++)
		send_text(&talk, text, MODE_ECHO);
	while (seen.held == 0)
		event_base_loop(talk.base, EVLOOP_NONBLOCK);
	/* A second call on the same connection is not stopped, and when it is answered all that could be sent of the
	 * first has been. */
	{
		const struct evgrpc_client_handlers handlers = { .on_done = on_done };
		Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
		struct talk other = { .code = -1 };
		struct evgrpc_client_call *call =
			evgrpc_client_start(talk.channel, "/evgrpc.test.Echo/Say",
					    &evgrpc__test__echo_response__descriptor, NULL, &handlers, &other);

		evgrpc_client_send(call, &request.base);
		evgrpc_client_half_close(call);
		DRIVE_UNTIL(&talk, other.code >= 0);
		assert_int_equal(other.code, EVGRPC_OK);
	}
	queued = evgrpc_client_queued(talk.call);
	assert_true(queued >= 100 * 10000 - 65535 - 10000);
	evgrpc_client_cancel(talk.call);
	DRIVE_UNTIL(&talk, talk.code >= 0);
	while (seen.ended < 2)
		event_base_loop(talk.base, EVLOOP_NONBLOCK);
	assert_int_equal(seen.gone, 1);
	end(&talk);
	echo_stop(&echo);
}

static void on_done_free_channel(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct talk *talk = arg;

	(void)call;
	talk->code = (int)status->code;
	evgrpc_channel_free(talk->channel);
}

static void a_channel_may_be_freed_from_a_callback(void **state)
{
	const struct evgrpc_client_handlers handlers = { .on_done = on_done_free_channel },
					    other = { .on_done = on_done };
	struct echo_server echo = echo_start_default();
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct talk talk = { .base = event_base_new(), .code = -1 }, held = { .code = -1 };
	struct evgrpc_client_call *call;

	(void)state;
	talk.channel = evgrpc_channel_new(talk.base, echo.address);
	call = evgrpc_client_start(talk.channel, "/evgrpc.test.Echo/Chat", &evgrpc__test__echo_response__descriptor,
				   NULL, &other, &held);
	evgrpc_client_send(call, &request.base);
	call = evgrpc_client_start(talk.channel, "/evgrpc.test.Echo/Say", &evgrpc__test__echo_response__descriptor,
				   NULL, &handlers, &talk);
	evgrpc_client_send(call, &request.base);
	evgrpc_client_half_close(call);
	DRIVE_UNTIL(&talk, talk.code >= 0 && held.code >= 0);
	assert_int_equal(talk.code, EVGRPC_OK);
	assert_int_equal(held.code, EVGRPC_CANCELLED);
	WAIT_FOR(seen.ended == 2);
	event_base_free(talk.base);
	echo_stop(&echo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_stream_arrives_whole),
		cmocka_unit_test(an_empty_server_stream_is_fine),
		cmocka_unit_test(a_stream_is_cancelled_in_its_middle),
		cmocka_unit_test(a_client_stream_is_collected),
		cmocka_unit_test(an_empty_client_stream_is_half_closed),
		cmocka_unit_test(the_server_may_end_a_client_stream_early),
		cmocka_unit_test(both_sides_talk),
		cmocka_unit_test(both_sides_talk_at_once),
		cmocka_unit_test(a_status_is_kept_until_the_stream_is_finished),
		cmocka_unit_test(a_sender_waits_for_the_handler),
		cmocka_unit_test(a_channel_may_be_freed_from_a_callback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
