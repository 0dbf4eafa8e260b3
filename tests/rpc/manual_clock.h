/* A clock that stands still until the test moves it. The executable's own clock_gettime goes before libc's, also for
 * libevent: deadlines, timers and everything else that asks for the monotonic clock get this one's time. Include it in
 * one file of a program of one thread. */
#ifndef MANUAL_CLOCK_H
#define MANUAL_CLOCK_H

#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t manual_us = 1000000000; /* not 0, which is no time for some */

int clock_gettime(clockid_t id, struct timespec *ret_time)
{
	if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE || id == CLOCK_PROCESS_CPUTIME_ID ||
	    id == CLOCK_THREAD_CPUTIME_ID)
		return (int)syscall(SYS_clock_gettime, id, ret_time);
	*ret_time = (struct timespec){ .tv_sec = manual_us / 1000000, .tv_nsec = manual_us % 1000000 * 1000 };
	return 0;
}

static inline void manual_clock_pass_ms(int64_t ms)
{
	manual_us += ms * 1000;
}

#endif
