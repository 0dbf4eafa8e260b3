/* What a call sends: response headers, messages, trailers, or one header block that is all three. */
#include "base64.h"
#include "call.h"
#include "clock.h"
#include "message.h"
#include "percent.h"

#include <stdio.h>
#include <string.h>

enum {
	/* Our own fields in one block. */
	MAX_OWN = 8,
	/* Those of them that every block needs, as HTTP/2 counts them; grpc-message comes on top. */
	OWN_BYTES = 300,
	/* Longest grpc-message before encoding. A status must arrive: peers drop blocks over 8 to 16 KiB. */
	MAX_MESSAGE = 1024,
	/* Largest status details; beyond it they are left out, code and message stay. */
	MAX_DETAILS = 8192,
};

#define NV(name, value, n)      evg_nv(name, sizeof(name) - 1, value, n)
#define NV_LITERAL(name, value) evg_nv_literal(name, sizeof(name) - 1, value, sizeof(value) - 1)

static struct evgrpc_call *call_of(struct evg_stream *stream)
{
	return (struct evgrpc_call *)((char *)stream - offsetof(struct evgrpc_call, stream));
}

static bool can_send(const struct evgrpc_call *call)
{
	return call->stream.h2->session && !call->stream.closed;
}

/* ---- Status ------------------------------------------------------------------------------------------------- */

/* Length of text, at most max and not within a UTF-8 character. */
static size_t bounded_length(const char *text, size_t max)
{
	size_t n = strnlen(text, max + 1);

	if (n <= max)
		return n;
	for (n = max; n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80;)
		n--;
	return n;
}

static void set_message(struct evgrpc_call *call, const char *text)
{
	size_t n = bounded_length(text, MAX_MESSAGE);
	char *plain = evg_arena_alloc_reserve(&call->arena, n + 1);
	char *encoded = evg_arena_alloc_reserve(&call->arena, 3 * n + 1);

	if (!plain || !encoded)
		return;
	memcpy(plain, text, n);
	plain[n] = 0;
	evg_percent_encode(text, n, encoded);
	call->message = plain;
	call->message_encoded = encoded;
}

static void set_details(struct evgrpc_call *call, const uint8_t *details, size_t n)
{
	char *text = n <= MAX_DETAILS ? evg_arena_alloc_reserve(&call->arena, evg_base64_room(n)) : NULL;

	if (!text)
		return;
	evg_base64_encode(details, n, text);
	call->details = text;
}

void evg_call_set_status(struct evgrpc_call *call, const struct evgrpc_status *status)
{
	call->code = status->code;
	call->message = call->message_encoded = call->details = NULL;
	if (status->message && *status->message)
		set_message(call, status->message);
	if (status->details && status->details_len)
		set_details(call, status->details, status->details_len);
}

/* ---- Header blocks ------------------------------------------------------------------------------------------ */

/* What the largest header list the peer takes leaves beside status and message. A peer that gets more may drop the
 * block, and the status with it. */
static size_t room_beside_status(const struct evgrpc_call *call)
{
	size_t max =
		nghttp2_session_get_remote_settings(call->stream.h2->session, NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE);
	size_t needed = OWN_BYTES + (call->message_encoded ? strlen(call->message_encoded) : 0);

	return max > needed ? max - needed : 0;
}

/* Appends the details and the program's metadata, each if there is room for it. */
static size_t put_extras(const struct evgrpc_call *call, nghttp2_nv *nv)
{
	static const char name[] = "grpc-status-details-bin";
	size_t room = room_beside_status(call), n = 0;
	size_t details_len = call->details ? strlen(call->details) : 0;
	size_t details_bytes = sizeof name - 1 + details_len + EVG_FIELD_OVERHEAD;

	if (call->details && details_bytes <= room) {
		nv[n++] = evg_nv(name, sizeof name - 1, call->details, details_len);
		room -= details_bytes;
	}
	if (call->trailing.bytes <= room)
		n += evg_fields_to_nv(&call->trailing, nv + n, EVG_MAX_ADDED);
	return n;
}

static nghttp2_nv status_row(enum evgrpc_code code, char number[static 12])
{
	if (code == EVGRPC_OK)
		return NV_LITERAL("grpc-status", "0");
	snprintf(number, 12, "%d", (int)code);
	return NV("grpc-status", number, strlen(number));
}

/* Appends grpc-status and what belongs to it; number holds the code's digits until nghttp2 has copied them. */
static size_t put_status(const struct evgrpc_call *call, nghttp2_nv *nv, char number[static 12])
{
	size_t n = 0;

	nv[n++] = status_row(call->code, number);
	if (call->message_encoded)
		nv[n++] = NV("grpc-message", call->message_encoded, strlen(call->message_encoded));
	if (call->details || call->trailing.n)
		n += put_extras(call, nv + n);
	return n;
}

static size_t put_response(nghttp2_nv *nv)
{
	nv[0] = NV_LITERAL(":status", "200");
	nv[1] = NV_LITERAL("content-type", "application/grpc");
	nv[2] = NV_LITERAL("grpc-accept-encoding", "identity,gzip");
	return 3;
}

static void send_headers(struct evgrpc_call *call)
{
	nghttp2_data_provider provider = evg_stream_provider(&call->stream);
	EVG_ROWS(nv, MAX_OWN + EVG_MAX_ADDED);
	size_t n = put_response(nv);

	if (call->compression == EVGRPC_GZIP)
		nv[n++] = NV_LITERAL("grpc-encoding", "gzip");
	n += evg_fields_to_nv(&call->initial, nv + n, EVG_MAX_ADDED);
	call->headers_sent = true;
	if (nghttp2_submit_response(call->stream.h2->session, call->stream.id, nv, n, &provider) != 0)
		evg_stream_reset(&call->stream, NGHTTP2_INTERNAL_ERROR);
}

static void send_trailers_only(struct evgrpc_call *call)
{
	EVG_ROWS(nv, MAX_OWN + EVG_MAX_ADDED);
	char number[12];
	size_t n = put_response(nv);

	n += put_status(call, nv + n, number);
	call->headers_sent = call->trailers_sent = true;
	if (nghttp2_submit_response(call->stream.h2->session, call->stream.id, nv, n, NULL) != 0)
		evg_stream_reset(&call->stream, NGHTTP2_INTERNAL_ERROR);
}

static void send_trailers(struct evgrpc_call *call)
{
	EVG_ROWS(nv, MAX_OWN + EVG_MAX_ADDED);
	char number[12];
	size_t n = put_status(call, nv, number);

	call->trailers_sent = true;
	if (nghttp2_submit_trailer(call->stream.h2->session, call->stream.id, nv, n) != 0)
		evg_stream_reset(&call->stream, NGHTTP2_INTERNAL_ERROR);
}

bool evg_call_on_out_end(struct evg_stream *stream)
{
	struct evgrpc_call *call = call_of(stream);

	if (!call->trailers_sent)
		send_trailers(call);
	return true;
}

void evg_call_send_status(struct evgrpc_call *call)
{
	call->stream.out_ended = true;
	if (!can_send(call) || call->trailers_sent)
		return;
	if (!call->headers_sent && !evg_buf_len(&call->stream.out) && !call->initial.n) {
		send_trailers_only(call);
		return;
	}
	if (!call->headers_sent)
		send_headers(call);
	if (evg_buf_len(&call->stream.out)) {
		evg_stream_wake(&call->stream);
		return;
	}
	/* Straight to nghttp2: with the peer's window closed the provider would not be asked again. */
	send_trailers(call);
	evg_stream_ready(&call->stream);
}

void evg_call_send_status_now(struct evgrpc_call *call)
{
	evg_buf_clear(&call->stream.out, 0);
	evg_call_send_status(call);
}

void evg_call_send_http(struct evgrpc_call *call, const char *http_status)
{
	nghttp2_nv nv[] = { NV(":status", http_status, strlen(http_status)) };

	call->headers_sent = call->trailers_sent = true;
	if (can_send(call) && nghttp2_submit_response(call->stream.h2->session, call->stream.id, nv, 1, NULL) != 0)
		evg_stream_reset(&call->stream, NGHTTP2_INTERNAL_ERROR);
}

/* ---- Compression -------------------------------------------------------------------------------------------- */

static bool takes_gzip(const struct evgrpc_call *call)
{
	const struct evg_field *field = call->request.first;

	for (; field; field = field->next)
		if (!strcmp(field->name, "grpc-accept-encoding") && evg_list_has(field->value, "gzip"))
			return true;
	return false;
}

int evgrpc_call_use_compression(struct evgrpc_call *call, enum evgrpc_compression compression)
{
	if (!evg_call_is_owned(call) || call->headers_sent)
		return -1;
	if (compression == EVGRPC_GZIP && !takes_gzip(call))
		return -1;
	call->compression = compression;
	call->compresses = compression != EVGRPC_IDENTITY;
	return 0;
}

void evgrpc_call_compress(struct evgrpc_call *call, bool on)
{
	call->compresses = on && call->compression != EVGRPC_IDENTITY;
}

/* ---- Messages ----------------------------------------------------------------------------------------------- */

static int queue(struct evgrpc_call *call, const ProtobufCMessage *response)
{
	enum evgrpc_compression compression = call->compresses ? call->compression : EVGRPC_IDENTITY;
	size_t before = evg_buf_len(&call->stream.out);

	if (evg_message_append(&call->stream.out, response, compression) < 0)
		return -1;
	call->messages_out++;
	call->bytes_out += evg_buf_len(&call->stream.out) - before;
	call->drain_owed = true;
	return 0;
}

int evgrpc_call_send(struct evgrpc_call *call, const ProtobufCMessage *response)
{
	if (!evg_call_is_owned(call) || !can_send(call))
		return -1;
	if (queue(call, response) < 0) {
		call->out_failed = true;
		evg_stream_ready(&call->stream);
		return -1;
	}
	if (!call->headers_sent)
		send_headers(call);
	evg_stream_wake(&call->stream);
	return 0;
}

int evgrpc_call_send_initial_metadata(struct evgrpc_call *call)
{
	if (!evg_call_is_owned(call) || !can_send(call))
		return -1;
	if (!call->headers_sent)
		send_headers(call);
	evg_stream_wake(&call->stream);
	return 0;
}

void evgrpc_call_finish(struct evgrpc_call *call, const struct evgrpc_status *status)
{
	static const struct evgrpc_status ok = { .code = EVGRPC_OK };

	if (evg_call_is_owned(call)) {
		evg_call_set_status(call, status ? status : &ok);
		evg_call_send_status(call);
		evg_stream_discard(&call->stream);
		evg_call_move(call, EVG_CALL_ENDING);
	} else if (call->state == EVG_CALL_GONE) {
		evg_call_let_go(call);
	}
	evg_stream_ready(&call->stream);
}

void evgrpc_call_reply(struct evgrpc_call *call, const ProtobufCMessage *response)
{
	static const struct evgrpc_status no_memory = { .code = EVGRPC_RESOURCE_EXHAUSTED,
							.message = "the answer is too large or memory is short" };

	if (evg_call_is_owned(call) && can_send(call) && queue(call, response) < 0)
		evgrpc_call_finish(call, &no_memory);
	else
		evgrpc_call_finish(call, NULL);
}

void evgrpc_call_fail(struct evgrpc_call *call, enum evgrpc_code code, const char *message)
{
	const struct evgrpc_status status = { .code = code, .message = message };

	evgrpc_call_finish(call, &status);
}
