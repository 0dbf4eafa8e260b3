/* A bar on stderr for long work; nothing when stderr is no terminal. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>
#include <stdint.h>

struct progress {
	size_t total;
	int64_t drawn_us;
};
/* Draws done of total, at most every 100 ms. */
void progress_show(struct progress *progress, size_t done);
/* Removes the bar. */
void progress_clear(struct progress *progress);

#endif
