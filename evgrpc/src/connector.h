/* How a channel comes to a connection: attempts over all its addresses in their order, with growing pauses between
 * attempts. A connection counts as made when the server's SETTINGS have come: before that nobody knows whether it is a
 * server at all. */
#ifndef EVGRPC_CONNECTOR_H
#define EVGRPC_CONNECTOR_H

#include "address.h"
#include "resolver.h"

#include <event2/event_struct.h>

struct evgrpc_channel;
struct evg_client_conn;

/* One of the channel's addresses. */
struct evg_target {
	struct evgrpc_channel *channel;
	struct evg_address address;
	char *name; /* as given */
	/* A name takes as long as it takes: a lookup that an attempt no longer waits for goes on, so that there is
	 * never more than one thread for a name, and what it found serves the next attempt. */
	struct evg_lookup *lookup;
	struct evg_endpoints *found;
};

struct evg_connector {
	struct evg_target *targets;
	size_t n_targets;

	/* The attempt under way: which target comes next, and what the one before it has given. */
	size_t next_target, next_endpoint;
	struct evg_endpoints *endpoints;
	bool looking_up;              /* waits for the target's lookup */
	int fd;                       /* a socket on its way, -1 if there is none */
	struct evg_client_conn *conn; /* a connection that waits for its SETTINGS */
	char reason[256];             /* what went wrong last */

	struct event writable; /* fd stands or has failed */
	struct event patience; /* the socket address under way has had its time */
	struct event retry;    /* the next attempt is due */
	struct event refusal;  /* a call came in the pause behind a failed attempt */
	unsigned failures;     /* attempts in a row */
	int64_t next_attempt_us;
};

/* Reads "ADDRESS,ADDRESS…". -1 with a sentence in ret_error. */
int evg_connector_init(struct evgrpc_channel *channel, const char *addresses, char *ret_error, size_t error_size);
/* Frees what an attempt under way holds, but not its connection. */
void evg_connector_free(struct evgrpc_channel *channel);
/* Sees that an attempt is made, not too soon after the last one. Calls that do not want to wait for it, because the
 * last one has failed, end soon. */
void evg_connector_want(struct evgrpc_channel *channel);
/* The connection of the attempt is made, or was lost before; the caller frees it then. */
void evg_connector_succeeded(struct evgrpc_channel *channel);
void evg_connector_lost(struct evgrpc_channel *channel, const char *reason);

#endif
