/* A connection of a channel. Those told to go away live on beside the ready one until their calls have ended. */
#ifndef EVGRPC_CLIENT_CONN_H
#define EVGRPC_CLIENT_CONN_H

#include "client_call.h"
#include "keepalive.h"
#include "link.h"

struct evg_target;

struct evg_client_conn {
	struct evg_link link;
	struct evgrpc_channel *channel;
	struct evg_target *target;
	struct evg_client_conn *next, *prev;
	struct evg_call_list calls;
	uint32_t n_streams; /* those the server has not closed */
	struct event idle;  /* looks, once in idle_timeout_ms, whether there was a call meanwhile */
	int64_t last_call_us;
	struct evg_keepalive keepalive;
	bool closed;
	char peer[64];
	char reason[128]; /* why it closed */
};

/* Takes over a connected socket, also when it fails: NULL when memory is short. It sends its preface soon. */
struct evg_client_conn *evg_client_conn_new(struct evgrpc_channel *channel, struct evg_target *target, int fd,
					    const char *peer);
/* May another stream be opened on it now? */
bool evg_client_conn_has_room(const struct evg_client_conn *conn);
/* Its stream numbers are used up, or the server has told it to go away. */
bool evg_client_conn_is_worn(const struct evg_client_conn *conn);
/* Gives a queued call, that is in no list, a stream. */
void evg_client_conn_open(struct evg_client_conn *conn, struct evgrpc_client_call *call);
/* A call of it has no stream any more. */
void evg_client_conn_left(struct evg_client_conn *conn, struct evgrpc_client_call *call);
/* Takes no new calls; it is closed when those it has are over. */
void evg_client_conn_retire(struct evg_client_conn *conn);

#endif
