#include "progress.h"

#include "base/date.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BAR_CELLS 30
#define REDRAW_US 100000 /* ten times a second is smooth enough and costs nothing */

void progress_show(struct progress *progress, size_t done)
{
	int64_t now = clock_monotonic_us();
	if (!isatty(STDERR_FILENO) || (progress->drawn_us && now - progress->drawn_us < REDRAW_US) || !progress->total)
		return;
	progress->drawn_us = now;
	char bar[BAR_CELLS + 1];
	size_t full = done * BAR_CELLS / progress->total;
	memset(bar, '#', full);
	memset(bar + full, '.', BAR_CELLS - full);
	bar[BAR_CELLS] = '\0';
	fprintf(stderr, "\r[%s] %zu/%zu %3zu %%", bar, done, progress->total, done * 100 / progress->total);
	fflush(stderr);
}

void progress_clear(struct progress *progress)
{
	if (progress->drawn_us) {
		fprintf(stderr, "\r\033[K");
		fflush(stderr);
	}
	progress->drawn_us = 0;
}
