/* Watches a connection of the server: that header blocks end, that the peer takes its answers, that it is not silent
 * for ever and does not get too old. */
#ifndef EVGRPC_CONN_WATCH_H
#define EVGRPC_CONN_WATCH_H

#include "dues.h"
#include "keepalive.h"

struct evg_conn;

/* What a connection has on its timer. */
enum evg_conn_due {
	EVG_DUE_STATE, /* the end of what its state waits for: preface, notice, idle */
	EVG_DUE_HEADERS,
	EVG_DUE_STALL,
	EVG_DUE_AGE,      /* the maximum age; then the end of the grace */
	EVG_DUE_DEADLINE, /* the earliest of its calls', or earlier, for one that has ended since */
};

struct evg_conn_watch {
	struct evg_dues dues;
	struct evg_keepalive keepalive;
	struct evg_ping_watch pings;
	int64_t well_us; /* when the last look found that nothing waits or something of it was taken */
	uint64_t seen_written, seen_payload; /* what was taken when that was looked at */
	uint32_t seen_frames;                /* which header block the peer is within */
	bool is_old;                         /* told to go because of its age */
};

/* Before the first turn. */
void evg_conn_watch_start(struct evg_conn *conn);
/* At the end of each turn of an open connection. */
void evg_conn_watch_turn(struct evg_conn *conn);
/* A call of it is to run again when its deadline has passed. */
void evg_conn_watch_deadline(struct evg_conn *conn, int64_t deadline_us);
/* A PING of the peer was read. Within nghttp2. */
void evg_conn_watch_ping(struct evg_conn *conn);
/* The connection has closed. */
void evg_conn_watch_stop(struct evg_conn *conn);

#endif
