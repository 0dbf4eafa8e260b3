/* Messages as bytes: what a digest is made of. */
#ifndef SERVICE_MESSAGE_H
#define SERVICE_MESSAGE_H

#include "base/digest.h"
#include "base/memory.h"
#include <protobuf-c/protobuf-c.h>

/* Packs message with the named fields (text or int32, NULL-terminated list) left out. protobuf-c writes fields in the
 * order of their numbers, so that the same content gives the same bytes. The part points into the arena. */
struct digest_part message_pack_without(const ProtobufCMessage *message, const char *const *fields,
					struct arena *arena);
/* SHA-256 of a request's content: all of it but request_id. */
void message_digest(const ProtobufCMessage *message, struct arena *arena, uint8_t ret_digest[SHA256_BYTES]);

#endif
