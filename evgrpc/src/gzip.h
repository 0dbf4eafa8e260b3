/* gzip (RFC 1952) of single messages, by zlib. */
#ifndef EVGRPC_GZIP_H
#define EVGRPC_GZIP_H

#include "buf.h"

enum evg_inflate {
	EVG_INFLATE_OK,
	EVG_INFLATE_BROKEN,    /* no gzip, cut off, or something behind its end */
	EVG_INFLATE_TOO_LARGE, /* more than max would come out; nothing beyond that was inflated */
	EVG_INFLATE_NO_MEMORY,
};

/* Appends what n bytes inflate to, at most max, piece by piece: memory follows what really comes out. On anything but
 * OK the buffer is as before. */
enum evg_inflate evg_gzip_inflate(const uint8_t *bytes, size_t n, size_t max, struct evg_buf *to);
/* Appends the compressed form of n bytes if it is smaller than n: 1. 0 when it would not be, -1 when memory is short;
 * then the buffer is as before. */
int evg_gzip_deflate(const uint8_t *bytes, size_t n, struct evg_buf *to);

#endif
