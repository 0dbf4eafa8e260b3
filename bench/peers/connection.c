#include "load.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/* Bytes read, and collected before a write, at once. */
	CHUNK = 65536,
	/* Windows so wide that the server never waits for us. */
	STREAM_WINDOW = 1 << 24,
	CONNECTION_WINDOW = 1 << 28,
	PREFIX = 5, /* before each gRPC message */
};

/* A call, from its request to the end of its stream. */
struct call {
	uint64_t started;
	size_t request_sent, received;
	int http_status, grpc_status; /* -1: not seen */
	uint8_t prefix[PREFIX];
};

/* ---- Calls --------------------------------------------------------------------------------------------------- */

static ssize_t give_request(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
			    nghttp2_data_source *source, void *user_data)
{
	const struct load_options *options = ((struct connection *)user_data)->options;
	struct call *call = source->ptr;
	size_t n = options->request_len - call->request_sent;

	(void)session;
	(void)id;
	if (n > room)
		n = room;
	memcpy(to, options->request + call->request_sent, n);
	call->request_sent += n;
	if (call->request_sent == options->request_len)
		*flags |= NGHTTP2_DATA_FLAG_EOF;
	return (ssize_t)n;
}

static nghttp2_nv field(const char *name, const char *value)
{
	return (nghttp2_nv){ .name = (uint8_t *)name,
			     .namelen = strlen(name),
			     .value = (uint8_t *)value,
			     .valuelen = strlen(value),
			     .flags = NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE };
}

void connection_call(struct connection *connection)
{
	const struct load_options *options = connection->options;
	const nghttp2_nv fields[] = {
		field(":method", "POST"),
		field(":scheme", options->tls ? "https" : "http"),
		field(":path", options->path),
		field(":authority", options->host),
		field("content-type", "application/grpc"),
		field("te", "trailers"),
		field("user-agent", "bench-load/1"),
	};
	nghttp2_data_provider provider = { .read_callback = give_request };
	struct call *call = calloc(1, sizeof *call);

	if (!call)
		die("calloc", strerror(errno));
	call->started = now_ns();
	call->http_status = call->grpc_status = -1;
	provider.source.ptr = call;
	if (nghttp2_submit_request(connection->session, NULL, fields, sizeof fields / sizeof *fields, &provider, call) <
	    0)
		die("nghttp2_submit_request", "refused");
	connection->in_flight++;
}

/* A number in a field; nghttp2 terminates values. */
static int number(const uint8_t *value)
{
	return *value ? (int)strtol((const char *)value, NULL, 10) : -1;
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_len,
		     const uint8_t *value, size_t value_len, uint8_t flags, void *user_data)
{
	struct call *call = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);

	(void)value_len;
	(void)flags;
	(void)user_data;
	if (call && name_len == strlen(":status") && !memcmp(name, ":status", name_len))
		call->http_status = number(value);
	if (call && name_len == strlen("grpc-status") && !memcmp(name, "grpc-status", name_len))
		call->grpc_status = number(value);
	return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes, size_t n, void *user_data)
{
	struct call *call = nghttp2_session_get_stream_user_data(session, id);

	(void)flags;
	(void)user_data;
	if (!call)
		return 0;
	for (size_t i = 0; i < n && call->received + i < PREFIX; i++)
		call->prefix[call->received + i] = bytes[i];
	call->received += n;
	return 0;
}

/* One uncompressed message of the length asked for, and its prefix says so. */
static bool has_the_message(const struct call *call, const struct load_options *options)
{
	const uint8_t *p = call->prefix;
	size_t len = (size_t)p[1] << 24 | (size_t)p[2] << 16 | (size_t)p[3] << 8 | p[4];

	return call->received == options->reply_len && p[0] == 0 && PREFIX + len == call->received;
}

static enum outcome outcome_of(const struct call *call, const struct load_options *options, uint32_t error)
{
	if (error && call->grpc_status < 0)
		return OUTCOME_LOST;
	if (call->http_status != 200 || call->grpc_status < 0)
		return OUTCOME_MISSING;
	if (call->grpc_status > 0)
		return OUTCOME_STATUS;
	return has_the_message(call, options) ? OUTCOME_OK : OUTCOME_FRAMING;
}

static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t error, void *user_data)
{
	struct connection *connection = user_data;
	struct call *call = nghttp2_session_get_stream_user_data(session, id);

	if (!call)
		return 0;
	connection->in_flight--;
	connection->ops->on_call(connection, outcome_of(call, connection->options, error), now_ns() - call->started);
	free(call);
	return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
	struct connection *connection = user_data;

	(void)session;
	if (frame->hd.type != NGHTTP2_SETTINGS || frame->hd.flags & NGHTTP2_FLAG_ACK || connection->up)
		return 0;
	connection->up = true;
	connection->ops->on_up(connection);
	return 0;
}

/* ---- Bytes --------------------------------------------------------------------------------------------------- */

/* Like recv and send; with TLS, "later" is EAGAIN too. */
static ssize_t tls_result(struct connection *connection, int n)
{
	int error = n > 0 ? SSL_ERROR_NONE : SSL_get_error(connection->ssl, n);

	if (n > 0)
		return n;
	if (error == SSL_ERROR_ZERO_RETURN)
		return 0;
	errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : EPROTO;
	return -1;
}

static ssize_t read_some(struct connection *connection, void *bytes, size_t n)
{
	if (connection->ssl)
		return tls_result(connection, SSL_read(connection->ssl, bytes, (int)n));
	return recv(connection->fd, bytes, n, 0);
}

static ssize_t write_some(struct connection *connection, const void *bytes, size_t n)
{
	if (connection->ssl)
		return tls_result(connection, SSL_write(connection->ssl, bytes, (int)n));
	return send(connection->fd, bytes, n, MSG_NOSIGNAL);
}

/* Moves what the session wants to send into out, about CHUNK bytes. */
static void collect(struct connection *connection)
{
	const uint8_t *bytes;
	ssize_t n;

	connection->sent = connection->queued = 0;
	while (connection->queued < CHUNK && (n = nghttp2_session_mem_send(connection->session, &bytes)) > 0) {
		if (connection->queued + (size_t)n > connection->room) {
			connection->room = (connection->queued + (size_t)n) * 2;
			connection->out = realloc(connection->out, connection->room);
			if (!connection->out)
				die("realloc", strerror(errno));
		}
		memcpy(connection->out + connection->queued, bytes, (size_t)n);
		connection->queued += (size_t)n;
	}
}

static void watch(struct connection *connection, bool writing, int operation)
{
	struct epoll_event event = { .events = EPOLLIN | (writing ? EPOLLOUT : 0), .data.ptr = connection };

	if (operation == EPOLL_CTL_MOD && connection->writing == writing)
		return;
	connection->writing = writing;
	epoll_ctl(connection->epoll, operation, connection->fd, &event);
}

static bool lose(struct connection *connection)
{
	while (connection->in_flight) {
		connection->in_flight--;
		connection->ops->on_call(connection, OUTCOME_LOST, 0);
	}
	close(connection->fd);
	connection->fd = -1;
	return false;
}

bool connection_flush(struct connection *connection)
{
	ssize_t n = 1;

	while (n > 0) {
		if (connection->sent == connection->queued)
			collect(connection);
		if (!connection->queued)
			break;
		n = write_some(connection, connection->out + connection->sent, connection->queued - connection->sent);
		if (n > 0)
			connection->sent += (size_t)n;
	}
	if (n < 0 && errno != EAGAIN)
		return lose(connection);
	watch(connection, connection->sent < connection->queued, EPOLL_CTL_MOD);
	return true;
}

bool connection_turn(struct connection *connection)
{
	static uint8_t bytes[CHUNK];
	ssize_t n;

	do {
		n = read_some(connection, bytes, sizeof bytes);
		if (n == 0 || (n < 0 && errno != EAGAIN))
			return lose(connection);
		if (n > 0 && nghttp2_session_mem_recv(connection->session, bytes, (size_t)n) < 0)
			return lose(connection);
	} while (n > 0 && connection->ssl); /* what OpenSSL holds back makes no event */
	return connection_flush(connection);
}

/* ---- Opening ------------------------------------------------------------------------------------------------- */

static int dial(const struct load_options *options)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found;
	int fd, on = 1;

	if (getaddrinfo(options->host, options->port, &hints, &found) != 0)
		die(options->host, "no such host");
	fd = socket(found->ai_family, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen) < 0)
		die("connect", strerror(errno));
	freeaddrinfo(found);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

static SSL *shake_hands(const struct load_options *options, int fd)
{
	SSL *ssl = SSL_new(options->tls);

	if (!ssl || SSL_set_fd(ssl, fd) != 1 || SSL_connect(ssl) != 1)
		die("TLS", "the handshake failed");
	return ssl;
}

static nghttp2_session *make_session(struct connection *connection)
{
	const nghttp2_settings_entry entries[] = {
		{ NGHTTP2_SETTINGS_ENABLE_PUSH, 0 },
		{ NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, STREAM_WINDOW },
	};
	nghttp2_session_callbacks *callbacks;
	nghttp2_session *session;

	if (nghttp2_session_callbacks_new(&callbacks) != 0)
		die("nghttp2", "memory is short");
	nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
	nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
	nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_stream_close);
	nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
	if (nghttp2_session_client_new(&session, callbacks, connection) != 0)
		die("nghttp2", "memory is short");
	nghttp2_session_callbacks_del(callbacks);
	nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, entries, 2);
	nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, CONNECTION_WINDOW);
	return session;
}

void connection_open(struct connection *connection, const struct load_options *options,
		     const struct connection_ops *ops, int epoll)
{
	*connection = (struct connection){ .options = options, .ops = ops, .epoll = epoll, .fd = dial(options) };
	if (options->tls)
		connection->ssl = shake_hands(options, connection->fd);
	fcntl(connection->fd, F_SETFL, O_NONBLOCK);
	connection->session = make_session(connection);
	watch(connection, false, EPOLL_CTL_ADD);
	connection_flush(connection);
}
