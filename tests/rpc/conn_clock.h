/* One worker without a thread on a clock that the test moves, one connection over a socket pair, and a peer that writes
 * frames. */
#ifndef CONN_CLOCK_H
#define CONN_CLOCK_H

#include "attack/attack.h"
#include "clock.h"
#include "manual_clock.h"
#include "server_state.h"

#include <event2/event.h>

#define HOLD     "\0\0\0\0\2\x10\3"
#define HOLD_LEN 7

static inline struct evgrpc_server_options defaults(void)
{
	struct evgrpc_server_options options;

	evgrpc_server_options_default(&options);
	options.keepalive_ms = 0; /* unless that is the test */
	return options;
}

static inline struct evgrpc_worker *worker_of(const struct attack *peer)
{
	return &peer->echo.server->workers[0];
}

/* A new connection; what came back on the last one is forgotten. */
static inline void connect_pair(struct attack *peer)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	attack_adopt(peer, fds[0]);
	evg_conn_adopt(worker_of(peer), fds[1], NULL);
}

static inline struct attack *begin(const struct evgrpc_server_options *options)
{
	static const struct evgrpc_hook hook = { .after = on_call_end };
	struct attack *peer = calloc(1, sizeof *peer);

	memset(&seen, 0, sizeof seen);
	peer->echo.server = evgrpc_server_new(options);
	assert_non_null(peer->echo.server);
	assert_int_equal(evgrpc_server_add_hook(peer->echo.server, &hook), 0);
	assert_int_equal(evgrpc_server_add_methods(peer->echo.server, echo_methods, 4, NULL), 0);
	worker_of(peer)->state = EVG_WORKER_SERVING;
	connect_pair(peer);
	return peer;
}

/* Everything that can happen now happens. */
static inline void settle(struct attack *peer)
{
	for (int i = 0; i < 8; i++) {
		if (peer->n_out)
			write_some(peer);
		event_base_loop(worker_of(peer)->base, EVLOOP_NONBLOCK);
		if (!peer->ended)
			read_some(peer);
	}
}

static inline void pass(struct attack *peer, int64_t ms)
{
	manual_clock_pass_ms(ms);
	settle(peer);
}

/* The peer has closed: nothing of the connection is left. */
static inline void leave(struct attack *peer)
{
	attack_leave(peer);
	event_base_loop(worker_of(peer)->base, EVLOOP_NONBLOCK);
	event_base_loop(worker_of(peer)->base, EVLOOP_NONBLOCK);
	assert_null(worker_of(peer)->conns);
	assert_int_equal(worker_of(peer)->n_shaking, 0);
	assert_int_equal(worker_of(peer)->n_conns, 0);
}

static inline void end(struct attack *peer)
{
	leave(peer);
	evgrpc_server_free(peer->echo.server);
	free(peer->out);
	free(peer);
}

static inline void call(struct attack *peer, uint32_t id)
{
	unsigned before = peer->headers;

	put_call(peer, id);
	settle(peer);
	assert_int_equal(peer->headers, before + 2);
}

static inline void hold_call(struct attack *peer, uint32_t id)
{
	int before = seen.held;

	put_request(peer, id, RAW_SAY, 0);
	put_frame(peer, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, id, HOLD, HOLD_LEN);
	settle(peer);
	assert_int_equal(seen.held, before + 1);
}

static inline void ping(struct attack *peer)
{
	put_frame(peer, NGHTTP2_PING, 0, 0, "12345678", 8);
	settle(peer);
}

static inline void assert_open(const struct attack *peer)
{
	if (peer->ended || peer->goaways)
		fail_msg("GOAWAY %u \"%s\"", peer->goaway_code, peer->reason);
}

static inline void assert_calmed(const struct attack *peer, const char *reason)
{
	assert_true(peer->ended);
	assert_int_equal(peer->goaway_code, NGHTTP2_ENHANCE_YOUR_CALM);
	assert_string_equal(peer->reason, reason);
}

#endif
