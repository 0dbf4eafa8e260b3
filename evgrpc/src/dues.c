#include "dues.h"

#include "clock.h"

#include <string.h>

/* The number of the first, EVG_MAX_DUES if none is set. */
static unsigned first(const struct evg_dues *dues)
{
	unsigned found = EVG_MAX_DUES;

	for (unsigned i = 0; i < EVG_MAX_DUES; i++)
		if (dues->at_us[i] && (found == EVG_MAX_DUES || dues->at_us[i] < dues->at_us[found]))
			found = i;
	return found;
}

static void arm(struct evg_dues *dues, int64_t at_us, int64_t now)
{
	struct timeval span = evg_span_us(at_us - now);

	dues->armed_us = at_us;
	if (event_add(&dues->timer, &span) < 0)
		dues->failed = true;
}

static void arm_for_first(struct evg_dues *dues, int64_t now)
{
	unsigned which = first(dues);

	if (which < EVG_MAX_DUES)
		arm(dues, dues->at_us[which], now);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct evg_dues *dues = arg;
	unsigned which = first(dues);
	int64_t now = evg_now_us();
	bool is_due = which < EVG_MAX_DUES && dues->at_us[which] <= now;

	(void)fd;
	(void)what;
	dues->armed_us = 0;
	if (is_due)
		dues->at_us[which] = 0;
	arm_for_first(dues, now);
	if (is_due)
		dues->on_due(dues->owner, which); /* the last act */
}

void evg_dues_init(struct evg_dues *dues, struct event_base *base, void (*on_due)(void *owner, unsigned which),
		   void *owner)
{
	*dues = (struct evg_dues){ .on_due = on_due, .owner = owner };
	event_assign(&dues->timer, base, -1, 0, on_timer, dues);
}

void evg_dues_set(struct evg_dues *dues, unsigned which, int64_t us)
{
	int64_t now = evg_now_us();

	dues->at_us[which] = now + us;
	if (!dues->armed_us || dues->at_us[which] < dues->armed_us)
		arm(dues, dues->at_us[which], now);
}

void evg_dues_set_by(struct evg_dues *dues, unsigned which, int64_t at_us)
{
	if (dues->at_us[which] && dues->at_us[which] <= at_us)
		return;
	dues->at_us[which] = at_us;
	if (!dues->armed_us || at_us < dues->armed_us)
		arm(dues, at_us, evg_now_us());
}

void evg_dues_clear(struct evg_dues *dues, unsigned which)
{
	dues->at_us[which] = 0;
}

bool evg_dues_is_set(const struct evg_dues *dues, unsigned which)
{
	return dues->at_us[which] != 0;
}

void evg_dues_stop(struct evg_dues *dues)
{
	memset(dues->at_us, 0, sizeof dues->at_us);
	dues->armed_us = 0;
	event_del(&dues->timer);
}
