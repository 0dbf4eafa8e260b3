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

/* Of this header. The interface may change with the minor number until 1.0.0. */
#define EVGRPC_VERSION       "0.1.0"
#define EVGRPC_VERSION_MAJOR 0
#define EVGRPC_VERSION_MINOR 1
#define EVGRPC_VERSION_PATCH 0

#ifdef __cplusplus
extern "C" {
#endif
/* The names of this header are all that the library shows. */
#pragma GCC visibility push(default)

/* EVGRPC_VERSION of the library the program runs with. Static. */
const char *evgrpc_version(void);

struct event_base;
struct evgrpc_server;
struct evgrpc_worker;
struct evgrpc_call;
struct evgrpc_channel;
struct evgrpc_client_call;

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

/* ---- Compression and TLS, for both sides ---------------------------------------------------------------------- */

/* Of one message; what is announced in grpc-encoding. */
enum evgrpc_compression {
	EVGRPC_IDENTITY,
	EVGRPC_GZIP,
};

enum evgrpc_client_certificate {
	EVGRPC_CLIENT_CERTIFICATE_NONE,     /* not asked for */
	EVGRPC_CLIENT_CERTIFICATE_OPTIONAL, /* asked for; who shows none is served, who shows a bad one is not */
	EVGRPC_CLIENT_CERTIFICATE_REQUIRED,
};

/* TLS of a listener or a channel: version 1.2 or newer, ALPN "h2" or no connection, no renegotiation, no resumption (a
 * resumed session would pass by a revocation). All files are PEM and are borrowed as names until the server or channel
 * is freed: they are looked at every reload_ms and read again when they have changed; a set that cannot be read
 * leaves the one before in force. A connection whose client's certificate has expired or is not valid by a new
 * set is cut at the next look. */
struct evgrpc_tls_options {
	const char *certificate_file; /* our chain, leaf first; a client may leave it NULL */
	const char *key_file;
	const char *ca_file;  /* whom we trust; NULL: a server asks nobody, a client takes the system's list */
	const char *crl_file; /* CRLs; with it, a peer of whom no valid CRL speaks is refused. NULL: not asked */
	enum evgrpc_client_certificate client_certificate; /* server only */
	const char *server_name; /* client only: the name checked and sent as SNI; NULL: the host of the address */
	unsigned reload_ms;      /* 0: 10,000 */
	/* Files have changed: problem is NULL when the new set is in force, else it says why the one before stays. Once
	 * per change, on the thread of a worker or of the channel. May be NULL. */
	void (*on_reload)(const char *problem, void *arg);
	void *arg; /* for it */
};

/* Who the peer is, by a certificate that was verified. Strings live as long as the connection. */
struct evgrpc_identity {
	const char *common_name;  /* of the subject, NULL if it has none */
	const char *subject;      /* the whole name as RFC 2253 writes it */
	const char *const *names; /* subjectAltName: "DNS:…", "URI:…", "email:…", "IP:…"; ends with NULL */
	const char *fingerprint;  /* SHA-256 of the certificate, 64 lower-case hex digits */
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
	const void *data;  /* the program's own, such as who may call: evgrpc_call_method(call)->data */
	const void *typed; /* of code that protoc-gen-evgrpc made: its typed handlers */
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
/* The same for a "-bin" key, decoded (padded or not): *ret_len bytes, NULL if absent or no base64. */
const uint8_t *evgrpc_call_metadata_bin(struct evgrpc_call *call, const char *key, size_t *ret_len);
/* The pair number i (from 0) as sent, in the caller's order; false beyond the last. */
bool evgrpc_call_metadata_at(const struct evgrpc_call *call, size_t i, const char **ret_key, const char **ret_value);
/* The peer as text, "127.0.0.1:4711" or "unix". */
const char *evgrpc_call_peer(const struct evgrpc_call *call);
/* The peer's verified client certificate, NULL if it showed none. */
const struct evgrpc_identity *evgrpc_call_identity(const struct evgrpc_call *call);
/* Milliseconds until the deadline, 0 when it has passed. Every call has one. */
int64_t evgrpc_call_time_left_ms(const struct evgrpc_call *call);
/* True once the peer left or the deadline passed: answers go nowhere. */
bool evgrpc_call_is_gone(const struct evgrpc_call *call);
/* The name of a string field, at any depth, of the message just handed over that came with a zero byte in it, NULL if
 * there is none: the message shows only what stood before that byte. */
const char *evgrpc_call_cut_field(const struct evgrpc_call *call);
/* Did the message just handed over come compressed? */
bool evgrpc_call_was_compressed(const struct evgrpc_call *call);
/* A pointer of the handler's own. */
void evgrpc_call_set_data(struct evgrpc_call *call, void *data);
void *evgrpc_call_data(const struct evgrpc_call *call);

/* Runs on_gone(call, arg) once if the peer leaves, the deadline passes or a stopping server ends the call before it is
 * finished. It must not finish a call that others still hold a pointer to; set NULL to remove it. */
void evgrpc_call_on_gone(struct evgrpc_call *call, void (*on_gone)(struct evgrpc_call *call, void *arg), void *arg);

/* Adds initial metadata (before the first message) or trailing metadata. Text values; for "-bin" keys the value is
 * base64 already. 0, or -1 if too late, not a legal key or value, or beyond 32 fields or 32 KiB of one block. Trailing
 * metadata and details that do not fit the header list the peer takes stay behind: the status must arrive. */
int evgrpc_call_add_initial_metadata(struct evgrpc_call *call, const char *key, const char *value);
int evgrpc_call_add_trailing_metadata(struct evgrpc_call *call, const char *key, const char *value);
/* The same for bytes under a "-bin" key. */
int evgrpc_call_add_initial_metadata_bin(struct evgrpc_call *call, const char *key, const uint8_t *bytes, size_t n);
int evgrpc_call_add_trailing_metadata_bin(struct evgrpc_call *call, const char *key, const uint8_t *bytes, size_t n);
/* Sends the initial metadata now instead of with the first message; once is enough. 0, or -1 when the call is gone. */
int evgrpc_call_send_initial_metadata(struct evgrpc_call *call);

/* Before the first message: answers of this call may be compressed, and are from now on. 0, or -1 when it is too late
 * or the caller does not take that compression; then everything goes out plain. */
int evgrpc_call_use_compression(struct evgrpc_call *call, enum evgrpc_compression compression);
/* After that: whether the messages sent from now on are compressed. One that would not shrink goes out plain. */
void evgrpc_call_compress(struct evgrpc_call *call, bool on);

/* Asks for the next message of a stream. */
void evgrpc_call_next(struct evgrpc_call *call);

/* Queues one response message; it is packed at once, so the caller keeps it. 0, or -1 when the call is gone, or about
 * to be because memory is short: on_gone tells. */
int evgrpc_call_send(struct evgrpc_call *call, const ProtobufCMessage *response);
/* Bytes queued on the call and not yet taken by the peer's window. */
size_t evgrpc_call_queued(const struct evgrpc_call *call);
/* Runs on_drained(call, arg) whenever the queue has fallen under the server's low-water mark after a send. */
void evgrpc_call_on_drained(struct evgrpc_call *call, void (*on_drained)(struct evgrpc_call *call, void *arg),
			    void *arg);

/* Ends the call with a status; NULL: OK, as at the end of a stream. The call must not be touched afterwards. */
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
	const struct evgrpc_identity *identity; /* NULL without a client certificate */
	enum evgrpc_code code;
	const char *message;              /* of the status, may be NULL */
	int64_t started_unix_us;          /* the request's headers were read; wall clock */
	int64_t duration_us;              /* from then to the end */
	int64_t handler_us;               /* of which the handler had it, 0 if it never did */
	size_t messages_in, messages_out; /* how many */
	size_t bytes_in, bytes_out;       /* of them, with their prefix, as on the wire */
	bool cancelled;                   /* the peer left before the end */
	void *data;                       /* evgrpc_call_data at the end */
};

enum evgrpc_verdict {
	EVGRPC_GO_ON, /* to the next hook, then the handler */
	EVGRPC_ENDED, /* the hook has finished the call (evgrpc_call_fail …); nobody else sees it */
	EVGRPC_HOLD,  /* the hook answers later: evgrpc_call_resume, or it finishes the call */
};

/* What stands before and after every call, in the order the hooks were added: authentication, logging, metrics. It sees
 * metadata, peer and identity, never the wire; both run on the worker's thread; either may be NULL. While a before hook
 * has the call it may do what a handler may: set on_gone, add metadata, answer.
 * before runs when the headers are complete and the method is known, before on_open; the call's time for it counts.
 * after runs once for every call that ended, also those no before hook and no handler ever saw, in reverse order. */
struct evgrpc_hook {
	enum evgrpc_verdict (*before)(struct evgrpc_call *call, void *arg);
	void (*after)(const struct evgrpc_call_record *record, void *arg);
	void *arg;
};

/* What a peer may do to a connection before it counts as hostile and is sent away with ENHANCE_YOUR_CALM. The defaults
 * are generous to honest clients; where others draw the line is in docs/limits.md. */
struct evgrpc_limits {
	unsigned reset_burst, resets_per_s;           /* streams the peer resets; 500 and 50 (CVE-2023-44487) */
	unsigned sent_reset_burst, sent_resets_per_s; /* resets its errors make us send; 100 and 10 (CVE-2025-8671) */
	unsigned refused_streams;                     /* streams beyond the limit, in all; 100 */
	unsigned continuations;                       /* CONTINUATION frames of one header block; 8 (CVE-2024-28182) */
	unsigned settings_entries;                    /* of one SETTINGS frame; 32 */
	unsigned queued_acks;                         /* PING and SETTINGS unanswered because it does not read; 100 */
	unsigned empty_frames;                        /* DATA without content or end, in a row; 10 (CVE-2019-9518) */
	unsigned priority_frames;                     /* per stream opened, and as many once; 100 (CVE-2019-9513) */
	size_t overhead_bytes; /* what may arrive beside payload: this + 8 times the payload; 1 MiB (CVE-2019-9511) */
};

/* Settings of a server. Start from evgrpc_server_options_default(). Spans of 0 ms mean never. */
struct evgrpc_server_options {
	int workers;                     /* threads, at least 1 */
	unsigned default_deadline_ms;    /* for callers without one; 30,000 */
	unsigned max_deadline_ms;        /* longer ones are cut to it; 0: none */
	size_t max_request_bytes;        /* one message, inflated; 4 MiB as other gRPC servers */
	size_t max_call_memory;          /* arena of one call, unpacked messages included; 16 MiB */
	size_t max_memory;               /* of all calls of one worker: arenas and queues; more calls are refused with
					    RESOURCE_EXHAUSTED, and those that grow are ended so; 256 MiB */
	size_t max_header_bytes;         /* sum of name + value + 32 over a header list; 16 KiB */
	unsigned max_header_fields;      /* fields of one; 64 */
	uint32_t max_concurrent_streams; /* per connection; 100 */
	unsigned max_handlers;           /* calls at work on one worker, those included whose peer has left; more are
					    refused with RESOURCE_EXHAUSTED; 2,000 */
	int max_connections;             /* per worker; 1,000 */
	int max_handshakes;              /* of them without a first request yet, TLS included: beyond it the oldest of
					    these is closed for a new one; 0: half of them */
	uint32_t stream_window;          /* initial HTTP/2 window of a stream; 256 KiB */
	uint32_t connection_window;      /* of a connection; 1 MiB */
	size_t output_high_water;        /* bytes queued on a connection above which no frame is produced; 256 KiB */
	size_t drained_low_water;        /* see evgrpc_call_on_drained; 64 KiB */
	unsigned preface_timeout_ms;     /* from accept to the first whole request's headers, TLS included; 10,000 */
	unsigned header_timeout_ms;      /* a header block begun must end within; 10,000 */
	unsigned stall_timeout_ms;       /* output is queued and the peer takes nothing of it, by reading or by its
					    windows; 20,000 */
	unsigned idle_timeout_ms;        /* without open calls; 0 */
	unsigned max_age_ms;             /* of a connection, give or take 10 % (gRPC A9); 0 */
	unsigned max_age_grace_ms;       /* what its calls then have to end; 30,000 */
	unsigned keepalive_ms;           /* silence after which the peer is pinged; 7,200,000 (A9) */
	unsigned keepalive_timeout_ms;   /* for its answer; also TCP_USER_TIMEOUT (A18); 20,000 */
	unsigned min_ping_interval_ms;   /* of a peer's pings; the third too early ends in "too_many_pings" (A8);
					    300,000 */
	bool pings_without_calls;        /* they may also come while no call is open */
	struct evgrpc_limits limits;
	/* Runs on each worker's thread before it serves; gives the worker's data. NULL data is fine; -1 stops start. */
	int (*on_worker_start)(struct evgrpc_worker *worker, void *arg, void **ret_data);
	/* Runs on each worker's thread after its last call. */
	void (*on_worker_stop)(struct evgrpc_worker *worker, void *arg, void *data);
	void *arg; /* for the two hooks */
};

/* Fills options with the defaults named above. */
void evgrpc_server_options_default(struct evgrpc_server_options *options);

/* A server; copies options. NULL when memory or a descriptor is short. */
struct evgrpc_server *evgrpc_server_new(const struct evgrpc_server_options *options);
/* Adds the n methods of a table, which is copied; what its rows point to is borrowed until the server is freed. service
 * is handed to the handlers. -1 if a path is taken or memory is short. */
int evgrpc_server_add_methods(struct evgrpc_server *server, const struct evgrpc_method *methods, size_t n,
			      void *service);
/* Adds a hook (copied) behind those there; before start only. -1 when memory is short. */
int evgrpc_server_add_hook(struct evgrpc_server *server, const struct evgrpc_hook *hook);
/* A hook that held the call lets it go on; its on_gone is removed and it must not touch the call afterwards. Also the
 * way to let go of a held call that is gone. On the worker's thread. */
void evgrpc_call_resume(struct evgrpc_call *call);

/* Adds grpc.health.v1.Health (Check, Watch). Every service of the method table is known to it, and "" for the whole. */
int evgrpc_server_add_health(struct evgrpc_server *server);
/* Sets what health answers for all services; true is the state after start. From any thread. */
void evgrpc_server_set_serving(struct evgrpc_server *server, bool serving);
/* Adds grpc.reflection.v1 and v1alpha over a FileDescriptorSet (borrowed) as protoc writes it:
 *	protoc --include_imports --descriptor_set_out=FILE x.proto
 * Health and reflection themselves need not be in it. -1 if it cannot be read, that is also without the imports. */
int evgrpc_server_add_reflection(struct evgrpc_server *server, const uint8_t *descriptor_set, size_t len);
/* Proves the method table against the descriptor set given to reflection: every method of every service that has at
 * least one row has one, with the right kind and message types, and nothing else has. 0, or -1 with one sentence. */
int evgrpc_server_prove(struct evgrpc_server *server, char *ret_error, size_t error_size);

/* Opens a listener before start: "HOST:PORT" (TCP, every worker accepts through SO_REUSEPORT; no host: all addresses of
 * the machine; port 0 takes a free one), "[IPv6]:PORT" or "unix:PATH" (one acceptor hands connections round; a stale
 * socket file is replaced, the mode is 0660). 0, or -1 with one sentence in ret_error. */
int evgrpc_server_listen(struct evgrpc_server *server, const char *address, char *ret_error, size_t error_size);
/* The same with TLS; options are copied, the names in them borrowed. */
int evgrpc_server_listen_tls(struct evgrpc_server *server, const char *address,
			     const struct evgrpc_tls_options *options, char *ret_error, size_t error_size);
/* The TCP port the listener number i (from 0) got, 0 for unix sockets. */
int evgrpc_server_port(const struct evgrpc_server *server, int i);
/* Starts the workers and returns when all of them serve. 0, or -1 with a sentence. */
int evgrpc_server_start(struct evgrpc_server *server, char *ret_error, size_t error_size);
/* Stops gracefully: no new connections, GOAWAY, calls under way end, at most grace_ms; then cuts the rest and joins
 * the workers. A peer has 5 s of that time to read its answers and close; what it leaves open then is closed, and one
 * that had no call and does not answer is not waited for. Returns the number of calls cut. */
int evgrpc_server_stop(struct evgrpc_server *server, unsigned grace_ms);
/* Frees a stopped server; NULL is fine. */
void evgrpc_server_free(struct evgrpc_server *server);

/* ---- Client ------------------------------------------------------------------------------------------------- */

/* A key and value of metadata to send. */
struct evgrpc_metadata {
	const char *key, *value;
};

/* When a call marked retryable is tried again (gRPC A6): only before it is committed, that is before the server's
 * initial metadata or a message came, and only while its requests are still kept (see max_retry_bytes). That no
 * connection could be made counts as an attempt that ended UNAVAILABLE; the deadline is one for all attempts.
 * The server may say when (grpc-retry-pushback-ms) or that it should not be (a negative one). */
struct evgrpc_retry_policy {
	unsigned max_attempts;     /* the first included; at most 5; 4 */
	unsigned first_backoff_ms; /* 200 */
	unsigned max_backoff_ms;   /* 5,000 */
	double multiplier;         /* 2; and 0.8 to 1.2 times that, by chance */
	uint32_t codes;            /* bit 1 << code for each status that is tried again; UNAVAILABLE */
	unsigned max_tokens;       /* throttle of the channel: each failure takes 1; 10 */
	double token_ratio;        /* each success gives; no retries while half or less are left; 0.1 */
	size_t max_retry_bytes;    /* requests kept of one call; beyond, it is committed; 256 KiB */
};

/* Settings of a channel. Start from evgrpc_channel_options_default(). Spans of 0 ms mean never. */
struct evgrpc_channel_options {
	const struct evgrpc_tls_options *tls;      /* copied, the names in it borrowed; NULL: plain text */
	const char *authority;                     /* borrowed; NULL: the address, "localhost" for unix sockets */
	const char *user_agent;                    /* borrowed; stands before "evgrpc/…"; NULL: nothing */
	unsigned connect_timeout_ms;               /* of one address, TLS included, or one lookup; 5,000 */
	unsigned first_backoff_ms, max_backoff_ms; /* between attempts, x 1.6 with 20 % jitter; 100 and 10,000 */
	unsigned idle_timeout_ms;                  /* without calls the connection is closed; 1,800,000 */
	unsigned keepalive_ms;                     /* silence after which the server is pinged; 0 */
	unsigned keepalive_timeout_ms;             /* for its answer; 20,000 */
	bool keepalive_without_calls;
	size_t max_response_bytes; /* one message, inflated; 16 MiB */
	size_t max_header_bytes;   /* of a response, name + value + 32; 64 KiB */
	struct evgrpc_retry_policy retry;
};

/* Fills options with the defaults named above. */
void evgrpc_channel_options_default(struct evgrpc_channel_options *options);

/* What a call may be given. Zero is a good default. */
struct evgrpc_call_options {
	unsigned timeout_ms; /* 0: 30,000 */
	const struct evgrpc_metadata *metadata;
	size_t n_metadata;
	bool wait_for_ready; /* keep trying to connect until the deadline instead of failing at once */
	bool retryable;      /* may run twice on the server: see evgrpc_retry_policy. What no server has begun is sent
				again in any case, once */
	bool paced;          /* on_message comes only after evgrpc_client_next(); the server's window follows */
	enum evgrpc_compression compression; /* of the requests */
};

/* Callbacks of an asynchronous client call; all on the channel's base, any may be NULL. on_metadata runs once when the
 * server's initial metadata has come, before the first message; not for an answer that is trailers only. on_done runs
 * exactly once and last; the client call is freed after it. */
struct evgrpc_client_handlers {
	void (*on_metadata)(struct evgrpc_client_call *call, void *arg);
	void (*on_message)(struct evgrpc_client_call *call, const ProtobufCMessage *response, void *arg);
	void (*on_writable)(struct evgrpc_client_call *call, void *arg); /* queue fell under 64 KiB after a send */
	void (*on_done)(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg);
	const void *typed; /* of code that protoc-gen-evgrpc made: evgrpc_client_typed(call) */
};

/* A channel to "HOST:PORT", "[IPv6]:PORT", "unix:PATH" or several of them with commas between, tried in that order
 * until one speaks HTTP/2 (pick first); connects when first used and again after a loss. A call that comes while an
 * attempt is under way waits for its outcome; one that comes in the pause behind an attempt that failed ends at once
 * with UNAVAILABLE and that attempt's reason, unless it is wait_for_ready: who starts it again should wait a little
 * first. With base NULL the channel has a base of its own, which the blocking functions drive. NULL when an address
 * cannot be read.
 *
 * A name is looked up anew by each attempt, with getaddrinfo on a thread of its own, so that the loop never waits; up
 * to 32 of its addresses are tried in the order given. After connect_timeout_ms the attempt goes on with the next of
 * the list, and what is found later serves the next attempt. Such a thread may outlive the channel.
 *
 * A channel belongs to the thread that turns its base: all its functions are called there. After fork() only one of the
 * two processes may go on with it. */
struct evgrpc_channel *evgrpc_channel_new(struct event_base *base, const char *addresses);
/* The same with options; NULL with a sentence in ret_error, also for TLS files that cannot be read. */
struct evgrpc_channel *evgrpc_channel_new_with(struct event_base *base, const char *addresses,
					       const struct evgrpc_channel_options *options, char *ret_error,
					       size_t error_size);
/* Ends every call with CANCELLED and frees the channel; NULL is fine. Within a callback the calls end and the channel
 * goes when it has returned. Not while a blocking function waits on it, and streams are finished before. */
void evgrpc_channel_free(struct evgrpc_channel *channel);

/* Starts a call. It is queued until the connection stands and the server lets one more stream be opened. NULL when
 * memory is short. handlers is copied. Its metadata may take 48 KiB (name + value + 32 each). */
struct evgrpc_client_call *evgrpc_client_start(struct evgrpc_channel *channel, const char *path,
					       const ProtobufCMessageDescriptor *response,
					       const struct evgrpc_call_options *options,
					       const struct evgrpc_client_handlers *handlers, void *arg);
/* What the call's handlers were given as typed. */
const void *evgrpc_client_typed(const struct evgrpc_client_call *call);
/* Queues a request message (packed at once). 0, or -1 when the call is over. */
int evgrpc_client_send(struct evgrpc_client_call *call, const ProtobufCMessage *request);
/* Bytes queued and not yet sent. */
size_t evgrpc_client_queued(const struct evgrpc_client_call *call);
/* Whether the messages sent from now on are compressed, for a call that was given a compression. */
void evgrpc_client_compress(struct evgrpc_client_call *call, bool on);
/* No more requests will follow. */
void evgrpc_client_half_close(struct evgrpc_client_call *call);
/* Asks for the next message of a paced call. */
void evgrpc_client_next(struct evgrpc_client_call *call);
/* Gives the call up; on_done follows with CANCELLED. */
void evgrpc_client_cancel(struct evgrpc_client_call *call);
/* Did the message just handed over come compressed? */
bool evgrpc_client_was_compressed(const struct evgrpc_client_call *call);
/* A value of the server's initial metadata (from on_metadata on) or trailing metadata (in on_done), by lower-case key,
 * NULL if absent; the first of several; "-bin" values as sent (base64). An answer that is trailers only has trailing
 * metadata alone. */
const char *evgrpc_client_initial_metadata(const struct evgrpc_client_call *call, const char *key);
const char *evgrpc_client_trailing_metadata(const struct evgrpc_client_call *call, const char *key);
/* The server's address as text, NULL while the call has no connection. */
const char *evgrpc_client_peer(const struct evgrpc_client_call *call);
/* How many attempts were made, from 1; what was sent again because no server had begun it counts as one. */
unsigned evgrpc_client_attempts(const struct evgrpc_client_call *call);

/* One unary call, blocking, on a channel with a base of its own. Returns the code; *ret_response is the unpacked
 * response on OK (free with protobuf_c_message_free_unpacked(.., NULL)), else NULL. *ret_status (may be NULL) holds
 * copies that live until the next blocking call on the channel. Within a callback of the channel's base this and the
 * functions below end the call with FAILED_PRECONDITION: there is no second loop to wait in. */
int evgrpc_unary(struct evgrpc_channel *channel, const char *path, const ProtobufCMessage *request,
		 const ProtobufCMessageDescriptor *response, const struct evgrpc_call_options *options,
		 ProtobufCMessage **ret_response, struct evgrpc_status *ret_status);

/* A stream of any kind, blocking: open; send as often as wanted (waits while much is queued; -1 when the server has
 * ended the call early); half_close; receive as often as it gives a message; then finish, which frees the stream. The
 * server waits for a client that does not receive: who sends much on a two-way stream receives between. */
struct evgrpc_stream;
struct evgrpc_stream *evgrpc_stream_open(struct evgrpc_channel *channel, const char *path,
					 const ProtobufCMessageDescriptor *response,
					 const struct evgrpc_call_options *options);
int evgrpc_stream_send(struct evgrpc_stream *stream, const ProtobufCMessage *request);
void evgrpc_stream_half_close(struct evgrpc_stream *stream);
/* Waits for the next response: 1 with *ret_response (free as above), 0 when no more will come: finish says why. */
int evgrpc_stream_receive(struct evgrpc_stream *stream, ProtobufCMessage **ret_response);
/* Half-closes, waits for the end and frees the stream: code and status as evgrpc_unary. With ret_response, exactly one
 * response that was not received yet is expected, as of a client stream; without, what still comes is thrown away. */
int evgrpc_stream_finish(struct evgrpc_stream *stream, ProtobufCMessage **ret_response,
			 struct evgrpc_status *ret_status);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
