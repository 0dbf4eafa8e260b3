#include "find.h"

#include <string.h>

/* protoc-c's number among google.protobuf's options. */
enum { PB_C = 1019 };

/* ---- Messages --------------------------------------------------------------------------------------------------- */

/* What remains of name behind ".piece", NULL if it begins otherwise. */
static const char *behind(const char *name, const char *piece)
{
	size_t n = strlen(piece);

	if (*name != '.' || strncmp(name + 1, piece, n) != 0 || (name[n + 1] != '.' && name[n + 1] != '\0'))
		return NULL;
	return name + n + 1;
}

static const Google__Protobuf__DescriptorProto *find_among(Google__Protobuf__DescriptorProto *const *messages, size_t n,
							   const char *name)
{
	for (size_t i = 0; i < n; i++) {
		const char *rest = behind(name, messages[i]->name);

		if (rest)
			return *rest ? find_among(messages[i]->nested_type, messages[i]->n_nested_type, rest)
				     : messages[i];
	}
	return NULL;
}

struct found find_message(const Evgrpc__Plugin__Request *request, const char *name)
{
	for (size_t i = 0; name && i < request->n_proto_file; i++) {
		const Google__Protobuf__FileDescriptorProto *file = request->proto_file[i];
		const char *rest = file->package && *file->package ? behind(name, file->package) : name;
		const Google__Protobuf__DescriptorProto *message =
			rest ? find_among(file->message_type, file->n_message_type, rest) : NULL;

		if (message)
			return (struct found){ file, message };
	}
	return (struct found){ 0 };
}

/* ---- Options ---------------------------------------------------------------------------------------------------- */

/* Field 1019 of an options message: each "option (pb_c_file).x = …" comes as one of its own, and all of them in a row
 * are one message. The field's bytes begin with their length, a varint. */
static struct text options_of(struct pool *pool, const ProtobufCMessage *options)
{
	struct text all = { 0 };

	for (size_t i = 0; options && i < options->n_unknown_fields; i++) {
		const ProtobufCMessageUnknownField *field = &options->unknown_fields[i];
		size_t skip = 0;

		if (field->tag != PB_C || field->wire_type != PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED)
			continue;
		while (skip < field->len && field->data[skip] & 0x80)
			skip++;
		if (skip < field->len)
			text_add(pool, &all, (const char *)field->data + skip + 1, field->len - skip - 1);
	}
	return all;
}

static const char *copy(struct pool *pool, const char *text)
{
	return text ? pool_printf(pool, "%s", text) : NULL;
}

static Evgrpc__Plugin__FileOptions *file_options(struct pool *pool, const Google__Protobuf__FileDescriptorProto *file)
{
	struct text bytes = options_of(pool, file->options ? &file->options->base : NULL);

	return evgrpc__plugin__file_options__unpack(NULL, bytes.len, (const uint8_t *)bytes.text);
}

const char *find_c_package(struct pool *pool, const Google__Protobuf__FileDescriptorProto *file)
{
	Evgrpc__Plugin__FileOptions *options = file_options(pool, file);
	const char *package = options ? copy(pool, options->c_package) : NULL;

	evgrpc__plugin__file_options__free_unpacked(options, NULL);
	return package;
}

bool find_is_left_out(struct pool *pool, const Google__Protobuf__FileDescriptorProto *file)
{
	Evgrpc__Plugin__FileOptions *options = file_options(pool, file);
	bool left_out = options && options->no_generate;

	evgrpc__plugin__file_options__free_unpacked(options, NULL);
	return left_out;
}

const char *find_base(struct pool *pool, const Google__Protobuf__DescriptorProto *message)
{
	struct text bytes = options_of(pool, message->options ? &message->options->base : NULL);
	Evgrpc__Plugin__MessageOptions *options =
		evgrpc__plugin__message_options__unpack(NULL, bytes.len, (const uint8_t *)bytes.text);
	const char *base = options ? copy(pool, options->base_field_name) : "base";

	evgrpc__plugin__message_options__free_unpacked(options, NULL);
	return base;
}
