/* Looks things up in what protoc sent: message types by name, and protoc-c's own options. */
#ifndef PLUGIN_FIND_H
#define PLUGIN_FIND_H

#include "pool.h"

#include <evgrpc_plugin.pb-c.h>
#include <stdbool.h>

struct found {
	const Google__Protobuf__FileDescriptorProto *file;
	const Google__Protobuf__DescriptorProto *message; /* NULL: not found */
};

/* The message of a full name with its leading dot, nested ones included. */
struct found find_message(const Evgrpc__Plugin__Request *request, const char *name);

/* (pb_c_file).c_package, NULL if the file does not set it. */
const char *find_c_package(struct pool *pool, const Google__Protobuf__FileDescriptorProto *file);
/* (pb_c_file).no_generate. */
bool find_is_left_out(struct pool *pool, const Google__Protobuf__FileDescriptorProto *file);
/* (pb_c_msg).base_field_name, "base" by default. */
const char *find_base(struct pool *pool, const Google__Protobuf__DescriptorProto *message);

#endif
