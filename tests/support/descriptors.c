/* Linked into every test program of the transport: no descriptor may be left when its tests are through. What was open
 * before main() does not count. Where they cannot be counted the program fails: it must not pass unchecked. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* For the last detached thread (a lookup's) to close what it holds; only a program that has failed waits so long. */
enum { PATIENCE_MS = 5000 };

static int open_before;

static int count(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	if (!dir)
		return -1;
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static void check(void)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	int now = count();

	for (int ms = 0; now != open_before && ms < PATIENCE_MS; ms++, now = count())
		nanosleep(&nap, NULL);
	if (now == open_before && now >= 0)
		return;
	fprintf(stderr, "%d descriptors are open at the end, %d were before the tests\n", now, open_before);
	fflush(NULL);
	_exit(1);
}

__attribute__((constructor)) static void note(void)
{
	open_before = count();
	atexit(check);
}
