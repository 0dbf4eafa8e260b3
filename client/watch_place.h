/* How far a watch has come, and the file that keeps it. */
#ifndef WATCH_PLACE_H
#define WATCH_PLACE_H

#include <stdbool.h>
#include <stdint.h>

/* What comes next stands behind line `line` of page `page`; page -1: from now. */
struct watch_place {
	int64_t page;
	int32_t line;
};

/* "120": from page 120 on; "120.3": from its third line on. -1 if it is neither. */
int watch_place_parse(const char *text, struct watch_place *ret_place);
/* Is a behind b? */
bool watch_place_is_behind(const struct watch_place *a, const struct watch_place *b);

/* Opens the file of a place and takes it for this process; *place is what it holds, left alone when it is new. A
 * descriptor, or -1 after a sentence. */
int watch_place_open(const char *path, struct watch_place *place);
/* Writes the place over the one before. 0 or -1. */
int watch_place_save(int fd, const struct watch_place *place);

#endif
