/* Where results go: stdout, or a pager when stdout is a terminal and the text is longer than the screen. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "client.h"
#include <stddef.h>

/* Cells of the terminal on stdout, 0 when it is none. */
size_t output_columns(void);
/* Writes a finished text to stdout or through the pager (HUIYIN_PAGER, PAGER, else less -FRX). */
void output_text(const struct client *client, const char *text, size_t len);
/* Writes bytes to stdout as they come; whether that went well is output_finish's to tell. */
void output_bytes(const void *bytes, size_t len);
/* Writes a finished text to a file, which gets its name when it is whole, and says so. */
void output_file(const char *path, const char *text, size_t len);
/* A file beside the one that is to be written, which must be none or an ordinary one; to be freed. NULL after a
 * sentence. */
char *output_part(const char *path);
/* Gives it its name and says so, or removes it. 0 or -1 after a sentence. */
int output_keep(char *part, const char *path, bool whole);
/* After a sentence: the run has failed whatever else it did. */
void output_fail(void);
/* Flushes stdout and tells whether everything was written (a full disk shows here). 0 or -1 after a sentence. */
int output_finish(void);

#endif
