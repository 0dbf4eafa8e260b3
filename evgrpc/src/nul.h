/* Zero bytes in strings. protobuf-c hands strings out as C strings, so that what follows a zero byte would be lost
 * without a word; only the bytes on the wire still show it. */
#ifndef EVGRPC_NUL_H
#define EVGRPC_NUL_H

#include <protobuf-c/protobuf-c.h>

/* The name of the first string field, at any depth, that holds a zero byte; NULL if none does. Static like the
 * descriptor. message is one that protobuf-c could unpack. */
const char *evg_nul_find(const ProtobufCMessageDescriptor *descriptor, const uint8_t *message, size_t len);

#endif
