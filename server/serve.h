/* Serving: the threads of the program, from start to graceful stop. */
#ifndef SERVE_H
#define SERVE_H

#include "settings.h"
#include "setup.h"

/* Serves on an open place until SIGTERM or SIGINT, which must be blocked. 0, or -1 with a sentence when it could not
 * begin. */
int serve(const struct settings *settings, struct place *place, char *ret_error, size_t error_size);

#endif
