/* A fake server and a channel to it on one base, and an address nobody listens on. */
#ifndef PAIR_H
#define PAIR_H

#include "channel.h"
#include "fake_server.h"

/* A port nobody listens on. */
static inline void closed_address(char *ret, size_t size)
{
	struct event_base *base = event_base_new();
	struct fake fake = { 0 };

	fake_listen(&fake, base, 0);
	snprintf(ret, size, "%s", fake.address);
	fake_close(&fake);
	event_base_free(base);
}

/* A server and a channel to addresses, in which "$" stands for the server's. */
struct pair {
	struct event_base *base;
	struct fake fake;
	struct evgrpc_channel *channel;
	struct evgrpc_channel_options options;
};

static inline void pair_init(struct pair *pair)
{
	*pair = (struct pair){ .base = event_base_new(), .fake = { .on_request = fake_answer } };
	evgrpc_channel_options_default(&pair->options);
}

static inline void pair_open(struct pair *pair, const char *before)
{
	char addresses[256], error[256];

	fake_listen(&pair->fake, pair->base, 0);
	snprintf(addresses, sizeof addresses, "%s%s%s", before ? before : "", before ? ", " : "", pair->fake.address);
	pair->channel = evgrpc_channel_new_with(pair->base, addresses, &pair->options, error, sizeof error);
	if (!pair->channel)
		fail_msg("%s", error);
}

static inline void pair_close(struct pair *pair)
{
	evgrpc_channel_free(pair->channel);
	fake_close(&pair->fake);
	event_base_free(pair->base);
}

static inline void pair_call(struct pair *pair, struct ask *ask)
{
	ask_start(ask, pair->channel, NULL);
	ask_finish(ask, pair->base);
}

#endif
