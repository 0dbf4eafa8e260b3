/* The look at the files of a worker's TLS listeners from time to time. */
#ifndef EVGRPC_TLS_WATCH_H
#define EVGRPC_TLS_WATCH_H

struct evgrpc_worker;

/* Begins to look, if the server has a TLS listener at all; -1 when memory is short. On the worker's thread. */
int evg_tls_watch(struct evgrpc_worker *worker);
/* Ends it; also when it never began. */
void evg_tls_watch_end(struct evgrpc_worker *worker);

#endif
