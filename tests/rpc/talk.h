/* For tests: one streaming call of a client, driven on the test's own thread, its answers kept. */
#ifndef TEST_RPC_TALK_H
#define TEST_RPC_TALK_H

#include "evgrpc.h"

#include <event2/event.h>
#include <stdlib.h>

/* How long a test waits for what must come before it fails; far more than a loaded machine needs. */
#define TALK_PATIENCE_S 20

struct talk {
	struct event_base *base;
	struct evgrpc_channel *channel;
	struct evgrpc_client_call *call;
	ProtobufCMessage **answers;
	size_t n_answers;
	bool done;
	enum evgrpc_code code;
};

static void on_talk_message(struct evgrpc_client_call *call, const ProtobufCMessage *response, void *arg)
{
	struct talk *talk = arg;
	size_t size = protobuf_c_message_get_packed_size(response);
	uint8_t *bytes = malloc(size + 1);

	(void)call;
	talk->answers = realloc(talk->answers, (talk->n_answers + 1) * sizeof(*talk->answers));
	protobuf_c_message_pack(response, bytes);
	talk->answers[talk->n_answers++] = protobuf_c_message_unpack(response->descriptor, NULL, size, bytes);
	free(bytes);
}

static void on_talk_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct talk *talk = arg;

	(void)call;
	talk->done = true;
	talk->code = status->code;
}

/* Opens a call to the server on a channel of its own. */
static inline struct talk talk_open(const char *address)
{
	struct talk talk = { .base = event_base_new() };

	talk.channel = evgrpc_channel_new(talk.base, address);
	return talk;
}

static inline void talk_call(struct talk *talk, const char *path, const ProtobufCMessageDescriptor *response,
			     unsigned timeout_ms)
{
	static const struct evgrpc_client_handlers handlers = { .on_message = on_talk_message,
								.on_done = on_talk_done };
	const struct evgrpc_call_options options = { .timeout_ms = timeout_ms };

	talk->call = evgrpc_client_start(talk->channel, path, response, &options, &handlers, talk);
}

static void on_talk_timeout(evutil_socket_t fd, short events, void *arg)
{
	(void)fd;
	(void)events;
	*(bool *)arg = true;
}

/* Drives the call until it has n answers or has ended; false if that takes too long. */
static inline bool talk_wait(struct talk *talk, size_t n)
{
	bool late = false;
	struct event *timer = evtimer_new(talk->base, on_talk_timeout, &late);
	const struct timeval patience = { .tv_sec = TALK_PATIENCE_S };

	evtimer_add(timer, &patience);
	while (!late && !talk->done && talk->n_answers < n)
		event_base_loop(talk->base, EVLOOP_ONCE);
	event_free(timer);
	return !late;
}

/* Drives the call to its end; false if that takes too long. */
static inline bool talk_wait_done(struct talk *talk)
{
	return talk_wait(talk, SIZE_MAX);
}

static inline void talk_close(struct talk *talk)
{
	evgrpc_channel_free(talk->channel);
	for (size_t i = 0; i < talk->n_answers; i++)
		protobuf_c_message_free_unpacked(talk->answers[i], NULL);
	free(talk->answers);
	event_base_free(talk->base);
}

#endif
