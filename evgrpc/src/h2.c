#include "h2_stream.h"

#include <string.h>

static struct evg_stream *stream_of(nghttp2_session *session, int32_t id)
{
	return nghttp2_session_get_stream_user_data(session, id);
}

void evg_h2_need(struct evg_h2 *h2, int rv)
{
	if (rv == NGHTTP2_ERR_NOMEM)
		h2->broken = true;
}

/* ---- Callbacks of nghttp2: they record ---------------------------------------------------------------------- */

static int on_begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
	struct evg_h2 *h2 = user_data;
	struct evg_stream *stream;

	if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
		return 0;
	stream = h2->ops->on_request(h2->owner);
	if (!stream)
		return nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id,
						 NGHTTP2_REFUSED_STREAM);
	stream->h2 = h2;
	stream->id = frame->hd.stream_id;
	nghttp2_session_set_stream_user_data(session, stream->id, stream);
	return 0;
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_len,
		     const uint8_t *value, size_t value_len, uint8_t flags, void *user_data)
{
	struct evg_stream *stream = stream_of(session, frame->hd.stream_id);

	(void)flags;
	(void)user_data;
	if (stream)
		stream->ops->on_field(stream, (const char *)name, name_len, (const char *)value, value_len);
	return 0;
}

static int on_data_chunk(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes, size_t n,
			 void *user_data)
{
	struct evg_stream *stream = stream_of(session, id);

	(void)flags;
	(void)user_data;
	/* The connection's window goes back at once: one stream that nobody reads must not stop the others. What a
	 * stream can pile up is bounded by its own window, which goes back as its messages are taken. */
	nghttp2_session_consume_connection(session, n);
	if (!stream)
		return 0;
	stream->h2->guard.payload_in += n;
	if (stream->discards || stream->starved) {
		nghttp2_session_consume_stream(session, id, n);
		return 0;
	}
	if (evg_buf_add(&stream->in, bytes, n) < 0)
		stream->starved = true;
	evg_stream_note(stream);
	return 0;
}

static void note_goaway(struct evg_h2 *h2, const nghttp2_goaway *goaway)
{
	static const char too_many[] = "too_many_pings";

	if (goaway->error_code == NGHTTP2_ENHANCE_YOUR_CALM && goaway->opaque_data_len == sizeof too_many - 1 &&
	    !memcmp(goaway->opaque_data, too_many, sizeof too_many - 1))
		h2->too_many_pings = true;
	if (h2->ops->on_goaway)
		h2->ops->on_goaway(h2->owner);
}

static void note_ping(struct evg_h2 *h2, const nghttp2_ping *ping)
{
	bool is_ack = ping->hd.flags & NGHTTP2_FLAG_ACK;

	if (is_ack && ping->opaque_data[0] == EVG_PING_NOTICE && h2->ops->on_ping_ack)
		h2->ops->on_ping_ack(h2->owner);
	if (!is_ack && h2->ops->on_ping)
		h2->ops->on_ping(h2->owner);
}

static int on_frame_recv(nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
	struct evg_h2 *h2 = user_data;
	struct evg_stream *stream;

	if (frame->hd.type == NGHTTP2_SETTINGS)
		h2->has_settings = true;
	if (frame->hd.type == NGHTTP2_GOAWAY)
		note_goaway(h2, &frame->goaway);
	if (frame->hd.type == NGHTTP2_PING)
		note_ping(h2, &frame->ping);
	if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA)
		return 0;
	stream = stream_of(session, frame->hd.stream_id);
	if (!stream)
		return 0;
	if (frame->hd.flags & NGHTTP2_FLAG_END_STREAM)
		stream->remote_ended = true;
	if (frame->hd.type == NGHTTP2_HEADERS)
		stream->ops->on_fields_end(stream);
	evg_stream_note(stream);
	return 0;
}

/* NULL is no reason. */
static void calm_down(struct evg_h2 *h2, const char *reason)
{
	if (reason)
		evg_h2_dismiss(h2, NGHTTP2_ENHANCE_YOUR_CALM, reason);
}

/* nghttp2 refused a stream that exceeds the number announced. */
static int on_invalid_frame(nghttp2_session *session, const nghttp2_frame *frame, int error, void *user_data)
{
	struct evg_h2 *h2 = user_data;

	(void)session;
	(void)frame;
	if (error == NGHTTP2_ERR_REFUSED_STREAM && h2->guard.limits)
		calm_down(h2, evg_guard_refused(&h2->guard));
	return 0;
}

static int on_frame_send(nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
	struct evg_h2 *h2 = user_data;
	struct evg_stream *stream;

	if (frame->hd.type == NGHTTP2_RST_STREAM && h2->guard.limits)
		calm_down(h2, evg_guard_sent_reset(&h2->guard, frame->rst_stream.error_code));
	if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA)
		return 0;
	h2->answered = true;
	stream = stream_of(session, frame->hd.stream_id);
	if (!stream)
		return 0;
	stream->begun = true;
	if (!(frame->hd.flags & NGHTTP2_FLAG_END_STREAM))
		return 0;
	stream->local_ended = true;
	/* An answer before the end of the request: tell the peer to stop sending (RFC 9113 section 8.1). */
	if (nghttp2_session_check_server_session(session) && !stream->remote_ended)
		evg_h2_need(h2, nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_NO_ERROR));
	return 0;
}

/* A header block that cannot be sent (too large, say) must not leave the peer waiting. */
static int on_frame_not_send(nghttp2_session *session, const nghttp2_frame *frame, int error, void *user_data)
{
	(void)error;
	if (frame->hd.type == NGHTTP2_HEADERS && nghttp2_session_check_server_session(session))
		evg_h2_need(user_data, nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id,
								 NGHTTP2_INTERNAL_ERROR));
	return 0;
}

static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t code, void *user_data)
{
	struct evg_stream *stream = stream_of(session, id);

	(void)user_data;
	if (!stream)
		return 0;
	stream->closed = true;
	stream->close_code = code;
	evg_stream_note(stream);
	return 0;
}

/* ---- The session -------------------------------------------------------------------------------------------- */

static nghttp2_session_callbacks *make_callbacks(void)
{
	nghttp2_session_callbacks *callbacks;

	if (nghttp2_session_callbacks_new(&callbacks) != 0)
		return NULL;
	nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
	nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
	nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data_chunk);
	nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame_recv);
	nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, on_invalid_frame);
	nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, on_frame_send);
	nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks, on_frame_not_send);
	nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_stream_close);
	nghttp2_session_callbacks_set_send_data_callback(callbacks, evg_stream_write_content);
	return callbacks;
}

/* What nghttp2 counts itself; resets are counted by the guard, which says why it ends the connection. */
static void set_limits(nghttp2_option *option, const struct evgrpc_limits *limits)
{
	nghttp2_option_set_max_outbound_ack(option, limits->queued_acks);
	nghttp2_option_set_max_settings(option, limits->settings_entries);
	nghttp2_option_set_max_continuations(option, limits->continuations);
	nghttp2_option_set_stream_reset_rate_limit(option, UINT32_MAX, UINT32_MAX);
}

static nghttp2_option *make_option(const struct evgrpc_limits *limits)
{
	nghttp2_option *option;

	if (nghttp2_option_new(&option) != 0)
		return NULL;
	nghttp2_option_set_no_auto_window_update(option, 1);
	if (limits)
		set_limits(option, limits);
	/* Closed streams are kept only for RFC 7540 priorities, which gRPC has no use for. */
	nghttp2_option_set_no_closed_streams(option, 1);
	return option;
}

/* Where the session will lie; sets the allocator to make it with if it is not malloc. */
static int make_place(struct evg_h2 *h2, struct evg_slabs *slabs, nghttp2_mem *ret_mem)
{
	if (!slabs)
		return 0;
	h2->slabs = slabs;
	h2->slab = evg_slab_take(slabs);
	if (!h2->slab)
		return -1;
	*ret_mem = evg_slab_allocator(h2->slab);
	return 0;
}

static int make_session(struct evg_h2 *h2, const struct evg_h2_settings *settings)
{
	nghttp2_session_callbacks *callbacks = make_callbacks();
	nghttp2_option *option = make_option(settings->limits);
	nghttp2_mem memory, *mem = settings->slabs ? &memory : NULL;
	int rv = -1;

	if (callbacks && option && make_place(h2, settings->slabs, &memory) == 0)
		rv = settings->server ? nghttp2_session_server_new3(&h2->session, callbacks, h2, option, mem)
				      : nghttp2_session_client_new3(&h2->session, callbacks, h2, option, mem);
	nghttp2_option_del(option);
	nghttp2_session_callbacks_del(callbacks);
	if (h2->slab)
		evg_slab_close(h2->slab);
	return rv == 0 ? 0 : -1;
}

static int announce(struct evg_h2 *h2, const struct evg_h2_settings *settings)
{
	nghttp2_settings_entry entries[] = {
		{ NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, settings->stream_window },
		{ NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, settings->max_header_bytes },
		{ NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, settings->max_concurrent_streams },
		{ NGHTTP2_SETTINGS_ENABLE_PUSH, 0 },
	};

	/* A server has no use for ENABLE_PUSH, the last row. */
	if (nghttp2_submit_settings(h2->session, NGHTTP2_FLAG_NONE, entries, settings->server ? 3 : 4) != 0)
		return -1;
	return nghttp2_session_set_local_window_size(h2->session, NGHTTP2_FLAG_NONE, 0,
						     (int32_t)settings->connection_window) == 0
		       ? 0
		       : -1;
}

int evg_h2_init(struct evg_h2 *h2, const struct evg_h2_settings *settings, const struct evg_h2_ops *ops, void *owner)
{
	*h2 = (struct evg_h2){ .ops = ops, .owner = owner };
	evg_guard_init(&h2->guard, settings->limits, settings->stream_window);
	if (make_session(h2, settings) < 0 || announce(h2, settings) < 0) {
		evg_h2_end(h2);
		return -1;
	}
	return 0;
}

void evg_h2_end(struct evg_h2 *h2)
{
	nghttp2_session_del(h2->session);
	h2->session = NULL;
	evg_slab_give(h2->slabs, h2->slab);
	h2->slab = NULL;
}

void evg_h2_dismiss(struct evg_h2 *h2, uint32_t code, const char *reason)
{
	if (!h2->session || h2->dismissed)
		return;
	h2->dismissed = reason;
	nghttp2_submit_goaway(h2->session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(h2->session),
			      code, (const uint8_t *)reason, strlen(reason));
}

/* Which of its limits nghttp2 found exceeded, NULL for other errors. */
static const char *exceeded(ssize_t error)
{
	if (error == NGHTTP2_ERR_FLOODED)
		return "too many PING and SETTINGS frames are unanswered";
	return error == NGHTTP2_ERR_TOO_MANY_CONTINUATIONS ? "too many CONTINUATION frames" : NULL;
}

int evg_h2_feed(struct evg_h2 *h2, const uint8_t *bytes, size_t n)
{
	const char *reason = NULL;
	ssize_t rv = 0;

	if (!h2->session)
		return -1;
	if (h2->guard.limits)
		reason = evg_guard_read(&h2->guard, bytes, n);
	if (!reason && !h2->dismissed) {
		rv = nghttp2_session_mem_recv(h2->session, bytes, n);
		reason = exceeded(rv);
	}
	calm_down(h2, reason);
	return rv < 0 && !reason ? -1 : 0;
}

ssize_t evg_h2_produce(struct evg_h2 *h2, uint8_t *to, size_t room)
{
	const uint8_t *bytes;
	ssize_t n;

	h2->to = to;
	h2->to_end = to + room;
	if (h2->broken)
		return -1;
	while (h2->session && h2->to_end - h2->to >= EVG_FRAME_MAX) {
		n = nghttp2_session_mem_send(h2->session,
					     &bytes); /* evg_stream_write_content has moved h2->to meanwhile */
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		memcpy(h2->to, bytes, (size_t)n);
		h2->to += n;
	}
	return h2->to - to;
}

void evg_h2_run(struct evg_h2 *h2)
{
	while (h2->first_ready) {
		struct evg_stream *stream = h2->first_ready;

		h2->first_ready = stream->next_ready;
		if (!h2->first_ready)
			h2->last_ready = NULL;
		stream->ready = false;
		stream->ops->run(stream);
	}
}

bool evg_h2_is_alive(const struct evg_h2 *h2)
{
	return h2->session && !h2->dismissed &&
	       (nghttp2_session_want_read(h2->session) || nghttp2_session_want_write(h2->session));
}
