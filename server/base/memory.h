/* Memory. Running out of it ends the process with one line on stderr: a server that answers with half its state is
 * worse than one that restarts, and every acknowledged update is in the database. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* As malloc/calloc/realloc/strdup/strndup, but never NULL. Free with free(). */
void *hy_xmalloc(size_t size);
void *hy_xcalloc(size_t n, size_t size);
void *hy_xrealloc(void *p, size_t size);
char *hy_xstrdup(const char *text);
char *hy_xstrndup(const char *text, size_t len);
/* sprintf into fresh memory; never NULL. */
char *hy_xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A bump allocator whose memory is released at once. */
struct arena;
struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */
/* Zeroed memory aligned for any type, valid until arena_free. */
void *arena_alloc(struct arena *arena, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A string that grows. Zero is the empty buffer; text is NUL-terminated once something was added. */
struct strbuf {
	char *text;
	size_t len, size;
};
void strbuf_add(struct strbuf *buf, const char *text, size_t len);
void strbuf_puts(struct strbuf *buf, const char *text);
void strbuf_printf(struct strbuf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Hands the text out (never NULL; free with free) and empties the buffer. */
char *strbuf_take(struct strbuf *buf);
void strbuf_clear(struct strbuf *buf);

#endif
