/* Lists of header fields, kept in an arena. */
#ifndef EVGRPC_METADATA_H
#define EVGRPC_METADATA_H

#include "arena.h"

#include <nghttp2/nghttp2.h>
#include <stdbool.h>
#include <stddef.h>

/* What HTTP/2 adds for each field when it counts a header list (RFC 9113 section 6.5.2). */
enum { EVG_FIELD_OVERHEAD = 32 };

struct evg_field {
	struct evg_field *next;
	const char *name, *value; /* terminated, in the arena */
	size_t name_len, value_len;
};

/* Zero is an empty list. */
struct evg_fields {
	struct evg_field *first, *last;
	size_t n, bytes; /* how many, and their size as HTTP/2 counts it: name + value + 32 each */
};

/* Appends copies; -1 when the arena has no more. */
int evg_fields_add(struct evg_fields *fields, struct evg_arena *arena, const char *name, size_t name_len,
		   const char *value, size_t value_len);
/* The first value by that name, NULL if there is none. */
const char *evg_fields_find(const struct evg_fields *fields, const char *name);

/* Does a list of words with commas between have this one? */
bool evg_list_has(const char *list, const char *word);

/* May a program set this field? Lower-case key that gRPC and HTTP do not use themselves, printable ASCII value
 * without a blank at either end (nghttp2 would refuse the whole block otherwise). */
bool evg_field_is_legal(const char *name, const char *value);

/* One row of a header block: name must be a literal, the value is copied by nghttp2. */
static inline nghttp2_nv evg_nv(const char *name, size_t name_len, const char *value, size_t value_len)
{
	return (nghttp2_nv){ .name = (uint8_t *)name,
			     .namelen = name_len,
			     .value = (uint8_t *)value,
			     .valuelen = value_len,
			     .flags = NGHTTP2_NV_FLAG_NO_COPY_NAME };
}

/* The same with a literal as value too. */
static inline nghttp2_nv evg_nv_literal(const char *name, size_t name_len, const char *value, size_t value_len)
{
	nghttp2_nv nv = evg_nv(name, name_len, value, value_len);

	nv.flags |= NGHTTP2_NV_FLAG_NO_COPY_VALUE;
	return nv;
}

/* A header block in the making: not zeroed first, as hardened builds do with every array on the stack, or that would
 * cost more than the block. */
#if defined(__has_attribute)
#if __has_attribute(uninitialized)
#define EVG_ROWS(name, n) nghttp2_nv name[n] __attribute__((uninitialized))
#endif
#endif
#ifndef EVG_ROWS
#define EVG_ROWS(name, n) nghttp2_nv name[n]
#endif

/* Writes the list as rows into nv, at most room; returns how many. */
size_t evg_fields_to_nv(const struct evg_fields *fields, nghttp2_nv *nv, size_t room);

#endif
