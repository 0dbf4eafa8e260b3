/* Who waits for news of the ledger's head. One hub for the process; a corner of it for each worker, where calls wait on
 * the worker's own thread. The ledger thread wakes only workers where somebody waits. */
#ifndef SERVICE_WATCH_HUB_H
#define SERVICE_WATCH_HUB_H

#include <stdbool.h>

struct evgrpc_worker;
struct ledger;
struct watch_corner;
struct watch_hub;

/* How often those who wait without news are woken all the same, to look whether their caller's token is still good: a
 * little of the time in which a revoked one may still be taken (TOKEN_TTL_US). */
#define WATCH_CHECK_S 2

/* One that waits; part of the call's own memory. */
struct watch_waiter {
	void (*wake)(struct watch_waiter *waiter); /* it does not wait any more */
	struct watch_waiter *next, *previous;
	struct watch_corner *corner; /* NULL: it does not wait */
};

/* A hub that hears of every new page: the ledger's only watcher in a server, so that it finds room. */
struct watch_hub *watch_hub_new(struct ledger *ledger);
/* After the ledger has stopped. NULL is fine. */
void watch_hub_free(struct watch_hub *hub);

/* The corner of a worker, on its thread, before it serves; left when it stops. */
struct watch_corner *watch_hub_join(struct watch_hub *hub, struct evgrpc_worker *evgrpc);
void watch_corner_leave(struct watch_corner *corner);

/* Waits for the next page, or for the time of a check: wake() runs on the worker's thread. */
void watch_wait(struct watch_corner *corner, struct watch_waiter *waiter);
/* Waits no more; one that does not wait is fine. */
void watch_stop(struct watch_waiter *waiter);

#endif
