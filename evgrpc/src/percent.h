/* The percent encoding of grpc-message. */
#ifndef EVGRPC_PERCENT_H
#define EVGRPC_PERCENT_H

#include <stddef.h>

/* Encodes n bytes into ret (room for 3 * n + 1) and returns the length. Beside control bytes, '%' and everything
 * above 0x7e a blank at either end is encoded: RFC 9113 forbids those and nghttp2 peers drop the whole field. */
size_t evg_percent_encode(const char *text, size_t n, char *ret);
/* Decodes n bytes into ret (room for n + 1) and returns the length; a '%' without two digits stays as it is. */
size_t evg_percent_decode(const char *text, size_t n, char *ret);

#endif
