/* The protobuf wire format, one field at a time, over bytes that may be corrupt.
 * https://protobuf.dev/programming-guides/encoding */
#ifndef EVGRPC_PBWIRE_H
#define EVGRPC_PBWIRE_H

#include <stddef.h>
#include <stdint.h>

/* Wire types. Groups (3, 4) are not read: nothing that protoc writes today has them. */
enum pbwire_type {
	PBWIRE_VARINT = 0,
	PBWIRE_FIXED64 = 1,
	PBWIRE_BYTES = 2,
	PBWIRE_FIXED32 = 5,
};

/* What is left of a message. */
struct pbwire {
	const uint8_t *at, *end;
};

/* One field. value is set for PBWIRE_VARINT, bytes and len (borrowed from the message) for the other types. */
struct pbwire_field {
	uint32_t number;
	enum pbwire_type type;
	uint64_t value;
	const uint8_t *bytes;
	size_t len;
};

/* Starts at the first field of a message of len bytes. */
struct pbwire pbwire_over(const uint8_t *message, size_t len);
/* Takes the next field: 1, 0 at the end of the message, -1 if it is no valid field or runs past the end. */
int pbwire_next(struct pbwire *wire, struct pbwire_field *ret_field);

#endif
