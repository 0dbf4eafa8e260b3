/* Memory and text of one run: everything is taken from a pool and goes with it. Without memory the program ends. */
#ifndef PLUGIN_POOL_H
#define PLUGIN_POOL_H

#include <stddef.h>

struct pool_block;

/* Zero it to begin. */
struct pool {
	struct pool_block *blocks;
};

/* Zeroed memory that lives as long as the pool. */
void *pool_alloc(struct pool *pool, size_t size);
/* Formatted text. */
char *pool_printf(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Frees all of it. */
void pool_free(struct pool *pool);

/* Text that grows; zero it to begin. text is NULL or ends with NUL, and is the pool's. */
struct text {
	char *text;
	size_t len, room;
};

void text_add(struct pool *pool, struct text *text, const char *bytes, size_t n);
void text_adds(struct pool *pool, struct text *text, const char *string);

#endif
