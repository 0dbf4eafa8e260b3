/* Holds the method table against the descriptors the clients are given: what one says, the other must serve. */
#include "descriptors.h"
#include "server.h"

#include <stdio.h>
#include <string.h>

static const char *const kind_names[] = {
	[EVGRPC_UNARY] = "unary",
	[EVGRPC_SERVER_STREAM] = "server streaming",
	[EVGRPC_CLIENT_STREAM] = "client streaming",
	[EVGRPC_BIDI_STREAM] = "bidirectional",
};

/* One registered row against the method of the same path. */
static int prove_row(const struct descriptors *descriptors, const struct evgrpc_method *row, char *ret_error,
		     size_t error_size)
{
	const struct descriptors_method *method = descriptors_method_by_path(descriptors, row->path);

	if (method == NULL)
		snprintf(ret_error, error_size,
			 "%s is served, but the descriptor set has no such method; give protoc its .proto too.",
			 row->path);
	else if (row->kind != method->kind)
		snprintf(ret_error, error_size, "%s is served as a %s method, but the descriptor set has a %s one.",
			 row->path, kind_names[row->kind], kind_names[method->kind]);
	else if (strcmp(row->request->name, method->request) != 0)
		snprintf(ret_error, error_size, "%s takes %s, but by the descriptor set it must take %s.", row->path,
			 row->request->name, method->request);
	else if (strcmp(row->response->name, method->response) != 0)
		snprintf(ret_error, error_size, "%s gives %s, but by the descriptor set it must give %s.", row->path,
			 row->response->name, method->response);
	else
		return 0;
	return -1;
}

/* How a method of the descriptor set stands to the method table. */
enum coverage {
	NOT_OURS, /* no row has its service */
	SERVED,
	MISSING, /* rows have its service, but none has its path */
};

static enum coverage find_coverage(const struct evgrpc_server *server, const char *path)
{
	size_t service_len = (size_t)(strrchr(path, '/') + 1 - path);
	enum coverage coverage = NOT_OURS;

	for (size_t i = 0; i < evgrpc_server_method_count(server); i++) {
		const char *row_path = evgrpc_server_method_at(server, i)->path;

		if (strcmp(row_path, path) == 0)
			return SERVED;
		if (strncmp(row_path, path, service_len) == 0)
			coverage = MISSING;
	}
	return coverage;
}

int evgrpc_server_prove(struct evgrpc_server *server, char *ret_error, size_t error_size)
{
	const struct descriptors *descriptors = evgrpc_server_attached(server, descriptors_free);

	if (descriptors == NULL) {
		snprintf(ret_error, error_size,
			 "No descriptor set to prove the methods against; add reflection to the server first.");
		return -1;
	}
	for (size_t i = 0; i < evgrpc_server_method_count(server); i++) {
		if (prove_row(descriptors, evgrpc_server_method_at(server, i), ret_error, error_size) != 0)
			return -1;
	}
	for (size_t i = 0; i < descriptors_method_count(descriptors); i++) {
		const char *path = descriptors_method_at(descriptors, i)->path;

		if (find_coverage(server, path) == MISSING) {
			snprintf(ret_error, error_size,
				 "%s is in the descriptor set, but has no row in the method table of its service.",
				 path);
			return -1;
		}
	}
	return 0;
}
