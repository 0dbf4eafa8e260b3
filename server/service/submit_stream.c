/* SubmitUpdates: each update of the stream is an rpc of its own that goes the way of SubmitUpdate. They are handed to
 * the ledger in the order of sending, a bounded number at a time, and answered in that order. A peer that leaves ends
 * nothing that was begun: what is under way comes home, then the call is released. */
#include "service/auth.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/errors.h"
#include "service/handlers.h"

#include <stdatomic.h>
#include <string.h>

/* Updates of one stream not answered yet. As many as a client could have sent in calls of their own; each holds a whole
 * case, some 100 KiB. */
#define MAX_UNDER_WAY 64
/* Bytes of their requests: answers of twenty printed pages each do not fill the memory either. */
#define MAX_BYTES_UNDER_WAY (2u << 20)
/* Bytes of answers the peer has not taken; more updates are asked for when it has. */
#define MAX_QUEUED_BYTES (256u << 10)

/* An update under way; its place in the ring is its place in the stream. */
struct one {
	struct rpc *rpc;
	size_t bytes;
	Huiyin__V1__SubmitUpdatesResponse *response; /* in the rpc's arena; NULL: not answered yet */
};

struct updates {
	struct rpc *rpc;
	struct one ring[MAX_UNDER_WAY];
	size_t first, n, bytes;
	struct rpc *reading; /* the latest update, until it is with the ledger or answered: the next one waits for it */
	bool open;           /* more may come */
	atomic_size_t holders; /* the updates under way, and the stream while it is open; the last one ends the call */
};

static struct one *one_at(struct updates *updates, size_t i)
{
	return &updates->ring[(updates->first + i) % MAX_UNDER_WAY];
}

/* ---- The end -------------------------------------------------------------------------------------------------- */

static void release(struct updates *updates)
{
	if (atomic_fetch_sub(&updates->holders, 1) > 1)
		return;
	if (evgrpc_call_is_gone(updates->rpc->call))
		rpc_give_up(updates->rpc);
	else
		rpc_finish(updates->rpc);
}

/* The peer left: nothing more will come. */
static void on_gone(struct evgrpc_call *call, void *arg)
{
	struct updates *updates = arg;

	(void)call;
	if (updates->open) {
		updates->open = false;
		release(updates);
	}
}

void submit_updates_end(struct rpc *rpc)
{
	on_gone(rpc->call, rpc->data);
}

/* ---- Reading -------------------------------------------------------------------------------------------------- */

static void on_drained(struct evgrpc_call *call, void *arg);

static void ask_for_next(struct updates *updates)
{
	struct evgrpc_call *call = updates->rpc->call;

	if (!updates->open || updates->reading || updates->n == MAX_UNDER_WAY || updates->bytes >= MAX_BYTES_UNDER_WAY)
		return;
	if (evgrpc_call_queued(call) > MAX_QUEUED_BYTES) {
		evgrpc_call_on_drained(call, on_drained, updates);
		return;
	}
	evgrpc_call_next(call);
}

static void on_drained(struct evgrpc_call *call, void *arg)
{
	evgrpc_call_on_drained(call, NULL, NULL);
	ask_for_next(arg);
}

static void on_submitted(struct rpc *rpc)
{
	struct updates *updates = rpc->part_of;

	updates->reading = NULL;
	ask_for_next(updates);
}

/* ---- Answering ------------------------------------------------------------------------------------------------ */

static void fill_refused(struct rpc *rpc, Huiyin__V1__SubmitUpdatesResponse *response, const struct refusal *refusal)
{
	const struct evgrpc_status status = error_status(refusal, rpc->registry, rpc->language, rpc->arena);
	Huiyin__V1__Refused *refused = convert_new(rpc, &huiyin__v1__refused__descriptor);

	refused->code = (int)status.code;
	refused->reason = convert_text(rpc, reason_name(refusal->reason));
	refused->message = convert_text(rpc, status.message);
	response->outcome_case = HUIYIN__V1__SUBMIT_UPDATES_RESPONSE__OUTCOME_REFUSED;
	response->refused = refused;
}

/* The answer outlives the function that gave it; what it points to is the arena's already. */
static void fill_stored(struct rpc *rpc, Huiyin__V1__SubmitUpdatesResponse *response, const ProtobufCMessage *stored)
{
	response->outcome_case = HUIYIN__V1__SUBMIT_UPDATES_RESPONSE__OUTCOME_STORED;
	response->stored = rpc_alloc(rpc, sizeof(*response->stored));
	memcpy(response->stored, stored, sizeof(*response->stored));
}

/* Sends the answers that nothing stands before. */
static void send_answers(struct updates *updates)
{
	while (updates->n && updates->ring[updates->first].response) {
		struct one *one = &updates->ring[updates->first];

		(void)evgrpc_call_send(updates->rpc->call, &one->response->base); /* on_gone tells */
		updates->bytes -= one->bytes;
		rpc_free_part(one->rpc);
		updates->first = (updates->first + 1) % MAX_UNDER_WAY;
		updates->n--;
	}
}

static void on_answered(struct rpc *rpc, const ProtobufCMessage *response, const struct refusal *refusal)
{
	struct updates *updates = rpc->part_of;
	struct one *one = NULL;

	for (size_t i = 0; !one; i++)
		if (one_at(updates, i)->rpc == rpc)
			one = one_at(updates, i);
	one->response = convert_new(rpc, &huiyin__v1__submit_updates_response__descriptor);
	one->response->request_id =
		((const Huiyin__V1__SubmitUpdatesRequest *)rpc->request)->update
			? ((const Huiyin__V1__SubmitUpdatesRequest *)rpc->request)->update->request_id
			: convert_text(rpc, "");
	if (refusal)
		fill_refused(rpc, one->response, refusal);
	else
		fill_stored(rpc, one->response, response);
	if (updates->reading == rpc)
		updates->reading = NULL;
	send_answers(updates);
	ask_for_next(updates);
	release(updates);
}

static void on_dropped(void *arg)
{
	struct updates *updates = arg;

	if (atomic_fetch_sub(&updates->holders, 1) == 1)
		rpc_drop(updates->rpc);
}

static const struct rpc_part part = { on_submitted, on_answered, on_dropped };

/* ---- An update ------------------------------------------------------------------------------------------------ */

static void *take_memory(void *arena, size_t size)
{
	return arena_alloc(arena, size);
}

static void leave_memory(void *arena, void *pointer)
{
	(void)arena;
	(void)pointer;
}

/* The message goes away with the next one. *ret_bytes: its size. */
static const ProtobufCMessage *keep_message(struct rpc *rpc, const ProtobufCMessage *message, size_t *ret_bytes)
{
	ProtobufCAllocator allocator = { take_memory, leave_memory, rpc->arena };
	uint8_t *bytes = rpc_alloc(rpc, protobuf_c_message_get_packed_size(message) + 1);

	*ret_bytes = protobuf_c_message_pack(message, bytes);
	return protobuf_c_message_unpack(message->descriptor, &allocator, *ret_bytes, bytes);
}

/* The caller is known as of now: a token revoked since the stream began moves nothing on any more. */
static void on_known(struct rpc *rpc)
{
	const Huiyin__V1__SubmitUpdatesRequest *request = (const void *)rpc->request;
	struct refusal refusal;

	if (!request->update)
		rpc_refuse(rpc, refuse_with(refuse(&refusal, REASON_FIELD_MISSING), "field", "update"));
	else if (check_message(&request->base, rpc->cut_field, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		submit_update(rpc, request->update);
}

/* Answers that wait behind one which never came: the worker has stopped. */
static void on_freed(struct rpc *rpc)
{
	struct updates *updates = rpc->data;

	for (size_t i = 0; i < updates->n; i++)
		if (one_at(updates, i)->response)
			rpc_free_part(one_at(updates, i)->rpc);
}

void submit_updates_begin(struct rpc *rpc)
{
	struct updates *updates = rpc->data = rpc_alloc(rpc, sizeof(*updates));

	updates->rpc = rpc;
	updates->open = true;
	rpc->on_freed = on_freed;
	atomic_store(&updates->holders, 1);
	evgrpc_call_on_gone(rpc->call, on_gone, updates);
}

void submit_updates(struct rpc *rpc, const Huiyin__V1__SubmitUpdatesRequest *request)
{
	struct updates *updates = rpc->data;
	struct rpc *own = rpc_new_part(rpc, &part, updates);
	struct one *one = one_at(updates, updates->n++);

	memset(one, 0, sizeof(*one));
	one->rpc = updates->reading = own;
	own->request = keep_message(own, &request->base, &one->bytes);
	own->cut_field = evgrpc_call_cut_field(rpc->call);
	updates->bytes += one->bytes;
	atomic_fetch_add(&updates->holders, 1);
	auth_begin(own, on_known);
}
