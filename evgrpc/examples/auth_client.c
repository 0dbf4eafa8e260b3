/* Asks the greeter behind TLS.   AUTH_TOKEN=secret auth_client CA NAME [ADDRESS] */
#include "greeter.evgrpc.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	const struct evgrpc_tls_options tls = { .ca_file = argc > 1 ? argv[1] : NULL };
	const char *token = getenv("AUTH_TOKEN");
	char error[256], bearer[256];
	const struct evgrpc_metadata metadata[] = { { "authorization", bearer } };
	const struct evgrpc_call_options call = { .timeout_ms = 5000, .metadata = metadata, .n_metadata = 1 };
	Helloworld__HelloRequest request = HELLOWORLD__HELLO_REQUEST__INIT;
	struct evgrpc_channel_options options;
	struct evgrpc_channel *channel;
	struct evgrpc_status status;
	Helloworld__HelloReply *reply;
	int code;

	if (argc < 3 || !token) {
		fprintf(stderr, "usage: AUTH_TOKEN=secret auth_client CA NAME [ADDRESS]\n");
		return 2;
	}
	evgrpc_channel_options_default(&options);
	options.tls = &tls;
	channel = evgrpc_channel_new_with(NULL, argc > 3 ? argv[3] : "localhost:50051", &options, error, sizeof error);
	if (!channel) {
		fprintf(stderr, "auth_client: %s\n", error);
		return 2;
	}
	snprintf(bearer, sizeof bearer, "Bearer %s", token);
	request.name = argv[2];
	code = helloworld__greeter__say_hello__unary(channel, &request, &call, &reply, &status);
	if (code == EVGRPC_OK) {
		printf("%s\n", reply->message);
		helloworld__hello_reply__free_unpacked(reply, NULL);
	} else {
		fprintf(stderr, "%s: %s\n", evgrpc_code_name(code), status.message ? status.message : "");
	}
	evgrpc_channel_free(channel);
	return code == EVGRPC_OK ? 0 : 1;
}
