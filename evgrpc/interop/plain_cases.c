/* The cases of one request and one answer, by the blocking stubs. */
#include "client.h"

#include "grpc/testing/test.evgrpc.h"
#include "payload.h"

#include <string.h>

/* Code 2 is what the two status cases ask for. */
#define STATUS_MESSAGE  "test status message"
#define SPECIAL_MESSAGE "\t\ntest with whitespace\r\nand Unicode BMP \xe2\x98\xba and non-BMP \xf0\x9f\x98\x88\t\n"

static int expect_message(struct run *run, const char *what, const struct evgrpc_status *status, const char *wanted)
{
	if (expect_code(run, what, status, EVGRPC_UNKNOWN) < 0)
		return -1;
	if (!status->message || strcmp(status->message, wanted) != 0)
		return fail(run, "%s came with the message \"%s\", and \"%s\" was expected.", what,
			    status->message ? status->message : "", wanted);
	return 0;
}

/* The stub of a method that takes and gives an empty message. */
typedef int empty_method(struct evgrpc_channel *channel, const Grpc__Testing__Empty *request,
			 const struct evgrpc_call_options *options, Grpc__Testing__Empty **ret_response,
			 struct evgrpc_status *ret_status);

static int call_empty(struct run *run, empty_method *method, const char *name, enum evgrpc_code wanted)
{
	Grpc__Testing__Empty request = GRPC__TESTING__EMPTY__INIT;
	Grpc__Testing__Empty *response = NULL;
	struct evgrpc_status status;
	int rv;

	method(run->channel, &request, NULL, &response, &status);
	rv = expect_code(run, name, &status, wanted);
	if (rv == 0 && wanted == EVGRPC_OK && (!response || grpc__testing__empty__get_packed_size(response) != 0))
		rv = fail(run, "%s did not give an empty message.", name);
	grpc__testing__empty__free_unpacked(response, NULL);
	return rv;
}

int empty_unary(struct run *run)
{
	return call_empty(run, grpc__testing__test_service__empty_call__unary, "EmptyCall", EVGRPC_OK);
}

int unimplemented_method(struct run *run)
{
	return call_empty(run, grpc__testing__test_service__unimplemented_call__unary, "UnimplementedCall",
			  EVGRPC_UNIMPLEMENTED);
}

int unimplemented_service(struct run *run)
{
	return call_empty(run, grpc__testing__unimplemented_service__unimplemented_call__unary, "UnimplementedService",
			  EVGRPC_UNIMPLEMENTED);
}

int call_large_unary(struct run *run, struct evgrpc_channel *channel, size_t request_size, size_t response_size)
{
	Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
	Grpc__Testing__Payload payload = zero_payload(request_size);
	Grpc__Testing__SimpleResponse *response = NULL;
	struct evgrpc_status status;
	int rv;

	request.response_size = (int32_t)response_size;
	request.payload = &payload;
	grpc__testing__test_service__unary_call__unary(channel, &request, NULL, &response, &status);
	rv = expect_code(run, "UnaryCall", &status, EVGRPC_OK);
	if (rv == 0 && payload_size(response->payload) != response_size)
		rv = fail(run, "UnaryCall gave a payload of %zu bytes, and %zu were expected.",
			  payload_size(response->payload), response_size);
	grpc__testing__simple_response__free_unpacked(response, NULL);
	return rv;
}

int large_unary(struct run *run)
{
	return call_large_unary(run, run->channel, LARGE_REQUEST_BYTES, LARGE_RESPONSE_BYTES);
}

/* A UnaryCall that asks for code 2 with a message. */
static int call_for_status(struct run *run, const char *message)
{
	Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
	Grpc__Testing__EchoStatus wanted = GRPC__TESTING__ECHO_STATUS__INIT;
	Grpc__Testing__SimpleResponse *response = NULL;
	struct evgrpc_status status;

	wanted.code = EVGRPC_UNKNOWN;
	wanted.message = (char *)message;
	request.response_status = &wanted;
	grpc__testing__test_service__unary_call__unary(run->channel, &request, NULL, &response, &status);
	grpc__testing__simple_response__free_unpacked(response, NULL);
	return expect_message(run, "UnaryCall", &status, message);
}

/* The same of a FullDuplexCall. */
static int stream_for_status(struct run *run, const char *message)
{
	Grpc__Testing__StreamingOutputCallRequest request = GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
	Grpc__Testing__EchoStatus wanted = GRPC__TESTING__ECHO_STATUS__INIT;
	struct evgrpc_stream *stream = grpc__testing__test_service__full_duplex_call__stream_open(run->channel, NULL);
	struct evgrpc_status status;

	if (!stream)
		return fail(run, "Memory is short.");
	wanted.code = EVGRPC_UNKNOWN;
	wanted.message = (char *)message;
	request.response_status = &wanted;
	grpc__testing__test_service__full_duplex_call__stream_send(stream, &request);
	grpc__testing__test_service__full_duplex_call__stream_finish(stream, &status);
	return expect_message(run, "FullDuplexCall", &status, message);
}

int status_code_and_message(struct run *run)
{
	return call_for_status(run, STATUS_MESSAGE) < 0 ? -1 : stream_for_status(run, STATUS_MESSAGE);
}

int special_status_message(struct run *run)
{
	return call_for_status(run, SPECIAL_MESSAGE);
}
