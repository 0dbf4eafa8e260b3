#include "link.h"

#include "clock.h"

#include <errno.h>
#include <stdio.h>

/* What a turn writes at most, give or take a scratch: a millisecond's work. */
enum { TURN_BYTES = 1 << 20 };

static void begin_turn(struct evg_link *link)
{
	link->turn_us = evg_now_us();
	link->turn_end = link->written + TURN_BYTES;
}

/* Is there more to write, though the socket took all so far? */
static bool is_unfinished(const struct evg_link *link)
{
	return link->written >= link->turn_end;
}

/* A turn when the loop has looked at all its descriptors again: event_active would come before them. */
static bool come_back(struct evg_link *link)
{
	static const struct timeval at_once = { 0 };

	return event_add(&link->wake, &at_once) == 0;
}

/* False when memory is short. */
static bool watch(struct event *event, bool *is_on, bool wanted)
{
	if (*is_on == wanted)
		return true;
	*is_on = wanted;
	return (wanted ? event_add(event, NULL) : event_del(event)) == 0;
}

/* A peer that does not take its answers is not read either: so what it can make us queue is bounded.
 * Of a client only what it asked for is queued: it reads on, so that a server that waits for it gets room. False when
 * memory is short. */
static bool watch_both(struct evg_link *link)
{
	const struct evg_transport *transport = &link->transport;
	size_t queued = evg_buf_len(&link->out);
	bool writes = queued > 0 || is_unfinished(link), reads = queued <= link->high_water || link->always_reads;

	if (transport->waits != EVG_WAITS_AS_USUAL) {
		reads = transport->waits == EVG_WAITS_FOR_INPUT;
		writes = !reads;
	}
	if (!watch(&link->writable, &link->writing, !link->closed && writes) ||
	    !watch(&link->readable, &link->reading, !link->closed && reads))
		return false;
	return !link->reading || !transport->has_more || come_back(link);
}

static void end(struct evg_link *link, const char *reason, bool well)
{
	if (link->closed)
		return;
	link->closed = true;
	watch_both(link);
	if (well && link->ops->on_ended)
		link->ops->on_ended(link->owner, link->transport);
	else
		link->transport.ops->close(&link->transport);
	evg_h2_end(&link->h2);
	evg_buf_clear(&link->out, 0);
	link->ops->on_closed(link->owner, reason);
	evg_link_wake(link);
}

void evg_link_close(struct evg_link *link, const char *reason)
{
	end(link, reason, false);
}

/* A read or write came back with -1. */
static void look_at_errno(struct evg_link *link)
{
	char reason[256];

	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return;
	snprintf(reason, sizeof reason, "%s", evg_transport_reason(&link->transport));
	end(link, reason, link->transport.last_word);
}

/* Writes bytes as far as the transport takes them: how many, also 0; the link may be closed. */
static size_t write_some(struct evg_link *link, const uint8_t *bytes, size_t n)
{
	ssize_t written = link->transport.ops->write(&link->transport, bytes, n);

	if (written < 0) {
		look_at_errno(link);
		return 0;
	}
	link->written += (size_t)written;
	return (size_t)written;
}

static void fail(struct evg_link *link)
{
	evg_link_close(link, "memory is short or the session is broken");
}

/* Frames go from scratch to the transport; only what it does not take is kept. True when there may be more. */
static bool write_frames(struct evg_link *link)
{
	size_t room = link->high_water < EVG_SCRATCH - EVG_FRAME_MAX ? link->high_water + EVG_FRAME_MAX : EVG_SCRATCH;
	ssize_t n = evg_h2_produce(&link->h2, link->scratch, room);
	size_t written;

	if (n < 0)
		fail(link);
	if (n <= 0)
		return false;
	written = write_some(link, link->scratch, (size_t)n);
	if (written == (size_t)n)
		return true;
	if (!link->closed && evg_buf_add(&link->out, link->scratch + written, (size_t)n - written) < 0)
		fail(link);
	return false;
}

/* Frames behind those that wait already, up to the high-water mark. */
static void collect(struct evg_link *link)
{
	uint8_t *room;
	ssize_t n = 1;

	while (n > 0 && evg_buf_len(&link->out) <= link->high_water) {
		room = evg_buf_room(&link->out, EVG_FRAME_MAX);
		n = room ? evg_h2_produce(&link->h2, room, EVG_FRAME_MAX) : -1;
		if (n > 0)
			evg_buf_grew(&link->out, (size_t)n);
	}
	if (n < 0)
		fail(link);
}

/* True when all of them were taken. */
static bool write_waiting(struct evg_link *link)
{
	evg_buf_drop(&link->out, write_some(link, evg_buf_bytes(&link->out), evg_buf_len(&link->out)));
	if (evg_buf_len(&link->out))
		return false;
	evg_buf_clear(&link->out, 0);
	return true;
}

static void flush(struct evg_link *link)
{
	bool again = true;

	while (again && !link->closed && !is_unfinished(link)) {
		if (!evg_buf_len(&link->out)) {
			again = write_frames(link);
			continue;
		}
		collect(link);
		again = !link->closed && write_waiting(link);
	}
}

/* A peer that was sent away is not waited for until it takes the rest. */
static bool is_over(const struct evg_link *link)
{
	return link->h2.dismissed || (!evg_buf_len(&link->out) && !evg_h2_is_alive(&link->h2));
}

static void turn(struct evg_link *link)
{
	do {
		evg_h2_run(&link->h2);
		flush(link);
	} while (link->h2.first_ready);
	if (!link->closed && is_over(link))
		end(link, link->h2.dismissed ? link->h2.dismissed : "the connection was ended",
		    !evg_buf_len(&link->out));
	evg_h2_run(&link->h2);
}

static void pump(struct evg_link *link)
{
	link->pumping = true;
	turn(link);
	if (!watch_both(link)) {
		fail(link);
		evg_h2_run(&link->h2);
	}
	link->pumping = false;
	link->ops->on_pumped(link->owner);
}

void evg_link_pump(struct evg_link *link)
{
	if (link->pumping)
		return;
	begin_turn(link);
	pump(link);
}

static void read_in(struct evg_link *link)
{
	ssize_t n = link->transport.ops->read(&link->transport, link->scratch, EVG_SCRATCH);

	if (n > 0)
		link->heard_us = link->turn_us;
	if (n == 0) {
		evg_link_close(link, "the peer closed the connection");
	} else if (n < 0) {
		look_at_errno(link);
	} else if (evg_h2_feed(&link->h2, link->scratch, (size_t)n) < 0) {
		flush(link); /* the GOAWAY that says why */
		end(link, "the peer does not speak HTTP/2", !evg_buf_len(&link->out));
	}
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct evg_link *link = arg;

	(void)fd;
	(void)what;
	begin_turn(link);
	link->pumping = true; /* what the callbacks make ready is run below */
	read_in(link);
	pump(link);
}

/* Room in the socket may be what reading waited for. */
static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct evg_link *link = arg;

	if (link->transport.waits == EVG_WAITS_FOR_ROOM)
		on_readable(fd, what, link);
	else
		evg_link_pump(link);
}

static void on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct evg_link *link = arg;

	if (link->reading && link->transport.has_more)
		on_readable(fd, what, link);
	else
		evg_link_pump(link);
}

void evg_link_wake(struct evg_link *link)
{
	if (!link->pumping)
		event_active(&link->wake, EV_TIMEOUT, 0);
}

static void wake_owner(void *owner)
{
	evg_link_wake(owner);
}

/* The session's owner is the link; these hand its events through to the link's own. */
static struct evg_stream *on_request(void *owner)
{
	struct evg_link *link = owner;

	return link->ops->h2.on_request(link->owner);
}

static void on_goaway(void *owner)
{
	struct evg_link *link = owner;

	if (link->ops->h2.on_goaway)
		link->ops->h2.on_goaway(link->owner);
}

static void on_ping_ack(void *owner)
{
	struct evg_link *link = owner;

	if (link->ops->h2.on_ping_ack)
		link->ops->h2.on_ping_ack(link->owner);
}

static void on_ping(void *owner)
{
	struct evg_link *link = owner;

	if (link->ops->h2.on_ping)
		link->ops->h2.on_ping(link->owner);
}

int evg_link_init(struct evg_link *link, struct event_base *base, struct evg_transport transport,
		  const struct evg_h2_settings *settings, const struct evg_link_ops *ops, void *owner)
{
	static const struct evg_h2_ops h2_ops = { .on_request = on_request,
						  .on_goaway = on_goaway,
						  .on_ping_ack = on_ping_ack,
						  .on_ping = on_ping,
						  .wake = wake_owner };

	link->transport = transport;
	link->ops = ops;
	link->owner = owner;
	link->heard_us = link->turn_us = evg_now_us();
	if (event_assign(&link->readable, base, transport.fd, EV_READ | EV_PERSIST, on_readable, link) < 0 ||
	    event_assign(&link->writable, base, transport.fd, EV_WRITE | EV_PERSIST, on_writable, link) < 0 ||
	    event_assign(&link->wake, base, -1, 0, on_turn, link) < 0 ||
	    evg_h2_init(&link->h2, settings, &h2_ops, link) < 0) {
		transport.ops->close(&link->transport);
		return -1;
	}
	return 0;
}

void evg_link_free(struct evg_link *link)
{
	event_del(&link->wake);
	evg_buf_clear(&link->out, 0);
}
