/* Life of a call on the server:
 *
 *   from       when                                           to
 *   HEADERS    complete                                       ADMITTED
 *   HEADERS    complete and refused: path, type, size ...     ENDING
 *   ADMITTED   there is another before hook                   HELD (before)
 *   ADMITTED   there is none, a single request                WAITING
 *   ADMITTED   there is none, a stream                        RUNNING (on_open)
 *   HELD       the hook lets it go on, at once or later       ADMITTED
 *   WAITING    the request is complete                        RUNNING (on_open, on_message)
 *   WAITING    bad message                                    ENDING
 *   HELD, RUNNING       it is finished                        ENDING
 *   RUNNING             bad message                           GONE (on_gone)
 *   HELD, RUNNING       deadline, the peer leaves             GONE (on_gone)
 *   HELD, RUNNING       the server drains, an endless method  GONE (on_gone)
 *   GONE                it is finished or resumed             ENDING, or CLOSED if the stream is
 *   ADMITTED, WAITING   deadline, too many calls at work      ENDING
 *   HEADERS, ADMITTED, WAITING, ENDING   the stream closes    CLOSED
 *
 * Two hold a call: the stream and, in HELD, RUNNING and GONE, a hook or the handler. It is CLOSED when both have let
 * go. Whatever moves it puts its stream on the ready list, and run() frees it: nowhere else does a call disappear. */
#include "call.h"

#include "clock.h"
#include "conn.h"
#include "server_state.h"
#include "worker.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Calls a worker keeps for reuse, each with a first arena block. */
	MAX_POOL = 256,
	/* Buffer memory a pooled call may keep. */
	KEPT_BUFFER = 4096,
	/* The same of a call that goes on. */
	KEPT_STREAM_BUFFER = 65536,
	/* Queues that small go on when the worker's memory is spent. */
	SMALL_QUEUES = 8192,
	/* A deadline is near when it is not further away than a turn of a busy connection may last. */
	NEAR_US = 10000,
};

static struct evgrpc_call *call_of(struct evg_stream *stream)
{
	return (struct evgrpc_call *)((char *)stream - offsetof(struct evgrpc_call, stream));
}

static const struct evgrpc_server_options *options_of(const struct evgrpc_call *call)
{
	return &call->conn->worker->server->options;
}

const char evg_no_memory[] = "the server is short of memory; try again later";

/* ---- States ------------------------------------------------------------------------------------------------- */

static bool is_at_work(enum evg_call_state state)
{
	return state == EVG_CALL_HELD || state == EVG_CALL_RUNNING || state == EVG_CALL_GONE;
}

/* What the record says of the handler's time; without a reader no clock is asked. */
static void time_handler(struct evgrpc_call *call, enum evg_call_state to)
{
	if (to == EVG_CALL_RUNNING)
		call->handler_since_us = evg_now_us();
	else if (call->handler_since_us && !is_at_work(to))
		call->handler_us = evg_now_us() - call->handler_since_us;
}

void evg_call_move(struct evgrpc_call *call, enum evg_call_state to)
{
	struct evgrpc_worker *worker = call->conn->worker;

	worker->n_handlers -= is_at_work(call->state);
	worker->n_handlers += is_at_work(to);
	if (worker->server->has_after)
		time_handler(call, to);
	call->state = to;
}

bool evg_call_hand_over(struct evgrpc_call *call, enum evg_call_state to)
{
	if (call->conn->worker->n_handlers >= options_of(call)->max_handlers) {
		evg_call_cut(call, EVGRPC_RESOURCE_EXHAUSTED, "the server has too many calls at work; try again later");
		return false;
	}
	evg_call_move(call, to);
	return true;
}

void evg_call_let_go(struct evgrpc_call *call)
{
	evg_call_move(call, call->stream.closed ? EVG_CALL_CLOSED : EVG_CALL_ENDING);
}

/* Nobody waits for the answer any more; whoever is at it hears so. */
static void be_gone(struct evgrpc_call *call)
{
	evg_stream_discard(&call->stream);
	evg_call_move(call, EVG_CALL_GONE);
	if (call->on_gone)
		call->on_gone(call, call->on_gone_arg);
}

void evg_call_cut(struct evgrpc_call *call, enum evgrpc_code code, const char *message)
{
	const struct evgrpc_status status = { .code = code, .message = message };

	evg_call_set_status(call, &status);
	evg_call_send_status_now(call);
	if (evg_call_is_owned(call)) {
		be_gone(call);
	} else {
		evg_stream_discard(&call->stream);
		evg_call_move(call, EVG_CALL_ENDING);
	}
}

void evg_call_dismiss(struct evgrpc_call *call)
{
	const struct evgrpc_status status = { .code = EVGRPC_UNAVAILABLE, .message = "the server is stopping" };

	if (!evg_call_is_owned(call) || !call->route->method->endless)
		return;
	evg_call_set_status(call, &status);
	evg_call_send_status(call);
	be_gone(call);
	evg_stream_ready(&call->stream);
}

/* ---- Deadline, end and run ---------------------------------------------------------------------------------- */

bool evg_call_has_deadline(const struct evgrpc_call *call)
{
	return call->route && call->deadline_us != INT64_MAX && call->state != EVG_CALL_GONE &&
	       call->state != EVG_CALL_CLOSED;
}

/* By the turn's clock, which stands still; one that is near is worth a look of its own. */
static bool has_deadline_passed(const struct evgrpc_call *call)
{
	int64_t left_us = call->deadline_us - call->conn->link.turn_us;

	return left_us <= 0 || (left_us < NEAR_US && call->deadline_us <= evg_now_us());
}

static void check_deadline(struct evgrpc_call *call)
{
	if (!has_deadline_passed(call))
		return;
	call->deadline_us = INT64_MAX; /* once */
	switch (call->state) {
	case EVG_CALL_ADMITTED:
	case EVG_CALL_HELD:
	case EVG_CALL_WAITING:
	case EVG_CALL_RUNNING:
		evg_call_cut(call, EVGRPC_DEADLINE_EXCEEDED, "the deadline passed");
		break;
	case EVG_CALL_ENDING: /* the peer does not take the answer */
		if (!call->stream.local_ended)
			evg_call_cut(call, EVGRPC_DEADLINE_EXCEEDED, "the deadline passed before the answer was taken");
		break;
	case EVG_CALL_HEADERS:
	case EVG_CALL_GONE:
	case EVG_CALL_CLOSED:
		break;
	}
}

/* The stream is no more. */
static void lose(struct evgrpc_call *call)
{
	if (call->state == EVG_CALL_CLOSED || call->state == EVG_CALL_GONE)
		return;
	if (!call->stream.local_ended) {
		call->cancelled = true;
		call->code = EVGRPC_CANCELLED;
		call->message = NULL;
	}
	if (!evg_call_is_owned(call)) {
		evg_call_move(call, EVG_CALL_CLOSED);
		return;
	}
	evg_buf_clear(&call->stream.out, 0);
	be_gone(call);
}

static void tell_drained(struct evgrpc_call *call)
{
	if (call->state != EVG_CALL_RUNNING || !call->drain_owed || !call->stream.taken ||
	    evg_buf_len(&call->stream.out) >= options_of(call)->drained_low_water)
		return;
	call->drain_owed = false;
	call->stream.taken = false;
	if (call->on_drained)
		call->on_drained(call, call->on_drained_arg);
}

/* Gives back what an empty queue keeps from larger times. */
static void trim(struct evg_buf *queue)
{
	if (!evg_buf_len(queue) && queue->size > KEPT_STREAM_BUFFER)
		evg_buf_clear(queue, 0);
}

static void count_queues(struct evgrpc_call *call)
{
	size_t before = call->queue_memory;

	trim(&call->stream.in);
	trim(&call->stream.out);
	call->queue_memory = call->stream.in.size + call->stream.out.size;
	call->conn->worker->memory.used += call->queue_memory - before;
}

/* Once the worker's memory is spent, a call whose queues grow further is ended: what those that are there already may
 * pile up would be many times the limit. Small queues are left alone. */
static void check_memory(struct evgrpc_call *call)
{
	size_t before = call->queue_memory;

	count_queues(call);
	if (call->queue_memory <= before || call->queue_memory <= SMALL_QUEUES ||
	    !evg_budget_is_spent(&call->conn->worker->memory))
		return;
	if (!evg_call_is_owned(call) && call->state != EVG_CALL_WAITING)
		return;
	evg_call_cut(call, EVGRPC_RESOURCE_EXHAUSTED, evg_no_memory);
	count_queues(call);
}

/* A stream that lost a message must not go on as if it had not. */
static void check_out(struct evgrpc_call *call)
{
	if (call->out_failed && evg_call_is_owned(call))
		evg_call_cut(call, EVGRPC_RESOURCE_EXHAUSTED, "the answer is too large or memory is short");
}

static void run(struct evg_stream *stream)
{
	struct evgrpc_call *call = call_of(stream);

	if (stream->closed)
		lose(call);
	if (call->state == EVG_CALL_HEADERS && call->headers_done)
		evg_call_begin(call);
	if (call->deadline_us && call->route)
		check_deadline(call);
	evg_call_pass_hooks(call);
	evg_call_deliver(call);
	check_out(call);
	check_memory(call);
	if (call->conn->worker->state == EVG_WORKER_DRAINING)
		evg_call_dismiss(call); /* it came in between the two GOAWAYs */
	tell_drained(call);
	if (evg_call_has_deadline(call))
		evg_conn_watch_deadline(call->conn, call->deadline_us);
	if (call->state == EVG_CALL_CLOSED && !stream->ready) /* a finish within this run put it on the list again */
		evg_call_release(call);
}

/* ---- Making and freeing ------------------------------------------------------------------------------------- */

static const struct evg_stream_ops stream_ops = { .on_field = evg_call_on_field,
						  .on_fields_end = evg_call_on_fields_end,
						  .on_out_end = evg_call_on_out_end,
						  .run = run };

static struct evgrpc_call *from_pool(struct evgrpc_worker *worker)
{
	struct evgrpc_call *call = worker->pool;

	if (call) {
		worker->pool = call->next;
		worker->n_pool--;
		return call;
	}
	call = calloc(1, sizeof *call);
	if (!call)
		return NULL;
	evg_arena_init(&call->arena, &call->budget);
	evg_arena_init(&call->messages, &call->budget);
	return call;
}

/* Everything zero but the memory worth keeping. */
static void wipe(struct evgrpc_call *call)
{
	struct evg_arena arena = call->arena, messages = call->messages;
	struct evg_budget budget = call->budget;
	struct evg_buf in = call->stream.in, out = call->stream.out;

	*call = (struct evgrpc_call){ .budget = budget, .arena = arena, .messages = messages };
	call->stream.in = in;
	call->stream.out = out;
}

struct evgrpc_call *evg_call_new(struct evg_conn *conn)
{
	struct evgrpc_call *call = from_pool(conn->worker);

	if (!call)
		return NULL;
	wipe(call);
	call->stream.ops = &stream_ops;
	call->conn = conn;
	call->budget.cap = conn->worker->server->options.max_call_memory;
	call->budget.parent = &conn->worker->memory;
	conn->worker->memory.used += call->budget.used; /* a pooled call has a first block */
	call->start_us = conn->link.turn_us;
	call->next = conn->calls;
	if (conn->calls)
		conn->calls->prev = call;
	conn->calls = call;
	conn->n_calls++;
	return call;
}

static void unlink_call(struct evgrpc_call *call)
{
	struct evg_conn *conn = call->conn;

	if (call->prev)
		call->prev->next = call->next;
	else
		conn->calls = call->next;
	if (call->next)
		call->next->prev = call->prev;
	conn->n_calls--;
}

void evg_call_release(struct evgrpc_call *call)
{
	struct evgrpc_worker *worker = call->conn->worker;

	evg_call_move(call, EVG_CALL_CLOSED); /* or a handler never finished it */
	if (call->headers_done)
		evg_call_report(call);
	unlink_call(call);
	evg_arena_reset(&call->arena);
	evg_arena_free(&call->messages);
	evg_buf_clear(&call->stream.in, KEPT_BUFFER);
	evg_buf_clear(&call->stream.out, KEPT_BUFFER);
	worker->memory.used -= call->budget.used + call->queue_memory;
	call->budget.parent = NULL; /* what a pooled call keeps is no call's */
	if (worker->n_pool >= MAX_POOL) {
		evg_call_free(call);
		return;
	}
	call->next = worker->pool;
	worker->pool = call;
	worker->n_pool++;
}

void evg_call_free(struct evgrpc_call *call)
{
	evg_arena_free(&call->arena);
	evg_arena_free(&call->messages);
	evg_buf_clear(&call->stream.in, 0);
	evg_buf_clear(&call->stream.out, 0);
	free(call);
}
