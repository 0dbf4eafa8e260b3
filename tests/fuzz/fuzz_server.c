/* Raw bytes into a server's connection: nothing a peer sends may crash it, leak, leave a call or a connection behind
 * or make a handler's call end otherwise than once. The first byte says into how large pieces the rest is cut, what a
 * hook does with each call, and whether the connection is drained meanwhile. */
#include "conn.h"
#include "echo.pb-c.h"
#include "fuzz.h"
#include "server_state.h"

#include <event2/event.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	MAX_REPEATS = 50,
	MAX_PADDING = 4096,
	MAX_HELD = 256,
};

static int n_begun, n_ended;

static void on_gone(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	evgrpc_call_fail(call, EVGRPC_CANCELLED, NULL);
}

static void begin(struct evgrpc_call *call)
{
	n_begun++;
	evgrpc_call_on_gone(call, on_gone, NULL);
}

static void on_say(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const Evgrpc__Test__EchoRequest *request = (const Evgrpc__Test__EchoRequest *)message;
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;

	(void)service;
	n_begun++;
	evgrpc_call_add_initial_metadata(call, "x-text", request->text);
	response.text = request->text;
	if (request->mode)
		evgrpc_call_fail(call, (enum evgrpc_code)(request->mode % 17), request->text);
	else
		evgrpc_call_reply(call, &response.base);
}

static void on_repeat(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const Evgrpc__Test__EchoRequest *request = (const Evgrpc__Test__EchoRequest *)message;
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;
	static uint8_t padding[MAX_PADDING];

	(void)service;
	n_begun++;
	response.text = request->text;
	response.padding.data = padding;
	response.padding.len = request->padding % MAX_PADDING;
	for (uint32_t i = 0; i < request->count % MAX_REPEATS; i++)
		evgrpc_call_send(call, &response.base);
	evgrpc_call_fail(call, EVGRPC_OK, NULL);
}

static void on_stream_open(struct evgrpc_call *call, void *service)
{
	(void)service;
	begin(call);
	evgrpc_call_next(call);
}

static void on_streamed(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const Evgrpc__Test__EchoRequest *request = (const Evgrpc__Test__EchoRequest *)message;
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;

	(void)service;
	response.text = request->text;
	if (evgrpc_call_method(call)->kind == EVGRPC_BIDI_STREAM)
		evgrpc_call_send(call, &response.base);
	if (request->mode)
		evgrpc_call_fail(call, (enum evgrpc_code)(request->mode % 17), request->text);
	else
		evgrpc_call_next(call);
}

static void on_half_close(struct evgrpc_call *call, void *service)
{
	(void)service;
	evgrpc_call_fail(call, EVGRPC_OK, NULL);
}

#define TYPES .request = &evgrpc__test__echo_request__descriptor, .response = &evgrpc__test__echo_response__descriptor
static const struct evgrpc_method methods[] = {
	{ .path = "/evgrpc.test.Echo/Say", .kind = EVGRPC_UNARY, TYPES, .on_message = on_say },
	{ .path = "/evgrpc.test.Echo/Repeat", .kind = EVGRPC_SERVER_STREAM, TYPES, .on_message = on_repeat },
	{ .path = "/evgrpc.test.Echo/Collect",
	  .kind = EVGRPC_CLIENT_STREAM,
	  TYPES,
	  .on_open = on_stream_open,
	  .on_message = on_streamed,
	  .on_half_close = on_half_close },
	{ .path = "/evgrpc.test.Echo/Chat",
	  .kind = EVGRPC_BIDI_STREAM,
	  TYPES,
	  .on_open = on_stream_open,
	  .on_message = on_streamed,
	  .on_half_close = on_half_close },
};

/* ---- A hook that does everything a hook may ------------------------------------------------------------------- */

enum {
	JUST_GO_ON,
	COMPRESS,
	HOLD_AND_RESUME,
	HOLD_AND_FAIL,
	END_AT_ONCE,
	RESUME_AT_ONCE,
	END_AND_SAY_GO_ON,
	ANSWER_AND_GO_ON,
	N_WAYS,
};

static unsigned way;
static struct evgrpc_call *held[MAX_HELD];
static size_t n_held;

static void release(struct evgrpc_call *call)
{
	if (way == HOLD_AND_RESUME)
		evgrpc_call_resume(call);
	else
		evgrpc_call_fail(call, EVGRPC_PERMISSION_DENIED, "held");
}

static void on_held_gone(struct evgrpc_call *call, void *arg)
{
	size_t i = 0;

	(void)arg;
	while (held[i] != call)
		i++;
	held[i] = held[--n_held];
	release(call);
}

static void release_all(void)
{
	while (n_held)
		release(held[--n_held]);
}

static enum evgrpc_verdict hold(struct evgrpc_call *call)
{
	if (n_held == MAX_HELD)
		return EVGRPC_GO_ON;
	held[n_held++] = call;
	evgrpc_call_on_gone(call, on_held_gone, NULL);
	evgrpc_call_add_trailing_metadata(call, "x-held", "1");
	return EVGRPC_HOLD;
}

static enum evgrpc_verdict before(struct evgrpc_call *call, void *arg)
{
	const Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;

	(void)arg;
	switch (way) {
	case COMPRESS:
		evgrpc_call_use_compression(call, EVGRPC_GZIP);
		return EVGRPC_GO_ON;
	case HOLD_AND_RESUME:
	case HOLD_AND_FAIL:
		return hold(call);
	case END_AT_ONCE:
	case END_AND_SAY_GO_ON:
		evgrpc_call_fail(call, EVGRPC_UNAUTHENTICATED, NULL);
		return way == END_AT_ONCE ? EVGRPC_ENDED : EVGRPC_GO_ON;
	case RESUME_AT_ONCE:
		evgrpc_call_resume(call);
		return EVGRPC_HOLD;
	case ANSWER_AND_GO_ON:
		evgrpc_call_next(call);
		evgrpc_call_send(call, &response.base);
		return EVGRPC_GO_ON;
	default:
		return EVGRPC_GO_ON;
	}
}

static void after(const struct evgrpc_call_record *record, void *arg)
{
	(void)arg;
	MUST(record->method && record->peer);
	n_ended++;
}

static struct evgrpc_worker *make_worker(void)
{
	static const struct evgrpc_hook hook = { .before = before, .after = after };
	struct evgrpc_server_options options;
	struct evgrpc_server *server;

	evgrpc_server_options_default(&options);
	options.max_request_bytes = 64 << 10;
	options.max_call_memory = 256 << 10;
	server = evgrpc_server_new(&options);
	MUST(server && evgrpc_server_add_hook(server, &hook) == 0);
	MUST(evgrpc_server_add_methods(server, methods, sizeof methods / sizeof *methods, NULL) == 0);
	MUST(evgrpc_server_add_health(server) == 0);
	server->workers[0].state = EVG_WORKER_SERVING;
	return &server->workers[0];
}

static void settle(struct evgrpc_worker *worker, int fd)
{
	uint8_t answer[65536];

	do
		event_base_loop(worker->base, EVLOOP_NONBLOCK);
	while (recv(fd, answer, sizeof answer, MSG_DONTWAIT) > 0);
}

static void drain(struct evgrpc_worker *worker)
{
	if (worker->conns)
		evg_conn_drain(worker->conns);
}

static void feed(struct evgrpc_worker *worker, int fd, const uint8_t *bytes, size_t n, size_t piece, bool drains)
{
	while (n) {
		size_t some = n < piece ? n : piece;
		ssize_t sent = send(fd, bytes, some, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0)
			return; /* the server has had enough */
		bytes += sent;
		n -= (size_t)sent;
		settle(worker, fd);
		release_all();
		if (drains)
			drain(worker);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct evgrpc_worker *worker;
	int fds[2];

	if (n < 2)
		return 0;
	if (!worker)
		worker = make_worker();
	n_begun = n_ended = 0;
	way = bytes[0] >> 4 & (N_WAYS - 1);
	MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
	evg_conn_adopt(worker, fds[0], NULL);
	feed(worker, fds[1], bytes + 1, n - 1, (size_t)(bytes[0] & 0x0F ? bytes[0] * 16 : n), bytes[0] & 0x80);
	close(fds[1]);
	for (int i = 0; i < 100 && (worker->conns || worker->lingers); i++)
		event_base_loop(worker->base, EVLOOP_NONBLOCK);
	MUST(!worker->conns && !worker->lingers && worker->n_conns == 0);
	MUST(n_ended >= n_begun && n_held == 0 && worker->n_handlers == 0 && worker->memory.used == 0);
	return 0;
}
