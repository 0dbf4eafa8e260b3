/* Rows of the same case among many: they are sent one after the other, in the order of the file. */
#ifndef BULK_CHAINS_H
#define BULK_CHAINS_H

#include "bulk.h"
#include <stdint.h>

#define BULK_NO_ROW SIZE_MAX

/* Links each of n rows to the next one of its case (`next`, BULK_NO_ROW for the last) and writes the first row of each
 * case into ready, which has place for n. How many those are. */
size_t bulk_link(struct bulk_row *rows, size_t n, size_t *ready);

#endif
