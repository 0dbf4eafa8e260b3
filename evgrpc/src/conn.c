/* Life of a server connection: see enum evg_conn_state. on_pumped, the last act of every turn, is the only place
 * where a connection frees itself. */
#include "conn.h"

#include "address.h"
#include "clock.h"
#include "linger.h"
#include "server_state.h"
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
	struct timeval span = evg_span_us((int64_t)ms * 1000);

	if (ms)
		event_add(&conn->timer, &span);
}

/* ---- What the link tells ------------------------------------------------------------------------------------ */

/* nghttp2 holds the open streams to the limit. Here count all calls, also those that were reset while their handler
 * works on, or a peer could have any number of them running: as many as the limit again, so that a client that
 * cancels and asks anew, and cannot know when the handler will be through, is not refused at once. */
static struct evg_stream *on_request(void *owner)
{
	struct evg_conn *conn = owner;
	struct evgrpc_call *call;

	if (conn->n_calls >= 2 * conn->worker->server->options.max_concurrent_streams)
		return NULL;
	if (conn->state == EVG_CONN_OPEN && conn->n_calls == 0)
		event_del(&conn->timer); /* idle no more */
	call = evg_call_new(conn);
	return call ? &call->stream : NULL;
}

static void send_last_goaway(struct evg_conn *conn)
{
	nghttp2_session *session = conn->link.h2.session;

	if (conn->state != EVG_CONN_NOTICED || !session)
		return;
	conn->state = EVG_CONN_DRAINING;
	event_del(&conn->timer);
	nghttp2_submit_goaway(session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session),
			      NGHTTP2_NO_ERROR, NULL, 0);
}

static void on_ping_ack(void *owner)
{
	send_last_goaway(owner);
}

static void on_closed(void *owner, const char *reason)
{
	struct evg_conn *conn = owner;

	(void)reason;
	conn->state = EVG_CONN_CLOSED;
	event_del(&conn->timer);
	for (struct evgrpc_call *call = conn->calls; call; call = call->next)
		evg_stream_lost(&call->stream);
}

static void on_ended(void *owner, struct evg_transport transport)
{
	struct evg_conn *conn = owner;

	evg_linger(conn->worker, transport);
}

static void on_pumped(void *owner)
{
	struct evg_conn *conn = owner;
	unsigned idle_ms = conn->worker->server->options.idle_timeout_ms;

	if (conn->n_calls)
		return;
	if (conn->state == EVG_CONN_CLOSED && !conn->link.h2.first_ready)
		evg_conn_destroy(conn);
	else if (conn->state == EVG_CONN_OPEN && idle_ms && !event_pending(&conn->timer, EV_TIMEOUT, NULL))
		set_timer(conn, idle_ms);
}

static const struct evg_link_ops link_ops = { .h2 = { .on_request = on_request, .on_ping_ack = on_ping_ack },
					      .on_closed = on_closed,
					      .on_ended = on_ended,
					      .on_pumped = on_pumped };

/* ---- Life --------------------------------------------------------------------------------------------------- */

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct evg_conn *conn = arg;

	(void)fd;
	(void)what;
	switch (conn->state) {
	case EVG_CONN_PREFACE:
		if (conn->link.h2.has_settings) { /* a client without a call: told, so that its next goes elsewhere */
			evg_conn_drain(conn);
			return;
		}
		evg_link_close(&conn->link, "no request came in time");
		break;
	case EVG_CONN_OPEN:
		evg_conn_drain(conn);
		return;
	case EVG_CONN_NOTICED:
		send_last_goaway(conn);
		break;
	case EVG_CONN_DRAINING:
	case EVG_CONN_CLOSED:
		break;
	}
	evg_link_pump(&conn->link);
}

void evg_conn_has_request(struct evg_conn *conn)
{
	if (conn->state != EVG_CONN_PREFACE)
		return;
	conn->state = EVG_CONN_OPEN;
	event_del(&conn->timer);
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
	event_del(&conn->timer);
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
	evg_link_free(&conn->link);
	event_del(&conn->timer);
	unlink_conn(conn);
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

static struct evg_conn *make_conn(struct evgrpc_worker *worker, int fd)
{
	const struct evgrpc_server_options *options = &worker->server->options;
	const struct evg_h2_settings settings = {
		.server = true,
		.max_concurrent_streams = options->max_concurrent_streams,
		.stream_window = options->stream_window,
		.connection_window = options->connection_window,
		.max_header_bytes = (uint32_t)options->max_header_bytes,
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
	evg_transport_plain(&transport, fd);
	event_assign(&conn->timer, worker->base, -1, 0, on_timer, conn);
	if (evg_link_init(&conn->link, worker->base, transport, &settings, &link_ops, conn) < 0) {
		free(conn);
		return NULL;
	}
	return conn;
}

void evg_conn_adopt(struct evgrpc_worker *worker, int fd)
{
	struct evg_conn *conn;

	if (worker->state != EVG_WORKER_SERVING) {
		close(fd);
		return;
	}
	conn = make_conn(worker, fd);
	if (!conn)
		return;
	name_peer(conn, fd);
	link_conn(conn);
	set_timer(conn, worker->server->options.preface_timeout_ms);
	evg_link_pump(&conn->link);
}
