#include "model.h"

#include "find.h"
#include "names.h"

#include <string.h>

/* Field numbers of descriptor.proto, of which a SourceCodeInfo.Location's path is made. */
enum { FILE_SERVICE = 6, SERVICE_METHOD = 2 };

struct builder {
	struct pool *pool;
	const Evgrpc__Plugin__Request *request;
	const Google__Protobuf__FileDescriptorProto *file;
	const char *error; /* the first one */
};

/* The comment right above what path names, "" if there is none. */
static const char *comment_at(const struct builder *builder, const int32_t *path, size_t n)
{
	const Google__Protobuf__SourceCodeInfo *info = builder->file->source_code_info;

	for (size_t i = 0; info && i < info->n_location; i++) {
		const Google__Protobuf__SourceCodeInfo__Location *location = info->location[i];

		if (location->n_path == n && !memcmp(location->path, path, n * sizeof *path))
			return location->leading_comments ? location->leading_comments : "";
	}
	return "";
}

static void fail(struct builder *builder, const char *error)
{
	if (!builder->error)
		builder->error = error;
}

/* ---- Names ------------------------------------------------------------------------------------------------------ */

/* A full name with the package its file gives to C, if it gives one: as protoc-c's OverrideFullName. */
static const char *c_name(struct pool *pool, const char *full_name, const Google__Protobuf__FileDescriptorProto *file)
{
	const char *package = file->package ? file->package : "";
	const char *c_package = find_c_package(pool, file);

	if (!c_package)
		return full_name;
	return pool_printf(pool, "%s%s%s", c_package, *package ? "" : ".", full_name + strlen(package));
}

static struct type type_of(struct builder *builder, const char *name)
{
	const struct found found = find_message(builder->request, name);
	struct pool *pool = builder->pool;
	struct type type = { .name = "", .descriptor = "", .base = "" };
	const char *full;

	if (!found.message) {
		fail(builder,
		     pool_printf(pool, "%s is used but was not handed over by protoc", name ? name : "a type"));
		return type;
	}
	name++; /* a leading dot */
	if (find_is_left_out(pool, found.file))
		fail(builder, pool_printf(pool, "%s is in %s, of which protoc-c makes no code (no_generate)", name,
					  found.file->name));
	full = c_name(pool, name, found.file);
	type.name = name_full_camel(pool, full);
	type.descriptor = pool_printf(pool, "%s__descriptor", name_full_lower(pool, full));
	type.base = find_base(pool, found.message);
	return type;
}

/* ---- Methods ---------------------------------------------------------------------------------------------------- */

/* protoc-c makes a member of each method's name, and so do we. */
static const char *member_of(struct builder *builder, const char *method)
{
	const char *member = name_lower(builder->pool, method);

	if (name_is_c_keyword(member))
		fail(builder, pool_printf(builder->pool,
					  "protoc-c makes a member \"%s\" of the rpc %s, which is a "
					  "keyword of C: the rpc needs another name",
					  member, method));
	return name_is_keyword(member) ? pool_printf(builder->pool, "%s_", member) : member;
}

static struct method method_of(struct builder *builder, const struct service *service,
			       const Google__Protobuf__MethodDescriptorProto *method)
{
	struct pool *pool = builder->pool;

	return (struct method){
		.path = pool_printf(pool, "/%s/%s", service->name, method->name),
		.prefix = pool_printf(pool, "%s__%s", service->lower, name_lower(pool, method->name)),
		.member = member_of(builder, method->name),
		.client_streams = method->client_streaming,
		.server_streams = method->server_streaming,
		.request = type_of(builder, method->input_type),
		.response = type_of(builder, method->output_type),
	};
}

/* What a method's functions are called after its prefix: write_header.c. */
static bool is_suffix(const char *text)
{
	static const char *const suffixes[] = { "call_reply",   "call_send",      "unary",
						"client_start", "client_send",    "stream_open",
						"stream_send",  "stream_receive", "stream_finish" };

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (!strcmp(text, suffixes[i]))
			return true;
	return false;
}

/* Would C take the two for one? b may also be what a function of a is called. */
static bool is_same_in_c(const struct method *a, const struct method *b)
{
	size_t n = strlen(a->prefix);

	return !strcmp(a->prefix, b->prefix) || !strcmp(a->member, b->member) ||
	       (!strncmp(b->prefix, a->prefix, n) && !strncmp(b->prefix + n, "__", 2) && is_suffix(b->prefix + n + 2));
}

static void check_methods(struct builder *builder, const struct service *service)
{
	for (size_t i = 0; i < service->n_methods; i++)
		for (size_t k = 0; k < service->n_methods; k++)
			if (i != k && is_same_in_c(&service->methods[i], &service->methods[k]))
				fail(builder, pool_printf(builder->pool,
							  "%s and %s would have functions of one name in C: "
							  "one of them needs another",
							  service->methods[i].path, service->methods[k].path));
}

static struct service service_of(struct builder *builder, size_t number)
{
	const Google__Protobuf__ServiceDescriptorProto *given = builder->file->service[number];
	const char *package = builder->file->package ? builder->file->package : "";
	struct pool *pool = builder->pool;
	struct service service = { .name = pool_printf(pool, "%s%s%s", package, *package ? "." : "", given->name) };
	const char *full = c_name(pool, service.name, builder->file);

	service.lower = name_full_lower(pool, full);
	service.upper = name_full_upper(pool, full);
	service.comment = comment_at(builder, (const int32_t[]){ FILE_SERVICE, (int32_t)number }, 2);
	service.methods = pool_alloc(pool, given->n_method * sizeof *service.methods);
	for (size_t i = 0; i < given->n_method; i++) {
		const int32_t path[] = { FILE_SERVICE, (int32_t)number, SERVICE_METHOD, (int32_t)i };

		service.methods[i] = method_of(builder, &service, given->method[i]);
		service.methods[i].comment = comment_at(builder, path, 4);
		service.n_methods++;
	}
	check_methods(builder, &service);
	return service;
}

static void check_services(struct builder *builder, const struct model *model)
{
	for (size_t i = 0; i < model->n_services; i++)
		for (size_t k = i + 1; k < model->n_services; k++)
			if (!strcmp(model->services[i].lower, model->services[k].lower))
				fail(builder,
				     pool_printf(builder->pool,
						 "the services %s and %s would have one name in C: one of them "
						 "needs another",
						 model->services[i].name, model->services[k].name));
}

struct model *model_build(struct pool *pool, const Evgrpc__Plugin__Request *request,
			  const Google__Protobuf__FileDescriptorProto *file, const char **ret_error)
{
	struct builder builder = { .pool = pool, .request = request, .file = file };
	struct model *model = pool_alloc(pool, sizeof *model);

	model->file = file->name;
	model->stem = name_stem(pool, file->name);
	model->guard = name_of_file(pool, file->name);
	model->services = pool_alloc(pool, file->n_service * sizeof *model->services);
	for (size_t i = 0; i < file->n_service; i++)
		if (file->service[i]->n_method)
			model->services[model->n_services++] = service_of(&builder, i);
	check_services(&builder, model);
	if (model->n_services && find_is_left_out(pool, file))
		fail(&builder, "protoc-c makes no code of this file (no_generate), which the stubs would need");
	if (builder.error)
		*ret_error = pool_printf(pool, "%s: %s.", file->name, builder.error);
	return builder.error ? NULL : model;
}
