#include "h2_stream.h"

#include <string.h>

enum { HEAD = 9 }; /* bytes before the content of a frame */

void evg_stream_note(struct evg_stream *stream)
{
	struct evg_h2 *h2 = stream->h2;

	if (stream->ready)
		return;
	stream->ready = true;
	stream->next_ready = NULL;
	if (h2->last_ready)
		h2->last_ready->next_ready = stream;
	else
		h2->first_ready = stream;
	h2->last_ready = stream;
}

/* ---- DATA frames on their way out --------------------------------------------------------------------------- */

static void take_out(struct evg_stream *stream, uint8_t *to, size_t n)
{
	memcpy(to, evg_buf_bytes(&stream->out) + stream->out_sent, n);
	if (stream->keeps_out)
		stream->out_sent += n;
	else
		evg_buf_drop(&stream->out, n);
	stream->h2->guard.payload_out += n;
	stream->taken = true;
	evg_stream_note(stream);
}

/* Room for a frame of n bytes of content, and behind it for whatever nghttp2 produces before it looks back? */
static bool has_room(const struct evg_h2 *h2, size_t n)
{
	return (size_t)(h2->to_end - h2->to) >= HEAD + n + EVG_FRAME_MAX;
}

/* Content goes straight to its place if it can (evg_stream_write_content), else through nghttp2's buffer. */
static ssize_t read_out(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
			nghttp2_data_source *source, void *user_data)
{
	struct evg_stream *stream = source->ptr;
	size_t len = evg_stream_unsent(stream), n = len < room ? len : room;

	(void)session;
	(void)id;
	(void)user_data;
	if (n && has_room(stream->h2, n))
		*flags |= NGHTTP2_DATA_FLAG_NO_COPY;
	else if (n)
		take_out(stream, to, n);
	if (n < len)
		return (ssize_t)n;
	if (stream->out_ended) {
		*flags |= NGHTTP2_DATA_FLAG_EOF;
		if (stream->ops->on_out_end(stream))
			*flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
	} else if (!n) {
		stream->paused = true;
		return NGHTTP2_ERR_DEFERRED;
	}
	return (ssize_t)n;
}

int evg_stream_write_content(nghttp2_session *session, nghttp2_frame *frame, const uint8_t *head, size_t n,
			     nghttp2_data_source *source, void *user_data)
{
	struct evg_h2 *h2 = user_data;

	(void)session;
	(void)frame; /* never padded */
	memcpy(h2->to, head, HEAD);
	take_out(source->ptr, h2->to + HEAD, n);
	h2->to += HEAD + n;
	return 0;
}

/* ---- Streams ------------------------------------------------------------------------------------------------ */

void evg_stream_ready(struct evg_stream *stream)
{
	evg_stream_note(stream);
	stream->h2->ops->wake(stream->h2->owner);
}

void evg_stream_lost(struct evg_stream *stream)
{
	if (!stream->closed)
		stream->close_code = NGHTTP2_CANCEL;
	stream->closed = true;
	evg_stream_ready(stream);
}

/* May nghttp2 still be asked about the stream? */
static bool is_open(const struct evg_stream *stream)
{
	return stream->h2->session && !stream->closed;
}

void evg_stream_wake(struct evg_stream *stream)
{
	if (stream->paused && is_open(stream)) {
		stream->paused = false;
		evg_h2_need(stream->h2, nghttp2_session_resume_data(stream->h2->session, stream->id));
	}
	evg_stream_ready(stream);
}

void evg_stream_release_out(struct evg_stream *stream)
{
	stream->keeps_out = false;
	evg_buf_drop(&stream->out, stream->out_sent);
	stream->out_sent = 0;
}

void evg_stream_rewind(struct evg_stream *stream)
{
	evg_buf_clear(&stream->in, 0);
	*stream = (struct evg_stream){
		.ops = stream->ops, .out = stream->out, .out_ended = stream->out_ended, .keeps_out = stream->keeps_out
	};
}

nghttp2_data_provider evg_stream_provider(struct evg_stream *stream)
{
	return (nghttp2_data_provider){ .source.ptr = stream, .read_callback = read_out };
}

void evg_stream_reset(struct evg_stream *stream, uint32_t code)
{
	if (is_open(stream))
		evg_h2_need(stream->h2,
			    nghttp2_submit_rst_stream(stream->h2->session, NGHTTP2_FLAG_NONE, stream->id, code));
	stream->h2->ops->wake(stream->h2->owner);
}

static void give_back(struct evg_stream *stream, size_t n)
{
	if (n && is_open(stream))
		evg_h2_need(stream->h2, nghttp2_session_consume_stream(stream->h2->session, stream->id, n));
}

void evg_stream_return_window(struct evg_stream *stream)
{
	size_t len = evg_buf_len(&stream->in);

	give_back(stream, len - stream->in_returned);
	stream->in_returned = len;
}

void evg_stream_drop_in(struct evg_stream *stream, size_t n)
{
	size_t returned = n < stream->in_returned ? n : stream->in_returned;

	evg_buf_drop(&stream->in, n);
	stream->in_returned -= returned;
	give_back(stream, n - returned);
}

void evg_stream_discard(struct evg_stream *stream)
{
	stream->discards = true;
	evg_stream_drop_in(stream, evg_buf_len(&stream->in));
}
