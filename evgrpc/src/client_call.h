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
	EVG_CLIENT_AGAIN,  /* an attempt has failed; the next waits for its stream to close and for its time */
	EVG_CLIENT_DONE,   /* on_done ran; lives until nghttp2 has let go of the stream */
};

struct evg_client_conn;

/* Calls in the order they came. Zero is an empty list. */
struct evg_call_list {
	struct evgrpc_client_call *first, *last;
};

/* What has come of the answer to one attempt; zero is nothing. */
struct evg_client_answer {
	int http_status;
	bool is_grpc;
	bool has_headers;   /* the final header block came */
	bool trailers_only; /* and was the only one */
	bool is_told;       /* on_metadata ran */
	bool too_large;     /* more header fields than the channel takes */
	size_t header_bytes;
	struct evg_fields block; /* being read */
	struct evg_fields initial, trailing;
};

struct evgrpc_client_call {
	struct evg_stream stream; /* h2 is NULL while it has no connection */
	enum evg_client_state state;
	struct evgrpc_channel *channel;
	struct evg_client_conn *conn;
	bool has_slot;              /* counts among the streams of conn */
	struct evg_call_list *list; /* the one it is in: of the channel or of conn */
	struct evgrpc_client_call *next, *prev;

	struct evg_budget budget;
	struct evg_arena arena; /* path and metadata */
	const char *path;
	struct evg_fields metadata;
	bool wait_for_ready, paced;
	enum evgrpc_compression compression;
	bool compresses; /* the messages sent from now on */
	int64_t deadline_us;
	struct event timer; /* the deadline, or the pause before an attempt; made active by hand when the call is
			       decided from outside */

	/* Attempts, see retry.c. */
	bool retryable;
	bool committed;  /* there will be no other attempt; until then stream.out keeps what was sent */
	bool sent_again; /* the one attempt that needs nobody's leave was made */
	bool rests;      /* timer is the pause */
	unsigned attempts, pauses;

	const ProtobufCMessageDescriptor *response;
	struct evgrpc_client_handlers handlers;
	void *arg;
	bool write_owed;     /* on_writable is to run when out falls under the mark */
	bool wants_next;     /* on_message may run; always so unless paced */
	bool was_compressed; /* the message handed over last */
	bool keeps_message;  /* on_message has taken the response over */

	struct evg_budget answer_budget;
	struct evg_arena answer_arena; /* fields of the answer */
	struct evg_client_answer answer;

	/* How it ends. decided: by us, before the stream has closed. */
	bool decided;
	int code;      /* -1 until known */
	char *message; /* malloced */
	uint8_t *details;
	size_t details_len;
};

/* Puts a call at the end of a list. */
void evg_calls_put(struct evg_call_list *list, struct evgrpc_client_call *call);
/* Takes a call off the list it is in. */
void evg_calls_take(struct evgrpc_client_call *call);

/* Ends the call: on_done runs now. One without a stream is freed; an open one is reset and freed when its stream has
 * closed. Not within nghttp2 and not within a function the program called. */
void evg_client_call_end(struct evgrpc_client_call *call, enum evgrpc_code code, const char *message);
/* Ends a queued call for which no connection could be made, or lets it try again. As evg_client_call_end. */
void evg_client_call_unreachable(struct evgrpc_client_call *call, const char *message);
/* Sets how the call ends, if it was not decided before; message may be NULL. */
void evg_client_call_decide(struct evgrpc_client_call *call, enum evgrpc_code code, const char *message);
/* Sets the timer to the deadline. */
void evg_client_call_arm(struct evgrpc_client_call *call);
/* Within on_message: the response stays with the caller, who frees it with the default allocator. */
void evg_client_call_keep_message(struct evgrpc_client_call *call);
/* The server has ended the call, though what it sent may not have been handed over yet. */
bool evg_client_call_has_ended(const struct evgrpc_client_call *call);

/* ---- client_request.c ---------------------------------------------------------------------------------------- */

/* Opens a stream for a queued call, already in conn's list; when that fails the call ends soon. */
void evg_client_call_open(struct evgrpc_client_call *call, struct evg_client_conn *conn);

/* ---- client_answer.c ----------------------------------------------------------------------------------------- */

/* evg_stream_ops.on_field and on_fields_end of client calls. */
void evg_client_call_on_field(struct evg_stream *stream, const char *name, size_t name_len, const char *value,
			      size_t value_len);
void evg_client_call_on_fields_end(struct evg_stream *stream);
/* Hands over the metadata and the messages that have arrived whole and are asked for. */
void evg_client_call_deliver(struct evgrpc_client_call *call);
/* True while messages of an answer that is complete were not asked for yet. */
bool evg_client_call_has_unread(const struct evgrpc_client_call *call);
/* Sees that a call that is over has a code: ours, the server's, or what its absence means. */
void evg_client_call_judge(struct evgrpc_client_call *call);
/* Forgets the answer to an attempt. */
void evg_client_call_forget_answer(struct evgrpc_client_call *call);

/* ---- retry.c -------------------------------------------------------------------------------------------------- */

/* There will be no attempt after this one: what was kept for it goes. */
void evg_retry_commit(struct evgrpc_client_call *call);
/* An attempt has ended with call->code: true when there will be another; then the call is AGAIN. */
bool evg_retry_begin(struct evgrpc_client_call *call);
/* The stream of a call that is AGAIN has closed and left nghttp2. */
void evg_retry_detach(struct evgrpc_client_call *call);
/* The pause of a call that is AGAIN is over. */
void evg_retry_wake(struct evgrpc_client_call *call);

#endif
