#include "message_json.h"

#include "base/memory.h"
#include <ctype.h>
#include <stdbool.h>
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

static json_t *string_json(const ProtobufCFieldDescriptor *field, const void *at)
{
	const char *text = *(char *const *)at;
	(void)field;
	return text && *text ? json_string(text) : NULL;
}

static json_t *inner_json(const ProtobufCFieldDescriptor *field, const void *at)
{
	const ProtobufCMessage *message = *(ProtobufCMessage *const *)at;
	(void)field;
	return message ? message_json(message) : NULL;
}

static json_t *truth_json(const ProtobufCFieldDescriptor *field, const void *at)
{
	(void)field;
	return *(const protobuf_c_boolean *)at ? json_true() : NULL;
}

static json_t *word_json(const ProtobufCFieldDescriptor *field, const void *at)
{
	int number = *(const int *)at;
	return number ? enum_json(field->descriptor, number) : NULL;
}

static json_t *int32_json(const ProtobufCFieldDescriptor *field, const void *at)
{
	(void)field;
	return *(const int32_t *)at ? json_integer(*(const int32_t *)at) : NULL;
}

static json_t *int64_json(const ProtobufCFieldDescriptor *field, const void *at)
{
	(void)field;
	return *(const int64_t *)at ? json_integer(*(const int64_t *)at) : NULL;
}

/* The types of fields the messages of cases have: their bytes, and the value at a place in memory, NULL for what is
 * left out. */
static const struct field_type {
	ProtobufCType type;
	size_t size;
	json_t *(*json)(const ProtobufCFieldDescriptor *field, const void *at);
} field_types[] = {
	{ PROTOBUF_C_TYPE_STRING, sizeof(char *), string_json },
	{ PROTOBUF_C_TYPE_MESSAGE, sizeof(void *), inner_json },
	{ PROTOBUF_C_TYPE_BOOL, sizeof(protobuf_c_boolean), truth_json },
	{ PROTOBUF_C_TYPE_ENUM, sizeof(int), word_json },
	{ PROTOBUF_C_TYPE_INT32, sizeof(int32_t), int32_json },
	{ PROTOBUF_C_TYPE_INT64, sizeof(int64_t), int64_json },
};

static const struct field_type *type_of(const ProtobufCFieldDescriptor *field)
{
	for (size_t i = 0; i < sizeof field_types / sizeof field_types[0]; i++)
		if (field_types[i].type == field->type)
			return &field_types[i];
	abort();
}

static json_t *list_json(const ProtobufCFieldDescriptor *field, const char *first, size_t n)
{
	const struct field_type *type = type_of(field);
	json_t *list = n ? json_array() : NULL;
	for (size_t i = 0; i < n; i++) {
		json_t *value = type->json(field, first + i * type->size);
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
					 : type_of(field)->json(field, base + field->offset);
		if (value)
			json_object_set_new(object, field->name, value);
	}
	return object;
}
