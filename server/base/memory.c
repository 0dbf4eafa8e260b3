#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Smallest size of a string buffer: most messages and table cells fit without growing. */
#define STRBUF_FIRST 64

/* Says so with nothing that would need memory, and ends the process (see memory.h). */
static _Noreturn void end_out_of_memory(void)
{
	static const char message[] = "huiyin: out of memory; give the process more or restart it\n";
	ssize_t ignored = write(STDERR_FILENO, message, sizeof(message) - 1);

	(void)ignored;
	abort();
}

static void *checked(void *p)
{
	if (!p)
		end_out_of_memory();
	return p;
}

void *hy_xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *hy_xcalloc(size_t n, size_t size)
{
	return checked(calloc(n ? n : 1, size ? size : 1));
}

void *hy_xrealloc(void *p, size_t size)
{
	return checked(realloc(p, size ? size : 1));
}

char *hy_xstrdup(const char *text)
{
	return checked(strdup(text));
}

char *hy_xstrndup(const char *text, size_t len)
{
	return checked(strndup(text, len));
}

char *hy_xasprintf(const char *format, ...)
{
	va_list args;
	char *text = NULL;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		end_out_of_memory();
	va_end(args);
	return text;
}

/* Makes room for more bytes and a NUL. */
static void reserve(struct strbuf *buf, size_t more)
{
	size_t needed, size = buf->size ? buf->size : STRBUF_FIRST;

	if (more > SIZE_MAX / 2 - buf->len - 1)
		end_out_of_memory();
	needed = buf->len + more + 1;
	if (needed <= buf->size)
		return;
	while (size < needed)
		size *= 2;
	buf->text = hy_xrealloc(buf->text, size);
	buf->size = size;
}

void strbuf_add(struct strbuf *buf, const char *text, size_t len)
{
	reserve(buf, len);
	if (len)
		memcpy(buf->text + buf->len, text, len);
	buf->len += len;
	buf->text[buf->len] = '\0';
}

void strbuf_puts(struct strbuf *buf, const char *text)
{
	strbuf_add(buf, text, strlen(text));
}

void strbuf_printf(struct strbuf *buf, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		end_out_of_memory();
	reserve(buf, (size_t)len);
	vsnprintf(buf->text + buf->len, (size_t)len + 1, format, again);
	va_end(again);
	buf->len += (size_t)len;
}

char *strbuf_take(struct strbuf *buf)
{
	char *text = buf->text ? buf->text : hy_xstrdup("");

	*buf = (struct strbuf){ 0 };
	return text;
}

void strbuf_clear(struct strbuf *buf)
{
	free(buf->text);
	*buf = (struct strbuf){ 0 };
}
