/* protoc-gen-evgrpc: typed handlers and stubs of evgrpc for the services of .proto files.
 *
 * protoc sends a CodeGeneratorRequest on standard input and wants a CodeGeneratorResponse on standard output: for each
 * file with services x.evgrpc.h and x.evgrpc.c, which go beside protoc-c's x.pb-c.h. What is wrong with a file is said
 * in the response; a fault between protoc and us ends the program with 1 and a sentence on standard error. */
#include "check.h"
#include "model.h"
#include "write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Evgrpc__Plugin__Request Request;
typedef Evgrpc__Plugin__Response Response;
typedef Evgrpc__Plugin__Response__File File;
typedef Google__Protobuf__FileDescriptorProto Proto;

enum { FEATURE_PROTO3_OPTIONAL = 1 };

static struct text read_all(struct pool *pool, FILE *in)
{
	struct text all = { 0 };
	char bytes[16384];
	size_t n;

	while ((n = fread(bytes, 1, sizeof bytes, in)) > 0)
		text_add(pool, &all, bytes, n);
	return all;
}

static const Proto *proto_named(const Request *request, const char *name)
{
	for (size_t i = 0; i < request->n_proto_file; i++)
		if (!strcmp(request->proto_file[i]->name, name))
			return request->proto_file[i];
	return NULL;
}

static void add_file(struct pool *pool, Response *response, const struct model *model, const char *ending,
		     char *content)
{
	File *file = pool_alloc(pool, sizeof *file);

	evgrpc__plugin__response__file__init(file);
	file->name = pool_printf(pool, "%s%s", model->stem, ending);
	file->content = content;
	response->file[response->n_file++] = file;
}

/* One file asked for. false with the response's error. */
static bool generate(struct pool *pool, const Request *request, const char *name, Response *response)
{
	const Proto *proto = proto_named(request, name);
	const char *error = NULL;
	const struct model *model;

	if (!proto) {
		response->error = pool_printf(pool, "%s was not handed over by protoc.", name);
		return false;
	}
	model = model_build(pool, request, proto, &error);
	if (!model) {
		response->error = pool_printf(pool, "%s", error);
		return false;
	}
	if (model->n_services) {
		add_file(pool, response, model, ".evgrpc.h", write_header(pool, model));
		add_file(pool, response, model, ".evgrpc.c", write_source(pool, model));
	}
	return true;
}

static void answer(struct pool *pool, const Request *request, Response *response)
{
	const char *error = check_request(request);

	/* Fields are no business of ours: whether protoc-c takes optional ones, it says itself. */
	response->has_supported_features = true;
	response->supported_features = FEATURE_PROTO3_OPTIONAL;
	if (request->parameter && *request->parameter) {
		response->error = pool_printf(pool, "There are no options, but \"%s\" was given.", request->parameter);
		return;
	}
	if (error) {
		response->error = pool_printf(pool, "%s", error);
		return;
	}
	response->file = pool_alloc(pool, 2 * request->n_file_to_generate * sizeof *response->file);
	for (size_t i = 0; i < request->n_file_to_generate; i++)
		if (!generate(pool, request, request->file_to_generate[i], response))
			break;
	if (response->error)
		response->n_file = 0;
}

static int write_all(struct pool *pool, const Response *response, FILE *out)
{
	size_t n = evgrpc__plugin__response__get_packed_size(response);
	uint8_t *bytes = pool_alloc(pool, n);

	evgrpc__plugin__response__pack(response, bytes);
	return fwrite(bytes, 1, n, out) == n && fflush(out) == 0 ? 0 : -1;
}

/* What protoc asks on stdin is answered on stdout; 0, or 1 with a sentence on stderr. */
static int serve_protoc(void)
{
	Response response = EVGRPC__PLUGIN__RESPONSE__INIT;
	struct pool pool = { 0 };
	struct text given = read_all(&pool, stdin);
	Request *request = evgrpc__plugin__request__unpack(NULL, given.len, (const uint8_t *)given.text);
	int result = 1;

	if (!request) {
		fprintf(stderr,
			"protoc-gen-evgrpc: what came is not a CodeGeneratorRequest; protoc starts this program "
			"(protoc --evgrpc_out=DIR FILE).\n");
	} else {
		answer(&pool, request, &response);
		result = write_all(&pool, &response, stdout) == 0 ? 0 : 1;
		if (result)
			fprintf(stderr, "protoc-gen-evgrpc: the answer could not be written.\n");
	}
	evgrpc__plugin__request__free_unpacked(request, NULL);
	pool_free(&pool);
	return result;
}

/* protoc gives no arguments: whoever does is a person. */
int main(int argc, char **argv)
{
	(void)argv;
	if (argc == 1)
		return serve_protoc();
	fprintf(stderr, "protoc starts this program: protoc --evgrpc_out=DIR FILE. See protoc-gen-evgrpc(1).\n");
	return 2;
}
