/* submit --file: a sheet of updates. */
#ifndef SUBMIT_FILE_H
#define SUBMIT_FILE_H

#include "client.h"

/* Reads, checks, sends and reports. Returns an exit code. */
int submit_file(struct client *client, const char *path, int parallel);

#endif
