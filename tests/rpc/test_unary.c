/* Unary calls from end to end: answers, statuses, metadata, limits, deadlines, connections that come and go. */
#include "echo_service.h"

#include <unistd.h>

static void a_call_is_answered(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	Evgrpc__Test__EchoResponse *response;
	struct evgrpc_status status;

	(void)state;
	for (int i = 0; i < 200; i++) {
		assert_int_equal(say(channel, "你好", MODE_ECHO, NULL, &response, &status), EVGRPC_OK);
		assert_string_equal(response->text, "你好");
		assert_null(status.message);
		free_response(response);
	}
	WAIT_FOR(seen.ended == 200);
	assert_int_equal(seen.last_code, EVGRPC_OK);
	assert_int_equal(seen.cancelled, 0);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void a_large_answer_and_request_pass_the_windows(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	Evgrpc__Test__EchoResponse *response;
	size_t n = 3 << 20;

	(void)state;
	request.text = calloc(1, n + 1);
	memset(request.text, 'x', n);
	request.padding = 2 << 20;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(evgrpc_unary(channel, "/evgrpc.test.Echo/Say", &request.base,
					      &evgrpc__test__echo_response__descriptor, NULL,
					      (ProtobufCMessage **)&response, NULL),
				 EVGRPC_OK);
		assert_int_equal(strlen(response->text), n);
		assert_int_equal(response->padding.len, request.padding);
		free_response(response);
	}
	free(request.text);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void an_error_brings_message_and_details(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	Evgrpc__Test__EchoResponse *response = (void *)1;
	struct evgrpc_status status;

	(void)state;
	assert_int_equal(say(channel, "", MODE_FAIL_WITH_DETAILS, NULL, &response, &status),
			 EVGRPC_FAILED_PRECONDITION);
	assert_null(response);
	assert_string_equal(status.message, " 不行: 100% \n");
	assert_int_equal(status.details_len, sizeof details_bytes);
	assert_memory_equal(status.details, details_bytes, sizeof details_bytes);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void unknown_methods_are_unimplemented(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct evgrpc_status status;

	(void)state;
	assert_int_equal(evgrpc_unary(channel, "/evgrpc.test.Echo/Sing", &request.base,
				      &evgrpc__test__echo_response__descriptor, NULL, NULL, &status),
			 EVGRPC_UNIMPLEMENTED);
	assert_non_null(status.message);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void metadata_reaches_the_handler(void **state)
{
	static const struct evgrpc_metadata metadata[] = { { "x-first", "1" },
							   { "x-echo", "a value" },
							   { "x-echo", "another" } };
	static const struct evgrpc_metadata bad[] = { { "X-Echo", "v" } };
	struct evgrpc_call_options options = { .metadata = metadata, .n_metadata = 3 };
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	Evgrpc__Test__EchoResponse *response;
	struct evgrpc_status status;

	(void)state;
	assert_int_equal(say(channel, "", MODE_METADATA, &options, &response, NULL), EVGRPC_OK);
	assert_string_equal(response->text, "a value");
	free_response(response);
	options = (struct evgrpc_call_options){ .metadata = bad, .n_metadata = 1 };
	assert_int_equal(say(channel, "", MODE_METADATA, &options, &response, &status), EVGRPC_INTERNAL);
	assert_non_null(strstr(status.message, "metadata"));
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void too_large_requests_are_refused(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct evgrpc_channel *channel;
	struct evgrpc_status status;
	char text[2000];

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_request_bytes = 1000;
	echo = echo_start(&options, NULL);
	channel = evgrpc_channel_new(NULL, echo.address);
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = 0;
	assert_int_equal(say(channel, text, MODE_ECHO, NULL, NULL, &status), EVGRPC_RESOURCE_EXHAUSTED);
	assert_string_equal(status.message, "the request message is larger than the 1000 bytes the method takes");
	text[990] = 0;
	assert_int_equal(say(channel, text, MODE_ECHO, NULL, NULL, &status), EVGRPC_OK);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

/* 2 MiB of two-byte fields nobody knows: protobuf-c would keep a million of them. */
static void junk_meets_the_memory_cap(void **state)
{
	enum { JUNK = 2 << 20 };
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct evgrpc_channel *channel;
	ProtobufCMessageUnknownField field = { .tag = 15, .wire_type = PROTOBUF_C_WIRE_TYPE_VARINT, .len = JUNK - 1 };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct evgrpc_status status;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_call_memory = 8 << 20;
	echo = echo_start(&options, NULL);
	channel = evgrpc_channel_new(NULL, echo.address);
	/* The field's tag byte is 0x78; its data go on with value 0 and the same again and again. */
	field.data = malloc(field.len);
	for (size_t i = 0; i < field.len; i++)
		field.data[i] = i % 2 ? 0x78 : 0;
	request.base.n_unknown_fields = 1;
	request.base.unknown_fields = &field;
	assert_int_equal(evgrpc_unary(channel, "/evgrpc.test.Echo/Say", &request.base,
				      &evgrpc__test__echo_response__descriptor, NULL, NULL, &status),
			 EVGRPC_RESOURCE_EXHAUSTED);
	assert_non_null(strstr(status.message, "memory"));
	field.len = 999; /* a few hundred are fine */
	assert_int_equal(evgrpc_unary(channel, "/evgrpc.test.Echo/Say", &request.base,
				      &evgrpc__test__echo_response__descriptor, NULL, NULL, NULL),
			 EVGRPC_OK);
	free(field.data);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void too_much_metadata_is_refused(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
	char value[6001];
	const struct evgrpc_metadata metadata[] = { { "x-a", value }, { "x-b", value }, { "x-c", value } };
	struct evgrpc_call_options options = { .metadata = metadata, .n_metadata = 3 };
	struct evgrpc_status status;

	(void)state;
	memset(value, 'v', sizeof value);
	value[sizeof value - 1] = 0;
	assert_int_equal(say(channel, "", MODE_ECHO, &options, NULL, &status), EVGRPC_RESOURCE_EXHAUSTED);
	options.n_metadata = 2;
	assert_int_equal(say(channel, "", MODE_ECHO, &options, NULL, &status), EVGRPC_OK);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void the_client_gives_up_at_its_deadline(void **state)
{
	const struct evgrpc_call_options options = { .timeout_ms = 50 };
	struct echo_server echo = echo_start_default();
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);

	(void)state;
	assert_int_equal(say(channel, "", MODE_HOLD, &options, NULL, NULL), EVGRPC_DEADLINE_EXCEEDED);
	WAIT_FOR(seen.gone == 1);
	assert_int_equal(seen.ended, 0); /* the handler has not finished yet */
	test_release();
	WAIT_FOR(seen.ended == 1);
	assert_int_equal(seen.gone, 1);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

/* The server's bound is shorter than what the client asks for: the status must come over the wire. */
static void the_server_ends_calls_at_their_deadline(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct evgrpc_channel *channel;
	Evgrpc__Test__EchoResponse *response;
	struct evgrpc_status status;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_deadline_ms = 100;
	echo = echo_start(&options, NULL);
	channel = evgrpc_channel_new(NULL, echo.address);
	assert_int_equal(say(channel, "", MODE_TIME_LEFT, NULL, &response, NULL), EVGRPC_OK);
	assert_in_range(response->number, 1, 100);
	free_response(response);
	assert_int_equal(say(channel, "", MODE_HOLD, NULL, NULL, &status), EVGRPC_DEADLINE_EXCEEDED);
	assert_int_equal(seen.gone, 1);
	test_release();
	WAIT_FOR(seen.ended == 2);
	assert_int_equal(seen.last_code, EVGRPC_DEADLINE_EXCEEDED);
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

static void a_caller_may_leave(void **state)
{
	struct echo_server echo = echo_start_default();
	struct event_base *base = event_base_new();
	struct evgrpc_channel *channel = evgrpc_channel_new(base, echo.address);
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	const struct evgrpc_client_handlers handlers = { 0 };
	struct evgrpc_client_call *call;

	(void)state;
	request.mode = MODE_HOLD;
	call = evgrpc_client_start(channel, "/evgrpc.test.Echo/Say", &evgrpc__test__echo_response__descriptor, NULL,
				   &handlers, NULL);
	evgrpc_client_send(call, &request.base);
	evgrpc_client_half_close(call);
	while (seen.held == 0)
		event_base_loop(base, EVLOOP_NONBLOCK);
	evgrpc_channel_free(channel); /* closes the connection */
	WAIT_FOR(seen.gone == 1);
	test_release();
	WAIT_FOR(seen.ended == 1);
	assert_int_equal(seen.cancelled, 1);
	event_base_free(base);
	echo_stop(&echo);
}

static void a_refused_connection_is_named(void **state)
{
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, "127.0.0.1:1");
	struct evgrpc_status status;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(say(channel, "", MODE_ECHO, NULL, NULL, &status), EVGRPC_UNAVAILABLE);
		assert_string_equal(status.message, "cannot connect to 127.0.0.1:1: Connection refused");
	}
	evgrpc_channel_free(channel);
	channel = evgrpc_channel_new(NULL, "unix:/nonexistent/socket");
	assert_int_equal(say(channel, "", MODE_ECHO, NULL, NULL, &status), EVGRPC_UNAVAILABLE);
	assert_non_null(strstr(status.message, "unix:/nonexistent/socket"));
	evgrpc_channel_free(channel);
	assert_null(evgrpc_channel_new(NULL, "no port"));
}

static void waiting_ends_at_the_deadline(void **state)
{
	const struct evgrpc_call_options options = { .timeout_ms = 100, .wait_for_ready = true };
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, "127.0.0.1:1");

	(void)state;
	assert_int_equal(say(channel, "", MODE_ECHO, &options, NULL, NULL), EVGRPC_DEADLINE_EXCEEDED);
	evgrpc_channel_free(channel);
}

static void on_waited(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	(void)call;
	*(int *)arg = (int)status->code;
}

static void a_waiting_call_finds_a_late_server(void **state)
{
	const struct evgrpc_call_options options = { .wait_for_ready = true };
	const struct evgrpc_client_handlers handlers = { .on_done = on_waited };
	struct evgrpc_server_options server_options;
	struct event_base *base = event_base_new();
	struct evgrpc_channel *channel = evgrpc_channel_new(base, "unix:late.socket");
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct evgrpc_client_call *call;
	struct echo_server echo;
	int code = -1;

	(void)state;
	evgrpc_server_options_default(&server_options);
	call = evgrpc_client_start(channel, "/evgrpc.test.Echo/Say", &evgrpc__test__echo_response__descriptor, &options,
				   &handlers, &code);
	evgrpc_client_send(call, &request.base);
	evgrpc_client_half_close(call);
	for (int i = 0; i < 3; i++) /* connecting to a missing socket file fails at once: one attempt at least */
		event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(code, -1);
	echo = echo_start(&server_options, "late.socket");
	while (code == -1)
		event_base_loop(base, EVLOOP_ONCE);
	assert_int_equal(code, EVGRPC_OK);
	evgrpc_channel_free(channel);
	event_base_free(base);
	echo_stop(&echo);
	assert_int_equal(access("late.socket", F_OK), -1);
}

static void a_channel_connects_again(void **state)
{
	/* The call before has just found nobody: one in a hurry would fail, too. */
	const struct evgrpc_call_options patient = { .wait_for_ready = true };
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, "unix:again.socket");

	(void)state;
	evgrpc_server_options_default(&options);
	for (int i = 0; i < 3; i++) {
		echo = echo_start(&options, "again.socket");
		assert_int_equal(say(channel, "", MODE_ECHO, &patient, NULL, NULL), EVGRPC_OK);
		assert_int_equal(say(channel, "", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
		/* Nobody drives the channel now, so the server cannot be answered: it ends by its own timers. */
		assert_int_equal(evgrpc_server_stop(echo.server, 5000), 0);
		evgrpc_server_free(echo.server);
		assert_int_equal(say(channel, "", MODE_ECHO, NULL, NULL, NULL), EVGRPC_UNAVAILABLE);
	}
	evgrpc_channel_free(channel);
}

static void a_taken_address_is_refused(void **state)
{
	struct echo_server echo = echo_start_default();
	struct evgrpc_server_options options;
	struct evgrpc_server *server;
	char error[256];

	(void)state;
	evgrpc_server_options_default(&options);
	server = evgrpc_server_new(&options);
	assert_int_equal(evgrpc_server_listen(server, echo.address, error, sizeof error), -1);
	assert_non_null(strstr(error, "Address already in use"));
	assert_int_equal(evgrpc_server_listen(server, "nonsense", error, sizeof error), -1);
	assert_int_equal(evgrpc_server_listen(server, "unix:/", error, sizeof error), -1);
	assert_int_equal(evgrpc_server_add_methods(server, echo_methods, 4, NULL), 0);
	assert_int_equal(evgrpc_server_add_methods(server, echo_methods, 1, NULL), -1);
	evgrpc_server_free(server);
	evgrpc_server_free(NULL);
	echo_stop(&echo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_is_answered),
		cmocka_unit_test(a_large_answer_and_request_pass_the_windows),
		cmocka_unit_test(an_error_brings_message_and_details),
		cmocka_unit_test(unknown_methods_are_unimplemented),
		cmocka_unit_test(metadata_reaches_the_handler),
		cmocka_unit_test(too_large_requests_are_refused),
		cmocka_unit_test(junk_meets_the_memory_cap),
		cmocka_unit_test(too_much_metadata_is_refused),
		cmocka_unit_test(the_client_gives_up_at_its_deadline),
		cmocka_unit_test(the_server_ends_calls_at_their_deadline),
		cmocka_unit_test(a_caller_may_leave),
		cmocka_unit_test(a_refused_connection_is_named),
		cmocka_unit_test(waiting_ends_at_the_deadline),
		cmocka_unit_test(a_waiting_call_finds_a_late_server),
		cmocka_unit_test(a_channel_connects_again),
		cmocka_unit_test(a_taken_address_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
