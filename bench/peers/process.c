#include "load.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>

static uint64_t thread_cpu_ns(int pid, const char *thread)
{
	char name[320];
	uint64_t ns = 0;
	FILE *file;

	snprintf(name, sizeof name, "/proc/%d/task/%s/schedstat", pid, thread);
	file = fopen(name, "r");
	if (!file)
		return 0;
	if (fscanf(file, "%" SCNu64, &ns) != 1)
		ns = 0;
	fclose(file);
	return ns;
}

uint64_t process_cpu_ns(int pid)
{
	char name[64];
	struct dirent *entry;
	uint64_t ns = 0;
	DIR *directory;

	snprintf(name, sizeof name, "/proc/%d/task", pid);
	directory = opendir(name);
	while (directory && (entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			ns += thread_cpu_ns(pid, entry->d_name);
	if (directory)
		closedir(directory);
	return ns;
}

long process_rss_kib(int pid)
{
	char name[64], line[256];
	long kib = 0;
	FILE *file;

	snprintf(name, sizeof name, "/proc/%d/status", pid);
	file = fopen(name, "r");
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "VmRSS: %ld", &kib) == 1)
			break;
	if (file)
		fclose(file);
	return kib;
}
