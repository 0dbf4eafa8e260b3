/* Whole text files, read within a limit. */
#ifndef TEXTFILE_H
#define TEXTFILE_H

#include <stddef.h>

/* Reads a file ("-": standard input) of at most max bytes that is UTF-8 without NUL; fresh memory. NULL after a
 * sentence on stderr. */
char *textfile_read(const char *path, size_t max, size_t *ret_len);
/* The same for what people write: a BOM is left out, and GB18030 is read as well, with a note. */
char *textfile_read_prose(const char *path, size_t max, size_t *ret_len);

#endif
