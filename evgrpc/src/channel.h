/* A channel: an address, the connection to it when there is one, and the calls that wait for it. */
#ifndef EVGRPC_CHANNEL_H
#define EVGRPC_CHANNEL_H

#include "address.h"
#include "client_call.h"
#include "link.h"

enum evg_channel_state {
	EVG_CHANNEL_IDLE,       /* no connection and nobody waits for one */
	EVG_CHANNEL_WAITING,    /* the next attempt is due when the retry timer says */
	EVG_CHANNEL_CONNECTING, /* a socket is on its way */
	EVG_CHANNEL_READY,      /* ready is set and takes calls */
};

/* A connection; those told to go away live on beside the ready one until their calls have ended. */
struct evg_client_conn {
	struct evg_link link;
	struct evgrpc_channel *channel;
	struct evg_client_conn *next, *prev;
	struct evgrpc_client_call *calls;
	bool closed;
	char reason[128]; /* why it closed */
};

struct evgrpc_channel {
	enum evg_channel_state state;
	struct event_base *base;
	bool owns_base;
	struct evg_address address;
	char *name;            /* the address as given */
	const char *authority; /* part of name, or "localhost" for unix sockets */
	uint8_t *scratch;
	struct evg_client_conn *ready, *conns;
	struct evgrpc_client_call *first_queued, *last_queued;

	/* The attempt under way. */
	struct addrinfo *found, *candidate;
	int fd;
	struct event connecting, retry;
	unsigned backoff_ms;
	int64_t next_attempt_us;

	/* The program may free the channel from a callback: then it goes when the last of them has returned. */
	unsigned depth;
	bool dead, destroying;

	/* What the last blocking call's status points at. */
	char *last_message;
	uint8_t *last_details;
};

/* Puts a call at the end of the queue and sees that a connection comes, or gives it to the ready one. */
void evg_channel_take(struct evgrpc_channel *channel, struct evgrpc_client_call *call);
/* Takes a call off the queue or its connection's list. */
void evg_channel_unlink(struct evgrpc_client_call *call);
/* Around every run of the program's callbacks that does not come from a link's pump. */
void evg_channel_enter(struct evgrpc_channel *channel);
void evg_channel_leave(struct evgrpc_channel *channel);

#endif
