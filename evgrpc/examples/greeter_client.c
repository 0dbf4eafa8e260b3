/* Asks to be greeted.   greeter_client [NAME [ADDRESS]] */
#include "greeter.pb-c.h"

#include <evgrpc.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	const char *address = argc > 2 ? argv[2] : "127.0.0.1:50051";
	const struct evgrpc_call_options options = { .timeout_ms = 5000, .wait_for_ready = true };
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, address);
	Helloworld__HelloRequest request = HELLOWORLD__HELLO_REQUEST__INIT;
	ProtobufCMessage *response;
	struct evgrpc_status status;
	int code;

	if (!channel) {
		fprintf(stderr, "greeter_client: %s is no address like 127.0.0.1:50051 or unix:/run/x\n", address);
		return 2;
	}
	request.name = argc > 1 ? argv[1] : "world";
	code = evgrpc_unary(channel, "/helloworld.Greeter/SayHello", &request.base,
			    &helloworld__hello_reply__descriptor, &options, &response, &status);
	if (code == EVGRPC_OK) {
		printf("%s\n", ((Helloworld__HelloReply *)response)->message);
		protobuf_c_message_free_unpacked(response, NULL);
	} else {
		fprintf(stderr, "%s: %s\n", evgrpc_code_name(code), status.message ? status.message : "");
	}
	evgrpc_channel_free(channel);
	return code == EVGRPC_OK ? 0 : 1;
}
