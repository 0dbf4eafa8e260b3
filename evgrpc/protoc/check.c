#include "check.h"

#include <stdbool.h>

static bool is_named(const char *name)
{
	return name && *name;
}

static bool are_named(Google__Protobuf__DescriptorProto *const *messages, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_named(messages[i]->name) || !are_named(messages[i]->nested_type, messages[i]->n_nested_type))
			return false;
	return true;
}

static bool is_service_named(const Google__Protobuf__ServiceDescriptorProto *service)
{
	for (size_t i = 0; i < service->n_method; i++)
		if (!is_named(service->method[i]->name))
			return false;
	return is_named(service->name);
}

static const char *check_file(const Google__Protobuf__FileDescriptorProto *file)
{
	if (!is_named(file->name))
		return "A file was handed over without its name.";
	if (!are_named(file->message_type, file->n_message_type))
		return "A message was handed over without its name.";
	for (size_t i = 0; i < file->n_service; i++)
		if (!is_service_named(file->service[i]))
			return "A service or a method was handed over without its name.";
	return NULL;
}

const char *check_request(const Evgrpc__Plugin__Request *request)
{
	const char *error = NULL;

	for (size_t i = 0; !error && i < request->n_proto_file; i++)
		error = check_file(request->proto_file[i]);
	return error;
}
