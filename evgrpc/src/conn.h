/* A connection of the server: one peer, its link and its calls. */
#ifndef EVGRPC_CONN_H
#define EVGRPC_CONN_H

#include "call.h"
#include "conn_watch.h"
#include "link.h"

struct evg_tls;

enum evg_conn_state {
	EVG_CONN_PREFACE,  /* no request was read yet; the preface timer runs, and it is among the handshakes */
	EVG_CONN_OPEN,     /* serving */
	EVG_CONN_NOTICED,  /* told that an end is near; streams on their way are still taken */
	EVG_CONN_DRAINING, /* told to go: no new streams, the open ones end */
	EVG_CONN_CLOSED,   /* no socket any more; stays until its handlers have finished */
};

/* Room for "[IPv6]:port". */
enum { EVG_PEER_SIZE = 64 };

struct evg_conn {
	struct evg_link link;
	enum evg_conn_state state;
	struct evgrpc_worker *worker;
	struct evg_conn *next, *prev; /* in the worker */
	struct evgrpc_call *calls;
	unsigned n_calls; /* alive ones, those included whose stream is closed but whose handler still works */
	struct evg_conn_watch watch;
	bool asleep;  /* had no call when it was noticed, and has not answered: nobody drives the peer's program */
	bool shaking; /* among the worker's handshakes, linked by these */
	struct evg_conn *next_shaking, *prev_shaking;
	char peer[EVG_PEER_SIZE];
	struct evgrpc_identity *identity; /* of a peer with a verified certificate, from its first request on */
};

/* Serves an accepted non-blocking descriptor on the worker's thread, in plain text when tls is NULL; closes it when
 * that is not possible. */
void evg_conn_adopt(struct evgrpc_worker *worker, int fd, struct evg_tls *tls);
/* Ends the connection gracefully: two GOAWAYs, open calls go on. */
void evg_conn_drain(struct evg_conn *conn);
/* Cuts the connection; its calls are gone. The connection may be freed by it. */
void evg_conn_cut(struct evg_conn *conn, const char *reason);
/* Frees the connection with calls whose handlers never finished: a stopping worker's last resort. */
void evg_conn_destroy(struct evg_conn *conn);
/* The first request of the connection has its headers. */
void evg_conn_has_request(struct evg_conn *conn);
/* The connection has no request yet and is ended for one that wants its place. It may be freed by it. */
void evg_conn_give_way(struct evg_conn *conn);
/* EVG_DUE_STATE: what the state waits for did not come in time. The connection may be freed by it. */
void evg_conn_state_is_due(struct evg_conn *conn);

#endif
