#include "pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pool_block {
	struct pool_block *next;
	_Alignas(max_align_t) char bytes[];
};

void *pool_alloc(struct pool *pool, size_t size)
{
	struct pool_block *block = calloc(1, sizeof *block + size);

	if (!block) {
		fprintf(stderr, "protoc-gen-evgrpc: memory is short.\n");
		exit(1);
	}
	block->next = pool->blocks;
	pool->blocks = block;
	return block->bytes;
}

char *pool_printf(struct pool *pool, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = pool_alloc(pool, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return text;
}

void pool_free(struct pool *pool)
{
	while (pool->blocks) {
		struct pool_block *block = pool->blocks;

		pool->blocks = block->next;
		free(block);
	}
}

void text_add(struct pool *pool, struct text *text, const char *bytes, size_t n)
{
	if (text->len + n >= text->room) {
		size_t room = (text->len + n) * 2 + 64;
		char *moved = pool_alloc(pool, room);

		if (text->len)
			memcpy(moved, text->text, text->len);
		text->text = moved;
		text->room = room;
	}
	memcpy(text->text + text->len, bytes, n);
	text->len += n;
	text->text[text->len] = '\0';
}

void text_adds(struct pool *pool, struct text *text, const char *string)
{
	text_add(pool, text, string, strlen(string));
}
