#include "tls_watch.h"

#include "clock.h"
#include "server_state.h"
#include "tls.h"

/* Every worker looks for its own connections; the files are read by the first one (evg_tls_look). Who was let in by a
 * certificate that is expired or revoked by now, or whose CA is trusted no more, is cut: it must not go on with what
 * it began. */
static void on_look(evutil_socket_t fd, short what, void *arg)
{
	struct evgrpc_worker *worker = arg;
	struct evg_conn *next;

	(void)fd;
	(void)what;
	for (struct evg_listener *listener = worker->server->listeners; listener; listener = listener->next)
		if (listener->tls)
			evg_tls_look(listener->tls);
	for (struct evg_conn *conn = worker->conns; conn; conn = next) {
		const char *problem;

		next = conn->next;
		problem = conn->state == EVG_CONN_CLOSED ? NULL : evg_transport_recheck(&conn->link.transport);
		if (problem)
			evg_conn_cut(conn, problem);
	}
}

int evg_tls_watch(struct evgrpc_worker *worker)
{
	unsigned shortest_ms = 0;
	struct timeval span;

	for (struct evg_listener *listener = worker->server->listeners; listener; listener = listener->next)
		if (listener->tls && (!shortest_ms || evg_tls_reload_ms(listener->tls) < shortest_ms))
			shortest_ms = evg_tls_reload_ms(listener->tls);
	if (!shortest_ms)
		return 0;
	span = evg_span_us((int64_t)shortest_ms * 1000);
	event_assign(&worker->tls_look, worker->base, -1, EV_PERSIST, on_look, worker);
	return event_add(&worker->tls_look, &span);
}

void evg_tls_watch_end(struct evgrpc_worker *worker)
{
	if (event_initialized(&worker->tls_look))
		event_del(&worker->tls_look);
}
