/* A call on the client, as its channel sees it; the life is drawn in client_call.c. */
#ifndef EVGRPC_CLIENT_CALL_H
#define EVGRPC_CLIENT_CALL_H

#include "arena.h"
#include "evgrpc.h"
#include "h2.h"
#include "metadata.h"

#include <event2/event_struct.h>

enum evg_client_state {
	EVG_CLIENT_QUEUED, /* in the channel's queue, waiting for a connection */
	EVG_CLIENT_OPEN,   /* a stream of a connection */
	EVG_CLIENT_DONE,   /* on_done ran; lives until nghttp2 has let go of the stream */
};

struct evg_client_conn;

struct evgrpc_client_call {
	struct evg_stream stream; /* h2 is NULL while queued */
	enum evg_client_state state;
	struct evgrpc_channel *channel;
	struct evg_client_conn *conn;
	struct evgrpc_client_call *next, *prev; /* in the channel's queue or the connection */

	struct evg_budget budget;
	struct evg_arena arena; /* path and metadata */
	const char *path;
	struct evg_fields metadata;
	bool wait_for_ready;
	int64_t deadline_us;
	struct event timer; /* the deadline; made active by hand when the call is decided from outside */

	const ProtobufCMessageDescriptor *response;
	struct evgrpc_client_handlers handlers;
	void *arg;
	bool write_owed;    /* on_writable is to run when out falls under the mark */
	bool keeps_message; /* on_message has taken the response over */

	/* How it ends. decided: by us, before the stream has closed. */
	bool decided;
	int code;      /* -1 until known */
	char *message; /* malloced */
	uint8_t *details;
	size_t details_len;
	int http_status;
	bool is_grpc;
	size_t header_bytes;
};

/* Ends the call: on_done runs now. A queued call is freed; an open one is reset and freed when its stream has closed.
 * Not within nghttp2 and not within a function the program called. */
void evg_client_call_end(struct evgrpc_client_call *call, enum evgrpc_code code, const char *message);
/* Opens a stream for a queued call, already in conn's list; when that fails the call ends soon. */
void evg_client_call_open(struct evgrpc_client_call *call, struct evg_client_conn *conn);
/* Sets how the call ends, if it was not decided before; message may be NULL. */
void evg_client_call_decide(struct evgrpc_client_call *call, enum evgrpc_code code, const char *message);
/* Within on_message: the response stays with the caller, who frees it with the default allocator. */
void evg_client_call_keep_message(struct evgrpc_client_call *call);

/* ---- client_answer.c ----------------------------------------------------------------------------------------- */

/* evg_stream_ops.on_field of client calls. */
void evg_client_call_on_field(struct evg_stream *stream, const char *name, size_t name_len, const char *value,
			      size_t value_len);
/* Hands over the messages that have arrived whole. */
void evg_client_call_deliver(struct evgrpc_client_call *call);
/* Sees that a call that is over has a code: ours, the server's, or what its absence means. */
void evg_client_call_judge(struct evgrpc_client_call *call);

#endif
