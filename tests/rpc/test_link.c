/* The pump gives the other events of its loop their turn, however fast the peer takes or sends: a transport of the test
 * that never has to wait. */
#include "link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
	PIECE = 65536,
	MANY_BYTES = 16 << 20, /* of several turns */
	MOST_BYTES = 4 << 20,  /* of what one turn may be */
	MANY_READS = 100,
	FRAME = 16384, /* of a type that means nothing; a scratch is a multiple of it */
};

/* A link, what the peer says first, and what else happens on the loop. */
struct scene {
	struct event_base *base;
	struct evg_link link;
	struct evg_stream stream;
	uint8_t scratch[EVG_SCRATCH];
	uint8_t hello[1024];
	size_t n_hello;
	bool floods; /* and never stops afterwards */
	unsigned reads;
	struct event *other;
	int other_fd;
	bool other_ran;
	uint64_t written_before; /* when it ran the last time */
	bool closed;
};

/* ---- The transport ------------------------------------------------------------------------------------------- */

static ssize_t read_flood(struct scene *scene, uint8_t *to, size_t room)
{
	static const uint8_t head[9] = { 0, (FRAME - 9) >> 8, (FRAME - 9) & 0xFF, 0xEE };

	if (scene->reads++ == 0)
		scene->other_ran = false; /* what ran so far does not count */
	assert_true(scene->reads < MANY_READS || scene->other_ran);
	memset(to, 0, room);
	for (size_t at = 0; at < room; at += FRAME)
		memcpy(to + at, head, sizeof head);
	scene->link.transport.has_more = true;
	return (ssize_t)room;
}

static ssize_t read_bytes(struct evg_transport *transport, void *to, size_t room)
{
	struct scene *scene = transport->state;
	size_t n = scene->n_hello;

	if (n) {
		memcpy(to, scene->hello, n);
		scene->n_hello = 0;
		transport->has_more = scene->floods;
		return (ssize_t)n;
	}
	if (scene->floods)
		return read_flood(scene, to, room);
	errno = EAGAIN;
	return -1;
}

static ssize_t take_bytes(struct evg_transport *transport, const void *bytes, size_t n)
{
	struct scene *scene = transport->state;

	(void)bytes;
	assert_true(scene->link.written - scene->written_before < MOST_BYTES);
	return (ssize_t)n;
}

static void close_both(struct evg_transport *transport)
{
	close(transport->fd);
}

static const struct evg_transport_ops transport_ops = { .read = read_bytes, .write = take_bytes, .close = close_both };

/* ---- The stream: an answer without an end ----------------------------------------------------------------------- */

static void on_field(struct evg_stream *stream, const char *name, size_t name_len, const char *value, size_t n)
{
	(void)stream;
	(void)name;
	(void)name_len;
	(void)value;
	(void)n;
}

static void on_fields_end(struct evg_stream *stream)
{
	const nghttp2_nv status = evg_nv(":status", 7, "200", 3);
	nghttp2_data_provider provider = evg_stream_provider(stream);

	assert_int_equal(nghttp2_submit_response(stream->h2->session, stream->id, &status, 1, &provider), 0);
}

static bool on_out_end(struct evg_stream *stream)
{
	(void)stream;
	return false;
}

static void refill(struct evg_stream *stream)
{
	static const uint8_t content[PIECE];

	if (stream->closed || evg_buf_len(&stream->out))
		return;
	assert_int_equal(evg_buf_add(&stream->out, content, PIECE), 0);
	evg_stream_wake(stream);
}

static const struct evg_stream_ops stream_ops = {
	.on_field = on_field, .on_fields_end = on_fields_end, .on_out_end = on_out_end, .run = refill
};

/* ---- The scene --------------------------------------------------------------------------------------------------- */

static struct evg_stream *on_request(void *owner)
{
	struct scene *scene = owner;

	scene->stream.ops = &stream_ops;
	return &scene->stream;
}

static void on_closed(void *owner, const char *reason)
{
	struct scene *scene = owner;

	(void)reason;
	scene->closed = true;
	if (scene->stream.h2)
		evg_stream_lost(&scene->stream);
}

static void on_pumped(void *owner)
{
	(void)owner;
}

static const struct evg_link_ops link_ops = { .h2 = { .on_request = on_request },
					      .on_closed = on_closed,
					      .on_pumped = on_pumped };

/* Stays awake: it is to run again and again, between any two turns. */
static void on_other(evutil_socket_t fd, short what, void *arg)
{
	struct scene *scene = arg;

	(void)fd;
	(void)what;
	scene->other_ran = true;
	scene->written_before = scene->link.written;
}

/* A client with windows that never fill, and one request if it is to take the answer. */
static void greet(struct scene *scene)
{
	const nghttp2_settings_entry window = { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, INT32_MAX };
	const nghttp2_nv nv[] = { evg_nv(":method", 7, "POST", 4), evg_nv(":scheme", 7, "http", 4),
				  evg_nv(":path", 5, "/", 1), evg_nv(":authority", 10, "a", 1) };
	nghttp2_session_callbacks *callbacks;
	nghttp2_session *session;
	const uint8_t *bytes;
	ssize_t n;

	nghttp2_session_callbacks_new(&callbacks);
	assert_int_equal(nghttp2_session_client_new(&session, callbacks, NULL), 0);
	nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, &window, 1);
	nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, INT32_MAX);
	if (!scene->floods)
		nghttp2_submit_request(session, NULL, nv, 4, NULL, NULL);
	while ((n = nghttp2_session_mem_send(session, &bytes)) > 0) {
		assert_true(scene->n_hello + (size_t)n <= sizeof scene->hello);
		memcpy(scene->hello + scene->n_hello, bytes, (size_t)n);
		scene->n_hello += (size_t)n;
	}
	nghttp2_session_del(session);
	nghttp2_session_callbacks_del(callbacks);
}

static struct scene *begin(bool floods)
{
	const struct evg_h2_settings settings = { .server = true,
						  .max_concurrent_streams = 100,
						  .stream_window = 65536,
						  .connection_window = 1 << 20,
						  .max_header_bytes = 16384 };
	struct scene *scene = calloc(1, sizeof *scene);
	struct evg_transport transport = { .ops = &transport_ops,
					   .fd = eventfd(1, EFD_NONBLOCK), /* readable and writable */
					   .state = scene };

	scene->floods = floods;
	scene->base = event_base_new();
	scene->other_fd = eventfd(1, EFD_NONBLOCK);
	scene->other = event_new(scene->base, scene->other_fd, EV_READ | EV_PERSIST, on_other, scene);
	event_add(scene->other, NULL);
	greet(scene);
	scene->link.scratch = scene->scratch;
	scene->link.high_water = 256 << 10;
	assert_int_equal(evg_link_init(&scene->link, scene->base, transport, &settings, &link_ops, scene), 0);
	evg_link_pump(&scene->link);
	return scene;
}

static void end(struct scene *scene)
{
	assert_false(scene->closed);
	evg_link_close(&scene->link, "the test is over");
	evg_link_pump(&scene->link);
	evg_link_free(&scene->link);
	evg_buf_clear(&scene->stream.in, 0);
	evg_buf_clear(&scene->stream.out, 0);
	event_free(scene->other);
	close(scene->other_fd);
	event_base_free(scene->base);
	free(scene);
}

static void who_takes_all_leaves_the_others_their_turn(void **state)
{
	struct scene *scene = begin(false);

	(void)state;
	while (scene->link.written < MANY_BYTES)
		event_base_loop(scene->base, EVLOOP_ONCE);
	assert_true(scene->other_ran);
	end(scene);
}

static void who_sends_all_leaves_the_others_their_turn(void **state)
{
	struct scene *scene = begin(true);

	(void)state;
	while (scene->reads < 2 * MANY_READS)
		event_base_loop(scene->base, EVLOOP_ONCE);
	assert_true(scene->other_ran);
	end(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_takes_all_leaves_the_others_their_turn),
		cmocka_unit_test(who_sends_all_leaves_the_others_their_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
