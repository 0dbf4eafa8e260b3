/* A message of the contract as JSON, all of its fields by their names in the contract: for exports. */
#ifndef MESSAGE_JSON_H
#define MESSAGE_JSON_H

#include <jansson.h>
#include <protobuf-c/protobuf-c.h>

/* Empty strings, zeros and messages that are not set are left out; values of enums are their names in small letters
 * without the enum's own ("lead" for ASSIGNMENT_ROLE_LEAD). The caller owns it. */
json_t *message_json(const ProtobufCMessage *message);

#endif
