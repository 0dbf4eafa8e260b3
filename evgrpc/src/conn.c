/* Life of a server connection: see enum evg_conn_state. on_pumped, the last act of every turn, is the only place
 * where a connection frees itself. */
#include "conn.h"

#include "address.h"
#include "handshakes.h"
#include "linger.h"
#include "server_state.h"
#include "tls.h"
#include "tls_identity.h"
#include "worker.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/* How long the peer may take to answer the ping behind the first GOAWAY before the second goes out anyway. */
	NOTICE_MS = 500,
};

static void unlink_conn(struct evg_conn *conn)
{
	struct evgrpc_worker *worker = conn->worker;

	if (conn->prev)
		conn->prev->next = conn->next;
	else
		worker->conns = conn->next;
	if (conn->next)
		conn->next->prev = conn->prev;
	atomic_fetch_sub(&worker->n_conns, 1);
}

static void link_conn(struct evg_conn *conn)
{
	struct evgrpc_worker *worker = conn->worker;

	conn->next = worker->conns;
	if (conn->next)
		conn->next->prev = conn;
	worker->conns = conn;
	atomic_fetch_add(&worker->n_conns, 1);
}

static void set_timer(struct evg_conn *conn, unsigned ms)
{
	if (ms)
		evg_dues_set(&conn->watch.dues, EVG_DUE_STATE, (int64_t)ms * 1000);
}

static void clear_timer(struct evg_conn *conn)
{
	evg_dues_clear(&conn->watch.dues, EVG_DUE_STATE);
}

/* ---- What the link tells ------------------------------------------------------------------------------------ */

/* nghttp2 holds the open streams to the limit. Here count all calls, also those that were reset while their handler
 * works on, or a peer could have any number of them running: as many as the limit again, so that a client that
 * cancels and asks anew, and cannot know when the handler will be through, is not refused at once. */
static struct evg_stream *on_request(void *owner)
{
	struct evg_conn *conn = owner;
	struct evgrpc_call *call;

	if (conn->n_calls / 2 >= conn->worker->server->options.max_concurrent_streams)
		return NULL;
	if (conn->state == EVG_CONN_OPEN && conn->n_calls == 0)
		clear_timer(conn); /* idle no more */
	if (!conn->identity)       /* also when the first request crosses the first GOAWAY */
		conn->identity = evg_transport_take_identity(&conn->link.transport);
	conn->asleep = false;
	call = evg_call_new(conn);
	return call ? &call->stream : NULL;
}

static void send_last_goaway(struct evg_conn *conn)
{
	nghttp2_session *session = conn->link.h2.session;

	if (conn->state != EVG_CONN_NOTICED || !session)
		return;
	conn->state = EVG_CONN_DRAINING;
	clear_timer(conn);
	nghttp2_submit_goaway(session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session),
			      NGHTTP2_NO_ERROR, NULL, 0);
}

static void on_ping_ack(void *owner)
{
	((struct evg_conn *)owner)->asleep = false;
	send_last_goaway(owner);
}

static void on_ping(void *owner)
{
	evg_conn_watch_ping(owner);
}

static void on_closed(void *owner, const char *reason)
{
	struct evg_conn *conn = owner;

	(void)reason;
	conn->state = EVG_CONN_CLOSED;
	evg_conn_watch_stop(conn);
	evg_handshakes_leave(conn);
	for (struct evgrpc_call *call = conn->calls; call; call = call->next)
		evg_stream_lost(&call->stream);
}

static void on_ended(void *owner, struct evg_transport transport)
{
	struct evg_conn *conn = owner;

	/* A client that sleeps between two calls has read its answers and sends nothing that could reset the socket
	 * under them; waiting for it to wake up would only hold up a stopping server. */
	if (conn->asleep)
		transport.ops->close(&transport);
	else
		evg_linger(conn->worker, transport);
}

static void on_pumped(void *owner)
{
	struct evg_conn *conn = owner;
	unsigned idle_ms = conn->worker->server->options.idle_timeout_ms;

	if (conn->state != EVG_CONN_CLOSED) {
		evg_conn_watch_turn(conn);
		if (conn->state == EVG_CONN_OPEN && !conn->n_calls &&
		    !evg_dues_is_set(&conn->watch.dues, EVG_DUE_STATE))
			set_timer(conn, idle_ms);
	} else if (!conn->n_calls && !conn->link.h2.first_ready) {
		evg_conn_destroy(conn);
	}
}

static const struct evg_link_ops link_ops = {
	.h2 = { .on_request = on_request, .on_ping_ack = on_ping_ack, .on_ping = on_ping },
	.on_closed = on_closed,
	.on_ended = on_ended,
	.on_pumped = on_pumped
};

/* ---- Life --------------------------------------------------------------------------------------------------- */

void evg_conn_give_way(struct evg_conn *conn)
{
	if (conn->link.h2.has_settings) /* a client without a call: told, so that its next goes elsewhere */
		evg_conn_drain(conn);
	else
		evg_conn_cut(conn, "no request came in time");
}

void evg_conn_state_is_due(struct evg_conn *conn)
{
	switch (conn->state) {
	case EVG_CONN_PREFACE:
		evg_conn_give_way(conn);
		break;
	case EVG_CONN_OPEN:
		evg_conn_drain(conn);
		break;
	case EVG_CONN_NOTICED:
		send_last_goaway(conn);
		evg_link_pump(&conn->link);
		break;
	case EVG_CONN_DRAINING:
	case EVG_CONN_CLOSED:
		break;
	}
}

void evg_conn_has_request(struct evg_conn *conn)
{
	if (conn->state != EVG_CONN_PREFACE)
		return;
	conn->state = EVG_CONN_OPEN;
	clear_timer(conn);
	evg_handshakes_leave(conn);
}

/* Calls only leave in their own run, so the list stands still. */
static void dismiss_calls(struct evg_conn *conn)
{
	for (struct evgrpc_call *call = conn->calls; call; call = call->next)
		evg_call_dismiss(call);
}

void evg_conn_drain(struct evg_conn *conn)
{
	nghttp2_session *session = conn->link.h2.session;

	if (session && conn->worker->state == EVG_WORKER_DRAINING)
		dismiss_calls(conn);
	if (!session || conn->state == EVG_CONN_NOTICED || conn->state == EVG_CONN_DRAINING)
		return;
	conn->state = EVG_CONN_NOTICED;
	conn->asleep = conn->n_calls == 0;
	evg_handshakes_leave(conn);
	set_timer(conn, NOTICE_MS);
	nghttp2_submit_shutdown_notice(session);
	nghttp2_submit_ping(session, NGHTTP2_FLAG_NONE, NULL);
	evg_link_pump(&conn->link);
}

void evg_conn_cut(struct evg_conn *conn, const char *reason)
{
	evg_link_close(&conn->link, reason);
	evg_link_pump(&conn->link);
}

void evg_conn_destroy(struct evg_conn *conn)
{
	struct evgrpc_worker *worker = conn->worker;

	while (conn->calls)
		evg_call_release(conn->calls);
	evg_conn_watch_stop(conn);
	evg_handshakes_leave(conn);
	evg_link_free(&conn->link);
	unlink_conn(conn);
	evg_identity_free(conn->identity);
	free(conn);
	evg_worker_lost_conn(worker);
}

static void name_peer(struct evg_conn *conn, int fd)
{
	struct sockaddr_storage address = { .ss_family = AF_UNIX };
	socklen_t len = sizeof address;
	int on = 1;

	if (getpeername(fd, (struct sockaddr *)&address, &len) < 0)
		address.ss_family = AF_UNIX;
	evg_address_format((struct sockaddr *)&address, len, conn->peer, sizeof conn->peer);
	if (address.ss_family != AF_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static struct evg_conn *make_conn(struct evgrpc_worker *worker, int fd, struct evg_tls *tls)
{
	const struct evgrpc_server_options *options = &worker->server->options;
	const struct evg_h2_settings settings = {
		.server = true,
		.max_concurrent_streams = options->max_concurrent_streams,
		.stream_window = options->stream_window,
		.connection_window = options->connection_window,
		.max_header_bytes = (uint32_t)options->max_header_bytes,
		.limits = &options->limits,
		.slabs = &worker->slabs,
	};
	struct evg_conn *conn = calloc(1, sizeof *conn);
	struct evg_transport transport;

	if (!conn) {
		close(fd);
		return NULL;
	}
	conn->worker = worker;
	conn->link.scratch = worker->scratch;
	conn->link.high_water = options->output_high_water;
	if (!tls)
		evg_transport_plain(&transport, fd);
	else if (evg_transport_tls(&transport, fd, tls, NULL) < 0) {
		free(conn);
		return NULL;
	}
	if (evg_link_init(&conn->link, worker->base, transport, &settings, &link_ops, conn) < 0) {
		free(conn);
		return NULL;
	}
	return conn;
}

void evg_conn_adopt(struct evgrpc_worker *worker, int fd, struct evg_tls *tls)
{
	struct evg_conn *conn;

	if (worker->state != EVG_WORKER_SERVING) {
		close(fd);
		return;
	}
	conn = make_conn(worker, fd, tls);
	if (!conn)
		return;
	name_peer(conn, fd);
	link_conn(conn);
	evg_conn_watch_start(conn);
	evg_handshakes_enter(conn);
	evg_link_pump(&conn->link);
}
