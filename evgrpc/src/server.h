/* What the services evgrpc brings along (health, reflection, prove) need of a server beyond the public header: a walk
 * over the registered methods and a place to hang their own state. */
#ifndef EVGRPC_SERVER_H
#define EVGRPC_SERVER_H

#include "evgrpc.h"

/* Number of registered methods, all tables together, in the order they were added. */
size_t evgrpc_server_method_count(const struct evgrpc_server *server);
/* The method number i (below the count); the server's. */
const struct evgrpc_method *evgrpc_server_method_at(const struct evgrpc_server *server, size_t i);

/* Attaches an object: fn(arg) runs in evgrpc_server_free, latest first. Before start only. -1 when memory is short;
 * then arg stays the caller's. */
int evgrpc_server_on_free(struct evgrpc_server *server, void (*fn)(void *arg), void *arg);
/* The object attached last with this fn, NULL if there is none: fn serves as the object's kind. Any thread. */
void *evgrpc_server_attached(const struct evgrpc_server *server, void (*fn)(void *arg));

#endif
