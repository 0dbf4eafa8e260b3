/* The clock deadlines are kept by: monotonic, not the wall's. */
#ifndef EVGRPC_CLOCK_H
#define EVGRPC_CLOCK_H

#include <stdint.h>
#include <sys/time.h>
#include <time.h>

static inline int64_t evg_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A span for event_add; negative ones count as none. */
static inline struct timeval evg_span_us(int64_t us)
{
	if (us < 0)
		us = 0;
	return (struct timeval){ .tv_sec = us / 1000000, .tv_usec = us % 1000000 };
}

#endif
