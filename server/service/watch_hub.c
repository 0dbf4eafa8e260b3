#include "service/watch_hub.h"

#include "base/memory.h"
#include "evgrpc.h"
#include "ledger/ledger.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct watch_corner {
	struct evgrpc_worker *evgrpc;
	atomic_int n;     /* waiters */
	atomic_bool told; /* a wake is on its way */
	/* the worker's thread only */
	struct watch_waiter *first, *last;
	struct event *check;
	/* the hub's */
	struct watch_corner *next;
};

struct watch_hub {
	pthread_mutex_t lock; /* of the list */
	struct watch_corner *corners;
};

/* ---- On the worker's thread ----------------------------------------------------------------------------------- */

static void wake_all(struct watch_corner *corner)
{
	/* Who is woken may wait again at once: only those of now. */
	for (int n = atomic_load(&corner->n); n > 0 && corner->first; n--) {
		struct watch_waiter *waiter = corner->first;

		watch_stop(waiter);
		waiter->wake(waiter);
	}
}

static void on_told(void *arg)
{
	struct watch_corner *corner = arg;

	atomic_store(&corner->told, false);
	wake_all(corner);
}

static void on_check(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	wake_all(arg);
}

void watch_wait(struct watch_corner *corner, struct watch_waiter *waiter)
{
	const struct timeval span = { WATCH_CHECK_S, 0 };

	waiter->corner = corner;
	waiter->next = NULL;
	waiter->previous = corner->last;
	*(corner->last ? &corner->last->next : &corner->first) = waiter;
	corner->last = waiter;
	if (atomic_fetch_add(&corner->n, 1) == 0)
		event_add(corner->check, &span);
}

void watch_stop(struct watch_waiter *waiter)
{
	struct watch_corner *corner = waiter->corner;

	if (!corner)
		return;
	waiter->corner = NULL;
	*(waiter->previous ? &waiter->previous->next : &corner->first) = waiter->next;
	*(waiter->next ? &waiter->next->previous : &corner->last) = waiter->previous;
	if (atomic_fetch_sub(&corner->n, 1) == 1)
		event_del(corner->check);
}

/* ---- From the ledger thread ----------------------------------------------------------------------------------- */

static void on_head(void *arg, int64_t page)
{
	struct watch_hub *hub = arg;

	(void)page;
	pthread_mutex_lock(&hub->lock);
	for (struct watch_corner *corner = hub->corners; corner; corner = corner->next)
		if (atomic_load(&corner->n) > 0 && !atomic_exchange(&corner->told, true))
			(void)evgrpc_worker_post(corner->evgrpc, on_told, corner); /* one that has stopped needs none */
	pthread_mutex_unlock(&hub->lock);
}

/* ---- The hub -------------------------------------------------------------------------------------------------- */

struct watch_hub *watch_hub_new(struct ledger *ledger)
{
	struct watch_hub *hub = hy_xcalloc(1, sizeof(*hub));

	pthread_mutex_init(&hub->lock, NULL);
	(void)ledger_on_head(ledger, on_head, hub);
	return hub;
}

void watch_hub_free(struct watch_hub *hub)
{
	struct watch_corner *next;

	if (!hub)
		return;
	for (struct watch_corner *corner = hub->corners; corner; corner = next) {
		next = corner->next;
		free(corner);
	}
	pthread_mutex_destroy(&hub->lock);
	free(hub);
}

struct watch_corner *watch_hub_join(struct watch_hub *hub, struct evgrpc_worker *evgrpc)
{
	struct watch_corner *corner = hy_xcalloc(1, sizeof(*corner));

	corner->evgrpc = evgrpc;
	corner->check = event_new(evgrpc_worker_base(evgrpc), -1, EV_PERSIST, on_check, corner);
	pthread_mutex_lock(&hub->lock);
	corner->next = hub->corners;
	hub->corners = corner;
	pthread_mutex_unlock(&hub->lock);
	return corner;
}

void watch_corner_leave(struct watch_corner *corner)
{
	event_free(corner->check);
	corner->check = NULL;
}
