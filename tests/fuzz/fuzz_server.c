/* Raw bytes into a server's connection: nothing a peer sends may crash it, leak, leave a call or a connection behind
 * or make a handler's call end otherwise than once. The first byte says into how large pieces the rest is cut. */
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

static void after(const struct evgrpc_call_record *record, void *arg)
{
	(void)arg;
	MUST(record->method && record->peer);
	n_ended++;
}

static struct evgrpc_worker *make_worker(void)
{
	static const struct evgrpc_hook hook = { .after = after };
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

static void feed(struct evgrpc_worker *worker, int fd, const uint8_t *bytes, size_t n, size_t piece)
{
	while (n) {
		size_t some = n < piece ? n : piece;
		ssize_t sent = send(fd, bytes, some, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0)
			return; /* the server has had enough */
		bytes += sent;
		n -= (size_t)sent;
		settle(worker, fd);
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
	MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
	evg_conn_adopt(worker, fds[0], NULL);
	feed(worker, fds[1], bytes + 1, n - 1, (size_t)(bytes[0] & 0x0F ? bytes[0] * 16 : n));
	close(fds[1]);
	for (int i = 0; i < 100 && (worker->conns || worker->lingers); i++)
		event_base_loop(worker->base, EVLOOP_NONBLOCK);
	MUST(!worker->conns && !worker->lingers && worker->n_conns == 0);
	MUST(n_ended >= n_begun);
	return 0;
}
