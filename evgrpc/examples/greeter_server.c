/* Greets whoever asks.   greeter_server [ADDRESS] */
#include "greeter.evgrpc.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static void on_say_hello(struct evgrpc_call *call, const Helloworld__HelloRequest *request, void *service)
{
	Helloworld__HelloReply reply = HELLOWORLD__HELLO_REPLY__INIT;
	size_t size = strlen(request->name) + sizeof("Hello, !");

	(void)service;
	reply.message = evgrpc_call_alloc(call, size); /* released with the call */
	if (!*request->name || !reply.message) {
		evgrpc_call_fail(call, EVGRPC_INVALID_ARGUMENT, "Say who you are: name is empty or far too long.");
		return;
	}
	snprintf(reply.message, size, "Hello, %s!", request->name);
	helloworld__greeter__say_hello__call_reply(call, &reply);
}

static const struct helloworld__greeter_handlers handlers = { .say_hello = { .on_message = on_say_hello } };

int main(int argc, char **argv)
{
	struct evgrpc_server_options options;
	struct evgrpc_server *server;
	char error[256] = "short of memory";
	sigset_t stop;
	int signal;

	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	sigprocmask(SIG_BLOCK, &stop, NULL); /* they wait for sigwait below */
	evgrpc_server_options_default(&options);
	server = evgrpc_server_new(&options);
	if (!server || helloworld__greeter_add(server, &handlers, NULL) < 0 ||
	    evgrpc_server_listen(server, argc > 1 ? argv[1] : "127.0.0.1:50051", error, sizeof error) < 0 ||
	    evgrpc_server_start(server, error, sizeof error) < 0) {
		fprintf(stderr, "greeter_server: %s\n", error);
		return 1;
	}
	printf("listening on port %d\n", evgrpc_server_port(server, 0));
	fflush(stdout);
	sigwait(&stop, &signal);
	evgrpc_server_stop(server, 5000);
	evgrpc_server_free(server);
	return 0;
}
