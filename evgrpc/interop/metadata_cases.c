/* The cases of metadata. */
#include "payload.h"
#include "rpc.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define ECHO_TEXT "test_initial_metadata_value"
/* 0xababab in base64. */
#define ECHO_BYTES "q6ur"
/* Digits of 64 bits, a sign and the end. */
#define STAMP_SIZE 24
#define NS_PER_S   1000000000LL

static const size_t large_size[] = { LARGE_RESPONSE_BYTES };

static int expect_value(struct rpc *rpc, const char *where, const char *got, const char *wanted)
{
	if (!strcmp(got, wanted))
		return 0;
	return fail(rpc->run, "%s gave \"%s\" in its %s metadata, and \"%s\" was expected.", rpc->path, got, where,
		    wanted);
}

/* The end of a call that was given the two keys. */
static int expect_echo(struct rpc *rpc)
{
	if (rpc_end(rpc, EVGRPC_OK) < 0 || rpc_expect_sizes(rpc, large_size, 1) < 0 ||
	    expect_value(rpc, "initial", rpc->initial, ECHO_TEXT) < 0)
		return -1;
	return expect_value(rpc, "trailing", rpc->trailing, ECHO_BYTES);
}

static int call_with_metadata(struct run *run, const struct evgrpc_call_options *options)
{
	Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
	Grpc__Testing__Payload payload = zero_payload(LARGE_REQUEST_BYTES);
	struct rpc rpc;

	request.response_size = LARGE_RESPONSE_BYTES;
	request.payload = &payload;
	if (rpc_start(&rpc, run, TEST_SERVICE("UnaryCall"), &grpc__testing__simple_response__descriptor, options) < 0)
		return -1;
	evgrpc_client_send(rpc.call, &request.base);
	evgrpc_client_half_close(rpc.call);
	return expect_echo(&rpc);
}

static int stream_with_metadata(struct run *run, const struct evgrpc_call_options *options)
{
	Grpc__Testing__StreamingOutputCallRequest request = GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
	Grpc__Testing__ResponseParameters wanted = GRPC__TESTING__RESPONSE_PARAMETERS__INIT, *list[] = { &wanted };
	Grpc__Testing__Payload payload = zero_payload(LARGE_REQUEST_BYTES);
	struct rpc rpc;

	wanted.size = LARGE_RESPONSE_BYTES;
	request.n_response_parameters = 1;
	request.response_parameters = list;
	request.payload = &payload;
	if (rpc_start(&rpc, run, TEST_SERVICE("FullDuplexCall"),
		      &grpc__testing__streaming_output_call_response__descriptor, options) < 0)
		return -1;
	evgrpc_client_send(rpc.call, &request.base);
	evgrpc_client_half_close(rpc.call);
	return expect_echo(&rpc);
}

int custom_metadata(struct run *run)
{
	static const struct evgrpc_metadata metadata[] = { { "x-grpc-test-echo-initial", ECHO_TEXT },
							   { "x-grpc-test-echo-trailing-bin", ECHO_BYTES } };
	static const struct evgrpc_call_options options = { .metadata = metadata, .n_metadata = 2 };

	return call_with_metadata(run, &options) < 0 ? -1 : stream_with_metadata(run, &options);
}

/* gRPC has given up the GET this case was about, and no caching proxy stands between: that both calls succeed and that
 * the answer may be cached is what is left. */
int cacheable_unary(struct run *run)
{
	static const struct evgrpc_metadata metadata[] = { { "x-user-ip", "1.2.3.4" } };
	static const struct evgrpc_call_options options = { .metadata = metadata, .n_metadata = 1 };
	Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
	Grpc__Testing__Payload payload = GRPC__TESTING__PAYLOAD__INIT;
	struct timespec now;
	char stamp[STAMP_SIZE];

	clock_gettime(CLOCK_REALTIME, &now);
	payload.body.len = (size_t)snprintf(stamp, sizeof stamp, "%lld", now.tv_sec * NS_PER_S + now.tv_nsec);
	payload.body.data = (uint8_t *)stamp;
	request.payload = &payload;
	for (int i = 0; i < 2; i++) {
		struct rpc rpc;

		if (rpc_start(&rpc, run, TEST_SERVICE("CacheableUnaryCall"),
			      &grpc__testing__simple_response__descriptor, &options) < 0)
			return -1;
		evgrpc_client_send(rpc.call, &request.base);
		evgrpc_client_half_close(rpc.call);
		if (rpc_end(&rpc, EVGRPC_OK) < 0)
			return -1;
		if (rpc.messages[0].size == 0)
			return fail(run, "%s gave no time.", rpc.path);
		if (!strstr(rpc.cache_control, "max-age"))
			return fail(run, "%s gave \"%s\" as cache-control, which lets nobody cache.", rpc.path,
				    rpc.cache_control);
	}
	return 0;
}
