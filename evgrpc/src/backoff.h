/* Growing pauses between attempts: of a channel to connect (gRPC's connection-backoff.md), of a call to be answered
 * (A6). */
#ifndef EVGRPC_BACKOFF_H
#define EVGRPC_BACKOFF_H

struct evg_backoff {
	unsigned first_ms, max_ms;
	double multiplier;
};

/* The pause after failure number n (from 0): first_ms times the multiplier n times, at most max_ms, and 0.8 to 1.2
 * times that as chance is 0 to 1, so that clients of a server that fell do not come back in step. */
unsigned evg_backoff_ms(const struct evg_backoff *backoff, unsigned n, double chance);
/* A number from 0 to below 1. */
double evg_chance(void);

#endif
