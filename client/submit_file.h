/* submit --file: a sheet of updates. */
#ifndef SUBMIT_FILE_H
#define SUBMIT_FILE_H

#include "client.h"

/* Reads, checks, sends and reports; dry_run asks the server what it would do instead. Returns an exit code. */
int submit_file(struct client *client, const char *path, int parallel, bool dry_run);

#endif
