/* Where connections come in. A TCP listener has one socket per worker (SO_REUSEPORT: the kernel spreads), a unix
 * listener one socket, accepted on worker 0, which hands connections round. */
#ifndef EVGRPC_LISTENER_H
#define EVGRPC_LISTENER_H

#include "address.h"

#include <event2/event_struct.h>
#include <sys/types.h>

struct evg_tls;
struct evgrpc_worker;

struct evg_listener {
	struct evg_listener *next; /* in the order of evgrpc_server_listen */
	struct evg_address address;
	struct evg_tls *tls; /* owned; NULL: plain text */
	int port;            /* TCP: the one it got */
	int n_fds;           /* workers for TCP, 1 for unix */
	dev_t device;        /* of the socket file, so that only our own is removed */
	ino_t inode;
	int fds[]; /* -1 once closed */
};

/* A listener's socket on a worker. */
struct evg_acceptor {
	struct evg_acceptor *next;
	struct evgrpc_worker *worker;
	struct evg_listener *listener;
	int fd;        /* the listener's */
	unsigned turn; /* unix: the worker that gets the next connection */
	struct event readable, retry;
};

/* Opens the sockets for n_workers workers. NULL with a sentence in ret_error. */
struct evg_listener *evg_listener_open(const char *address, int n_workers, char *ret_error, size_t error_size);
/* Closes what is open, removes the socket file if it is still ours and frees. */
void evg_listener_free(struct evg_listener *listener);
/* Begins to accept on the worker's thread what the listener has for this worker; -1 when memory is short. */
int evg_listener_serve(struct evg_listener *listener, struct evgrpc_worker *worker);
/* Stops accepting, removes socket files and closes the worker's sockets, on its thread. */
void evg_acceptors_free(struct evgrpc_worker *worker);

#endif
