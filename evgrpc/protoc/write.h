/* Writes a model down as C. */
#ifndef PLUGIN_WRITE_H
#define PLUGIN_WRITE_H

#include "model.h"

/* The text of the file's x.evgrpc.h and x.evgrpc.c, the pool's. */
char *write_header(struct pool *pool, const struct model *model);
char *write_source(struct pool *pool, const struct model *model);

#endif
