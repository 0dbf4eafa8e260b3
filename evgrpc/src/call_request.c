/* A call's request: its headers, which decide what becomes of it, and its messages on their way to the handler. */
#include "call.h"
#include "conn.h"
#include "gzip.h"
#include "message.h"
#include "nul.h"
#include "server_state.h"
#include "timeout.h"
#include "worker.h"

#include <stdio.h>
#include <string.h>

enum {
	/* Buffer memory a call keeps when its single request was unpacked. */
	KEPT_BUFFER = 4096,
	/* The same of a worker's last inflated message. */
	KEPT_INFLATED = 65536,
	/* A call that nobody gave a bound. */
	LAST_RESORT_DEADLINE_MS = 30000,
};

static struct evgrpc_call *call_of(struct evg_stream *stream)
{
	return (struct evgrpc_call *)((char *)stream - offsetof(struct evgrpc_call, stream));
}

static const struct evgrpc_server_options *options_of(const struct evgrpc_call *call)
{
	return &call->conn->worker->server->options;
}

/* ---- Headers ------------------------------------------------------------------------------------------------ */

static bool is(const char *text, size_t n, const char *word)
{
	return n == strlen(word) && !memcmp(text, word, n);
}

/* application/grpc, application/grpc+proto, either with parameters. */
static bool is_grpc_type(const char *value, size_t n)
{
	static const char type[] = "application/grpc", subtype[] = "+proto";

	if (n < sizeof type - 1 || memcmp(value, type, sizeof type - 1) != 0)
		return false;
	value += sizeof type - 1;
	n -= sizeof type - 1;
	if (n >= sizeof subtype - 1 && !memcmp(value, subtype, sizeof subtype - 1)) {
		value += sizeof subtype - 1;
		n -= sizeof subtype - 1;
	}
	return n == 0 || *value == ';' || *value == ' ';
}

static enum evg_encoding encoding_of(const char *value, size_t n)
{
	if (is(value, n, "identity"))
		return EVG_ENCODING_IDENTITY;
	return is(value, n, "gzip") ? EVG_ENCODING_GZIP : EVG_ENCODING_UNKNOWN;
}

static void note_timeout(struct evgrpc_call *call, const char *value, size_t n)
{
	if (evg_timeout_parse(value, n, &call->timeout_us) < 0)
		call->timeout_is_bad = true;
	call->has_timeout = true;
}

/* What the runtime itself wants to know; kept even when the list is too large, to answer in the right way. */
static void note_field(struct evgrpc_call *call, const char *name, size_t name_len, const char *value, size_t n)
{
	if (is(name, name_len, ":method"))
		call->is_post = is(value, n, "POST");
	else if (is(name, name_len, "content-type"))
		call->is_grpc = is_grpc_type(value, n);
	else if (is(name, name_len, "grpc-timeout"))
		note_timeout(call, value, n);
	else if (is(name, name_len, "grpc-encoding"))
		call->encoding = encoding_of(value, n);
}

/* A call is known by its path, also when memory is spent. */
static const char *copy_path(struct evgrpc_call *call, const char *value, size_t n)
{
	char *copy = evg_arena_alloc_reserve(&call->arena, n + 1);

	if (!copy)
		return NULL;
	memcpy(copy, value, n);
	copy[n] = 0;
	return copy;
}

void evg_call_on_field(struct evg_stream *stream, const char *name, size_t name_len, const char *value,
		       size_t value_len)
{
	struct evgrpc_call *call = call_of(stream);

	if (call->headers_done) /* trailers of a request: gRPC has none */
		return;
	call->header_bytes += name_len + value_len + EVG_FIELD_OVERHEAD;
	if (call->header_bytes > options_of(call)->max_header_bytes ||
	    ++call->header_fields > options_of(call)->max_header_fields)
		call->headers_too_large = true;
	note_field(call, name, name_len, value, value_len);
	if (call->headers_too_large)
		return;
	if (is(name, name_len, ":path"))
		call->path = copy_path(call, value, value_len);
	else if (*name != ':' && evg_fields_add(&call->request, &call->arena, name, name_len, value, value_len) < 0)
		call->headers_too_large = true;
}

void evg_call_on_fields_end(struct evg_stream *stream)
{
	call_of(stream)->headers_done = true;
}

/* Is the worker's memory spent, or was there none for the path? nghttp2 lets no request without one through. */
static bool is_short_of_memory(const struct evgrpc_call *call)
{
	return evg_budget_is_spent(call->budget.parent) || (!call->path && !call->headers_too_large);
}

/* What is wrong with the request apart from its messages: answers and returns false. */
static bool is_acceptable(struct evgrpc_call *call)
{
	const char *http = NULL;

	if (!call->is_post)
		http = "405";
	else if (!call->is_grpc)
		http = call->headers_too_large ? "431" : "415";
	if (http) {
		evg_call_send_http(call, http);
		evg_stream_discard(&call->stream);
		call->code = EVGRPC_UNKNOWN;
		evg_call_move(call, EVG_CALL_ENDING);
		return false;
	}
	if (is_short_of_memory(call))
		evg_call_cut(call, EVGRPC_RESOURCE_EXHAUSTED, evg_no_memory);
	else if (call->headers_too_large)
		evg_call_cut(call, EVGRPC_RESOURCE_EXHAUSTED, "the metadata is larger than this server takes");
	else if (call->timeout_is_bad)
		evg_call_cut(call, EVGRPC_INTERNAL, "grpc-timeout is malformed: up to 8 digits and one of H M S m u n");
	else if (call->encoding == EVG_ENCODING_UNKNOWN)
		evg_call_cut(call, EVGRPC_UNIMPLEMENTED, "grpc-encoding names a compression this server does not take");
	else if (!call->route)
		evg_call_cut(call, EVGRPC_UNIMPLEMENTED, "this server has no such method");
	return call->state == EVG_CALL_HEADERS;
}

static unsigned lower_of(unsigned a, unsigned b)
{
	return !a ? b : !b ? a : a < b ? a : b;
}

static void set_deadline(struct evgrpc_call *call)
{
	const struct evgrpc_server_options *options = options_of(call);
	unsigned bound = lower_of(call->route->method->max_deadline_ms, options->max_deadline_ms);
	unsigned default_ms = call->route->method->max_deadline_ms;
	uint64_t us;

	if (!default_ms)
		default_ms = options->default_deadline_ms ? options->default_deadline_ms : LAST_RESORT_DEADLINE_MS;
	us = call->has_timeout ? call->timeout_us : (uint64_t)default_ms * 1000;
	if (bound && us > (uint64_t)bound * 1000)
		us = (uint64_t)bound * 1000;
	if (us > INT64_MAX / 4)
		us = INT64_MAX / 4;
	call->deadline_us = call->start_us + (int64_t)us;
}

static bool is_single(const struct evgrpc_call *call)
{
	enum evgrpc_kind kind = call->route->method->kind;

	return kind == EVGRPC_UNARY || kind == EVGRPC_SERVER_STREAM;
}

void evg_call_begin(struct evgrpc_call *call)
{
	evg_conn_has_request(call->conn);
	call->route = call->path ? evg_server_find(call->conn->worker->server, call->path) : NULL;
	if (!is_acceptable(call))
		return;
	set_deadline(call);
	evg_call_move(call, EVG_CALL_ADMITTED);
}

void evg_call_open(struct evgrpc_call *call)
{
	const struct evgrpc_method *method = call->route->method;

	if (is_single(call)) {
		evg_call_move(call, EVG_CALL_WAITING);
		return;
	}
	if (!evg_call_hand_over(call, EVG_CALL_RUNNING))
		return;
	if (method->on_open)
		method->on_open(call, call->route->service);
	else
		call->wants_next = true; /* nobody else could ask for the first message */
}

/* ---- Messages ----------------------------------------------------------------------------------------------- */

static size_t max_request(const struct evgrpc_call *call)
{
	size_t max = call->route->method->max_request_bytes;

	return max ? max : options_of(call)->max_request_bytes;
}

/* More bytes are needed: an error if none will come. */
static void wait_for_more(struct evgrpc_call *call)
{
	if (call->stream.starved)
		evg_call_cut(call, EVGRPC_RESOURCE_EXHAUSTED, evg_no_memory);
	else if (!call->stream.remote_ended)
		evg_stream_return_window(&call->stream);
	else if (evg_buf_len(&call->stream.in))
		evg_call_cut(call, EVGRPC_INTERNAL, "the request ended within a message");
	else
		evg_call_cut(call, EVGRPC_UNIMPLEMENTED, "the request has no message, the method takes exactly one");
}

static void refuse_size(struct evgrpc_call *call)
{
	char message[96];

	snprintf(message, sizeof message, "the request message is larger than the %zu bytes the method takes",
		 max_request(call));
	evg_call_cut(call, EVGRPC_RESOURCE_EXHAUSTED, message);
}

/* A whole message at the front, or false: then the call waits or was ended. */
static bool find_message(struct evgrpc_call *call, struct evg_message *ret_message)
{
	const struct evg_buf *in = &call->stream.in;

	switch (evg_message_peek(evg_buf_bytes(in), evg_buf_len(in), max_request(call), ret_message)) {
	case EVG_FRAME_PART:
		wait_for_more(call);
		return false;
	case EVG_FRAME_TOO_LARGE:
		refuse_size(call);
		return false;
	case EVG_FRAME_BROKEN:
		evg_call_cut(call, EVGRPC_INTERNAL, "the flag before a message is neither 0 nor 1");
		return false;
	case EVG_FRAME_WHOLE:
		break;
	}
	if (!ret_message->compressed || call->encoding == EVG_ENCODING_GZIP)
		return true;
	evg_call_cut(call, EVGRPC_INTERNAL, "a message is marked compressed, but grpc-encoding names no compression");
	return false;
}

/* Makes message the inflated one, in the worker's memory for that; false: the call was ended. */
static bool inflate_message(struct evgrpc_call *call, struct evg_message *message)
{
	struct evg_buf *to = &call->conn->worker->inflated;

	switch (evg_gzip_inflate(message->data, message->len, max_request(call), to)) {
	case EVG_INFLATE_OK:
		message->data = evg_buf_bytes(to);
		message->len = evg_buf_len(to);
		return true;
	case EVG_INFLATE_BROKEN:
		evg_call_cut(call, EVGRPC_INTERNAL, "a message is marked compressed, but it is not one gzip member");
		break;
	case EVG_INFLATE_TOO_LARGE:
		refuse_size(call);
		break;
	case EVG_INFLATE_NO_MEMORY:
		evg_call_cut(call, EVGRPC_RESOURCE_EXHAUSTED, evg_no_memory);
		break;
	}
	return false;
}

/* The message in the arena, NULL if that did not work. */
static ProtobufCMessage *parse(struct evgrpc_call *call, struct evg_arena *arena, const struct evg_message *message)
{
	const ProtobufCMessageDescriptor *type = call->route->method->request;
	ProtobufCAllocator allocator = evg_arena_allocator(arena);

	call->budget.refused = false;
	call->cut_field = evg_nul_find(type, message->data, message->len);
	return protobuf_c_message_unpack(type, &allocator, message->len, message->data);
}

/* Unpacks into the arena and takes the bytes off the stream; NULL: the call was ended. */
static const ProtobufCMessage *unpack(struct evgrpc_call *call, struct evg_arena *arena, struct evg_message message)
{
	size_t wire_len = EVG_PREFIX + message.len;
	ProtobufCMessage *request;

	call->was_compressed = message.compressed;
	call->bytes_in += wire_len;
	if (message.compressed && !inflate_message(call, &message))
		return NULL;
	request = parse(call, arena, &message);
	evg_stream_drop_in(&call->stream, wire_len);
	if (message.compressed)
		evg_buf_clear(&call->conn->worker->inflated, KEPT_INFLATED);
	call->messages_in += request != NULL;
	if (request)
		return request;
	if (evg_budget_is_spent(call->budget.parent))
		evg_call_cut(call, EVGRPC_RESOURCE_EXHAUSTED, evg_no_memory);
	else if (call->budget.refused)
		evg_call_cut(call, EVGRPC_RESOURCE_EXHAUSTED, "the request takes more memory than a call may use");
	else
		evg_call_cut(call, EVGRPC_INTERNAL, "the request could not be parsed");
	return NULL;
}

/* UNARY and SERVER_STREAM: the handler starts when the request is complete, so that it never runs for one that turns
 * out to have two messages. */
static void deliver_single(struct evgrpc_call *call)
{
	const struct evgrpc_method *method = call->route->method;
	const ProtobufCMessage *request;
	struct evg_message message;

	if (!find_message(call, &message))
		return;
	if (evg_buf_len(&call->stream.in) > EVG_PREFIX + message.len) {
		evg_call_cut(call, EVGRPC_UNIMPLEMENTED,
			     "the request has several messages, the method takes exactly one");
		return;
	}
	if (!call->stream.remote_ended)
		return;
	request = unpack(call, &call->arena, message);
	if (!request || !evg_call_hand_over(call, EVG_CALL_RUNNING))
		return;
	evg_buf_clear(&call->stream.in, KEPT_BUFFER);
	if (method->on_open)
		method->on_open(call, call->route->service);
	if (call->state == EVG_CALL_RUNNING)
		method->on_message(call, request, call->route->service);
}

static bool has_ended(const struct evgrpc_call *call)
{
	return call->stream.remote_ended && !evg_buf_len(&call->stream.in) && !call->stream.starved;
}

static void deliver_next(struct evgrpc_call *call)
{
	const struct evgrpc_method *method = call->route->method;
	const ProtobufCMessage *request;
	struct evg_message message;

	if (!find_message(call, &message))
		return;
	call->wants_next = false;
	evg_arena_reset(&call->messages);
	request = unpack(call, &call->messages, message);
	if (request)
		method->on_message(call, request, call->route->service);
}

/* CLIENT_STREAM and BIDI_STREAM. */
static void deliver_stream(struct evgrpc_call *call)
{
	size_t before;

	do {
		before = evg_buf_len(&call->stream.in);
		if (call->wants_next && !has_ended(call))
			deliver_next(call);
	} while (call->state == EVG_CALL_RUNNING && call->wants_next && evg_buf_len(&call->stream.in) < before);
	if (call->state != EVG_CALL_RUNNING || call->half_close_told || !has_ended(call))
		return;
	call->half_close_told = true;
	if (call->route->method->on_half_close)
		call->route->method->on_half_close(call, call->route->service);
}

void evg_call_deliver(struct evgrpc_call *call)
{
	if (call->state == EVG_CALL_WAITING)
		deliver_single(call);
	else if (call->state == EVG_CALL_RUNNING && !is_single(call))
		deliver_stream(call);
}
