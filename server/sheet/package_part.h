/* The bytes of a part of a package. Internal to package*.c. */
#ifndef SHEET_PACKAGE_PART_H
#define SHEET_PACKAGE_PART_H

#include "sheet/package.h"

struct package_part;
/* NULL with the refusal; name must outlive it. */
struct package_part *package_part_open(struct package *package, const char *name);
void package_part_close(struct package_part *part);
/* The next bytes, 0 at the end, -1 with the refusal: damaged, or more than is allowed. */
long package_part_read(struct package_part *part, char *bytes, size_t size);
struct refusal *package_refusal(const struct package *package);

#endif
