/* For tests of the client: a server made of a socket and nghttp2 that does what the test tells it, on the event base of
 * the client under test; and one call of that client. */
#ifndef FAKE_SERVER_H
#define FAKE_SERVER_H

#include "echo_service.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <fcntl.h>
#include <nghttp2/nghttp2.h>
#include <sys/socket.h>
#include <unistd.h>

struct fake;

struct fake_conn {
	struct fake_conn *next;
	struct fake *fake;
	nghttp2_session *session;
	struct bufferevent *bytes;
	int number; /* from 1 */
	int n_open, n_goaways;
	bool closed;
};

struct fake_stream {
	struct fake_conn *conn;
	struct fake_stream *next;
	int32_t id;
	char fields[2048]; /* "name: value\n" */
	size_t n_fields;
	uint8_t body[64]; /* its begin */
	size_t n_body;
	bool closed;
	uint32_t close_code;
	/* What is being sent. */
	const uint8_t *out;
	size_t n_out, chunk, n_frames;
	bool then_trailers;
	const char *trailers[8]; /* pairs */
};

/* A server that calls on_request when a request is complete, and on_headers when its header block is. */
struct fake {
	struct event_base *base;
	int listener;
	struct event *acceptable;
	char address[64];
	struct fake_conn *conns;
	struct fake_stream *streams; /* newest first */
	int n_conns, n_requests, most_open, n_ping_acks;
	nghttp2_settings_entry settings;
	bool silent;    /* takes connections and says nothing */
	size_t padding; /* of every DATA frame */
	void (*on_request)(struct fake_stream *stream);
	void (*on_headers)(struct fake_stream *stream);
	void (*on_connect)(struct fake_conn *conn);
	int state; /* of the test's own */
};

static inline void fake_flush(struct fake_conn *conn)
{
	const uint8_t *bytes;
	ssize_t n;

	if (conn->closed || conn->fake->silent)
		return;
	while ((n = nghttp2_session_mem_send(conn->session, &bytes)) > 0)
		bufferevent_write(conn->bytes, bytes, (size_t)n);
}

static inline int fake_begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
	struct fake_conn *conn = user_data;
	struct fake_stream *stream = calloc(1, sizeof *stream);

	stream->conn = conn;
	stream->id = frame->hd.stream_id;
	stream->next = conn->fake->streams;
	conn->fake->streams = stream;
	nghttp2_session_set_stream_user_data(session, stream->id, stream);
	conn->n_open++;
	if (conn->n_open > conn->fake->most_open)
		conn->fake->most_open = conn->n_open;
	return 0;
}

static inline int fake_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
			      size_t name_len, const uint8_t *value, size_t value_len, uint8_t flags, void *user_data)
{
	struct fake_stream *stream = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);

	(void)name_len;
	(void)value_len;
	(void)flags;
	(void)user_data;
	stream->n_fields +=
		(size_t)snprintf(stream->fields + stream->n_fields, sizeof stream->fields - stream->n_fields,
				 "%s: %s\n", (const char *)name, (const char *)value);
	assert_true(stream->n_fields < sizeof stream->fields);
	return 0;
}

static inline int fake_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *data, size_t n,
			    void *user_data)
{
	struct fake_stream *stream = nghttp2_session_get_stream_user_data(session, id);
	size_t room;

	(void)flags;
	(void)user_data;
	if (!stream)
		return 0;
	room = stream->n_body < sizeof stream->body ? sizeof stream->body - stream->n_body : 0;
	memcpy(stream->body + (sizeof stream->body - room), data, n < room ? n : room);
	stream->n_body += n;
	return 0;
}

static inline int fake_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
	struct fake_conn *conn = user_data;
	struct fake *fake = conn->fake;
	struct fake_stream *stream = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);

	if (frame->hd.type == NGHTTP2_PING && frame->hd.flags & NGHTTP2_FLAG_ACK)
		fake->n_ping_acks++;
	if (frame->hd.type == NGHTTP2_GOAWAY)
		conn->n_goaways++;
	if (frame->hd.type == NGHTTP2_HEADERS && fake->on_headers)
		fake->on_headers(stream);
	if ((frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) &&
	    frame->hd.flags & NGHTTP2_FLAG_END_STREAM) {
		fake->n_requests++;
		if (fake->on_request)
			fake->on_request(stream);
	}
	return 0;
}

static inline int fake_stream_close(nghttp2_session *session, int32_t id, uint32_t code, void *user_data)
{
	struct fake_stream *stream = nghttp2_session_get_stream_user_data(session, id);

	((struct fake_conn *)user_data)->n_open--;
	if (stream) {
		stream->closed = true;
		stream->close_code = code;
	}
	return 0;
}

static inline ssize_t fake_pad(nghttp2_session *session, const nghttp2_frame *frame, size_t max, void *user_data)
{
	size_t wanted = frame->hd.length + ((struct fake_conn *)user_data)->fake->padding;

	(void)session;
	if (frame->hd.type != NGHTTP2_DATA)
		wanted = frame->hd.length;
	return (ssize_t)(wanted < max ? wanted : max);
}

/* Ends the connection without a word. */
static inline void fake_cut(struct fake_conn *conn)
{
	if (conn->closed)
		return;
	conn->closed = true;
	bufferevent_free(conn->bytes);
}

static inline void fake_read(struct bufferevent *bytes, void *arg)
{
	struct fake_conn *conn = arg;
	struct evbuffer *in = bufferevent_get_input(bytes);
	size_t n = evbuffer_get_length(in);

	assert_true(nghttp2_session_mem_recv(conn->session, evbuffer_pullup(in, -1), n) >= 0);
	if (conn->closed)
		return;
	evbuffer_drain(in, n);
	fake_flush(conn);
}

static inline void fake_end(struct bufferevent *bytes, short what, void *arg)
{
	(void)bytes;
	(void)what;
	fake_cut(arg);
}

static inline void fake_accept(evutil_socket_t listener, short what, void *arg)
{
	struct fake *fake = arg;
	struct fake_conn *conn = calloc(1, sizeof *conn);
	nghttp2_session_callbacks *callbacks;
	int fd = accept(listener, NULL, NULL);

	(void)what;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	conn->fake = fake;
	conn->number = ++fake->n_conns;
	conn->next = fake->conns;
	fake->conns = conn;
	nghttp2_session_callbacks_new(&callbacks);
	nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, fake_begin_headers);
	nghttp2_session_callbacks_set_on_header_callback(callbacks, fake_header);
	nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, fake_data);
	nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, fake_frame);
	nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, fake_stream_close);
	nghttp2_session_callbacks_set_select_padding_callback(callbacks, fake_pad);
	nghttp2_session_server_new(&conn->session, callbacks, conn);
	nghttp2_session_callbacks_del(callbacks);
	nghttp2_submit_settings(conn->session, NGHTTP2_FLAG_NONE, &fake->settings, fake->settings.settings_id ? 1 : 0);
	conn->bytes = bufferevent_socket_new(fake->base, fd, BEV_OPT_CLOSE_ON_FREE);
	bufferevent_setcb(conn->bytes, fake_read, NULL, fake_end, conn);
	bufferevent_enable(conn->bytes, EV_READ | EV_WRITE);
	if (fake->on_connect)
		fake->on_connect(conn);
	fake_flush(conn);
}

/* Listens on a free port of 127.0.0.1, or on port again if it is not 0. */
static inline void fake_listen(struct fake *fake, struct event_base *base, uint16_t port)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				    .sin_port = htons(port) };
	socklen_t len = sizeof name;
	int on = 1;

	fake->base = base;
	fake->listener = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(fake->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	assert_int_equal(bind(fake->listener, (struct sockaddr *)&name, sizeof name), 0);
	assert_int_equal(listen(fake->listener, 16), 0);
	getsockname(fake->listener, (struct sockaddr *)&name, &len);
	snprintf(fake->address, sizeof fake->address, "127.0.0.1:%d", ntohs(name.sin_port));
	fake->acceptable = event_new(base, fake->listener, EV_READ | EV_PERSIST, fake_accept, fake);
	event_add(fake->acceptable, NULL);
}

static inline void fake_close(struct fake *fake)
{
	event_free(fake->acceptable);
	close(fake->listener);
	while (fake->conns) {
		struct fake_conn *conn = fake->conns;

		fake->conns = conn->next;
		fake_cut(conn);
		nghttp2_session_del(conn->session);
		free(conn);
	}
	while (fake->streams) {
		struct fake_stream *stream = fake->streams;

		fake->streams = stream->next;
		free(stream);
	}
	event_base_loop(fake->base, EVLOOP_NONBLOCK); /* libevent frees a bufferevent in a turn of its own */
}

/* ---- What it may send -------------------------------------------------------------------------------------------- */

static inline nghttp2_nv fake_nv(const char *name, const char *value)
{
	return (nghttp2_nv){
		.name = (uint8_t *)name, .value = (uint8_t *)value, .namelen = strlen(name), .valuelen = strlen(value)
	};
}

static inline ssize_t fake_read_out(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
				    nghttp2_data_source *source, void *user_data)
{
	struct fake_stream *stream = source->ptr;
	size_t n = stream->n_out < room ? stream->n_out : room, n_nv = 0;
	nghttp2_nv nv[4];

	(void)user_data;
	if (stream->chunk && n > stream->chunk)
		n = stream->chunk;
	if (!n && !stream->then_trailers)
		return NGHTTP2_ERR_DEFERRED;
	if (n)
		memcpy(to, stream->out, n);
	stream->out += n;
	stream->n_out -= n;
	stream->n_frames++;
	if (stream->n_out || !stream->then_trailers)
		return (ssize_t)n;
	*flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
	for (; stream->trailers[2 * n_nv]; n_nv++)
		nv[n_nv] = fake_nv(stream->trailers[2 * n_nv], stream->trailers[2 * n_nv + 1]);
	nghttp2_submit_trailer(session, id, nv, n_nv);
	return (ssize_t)n;
}

/* Headers with NULL-ended pairs beside the usual ones, and n bytes; the stream stays open unless trailers were set. */
static inline void fake_respond(struct fake_stream *stream, const char *const *extra, const void *bytes, size_t n)
{
	const nghttp2_data_provider provider = { .source.ptr = stream, .read_callback = fake_read_out };
	nghttp2_nv nv[8] = { fake_nv(":status", "200"), fake_nv("content-type", "application/grpc") };
	size_t n_nv = 2;

	for (; extra && *extra; extra += 2)
		nv[n_nv++] = fake_nv(extra[0], extra[1]);
	stream->out = bytes;
	stream->n_out = n;
	nghttp2_submit_response(stream->conn->session, stream->id, nv, n_nv, &provider);
}

/* An EchoResponse {text: "hi"} with its prefix. */
#define FAKE_HI     "\0\0\0\0\4\x0a\2hi"
#define FAKE_HI_LEN 9

/* A whole good answer. */
static inline void fake_answer(struct fake_stream *stream)
{
	stream->then_trailers = true;
	stream->trailers[0] = "grpc-status";
	stream->trailers[1] = "0";
	fake_respond(stream, NULL, FAKE_HI, FAKE_HI_LEN);
}

/* Trailers only, with one field beside the status if key is given. */
static inline void fake_refuse(struct fake_stream *stream, const char *status, const char *key, const char *value)
{
	nghttp2_nv nv[] = { fake_nv(":status", "200"), fake_nv("content-type", "application/grpc"),
			    fake_nv("grpc-status", status), fake_nv(key ? key : "x", value ? value : "") };

	nghttp2_submit_response(stream->conn->session, stream->id, nv, key ? 4 : 3, NULL);
}

static inline void fake_reset(struct fake_stream *stream, uint32_t code)
{
	nghttp2_submit_rst_stream(stream->conn->session, NGHTTP2_FLAG_NONE, stream->id, code);
}

static inline void fake_goaway(struct fake_conn *conn, int32_t last_id)
{
	nghttp2_submit_goaway(conn->session, NGHTTP2_FLAG_NONE, last_id, NGHTTP2_NO_ERROR, NULL, 0);
}

/* ---- One call of the client ----------------------------------------------------------------------------------- */

struct ask {
	struct evgrpc_client_call *call;
	int code; /* -1 until done */
	char message[256], text[64], peer[64];
	int n_messages, n_metadata;
	unsigned attempts;
	char initial[64], trailing[64]; /* of "x-mark" */
	bool was_compressed;
};

static inline void ask_copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "(none)");
}

static inline void on_ask_metadata(struct evgrpc_client_call *call, void *arg)
{
	struct ask *ask = arg;

	ask->n_metadata++;
	assert_int_equal(ask->n_messages, 0);
	ask_copy(ask->initial, sizeof ask->initial, evgrpc_client_initial_metadata(call, "x-mark"));
}

static inline void on_ask_message(struct evgrpc_client_call *call, const ProtobufCMessage *message, void *arg)
{
	struct ask *ask = arg;

	ask->n_messages++;
	ask_copy(ask->text, sizeof ask->text, ((const Evgrpc__Test__EchoResponse *)message)->text);
	ask_copy(ask->peer, sizeof ask->peer, evgrpc_client_peer(call));
	ask->was_compressed = evgrpc_client_was_compressed(call);
}

static inline void on_ask_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct ask *ask = arg;

	assert_int_equal(ask->code, -1);
	ask->code = (int)status->code;
	ask->attempts = evgrpc_client_attempts(call);
	ask_copy(ask->message, sizeof ask->message, status->message);
	ask_copy(ask->trailing, sizeof ask->trailing, evgrpc_client_trailing_metadata(call, "x-mark"));
}

/* Starts a Say without its request. */
static inline void ask_open(struct ask *ask, struct evgrpc_channel *channel, const struct evgrpc_call_options *options)
{
	static const struct evgrpc_client_handlers handlers = { .on_metadata = on_ask_metadata,
								.on_message = on_ask_message,
								.on_done = on_ask_done };

	*ask = (struct ask){ .code = -1 };
	ask->call = evgrpc_client_start(channel, "/evgrpc.test.Echo/Say", &evgrpc__test__echo_response__descriptor,
					options, &handlers, ask);
	assert_non_null(ask->call);
}

/* Starts a whole Say. */
static inline void ask_start(struct ask *ask, struct evgrpc_channel *channel, const struct evgrpc_call_options *options)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;

	ask_open(ask, channel, options);
	request.text = "hello";
	assert_int_equal(evgrpc_client_send(ask->call, &request.base), 0);
	evgrpc_client_half_close(ask->call);
}

/* Drives the base until the condition holds; 20 s only end a test that has failed. */
#define DRIVE(base, condition)                                                                                         \
	do {                                                                                                           \
		const struct timeval patience_ = { .tv_sec = 20 };                                                     \
		bool late_ = false;                                                                                    \
		struct event *timer_ = evtimer_new(base, on_drive_late, &late_);                                       \
		evtimer_add(timer_, &patience_);                                                                       \
		while (!(condition) && !late_)                                                                         \
			event_base_loop(base, EVLOOP_ONCE);                                                            \
		event_free(timer_);                                                                                    \
		if (late_)                                                                                             \
			fail_msg("never came true: %s", #condition);                                                   \
	} while (0)

static inline void on_drive_late(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	*(bool *)arg = true;
}

static inline void ask_finish(struct ask *ask, struct event_base *base)
{
	DRIVE(base, ask->code >= 0);
}

#endif
