/* Several times at which something of one owner is due, on one timer of the event loop. Moving a time further away, or
 * taking it back, costs a store: the timer wakes for the old one, finds nothing due and sleeps on. */
#ifndef EVGRPC_DUES_H
#define EVGRPC_DUES_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>
#include <stdint.h>

enum { EVG_MAX_DUES = 5 };

struct evg_dues {
	struct event timer;
	int64_t at_us[EVG_MAX_DUES]; /* 0: not set */
	int64_t armed_us;            /* when the timer wakes; 0: it sleeps */
	bool failed;                 /* memory was short for the timer: what is set may never be told */
	void (*on_due)(void *owner, unsigned which);
	void *owner;
};

/* None is set. on_due gets the number of the one that is due, which is no longer set; it may free the owner. */
void evg_dues_init(struct evg_dues *dues, struct event_base *base, void (*on_due)(void *owner, unsigned which),
		   void *owner);
/* Sets number which to us from now, also if it was set. */
void evg_dues_set(struct evg_dues *dues, unsigned which, int64_t us);
/* Sets it to a time of evg_now_us(), unless it is set to an earlier one; that costs a comparison. */
void evg_dues_set_by(struct evg_dues *dues, unsigned which, int64_t at_us);
/* Takes it back. */
void evg_dues_clear(struct evg_dues *dues, unsigned which);
bool evg_dues_is_set(const struct evg_dues *dues, unsigned which);
/* Takes all back. */
void evg_dues_stop(struct evg_dues *dues);

#endif
