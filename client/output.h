/* Where results go: stdout, or a pager when stdout is a terminal and the text is longer than the screen. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "client.h"
#include <stddef.h>

/* Cells of the terminal on stdout, 0 when it is none. */
size_t output_columns(void);
/* Writes a finished text to stdout or through the pager (HUIYIN_PAGER, PAGER, else less -FRX). */
void output_text(const struct client *client, const char *text, size_t len);
/* Flushes stdout and tells whether everything was written (a full disk shows here). 0 or -1 after a sentence. */
int output_finish(void);

#endif
