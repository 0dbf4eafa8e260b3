#include "linger.h"

#include "clock.h"
#include "link.h"
#include "server_state.h"
#include "worker.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/* How long a peer may take to read the rest and close: enough for some hundred KiB on a poor line. */
	LINGER_MS = 5000,
	/* What is read of it meanwhile, and thrown away: no more than can have been on its way. */
	MAX_LINGER_BYTES = 1 << 20,
	/* They may take this part of a worker's connections. With those that have not made a request (handshakes.h) it
	 * is three quarters at most: who fails on purpose and does not close keeps nobody out. */
	MAX_LINGERS_PART = 4,
};

struct evg_linger {
	struct evg_linger *next, *prev; /* in the worker */
	struct evgrpc_worker *worker;
	int fd;
	struct event readable, timer;
	size_t n_read;
};

static void let_go(struct evg_linger *linger)
{
	struct evgrpc_worker *worker = linger->worker;

	if (linger->prev)
		linger->prev->next = linger->next;
	else
		worker->lingers = linger->next;
	if (linger->next)
		linger->next->prev = linger->prev;
	else
		worker->oldest_linger = linger->prev;
	worker->n_lingers--;
	event_del(&linger->readable);
	event_del(&linger->timer);
	close(linger->fd);
	atomic_fetch_sub(&worker->n_conns, 1);
	free(linger);
	evg_worker_lost_conn(worker);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct evg_linger *linger = arg;
	ssize_t n = recv(fd, linger->worker->scratch, EVG_SCRATCH, 0);

	(void)what;
	if (n > 0)
		linger->n_read += (size_t)n;
	if ((n > 0 && linger->n_read <= MAX_LINGER_BYTES) ||
	    (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)))
		return;
	let_go(linger);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	let_go(arg);
}

/* Nobody wants the places of a worker that stops: then all may stay for their time. */
static void enter(struct evg_linger *linger)
{
	struct evgrpc_worker *worker = linger->worker;
	unsigned limit = (unsigned)worker->server->options.max_connections / MAX_LINGERS_PART;

	if (worker->state == EVG_WORKER_SERVING && worker->n_lingers && worker->n_lingers >= limit)
		let_go(worker->oldest_linger);
	linger->next = worker->lingers;
	if (linger->next)
		linger->next->prev = linger;
	else
		worker->oldest_linger = linger;
	worker->lingers = linger;
	worker->n_lingers++;
	atomic_fetch_add(&worker->n_conns, 1); /* it holds a descriptor as a connection does */
}

void evg_linger(struct evgrpc_worker *worker, struct evg_transport transport)
{
	struct timeval span = evg_span_us((int64_t)LINGER_MS * 1000);
	struct evg_linger *linger = calloc(1, sizeof *linger);

	if (!linger) {
		transport.ops->close(&transport);
		return;
	}
	linger->worker = worker;
	linger->fd = transport.ops->finish(&transport);
	enter(linger);
	event_assign(&linger->readable, worker->base, linger->fd, EV_READ | EV_PERSIST, on_readable, linger);
	event_assign(&linger->timer, worker->base, -1, 0, on_timer, linger);
	if (event_add(&linger->readable, NULL) < 0 || event_add(&linger->timer, &span) < 0)
		let_go(linger);
}

void evg_lingers_free(struct evgrpc_worker *worker)
{
	struct evg_linger *next;

	for (struct evg_linger *linger = worker->lingers; linger; linger = next) {
		next = linger->next;
		let_go(linger);
	}
}
