/* Whole text files, read within a limit. */
#ifndef TEXTFILE_H
#define TEXTFILE_H

#include <stddef.h>

/* Reads a file ("-": standard input) of at most max bytes that is UTF-8 without NUL; fresh memory. NULL after a
 * sentence on stderr. */
char *textfile_read(const char *path, size_t max, size_t *ret_len);

#endif
