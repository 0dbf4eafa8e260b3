/* bench-echo-evgrpc: the echo server of the RPC benchmark on evgrpc's public interface, as a program would use it.
 *
 *   bench-echo-evgrpc PORT WORKERS [CERTIFICATE KEY]
 *
 * Serves until it is killed. */
#include "bench.pb-c.h"
#include <evgrpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_say(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const Bench__EchoRequest *request = (const Bench__EchoRequest *)message;
	Bench__EchoReply reply = BENCH__ECHO_REPLY__INIT;

	(void)service;
	reply.payload.data = evgrpc_call_alloc(call, request->reply_bytes);
	if (!reply.payload.data) {
		evgrpc_call_fail(call, EVGRPC_RESOURCE_EXHAUSTED, "reply_bytes is more than a call may use");
		return;
	}
	reply.payload.len = request->reply_bytes;
	memset(reply.payload.data, 'x', request->reply_bytes);
	evgrpc_call_reply(call, &reply.base);
}

static const struct evgrpc_method methods[] = {
	{ .path = "/bench.Echo/Say",
	  .kind = EVGRPC_UNARY,
	  .request = &bench__echo_request__descriptor,
	  .response = &bench__echo_reply__descriptor,
	  .on_message = on_say },
};

static int listen_on(struct evgrpc_server *server, int argc, char **argv, char *error, size_t error_size)
{
	const struct evgrpc_tls_options tls = { .certificate_file = argc == 5 ? argv[3] : NULL,
						.key_file = argc == 5 ? argv[4] : NULL };
	char address[64];

	snprintf(address, sizeof address, "127.0.0.1:%s", argv[1]);
	if (argc == 5)
		return evgrpc_server_listen_tls(server, address, &tls, error, error_size);
	return evgrpc_server_listen(server, address, error, error_size);
}

int main(int argc, char **argv)
{
	struct evgrpc_server_options options;
	struct evgrpc_server *server;
	char error[256] = "memory is short";

	if (argc != 3 && argc != 5) {
		fprintf(stderr, "usage: bench-echo-evgrpc PORT WORKERS [CERTIFICATE KEY]\n");
		return 2;
	}
	evgrpc_server_options_default(&options);
	options.workers = (int)strtol(argv[2], NULL, 10);
	/* Ten thousand connections are opened and left alone to weigh them. */
	options.max_connections = options.max_handshakes = 20000;
	options.preface_timeout_ms = 0;
	server = evgrpc_server_new(&options);
	if (!server || evgrpc_server_add_methods(server, methods, 1, NULL) < 0 ||
	    listen_on(server, argc, argv, error, sizeof error) < 0 ||
	    evgrpc_server_start(server, error, sizeof error) < 0) {
		fprintf(stderr, "bench-echo-evgrpc: %s\n", error);
		return 1;
	}
	for (;;)
		pause();
}
