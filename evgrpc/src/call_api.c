/* What a handler may ask and set on its call; answering is in call_answer.c. */
#include "call.h"
#include "clock.h"
#include "conn.h"
#include "server_state.h"

#include <string.h>

void *evgrpc_call_alloc(struct evgrpc_call *call, size_t size)
{
	void *piece = evg_arena_alloc(&call->arena, size);

	return piece ? memset(piece, 0, size) : NULL;
}

char *evgrpc_call_strdup(struct evgrpc_call *call, const char *text)
{
	return evg_arena_copy(&call->arena, text, strlen(text));
}

const struct evgrpc_method *evgrpc_call_method(const struct evgrpc_call *call)
{
	return call->route->method;
}

struct evgrpc_worker *evgrpc_call_worker(const struct evgrpc_call *call)
{
	return call->conn->worker;
}

const char *evgrpc_call_peer(const struct evgrpc_call *call)
{
	return call->conn->peer;
}

const struct evgrpc_identity *evgrpc_call_identity(const struct evgrpc_call *call)
{
	return call->conn->identity;
}

int64_t evgrpc_call_time_left_ms(const struct evgrpc_call *call)
{
	int64_t left = call->deadline_us - evg_now_us();

	return left > 0 && call->state != EVG_CALL_GONE ? (left + 999) / 1000 : 0;
}

bool evgrpc_call_is_gone(const struct evgrpc_call *call)
{
	return !evg_call_is_owned(call);
}

const char *evgrpc_call_cut_field(const struct evgrpc_call *call)
{
	return call->cut_field;
}

bool evgrpc_call_was_compressed(const struct evgrpc_call *call)
{
	return call->was_compressed;
}

void evgrpc_call_set_data(struct evgrpc_call *call, void *data)
{
	call->data = data;
}

void *evgrpc_call_data(const struct evgrpc_call *call)
{
	return call->data;
}

void evgrpc_call_on_gone(struct evgrpc_call *call, void (*on_gone)(struct evgrpc_call *call, void *arg), void *arg)
{
	call->on_gone = on_gone;
	call->on_gone_arg = arg;
}

void evgrpc_call_next(struct evgrpc_call *call)
{
	call->wants_next = true;
	evg_stream_ready(&call->stream);
}

size_t evgrpc_call_queued(const struct evgrpc_call *call)
{
	return evg_buf_len(&call->stream.out);
}

void evgrpc_call_on_drained(struct evgrpc_call *call, void (*on_drained)(struct evgrpc_call *call, void *arg),
			    void *arg)
{
	call->on_drained = on_drained;
	call->on_drained_arg = arg;
}
