/* A call on the server, as its connection and the files call*.c see it; the life is drawn in call.c. */
#ifndef EVGRPC_CALL_H
#define EVGRPC_CALL_H

#include "arena.h"
#include "evgrpc.h"
#include "h2.h"
#include "metadata.h"

struct evg_conn;
struct evg_route;

/* What grpc-encoding of the request says. */
enum evg_encoding {
	EVG_ENCODING_IDENTITY, /* or nothing */
	EVG_ENCODING_GZIP,
	EVG_ENCODING_UNKNOWN,
};

enum evg_call_state {
	EVG_CALL_HEADERS,  /* the request's headers are coming */
	EVG_CALL_ADMITTED, /* the headers are fine; the next before hook or the method may have it */
	EVG_CALL_HELD,     /* a before hook has it and owes a word: go on, or a finish */
	EVG_CALL_WAITING,  /* a single request message is coming; no handler has seen the call */
	EVG_CALL_RUNNING,  /* the handler has it and owes a finish */
	EVG_CALL_GONE,     /* hook or handler still owe their word, but nobody waits for it */
	EVG_CALL_ENDING,   /* the status is decided and on its way out */
	EVG_CALL_CLOSED,   /* nothing is left to do; freed by the next run */
};

struct evgrpc_call {
	struct evg_stream stream;
	enum evg_call_state state;
	struct evg_conn *conn;
	struct evgrpc_call *next, *prev; /* in the connection; next alone in the worker's pool */

	/* Memory. messages holds the current message of a stream and is emptied before the next one. */
	struct evg_budget budget; /* of the arenas; part of the worker's */
	struct evg_arena arena, messages;
	size_t queue_memory; /* of the stream's queues, as counted on the worker */

	/* The request. */
	const struct evg_route *route; /* NULL until known */
	const char *path;              /* in the arena, as asked */
	size_t header_bytes;
	unsigned header_fields;
	struct evg_fields request;
	bool headers_done, headers_too_large, is_post, is_grpc, timeout_is_bad;
	enum evg_encoding encoding;
	uint64_t timeout_us; /* 0: none given */
	bool has_timeout;
	bool wants_next, half_close_told;

	/* The answer. */
	struct evg_fields initial, trailing;
	enum evgrpc_compression compression; /* announced in the response's headers */
	bool compresses;                     /* so are the messages from now on */
	bool headers_sent;                   /* the response's headers were submitted */
	bool trailers_sent;
	bool out_failed; /* a message could not be queued: the call is to be cut */
	bool drain_owed; /* on_drained is to run when out falls under the low-water mark */
	enum evgrpc_code code;
	char *message;         /* of the status: in the arena, plain */
	char *message_encoded; /* the same percent-encoded */
	char *details;         /* base64 */

	/* The handler's, and before it the hooks'. */
	size_t next_hook; /* the before hook that has not seen the call yet */
	void *data;
	void (*on_gone)(struct evgrpc_call *call, void *arg);
	void *on_gone_arg;
	void (*on_drained)(struct evgrpc_call *call, void *arg);
	void *on_drained_arg;

	int64_t start_us, deadline_us;
	int64_t handler_since_us, handler_us; /* kept for after hooks only */
	bool cancelled;
	size_t messages_in, messages_out, bytes_in, bytes_out;
	const char *cut_field; /* of the last message, see evgrpc_call_cut_field */
	bool was_compressed;   /* the last message */
};

/* A call for a request that begins on conn, from the worker's pool; NULL when memory is short. */
struct evgrpc_call *evg_call_new(struct evg_conn *conn);
/* Reports the call's end to the hooks, takes it off its connection and back to the pool. Only from the call's run
 * and when a stopping worker frees what handlers left behind. */
void evg_call_release(struct evgrpc_call *call);
/* Is there a deadline that would still end the call? */
bool evg_call_has_deadline(const struct evgrpc_call *call);
/* Frees a call of the pool. */
void evg_call_free(struct evgrpc_call *call);

/* Is a hook or the handler at it, and does somebody wait for the answer? Only then can it be answered. */
static inline bool evg_call_is_owned(const struct evgrpc_call *call)
{
	return call->state == EVG_CALL_HELD || call->state == EVG_CALL_RUNNING;
}

/* Changes the state and keeps the worker's count of calls at work (HELD, RUNNING, GONE). */
void evg_call_move(struct evgrpc_call *call, enum evg_call_state to);
/* Gives the call to a hook (HELD) or its handler (RUNNING); false when the worker has as many as it may: then the call
 * was refused. */
bool evg_call_hand_over(struct evgrpc_call *call, enum evg_call_state to);
/* The hook or handler of a call that is GONE is through with it. */
void evg_call_let_go(struct evgrpc_call *call);

/* What a call is told that ends for want of memory that others hold. */
extern const char evg_no_memory[];

/* The one way out for calls the runtime ends: status on the wire now, then the handler is told. */
void evg_call_cut(struct evgrpc_call *call, enum evgrpc_code code, const char *message);

/* Ends a running call of an endless method behind what is queued, as the server stops; others go on. */
void evg_call_dismiss(struct evgrpc_call *call);

/* ---- call_request.c: headers and messages on their way in ---------------------------------------------------- */

/* evg_stream_ops.on_field and .on_fields_end of calls. */
void evg_call_on_field(struct evg_stream *stream, const char *name, size_t name_len, const char *value,
		       size_t value_len);
void evg_call_on_fields_end(struct evg_stream *stream);
/* The headers are complete: HEADERS -> ADMITTED or ENDING. */
void evg_call_begin(struct evgrpc_call *call);
/* No hook objects: ADMITTED -> WAITING, RUNNING or ENDING. */
void evg_call_open(struct evgrpc_call *call);
/* Hands over what has arrived and is wanted; WAITING -> RUNNING for a single request. */
void evg_call_deliver(struct evgrpc_call *call);

/* ---- call_metadata.c: the program's fields ------------------------------------------------------------------- */

enum {
	/* Fields a program may add to one header block. */
	EVG_MAX_ADDED = 32,
	/* Their size as HTTP/2 counts it. nghttp2 sends no block over 64 KiB, and the status needs its place in it. */
	EVG_MAX_ADDED_BYTES = 32768,
};

/* ---- call_hooks.c: what stands before and after a call ------------------------------------------------------- */

/* Shows an ADMITTED call to the before hooks, one after the other, and opens it behind the last. */
void evg_call_pass_hooks(struct evgrpc_call *call);
/* Reports the call's end to the after hooks. */
void evg_call_report(const struct evgrpc_call *call);

/* ---- call_answer.c: headers, messages and trailers on their way out ------------------------------------------ */

/* Remembers the status for the trailers; text beyond the limits is cut or left out. */
void evg_call_set_status(struct evgrpc_call *call, const struct evgrpc_status *status);
/* Sends the status after what is queued. */
void evg_call_send_status(struct evgrpc_call *call);
/* Sends the status now and forgets what is queued. */
void evg_call_send_status_now(struct evgrpc_call *call);
/* Answers with a bare HTTP status. */
void evg_call_send_http(struct evgrpc_call *call, const char *http_status);
/* evg_stream_ops.on_out_end of calls. */
bool evg_call_on_out_end(struct evg_stream *stream);

#endif
