/* Sockets of connections that have ended well, until the peer has them closed too. Closed at once, a socket with unread
 * input is reset, and with it goes what the kernel has not delivered yet: the last answers. */
#ifndef EVGRPC_LINGER_H
#define EVGRPC_LINGER_H

#include "transport.h"

struct evgrpc_worker;

/* Takes over a transport that everything was written to, ends the output and throws input away until the peer closes,
 * for a few seconds at most. On the worker's thread. A draining worker waits for it. */
void evg_linger(struct evgrpc_worker *worker, struct evg_transport transport);
/* Closes what the worker still has. */
void evg_lingers_free(struct evgrpc_worker *worker);

#endif
