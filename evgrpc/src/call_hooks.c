/* Hooks: who sees a call before its handler, and who hears how it ended. */
#include "call.h"
#include "clock.h"
#include "conn.h"
#include "server_state.h"
#include "worker.h"

/* ---- Before ------------------------------------------------------------------------------------------------- */

/* What the hook waited with is its own: the next one that has the call sets its own on_gone. */
static void go_on(struct evgrpc_call *call)
{
	evgrpc_call_on_gone(call, NULL, NULL);
	evg_call_move(call, EVG_CALL_ADMITTED);
}

/* A hook that says it has ended the call and has not is taken as one that will: the deadline is there for it. */
static void show(struct evgrpc_call *call, const struct evgrpc_hook *hook)
{
	if (!hook->before || !evg_call_hand_over(call, EVG_CALL_HELD))
		return;
	if (hook->before(call, hook->arg) == EVGRPC_GO_ON && call->state == EVG_CALL_HELD)
		go_on(call);
}

void evg_call_pass_hooks(struct evgrpc_call *call)
{
	const struct evgrpc_server *server = call->conn->worker->server;

	while (call->state == EVG_CALL_ADMITTED) {
		if (call->next_hook < server->n_hooks)
			show(call, &server->hooks[call->next_hook++]);
		else
			evg_call_open(call);
	}
}

void evgrpc_call_resume(struct evgrpc_call *call)
{
	if (call->state == EVG_CALL_HELD)
		go_on(call);
	else if (call->state == EVG_CALL_GONE)
		evg_call_let_go(call);
	evg_stream_ready(&call->stream);
}

/* ---- After -------------------------------------------------------------------------------------------------- */

static int64_t unix_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static struct evgrpc_call_record make_record(const struct evgrpc_call *call)
{
	int64_t duration_us = evg_now_us() - call->start_us;

	return (struct evgrpc_call_record){
		.method = call->path ? call->path : "",
		.peer = call->conn->peer,
		.identity = call->conn->identity,
		.code = call->code,
		.message = call->message,
		.started_unix_us = unix_now_us() - duration_us,
		.duration_us = duration_us,
		.handler_us = call->handler_us,
		.messages_in = call->messages_in,
		.messages_out = call->messages_out,
		.bytes_in = call->bytes_in,
		.bytes_out = call->bytes_out,
		.cancelled = call->cancelled,
		.data = call->data,
	};
}

void evg_call_report(const struct evgrpc_call *call)
{
	const struct evgrpc_server *server = call->conn->worker->server;
	struct evgrpc_call_record record;

	if (!server->has_after)
		return;
	record = make_record(call);
	for (size_t i = server->n_hooks; i-- > 0;)
		if (server->hooks[i].after)
			server->hooks[i].after(&record, server->hooks[i].arg);
}
