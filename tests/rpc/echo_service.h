/* The service of echo.proto and a server around it, shared by the tests of this folder. */
#ifndef ECHO_SERVICE_H
#define ECHO_SERVICE_H

#include "echo.pb-c.h"
#include "evgrpc.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* What EchoRequest.mode makes Say do. */
enum mode {
	MODE_ECHO,
	MODE_FAIL_WITH_DETAILS,
	MODE_METADATA,  /* answers with the caller's x-echo, and sends it back in both header blocks */
	MODE_HOLD,      /* finishes when test_release() is called, also after the deadline */
	MODE_TIME_LEFT, /* number is evgrpc_call_time_left_ms */
	MODE_PEER,
	MODE_WORKER, /* number is the worker's */
};

static const uint8_t details_bytes[] = { 0x08, 0x05, 0x12, 0x02, 'n', 'o', 0xff, 0x00 };

/* What the handlers count. One per test program, reset by each server. */
static struct {
	atomic_int gone, finished, ended, cancelled, half_closed, max_queued, sent, held, last_code;
	struct evgrpc_call *_Atomic held_call;
} seen;

/* Waits at most 20 s for a condition; the limit only ends a test that has failed. */
#define WAIT_FOR(condition)                                                                                            \
	do {                                                                                                           \
		const struct timespec nap = { .tv_nsec = 1000000 };                                                    \
		int naps_ = 0;                                                                                         \
		while (!(condition)) {                                                                                 \
			if (++naps_ > 20000)                                                                           \
				fail_msg("never came true: %s", #condition);                                           \
			nanosleep(&nap, NULL);                                                                         \
		}                                                                                                      \
	} while (0)

static inline void on_held_gone(struct evgrpc_call *call, void *arg)
{
	(void)call;
	(void)arg;
	seen.gone++;
}

static inline void hold(struct evgrpc_call *call)
{
	evgrpc_call_on_gone(call, on_held_gone, NULL);
	seen.held_call = call;
	seen.held++;
}

static inline void finish_held(void *arg)
{
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;
	struct evgrpc_call *call = arg;

	response.text = "late";
	seen.finished++;
	evgrpc_call_reply(call, &response.base);
}

/* Lets the call that MODE_HOLD keeps finish, from any thread. */
static inline void test_release(void)
{
	struct evgrpc_call *call = seen.held_call;

	assert_int_equal(evgrpc_worker_post(evgrpc_call_worker(call), finish_held, call), 0);
}

static inline void fail_with_details(struct evgrpc_call *call)
{
	const struct evgrpc_status status = { .code = EVGRPC_FAILED_PRECONDITION,
					      .message = " 不行: 100% \n",
					      .details = details_bytes,
					      .details_len = sizeof details_bytes };

	evgrpc_call_finish(call, &status);
}

static inline void echo_metadata(struct evgrpc_call *call, Evgrpc__Test__EchoResponse *response)
{
	const char *value = evgrpc_call_metadata(call, "x-echo");

	assert_int_equal(evgrpc_call_add_initial_metadata(call, "x-initial", value ? value : "none"), 0);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x-trailing", value ? value : "none"), 0);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "Bad-Key", "v"), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "grpc-status", "0"), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x-ok", "line\nbreak"), -1);
	response->text = evgrpc_call_strdup(call, value ? value : "none");
}

static inline void on_say(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const Evgrpc__Test__EchoRequest *request = (const Evgrpc__Test__EchoRequest *)message;
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;

	(void)service;
	response.text = request->text;
	switch (request->mode) {
	case MODE_FAIL_WITH_DETAILS:
		fail_with_details(call);
		return;
	case MODE_METADATA:
		echo_metadata(call, &response);
		break;
	case MODE_HOLD:
		hold(call);
		return;
	case MODE_TIME_LEFT:
		response.number = (uint32_t)evgrpc_call_time_left_ms(call);
		break;
	case MODE_PEER:
		response.text = evgrpc_call_strdup(call, evgrpc_call_peer(call));
		break;
	case MODE_WORKER:
		response.number = (uint32_t)evgrpc_worker_index(evgrpc_call_worker(call));
		break;
	default:
		break;
	}
	if (request->padding) {
		response.padding.data = evgrpc_call_alloc(call, request->padding);
		response.padding.len = response.padding.data ? request->padding : 0;
	}
	evgrpc_call_reply(call, &response.base);
}

/* Repeat keeps its place in the call's arena and sends while little is queued. */
struct repeat {
	uint32_t number, count, padding;
	uint8_t *bytes;
	char *text;
};

enum { REPEAT_QUEUE = 64 << 10 };

static inline void send_more(struct evgrpc_call *call, void *arg)
{
	struct repeat *repeat = arg;
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;
	const struct evgrpc_status ok = { .code = EVGRPC_OK };

	response.text = repeat->text;
	response.padding.data = repeat->bytes;
	response.padding.len = repeat->padding;
	while (repeat->number < repeat->count && evgrpc_call_queued(call) < REPEAT_QUEUE) {
		response.number = ++repeat->number;
		if (evgrpc_call_send(call, &response.base) < 0)
			break;
		seen.sent++;
		if ((int)evgrpc_call_queued(call) > seen.max_queued)
			seen.max_queued = (int)evgrpc_call_queued(call);
	}
	if (repeat->number == repeat->count)
		evgrpc_call_finish(call, &ok);
}

static inline void on_stream_gone(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	seen.gone++;
	evgrpc_call_fail(call, EVGRPC_CANCELLED, NULL);
}

static inline void on_repeat(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const Evgrpc__Test__EchoRequest *request = (const Evgrpc__Test__EchoRequest *)message;
	struct repeat *repeat = evgrpc_call_alloc(call, sizeof *repeat);

	(void)service;
	*repeat = (struct repeat){ .count = request->count, .padding = request->padding };
	repeat->text = request->text;
	repeat->bytes = evgrpc_call_alloc(call, request->padding);
	evgrpc_call_set_data(call, repeat);
	evgrpc_call_on_drained(call, send_more, repeat);
	evgrpc_call_on_gone(call, on_stream_gone, NULL);
	send_more(call, repeat);
}

struct collect {
	uint32_t count;
	char last[64];
};

static inline void on_collect_open(struct evgrpc_call *call, void *service)
{
	(void)service;
	evgrpc_call_set_data(call, evgrpc_call_alloc(call, sizeof(struct collect)));
	evgrpc_call_on_gone(call, on_stream_gone, NULL);
	evgrpc_call_next(call);
}

static inline void on_collect(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const Evgrpc__Test__EchoRequest *request = (const Evgrpc__Test__EchoRequest *)message;
	struct collect *collect = evgrpc_call_data(call);

	(void)service;
	collect->count++;
	snprintf(collect->last, sizeof collect->last, "%s", request->text);
	if (request->mode == MODE_HOLD) { /* no next: the peer has to wait */
		seen.held_call = call;
		seen.held++;
	} else if (request->mode == MODE_FAIL_WITH_DETAILS) {
		fail_with_details(call);
	} else {
		evgrpc_call_next(call);
	}
}

static inline void on_collect_end(struct evgrpc_call *call, void *service)
{
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;
	struct collect *collect = evgrpc_call_data(call);

	(void)service;
	seen.half_closed++;
	response.number = collect->count;
	response.text = collect->last;
	evgrpc_call_reply(call, &response.base);
}

static inline void on_chat(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const Evgrpc__Test__EchoRequest *request = (const Evgrpc__Test__EchoRequest *)message;
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;

	(void)service;
	response.text = request->text;
	response.number = ++((struct collect *)evgrpc_call_data(call))->count;
	evgrpc_call_send(call, &response.base);
	evgrpc_call_next(call);
}

static inline void on_chat_end(struct evgrpc_call *call, void *service)
{
	(void)service;
	seen.half_closed++;
	evgrpc_call_finish(call, NULL);
}

#define ECHO_TYPES                                                                                                     \
	.request = &evgrpc__test__echo_request__descriptor, .response = &evgrpc__test__echo_response__descriptor

static const struct evgrpc_method echo_methods[] = {
	{ .path = "/evgrpc.test.Echo/Say", .kind = EVGRPC_UNARY, ECHO_TYPES, .on_message = on_say },
	{ .path = "/evgrpc.test.Echo/Repeat", .kind = EVGRPC_SERVER_STREAM, ECHO_TYPES, .on_message = on_repeat },
	{ .path = "/evgrpc.test.Echo/Collect",
	  .kind = EVGRPC_CLIENT_STREAM,
	  ECHO_TYPES,
	  .on_open = on_collect_open,
	  .on_message = on_collect,
	  .on_half_close = on_collect_end },
	{ .path = "/evgrpc.test.Echo/Chat",
	  .kind = EVGRPC_BIDI_STREAM,
	  ECHO_TYPES,
	  .on_open = on_collect_open,
	  .on_message = on_chat,
	  .on_half_close = on_chat_end },
};

static inline void on_call_end(const struct evgrpc_call_record *record, void *arg)
{
	(void)arg;
	seen.last_code = (int)record->code;
	seen.cancelled += record->cancelled;
	seen.ended++;
}

/* ---- A server for a test ------------------------------------------------------------------------------------- */

struct echo_server {
	struct evgrpc_server *server;
	char address[128];
};

/* What a test may add: hooks behind the one that counts, and methods. */
struct echo_extras {
	const struct evgrpc_hook *hooks;
	size_t n_hooks;
	const struct evgrpc_method *methods;
	size_t n_methods;
};

/* A server with options changed by the caller, on a free TCP port or on a unix socket when path is given. */
static inline struct echo_server echo_start_more(struct evgrpc_server_options *options, const char *path,
						 struct echo_extras extras)
{
	static const struct evgrpc_hook hook = { .after = on_call_end };
	struct echo_server echo = { 0 };
	char error[256] = "", address[128];

	memset(&seen, 0, sizeof seen);
	echo.server = evgrpc_server_new(options);
	assert_non_null(echo.server);
	assert_int_equal(evgrpc_server_add_hook(echo.server, &hook), 0);
	for (size_t i = 0; i < extras.n_hooks; i++)
		assert_int_equal(evgrpc_server_add_hook(echo.server, &extras.hooks[i]), 0);
	assert_int_equal(evgrpc_server_add_methods(echo.server, extras.methods, extras.n_methods, NULL), 0);
	assert_int_equal(evgrpc_server_add_methods(echo.server, echo_methods, 4, NULL), 0);
	snprintf(address, sizeof address, path ? "unix:%s" : "127.0.0.1:0%s", path ? path : "");
	if (evgrpc_server_listen(echo.server, address, error, sizeof error) < 0 ||
	    evgrpc_server_start(echo.server, error, sizeof error) < 0)
		fail_msg("%s", error);
	if (path)
		snprintf(echo.address, sizeof echo.address, "%s", address);
	else
		snprintf(echo.address, sizeof echo.address, "127.0.0.1:%d", evgrpc_server_port(echo.server, 0));
	return echo;
}

static inline struct echo_server echo_start(struct evgrpc_server_options *options, const char *path)
{
	return echo_start_more(options, path, (struct echo_extras){ 0 });
}

static inline struct echo_server echo_start_default(void)
{
	struct evgrpc_server_options options;

	evgrpc_server_options_default(&options);
	return echo_start(&options, NULL);
}

/* Stops the server, which must have nothing left to cut, and frees it. */
static inline void echo_stop(struct echo_server *echo)
{
	assert_int_equal(evgrpc_server_stop(echo->server, 5000), 0);
	evgrpc_server_free(echo->server);
}

/* One blocking Say; the code, and the answer's text (caller frees) or NULL in *ret_text. */
static inline int say(struct evgrpc_channel *channel, const char *text, uint32_t mode,
		      const struct evgrpc_call_options *options, Evgrpc__Test__EchoResponse **ret_response,
		      struct evgrpc_status *ret_status)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;

	request.text = (char *)text;
	request.mode = mode;
	return evgrpc_unary(channel, "/evgrpc.test.Echo/Say", &request.base, &evgrpc__test__echo_response__descriptor,
			    options, (ProtobufCMessage **)ret_response, ret_status);
}

static inline void free_response(Evgrpc__Test__EchoResponse *response)
{
	protobuf_c_message_free_unpacked(&response->base, NULL);
}

#endif
