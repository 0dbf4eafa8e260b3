/* One batch on a connection of its own, waited for: what has to be known before there are threads. */
#ifndef STORE_ONCE_H
#define STORE_ONCE_H

#include "db/db.h"

/* Connects (tries once), sends what fill adds, hands the answer to take, closes. fill and take get arg. 0, or -1 with a
 * sentence; take runs only when the batch was executed well. */
int store_once(const char *conninfo, void (*fill)(struct db_batch *batch, void *arg),
	       void (*take)(const struct db_result *result, void *arg), void *arg, char *ret_error, size_t error_size);

#endif
