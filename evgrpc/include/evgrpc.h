/* evgrpc: gRPC for libevent programs, server and client side.
 *
 * A server owns listeners and workers; a worker is one thread with one event base and owns connections; a connection
 * owns calls; a call owns an arena. The method table says what each method takes and gives; a handler gets messages
 * and answers with messages, and never sees a socket, a frame or a buffer.
 *
 * Life of a call on the server: the runtime starts it, hands its messages over one at a time, and the handler ends it
 * exactly once with evgrpc_call_finish() (or _reply, _fail, which call it), at once or later, but always on the
 * worker's own thread (see evgrpc_worker_post). If the peer leaves or the deadline passes first, on_gone runs once so
 * that the handler can cut what it waits for; the handler still finishes the call, which then only releases it.
 *
 * Results: 0 or -1 for "did it work", bool for questions. Outputs named ret_ are written on success only. */
#ifndef EVGRPC_H
#define EVGRPC_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct evgrpc_server;
struct evgrpc_worker;
struct evgrpc_call;
struct evgrpc_channel;

/* ---- Status ------------------------------------------------------------------------------------------------- */

/* The 17 codes of gRPC (doc/statuscodes.md). */
enum evgrpc_code {
	EVGRPC_OK = 0,
	EVGRPC_CANCELLED = 1,
	EVGRPC_UNKNOWN = 2,
	EVGRPC_INVALID_ARGUMENT = 3,
	EVGRPC_DEADLINE_EXCEEDED = 4,
	EVGRPC_NOT_FOUND = 5,
	EVGRPC_ALREADY_EXISTS = 6,
	EVGRPC_PERMISSION_DENIED = 7,
	EVGRPC_RESOURCE_EXHAUSTED = 8,
	EVGRPC_FAILED_PRECONDITION = 9,
	EVGRPC_ABORTED = 10,
	EVGRPC_OUT_OF_RANGE = 11,
	EVGRPC_UNIMPLEMENTED = 12,
	EVGRPC_INTERNAL = 13,
	EVGRPC_UNAVAILABLE = 14,
	EVGRPC_DATA_LOSS = 15,
	EVGRPC_UNAUTHENTICATED = 16,
};

/* Name of a code in UPPER_SNAKE, "UNKNOWN" for numbers outside the list. Static. */
const char *evgrpc_code_name(int code);

/* How a call ended. message is UTF-8 or NULL; details is a serialised google.rpc.Status or NULL. The status borrows
 * both; whoever keeps it longer than the call it came from copies them. */
struct evgrpc_status {
	enum evgrpc_code code;
	const char *message;
	const uint8_t *details;
	size_t details_len;
};

/* ---- Methods ------------------------------------------------------------------------------------------------ */

enum evgrpc_kind {
	EVGRPC_UNARY,
	EVGRPC_SERVER_STREAM,
	EVGRPC_CLIENT_STREAM,
	EVGRPC_BIDI_STREAM,
};

/* One row of a service's method table.
 *
 * on_message gets each request message; it lives in the call's arena. For UNARY and SERVER_STREAM it runs exactly once.
 * For CLIENT_STREAM and BIDI_STREAM the next message comes only after evgrpc_call_next(); each streamed message is
 * valid until then, so that an endless stream needs bounded memory.
 * on_open (may be NULL) runs before the first message of any kind of call; streams use it to set up their state and
 * must have called evgrpc_call_next() to receive the first message; it is implied for the other kinds.
 * on_half_close (streams only) runs when the peer has sent its last message and all were handed over. */
struct evgrpc_method {
	const char *path; /* "/package.Service/Method" */
	enum evgrpc_kind kind;
	const ProtobufCMessageDescriptor *request, *response;
	unsigned max_deadline_ms; /* upper bound and default for callers without a deadline; 0: the server's */
	size_t max_request_bytes; /* of one message; 0: the server's */
	/* Nothing but the caller ends such a call: when the server is asked to stop, the runtime ends it with
	 * UNAVAILABLE behind what is queued, and on_gone runs, instead of waiting for it through the whole grace. */
	bool endless;
	void (*on_open)(struct evgrpc_call *call, void *service);
	void (*on_message)(struct evgrpc_call *call, const ProtobufCMessage *request, void *service);
	void (*on_half_close)(struct evgrpc_call *call, void *service);
};

/* ---- Calls, server side ------------------------------------------------------------------------------------- */

/* Memory from the call's arena, zeroed, aligned for any type, released with the call. NULL when the call's memory cap
 * is reached. */
void *evgrpc_call_alloc(struct evgrpc_call *call, size_t size);
/* Copy of a string in the call's arena; NULL like evgrpc_call_alloc. */
char *evgrpc_call_strdup(struct evgrpc_call *call, const char *text);

/* The row of the method table the call goes by. */
const struct evgrpc_method *evgrpc_call_method(const struct evgrpc_call *call);
/* The worker whose thread the call lives on. */
struct evgrpc_worker *evgrpc_call_worker(const struct evgrpc_call *call);
/* A metadata value the caller sent, by lower-case key, NULL if absent; the first of several. Values of "-bin" keys are
 * given as sent (base64). Valid as long as the call. */
const char *evgrpc_call_metadata(const struct evgrpc_call *call, const char *key);
/* The peer as text, "127.0.0.1:4711" or "unix". */
const char *evgrpc_call_peer(const struct evgrpc_call *call);
/* Milliseconds until the deadline, 0 when it has passed. Every call has one. */
int64_t evgrpc_call_time_left_ms(const struct evgrpc_call *call);
/* True once the peer left or the deadline passed: answers go nowhere. */
bool evgrpc_call_is_gone(const struct evgrpc_call *call);
/* The name of a string field, at any depth, of the message just handed over that came with a zero byte in it, NULL if
 * there is none: the message shows only what stood before that byte. */
const char *evgrpc_call_cut_field(const struct evgrpc_call *call);
/* A pointer of the handler's own. */
void evgrpc_call_set_data(struct evgrpc_call *call, void *data);
void *evgrpc_call_data(const struct evgrpc_call *call);

/* Runs on_gone(call, arg) once if the peer leaves, the deadline passes or a stopping server ends the call before it is
 * finished. It must not finish a call that others still hold a pointer to; set NULL to remove it. */
void evgrpc_call_on_gone(struct evgrpc_call *call, void (*on_gone)(struct evgrpc_call *call, void *arg), void *arg);

/* Adds initial metadata (before the first message) or trailing metadata. Text values; for "-bin" keys the value is
 * base64 already. 0, or -1 if too late or not a legal key or value. */
int evgrpc_call_add_initial_metadata(struct evgrpc_call *call, const char *key, const char *value);
int evgrpc_call_add_trailing_metadata(struct evgrpc_call *call, const char *key, const char *value);

/* Asks for the next message of a stream. */
void evgrpc_call_next(struct evgrpc_call *call);

/* Queues one response message; it is packed at once, so the caller keeps it. 0, or -1 when the call is gone. */
int evgrpc_call_send(struct evgrpc_call *call, const ProtobufCMessage *response);
/* Bytes queued on the call and not yet taken by the peer's window. */
size_t evgrpc_call_queued(const struct evgrpc_call *call);
/* Runs on_drained(call, arg) whenever the queue has fallen under the server's low-water mark after a send. */
void evgrpc_call_on_drained(struct evgrpc_call *call, void (*on_drained)(struct evgrpc_call *call, void *arg),
			    void *arg);

/* Ends the call with a status. The call must not be touched afterwards. */
void evgrpc_call_finish(struct evgrpc_call *call, const struct evgrpc_status *status);
/* Sends response and ends with OK. */
void evgrpc_call_reply(struct evgrpc_call *call, const ProtobufCMessage *response);
/* Ends with code and message. */
void evgrpc_call_fail(struct evgrpc_call *call, enum evgrpc_code code, const char *message);

/* ---- Workers ------------------------------------------------------------------------------------------------ */

/* Runs fn(arg) on the worker's thread, soon. From any thread; posts of one thread run in order. -1 when the worker
 * has stopped (fn will not run). */
int evgrpc_worker_post(struct evgrpc_worker *worker, void (*fn)(void *arg), void *arg);
/* The worker's event base; use it on the worker's thread only. */
struct event_base *evgrpc_worker_base(const struct evgrpc_worker *worker);
/* What options.on_worker_start gave. */
void *evgrpc_worker_data(const struct evgrpc_worker *worker);
/* Number of the worker, from 0. */
int evgrpc_worker_index(const struct evgrpc_worker *worker);

/* ---- Server ------------------------------------------------------------------------------------------------- */

/* What is known of a call when it has ended; strings are valid during the hook only. */
struct evgrpc_call_record {
	const char *method; /* path as asked, also for unknown ones */
	const char *peer;
	enum evgrpc_code code;
	const char *message; /* of the status, may be NULL */
	int64_t duration_us;
	size_t bytes_in, bytes_out; /* messages with their prefix */
	bool cancelled;             /* the peer left before the end */
	void *data;                 /* evgrpc_call_data at the end */
};

/* Settings of a server. Start from evgrpc_server_options_default(). */
struct evgrpc_server_options {
	int workers;                     /* threads, at least 1 */
	unsigned default_deadline_ms;    /* for callers without one; 30,000 */
	unsigned max_deadline_ms;        /* longer ones are cut to it; 0: none */
	size_t max_request_bytes;        /* one message; 4 MiB as other gRPC servers */
	size_t max_call_memory;          /* arena of one call, unpacked messages included; 16 MiB */
	size_t max_header_bytes;         /* sum of name + value + 32 over a header list; 16 KiB */
	uint32_t max_concurrent_streams; /* per connection; 100 */
	int max_connections;             /* per worker; 1,000 */
	uint32_t stream_window;          /* initial HTTP/2 window of a stream; 256 KiB */
	uint32_t connection_window;      /* of a connection; 1 MiB */
	size_t output_high_water;        /* bytes queued on a connection above which no frame is produced; 256 KiB */
	size_t drained_low_water;        /* see evgrpc_call_on_drained; 64 KiB */
	unsigned preface_timeout_ms;     /* from accept to the first whole request's headers; 10,000 */
	unsigned idle_timeout_ms;        /* without open calls; 0: none */
	/* Runs on each worker's thread before it serves; gives the worker's data. NULL data is fine; -1 stops start. */
	int (*on_worker_start)(struct evgrpc_worker *worker, void *arg, void **ret_data);
	/* Runs on each worker's thread after its last call. */
	void (*on_worker_stop)(struct evgrpc_worker *worker, void *arg, void *data);
	/* Runs on the worker's thread for every call that ended. */
	void (*on_call_end)(const struct evgrpc_call_record *record, void *arg);
	void *arg; /* for the three hooks */
};

/* Fills options with the defaults named above. */
void evgrpc_server_options_default(struct evgrpc_server_options *options);

/* A server; copies options. NULL when memory or a descriptor is short. */
struct evgrpc_server *evgrpc_server_new(const struct evgrpc_server_options *options);
/* Adds the n methods of a table; the table is borrowed and service is handed to its handlers. -1 if a path is taken. */
int evgrpc_server_add_methods(struct evgrpc_server *server, const struct evgrpc_method *methods, size_t n,
			      void *service);

/* Adds grpc.health.v1.Health (Check, Watch). Every service of the method table is known to it, and "" for the whole. */
int evgrpc_server_add_health(struct evgrpc_server *server);
/* Sets what health answers for all services; true is the state after start. From any thread. */
void evgrpc_server_set_serving(struct evgrpc_server *server, bool serving);
/* Adds grpc.reflection.v1 and v1alpha over a FileDescriptorSet as protoc wrote it with --include_imports (borrowed).
 * -1 if it cannot be read. */
int evgrpc_server_add_reflection(struct evgrpc_server *server, const uint8_t *descriptor_set, size_t len);
/* Proves the method table against the descriptor set given to reflection: every method of every service that has at
 * least one row has one, with the right kind and message types, and nothing else has. 0, or -1 with one sentence. */
int evgrpc_server_prove(struct evgrpc_server *server, char *ret_error, size_t error_size);

/* Opens a listener before start: "HOST:PORT" (TCP, every worker accepts through SO_REUSEPORT; port 0 takes a free one)
 * or "unix:PATH" (one acceptor hands connections round; a stale socket file is replaced, the mode is 0660).
 * 0, or -1 with one sentence in ret_error. */
int evgrpc_server_listen(struct evgrpc_server *server, const char *address, char *ret_error, size_t error_size);
/* The TCP port the listener number i (from 0) got, 0 for unix sockets. */
int evgrpc_server_port(const struct evgrpc_server *server, int i);
/* Starts the workers and returns when all of them serve. 0, or -1 with a sentence. */
int evgrpc_server_start(struct evgrpc_server *server, char *ret_error, size_t error_size);
/* Stops gracefully: no new connections, GOAWAY, calls under way end, at most grace_ms; then cuts the rest and joins
 * the workers. A peer has 5 s of that time to read its answers and close; what it leaves open then is closed. Returns
 * the number of calls cut. */
int evgrpc_server_stop(struct evgrpc_server *server, unsigned grace_ms);
/* Frees a stopped server; NULL is fine. */
void evgrpc_server_free(struct evgrpc_server *server);

/* ---- Client ------------------------------------------------------------------------------------------------- */

/* A key and value of metadata to send. */
struct evgrpc_metadata {
	const char *key, *value;
};

/* What a call may be given. Zero is a good default. */
struct evgrpc_call_options {
	unsigned timeout_ms; /* 0: 30,000 */
	const struct evgrpc_metadata *metadata;
	size_t n_metadata;
	bool wait_for_ready; /* keep trying to connect until the deadline instead of failing at once */
};

/* Callbacks of an asynchronous client call; all on the channel's base. on_done runs exactly once and last; the
 * client call is freed after it. */
struct evgrpc_client_call;
struct evgrpc_client_handlers {
	void (*on_message)(struct evgrpc_client_call *call, const ProtobufCMessage *response, void *arg);
	void (*on_writable)(struct evgrpc_client_call *call, void *arg); /* queue fell under 64 KiB after a send */
	void (*on_done)(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg);
};

/* A channel to "HOST:PORT" or "unix:PATH"; connects when first used and again after a loss. With base NULL the channel
 * has a base of its own, which the blocking functions drive. NULL when the address cannot be read. */
struct evgrpc_channel *evgrpc_channel_new(struct event_base *base, const char *address);
/* Ends every call with CANCELLED and frees the channel; NULL is fine. */
void evgrpc_channel_free(struct evgrpc_channel *channel);

/* Starts a call. It is queued until the connection stands. NULL when memory is short. handlers is copied. */
struct evgrpc_client_call *evgrpc_client_start(struct evgrpc_channel *channel, const char *path,
					       const ProtobufCMessageDescriptor *response,
					       const struct evgrpc_call_options *options,
					       const struct evgrpc_client_handlers *handlers, void *arg);
/* Queues a request message (packed at once). 0, or -1 when the call is over. */
int evgrpc_client_send(struct evgrpc_client_call *call, const ProtobufCMessage *request);
/* Bytes queued and not yet sent. */
size_t evgrpc_client_queued(const struct evgrpc_client_call *call);
/* No more requests will follow. */
void evgrpc_client_half_close(struct evgrpc_client_call *call);
/* Gives the call up; on_done follows with CANCELLED. */
void evgrpc_client_cancel(struct evgrpc_client_call *call);

/* One unary call, blocking, on a channel with a base of its own. Returns the code; *ret_response is the unpacked
 * response on OK (free with protobuf_c_message_free_unpacked(.., NULL)), else NULL. *ret_status (may be NULL) holds
 * copies that live until the next blocking call on the channel. */
int evgrpc_unary(struct evgrpc_channel *channel, const char *path, const ProtobufCMessage *request,
		 const ProtobufCMessageDescriptor *response, const struct evgrpc_call_options *options,
		 ProtobufCMessage **ret_response, struct evgrpc_status *ret_status);

/* A client stream, blocking: open, send as often as wanted (waits while much is queued; -1 when the server has ended
 * the call early), then finish, which waits for the answer as evgrpc_unary does and frees the stream. */
struct evgrpc_stream;
struct evgrpc_stream *evgrpc_stream_open(struct evgrpc_channel *channel, const char *path,
					 const ProtobufCMessageDescriptor *response,
					 const struct evgrpc_call_options *options);
int evgrpc_stream_send(struct evgrpc_stream *stream, const ProtobufCMessage *request);
int evgrpc_stream_finish(struct evgrpc_stream *stream, ProtobufCMessage **ret_response,
			 struct evgrpc_status *ret_status);

#endif
