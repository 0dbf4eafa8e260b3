/* Who serves which method, and the methods that answer once. */
#include "service.h"

#include "payload.h"

#include <stdio.h>
#include <time.h>

#define NO_MEMORY "The call is out of memory."
#define LAST_CODE 16
#define NS_PER_S  1000000000LL
/* Digits of 64 bits, a sign and the end. */
#define STAMP_SIZE 24

void echo_metadata(struct evgrpc_call *call)
{
	static const char initial[] = "x-grpc-test-echo-initial", trailing[] = "x-grpc-test-echo-trailing-bin";
	const char *text = evgrpc_call_metadata(call, initial);
	size_t n = 0;
	const uint8_t *bytes = evgrpc_call_metadata_bin(call, trailing, &n);

	if (text)
		evgrpc_call_add_initial_metadata(call, initial, text);
	if (bytes)
		evgrpc_call_add_trailing_metadata_bin(call, trailing, bytes, n);
}

bool refuse_payload(struct evgrpc_call *call, Grpc__Testing__PayloadType type, int32_t size)
{
	if (type != GRPC__TESTING__PAYLOAD_TYPE__COMPRESSABLE)
		evgrpc_call_fail(call, EVGRPC_INVALID_ARGUMENT, "The only payload type is COMPRESSABLE.");
	else if (size < 0 || (size_t)size > PAYLOAD_MAX_BYTES)
		evgrpc_call_fail(call, EVGRPC_INVALID_ARGUMENT, "A payload has 0 to 4194304 bytes.");
	else
		return false;
	return true;
}

bool refuse_by_status(struct evgrpc_call *call, const Grpc__Testing__EchoStatus *status)
{
	if (!status || status->code == EVGRPC_OK)
		return false;
	if (status->code < 0 || status->code > LAST_CODE)
		evgrpc_call_fail(call, EVGRPC_INVALID_ARGUMENT, "A status code is 0 to 16.");
	else
		evgrpc_call_fail(call, (enum evgrpc_code)status->code, status->message);
	return true;
}

bool refuse_by_compression(struct evgrpc_call *call, const Grpc__Testing__BoolValue *expected)
{
	if (!expected || (bool)expected->value == evgrpc_call_was_compressed(call))
		return false;
	evgrpc_call_fail(call, EVGRPC_INVALID_ARGUMENT,
			 expected->value ? "The message came plain, and compressed was expected."
					 : "The message came compressed, and plain was expected.");
	return true;
}

static void on_open(struct evgrpc_call *call, void *service)
{
	(void)service;
	echo_metadata(call);
}

static void on_empty(struct evgrpc_call *call, const Grpc__Testing__Empty *request, void *service)
{
	Grpc__Testing__Empty response = GRPC__TESTING__EMPTY__INIT;

	(void)request;
	(void)service;
	grpc__testing__test_service__empty_call__call_reply(call, &response);
}

static void on_unary(struct evgrpc_call *call, const Grpc__Testing__SimpleRequest *request, void *service)
{
	Grpc__Testing__SimpleResponse response = GRPC__TESTING__SIMPLE_RESPONSE__INIT;
	Grpc__Testing__Payload payload;

	(void)service;
	if (refuse_by_compression(call, request->expect_compressed) ||
	    refuse_by_status(call, request->response_status) ||
	    refuse_payload(call, request->response_type, request->response_size))
		return;
	payload = zero_payload((size_t)request->response_size);
	response.payload = &payload;
	if (request->response_compressed && request->response_compressed->value)
		evgrpc_call_use_compression(call, EVGRPC_GZIP);
	grpc__testing__test_service__unary_call__call_reply(call, &response);
}

/* Answers with the time, so that a cached answer is known by being the same again. */
static void on_cacheable(struct evgrpc_call *call, const Grpc__Testing__SimpleRequest *request, void *service)
{
	Grpc__Testing__SimpleResponse response = GRPC__TESTING__SIMPLE_RESPONSE__INIT;
	Grpc__Testing__Payload payload = GRPC__TESTING__PAYLOAD__INIT;
	struct timespec now;
	char stamp[STAMP_SIZE];

	(void)request;
	(void)service;
	clock_gettime(CLOCK_REALTIME, &now);
	payload.body.len = (size_t)snprintf(stamp, sizeof stamp, "%lld", now.tv_sec * NS_PER_S + now.tv_nsec);
	payload.body.data = (uint8_t *)stamp;
	response.payload = &payload;
	evgrpc_call_add_initial_metadata(call, "cache-control", "max-age=60, public");
	grpc__testing__test_service__cacheable_unary_call__call_reply(call, &response);
}

/* ---- StreamingInputCall: counts what comes -------------------------------------------------------------------- */

static void on_input_gone(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	evgrpc_call_fail(call, EVGRPC_CANCELLED, NULL);
}

static void on_input_open(struct evgrpc_call *call, void *service)
{
	int64_t *sum = evgrpc_call_alloc(call, sizeof *sum);

	(void)service;
	if (!sum) {
		evgrpc_call_fail(call, EVGRPC_RESOURCE_EXHAUSTED, NO_MEMORY);
		return;
	}
	echo_metadata(call);
	evgrpc_call_set_data(call, sum);
	evgrpc_call_on_gone(call, on_input_gone, NULL);
	evgrpc_call_next(call);
}

static void on_input(struct evgrpc_call *call, const Grpc__Testing__StreamingInputCallRequest *request, void *service)
{
	int64_t *sum = evgrpc_call_data(call);

	(void)service;
	if (refuse_by_compression(call, request->expect_compressed))
		return;
	*sum += (int64_t)payload_size(request->payload);
	if (*sum > INT32_MAX)
		evgrpc_call_fail(call, EVGRPC_OUT_OF_RANGE, "The payloads have more bytes than the answer can count.");
	else
		evgrpc_call_next(call);
}

static void on_input_half_close(struct evgrpc_call *call, void *service)
{
	Grpc__Testing__StreamingInputCallResponse response = GRPC__TESTING__STREAMING_INPUT_CALL_RESPONSE__INIT;
	const int64_t *sum = evgrpc_call_data(call);

	(void)service;
	response.aggregated_payload_size = (int32_t)*sum;
	grpc__testing__test_service__streaming_input_call__call_reply(call, &response);
}

/* ---- Who serves what ------------------------------------------------------------------------------------------ */

const struct grpc__testing__test_service_handlers test_service = {
	.empty_call = { .on_open = on_open, .on_message = on_empty },
	.unary_call = { .on_open = on_open, .on_message = on_unary },
	.cacheable_unary_call = { .on_open = on_open, .on_message = on_cacheable },
	.streaming_input_call = { .on_open = on_input_open,
				  .on_message = on_input,
				  .on_half_close = on_input_half_close },
	.streaming_output_call = { .on_open = on_output_open, .on_message = on_output_request },
	.full_duplex_call = { .on_open = on_duplex_open,
			      .on_message = on_full_duplex_request,
			      .on_half_close = on_duplex_half_close },
	.half_duplex_call = { .on_open = on_duplex_open,
			      .on_message = on_half_duplex_request,
			      .on_half_close = on_duplex_half_close },
};
