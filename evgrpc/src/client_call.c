/* Life of a call on the client:
 *
 *   QUEUED --> OPEN --> DONE --> freed when its stream has closed, or at once if it has none
 *      ^        |
 *      `- AGAIN -             and from each of them to DONE, when the call is given up
 *
 * A call that is decided by the client itself (cancel, deadline, bad metadata) has its timer made active, so that
 * on_done never runs within a function the program called. */
#include "client_call.h"

#include "channel.h"
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	DEFAULT_TIMEOUT_MS = 30000,
	/* The queue under which on_writable runs. */
	WRITABLE_UNDER = 64 << 10,
	/* Path and metadata of one call. */
	MAX_CALL_MEMORY = 1 << 20,
	/* Name + value + 32 over a call's metadata: nghttp2 sends no header block above 64 KiB. */
	MAX_METADATA = 48 << 10,
};

static struct evgrpc_client_call *call_of(struct evg_stream *stream)
{
	return (struct evgrpc_client_call *)((char *)stream - offsetof(struct evgrpc_client_call, stream));
}

/* ---- The end ------------------------------------------------------------------------------------------------ */

static void free_call(struct evgrpc_client_call *call)
{
	event_del(&call->timer);
	if (call->list)
		evg_calls_take(call);
	evg_arena_free(&call->arena);
	evg_arena_free(&call->answer_arena);
	evg_buf_clear(&call->stream.in, 0);
	evg_buf_clear(&call->stream.out, 0);
	free(call->message);
	free(call->details);
	free(call);
}

void evg_client_call_decide(struct evgrpc_client_call *call, enum evgrpc_code code, const char *message)
{
	if (call->decided)
		return;
	call->decided = true;
	call->code = (int)code;
	free(call->message);
	free(call->details);
	call->message = message ? strdup(message) : NULL;
	call->details = NULL;
	call->details_len = 0;
}

static void tell_done(struct evgrpc_client_call *call)
{
	const struct evgrpc_status status = { .code = (enum evgrpc_code)call->code,
					      .message = call->message,
					      .details = call->details,
					      .details_len = call->details_len };

	call->state = EVG_CLIENT_DONE;
	event_del(&call->timer);
	if (call->handlers.on_done)
		call->handlers.on_done(call, &status, call->arg);
}

void evg_client_call_end(struct evgrpc_client_call *call, enum evgrpc_code code, const char *message)
{
	evg_client_call_decide(call, code, message);
	if (call->conn) {
		evg_stream_ready(&call->stream);
		return;
	}
	if (call->list) /* or a call that on_done starts would let it have a stream */
		evg_calls_take(call);
	tell_done(call);
	free_call(call);
}

void evg_client_call_unreachable(struct evgrpc_client_call *call, const char *message)
{
	bool again = false;

	if (!call->decided) {
		call->code = EVGRPC_UNAVAILABLE;
		again = evg_retry_begin(call);
	}
	if (!again)
		evg_client_call_end(call, EVGRPC_UNAVAILABLE, message);
}

bool evg_client_call_has_ended(const struct evgrpc_client_call *call)
{
	return call->state == EVG_CLIENT_DONE || call->decided ||
	       (call->committed && (call->stream.closed || call->stream.remote_ended));
}

/* The attempt is over. */
static void conclude(struct evgrpc_client_call *call)
{
	bool again = false;

	if (!call->decided) {
		evg_client_call_judge(call);
		again = evg_retry_begin(call);
	}
	evg_stream_discard(&call->stream);
	evg_stream_reset(&call->stream, NGHTTP2_CANCEL); /* nothing if it has closed */
	if (!again)
		tell_done(call);
}

static void tell_writable(struct evgrpc_client_call *call)
{
	if (!call->write_owed || !call->stream.taken || evg_stream_unsent(&call->stream) >= WRITABLE_UNDER)
		return;
	call->write_owed = call->stream.taken = false;
	if (call->handlers.on_writable)
		call->handlers.on_writable(call, call->arg);
}

static bool is_over(const struct evgrpc_client_call *call)
{
	const struct evg_stream *stream = &call->stream;

	if (call->decided)
		return true;
	if (!stream->closed && !stream->remote_ended)
		return false;
	return call->channel->dead || !evg_client_call_has_unread(call);
}

static void run(struct evg_stream *stream)
{
	struct evgrpc_client_call *call = call_of(stream);

	if (stream->closed)
		evg_client_conn_left(call->conn, call);
	if (call->state == EVG_CLIENT_OPEN && !call->channel->dead)
		evg_client_call_deliver(call);
	if (call->state == EVG_CLIENT_OPEN && !stream->closed && !call->decided && !call->channel->dead)
		tell_writable(call);
	if (call->state == EVG_CLIENT_OPEN && is_over(call))
		conclude(call);
	if (call->state == EVG_CLIENT_AGAIN && call->decided)
		tell_done(call);
	if (!stream->closed || stream->ready)
		return;
	if (call->state == EVG_CLIENT_AGAIN)
		evg_retry_detach(call);
	else if (call->state == EVG_CLIENT_DONE)
		free_call(call);
}

static bool on_out_end(struct evg_stream *stream)
{
	(void)stream;
	return false; /* END_STREAM on the last DATA frame */
}

static const struct evg_stream_ops stream_ops = { .on_field = evg_client_call_on_field,
						  .on_fields_end = evg_client_call_on_fields_end,
						  .on_out_end = on_out_end,
						  .run = run };

/* ---- Start -------------------------------------------------------------------------------------------------- */

/* Where the time went: a call that was never sent is a matter of addresses or of a busy server. */
static void end_late(struct evgrpc_client_call *call)
{
	const struct evgrpc_channel *channel = call->channel;
	const char *reason = channel->connector.reason;
	char message[768] = "the deadline passed";

	if (call->state == EVG_CLIENT_QUEUED && channel->ready)
		snprintf(message, sizeof message,
			 "the deadline passed before %.300s allowed one more call on its connection", channel->name);
	else if (call->state == EVG_CLIENT_QUEUED)
		snprintf(message, sizeof message, "the deadline passed before there was a connection to %.300s%s%.250s",
			 channel->name, *reason ? "; last: " : "", reason);
	evg_client_call_end(call, EVGRPC_DEADLINE_EXCEEDED, message);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct evgrpc_client_call *call = arg;
	struct evgrpc_channel *channel = call->channel;

	(void)fd;
	(void)what;
	evg_channel_enter(channel);
	if (call->rests && !call->decided)
		evg_retry_wake(call);
	else /* or what was decided before */
		end_late(call);
	evg_channel_leave(channel);
}

/* Ends the call from a turn of its own. */
static void end_soon(struct evgrpc_client_call *call, enum evgrpc_code code, const char *message)
{
	evg_client_call_decide(call, code, message);
	event_active(&call->timer, EV_TIMEOUT, 0);
}

static void refuse_field(struct evgrpc_client_call *call, const struct evgrpc_metadata *field)
{
	char message[256];

	snprintf(message, sizeof message,
		 "the metadata \"%.80s\" cannot be sent: keys are of a-z, 0-9 and _.- and not gRPC's own, values "
		 "printable "
		 "ASCII without a blank at either end",
		 field->key ? field->key : "");
	end_soon(call, EVGRPC_INTERNAL, message);
}

static int copy_options(struct evgrpc_client_call *call, const char *path, const struct evgrpc_call_options *options)
{
	size_t sum = 0;

	call->path = evg_arena_copy(&call->arena, path, strlen(path));
	if (!call->path)
		return -1;
	if (*path != '/')
		end_soon(call, EVGRPC_INTERNAL, "the path of a method is like \"/package.Service/Method\"");
	for (size_t i = 0; i < options->n_metadata; i++) {
		const struct evgrpc_metadata *field = &options->metadata[i];

		if (!evg_field_is_legal(field->key, field->value))
			refuse_field(call, field);
		else if (evg_fields_add(&call->metadata, &call->arena, field->key, strlen(field->key), field->value,
					strlen(field->value)) < 0)
			return -1;
		else
			sum += strlen(field->key) + strlen(field->value) + 32;
	}
	if (sum > MAX_METADATA)
		end_soon(call, EVGRPC_RESOURCE_EXHAUSTED, "the call's metadata is larger than 48 KiB");
	return 0;
}

void evg_client_call_arm(struct evgrpc_client_call *call)
{
	struct timeval span = evg_span_us(call->deadline_us - evg_now_us());

	event_add(&call->timer, &span);
}

static void apply(struct evgrpc_client_call *call, const struct evgrpc_call_options *options)
{
	int64_t us = (int64_t)(options->timeout_ms ? options->timeout_ms : DEFAULT_TIMEOUT_MS) * 1000;

	call->wait_for_ready = options->wait_for_ready;
	call->retryable = options->retryable;
	call->paced = options->paced;
	call->wants_next = !options->paced;
	call->compression = options->compression;
	call->compresses = true;
	call->deadline_us = evg_now_us() + us;
	evg_client_call_arm(call);
}

static void init(struct evgrpc_client_call *call, struct evgrpc_channel *channel)
{
	call->stream.ops = &stream_ops;
	call->stream.keeps_out = true;
	call->channel = channel;
	call->code = -1;
	call->attempts = 1;
	call->budget.cap = MAX_CALL_MEMORY;
	evg_arena_init(&call->arena, &call->budget);
	/* A field takes about twice what HTTP/2 counts for it, and the last block is never full. */
	call->answer_budget.cap = 4 * channel->options.max_header_bytes + 4096;
	evg_arena_init(&call->answer_arena, &call->answer_budget);
	event_assign(&call->timer, channel->base, -1, 0, on_timer, call);
}

struct evgrpc_client_call *evgrpc_client_start(struct evgrpc_channel *channel, const char *path,
					       const ProtobufCMessageDescriptor *response,
					       const struct evgrpc_call_options *options,
					       const struct evgrpc_client_handlers *handlers, void *arg)
{
	static const struct evgrpc_call_options none;
	struct evgrpc_client_call *call = calloc(1, sizeof *call);

	if (!call || channel->dead) {
		free(call);
		return NULL;
	}
	if (!options)
		options = &none;
	init(call, channel);
	call->response = response;
	call->handlers = *handlers;
	call->arg = arg;
	apply(call, options);
	if (copy_options(call, path, options) < 0) {
		free_call(call);
		return NULL;
	}
	evg_channel_take(channel, call);
	return call;
}

/* ---- The program's side ------------------------------------------------------------------------------------- */

const void *evgrpc_client_typed(const struct evgrpc_client_call *call)
{
	return call->handlers.typed;
}

void evgrpc_client_next(struct evgrpc_client_call *call)
{
	if (call->wants_next)
		return;
	call->wants_next = true;
	if (call->state == EVG_CLIENT_OPEN)
		evg_stream_ready(&call->stream);
}

void evgrpc_client_cancel(struct evgrpc_client_call *call)
{
	if (call->state != EVG_CLIENT_DONE)
		end_soon(call, EVGRPC_CANCELLED, "the call was cancelled");
}

bool evgrpc_client_was_compressed(const struct evgrpc_client_call *call)
{
	return call->was_compressed;
}

const char *evgrpc_client_initial_metadata(const struct evgrpc_client_call *call, const char *key)
{
	return evg_fields_find(&call->answer.initial, key);
}

const char *evgrpc_client_trailing_metadata(const struct evgrpc_client_call *call, const char *key)
{
	return evg_fields_find(&call->answer.trailing, key);
}

const char *evgrpc_client_peer(const struct evgrpc_client_call *call)
{
	return call->conn ? call->conn->peer : NULL;
}

unsigned evgrpc_client_attempts(const struct evgrpc_client_call *call)
{
	return call->attempts;
}

void evg_client_call_keep_message(struct evgrpc_client_call *call)
{
	call->keeps_message = true;
}
