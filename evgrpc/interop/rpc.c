#include "rpc.h"

#include "payload.h"

#include <event2/event.h>
#include <stdio.h>

static void on_metadata(struct evgrpc_client_call *call, void *arg)
{
	struct rpc *rpc = arg;
	const char *echoed = evgrpc_client_initial_metadata(call, "x-grpc-test-echo-initial");
	const char *cache_control = evgrpc_client_initial_metadata(call, "cache-control");

	snprintf(rpc->initial, sizeof rpc->initial, "%s", echoed ? echoed : "");
	snprintf(rpc->cache_control, sizeof rpc->cache_control, "%s", cache_control ? cache_control : "");
}

static size_t response_size(struct rpc *rpc, const ProtobufCMessage *response)
{
	if (response->descriptor == &grpc__testing__simple_response__descriptor)
		return payload_size(((const Grpc__Testing__SimpleResponse *)response)->payload);
	if (response->descriptor == &grpc__testing__streaming_output_call_response__descriptor)
		return payload_size(((const Grpc__Testing__StreamingOutputCallResponse *)response)->payload);
	rpc->aggregated = ((const Grpc__Testing__StreamingInputCallResponse *)response)->aggregated_payload_size;
	return 0;
}

static void on_message(struct evgrpc_client_call *call, const ProtobufCMessage *response, void *arg)
{
	struct rpc *rpc = arg;

	if (rpc->n_messages < RPC_MESSAGES_MAX) {
		rpc->messages[rpc->n_messages].size = response_size(rpc, response);
		rpc->messages[rpc->n_messages].compressed = evgrpc_client_was_compressed(call);
	}
	rpc->n_messages++;
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct rpc *rpc = arg;
	const char *echoed = evgrpc_client_trailing_metadata(call, "x-grpc-test-echo-trailing-bin");

	snprintf(rpc->trailing, sizeof rpc->trailing, "%s", echoed ? echoed : "");
	snprintf(rpc->message, sizeof rpc->message, "%s", status->message ? status->message : "");
	rpc->status = (struct evgrpc_status){ .code = status->code, .message = rpc->message };
	rpc->call = NULL;
}

int rpc_start(struct rpc *rpc, struct run *run, const char *path, const ProtobufCMessageDescriptor *response,
	      const struct evgrpc_call_options *options)
{
	static const struct evgrpc_client_handlers handlers = { .on_metadata = on_metadata,
								.on_message = on_message,
								.on_done = on_done };

	*rpc = (struct rpc){ .run = run, .path = path };
	rpc->call = evgrpc_client_start(run->channel, path, response, options, &handlers, rpc);
	return rpc->call ? 0 : fail(run, "Memory is short.");
}

static void turn(const struct rpc *rpc)
{
	event_base_loop(rpc->run->base, EVLOOP_ONCE);
}

int rpc_wait(struct rpc *rpc, unsigned n)
{
	while (rpc->call && rpc->n_messages < n)
		turn(rpc);
	if (rpc->n_messages >= n)
		return 0;
	return fail(rpc->run, "%s ended with %s before message %u.", rpc->path, evgrpc_code_name((int)rpc->status.code),
		    n);
}

int rpc_end(struct rpc *rpc, enum evgrpc_code wanted)
{
	while (rpc->call)
		turn(rpc);
	return expect_code(rpc->run, rpc->path, &rpc->status, wanted);
}

int rpc_abandon(struct rpc *rpc)
{
	if (rpc->call)
		evgrpc_client_cancel(rpc->call);
	while (rpc->call)
		turn(rpc);
	return -1;
}

int rpc_expect_sizes(struct rpc *rpc, const size_t *sizes, unsigned n)
{
	if (rpc->n_messages != n)
		return fail(rpc->run, "%s gave %u messages, and %u were expected.", rpc->path, rpc->n_messages, n);
	for (unsigned i = 0; i < n; i++)
		if (rpc->messages[i].size != sizes[i])
			return fail(rpc->run, "Message %u of %s has a payload of %zu bytes, and %zu were expected.",
				    i + 1, rpc->path, rpc->messages[i].size, sizes[i]);
	return 0;
}
