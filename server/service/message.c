#include "service/message.h"

#include <string.h>

/* Sets a field of a copied message to its empty value. */
static void clear_field(ProtobufCMessage *message, const char *name)
{
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
	const char *empty = protobuf_c_empty_string;
	char *member;

	if (!field)
		return;
	member = (char *)message + field->offset;
	if (field->type == PROTOBUF_C_TYPE_STRING)
		memcpy(member, &empty, sizeof(empty));
	else if (field->type == PROTOBUF_C_TYPE_INT32)
		memset(member, 0, sizeof(int32_t));
}

struct digest_part message_pack_without(const ProtobufCMessage *message, const char *const *fields, struct arena *arena)
{
	ProtobufCMessage *copy = arena_alloc(arena, message->descriptor->sizeof_message);
	struct digest_part part;
	uint8_t *bytes;

	memcpy(copy, message, message->descriptor->sizeof_message);
	for (size_t i = 0; fields[i]; i++)
		clear_field(copy, fields[i]);
	part.len = protobuf_c_message_get_packed_size(copy);
	bytes = arena_alloc(arena, part.len + 1);
	protobuf_c_message_pack(copy, bytes);
	part.bytes = bytes;
	return part;
}

void message_digest(const ProtobufCMessage *message, struct arena *arena, uint8_t ret_digest[SHA256_BYTES])
{
	static const char *const fields[] = { "request_id", NULL };
	const struct digest_part part = message_pack_without(message, fields, arena);

	sha256(&part, 1, ret_digest);
}
