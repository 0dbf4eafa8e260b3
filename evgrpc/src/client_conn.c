#include "client_conn.h"

#include "channel.h"
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	STREAM_WINDOW = 256 << 10,
	CONNECTION_WINDOW = 1 << 20,
	OUTPUT_HIGH_WATER = 256 << 10,
};

/* ---- What the link tells ------------------------------------------------------------------------------------ */

static struct evg_stream *on_request(void *owner)
{
	(void)owner; /* push is switched off: a server cannot begin streams */
	return NULL;
}

static void on_goaway(void *owner)
{
	struct evg_client_conn *conn = owner;

	if (conn->link.h2.too_many_pings)
		conn->channel->keepalive_ms = evg_keepalive_slower(conn->keepalive.settings.interval_ms);
	evg_channel_not_ready(conn->channel, conn);
}

static void on_closed(void *owner, const char *reason)
{
	struct evg_client_conn *conn = owner;

	conn->closed = true;
	snprintf(conn->reason, sizeof conn->reason, "%s", reason);
	evg_channel_not_ready(conn->channel, conn);
	for (struct evgrpc_client_call *call = conn->calls.first; call; call = call->next)
		evg_stream_lost(&call->stream);
}

static void free_conn(struct evg_client_conn *conn)
{
	if (conn->prev)
		conn->prev->next = conn->next;
	else
		conn->channel->conns = conn->next;
	if (conn->next)
		conn->next->prev = conn->prev;
	event_del(&conn->idle);
	evg_keepalive_stop(&conn->keepalive);
	evg_link_free(&conn->link);
	free(conn);
}

/* A connection that closed before it was ready: the attempt it belongs to goes on. */
static void give_up(struct evg_client_conn *conn)
{
	struct evgrpc_channel *channel = conn->channel;
	char reason[sizeof conn->reason];

	snprintf(reason, sizeof reason, "%s", conn->reason);
	free_conn(conn);
	if (!channel->destroying)
		evg_connector_lost(channel, reason);
}

static void on_pumped(void *owner)
{
	struct evg_client_conn *conn = owner;
	struct evgrpc_channel *channel = conn->channel;
	bool is_attempt = channel->connector.conn == conn;

	evg_channel_enter(channel);
	if (conn->closed && is_attempt)
		give_up(conn);
	else if (conn->closed && !conn->calls.first && !conn->link.h2.first_ready)
		free_conn(conn);
	else if (is_attempt && conn->link.h2.has_settings)
		evg_channel_ready(channel, conn);
	if (!channel->dead)
		evg_channel_serve(channel);
	evg_channel_leave(channel);
}

/* ---- Its calls ---------------------------------------------------------------------------------------------- */

bool evg_client_conn_is_worn(const struct evg_client_conn *conn)
{
	return !nghttp2_session_check_request_allowed(conn->link.h2.session);
}

bool evg_client_conn_has_room(const struct evg_client_conn *conn)
{
	nghttp2_session *session = conn->link.h2.session;

	return conn->n_streams < nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
}

void evg_client_conn_open(struct evg_client_conn *conn, struct evgrpc_client_call *call)
{
	evg_calls_put(&conn->calls, call);
	call->has_slot = true;
	conn->n_streams++;
	evg_client_call_open(call, conn);
}

void evg_client_conn_left(struct evg_client_conn *conn, struct evgrpc_client_call *call)
{
	if (!call->has_slot)
		return;
	call->has_slot = false;
	conn->n_streams--;
	conn->last_call_us = evg_now_us();
}

/* ---- Its life ----------------------------------------------------------------------------------------------- */

void evg_client_conn_retire(struct evg_client_conn *conn)
{
	evg_channel_not_ready(conn->channel, conn);
	if (conn->closed)
		return;
	/* nghttp2 ends a session that has sent GOAWAY when its last stream has closed. */
	nghttp2_submit_goaway(conn->link.h2.session, NGHTTP2_FLAG_NONE, 0, NGHTTP2_NO_ERROR, NULL, 0);
	evg_link_wake(&conn->link);
}

static void look_again_in(struct evg_client_conn *conn, int64_t us)
{
	struct timeval span = evg_span_us(us);

	event_add(&conn->idle, &span);
}

static void on_idle(evutil_socket_t fd, short what, void *arg)
{
	struct evg_client_conn *conn = arg;
	int64_t limit_us = (int64_t)conn->channel->options.idle_timeout_ms * 1000;
	int64_t left_us = conn->last_call_us + limit_us - evg_now_us();

	(void)fd;
	(void)what;
	if (conn->closed)
		return;
	if (conn->calls.first || conn->channel->connector.conn == conn) /* the calls of an attempt are still queued */
		look_again_in(conn, limit_us);
	else if (left_us > 0)
		look_again_in(conn, left_us);
	else
		evg_client_conn_retire(conn);
}

/* Puts it among the channel's. */
static void enlist(struct evg_client_conn *conn)
{
	struct evgrpc_channel *channel = conn->channel;

	conn->next = channel->conns;
	if (conn->next)
		conn->next->prev = conn;
	channel->conns = conn;
}

static bool has_calls(void *owner)
{
	const struct evg_client_conn *conn = owner;

	return conn->calls.first;
}

/* The timers: keepalive and idle. */
static void watch(struct evg_client_conn *conn)
{
	const struct evgrpc_channel_options *options = &conn->channel->options;
	const struct evg_keepalive_settings keepalive = { .interval_ms = conn->channel->keepalive_ms,
							  .timeout_ms = options->keepalive_timeout_ms,
							  .without_calls = options->keepalive_without_calls,
							  .has_calls = has_calls };

	if (keepalive.interval_ms)
		evg_keepalive_tune(conn->link.transport.fd, options->keepalive_timeout_ms);
	evg_keepalive_start(&conn->keepalive, &conn->link, &keepalive);
	conn->last_call_us = evg_now_us();
	event_assign(&conn->idle, conn->channel->base, -1, 0, on_idle, conn);
	if (options->idle_timeout_ms)
		look_again_in(conn, (int64_t)options->idle_timeout_ms * 1000);
}

static int make_transport(const struct evgrpc_channel *channel, const struct evg_target *target, int fd,
			  struct evg_transport *ret_transport)
{
	if (channel->tls)
		return evg_transport_tls(ret_transport, fd, channel->tls,
					 *target->address.host ? target->address.host : "localhost");
	evg_transport_plain(ret_transport, fd);
	return 0;
}

static int start_link(struct evg_client_conn *conn, struct evg_transport transport)
{
	static const struct evg_link_ops ops = { .h2 = { .on_request = on_request, .on_goaway = on_goaway },
						 .on_closed = on_closed,
						 .on_pumped = on_pumped };
	const struct evgrpc_channel *channel = conn->channel;
	size_t max_header_bytes = channel->options.max_header_bytes;
	const struct evg_h2_settings settings = { .stream_window = STREAM_WINDOW,
						  .connection_window = CONNECTION_WINDOW,
						  .max_header_bytes = max_header_bytes < UINT32_MAX
									      ? (uint32_t)max_header_bytes
									      : UINT32_MAX };

	conn->link.scratch = channel->scratch;
	conn->link.high_water = OUTPUT_HIGH_WATER;
	conn->link.always_reads = true;
	return evg_link_init(&conn->link, channel->base, transport, &settings, &ops, conn);
}

struct evg_client_conn *evg_client_conn_new(struct evgrpc_channel *channel, struct evg_target *target, int fd,
					    const char *peer)
{
	struct evg_client_conn *conn;
	struct evg_transport transport;

	if (make_transport(channel, target, fd, &transport) < 0)
		return NULL;
	conn = calloc(1, sizeof *conn);
	if (!conn) {
		transport.ops->close(&transport);
		return NULL;
	}
	conn->channel = channel;
	conn->target = target;
	snprintf(conn->peer, sizeof conn->peer, "%s", peer);
	if (start_link(conn, transport) < 0) {
		free(conn);
		return NULL;
	}
	watch(conn);
	enlist(conn);
	evg_link_wake(&conn->link);
	return conn;
}
