#include "watch_place.h"

#include "base/text.h"
#include "say.h"
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Always as long, so that one write replaces the place before it: page and line that were seen. */
#define FORMAT    "%019" PRId64 ".%010" PRId32 "\n"
#define FILE_SIZE 31

int watch_place_parse(const char *text, struct watch_place *ret_place)
{
	char page[20];
	const char *dot = strchr(text, '.');
	size_t len = dot ? (size_t)(dot - text) : strlen(text);
	int64_t line = 1;
	if (len >= sizeof page)
		return -1;
	memcpy(page, text, len);
	page[len] = '\0';
	if (number_parse(page, 1, INT64_MAX - 1, &ret_place->page) != 0 ||
	    (dot && number_parse(dot + 1, 1, INT32_MAX, &line) != 0))
		return -1;
	ret_place->line = (int32_t)line - 1;
	return 0;
}

bool watch_place_is_behind(const struct watch_place *a, const struct watch_place *b)
{
	return a->page > b->page || (a->page == b->page && a->line > b->line);
}

static int read_place(int fd, struct watch_place *place)
{
	char text[FILE_SIZE + 1] = "";
	ssize_t n = pread(fd, text, FILE_SIZE, 0);
	if (n == 0)
		return 0;
	return n == FILE_SIZE && sscanf(text, "%19" SCNd64 ".%10" SCNd32, &place->page, &place->line) == 2 ? 0 : -1;
}

int watch_place_open(const char *path, struct watch_place *place)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	enum text_id trouble = TXT_WATCH_STATE_TROUBLE;
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0)
		trouble = TXT_WATCH_STATE_USED;
	else if (fd >= 0 && read_place(fd, place) != 0)
		trouble = TXT_WATCH_STATE_BAD;
	else if (fd >= 0)
		return fd;
	say_error(trouble, "path", path, NULL);
	if (fd >= 0)
		close(fd);
	return -1;
}

int watch_place_save(int fd, const struct watch_place *place)
{
	char text[FILE_SIZE + 1];
	snprintf(text, sizeof text, FORMAT, place->page, place->line);
	return pwrite(fd, text, FILE_SIZE, 0) == FILE_SIZE ? 0 : -1;
}
