#include "handshakes.h"

#include "conn.h"
#include "server_state.h"
#include "worker.h"

static unsigned limit_of(const struct evgrpc_worker *worker)
{
	const struct evgrpc_server_options *options = &worker->server->options;
	int limit = options->max_handshakes ? options->max_handshakes : options->max_connections / 2;

	return limit > 0 ? (unsigned)limit : 1;
}

void evg_handshakes_enter(struct evg_conn *conn)
{
	struct evgrpc_worker *worker = conn->worker;

	if (worker->n_shaking >= limit_of(worker))
		evg_conn_give_way(worker->first_shaking);
	conn->shaking = true;
	conn->prev_shaking = worker->last_shaking;
	if (worker->last_shaking)
		worker->last_shaking->next_shaking = conn;
	else
		worker->first_shaking = conn;
	worker->last_shaking = conn;
	worker->n_shaking++;
}

void evg_handshakes_leave(struct evg_conn *conn)
{
	struct evgrpc_worker *worker = conn->worker;

	if (!conn->shaking)
		return;
	conn->shaking = false;
	if (conn->prev_shaking)
		conn->prev_shaking->next_shaking = conn->next_shaking;
	else
		worker->first_shaking = conn->next_shaking;
	if (conn->next_shaking)
		conn->next_shaking->prev_shaking = conn->prev_shaking;
	else
		worker->last_shaking = conn->prev_shaking;
	worker->n_shaking--;
}
