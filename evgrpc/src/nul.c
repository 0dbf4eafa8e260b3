#include "nul.h"

#include "pbwire.h"

#include <string.h>

/* Messages deeper than this are not looked into; protobuf-c itself has no bound. */
#define MAX_DEPTH 32

static const char *find_within(const ProtobufCMessageDescriptor *descriptor, const uint8_t *message, size_t len,
			       int depth);

static const char *find_in_field(const ProtobufCMessageDescriptor *descriptor, const struct pbwire_field *found,
				 int depth)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(descriptor, found->number);

	if (!field || found->type != PBWIRE_BYTES || found->len == 0)
		return NULL;
	if (field->type == PROTOBUF_C_TYPE_STRING)
		return memchr(found->bytes, 0, found->len) ? field->name : NULL;
	if (field->type == PROTOBUF_C_TYPE_MESSAGE && depth < MAX_DEPTH)
		return find_within(field->descriptor, found->bytes, found->len, depth + 1);
	return NULL;
}

static const char *find_within(const ProtobufCMessageDescriptor *descriptor, const uint8_t *message, size_t len,
			       int depth)
{
	struct pbwire wire = pbwire_over(message, len);
	struct pbwire_field found;
	const char *name = NULL;

	/* Most messages hold no zero byte at all. */
	if (len == 0 || !memchr(message, 0, len))
		return NULL;
	while (!name && pbwire_next(&wire, &found) > 0)
		name = find_in_field(descriptor, &found, depth);
	return name;
}

const char *evg_nul_find(const ProtobufCMessageDescriptor *descriptor, const uint8_t *message, size_t len)
{
	return find_within(descriptor, message, len, 0);
}
