#include "buf.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 512 };

/* Moves the bytes to the front; worth it only when at least half of the memory lies idle there. */
static void slide(struct evg_buf *buf)
{
	size_t len = evg_buf_len(buf);

	if (len && buf->data)
		memmove(buf->data, buf->data + buf->start, len);
	buf->start = 0;
	buf->end = len;
}

uint8_t *evg_buf_room(struct evg_buf *buf, size_t n)
{
	size_t wanted, size = buf->size ? buf->size : FIRST_SIZE;
	uint8_t *data;

	if (buf->data && buf->size - buf->end >= n)
		return buf->data + buf->end;
	if (n > SIZE_MAX / 2 - buf->end)
		return NULL;
	if (buf->start && buf->start >= buf->size / 2)
		slide(buf);
	wanted = buf->end + n;
	while (size < wanted)
		size *= 2;
	if (size > buf->size) {
		data = realloc(buf->data, size);
		if (!data)
			return NULL;
		buf->data = data;
		buf->size = size;
	}
	return buf->data + buf->end;
}

void evg_buf_grew(struct evg_buf *buf, size_t n)
{
	buf->end += n;
}

int evg_buf_add(struct evg_buf *buf, const void *bytes, size_t n)
{
	uint8_t *room;

	if (!n)
		return 0;
	room = evg_buf_room(buf, n);
	if (!room)
		return -1;
	memcpy(room, bytes, n);
	evg_buf_grew(buf, n);
	return 0;
}

void evg_buf_shorten(struct evg_buf *buf, size_t len)
{
	if (len < evg_buf_len(buf))
		buf->end = buf->start + len;
}

void evg_buf_drop(struct evg_buf *buf, size_t n)
{
	if (n < evg_buf_len(buf))
		buf->start += n;
	else
		buf->start = buf->end = 0;
}

void evg_buf_clear(struct evg_buf *buf, size_t keep)
{
	buf->start = buf->end = 0;
	if (buf->size > keep) {
		free(buf->data);
		buf->data = NULL;
		buf->size = 0;
	}
}
