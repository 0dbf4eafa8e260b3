#include "backoff.h"

#include <stdint.h>
#include <sys/random.h>

static const double JITTER = 0.2;

unsigned evg_backoff_ms(const struct evg_backoff *backoff, unsigned n, double chance)
{
	double ms = backoff->first_ms;

	for (unsigned i = 0; i < n && ms < backoff->max_ms && backoff->multiplier > 1; i++)
		ms *= backoff->multiplier;
	if (ms > backoff->max_ms)
		ms = backoff->max_ms;
	return (unsigned)(ms * (1 - JITTER + 2 * JITTER * chance));
}

double evg_chance(void)
{
	uint32_t number = UINT32_MAX / 2;

	/* Fails only before the machine has any randomness; then the middle has to do. */
	if (getrandom(&number, sizeof number, GRND_NONBLOCK) < 0)
		number = UINT32_MAX / 2;
	return number / ((double)UINT32_MAX + 1);
}
