/* Base64 as "-bin" metadata uses it (RFC 4648 section 4): written without padding, read with or without. */
#ifndef EVGRPC_BASE64_H
#define EVGRPC_BASE64_H

#include <stddef.h>
#include <stdint.h>

/* Room the encoding of n bytes needs, terminator included. */
static inline size_t evg_base64_room(size_t n)
{
	return n / 3 * 4 + 5;
}

/* Room for the bytes n characters decode to. */
static inline size_t evg_base64_bytes(size_t n)
{
	return n / 4 * 3 + 3;
}

/* Encodes n bytes into ret (evg_base64_room(n) large), terminated; returns the length. */
size_t evg_base64_encode(const uint8_t *bytes, size_t n, char *ret);
/* Decodes n characters into ret (evg_base64_bytes(n) large). 0, or -1 if they are not base64. */
int evg_base64_decode(const char *text, size_t n, uint8_t *ret, size_t *ret_len);

#endif
