/* import of a CSV with the columns of the contract. */
#ifndef IMPORT_PLAIN_H
#define IMPORT_PLAIN_H

#include "base/memory.h"
#include "client.h"

/* Reads the bytes of the file at path, checks, sends and reports. Returns an exit code. */
int import_plain(struct client *client, const char *path, const struct strbuf *bytes, bool dry_run);

#endif
