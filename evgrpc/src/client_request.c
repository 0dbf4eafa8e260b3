/* The request of a client's call: its header block, and the messages the program sends. */
#include "channel.h"
#include "client_call.h"
#include "clock.h"
#include "message.h"
#include "timeout.h"

#include <stdio.h>
#include <string.h>

#define NV(name, value) evg_nv(name, sizeof(name) - 1, value, strlen(value))

/* ---- Headers ------------------------------------------------------------------------------------------------ */

static const char *authority_of(const struct evg_client_conn *conn)
{
	const char *given = conn->channel->options.authority;

	if (given)
		return given;
	return conn->target->address.is_unix ? "localhost" : conn->target->name;
}

enum { ATTEMPTS_SIZE = sizeof("4294967295") };

/* The request's header block; NULL when memory is short. */
static nghttp2_nv *make_fields(struct evgrpc_client_call *call, char timeout[static EVG_TIMEOUT_SIZE],
			       char attempts[static ATTEMPTS_SIZE], size_t *ret_n)
{
	enum { OWN = 11 };
	size_t room = OWN + call->metadata.n;
	nghttp2_nv *nv = evg_arena_alloc_reserve(&call->arena, room * sizeof *nv);
	int64_t left_us = call->deadline_us - evg_now_us();
	size_t n = 0;

	if (!nv)
		return NULL;
	evg_timeout_format(left_us > 0 ? (uint64_t)(left_us + 999) / 1000 : 0, timeout);
	nv[n++] = NV(":method", "POST");
	nv[n++] = NV(":scheme", call->conn->link.transport.ops->scheme);
	nv[n++] = NV(":path", call->path);
	nv[n++] = NV(":authority", authority_of(call->conn));
	nv[n++] = NV("te", "trailers");
	nv[n++] = NV("content-type", "application/grpc");
	nv[n++] = NV("user-agent", call->channel->user_agent);
	nv[n++] = NV("grpc-accept-encoding", "identity,gzip");
	if (call->compression == EVGRPC_GZIP)
		nv[n++] = NV("grpc-encoding", "gzip");
	nv[n++] = NV("grpc-timeout", timeout);
	if (call->attempts > 1) {
		snprintf(attempts, ATTEMPTS_SIZE, "%u", call->attempts - 1);
		nv[n++] = NV("grpc-previous-rpc-attempts", attempts);
	}
	*ret_n = n + evg_fields_to_nv(&call->metadata, nv + n, room - n);
	return nv;
}

void evg_client_call_open(struct evgrpc_client_call *call, struct evg_client_conn *conn)
{
	nghttp2_data_provider provider = evg_stream_provider(&call->stream);
	char timeout[EVG_TIMEOUT_SIZE], attempts[ATTEMPTS_SIZE];
	nghttp2_nv *nv;
	size_t n = 0;

	call->state = EVG_CLIENT_OPEN;
	call->conn = conn;
	call->stream.h2 = &conn->link.h2;
	nv = call->decided ? NULL : make_fields(call, timeout, attempts, &n);
	if (nv)
		call->stream.id = nghttp2_submit_request(conn->link.h2.session, NULL, nv, n, &provider, &call->stream);
	if (!nv || call->stream.id < 0) {
		call->stream.closed = true;
		evg_client_call_decide(call, EVGRPC_UNAVAILABLE, "the connection takes no more calls; try again");
	}
	evg_stream_ready(&call->stream);
}

/* ---- Messages ----------------------------------------------------------------------------------------------- */

int evgrpc_client_send(struct evgrpc_client_call *call, const ProtobufCMessage *request)
{
	enum evgrpc_compression compression = call->compresses ? call->compression : EVGRPC_IDENTITY;

	if (evg_client_call_has_ended(call) || call->stream.out_ended ||
	    evg_message_append(&call->stream.out, request, compression) < 0)
		return -1;
	call->write_owed = true;
	if (evg_buf_len(&call->stream.out) > call->channel->options.retry.max_retry_bytes)
		evg_retry_commit(call);
	if (call->state == EVG_CLIENT_OPEN)
		evg_stream_wake(&call->stream);
	return 0;
}

size_t evgrpc_client_queued(const struct evgrpc_client_call *call)
{
	return evg_stream_unsent(&call->stream);
}

void evgrpc_client_compress(struct evgrpc_client_call *call, bool on)
{
	call->compresses = on;
}

void evgrpc_client_half_close(struct evgrpc_client_call *call)
{
	call->stream.out_ended = true;
	if (call->state == EVG_CLIENT_OPEN)
		evg_stream_wake(&call->stream);
}
