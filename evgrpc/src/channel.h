/* A channel: its addresses, the connection to one of them when there is one, and the calls that wait for it. */
#ifndef EVGRPC_CHANNEL_H
#define EVGRPC_CHANNEL_H

#include "client_call.h"
#include "client_conn.h"
#include "connector.h"
#include "tls.h"

enum evg_channel_state {
	EVG_CHANNEL_IDLE,       /* no connection and nobody waits for one */
	EVG_CHANNEL_WAITING,    /* the next attempt is due when the retry timer says; calls in a hurry fail meanwhile */
	EVG_CHANNEL_CONNECTING, /* an attempt is under way */
	EVG_CHANNEL_READY,      /* ready is set and takes calls */
};

struct evgrpc_channel {
	enum evg_channel_state state;
	struct event_base *base;
	bool owns_base;
	struct evgrpc_channel_options options;
	char *name; /* the addresses as given */
	char *user_agent;
	struct evg_tls *tls;   /* NULL: plain text */
	unsigned keepalive_ms; /* as in the options, longer when a server has complained */
	uint8_t *scratch;
	struct evg_connector connector;
	struct evg_client_conn *ready, *conns;
	struct evg_call_list queued;  /* for a connection, or for a stream of it */
	struct evg_call_list resting; /* between two attempts */
	double tokens;                /* for attempts after the first, see retry.c */

	/* The program may free the channel from a callback: then it goes when the last of them has returned. */
	unsigned depth;
	bool dead, destroying;

	/* What the last blocking call's status points at. */
	char *last_message;
	uint8_t *last_details;
};

/* Puts a call at the end of the queue and sees that a connection comes, or gives it to the ready one. */
void evg_channel_take(struct evgrpc_channel *channel, struct evgrpc_client_call *call);
/* Gives queued calls to the ready connection while it has room. */
void evg_channel_serve(struct evgrpc_channel *channel);
/* A connection that takes calls from now on, or no more. */
void evg_channel_ready(struct evgrpc_channel *channel, struct evg_client_conn *conn);
void evg_channel_not_ready(struct evgrpc_channel *channel, struct evg_client_conn *conn);
/* No address took the connection: those in the queue who do not want to wait end with reason. */
void evg_channel_unreachable(struct evgrpc_channel *channel, const char *reason);
/* Around every run of the program's callbacks that does not come from a link's pump. */
void evg_channel_enter(struct evgrpc_channel *channel);
void evg_channel_leave(struct evgrpc_channel *channel);

#endif
