/* Whole files. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/memory.h"

/* Adds all of a file ("-": standard input) to bytes, but of one that has more than max bytes only max + 1. 0, or -1
 * with errno when it cannot be read. */
int file_load(const char *path, size_t max, struct strbuf *bytes);

#endif
