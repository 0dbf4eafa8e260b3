/* The four cases of compression, which look at the flag of each message. */
#include "payload.h"
#include "rpc.h"

#include <string.h>

#define STREAMED_COMPRESSED_BYTES 27182
#define STREAMED_PLAIN_BYTES      45904

typedef Grpc__Testing__StreamingInputCallRequest InputRequest;

/* Whether a message says it is compressed, and whether it is. */
struct truth {
	bool said, done;
};

static int expect_compressed(struct rpc *rpc, unsigned i, bool wanted)
{
	if (rpc->messages[i].compressed == wanted)
		return 0;
	return fail(rpc->run, "Message %u of %s came %s.", i + 1, rpc->path, wanted ? "plain" : "compressed");
}

/* ---- Requests ------------------------------------------------------------------------------------------------- */

/* A UnaryCall whose request says what truth says. */
static int call_with(struct run *run, struct truth truth, enum evgrpc_code wanted)
{
	static const size_t sizes[] = { LARGE_RESPONSE_BYTES };
	const struct evgrpc_call_options options = { .compression = truth.done ? EVGRPC_GZIP : EVGRPC_IDENTITY };
	Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
	Grpc__Testing__Payload payload = zero_payload(LARGE_REQUEST_BYTES);
	Grpc__Testing__BoolValue expected = GRPC__TESTING__BOOL_VALUE__INIT;
	struct rpc rpc;

	expected.value = truth.said;
	request.expect_compressed = &expected;
	request.response_size = LARGE_RESPONSE_BYTES;
	request.payload = &payload;
	if (rpc_start(&rpc, run, TEST_SERVICE("UnaryCall"), &grpc__testing__simple_response__descriptor, &options) < 0)
		return -1;
	evgrpc_client_send(rpc.call, &request.base);
	evgrpc_client_half_close(rpc.call);
	if (rpc_end(&rpc, wanted) < 0)
		return -1;
	return wanted == EVGRPC_OK ? rpc_expect_sizes(&rpc, sizes, 1) : 0;
}

int client_compressed_unary_noprobe(struct run *run)
{
	int rv = call_with(run, (struct truth){ .said = true, .done = true }, EVGRPC_OK);

	return rv < 0 ? rv : call_with(run, (struct truth){ .said = false, .done = false }, EVGRPC_OK);
}

int client_compressed_unary(struct run *run)
{
	int rv = call_with(run, (struct truth){ .said = true, .done = false }, EVGRPC_INVALID_ARGUMENT);

	return rv < 0 ? rv : client_compressed_unary_noprobe(run);
}

static void send_input(struct rpc *rpc, size_t size, struct truth truth)
{
	InputRequest request = GRPC__TESTING__STREAMING_INPUT_CALL_REQUEST__INIT;
	Grpc__Testing__Payload payload = zero_payload(size);
	Grpc__Testing__BoolValue expected = GRPC__TESTING__BOOL_VALUE__INIT;

	expected.value = truth.said;
	request.expect_compressed = &expected;
	request.payload = &payload;
	evgrpc_client_compress(rpc->call, truth.done);
	evgrpc_client_send(rpc->call, &request.base);
}

static int start_input(struct rpc *rpc, struct run *run)
{
	static const struct evgrpc_call_options options = { .compression = EVGRPC_GZIP };

	return rpc_start(rpc, run, TEST_SERVICE("StreamingInputCall"),
			 &grpc__testing__streaming_input_call_response__descriptor, &options);
}

int client_compressed_streaming_noprobe(struct run *run)
{
	struct rpc rpc;

	if (start_input(&rpc, run) < 0)
		return -1;
	send_input(&rpc, STREAMED_COMPRESSED_BYTES, (struct truth){ .said = true, .done = true });
	send_input(&rpc, STREAMED_PLAIN_BYTES, (struct truth){ .said = false, .done = false });
	evgrpc_client_half_close(rpc.call);
	if (rpc_end(&rpc, EVGRPC_OK) < 0)
		return -1;
	if (rpc.aggregated != STREAMED_COMPRESSED_BYTES + STREAMED_PLAIN_BYTES)
		return fail(run, "The server counted %d bytes, and %d were sent.", rpc.aggregated,
			    STREAMED_COMPRESSED_BYTES + STREAMED_PLAIN_BYTES);
	return 0;
}

int client_compressed_streaming(struct run *run)
{
	struct rpc rpc;

	if (start_input(&rpc, run) < 0)
		return -1;
	send_input(&rpc, STREAMED_COMPRESSED_BYTES, (struct truth){ .said = true, .done = false });
	evgrpc_client_half_close(rpc.call);
	if (rpc_end(&rpc, EVGRPC_INVALID_ARGUMENT) < 0)
		return -1;
	return client_compressed_streaming_noprobe(run);
}

/* ---- Responses ------------------------------------------------------------------------------------------------ */

static int call_for(struct run *run, bool compressed)
{
	static const size_t sizes[] = { LARGE_RESPONSE_BYTES };
	Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
	Grpc__Testing__Payload payload = zero_payload(LARGE_REQUEST_BYTES);
	Grpc__Testing__BoolValue wanted = GRPC__TESTING__BOOL_VALUE__INIT;
	struct rpc rpc;

	wanted.value = compressed;
	request.response_compressed = &wanted;
	request.response_size = LARGE_RESPONSE_BYTES;
	request.payload = &payload;
	if (rpc_start(&rpc, run, TEST_SERVICE("UnaryCall"), &grpc__testing__simple_response__descriptor, NULL) < 0)
		return -1;
	evgrpc_client_send(rpc.call, &request.base);
	evgrpc_client_half_close(rpc.call);
	if (rpc_end(&rpc, EVGRPC_OK) < 0 || rpc_expect_sizes(&rpc, sizes, 1) < 0)
		return -1;
	return expect_compressed(&rpc, 0, compressed);
}

int server_compressed_unary(struct run *run)
{
	return call_for(run, true) < 0 ? -1 : call_for(run, false);
}

int server_compressed_streaming(struct run *run)
{
	enum { N = 2 };
	static const size_t sizes[N] = { 31415, 92653 };
	Grpc__Testing__StreamingOutputCallRequest request = GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
	Grpc__Testing__ResponseParameters parameters[N], *list[N];
	Grpc__Testing__BoolValue compressed[N];
	struct rpc rpc;

	for (int i = 0; i < N; i++) {
		list[i] = &parameters[i];
		grpc__testing__response_parameters__init(list[i]);
		grpc__testing__bool_value__init(&compressed[i]);
		compressed[i].value = i == 0;
		parameters[i].size = (int32_t)sizes[i];
		parameters[i].compressed = &compressed[i];
	}
	request.n_response_parameters = N;
	request.response_parameters = list;
	if (rpc_start(&rpc, run, TEST_SERVICE("StreamingOutputCall"),
		      &grpc__testing__streaming_output_call_response__descriptor, NULL) < 0)
		return -1;
	evgrpc_client_send(rpc.call, &request.base);
	evgrpc_client_half_close(rpc.call);
	if (rpc_end(&rpc, EVGRPC_OK) < 0 || rpc_expect_sizes(&rpc, sizes, N) < 0)
		return -1;
	return expect_compressed(&rpc, 0, true) < 0 ? -1 : expect_compressed(&rpc, 1, false);
}
