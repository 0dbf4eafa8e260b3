/* The server as its own parts see it. */
#ifndef EVGRPC_SERVER_STATE_H
#define EVGRPC_SERVER_STATE_H

#include "listener.h"
#include "server.h"
#include "worker.h"

/* A method with the service its handlers get. */
struct evg_route {
	const struct evgrpc_method *method;
	void *service;
};

struct evg_attachment;

struct evgrpc_server {
	struct evgrpc_server_options options;
	struct evg_route *routes; /* in the order they were added */
	size_t *by_path;          /* numbers of routes, sorted by path */
	size_t n_routes, room;
	struct evgrpc_hook *hooks; /* in the order they were added */
	size_t n_hooks;
	bool has_after; /* one of them wants to hear of ends */
	struct evg_attachment *attachments;
	struct evg_listener *listeners;
	struct evgrpc_worker *workers; /* options.workers of them */
	bool started;

	pthread_mutex_t lock; /* guards the two below, for evgrpc_server_start */
	pthread_cond_t reported;
	int n_reported, n_failed;
};

/* The route of a path, NULL if there is none. */
const struct evg_route *evg_server_find(const struct evgrpc_server *server, const char *path);
/* A worker's start hook and acceptors are done: it serves, or it does not. From the worker's thread. */
void evg_server_worker_started(struct evgrpc_server *server, bool serves);

#endif
