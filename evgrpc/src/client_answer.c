/* The answer to a client's call: header fields, messages, and what they say about how it ended. */
#include "base64.h"
#include "channel.h"
#include "client_call.h"
#include "gzip.h"
#include "message.h"
#include "percent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* What unpacking a response may take, in sizes of the largest one: junk fields grow by more than ten. A server
	 * is trusted more than a server trusts its clients. */
	UNPACKED_FACTOR = 4,
	/* But never less: small messages may grow by more. */
	LEAST_UNPACKED = 64 << 20,
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

static void note_message(struct evgrpc_client_call *call, const char *value)
{
	size_t n = strlen(value);

	call->message = malloc(n + 1);
	if (call->message)
		evg_percent_decode(value, n, call->message);
}

static void note_details(struct evgrpc_client_call *call, const char *value)
{
	size_t n = strlen(value);

	call->details = malloc(n + 3);
	if (call->details && evg_base64_decode(value, n, call->details, &call->details_len) == 0)
		return;
	free(call->details);
	call->details = NULL;
	call->details_len = 0;
}

/* The last block of the answer, whole: only there the status means the end. */
static void note_status(struct evgrpc_client_call *call, const struct evg_fields *trailing)
{
	const char *status = evg_fields_find(trailing, "grpc-status");
	const char *message = evg_fields_find(trailing, "grpc-message");
	const char *details = evg_fields_find(trailing, "grpc-status-details-bin");
	int code = status ? small_number(status, strlen(status)) : -1;

	if (!status)
		return;
	call->code = code >= EVGRPC_OK && code <= EVGRPC_UNAUTHENTICATED ? code : EVGRPC_UNKNOWN;
	if (message)
		note_message(call, message);
	if (details)
		note_details(call, details);
}

/* application/grpc, also with "+proto" and the like or parameters. */
static bool is_grpc_type(const char *value, size_t n)
{
	static const char type[] = "application/grpc";

	if (n < sizeof type - 1 || memcmp(value, type, sizeof type - 1) != 0)
		return false;
	return n == sizeof type - 1 || strchr("+; ", value[sizeof type - 1]);
}

void evg_client_call_on_field(struct evg_stream *stream, const char *name, size_t name_len, const char *value,
			      size_t value_len)
{
	struct evgrpc_client_call *call = call_of(stream);
	struct evg_client_answer *answer = &call->answer;

	answer->header_bytes += name_len + value_len + 32; /* RFC 9113 section 6.5.2 */
	if (answer->header_bytes > call->channel->options.max_header_bytes)
		answer->too_large = true;
	if (answer->too_large || call->state != EVG_CLIENT_OPEN || call->decided)
		return;
	if (is(name, name_len, ":status"))
		answer->http_status = small_number(value, value_len);
	else if (!answer->has_headers && is(name, name_len, "content-type"))
		answer->is_grpc = is_grpc_type(value, value_len);
	if (*name != ':' && evg_fields_add(&answer->block, &call->answer_arena, name, name_len, value, value_len) < 0)
		answer->too_large = true;
}

void evg_client_call_on_fields_end(struct evg_stream *stream)
{
	struct evgrpc_client_call *call = call_of(stream);
	struct evg_client_answer *answer = &call->answer;
	struct evg_fields block = answer->block;

	answer->block = (struct evg_fields){ 0 };
	if (answer->http_status >= 100 && answer->http_status < 200) {
		answer->http_status = 0; /* not the answer yet (RFC 9110 section 15.2) */
	} else if (answer->has_headers || stream->remote_ended) {
		answer->trailers_only = !answer->has_headers;
		answer->has_headers = true;
		answer->trailing = block;
		if (call->state == EVG_CLIENT_OPEN && !call->decided && call->code < 0)
			note_status(call, &answer->trailing);
	} else {
		answer->has_headers = true;
		answer->initial = block;
		evg_retry_commit(call);
	}
}

void evg_client_call_forget_answer(struct evgrpc_client_call *call)
{
	call->answer = (struct evg_client_answer){ 0 };
	evg_arena_reset(&call->answer_arena);
	free(call->message);
	free(call->details);
	call->message = NULL;
	call->details = NULL;
	call->details_len = 0;
	call->code = -1;
	call->decided = false;
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

	if (call->conn->closed && !call->stream.remote_ended) {
		snprintf(message, sizeof message, "the connection to %.80s was lost: %s", call->conn->target->name,
			 call->conn->reason);
		evg_client_call_decide(call, EVGRPC_UNAVAILABLE, message);
	} else if (call->answer.http_status && (call->answer.http_status != 200 || !call->answer.is_grpc)) {
		snprintf(message, sizeof message, "%.100s is no gRPC server: it answered with HTTP status %d%s",
			 call->conn->target->name, call->answer.http_status,
			 call->answer.is_grpc ? "" : " and no gRPC content");
		evg_client_call_decide(call, code_of_http(call->answer.http_status), message);
	} else if (call->stream.remote_ended) {
		evg_client_call_decide(call, EVGRPC_UNKNOWN, "the server ended the call without a status");
	} else {
		snprintf(message, sizeof message, "the server reset the call (HTTP/2 error %s)",
			 nghttp2_http2_strerror(call->stream.close_code));
		evg_client_call_decide(call, code_of_reset(call->stream.close_code), message);
	}
}

/* What came is not gRPC's and was not handed over: that is no good end, whatever its trailers say. */
static bool is_foreign(const struct evg_client_answer *answer)
{
	return !answer->trailers_only && (!answer->is_grpc || answer->http_status != 200);
}

void evg_client_call_judge(struct evgrpc_client_call *call)
{
	if (call->decided)
		return;
	if (call->channel->dead)
		evg_client_call_decide(call, EVGRPC_CANCELLED, "the channel was closed");
	else if (call->code < 0 || (call->code == EVGRPC_OK && is_foreign(&call->answer)))
		decide_without_status(call);
	else if (call->code == EVGRPC_OK && evg_buf_len(&call->stream.in))
		evg_client_call_decide(call, EVGRPC_INTERNAL, "the response ended within a message");
}

/* ---- Messages ----------------------------------------------------------------------------------------------- */

/* The default allocator with a cap: what it gives is freed with free(), also by who keeps the message. */
struct capped {
	size_t left;
	bool refused;
};

static void *allocate_capped(void *data, size_t size)
{
	struct capped *capped = data;

	if (size > capped->left) {
		capped->refused = true;
		return NULL;
	}
	capped->left -= size;
	return malloc(size ? size : 1);
}

static void free_capped(void *data, void *piece)
{
	(void)data;
	free(piece);
}

static void decide_too_large(struct evgrpc_client_call *call)
{
	char message[96];

	snprintf(message, sizeof message, "the response message is larger than %zu bytes",
		 call->channel->options.max_response_bytes);
	evg_client_call_decide(call, EVGRPC_RESOURCE_EXHAUSTED, message);
}

/* What came compressed, inflated into *ret; false: the call was decided. */
static bool inflate(struct evgrpc_client_call *call, const struct evg_message *message, struct evg_buf *ret)
{
	const char *encoding = evg_fields_find(&call->answer.initial, "grpc-encoding");

	if (!encoding || !strcmp(encoding, "identity"))
		evg_client_call_decide(call, EVGRPC_INTERNAL,
				       "a message is marked compressed, but grpc-encoding names no compression");
	else if (strcmp(encoding, "gzip") != 0)
		evg_client_call_decide(call, EVGRPC_INTERNAL,
				       "the response is compressed in a way this client has not offered to take");
	if (call->decided)
		return false;
	switch (evg_gzip_inflate(message->data, message->len, call->channel->options.max_response_bytes, ret)) {
	case EVG_INFLATE_OK:
		return true;
	case EVG_INFLATE_BROKEN:
		evg_client_call_decide(call, EVGRPC_INTERNAL, "the response could not be inflated");
		return false;
	case EVG_INFLATE_TOO_LARGE:
		decide_too_large(call);
		return false;
	case EVG_INFLATE_NO_MEMORY:
		break;
	}
	evg_client_call_decide(call, EVGRPC_RESOURCE_EXHAUSTED, "memory is short");
	return false;
}

/* NULL: the call was decided. */
static ProtobufCMessage *unpack(struct evgrpc_client_call *call, const uint8_t *bytes, size_t n)
{
	size_t most = UNPACKED_FACTOR * call->channel->options.max_response_bytes;
	struct capped capped = { .left = most > LEAST_UNPACKED ? most : LEAST_UNPACKED };
	ProtobufCAllocator allocator = { .alloc = allocate_capped, .free = free_capped, .allocator_data = &capped };
	ProtobufCMessage *response = protobuf_c_message_unpack(call->response, &allocator, n, bytes);

	if (!response && capped.refused)
		evg_client_call_decide(call, EVGRPC_RESOURCE_EXHAUSTED,
				       "the response unpacks to more memory than this client gives it");
	else if (!response)
		evg_client_call_decide(call, EVGRPC_INTERNAL, "the response could not be parsed");
	return response;
}

static void hand_over(struct evgrpc_client_call *call, const struct evg_message *message)
{
	struct evg_buf inflated = { 0 };
	ProtobufCMessage *response = NULL;

	call->was_compressed = message->compressed;
	if (!message->compressed)
		response = unpack(call, message->data, message->len);
	else if (inflate(call, message, &inflated))
		response = unpack(call, evg_buf_bytes(&inflated), evg_buf_len(&inflated));
	evg_buf_clear(&inflated, 0);
	evg_stream_drop_in(&call->stream, EVG_PREFIX + message->len);
	if (!response)
		return;
	call->wants_next = !call->paced;
	call->keeps_message = false;
	if (call->handlers.on_message)
		call->handlers.on_message(call, response, call->arg);
	if (!call->keeps_message)
		protobuf_c_message_free_unpacked(response, NULL);
}

static enum evg_frame peek(const struct evgrpc_client_call *call, struct evg_message *ret_message)
{
	const struct evg_buf *in = &call->stream.in;

	return evg_message_peek(evg_buf_bytes(in), evg_buf_len(in), call->channel->options.max_response_bytes,
				ret_message);
}

/* Hands over the next message; false when there is none yet or the call was decided. */
static bool deliver_next(struct evgrpc_client_call *call)
{
	struct evg_message message;

	switch (peek(call, &message)) {
	case EVG_FRAME_PART:
		if (call->stream.starved)
			evg_client_call_decide(call, EVGRPC_RESOURCE_EXHAUSTED, "memory is short");
		else
			evg_stream_return_window(&call->stream);
		return false;
	case EVG_FRAME_TOO_LARGE:
		decide_too_large(call);
		return false;
	case EVG_FRAME_BROKEN:
		evg_client_call_decide(call, EVGRPC_INTERNAL, "the flag before a message is neither 0 nor 1");
		return false;
	case EVG_FRAME_WHOLE:
		break;
	}
	hand_over(call, &message);
	return !call->decided;
}

bool evg_client_call_has_unread(const struct evgrpc_client_call *call)
{
	struct evg_message message;

	return call->stream.remote_ended && !call->wants_next && peek(call, &message) != EVG_FRAME_PART;
}

static void tell_metadata(struct evgrpc_client_call *call)
{
	struct evg_client_answer *answer = &call->answer;

	if (answer->is_told || !answer->has_headers || answer->trailers_only || answer->http_status != 200)
		return;
	answer->is_told = true;
	if (call->handlers.on_metadata)
		call->handlers.on_metadata(call, call->arg);
}

void evg_client_call_deliver(struct evgrpc_client_call *call)
{
	char message[96];

	if (call->answer.too_large && !call->decided) {
		snprintf(message, sizeof message, "the metadata of the response is larger than %zu bytes",
			 call->channel->options.max_header_bytes);
		evg_client_call_decide(call, EVGRPC_RESOURCE_EXHAUSTED, message);
	}
	if (is_foreign(&call->answer)) { /* the error page of something else */
		evg_stream_drop_in(&call->stream, evg_buf_len(&call->stream.in));
		return;
	}
	if (!call->decided)
		tell_metadata(call);
	while (!call->decided && !call->channel->dead && call->wants_next && deliver_next(call))
		;
}
