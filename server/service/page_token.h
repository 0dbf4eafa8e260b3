/* Page tokens: where a list stopped, bound to the query it belongs to. */
#ifndef SERVICE_PAGE_TOKEN_H
#define SERVICE_PAGE_TOKEN_H

#include "base/digest.h"
#include "base/memory.h"
#include "domain/sight.h"
#include <protobuf-c/protobuf-c.h>

/* Base64 of RFC 4648 section 5 without padding. out holds (len * 4 + 2) / 3 + 1 characters. */
void base64url_encode(const uint8_t *bytes, size_t len, char *out);
/* -1 unless text is base64url of at most max bytes. */
int base64url_decode(const char *text, uint8_t *ret_bytes, size_t max, size_t *ret_len);

/* Longest position a list needs: a case number and two numbers. */
#define PAGE_POSITION_MAX 96

/* Digest of a query: its message with page_token and page_size left out, and whatever else the answer depends on
 * (who looks, the day). */
void page_query_digest(const ProtobufCMessage *request, const struct sight *sight, int day, struct arena *arena,
		       uint8_t ret_digest[SHA256_BYTES]);
/* A token for a position; text in the arena. */
char *page_token_make(const uint8_t digest[SHA256_BYTES], const char *position, struct arena *arena);
/* The position of a token; -1 if it is none of this query. */
int page_token_read(const char *token, const uint8_t digest[SHA256_BYTES], char ret_position[PAGE_POSITION_MAX + 1]);

#endif
