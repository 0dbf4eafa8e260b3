/* Payloads of the interop messages: their content is zeros, only their size matters. */
#ifndef INTEROP_PAYLOAD_H
#define INTEROP_PAYLOAD_H

#include "grpc/testing/messages.pb-c.h"

/* Largest payload asked for or given: no gRPC peer takes a message over 4 MiB unless told so. */
#define PAYLOAD_MAX_BYTES ((size_t)4 << 20)

/* A payload of size zeros, at most PAYLOAD_MAX_BYTES; its body is static. */
Grpc__Testing__Payload zero_payload(size_t size);
/* The bytes of a payload that may be absent. */
size_t payload_size(const Grpc__Testing__Payload *payload);

#endif
