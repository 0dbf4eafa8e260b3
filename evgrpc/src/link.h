/* The pump: moves bytes between a transport and an HTTP/2 session on one event loop. Server and client share it.
 *
 * Each turn reads, lets the ready streams act, and writes what they produced with one call. A peer that sends or takes
 * as fast as we work gets no more than a turn at once: between two, the others of the loop have theirs. The owner is
 * told last (on_pumped) and may free the link there and nowhere else. */
#ifndef EVGRPC_LINK_H
#define EVGRPC_LINK_H

#include "buf.h"
#include "h2.h"
#include "transport.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>

/* Bytes read or written at once; the scratch memory given to a link is that large. */
enum { EVG_SCRATCH = 131072 };

struct evg_link_ops {
	struct evg_h2_ops h2; /* without wake, which is the link's; called with owner */
	/* The connection is over; the owner marks its streams lost. */
	void (*on_closed)(void *owner, const char *reason);
	/* Both ends are through and everything is written: takes the transport over, to close it well. on_closed
	 * follows. May be NULL: the transport is closed. */
	void (*on_ended)(void *owner, struct evg_transport transport);
	/* Last act of every turn. */
	void (*on_pumped)(void *owner);
};

struct evg_link {
	struct evg_h2 h2;
	struct evg_transport transport;
	struct event readable, writable, wake;
	const struct evg_link_ops *ops;
	void *owner;
	uint8_t *scratch;   /* borrowed; shared by all links of a thread: input is read, output made up there */
	struct evg_buf out; /* what the transport did not take yet */
	size_t high_water;  /* bytes in out above which no frame is produced and, as a rule, nothing is read */
	bool always_reads;  /* reads above high_water too: of two ends, one must, or each waits for the other */
	uint64_t written;   /* bytes the transport took */
	uint64_t turn_end;  /* of written, at which this turn leaves the rest to the next */
	int64_t turn_us;    /* when this turn began: one look at the clock for all that happens in it */
	int64_t heard_us;   /* when the peer's last bytes were read, at first when the link was made */
	bool pumping, closed;
	bool reading, writing; /* which events are added */
};

/* Takes over the transport, also when it fails; -1 when memory is short. The first evg_link_pump begins to read. */
int evg_link_init(struct evg_link *link, struct event_base *base, struct evg_transport transport,
		  const struct evg_h2_settings *settings, const struct evg_link_ops *ops, void *owner);
/* Frees what the link holds; it must be closed. */
void evg_link_free(struct evg_link *link);
/* Closes the connection: on_closed runs now, the ready streams and on_pumped in a turn soon. Not within nghttp2. */
void evg_link_close(struct evg_link *link, const char *reason);
/* One turn of the pump, now. Does nothing within a turn. */
void evg_link_pump(struct evg_link *link);
/* Sees that a turn of the pump comes soon. */
void evg_link_wake(struct evg_link *link);

#endif
