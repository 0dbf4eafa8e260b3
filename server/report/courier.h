/* The thread that delivers: of all servers over one database the one that holds the lock does, the others stand by.
 * What a server that died was about to deliver is delivered by the next one, perhaps a second time, with the same key.
 * Attempts follow each other with growing pauses; after the last one a delivery is given up and shown as such. */
#ifndef REPORT_COURIER_H
#define REPORT_COURIER_H

#include "report/deliver.h"

struct courier;
struct ledger;
struct courier_options {
	const char *conninfo; /* role huiyin_app */
	int jurisdiction;
	struct deliver_settings settings;
	struct ledger *ledger; /* reminders that were not recorded at once */
};

/* Pauses after an attempt that failed, in seconds; after as many and one the delivery is given up. Together two days:
 * over a weekend a mail server that is away comes back, and nobody reads a bulletin older than that by chance. */
#define COURIER_ATTEMPTS 10
extern const int courier_pauses[COURIER_ATTEMPTS - 1];

/* Starts the thread; ends the process if there can be none. Options are copied, texts borrowed. */
struct courier *courier_start(const struct courier_options *options);
/* Breaks off the transfer under way and joins. NULL is fine. */
void courier_stop(struct courier *courier);
/* There may be something to deliver. From any thread. */
void courier_wake(struct courier *courier);

#endif
