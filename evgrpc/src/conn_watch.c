#include "conn_watch.h"

#include "clock.h"
#include "conn.h"
#include "server_state.h"
#include "worker.h"

#include <sys/random.h>

enum {
	/* A stall is looked for so often within its timeout: so it is noticed a quarter of it late at most. */
	STALL_LOOKS = 8,
};

static const struct evgrpc_server_options *options_of(const struct evg_conn *conn)
{
	return &conn->worker->server->options;
}

static void set_ms(struct evg_conn *conn, enum evg_conn_due due, unsigned ms)
{
	if (ms)
		evg_dues_set(&conn->watch.dues, due, (int64_t)ms * 1000);
}

/* Sends the peer away. The last act: the connection may be freed. */
static void dismiss(struct evg_conn *conn, const char *reason)
{
	evg_h2_dismiss(&conn->link.h2, NGHTTP2_ENHANCE_YOUR_CALM, reason);
	evg_link_pump(&conn->link);
}

/* ---- Output nobody takes ------------------------------------------------------------------------------------ */

static bool has_stream_output(const struct evg_conn *conn)
{
	for (const struct evgrpc_call *call = conn->calls; call; call = call->next)
		if (evg_buf_len(&call->stream.out) && !call->stream.closed)
			return true;
	return false;
}

/* Bytes wait for the socket and it takes none, or content waits for the peer's windows and none has gone. A call whose
 * handler is slow has nothing waiting. */
static bool is_stuck(struct evg_conn *conn)
{
	struct evg_conn_watch *watch = &conn->watch;
	const struct evg_link *link = &conn->link;
	bool no_bytes = link->written == watch->seen_written;
	bool no_payload = link->h2.guard.payload_out == watch->seen_payload;

	watch->seen_written = link->written;
	watch->seen_payload = link->h2.guard.payload_out;
	return (no_bytes && evg_buf_len(&link->out)) || (no_payload && has_stream_output(conn));
}

/* Microseconds between two looks; 0: none at all. */
static int64_t look_us(const struct evg_conn *conn)
{
	return (int64_t)options_of(conn)->stall_timeout_ms * 1000 / STALL_LOOKS;
}

/* What waits now may have begun to wait just after the last look that found all well. */
static void look_for_stall(struct evg_conn *conn)
{
	struct evg_conn_watch *watch = &conn->watch;
	int64_t now = evg_now_us();

	if (!is_stuck(conn))
		watch->well_us = now;
	if (now - watch->well_us >= (STALL_LOOKS + 1) * look_us(conn))
		dismiss(conn, "the answers are not taken");
	else if (conn->n_calls || evg_buf_len(&conn->link.out))
		evg_dues_set(&watch->dues, EVG_DUE_STALL, look_us(conn));
}

/* Nothing could wait so far. */
static void begin_to_look(struct evg_conn *conn)
{
	conn->watch.well_us = evg_now_us();
	evg_dues_set(&conn->watch.dues, EVG_DUE_STALL, look_us(conn));
}

/* ---- Age ---------------------------------------------------------------------------------------------------- */

/* The maximum age, give or take 10 % by chance, so that connections made together do not all go together (A9). */
static int64_t age_us(unsigned max_age_ms)
{
	uint32_t chance = 0;

	if (getrandom(&chance, sizeof chance, GRND_NONBLOCK) < 0)
		chance = (uint32_t)evg_now_us();
	return (int64_t)max_age_ms * (900 + chance % 201);
}

static void grow_old(struct evg_conn *conn)
{
	if (conn->watch.is_old) {
		evg_conn_cut(conn, "the grace after its maximum age is over");
		return;
	}
	conn->watch.is_old = true;
	set_ms(conn, EVG_DUE_AGE, options_of(conn)->max_age_grace_ms);
	evg_conn_drain(conn);
}

/* ---- Deadlines ---------------------------------------------------------------------------------------------- */

void evg_conn_watch_deadline(struct evg_conn *conn, int64_t deadline_us)
{
	evg_dues_set_by(&conn->watch.dues, EVG_DUE_DEADLINE, deadline_us);
}

static void look_for_deadlines(struct evg_conn *conn)
{
	int64_t now = evg_now_us();

	for (struct evgrpc_call *call = conn->calls; call; call = call->next) {
		if (!evg_call_has_deadline(call))
			continue;
		if (call->deadline_us <= now)
			evg_stream_ready(&call->stream);
		else
			evg_conn_watch_deadline(conn, call->deadline_us);
	}
}

/* ---- All together ------------------------------------------------------------------------------------------- */

static void on_due(void *owner, unsigned which)
{
	struct evg_conn *conn = owner;

	switch ((enum evg_conn_due)which) {
	case EVG_DUE_STATE:
		evg_conn_state_is_due(conn);
		break;
	case EVG_DUE_HEADERS:
		dismiss(conn, "a header block took too long");
		break;
	case EVG_DUE_STALL:
		look_for_stall(conn);
		break;
	case EVG_DUE_AGE:
		grow_old(conn);
		break;
	case EVG_DUE_DEADLINE:
		look_for_deadlines(conn);
		break;
	}
}

void evg_conn_watch_start(struct evg_conn *conn)
{
	const struct evgrpc_server_options *options = options_of(conn);
	const struct evg_keepalive_settings keepalive = { .interval_ms = options->keepalive_ms,
							  .timeout_ms = options->keepalive_timeout_ms,
							  .without_calls = true };

	evg_dues_init(&conn->watch.dues, conn->worker->base, on_due, conn);
	set_ms(conn, EVG_DUE_STATE, options->preface_timeout_ms);
	if (options->max_age_ms)
		evg_dues_set(&conn->watch.dues, EVG_DUE_AGE, age_us(options->max_age_ms));
	evg_keepalive_start(&conn->watch.keepalive, &conn->link, &keepalive);
	if (options->keepalive_ms)
		evg_keepalive_tune(conn->link.transport.fd, options->keepalive_timeout_ms);
}

/* A busy peer may be within a header block at the end of many turns, but not within the same. Nobody is late whom we
 * do not read. */
static void watch_header_block(struct evg_conn *conn)
{
	const struct evg_guard *guard = &conn->link.h2.guard;
	struct evg_conn_watch *watch = &conn->watch;

	if (!evg_guard_in_block(guard) || !conn->link.reading) {
		evg_dues_clear(&watch->dues, EVG_DUE_HEADERS);
	} else if (!evg_dues_is_set(&watch->dues, EVG_DUE_HEADERS) || watch->seen_frames != guard->frames) {
		watch->seen_frames = guard->frames;
		set_ms(conn, EVG_DUE_HEADERS, options_of(conn)->header_timeout_ms);
	}
}

void evg_conn_watch_turn(struct evg_conn *conn)
{
	watch_header_block(conn);
	if (conn->watch.dues.failed)
		evg_link_close(&conn->link, "memory is short for the connection's timer");
	else if (!evg_dues_is_set(&conn->watch.dues, EVG_DUE_STALL) &&
		 (conn->n_calls || evg_buf_len(&conn->link.out)) && look_us(conn))
		begin_to_look(conn);
}

void evg_conn_watch_ping(struct evg_conn *conn)
{
	const struct evgrpc_server_options *options = options_of(conn);
	struct evg_h2 *h2 = &conn->link.h2;
	bool answered = h2->answered;

	h2->answered = false;
	if (options->min_ping_interval_ms &&
	    !evg_ping_is_fair(&conn->watch.pings, evg_now_us(), (int64_t)options->min_ping_interval_ms * 1000,
			      conn->n_calls > 0, options->pings_without_calls, answered))
		evg_h2_dismiss(h2, NGHTTP2_ENHANCE_YOUR_CALM, "too_many_pings");
}

void evg_conn_watch_stop(struct evg_conn *conn)
{
	evg_dues_stop(&conn->watch.dues);
	evg_keepalive_stop(&conn->watch.keepalive);
}
