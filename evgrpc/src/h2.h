/* HTTP/2 without sockets: bytes in, bytes out, and streams that note what arrived. Server and client share it.
 *
 * The callbacks of nghttp2 only record into the stream and put it on the ready list; evg_h2_run then lets each ready
 * stream act. So nothing is ever freed under nghttp2's feet: a stream goes only in its own run(). */
#ifndef EVGRPC_H2_H
#define EVGRPC_H2_H

#include "buf.h"
#include "guard.h"
#include "metadata.h"
#include "slabs.h"

#include <nghttp2/nghttp2.h>
#include <stdbool.h>
#include <stdint.h>

/* The largest frame a session produces: nghttp2 sends no larger ones than every peer has to take. */
enum { EVG_FRAME_MAX = 9 + 1 + 16384 };

struct evg_stream;
struct evg_h2;

struct evg_stream_ops {
	/* One field of a header block. */
	void (*on_field)(struct evg_stream *stream, const char *name, size_t name_len, const char *value,
			 size_t value_len);
	/* A header block is complete; the stream is on the ready list. */
	void (*on_fields_end)(struct evg_stream *stream);
	/* All of out was sent and no more will come: may submit trailers and then returns true. Within nghttp2. */
	bool (*on_out_end)(struct evg_stream *stream);
	/* Acts on what was recorded. The only place where a stream may be freed. */
	void (*run)(struct evg_stream *stream);
};

/* One HTTP/2 stream; part of a call. */
struct evg_stream {
	const struct evg_stream_ops *ops;
	struct evg_h2 *h2;
	struct evg_stream *next_ready;
	int32_t id;
	uint32_t close_code; /* HTTP/2 error code, once closed */
	bool ready;          /* on the ready list */
	bool begun;          /* our header block was handed to the connection: the peer may know the stream */
	bool remote_ended;   /* the peer's END_STREAM was read */
	bool local_ended;    /* our END_STREAM was handed to the connection */
	bool closed;         /* nghttp2 knows the stream no more, or the connection is gone */
	bool out_ended;      /* nothing will be added to out */
	bool paused;         /* nghttp2 waits for evg_stream_wake */
	bool discards;       /* what still arrives is thrown away */
	bool starved;        /* memory for arriving bytes was short */
	bool taken;          /* bytes left out since the flag was cleared */
	bool keeps_out;      /* what was sent stays in out: it may have to be sent again */
	struct evg_buf in, out;
	size_t in_returned; /* how many of in's bytes were given back to the peer's window already */
	size_t out_sent;    /* how many of out's bytes were sent, with keeps_out */
};

struct evg_h2_ops {
	/* Server: a request begins; a new stream, or NULL to refuse it. */
	struct evg_stream *(*on_request)(void *owner);
	/* The peer will take no more streams, or answered the ping of a graceful end. May be NULL. */
	void (*on_goaway)(void *owner);
	void (*on_ping_ack)(void *owner);
	/* The peer sent a PING; the answer is on its way already. May be NULL. */
	void (*on_ping)(void *owner);
	/* Something became ready outside of evg_h2_feed: run the pump soon. */
	void (*wake)(void *owner);
};

/* What is announced to the peer. */
struct evg_h2_settings {
	bool server;
	uint32_t max_concurrent_streams, stream_window, connection_window, max_header_bytes;
	const struct evgrpc_limits *limits; /* what a server takes of its peer, borrowed; a client has none */
	struct evg_slabs *slabs;            /* where sessions of the thread lie, borrowed; NULL: where malloc puts it */
};

struct evg_h2 {
	nghttp2_session *session; /* NULL once ended */
	struct evg_slabs *slabs;
	struct evg_slab *slab; /* of slabs, with the session in it */
	const struct evg_h2_ops *ops;
	void *owner;
	struct evg_stream *first_ready, *last_ready;
	uint8_t *to, *to_end; /* where evg_h2_produce writes */
	struct evg_guard guard;
	const char *dismissed; /* why the peer is sent away; NULL: it is not */
	bool broken;           /* memory was short for what had to be sent */
	bool has_settings;     /* the peer's SETTINGS were read: it speaks HTTP/2 */
	bool answered;         /* HEADERS or DATA were sent since the flag was cleared */
	bool too_many_pings;   /* its GOAWAY said so: a client pings less often from now on (gRPC A8) */
};

/* First byte of a PING's data: what it is sent for. */
enum {
	EVG_PING_NOTICE, /* has the peer seen the first GOAWAY? Its answer is told by on_ping_ack */
	EVG_PING_KEEPALIVE,
};

/* Starts a session and queues the preface and settings; -1 when memory is short. */
int evg_h2_init(struct evg_h2 *h2, const struct evg_h2_settings *settings, const struct evg_h2_ops *ops, void *owner);
/* Ends the session; streams are the owner's (evg_stream_lost). Not within a callback of nghttp2. */
void evg_h2_end(struct evg_h2 *h2);
/* Reads n bytes of the peer; -1 when it does not speak HTTP/2: send what is queued and close. */
int evg_h2_feed(struct evg_h2 *h2, const uint8_t *bytes, size_t n);
/* Sends the peer away: nothing more is read of it, and the session is over when the GOAWAY with this code and reason
 * (static) is out, or cannot get out. Only the first time counts. Also within nghttp2. */
void evg_h2_dismiss(struct evg_h2 *h2, uint32_t code, const char *reason);
/* Writes the next frames to send, in their order, as many as surely fit into room (at least EVG_FRAME_MAX): their
 * bytes, 0 if there is nothing to send, -1 on a fatal error. */
ssize_t evg_h2_produce(struct evg_h2 *h2, uint8_t *to, size_t room);
/* Lets the ready streams act until none is ready. */
void evg_h2_run(struct evg_h2 *h2);
/* False when the session has nothing more to read or write. */
bool evg_h2_is_alive(const struct evg_h2 *h2);

/* Puts the stream on the ready list and sees that the pump runs. */
void evg_stream_ready(struct evg_stream *stream);
/* The connection is gone: marks the stream closed and ready. */
void evg_stream_lost(struct evg_stream *stream);
/* Lets nghttp2 ask for bytes of out again after something was added or out_ended was set. */
void evg_stream_wake(struct evg_stream *stream);
/* Bytes of out that were not sent yet. */
static inline size_t evg_stream_unsent(const struct evg_stream *stream)
{
	return evg_buf_len(&stream->out) - stream->out_sent;
}
/* Ends keeps_out: drops what was sent. */
void evg_stream_release_out(struct evg_stream *stream);
/* Makes a stream that has closed one that was never opened: all of out is to be sent. */
void evg_stream_rewind(struct evg_stream *stream);
/* The provider that sends out; for nghttp2_submit_request and _response. */
nghttp2_data_provider evg_stream_provider(struct evg_stream *stream);
/* Resets the stream. */
void evg_stream_reset(struct evg_stream *stream, uint32_t code);
/* Gives all bytes of in back to the peer's window: the reader waits for the rest of a message. */
void evg_stream_return_window(struct evg_stream *stream);
/* Takes n bytes off the front of in and gives them back to the window, those that were not yet. */
void evg_stream_drop_in(struct evg_stream *stream, size_t n);
/* Throws away what is in and what will arrive. */
void evg_stream_discard(struct evg_stream *stream);

#endif
