/* A hostile peer of an echo server, and an honest one beside it whose calls must go on meanwhile.
 *
 * The hostile one writes frames byte by byte (no library would), reads what comes back and notes it. */
#ifndef ATTACK_H
#define ATTACK_H

#include "rpc/raw.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>

/* How long a test waits for what must come before it fails; far more than a loaded machine needs. */
enum { PATIENCE_MS = 20000 };

struct attack {
	struct echo_server echo;
	int fd;
	uint8_t *out; /* frames not sent yet */
	size_t n_out, room;

	/* What came back. */
	uint8_t in[1 << 17];
	size_t n_in;
	bool ended; /* the server has closed, well or not */
	bool reset; /* not well */
	unsigned goaways, resets, headers, ping_acks, pings;
	uint32_t goaway_code, reset_code;
	char reason[128]; /* of the last GOAWAY */
	size_t data;
	nghttp2_hd_inflater *inflater;
	char http_status[8], grpc_status[8]; /* the last that came */

	/* The honest peer, a thread. */
	pthread_t honest;
	atomic_bool enough;
	atomic_int served, failed;
};

/* ---- The honest peer ---------------------------------------------------------------------------------------- */

static inline void *be_honest(void *arg)
{
	/* On a slow machine even it may not make its first call within a test's short times. */
	const struct evgrpc_call_options options = { .wait_for_ready = true };
	struct attack *attack = arg;
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, attack->echo.address);

	while (!attack->enough) {
		Evgrpc__Test__EchoResponse *response = NULL;

		if (say(channel, "hello", MODE_ECHO, &options, &response, NULL) == EVGRPC_OK)
			attack->served++;
		else
			attack->failed++;
		if (response)
			free_response(response);
	}
	evgrpc_channel_free(channel);
	return NULL;
}

/* ---- Beginning and end -------------------------------------------------------------------------------------- */

/* Has the server closed this connection, whose input is not read? */
static inline bool is_closed(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLRDHUP };

	return poll(&poll_fd, 1, 0) == 1 && poll_fd.revents & (POLLRDHUP | POLLHUP | POLLERR);
}

/* The hostile peer's end of a new connection; what came back on another is forgotten. */
static inline void attack_adopt(struct attack *attack, int fd)
{
	attack->fd = fd;
	attack->ended = attack->reset = false;
	attack->n_in = attack->n_out = 0;
	attack->goaways = attack->resets = attack->headers = attack->ping_acks = attack->pings = 0;
	assert_int_equal(nghttp2_hd_inflate_new(&attack->inflater), 0);
	fcntl(fd, F_SETFL, O_NONBLOCK);
}

/* A connected peer that has said nothing. */
static inline void attack_connect(struct attack *attack)
{
	attack_adopt(attack, raw_connect(attack->echo.address));
}

/* A server with these options (NULL: the defaults), an honest client that is being served and a hostile one. */
static inline struct attack *attack_begin(const struct evgrpc_server_options *options)
{
	struct attack *attack = calloc(1, sizeof *attack);
	struct evgrpc_server_options mine;

	if (options)
		mine = *options;
	else
		evgrpc_server_options_default(&mine);
	attack->echo = echo_start(&mine, NULL);
	assert_int_equal(pthread_create(&attack->honest, NULL, be_honest, attack), 0);
	WAIT_FOR(attack->served > 0);
	attack_connect(attack);
	return attack;
}

static inline void attack_leave(struct attack *attack)
{
	close(attack->fd);
	nghttp2_hd_inflate_del(attack->inflater);
}

/* The hostile peer leaves; the server is as before: it serves the honest one, and stops without cutting anything. */
static inline void attack_end(struct attack *attack)
{
	int before = attack->served;

	WAIT_FOR(attack->served > before || attack->failed);
	attack->enough = true;
	pthread_join(attack->honest, NULL);
	assert_int_equal(attack->failed, 0);
	attack_leave(attack);
	echo_stop(&attack->echo);
	free(attack->out);
	free(attack);
}

/* ---- Frames ------------------------------------------------------------------------------------------------- */

static inline void put(struct attack *attack, const void *bytes, size_t n)
{
	if (attack->n_out + n > attack->room) {
		attack->room = 2 * (attack->n_out + n);
		attack->out = realloc(attack->out, attack->room);
	}
	if (n)
		memcpy(attack->out + attack->n_out, bytes, n);
	attack->n_out += n;
}

static inline void put_frame(struct attack *attack, uint8_t type, uint8_t flags, uint32_t stream, const void *payload,
			     size_t n)
{
	const uint8_t head[9] = {
		(uint8_t)(n >> 16),      (uint8_t)(n >> 8),      (uint8_t)n,     type, flags, (uint8_t)(stream >> 24),
		(uint8_t)(stream >> 16), (uint8_t)(stream >> 8), (uint8_t)stream
	};

	put(attack, head, sizeof head);
	put(attack, payload, n);
}

/* A frame whose payload is one number: RST_STREAM, WINDOW_UPDATE. */
static inline void put_number(struct attack *attack, uint8_t type, uint32_t stream, uint32_t number)
{
	const uint8_t bytes[4] = { (uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
				   (uint8_t)number };

	put_frame(attack, type, 0, stream, bytes, sizeof bytes);
}

/* Preface and SETTINGS with n entries of an identifier and a value. */
static inline void put_preface(struct attack *attack, uint16_t id, uint32_t value, unsigned n)
{
	const uint8_t entry[6] = { (uint8_t)(id >> 8),     (uint8_t)id,           (uint8_t)(value >> 24),
				   (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value };
	uint8_t entries[6 * 64];

	for (unsigned i = 0; i < n; i++)
		memcpy(entries + sizeof entry * i, entry, sizeof entry);
	put(attack, NGHTTP2_CLIENT_MAGIC, NGHTTP2_CLIENT_MAGIC_LEN);
	put_frame(attack, NGHTTP2_SETTINGS, 0, 0, entries, sizeof entry * n);
}

/* The header block of a request, without Huffman or the dynamic table, so that it can be sent any number of times. */
static inline size_t request_block(const char *path, uint8_t *to)
{
	static const char rest[] = "\x01\x04test\x0f\x10\x10"
				   "application/grpc";
	size_t n = strlen(path);

	to[0] = 0x83; /* :method: POST */
	to[1] = 0x86; /* :scheme: http */
	to[2] = 0x04; /* :path */
	to[3] = (uint8_t)n;
	memcpy(to + 4, path, n);
	memcpy(to + 4 + n, rest, sizeof rest - 1);
	return 4 + n + sizeof rest - 1;
}

static inline void put_request(struct attack *attack, uint32_t stream, const char *path, uint8_t flags)
{
	uint8_t block[256];

	put_frame(attack, NGHTTP2_HEADERS, flags | NGHTTP2_FLAG_END_HEADERS, stream, block, request_block(path, block));
}

/* A whole call that is answered. */
static inline void put_call(struct attack *attack, uint32_t stream)
{
	put_request(attack, stream, RAW_SAY, 0);
	put_frame(attack, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, stream, RAW_HI, RAW_HI_LEN);
}

/* ---- Reading and writing ------------------------------------------------------------------------------------ */

static inline uint32_t number_at(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static inline void note_field(struct attack *attack, const nghttp2_nv *field)
{
	const char *name = (const char *)field->name, *value = (const char *)field->value;

	if (!strcmp(name, ":status"))
		snprintf(attack->http_status, sizeof attack->http_status, "%s", value);
	else if (!strcmp(name, "grpc-status"))
		snprintf(attack->grpc_status, sizeof attack->grpc_status, "%s", value);
}

static inline void note_block(struct attack *attack, const uint8_t *block, size_t n)
{
	ssize_t taken;
	nghttp2_nv field;
	int flags = 0;

	while (!(flags & NGHTTP2_HD_INFLATE_FINAL)) {
		taken = nghttp2_hd_inflate_hd2(attack->inflater, &field, &flags, block, n, 1);
		assert_true(taken >= 0);
		block += taken;
		n -= (size_t)taken;
		if (flags & NGHTTP2_HD_INFLATE_EMIT)
			note_field(attack, &field);
	}
	nghttp2_hd_inflate_end_headers(attack->inflater);
	attack->headers++;
}

static inline void note_frame(struct attack *attack, const uint8_t *head, const uint8_t *payload, size_t n)
{
	switch (head[3]) {
	case NGHTTP2_DATA:
		attack->data += n;
		break;
	case NGHTTP2_HEADERS:
		note_block(attack, payload, n);
		break;
	case NGHTTP2_RST_STREAM:
		attack->resets++;
		attack->reset_code = number_at(payload);
		break;
	case NGHTTP2_PING:
		if (head[4] & NGHTTP2_FLAG_ACK)
			attack->ping_acks++;
		else
			attack->pings++;
		break;
	case NGHTTP2_GOAWAY:
		attack->goaways++;
		attack->goaway_code = number_at(payload + 4);
		snprintf(attack->reason, sizeof attack->reason, "%.*s", (int)(n - 8), (const char *)payload + 8);
		break;
	default:
		break;
	}
}

static inline void note_frames(struct attack *attack)
{
	size_t at = 0;

	while (attack->n_in - at >= 9) {
		const uint8_t *head = attack->in + at;
		size_t n = (size_t)head[0] << 16 | (size_t)head[1] << 8 | head[2];

		if (attack->n_in - at < 9 + n)
			break;
		note_frame(attack, head, head + 9, n);
		at += 9 + n;
	}
	attack->n_in -= at;
	memmove(attack->in, attack->in + at, attack->n_in);
}

static inline void read_some(struct attack *attack)
{
	ssize_t n = recv(attack->fd, attack->in + attack->n_in, sizeof attack->in - attack->n_in, 0);

	if (n > 0)
		attack->n_in += (size_t)n;
	else if (n == 0 || errno != EAGAIN)
		attack->ended = true;
	attack->reset |= n < 0 && errno == ECONNRESET;
	note_frames(attack);
}

/* A server that has closed is still read: it said why before. */
static inline void write_some(struct attack *attack)
{
	ssize_t n = send(attack->fd, attack->out, attack->n_out, MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN)
		n = (ssize_t)attack->n_out;
	if (n <= 0)
		return;
	attack->n_out -= (size_t)n;
	memmove(attack->out, attack->out + n, attack->n_out);
}

/* Waits at most ms for the socket and moves what it takes and gives; false when nothing happened. */
static inline bool attack_turn(struct attack *attack, int ms)
{
	struct pollfd poll_fd = { .fd = attack->fd, .events = attack->n_out ? POLLIN | POLLOUT : POLLIN };

	if (poll(&poll_fd, 1, ms) <= 0)
		return false;
	if (poll_fd.revents & (POLLIN | POLLHUP | POLLERR))
		read_some(attack);
	if (poll_fd.revents & POLLOUT && attack->n_out)
		write_some(attack);
	return true;
}

/* Turns until the condition holds; reading and writing, so that neither end waits for the other. */
#define TURN_UNTIL(attack, condition)                                                                                  \
	do {                                                                                                           \
		while (!(condition) && !(attack)->ended)                                                               \
			if (!attack_turn(attack, PATIENCE_MS))                                                         \
				fail_msg("never came true: %s", #condition);                                           \
		if (!(condition))                                                                                      \
			fail_msg("the connection ended before %s; GOAWAY %u \"%s\"", #condition,                       \
				 (attack)->goaway_code, (attack)->reason);                                             \
	} while (0)

/* Sends what is queued. */
static inline void attack_pour(struct attack *attack)
{
	while (attack->n_out && !attack->ended)
		if (!attack_turn(attack, PATIENCE_MS))
			fail_msg("the server reads no more");
}

/* Sends what is queued; then the server must end the connection, with this GOAWAY. */
static inline void attack_expect(struct attack *attack, uint32_t code, const char *reason)
{
	TURN_UNTIL(attack, attack->ended);
	assert_int_equal(attack->goaways > 0, 1);
	assert_int_equal(attack->goaway_code, code);
	assert_string_equal(attack->reason, reason);
}

/* The same for the limits. */
static inline void attack_expect_calm(struct attack *attack, const char *reason)
{
	attack_expect(attack, NGHTTP2_ENHANCE_YOUR_CALM, reason);
}

#endif
