/* A queue of bytes that grows at the end and is taken from the front. */
#ifndef EVGRPC_BUF_H
#define EVGRPC_BUF_H

#include <stddef.h>
#include <stdint.h>

/* Zero is an empty buffer. The bytes are data[start..end). */
struct evg_buf {
	uint8_t *data;
	size_t start, end, size;
};

static inline size_t evg_buf_len(const struct evg_buf *buf)
{
	return buf->end - buf->start;
}

static inline const uint8_t *evg_buf_bytes(const struct evg_buf *buf)
{
	return buf->data ? buf->data + buf->start : NULL;
}

/* Room for n bytes at the end, not yet part of the buffer (see evg_buf_grew); NULL when memory is short. */
uint8_t *evg_buf_room(struct evg_buf *buf, size_t n);
/* Makes n bytes written into the room part of the buffer. */
void evg_buf_grew(struct evg_buf *buf, size_t n);
/* Appends a copy of n bytes; -1 when memory is short. */
int evg_buf_add(struct evg_buf *buf, const void *bytes, size_t n);
/* Takes off the end what is beyond the first len bytes. */
void evg_buf_shorten(struct evg_buf *buf, size_t len);
/* Takes n bytes, at most all, off the front. */
void evg_buf_drop(struct evg_buf *buf, size_t n);
/* Empties the buffer; memory above keep bytes is given back. */
void evg_buf_clear(struct evg_buf *buf, size_t keep);

#endif
