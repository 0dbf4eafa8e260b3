/* The answer to a client's call: header fields, messages, and what they say about how it ended. */
#include "base64.h"
#include "channel.h"
#include "client_call.h"
#include "message.h"
#include "percent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Largest response message, and what unpacking it may take: a server is trusted more than its clients are. */
	MAX_RESPONSE = 16 << 20,
	MAX_RESPONSE_MEMORY = 64 << 20,
	/* Header list of a response; what comes beyond is not looked at. */
	MAX_HEADER_BYTES = 65536,
};

static struct evgrpc_client_call *call_of(struct evg_stream *stream)
{
	return (struct evgrpc_client_call *)((char *)stream - offsetof(struct evgrpc_client_call, stream));
}

/* ---- The response's fields ---------------------------------------------------------------------------------- */

static bool is(const char *text, size_t n, const char *word)
{
	return n == strlen(word) && !memcmp(text, word, n);
}

/* A decimal number of at most 3 digits, -1 otherwise. */
static int small_number(const char *text, size_t n)
{
	int number = 0;

	if (n == 0 || n > 3)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + text[i] - '0';
	}
	return number;
}

static void note_status(struct evgrpc_client_call *call, const char *value, size_t n)
{
	int code = small_number(value, n);

	call->code = code >= EVGRPC_OK && code <= EVGRPC_UNAUTHENTICATED ? code : EVGRPC_UNKNOWN;
}

static void note_message(struct evgrpc_client_call *call, const char *value, size_t n)
{
	free(call->message);
	call->message = malloc(n + 1);
	if (call->message)
		evg_percent_decode(value, n, call->message);
}

static void note_details(struct evgrpc_client_call *call, const char *value, size_t n)
{
	free(call->details);
	call->details_len = 0;
	call->details = malloc(n + 3);
	if (call->details && evg_base64_decode(value, n, call->details, &call->details_len) == 0)
		return;
	free(call->details);
	call->details = NULL;
}

void evg_client_call_on_field(struct evg_stream *stream, const char *name, size_t name_len, const char *value,
			      size_t value_len)
{
	static const char type[] = "application/grpc";
	struct evgrpc_client_call *call = call_of(stream);

	call->header_bytes += name_len + value_len + 32;
	if (call->header_bytes > MAX_HEADER_BYTES || call->decided)
		return;
	if (is(name, name_len, ":status"))
		call->http_status = small_number(value, value_len);
	else if (is(name, name_len, "content-type"))
		call->is_grpc = value_len >= sizeof type - 1 && !memcmp(value, type, sizeof type - 1);
	else if (is(name, name_len, "grpc-status"))
		note_status(call, value, value_len);
	else if (is(name, name_len, "grpc-message"))
		note_message(call, value, value_len);
	else if (is(name, name_len, "grpc-status-details-bin"))
		note_details(call, value, value_len);
}

/* gRPC's "HTTP to gRPC status code mapping", for answers of something that is no gRPC server. */
static enum evgrpc_code code_of_http(int http_status)
{
	switch (http_status) {
	case 400:
		return EVGRPC_INTERNAL;
	case 401:
		return EVGRPC_UNAUTHENTICATED;
	case 403:
		return EVGRPC_PERMISSION_DENIED;
	case 404:
		return EVGRPC_UNIMPLEMENTED;
	case 429:
	case 502:
	case 503:
	case 504:
		return EVGRPC_UNAVAILABLE;
	default:
		return EVGRPC_UNKNOWN;
	}
}

static enum evgrpc_code code_of_reset(uint32_t close_code)
{
	switch (close_code) {
	case NGHTTP2_REFUSED_STREAM:
		return EVGRPC_UNAVAILABLE;
	case NGHTTP2_CANCEL:
		return EVGRPC_CANCELLED;
	case NGHTTP2_ENHANCE_YOUR_CALM:
		return EVGRPC_RESOURCE_EXHAUSTED;
	case NGHTTP2_INADEQUATE_SECURITY:
		return EVGRPC_PERMISSION_DENIED;
	default:
		return EVGRPC_INTERNAL;
	}
}

/* The stream closed and no grpc-status came. */
static void decide_without_status(struct evgrpc_client_call *call)
{
	char message[256];

	if (call->conn->closed) {
		snprintf(message, sizeof message, "the connection to %s was lost: %s", call->channel->name,
			 call->conn->reason);
		evg_client_call_decide(call, EVGRPC_UNAVAILABLE, message);
	} else if (call->http_status && (call->http_status != 200 || !call->is_grpc)) {
		snprintf(message, sizeof message, "%s is no gRPC server: it answered with HTTP status %d%s",
			 call->channel->name, call->http_status, call->is_grpc ? "" : " and no gRPC content");
		evg_client_call_decide(call, code_of_http(call->http_status), message);
	} else if (call->stream.close_code == NGHTTP2_NO_ERROR) {
		evg_client_call_decide(call, EVGRPC_INTERNAL, "the server ended the call without a status");
	} else {
		snprintf(message, sizeof message, "the server reset the call (HTTP/2 error %s)",
			 nghttp2_http2_strerror(call->stream.close_code));
		evg_client_call_decide(call, code_of_reset(call->stream.close_code), message);
	}
}

void evg_client_call_judge(struct evgrpc_client_call *call)
{
	if (call->decided)
		return;
	if (call->channel->dead)
		evg_client_call_decide(call, EVGRPC_CANCELLED, "the channel was closed");
	else if (call->code < 0)
		decide_without_status(call);
	else if (call->code == EVGRPC_OK && evg_buf_len(&call->stream.in))
		evg_client_call_decide(call, EVGRPC_INTERNAL, "the response ended within a message");
}

/* ---- Messages ----------------------------------------------------------------------------------------------- */

/* The default allocator with a cap: what it gives is freed with free(), also by who keeps the message. */
struct capped {
	size_t left;
};

static void *allocate_capped(void *data, size_t size)
{
	struct capped *capped = data;

	if (size > capped->left)
		return NULL;
	capped->left -= size;
	return malloc(size ? size : 1);
}

static void free_capped(void *data, void *piece)
{
	(void)data;
	free(piece);
}

static void hand_over(struct evgrpc_client_call *call, const struct evg_message *message)
{
	struct capped capped = { .left = MAX_RESPONSE_MEMORY };
	ProtobufCAllocator allocator = { .alloc = allocate_capped, .free = free_capped, .allocator_data = &capped };
	ProtobufCMessage *response = protobuf_c_message_unpack(call->response, &allocator, message->len, message->data);

	evg_stream_drop_in(&call->stream, EVG_PREFIX + message->len);
	if (!response) {
		evg_client_call_decide(call, EVGRPC_INTERNAL, "the response could not be parsed");
		return;
	}
	call->keeps_message = false;
	if (call->handlers.on_message)
		call->handlers.on_message(call, response, call->arg);
	if (!call->keeps_message)
		protobuf_c_message_free_unpacked(response, NULL);
}

void evg_client_call_deliver(struct evgrpc_client_call *call)
{
	const struct evg_buf *in = &call->stream.in;
	struct evg_message message;

	if (!call->is_grpc) /* the error page of something else */
		evg_stream_drop_in(&call->stream, evg_buf_len(in));
	while (!call->decided) {
		switch (evg_message_peek(evg_buf_bytes(in), evg_buf_len(in), MAX_RESPONSE, &message)) {
		case EVG_FRAME_PART:
			if (call->stream.starved)
				evg_client_call_decide(call, EVGRPC_RESOURCE_EXHAUSTED, "memory is short");
			else
				evg_stream_return_window(&call->stream);
			return;
		case EVG_FRAME_TOO_LARGE:
			evg_client_call_decide(call, EVGRPC_RESOURCE_EXHAUSTED,
					       "the response message is larger than 16 MiB");
			return;
		case EVG_FRAME_BROKEN:
			evg_client_call_decide(call, EVGRPC_INTERNAL, "the flag before a message is neither 0 nor 1");
			return;
		case EVG_FRAME_WHOLE:
			break;
		}
		if (message.compressed)
			evg_client_call_decide(call, EVGRPC_INTERNAL,
					       "the server sent a compressed message without being asked to");
		else
			hand_over(call, &message);
	}
}
