#include "message_json.h"

#include "base/memory.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ASSIGNMENT_ROLE_LEAD of AssignmentRole → "lead". */
static json_t *enum_json(const ProtobufCEnumDescriptor *type, int number)
{
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);
	if (!value)
		return json_integer(number);
	const char *name = value->name;
	for (const char *p = type->short_name; *p && *name; p++, name++)
		if (*name == '_')
			name++;
	char *text = hy_xstrdup(*name == '_' ? name + 1 : name);
	for (char *p = text; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	json_t *json = json_string(text);
	free(text);
	return json;
}

/* The value at a place in memory, NULL for what is left out. The contract has no other types of fields. */
static json_t *value_json(const ProtobufCFieldDescriptor *field, const void *at)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING: {
		const char *text = *(char *const *)at;
		return text && *text ? json_string(text) : NULL;
	}
	case PROTOBUF_C_TYPE_MESSAGE: {
		const ProtobufCMessage *message = *(ProtobufCMessage *const *)at;
		return message ? message_json(message) : NULL;
	}
	case PROTOBUF_C_TYPE_BOOL:
		return *(const protobuf_c_boolean *)at ? json_true() : NULL;
	case PROTOBUF_C_TYPE_ENUM: {
		int number = *(const int *)at;
		return number ? enum_json(field->descriptor, number) : NULL;
	}
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
		return *(const int32_t *)at ? json_integer(*(const int32_t *)at) : NULL;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
		return *(const int64_t *)at ? json_integer(*(const int64_t *)at) : NULL;
	default:
		abort();
	}
}

static size_t size_of(const ProtobufCFieldDescriptor *field)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(void *);
	case PROTOBUF_C_TYPE_BOOL:
		return sizeof(protobuf_c_boolean);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
		return sizeof(int64_t);
	default:
		return sizeof(int32_t);
	}
}

static json_t *list_json(const ProtobufCFieldDescriptor *field, const char *first, size_t n)
{
	json_t *list = n ? json_array() : NULL;
	for (size_t i = 0; i < n; i++) {
		json_t *value = value_json(field, first + i * size_of(field));
		json_array_append_new(list, value ? value : json_string(""));
	}
	return list;
}

json_t *message_json(const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *type = message->descriptor;
	const char *base = (const char *)message;
	json_t *object = json_object();
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
		json_t *value = repeated ? list_json(field, *(const char *const *)(const void *)(base + field->offset),
						     *(const size_t *)(const void *)(base + field->quantifier_offset))
					 : value_json(field, base + field->offset);
		if (value)
			json_object_set_new(object, field->name, value);
	}
	return object;
}
