/* What is to be written: the services of one .proto with every name made up. Built from what protoc sends. */
#ifndef PLUGIN_MODEL_H
#define PLUGIN_MODEL_H

#include "pool.h"

#include <evgrpc_plugin.pb-c.h>
#include <stdbool.h>

/* A message type as protoc-c names it. */
struct type {
	const char *name;       /* "Demo__HelloRequest" */
	const char *descriptor; /* "demo__hello_request__descriptor" */
	const char *base;       /* its ProtobufCMessage member */
};

struct method {
	const char *path;    /* "/demo.Greeter/Hello" */
	const char *prefix;  /* "demo__greeter__hello" */
	const char *member;  /* "hello"; "delete_" where the name is a keyword */
	const char *comment; /* of the .proto, "" for none */
	bool client_streams, server_streams;
	struct type request, response;
};

struct service {
	const char *name;  /* "demo.Greeter" */
	const char *lower; /* "demo__greeter" */
	const char *upper; /* "DEMO__GREETER" */
	const char *comment;
	struct method *methods;
	size_t n_methods;
};

struct model {
	const char *file; /* "demo/greeter.proto" */
	const char *stem; /* "demo/greeter" */
	const char *guard;
	struct service *services; /* those with methods */
	size_t n_services;
};

/* The model of one file of the request; all of it lives in the pool or the request. NULL with a sentence in *ret_error
 * when no C could be made of it. */
struct model *model_build(struct pool *pool, const Evgrpc__Plugin__Request *request,
			  const Google__Protobuf__FileDescriptorProto *file, const char **ret_error);

#endif
