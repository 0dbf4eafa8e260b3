/* The cases of streams, by the blocking functions; the stubs' where one method is meant, the plain ones where three are
 * treated alike. */
#include "client.h"

#include "grpc/testing/test.evgrpc.h"
#include "payload.h"

#define ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* What the stream cases send and ask for. */
static const size_t request_sizes[] = { 27182, 8, 1828, 45904 };
static const size_t response_sizes[] = { 31415, 9, 2653, 58979 };
#define N_STEPS      ARRAY_LENGTH(response_sizes)
#define REQUESTS_SUM 74922

typedef Grpc__Testing__StreamingOutputCallRequest OutputRequest;

static struct evgrpc_stream *open_output(struct run *run, const char *path)
{
	struct evgrpc_stream *stream = evgrpc_stream_open(
		run->channel, path, &grpc__testing__streaming_output_call_response__descriptor, NULL);

	if (!stream)
		fail(run, "Memory is short.");
	return stream;
}

/* Sends one request that asks for n answers of these sizes and, unless it is 0, has a payload of request_size. */
static int send_request(struct run *run, struct evgrpc_stream *stream, size_t request_size, const size_t *sizes,
			size_t n)
{
	OutputRequest request = GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
	Grpc__Testing__Payload payload = zero_payload(request_size);
	Grpc__Testing__ResponseParameters parameters[N_STEPS], *list[N_STEPS];

	for (size_t i = 0; i < n; i++) {
		list[i] = &parameters[i];
		grpc__testing__response_parameters__init(list[i]);
		list[i]->size = (int32_t)sizes[i];
	}
	request.n_response_parameters = n;
	request.response_parameters = list;
	if (request_size)
		request.payload = &payload;
	if (evgrpc_stream_send(stream, &request.base) < 0)
		return fail(run, "The server ended the call before a request was sent.");
	return 0;
}

/* Receives the answer number i. */
static int receive(struct run *run, struct evgrpc_stream *stream, size_t i)
{
	Grpc__Testing__StreamingOutputCallResponse *response;
	size_t size;

	if (evgrpc_stream_receive(stream, (ProtobufCMessage **)&response) != 1)
		return fail(run, "%zu messages came, and %zu were expected.", i, N_STEPS);
	size = payload_size(response->payload);
	protobuf_c_message_free_unpacked(&response->base, NULL);
	if (size != response_sizes[i])
		return fail(run, "Message %zu has a payload of %zu bytes, and %zu were expected.", i + 1, size,
			    response_sizes[i]);
	return 0;
}

/* The end of a stream of which rv says how it went: no further message may come, and the status be OK. */
static int finish(struct run *run, struct evgrpc_stream *stream, int rv)
{
	struct evgrpc_status status;
	ProtobufCMessage *more = NULL;
	bool ended;

	evgrpc_stream_half_close(stream);
	ended = rv < 0 || evgrpc_stream_receive(stream, &more) == 0;
	if (more)
		protobuf_c_message_free_unpacked(more, NULL);
	evgrpc_stream_finish(stream, NULL, &status);
	if (rv == 0 || status.code != EVGRPC_OK)
		rv = expect_code(run, "The stream", &status, EVGRPC_OK);
	return ended || rv < 0 ? rv : fail(run, "More messages came than were asked for.");
}

int client_streaming(struct run *run)
{
	Grpc__Testing__StreamingInputCallRequest request = GRPC__TESTING__STREAMING_INPUT_CALL_REQUEST__INIT;
	Grpc__Testing__StreamingInputCallResponse *response = NULL;
	struct evgrpc_stream *stream =
		grpc__testing__test_service__streaming_input_call__stream_open(run->channel, NULL);
	struct evgrpc_status status;
	int rv;

	if (!stream)
		return fail(run, "Memory is short.");
	for (size_t i = 0; i < ARRAY_LENGTH(request_sizes); i++) {
		Grpc__Testing__Payload payload = zero_payload(request_sizes[i]);

		request.payload = &payload;
		/* If it fails, the status says why. */
		grpc__testing__test_service__streaming_input_call__stream_send(stream, &request);
	}
	grpc__testing__test_service__streaming_input_call__stream_finish(stream, &response, &status);
	rv = expect_code(run, "StreamingInputCall", &status, EVGRPC_OK);
	if (rv == 0 && response->aggregated_payload_size != REQUESTS_SUM)
		rv = fail(run, "The server counted %d bytes, and %d were sent.", response->aggregated_payload_size,
			  REQUESTS_SUM);
	grpc__testing__streaming_input_call_response__free_unpacked(response, NULL);
	return rv;
}

int server_streaming(struct run *run)
{
	struct evgrpc_stream *stream = open_output(run, TEST_SERVICE("StreamingOutputCall"));
	int rv;

	if (!stream)
		return -1;
	rv = send_request(run, stream, 0, response_sizes, N_STEPS);
	evgrpc_stream_half_close(stream);
	for (size_t i = 0; i < N_STEPS && rv == 0; i++)
		rv = receive(run, stream, i);
	return finish(run, stream, rv);
}

int ping_pong(struct run *run)
{
	struct evgrpc_stream *stream = open_output(run, TEST_SERVICE("FullDuplexCall"));
	int rv = 0;

	if (!stream)
		return -1;
	for (size_t i = 0; i < N_STEPS && rv == 0; i++) {
		rv = send_request(run, stream, request_sizes[i], &response_sizes[i], 1);
		if (rv == 0)
			rv = receive(run, stream, i);
	}
	return finish(run, stream, rv);
}

/* All requests, the half-close, and then all answers. */
int half_duplex(struct run *run)
{
	struct evgrpc_stream *stream = open_output(run, TEST_SERVICE("HalfDuplexCall"));
	int rv = 0;

	if (!stream)
		return -1;
	for (size_t i = 0; i < N_STEPS && rv == 0; i++)
		rv = send_request(run, stream, 0, &response_sizes[i], 1);
	evgrpc_stream_half_close(stream);
	for (size_t i = 0; i < N_STEPS && rv == 0; i++)
		rv = receive(run, stream, i);
	return finish(run, stream, rv);
}

int empty_stream(struct run *run)
{
	struct evgrpc_stream *stream = open_output(run, TEST_SERVICE("FullDuplexCall"));

	return stream ? finish(run, stream, 0) : -1;
}
