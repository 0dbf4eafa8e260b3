/* A peer made of a socket and nghttp2, for what no well-behaved client does and for looking at header blocks. */
#ifndef RAW_H
#define RAW_H

#include "echo_service.h"

#include <arpa/inet.h>
#include <nghttp2/nghttp2.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Methods of the echo service, and an EchoRequest with text "hi" behind its prefix. */
#define RAW_SAY     "/evgrpc.test.Echo/Say"
#define RAW_REPEAT  "/evgrpc.test.Echo/Repeat"
#define RAW_COLLECT "/evgrpc.test.Echo/Collect"
#define RAW_CHAT    "/evgrpc.test.Echo/Chat"
#define RAW_HI      "\0\0\0\0\4\x0a\2hi"
#define RAW_HI_LEN  9

struct raw {
	int fd;
	SSL *ssl; /* NULL: plain text; freed by whoever set it */
	nghttp2_session *session;
	char fields[4096]; /* "name: value\n" of all blocks, a line "--" after each */
	size_t n_fields, n_data;
	uint8_t data[4096]; /* the first of them */
	bool closed, lost, ponged;
	uint32_t close_code;
	bool no_window; /* DATA is not given back to the server's window */
	const uint8_t *body;
	size_t body_len;
	bool body_stays_open;
};

static inline int raw_connect(const char *address)
{
	struct sockaddr_in name = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	name.sin_port = htons((uint16_t)strtol(strchr(address, ':') + 1, NULL, 10));
	assert_int_equal(connect(fd, (struct sockaddr *)&name, sizeof name), 0);
	return fd;
}

static inline int raw_on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
				size_t name_len, const uint8_t *value, size_t value_len, uint8_t flags, void *user_data)
{
	struct raw *raw = user_data;

	(void)session;
	(void)frame;
	(void)name_len;
	(void)value_len;
	(void)flags;
	raw->n_fields += (size_t)snprintf(raw->fields + raw->n_fields, sizeof raw->fields - raw->n_fields, "%s: %s\n",
					  (const char *)name, (const char *)value);
	assert_true(raw->n_fields < sizeof raw->fields);
	return 0;
}

static inline int raw_on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
	struct raw *raw = user_data;

	(void)session;
	if (frame->hd.type == NGHTTP2_PING && frame->hd.flags & NGHTTP2_FLAG_ACK)
		raw->ponged = true;
	if (frame->hd.type == NGHTTP2_HEADERS)
		raw->n_fields +=
			(size_t)snprintf(raw->fields + raw->n_fields, sizeof raw->fields - raw->n_fields, "--\n");
	return 0;
}

static inline int raw_on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *data, size_t n,
			      void *user_data)
{
	struct raw *raw = user_data;

	(void)flags;
	if (raw->n_data < sizeof raw->data)
		memcpy(raw->data + raw->n_data, data,
		       n < sizeof raw->data - raw->n_data ? n : sizeof raw->data - raw->n_data);
	raw->n_data += n;
	if (!raw->no_window)
		nghttp2_session_consume(session, id, n);
	return 0;
}

static inline int raw_on_close(nghttp2_session *session, int32_t id, uint32_t code, void *user_data)
{
	struct raw *raw = user_data;

	(void)session;
	(void)id;
	raw->closed = true;
	raw->close_code = code;
	return 0;
}

static inline void raw_assert_has(const struct raw *raw, const char *line)
{
	if (!strstr(raw->fields, line))
		fail_msg("no \"%s\" in:\n%s", line, raw->fields);
}

/* Begins to speak over a connected socket, or TLS on top of it. */
static inline void raw_begin(struct raw *raw, int fd, SSL *ssl)
{
	nghttp2_session_callbacks *callbacks;
	nghttp2_option *option;

	*raw = (struct raw){ .fd = fd, .ssl = ssl };
	nghttp2_session_callbacks_new(&callbacks);
	nghttp2_option_new(&option);
	nghttp2_option_set_no_auto_window_update(option, 1);
	nghttp2_session_callbacks_set_on_header_callback(callbacks, raw_on_header);
	nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, raw_on_frame);
	nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, raw_on_data);
	nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, raw_on_close);
	nghttp2_session_client_new2(&raw->session, callbacks, raw, option);
	nghttp2_session_callbacks_del(callbacks);
	nghttp2_option_del(option);
	nghttp2_submit_settings(raw->session, NGHTTP2_FLAG_NONE, NULL, 0);
}

static inline void raw_open(struct raw *raw, const char *address)
{
	raw_begin(raw, raw_connect(address), NULL);
}

static inline void raw_end(struct raw *raw)
{
	nghttp2_session_del(raw->session);
	close(raw->fd);
}

static inline ssize_t raw_read_body(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
				    nghttp2_data_source *source, void *user_data)
{
	struct raw *raw = user_data;
	size_t n = raw->body_len < room ? raw->body_len : room;

	(void)session;
	(void)id;
	(void)source;
	if (n)
		memcpy(to, raw->body, n);
	raw->body += n;
	raw->body_len -= n;
	if (!raw->body_len && raw->body_stays_open)
		return n ? (ssize_t)n : NGHTTP2_ERR_DEFERRED;
	if (!raw->body_len)
		*flags |= NGHTTP2_DATA_FLAG_EOF;
	return (ssize_t)n;
}

static inline nghttp2_nv raw_nv(const char *name, const char *value)
{
	return (nghttp2_nv){
		.name = (uint8_t *)name, .value = (uint8_t *)value, .namelen = strlen(name), .valuelen = strlen(value)
	};
}

/* Queues a request with the extra fields, NULL-ended pairs; method, path and content-type can be given by them too.
 * Returns the stream. */
static inline int32_t raw_request(struct raw *raw, const char *path, const char *const *extra, const void *body,
				  size_t body_len)
{
	const nghttp2_data_provider provider = { .read_callback = raw_read_body };
	nghttp2_nv nv[16] = { raw_nv(":method", "POST"), raw_nv(":scheme", "http"), raw_nv(":path", path),
			      raw_nv(":authority", "test") };
	const char *type = "application/grpc";
	size_t n = 4;

	for (; extra && *extra; extra += 2) {
		if (!strcmp(*extra, ":method"))
			nv[0] = raw_nv(":method", extra[1]);
		else if (!strcmp(*extra, "content-type"))
			type = extra[1];
		else
			nv[n++] = raw_nv(extra[0], extra[1]);
	}
	nv[n++] = raw_nv("content-type", type);
	raw->body = body;
	raw->body_len = body_len;
	raw->closed = false;
	raw->n_fields = raw->n_data = 0;
	raw->fields[0] = 0;
	return nghttp2_submit_request(raw->session, NULL, nv, n, &provider, NULL);
}

static inline ssize_t raw_send(struct raw *raw, const void *bytes, size_t n)
{
	return raw->ssl ? SSL_write(raw->ssl, bytes, (int)n) : send(raw->fd, bytes, n, MSG_NOSIGNAL);
}

static inline ssize_t raw_recv(struct raw *raw, void *bytes, size_t n)
{
	return raw->ssl ? SSL_read(raw->ssl, bytes, (int)n) : recv(raw->fd, bytes, n, 0);
}

static inline void raw_flush(struct raw *raw)
{
	const uint8_t *bytes;
	ssize_t n;

	while ((n = nghttp2_session_mem_send(raw->session, &bytes)) > 0)
		if (raw_send(raw, bytes, (size_t)n) < 0)
			raw->lost = true;
}

/* Sends what is queued and reads once; false when the connection is gone. */
static inline bool raw_turn(struct raw *raw)
{
	uint8_t bytes[16384];
	ssize_t n;

	raw_flush(raw);
	n = raw_recv(raw, bytes, sizeof bytes);
	if (n <= 0) {
		raw->lost = true;
		return false;
	}
	assert_true(nghttp2_session_mem_recv(raw->session, bytes, (size_t)n) >= 0);
	raw_flush(raw);
	return true;
}

/* Sends what is queued and waits until the server has read it. */
static inline void raw_ping(struct raw *raw)
{
	raw->ponged = false;
	nghttp2_submit_ping(raw->session, NGHTTP2_FLAG_NONE, NULL);
	while (!raw->ponged)
		assert_true(raw_turn(raw));
}

/* Until the request's stream has closed or the connection is gone. */
static inline void raw_finish(struct raw *raw)
{
	while (!raw->closed && raw_turn(raw))
		;
}

#endif
