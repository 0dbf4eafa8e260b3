/* A worker: one thread, one event base, its connections. Other threads reach it only by evgrpc_worker_post. */
#ifndef EVGRPC_WORKER_H
#define EVGRPC_WORKER_H

#include "conn.h"
#include "evgrpc.h"
#include "listener.h"

#include <pthread.h>
#include <stdatomic.h>

enum evg_worker_state {
	EVG_WORKER_NEW,
	EVG_WORKER_SERVING,
	EVG_WORKER_DRAINING, /* stop was asked: waits for its connections or the grace timer */
	EVG_WORKER_STOPPED,
};

struct evg_linger;
struct evg_post;

struct evgrpc_worker {
	struct evgrpc_server *server;
	int index;
	enum evg_worker_state state; /* of the worker's own thread */
	struct event_base *base;
	uint8_t *scratch; /* EVG_SCRATCH bytes for its links */
	struct evg_slabs slabs;
	void *data;
	struct evg_conn *conns;
	struct evg_conn *first_shaking, *last_shaking; /* connections without a request, oldest first */
	unsigned n_shaking;
	struct evg_linger *lingers, *oldest_linger; /* sockets of ended ones that the peer has not closed yet */
	unsigned n_lingers;
	atomic_int n_conns;       /* with the lingering; read by the acceptor of unix sockets */
	struct evg_budget memory; /* arenas and queues of its calls */
	struct evg_buf inflated;  /* the message being unpacked, if it came compressed */
	struct evgrpc_call *pool;
	unsigned n_pool;
	unsigned n_handlers;            /* calls at work: see evg_call_move */
	struct evg_acceptor *acceptors; /* one per listener served here */
	struct event grace;
	struct event tls_look; /* see tls_watch.h */
	unsigned n_cut;        /* calls cut by stop; read after join */

	pthread_t thread;
	bool has_thread;

	pthread_mutex_t lock; /* guards the three below */
	struct evg_post *first_post, *last_post;
	bool posts_closed;
	int post_fd; /* eventfd that says there are posts */
	struct event post_event;
};

/* Prepares a worker (zeroed); -1 when memory or a descriptor is short, then it is still to be freed. */
int evg_worker_init(struct evgrpc_worker *worker, struct evgrpc_server *server, int index);
/* Starts the thread; it reports its start hook's result by evg_server_worker_started. -1 if there is no thread. */
int evg_worker_start(struct evgrpc_worker *worker);
/* Asks the worker to stop within grace_ms. Any thread. */
void evg_worker_stop(struct evgrpc_worker *worker, unsigned grace_ms);
/* Waits for the thread; no-op without one. */
void evg_worker_join(struct evgrpc_worker *worker);
/* Frees what the worker holds. */
void evg_worker_free(struct evgrpc_worker *worker);
/* A connection or a lingering socket was freed: a draining worker may be done. */
void evg_worker_lost_conn(struct evgrpc_worker *worker);

#endif
