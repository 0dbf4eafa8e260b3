/* What protoc-gen-evgrpc makes: nasty_Names.proto over a server, all four kinds, blocking and not. */
#include "evgrpc.h"
#include "nasty/nasty_Names.evgrpc.h"

#include <errno.h>
#include <event2/event.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The contract's names are long on purpose; the tests' are not. */
typedef Nasty__CamelCase__V1Beta2__X1yZ X;
typedef Nasty__CamelCase__V1Beta2__Outer__InnerOne Inner;
typedef OldTypes__V2__HTTPUrlV2 Url;
typedef OldTypes__V2__HTTPUrlV2__InnerPart3 Part;
#define X_INIT     NASTY__CAMEL_CASE__V1__BETA2__X1Y__Z__INIT
#define INNER_INIT NASTY__CAMEL_CASE__V1__BETA2__OUTER__INNER_ONE__INIT
#define URL_INIT   OLD_TYPES__V_2__HTTPURL_V2__INIT
#define PART_INIT  OLD_TYPES__V_2__HTTPURL_V2__INNER__PART3__INIT
#define THINGS(x)  nasty__camel_case__v1__beta2__get__http2_things##x
#define SECOND(x)  nasty__camel_case__v1__beta2__second##x

enum { MAX_TEXT_BYTES = 64, MAX_DEADLINE_MS = 5000, TIMES = 3 };

static const int tag = 7;
static int given_service;

/* ---- The service ------------------------------------------------------------------------------------------------ */

static void delete_thing(struct evgrpc_call *call, const Inner *request, void *service)
{
	X response = X_INIT;

	assert_ptr_equal(service, &given_service);
	assert_ptr_equal(evgrpc_call_method(call)->data, &tag);
	response.text = request->text;
	response.number = (int32_t)evgrpc_call_time_left_ms(call);
	THINGS(__delete__call_reply)(call, &response);
}

static void list_urls(struct evgrpc_call *call, const X *request, void *service)
{
	static const struct evgrpc_status ok = { .code = EVGRPC_OK };
	Url response = URL_INIT;

	(void)service;
	response.base = request->text;
	for (int i = 0; i < request->number; i++)
		assert_int_equal(THINGS(__get_httpurl_v2__call_send)(call, &response), 0);
	evgrpc_call_finish(call, &ok);
}

static void open_count(struct evgrpc_call *call, void *service)
{
	(void)service;
	evgrpc_call_set_data(call, evgrpc_call_alloc(call, sizeof(int)));
	evgrpc_call_next(call);
}

static void count_url(struct evgrpc_call *call, const Url *request, void *service)
{
	(void)service;
	*(int *)evgrpc_call_data(call) += (int)strlen(request->base);
	evgrpc_call_next(call);
}

static void answer_count(struct evgrpc_call *call, void *service)
{
	Part response = PART_INIT;

	(void)service;
	response.has_class_ = true;
	response.class_ = *(int *)evgrpc_call_data(call);
	THINGS(__upper2_lower__call_reply)(call, &response);
}

static void talk(struct evgrpc_call *call, const X *request, void *service)
{
	(void)service;
	assert_int_equal(THINGS(____talk____call_send)(call, request), 0);
	evgrpc_call_next(call);
}

static void end_talk(struct evgrpc_call *call, void *service)
{
	(void)service;
	evgrpc_call_fail(call, EVGRPC_ABORTED, "enough");
}

static const struct THINGS(_handlers) things = {
	.delete_ = {
		.on_message = delete_thing,
		.max_deadline_ms = MAX_DEADLINE_MS,
		.max_request_bytes = MAX_TEXT_BYTES,
		.data = &tag,
	},
	.get_httpurl_v2 = { .on_message = list_urls },
	.upper2_lower = { .on_open = open_count, .on_message = count_url, .on_half_close = answer_count },
	.__talk__ = { .on_open = open_count, .on_message = talk, .on_half_close = end_talk, .endless = true },
};

static void delete_second(struct evgrpc_call *call, const X *request, void *service)
{
	Inner response = INNER_INIT;

	(void)service;
	response.text = request->text;
	SECOND(__delete__call_reply)(call, &response);
}

static const struct SECOND(_handlers) second = { .delete_ = { .on_message = delete_second } };

/* ---- A server for all tests ------------------------------------------------------------------------------------- */

static struct evgrpc_server *server;
static char address[64];

static int start_server(void **state)
{
	struct evgrpc_server_options options;
	char error[256];

	(void)state;
	evgrpc_server_options_default(&options);
	server = evgrpc_server_new(&options);
	assert_non_null(server);
	assert_int_equal(THINGS(_add)(server, &things, &given_service), 0);
	assert_int_equal(THINGS(_add)(server, &things, &given_service), -1); /* taken */
	assert_int_equal(SECOND(_add)(server, &second, NULL), 0);
	if (evgrpc_server_listen(server, "127.0.0.1:0", error, sizeof error) < 0 ||
	    evgrpc_server_start(server, error, sizeof error) < 0)
		fail_msg("%s", error);
	snprintf(address, sizeof address, "127.0.0.1:%d", evgrpc_server_port(server, 0));
	return 0;
}

static int stop_server(void **state)
{
	(void)state;
	assert_int_equal(evgrpc_server_stop(server, 5000), 0);
	evgrpc_server_free(server);
	return 0;
}

static struct evgrpc_channel *open_channel(struct event_base *base)
{
	struct evgrpc_channel *channel = evgrpc_channel_new(base, address);

	assert_non_null(channel);
	return channel;
}

static void release(ProtobufCMessage *message)
{
	protobuf_c_message_free_unpacked(message, NULL);
}

/* ---- Blocking --------------------------------------------------------------------------------------------------- */

static void test_unary(void **state)
{
	struct evgrpc_channel *channel = open_channel(NULL);
	char long_text[2 * MAX_TEXT_BYTES] = "";
	Inner request = INNER_INIT;
	X *response;

	(void)state;
	request.text = "thing";
	assert_int_equal(THINGS(__delete__unary)(channel, &request, NULL, &response, NULL), EVGRPC_OK);
	assert_string_equal(response->text, "thing");
	assert_in_range(response->number, 1, MAX_DEADLINE_MS);
	release(&response->base);
	assert_int_equal(THINGS(__delete__unary)(channel, &request, NULL, NULL, NULL), EVGRPC_OK);

	memset(long_text, 'x', sizeof long_text - 1);
	request.text = long_text;
	assert_int_equal(THINGS(__delete__unary)(channel, &request, NULL, &response, NULL), EVGRPC_RESOURCE_EXHAUSTED);
	assert_null(response);
	evgrpc_channel_free(channel);
}

static void test_second_service(void **state)
{
	struct evgrpc_channel *channel = open_channel(NULL);
	X request = X_INIT;
	Inner *response;

	(void)state;
	request.text = "other";
	assert_int_equal(SECOND(__delete__unary)(channel, &request, NULL, &response, NULL), EVGRPC_OK);
	assert_string_equal(response->text, "other");
	release(&response->base);
	evgrpc_channel_free(channel);
}

static void test_server_stream(void **state)
{
	struct evgrpc_channel *channel = open_channel(NULL);
	struct evgrpc_stream *stream;
	struct evgrpc_status status;
	X request = X_INIT;
	Url *response;

	(void)state;
	request.text = "http://x";
	request.number = TIMES;
	stream = THINGS(__get_httpurl_v2__stream_open)(channel, &request, NULL);
	assert_non_null(stream);
	for (int i = 0; i < TIMES; i++) {
		assert_int_equal(THINGS(__get_httpurl_v2__stream_receive)(stream, &response), 1);
		assert_string_equal(response->base, "http://x");
		release(&response->head);
	}
	assert_int_equal(THINGS(__get_httpurl_v2__stream_receive)(stream, &response), 0);
	assert_int_equal(THINGS(__get_httpurl_v2__stream_finish)(stream, &status), EVGRPC_OK);
	evgrpc_channel_free(channel);
}

static void test_client_stream(void **state)
{
	struct evgrpc_channel *channel = open_channel(NULL);
	struct evgrpc_stream *stream = THINGS(__upper2_lower__stream_open)(channel, NULL);
	Url request = URL_INIT;
	Part *response;

	(void)state;
	assert_non_null(stream);
	request.base = "four";
	for (int i = 0; i < TIMES; i++)
		assert_int_equal(THINGS(__upper2_lower__stream_send)(stream, &request), 0);
	assert_int_equal(THINGS(__upper2_lower__stream_finish)(stream, &response, NULL), EVGRPC_OK);
	assert_int_equal(response->class_, 4 * TIMES);
	release(&response->base);
	/* As of a unary call: who does not want the response leaves it. */
	stream = THINGS(__upper2_lower__stream_open)(channel, NULL);
	assert_int_equal(THINGS(__upper2_lower__stream_finish)(stream, NULL, NULL), EVGRPC_OK);
	evgrpc_channel_free(channel);
}

static void test_bidi(void **state)
{
	struct evgrpc_channel *channel = open_channel(NULL);
	struct evgrpc_stream *stream = THINGS(____talk____stream_open)(channel, NULL);
	struct evgrpc_status status;
	X request = X_INIT, *response;

	(void)state;
	assert_non_null(stream);
	for (int i = 1; i <= TIMES; i++) {
		request.number = i;
		assert_int_equal(THINGS(____talk____stream_send)(stream, &request), 0);
		assert_int_equal(THINGS(____talk____stream_receive)(stream, &response), 1);
		assert_int_equal(response->number, i);
		release(&response->base);
	}
	assert_int_equal(THINGS(____talk____stream_finish)(stream, &status), EVGRPC_ABORTED);
	assert_string_equal(status.message, "enough");
	evgrpc_channel_free(channel);
}

/* ---- Asynchronous ----------------------------------------------------------------------------------------------- */

struct seen {
	int started, metadata, messages, done;
	enum evgrpc_code code;
	int number; /* of the last message */
	char text[32];
};

static void on_metadata(struct evgrpc_client_call *call, void *arg)
{
	(void)call;
	((struct seen *)arg)->metadata++;
}

static void on_x(struct evgrpc_client_call *call, const X *response, void *arg)
{
	struct seen *seen = arg;

	(void)call;
	seen->messages++;
	seen->number = response->number;
	snprintf(seen->text, sizeof seen->text, "%s", response->text);
}

static void on_url(struct evgrpc_client_call *call, const Url *response, void *arg)
{
	struct seen *seen = arg;

	(void)call;
	seen->messages++;
	snprintf(seen->text, sizeof seen->text, "%s", response->base);
}

static void on_part(struct evgrpc_client_call *call, const Part *response, void *arg)
{
	struct seen *seen = arg;

	(void)call;
	seen->messages++;
	seen->number = response->class_;
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct seen *seen = arg;

	(void)call;
	seen->done++;
	seen->code = status->code;
}

static void run_until(struct event_base *base, const int *done, int wanted)
{
	while (*done < wanted)
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
}

#define HANDLERS(on_response)                                                                                          \
	{                                                                                                              \
		.on_metadata = on_metadata, .on_message = on_response, .on_done = on_done                              \
	}

static void test_asynchronous(void **state)
{
	static const struct THINGS(__delete__client_handlers) unary = HANDLERS(on_x);
	static const struct THINGS(__get_httpurl_v2__client_handlers) lister = HANDLERS(on_url);
	static const struct THINGS(__upper2_lower__client_handlers) counter = HANDLERS(on_part);
	static const struct THINGS(____talk____client_handlers) talker = HANDLERS(on_x);
	struct event_base *base = event_base_new();
	struct evgrpc_channel *channel = open_channel(base);
	struct seen seen[4] = { 0 };
	struct evgrpc_client_call *count, *chat;
	Inner inner = INNER_INIT;
	X x = X_INIT;
	Url url = URL_INIT;

	(void)state;
	inner.text = x.text = url.base = "hello";
	x.number = TIMES;
	assert_non_null(THINGS(__delete__client_start)(channel, &inner, NULL, &unary, &seen[0]));
	assert_non_null(THINGS(__get_httpurl_v2__client_start)(channel, &x, NULL, &lister, &seen[1]));
	count = THINGS(__upper2_lower__client_start)(channel, NULL, &counter, &seen[2]);
	chat = THINGS(____talk____client_start)(channel, NULL, &talker, &seen[3]);
	assert_int_equal(THINGS(__upper2_lower__client_send)(count, &url), 0);
	evgrpc_client_half_close(count);
	assert_int_equal(THINGS(____talk____client_send)(chat, &x), 0);
	run_until(base, &seen[3].messages, 1);
	evgrpc_client_half_close(chat);
	for (int i = 0; i < 4; i++) {
		run_until(base, &seen[i].done, 1);
		assert_int_equal(seen[i].metadata, 1);
		assert_int_equal(seen[i].messages, i == 1 ? TIMES : 1);
		assert_int_equal(seen[i].code, i == 3 ? EVGRPC_ABORTED : EVGRPC_OK);
	}
	assert_string_equal(seen[0].text, "hello");
	assert_string_equal(seen[1].text, "hello");
	assert_int_equal(seen[2].number, 5);
	assert_int_equal(seen[3].number, TIMES);
	evgrpc_channel_free(channel);
	event_base_free(base);
}

/* ---- The table -------------------------------------------------------------------------------------------------- */

static void test_left_out(void **state)
{
	struct evgrpc_method rows[NASTY__CAMEL_CASE__V1__BETA2__GET__HTTP2_THINGS_METHODS];
	struct evgrpc_channel *channel = open_channel(NULL);
	X request = X_INIT, *response;

	(void)state;
	assert_int_equal(sizeof rows / sizeof *rows, 5);
	assert_int_equal(THINGS(_methods)(&things, rows), 4);
	assert_string_equal(rows[1].path, "/nasty.camelCase.v1_Beta2.get_HTTP2Things/getHTTPUrl_v2");
	assert_true(rows[3].endless);
	assert_int_equal(THINGS(__left__out__unary)(channel, &request, NULL, &response, NULL), EVGRPC_UNIMPLEMENTED);
	assert_null(response);
	evgrpc_channel_free(channel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unary),         cmocka_unit_test(test_second_service),
		cmocka_unit_test(test_server_stream), cmocka_unit_test(test_client_stream),
		cmocka_unit_test(test_bidi),          cmocka_unit_test(test_asynchronous),
		cmocka_unit_test(test_left_out),
	};

	return cmocka_run_group_tests(tests, start_server, stop_server);
}
