/* The cases of calls that the client ends, or time. */
#include "payload.h"
#include "rpc.h"

#define FIRST_REQUEST_BYTES  27182
#define FIRST_RESPONSE_BYTES 31415
/* What timeout_on_sleeping_server gives its call. */
#define SHORT_TIMEOUT_MS 1

static int start_duplex(struct rpc *rpc, struct run *run, const struct evgrpc_call_options *options)
{
	return rpc_start(rpc, run, TEST_SERVICE("FullDuplexCall"),
			 &grpc__testing__streaming_output_call_response__descriptor, options);
}

int cancel_after_begin(struct run *run)
{
	struct rpc rpc;

	if (rpc_start(&rpc, run, TEST_SERVICE("StreamingInputCall"),
		      &grpc__testing__streaming_input_call_response__descriptor, NULL) < 0)
		return -1;
	evgrpc_client_cancel(rpc.call);
	return rpc_end(&rpc, EVGRPC_CANCELLED);
}

int cancel_after_first_response(struct run *run)
{
	static const size_t sizes[] = { FIRST_RESPONSE_BYTES };
	Grpc__Testing__StreamingOutputCallRequest request = GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
	Grpc__Testing__ResponseParameters wanted = GRPC__TESTING__RESPONSE_PARAMETERS__INIT, *list[] = { &wanted };
	Grpc__Testing__Payload payload = zero_payload(FIRST_REQUEST_BYTES);
	struct rpc rpc;

	if (start_duplex(&rpc, run, NULL) < 0)
		return -1;
	wanted.size = FIRST_RESPONSE_BYTES;
	request.n_response_parameters = 1;
	request.response_parameters = list;
	request.payload = &payload;
	evgrpc_client_send(rpc.call, &request.base);
	if (rpc_wait(&rpc, 1) < 0)
		return -1;
	evgrpc_client_cancel(rpc.call);
	return rpc_end(&rpc, EVGRPC_CANCELLED) < 0 ? -1 : rpc_expect_sizes(&rpc, sizes, 1);
}

int timeout_on_sleeping_server(struct run *run)
{
	static const struct evgrpc_call_options options = { .timeout_ms = SHORT_TIMEOUT_MS };
	Grpc__Testing__StreamingOutputCallRequest request = GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
	Grpc__Testing__Payload payload = zero_payload(FIRST_REQUEST_BYTES);
	struct rpc rpc;

	if (start_duplex(&rpc, run, &options) < 0)
		return -1;
	request.payload = &payload;
	evgrpc_client_send(rpc.call, &request.base);
	return rpc_end(&rpc, EVGRPC_DEADLINE_EXCEEDED);
}
