/* Hashes, random bytes, UUIDs. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32
#define UUID_BYTES   16
#define UUID_TEXT    37

/* SHA-256 over the parts one after the other. */
struct digest_part {
	const void *bytes;
	size_t len;
};
void sha256(const struct digest_part *parts, size_t n, uint8_t ret_hash[SHA256_BYTES]);
/* The same of bytes that come one after the other: begin, add …, and the end, which frees it; NULL ret_hash: only that.
 */
struct sha256_run;
struct sha256_run *sha256_begin(void);
void sha256_add(struct sha256_run *run, const void *bytes, size_t len);
void sha256_end(struct sha256_run *run, uint8_t *ret_hash);
/* HMAC-SHA256 (RFC 2104) over the parts one after the other. */
void hmac_sha256(const char *secret, const struct digest_part *parts, size_t n, uint8_t ret_mac[SHA256_BYTES]);
/* Random bytes from the system; ends the process if it has none. */
void random_bytes(void *ret_bytes, size_t len);
/* Compares in time that does not depend on where they differ; 0 when equal. */
int secret_compare(const void *a, const void *b, size_t len);

/* Reads a UUID in the usual 8-4-4-4-12 form, either case. -1 otherwise. */
int uuid_parse(const char *text, uint8_t ret_uuid[UUID_BYTES]);
char *uuid_format(const uint8_t uuid[UUID_BYTES], char text[UUID_TEXT]);
/* A random UUID (version 4, RFC 9562). */
void uuid_random(uint8_t ret_uuid[UUID_BYTES]);
/* A UUID made of a name under another UUID (version 8, RFC 9562, of SHA-256): the same pair gives the same UUID. */
void uuid_of_name(const uint8_t space[UUID_BYTES], const char *name, uint8_t ret_uuid[UUID_BYTES]);

#endif
