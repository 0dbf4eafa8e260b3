/* Asks to be greeted.   greeter_client [NAME [ADDRESS]] */
#include "greeter.evgrpc.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	const char *address = argc > 2 ? argv[2] : "127.0.0.1:50051";
	const struct evgrpc_call_options options = { .timeout_ms = 5000, .wait_for_ready = true };
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, address);
	Helloworld__HelloRequest request = HELLOWORLD__HELLO_REQUEST__INIT;
	Helloworld__HelloReply *reply;
	struct evgrpc_status status;
	int code;

	if (!channel) {
		fprintf(stderr, "greeter_client: %s is no address like 127.0.0.1:50051 or unix:/run/x\n", address);
		return 2;
	}
	request.name = argc > 1 ? argv[1] : "world";
	code = helloworld__greeter__say_hello__unary(channel, &request, &options, &reply, &status);
	if (code == EVGRPC_OK) {
		printf("%s\n", reply->message);
		helloworld__hello_reply__free_unpacked(reply, NULL);
	} else {
		fprintf(stderr, "%s: %s\n", evgrpc_code_name(code), status.message ? status.message : "");
	}
	evgrpc_channel_free(channel);
	return code == EVGRPC_OK ? 0 : 1;
}
