/* Keepalive (gRPC A8, A9, A18): the PINGs with which each end finds out that the other is gone, and what a server
 * takes of them. Server and client share the first part. */
#ifndef EVGRPC_KEEPALIVE_H
#define EVGRPC_KEEPALIVE_H

#include "link.h"

/* ---- Our own pings ------------------------------------------------------------------------------------------ */

struct evg_keepalive_settings {
	unsigned interval_ms; /* silence after which the peer is pinged; 0: never */
	unsigned timeout_ms;  /* without a byte of it after the ping, the connection is closed; 0: never */
	bool without_calls;   /* pings also while no call is open, as a server does */
	/* Has the link's owner an open call? Not asked with without_calls. */
	bool (*has_calls)(void *owner);
};

/* Part of a connection; stop it before the link is freed. */
struct evg_keepalive {
	struct evg_link *link;
	struct evg_keepalive_settings settings;
	struct event timer;
	int64_t pinged_us; /* 0: no ping is out */
};

/* Begins to watch an initialised link on its base. A link that does not answer is closed with evg_link_close. */
void evg_keepalive_start(struct evg_keepalive *keepalive, struct evg_link *link,
			 const struct evg_keepalive_settings *settings);
/* Stops; harmless on a zeroed or stopped one. */
void evg_keepalive_stop(struct evg_keepalive *keepalive);
/* Lets the kernel give a TCP connection up whose bytes nobody acknowledges for timeout_ms (A18); 0: its own default.
 * Nothing on other sockets. */
void evg_keepalive_tune(int fd, unsigned timeout_ms);
/* The interval of a client's next connection, in ms, after the server said "too_many_pings" (evg_h2.too_many_pings):
 * twice as long (A8). */
unsigned evg_keepalive_slower(unsigned interval_ms);

/* ---- The peer's pings --------------------------------------------------------------------------------------- */

/* What a server remembers of its peer's pings. */
struct evg_ping_watch {
	int64_t last_us; /* the last that was in order or a strike; 0: none yet */
	unsigned strikes;
};

/* A PING came: false when it was one too many, the third too early. min_interval_us is the least time between two,
 * 2 hours without open calls unless may_idle. answered: HEADERS or DATA were sent since the last one, which forgives
 * all strikes: an honest peer measures bandwidth with pings while it is served. */
bool evg_ping_is_fair(struct evg_ping_watch *watch, int64_t now_us, int64_t min_interval_us, bool has_calls,
		      bool may_idle, bool answered);

#endif
