/* ceil: what libevent and nghttp2 can do at most, a yardstick and no server. One thread, no routing, no protobuf: each
 * request that ends gets the same reply: headers, one message of REPLY_BYTES, grpc-status 0.
 *
 *   ceil PORT REPLY_BYTES [CERTIFICATE KEY] */
#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK = 65536 }; /* bytes read, and collected before a write, at once */

struct connection {
	int fd;
	SSL *ssl; /* NULL: plain text */
	nghttp2_session *session;
	struct event *readable, *writable;
	uint8_t *out; /* bytes [sent, queued) are still to be written */
	size_t sent, queued, room;
};

static struct event_base *base;
static SSL_CTX *tls;
static nghttp2_session_callbacks *callbacks;
static uint8_t *reply;
static size_t reply_len;

#define NV(name, value)                                                                                                \
	{                                                                                                              \
		(uint8_t *)(name), (uint8_t *)(value), sizeof(name) - 1, sizeof(value) - 1,                            \
			NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE                                   \
	}

/* ---- HTTP/2 -------------------------------------------------------------------------------------------------- */

/* How much of the reply was sent is kept as the stream's user data. */
static ssize_t give_reply(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
			  nghttp2_data_source *source, void *user_data)
{
	static const nghttp2_nv trailers[] = { NV("grpc-status", "0") };
	size_t sent = (size_t)nghttp2_session_get_stream_user_data(session, id);
	size_t n = reply_len - sent < room ? reply_len - sent : room;

	(void)source;
	(void)user_data;
	memcpy(to, reply + sent, n);
	nghttp2_session_set_stream_user_data(session, id, (void *)(sent + n));
	if (sent + n == reply_len) {
		*flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
		nghttp2_submit_trailer(session, id, trailers, 1);
	}
	return (ssize_t)n;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
	static const nghttp2_nv headers[] = { NV(":status", "200"), NV("content-type", "application/grpc") };
	nghttp2_data_provider provider = { .read_callback = give_reply };

	(void)user_data;
	if ((frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS) &&
	    frame->hd.flags & NGHTTP2_FLAG_END_STREAM)
		nghttp2_submit_response(session, frame->hd.stream_id, headers, 2, &provider);
	return 0;
}

/* ---- Bytes --------------------------------------------------------------------------------------------------- */

static ssize_t tls_result(struct connection *connection, int n)
{
	int error = n > 0 ? SSL_ERROR_NONE : SSL_get_error(connection->ssl, n);

	if (n > 0)
		return n;
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

static int collect(struct connection *connection)
{
	const uint8_t *bytes;
	ssize_t n = 0;

	connection->sent = connection->queued = 0;
	while (connection->queued < CHUNK && (n = nghttp2_session_mem_send(connection->session, &bytes)) > 0) {
		if (connection->queued + (size_t)n > connection->room) {
			connection->room = (connection->queued + (size_t)n) * 2;
			connection->out = realloc(connection->out, connection->room);
			if (!connection->out)
				return -1;
		}
		memcpy(connection->out + connection->queued, bytes, (size_t)n);
		connection->queued += (size_t)n;
	}
	return n < 0 ? -1 : 0;
}

static int flush(struct connection *connection)
{
	ssize_t n;

	for (;;) {
		if (connection->sent == connection->queued && collect(connection) < 0)
			return -1;
		if (!connection->queued)
			break;
		n = write_some(connection, connection->out + connection->sent, connection->queued - connection->sent);
		if (n < 0 && errno == EAGAIN)
			return event_add(connection->writable, NULL);
		if (n < 0)
			return -1;
		connection->sent += (size_t)n;
	}
	free(connection->out);
	connection->out = NULL;
	connection->room = 0;
	return 0;
}

static void drop(struct connection *connection)
{
	event_free(connection->readable);
	event_free(connection->writable);
	nghttp2_session_del(connection->session);
	SSL_free(connection->ssl);
	close(connection->fd);
	free(connection->out);
	free(connection);
}

static void on_readable(int fd, short what, void *arg)
{
	static uint8_t bytes[CHUNK];
	struct connection *connection = arg;
	ssize_t n;

	(void)fd;
	(void)what;
	do {
		n = read_some(connection, bytes, sizeof bytes);
		if (n == 0 || (n < 0 && errno != EAGAIN) ||
		    (n > 0 && nghttp2_session_mem_recv(connection->session, bytes, (size_t)n) < 0)) {
			drop(connection);
			return;
		}
	} while (connection->ssl && n > 0); /* what OpenSSL holds back makes no event */
	if (flush(connection) < 0)
		drop(connection);
}

static void on_writable(int fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	if (flush(arg) < 0)
		drop(arg);
}

/* ---- Life ---------------------------------------------------------------------------------------------------- */

static void adopt(int fd)
{
	const nghttp2_settings_entry streams = { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1000 };
	struct connection *connection = calloc(1, sizeof *connection);
	int on = 1;

	if (!connection)
		abort();
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	connection->fd = fd;
	if (tls) {
		connection->ssl = SSL_new(tls);
		SSL_set_fd(connection->ssl, fd);
		SSL_set_accept_state(connection->ssl);
	}
	nghttp2_session_server_new(&connection->session, callbacks, connection);
	nghttp2_submit_settings(connection->session, NGHTTP2_FLAG_NONE, &streams, 1);
	connection->readable = event_new(base, fd, EV_READ | EV_PERSIST, on_readable, connection);
	connection->writable = event_new(base, fd, EV_WRITE, on_writable, connection);
	event_add(connection->readable, NULL);
	if (flush(connection) < 0)
		drop(connection);
}

static void on_connection(int fd, short what, void *arg)
{
	int accepted;

	(void)what;
	(void)arg;
	while ((accepted = accept4(fd, NULL, NULL, SOCK_NONBLOCK)) >= 0)
		adopt(accepted);
}

static int choose_h2(SSL *ssl, const unsigned char **ret, unsigned char *ret_len, const unsigned char *in, unsigned n,
		     void *arg)
{
	(void)ssl;
	(void)in;
	(void)n;
	(void)arg;
	*ret = (const unsigned char *)"h2";
	*ret_len = 2;
	return SSL_TLSEXT_ERR_OK;
}

static void make_tls(const char *certificate, const char *key)
{
	tls = SSL_CTX_new(TLS_server_method());
	if (!tls || SSL_CTX_use_certificate_chain_file(tls, certificate) != 1 ||
	    SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1) {
		fprintf(stderr, "ceil: %s and %s cannot be used\n", certificate, key);
		exit(2);
	}
	SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_alpn_select_cb(tls, choose_h2, NULL);
}

/* EchoReply of bench.proto with its gRPC prefix. */
static void make_reply(size_t n)
{
	size_t at = 5;

	reply = malloc(5 + 1 + 10 + n);
	if (!reply)
		abort();
	reply[at++] = 1 << 3 | 2;
	for (size_t rest = n; rest || at == 6; rest >>= 7)
		reply[at++] = (uint8_t)((rest & 127) | (rest > 127 ? 128 : 0));
	memset(reply + at, 'x', n);
	reply_len = at + n;
	n = reply_len - 5;
	memcpy(reply, (const uint8_t[]){ 0, (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n }, 5);
}

static int listen_on(uint16_t port)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
					     .sin_port = htons(port),
					     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (const struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 4096) < 0) {
		perror("ceil");
		exit(1);
	}
	return fd;
}

int main(int argc, char **argv)
{
	if (argc != 3 && argc != 5) {
		fprintf(stderr, "usage: ceil PORT REPLY_BYTES [CERTIFICATE KEY]\n");
		return 2;
	}
	make_reply(strtoul(argv[2], NULL, 10));
	if (argc == 5)
		make_tls(argv[3], argv[4]);
	nghttp2_session_callbacks_new(&callbacks);
	nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
	base = event_base_new();
	event_add(event_new(base, listen_on((uint16_t)strtoul(argv[1], NULL, 10)), EV_READ | EV_PERSIST, on_connection,
			    NULL),
		  NULL);
	return event_base_dispatch(base);
}
