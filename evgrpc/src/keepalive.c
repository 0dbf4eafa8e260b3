#include "keepalive.h"

#include "clock.h"

#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum {
	/* Pings too early that are forgiven (A8, MAX_PING_STRIKES). */
	MAX_STRIKES = 2,
	/* Between pings of a peer without open calls (A8). */
	IDLE_PING_INTERVAL_S = 7200,
};

/* ---- Our own pings ------------------------------------------------------------------------------------------ */

static void wait_us(struct evg_keepalive *keepalive, int64_t us)
{
	struct timeval span = evg_span_us(us);

	event_add(&keepalive->timer, &span);
}

static void ping(struct evg_keepalive *keepalive, int64_t now)
{
	static const uint8_t data[8] = { EVG_PING_KEEPALIVE };
	const struct evg_keepalive_settings *settings = &keepalive->settings;

	keepalive->pinged_us = now;
	keepalive->link->h2.guard.spared += EVG_FRAME_HEAD + sizeof data; /* its answer */
	nghttp2_submit_ping(keepalive->link->h2.session, NGHTTP2_FLAG_NONE, data);
	wait_us(keepalive, (int64_t)(settings->timeout_ms ? settings->timeout_ms : settings->interval_ms) * 1000);
	evg_link_pump(keepalive->link); /* the last act: it may free the link */
}

static bool may_ping(const struct evg_keepalive *keepalive)
{
	return keepalive->settings.without_calls || keepalive->settings.has_calls(keepalive->link->owner);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct evg_keepalive *keepalive = arg;
	struct evg_link *link = keepalive->link;
	int64_t now = evg_now_us(), interval = (int64_t)keepalive->settings.interval_ms * 1000;

	(void)fd;
	(void)what;
	if (link->closed)
		return;
	/* A link that is not read, because the peer does not take its answers, cannot hear. */
	if (!link->reading) {
		keepalive->pinged_us = 0;
		wait_us(keepalive, interval);
		return;
	}
	if (keepalive->pinged_us && link->heard_us < keepalive->pinged_us && keepalive->settings.timeout_ms) {
		evg_link_close(link, "the peer did not answer a keepalive ping in time");
		evg_link_pump(link);
		return;
	}
	keepalive->pinged_us = 0;
	if (now - link->heard_us < interval)
		wait_us(keepalive, interval - (now - link->heard_us));
	else if (may_ping(keepalive))
		ping(keepalive, now);
	else
		wait_us(keepalive, interval);
}

void evg_keepalive_start(struct evg_keepalive *keepalive, struct evg_link *link,
			 const struct evg_keepalive_settings *settings)
{
	*keepalive = (struct evg_keepalive){ .link = link, .settings = *settings };
	event_assign(&keepalive->timer, event_get_base(&link->wake), -1, 0, on_timer, keepalive);
	if (settings->interval_ms)
		wait_us(keepalive, (int64_t)settings->interval_ms * 1000);
}

void evg_keepalive_stop(struct evg_keepalive *keepalive)
{
	if (keepalive->link)
		event_del(&keepalive->timer);
}

void evg_keepalive_tune(int fd, unsigned timeout_ms)
{
	int ms = timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;

	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
}

unsigned evg_keepalive_slower(unsigned interval_ms)
{
	return interval_ms > UINT_MAX / 2 ? UINT_MAX : 2 * interval_ms;
}

/* ---- The peer's pings --------------------------------------------------------------------------------------- */

bool evg_ping_is_fair(struct evg_ping_watch *watch, int64_t now_us, int64_t min_interval_us, bool has_calls,
		      bool may_idle, bool answered)
{
	int64_t least_us = has_calls || may_idle ? min_interval_us : (int64_t)IDLE_PING_INTERVAL_S * 1000000;
	bool too_early = !answered && watch->last_us && now_us - watch->last_us < least_us;

	if (answered)
		watch->strikes = 0;
	watch->last_us = now_us;
	if (too_early)
		watch->strikes++;
	return watch->strikes <= MAX_STRIKES;
}
