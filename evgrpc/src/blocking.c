/* The blocking client: it drives the channel's own event base until its call is done. Streams are paced, so that what
 * nobody has received yet waits at the server. */
#include "channel.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

/* evgrpc_stream_send waits while more than this is queued: memory stays bounded, the socket never runs dry. */
enum { QUEUE_LIMIT = 64 << 10 };

struct evgrpc_stream {
	struct evgrpc_channel *channel;
	struct evgrpc_client_call *call; /* NULL once done or given up */
	ProtobufCMessage *response;      /* came and was not taken yet */
	unsigned n_responses;            /* since finish, or in all of a unary call */
	struct evgrpc_status status;     /* points at the two below */
	char *message;
	uint8_t *details;
};

static void on_message(struct evgrpc_client_call *call, const ProtobufCMessage *response, void *arg)
{
	struct evgrpc_stream *stream = arg;

	stream->n_responses++;
	if (stream->response)
		return;
	stream->response = (ProtobufCMessage *)response;
	evg_client_call_keep_message(call);
}

/* The call's status lives as long as the call; the stream keeps copies. */
static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct evgrpc_stream *stream = arg;

	(void)call;
	stream->call = NULL;
	stream->message = status->message ? strdup(status->message) : NULL;
	stream->details = status->details_len ? malloc(status->details_len) : NULL;
	if (stream->details)
		memcpy(stream->details, status->details, status->details_len);
	stream->status = (struct evgrpc_status){
		.code = status->code,
		.message = stream->message,
		.details = stream->details,
		.details_len = stream->details ? status->details_len : 0,
	};
}

/* The caller may read the status until the next blocking call ends: not the stream, which goes, but the channel has
 * it from now on. */
static void hand_over_status(struct evgrpc_stream *stream)
{
	struct evgrpc_channel *channel = stream->channel;

	free(channel->last_message);
	free(channel->last_details);
	channel->last_message = stream->message;
	channel->last_details = stream->details;
}

/* Turns the base; where that cannot be, as in a callback of the base itself, nothing would ever come: the call is given
 * up, and the status says why. */
static void turn(struct evgrpc_stream *stream, int flags)
{
	static const struct evgrpc_client_handlers nobody;

	if (event_base_loop(stream->channel->base, flags) >= 0)
		return;
	if (stream->call) {
		stream->call->handlers = nobody;
		evgrpc_client_cancel(stream->call);
	}
	stream->call = NULL;
	stream->status = (struct evgrpc_status){
		.code = EVGRPC_FAILED_PRECONDITION,
		.message = "a blocking function was called within a callback of the channel's event base, or that base "
			   "is broken: use the asynchronous functions there",
	};
}

/* -1 when memory is short. Where the base cannot be turned the stream has no call, but a status. */
static int begin(struct evgrpc_stream *stream, struct evgrpc_channel *channel, const char *path,
		 const ProtobufCMessageDescriptor *response, const struct evgrpc_call_options *options)
{
	static const struct evgrpc_client_handlers handlers = { .on_message = on_message, .on_done = on_done };

	*stream = (struct evgrpc_stream){ .channel = channel };
	/* Nobody drove the base since the last call: see first whether the connection still stands. */
	turn(stream, EVLOOP_NONBLOCK);
	if (stream->status.code != EVGRPC_OK)
		return 0;
	stream->call = evgrpc_client_start(channel, path, response, options, &handlers, stream);
	return stream->call ? 0 : -1;
}

static void drop_response(struct evgrpc_stream *stream)
{
	if (stream->response)
		protobuf_c_message_free_unpacked(stream->response, NULL);
	stream->response = NULL;
}

/* Drives the call to its end; what comes beyond a first response is thrown away. */
static void drain(struct evgrpc_stream *stream)
{
	if (stream->call)
		evgrpc_client_half_close(stream->call);
	while (stream->call) {
		evgrpc_client_next(stream->call);
		turn(stream, EVLOOP_ONCE);
	}
}

/* Gives status and response of a call that is done; wants_one: it is to have had exactly one. */
static int conclude(struct evgrpc_stream *stream, bool wants_one, ProtobufCMessage **ret_response,
		    struct evgrpc_status *ret_status)
{
	static const struct evgrpc_status no_answer = {
		.code = EVGRPC_UNIMPLEMENTED, .message = "the server ended the call well but not with one response"
	};

	hand_over_status(stream);
	if (wants_one && stream->status.code == EVGRPC_OK && stream->n_responses != 1)
		stream->status = no_answer;
	if (stream->status.code != EVGRPC_OK || !ret_response)
		drop_response(stream);
	if (ret_response)
		*ret_response = stream->response;
	if (ret_status)
		*ret_status = stream->status;
	return (int)stream->status.code;
}

static int fail_for_memory(ProtobufCMessage **ret_response, struct evgrpc_status *ret_status)
{
	if (ret_response)
		*ret_response = NULL;
	if (ret_status)
		*ret_status = (struct evgrpc_status){ .code = EVGRPC_RESOURCE_EXHAUSTED, .message = "memory is short" };
	return EVGRPC_RESOURCE_EXHAUSTED;
}

int evgrpc_unary(struct evgrpc_channel *channel, const char *path, const ProtobufCMessage *request,
		 const ProtobufCMessageDescriptor *response, const struct evgrpc_call_options *options,
		 ProtobufCMessage **ret_response, struct evgrpc_status *ret_status)
{
	struct evgrpc_stream stream;

	if (begin(&stream, channel, path, response, options) < 0)
		return fail_for_memory(ret_response, ret_status);
	if (stream.call && evgrpc_client_send(stream.call, request) < 0)
		evgrpc_client_cancel(stream.call);
	drain(&stream);
	return conclude(&stream, true, ret_response, ret_status);
}

/* ---- Streams ------------------------------------------------------------------------------------------------ */

struct evgrpc_stream *evgrpc_stream_open(struct evgrpc_channel *channel, const char *path,
					 const ProtobufCMessageDescriptor *response,
					 const struct evgrpc_call_options *options)
{
	struct evgrpc_stream *stream = calloc(1, sizeof *stream);
	struct evgrpc_call_options paced = { 0 };

	if (options)
		paced = *options;
	paced.paced = true;
	if (!stream || begin(stream, channel, path, response, &paced) < 0) {
		free(stream);
		return NULL;
	}
	return stream;
}

static bool has_ended(const struct evgrpc_stream *stream)
{
	return !stream->call || evg_client_call_has_ended(stream->call);
}

int evgrpc_stream_send(struct evgrpc_stream *stream, const ProtobufCMessage *request)
{
	while (!has_ended(stream) && evgrpc_client_queued(stream->call) > QUEUE_LIMIT)
		turn(stream, EVLOOP_ONCE);
	if (has_ended(stream) || evgrpc_client_send(stream->call, request) < 0)
		return -1;
	turn(stream, EVLOOP_NONBLOCK);
	return 0; /* it was queued; if the call has ended by now, the next function says so */
}

void evgrpc_stream_half_close(struct evgrpc_stream *stream)
{
	if (!stream->call)
		return;
	evgrpc_client_half_close(stream->call);
	turn(stream, EVLOOP_NONBLOCK);
}

int evgrpc_stream_receive(struct evgrpc_stream *stream, ProtobufCMessage **ret_response)
{
	if (stream->call)
		evgrpc_client_next(stream->call);
	while (stream->call && !stream->response)
		turn(stream, EVLOOP_ONCE);
	if (!stream->response)
		return 0;
	*ret_response = stream->response;
	stream->response = NULL;
	return 1;
}

int evgrpc_stream_finish(struct evgrpc_stream *stream, ProtobufCMessage **ret_response,
			 struct evgrpc_status *ret_status)
{
	int code;

	stream->n_responses = 0;
	drain(stream);
	code = conclude(stream, ret_response, ret_response, ret_status);
	free(stream);
	return code;
}
