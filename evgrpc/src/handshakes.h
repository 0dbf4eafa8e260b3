/* The connections of a worker that have not made a request yet. Beyond options.max_handshakes the oldest of them gives
 * way: so those that only hold a place go first, and who comes to call is let in during a flood of them too. */
#ifndef EVGRPC_HANDSHAKES_H
#define EVGRPC_HANDSHAKES_H

struct evg_conn;

/* A new connection; the oldest may be ended for it. */
void evg_handshakes_enter(struct evg_conn *conn);
/* It has made a request, or is told to go, or has closed. Harmless if it has left before. */
void evg_handshakes_leave(struct evg_conn *conn);

#endif
