/* A FileDescriptorSet as protoc wrote it, indexed by file and by symbol. The bytes of the files stay as they are, for
 * only protoc's own bytes are good for every client. */
#ifndef EVGRPC_DESCRIPTORS_H
#define EVGRPC_DESCRIPTORS_H

#include "evgrpc.h"

struct descriptors;

/* One file. bytes is its FileDescriptorProto inside the set. */
struct descriptors_file {
	char *name; /* as imports spell it */
	const uint8_t *bytes;
	size_t len;
};

/* One method of one service. Message names are fully qualified, without a leading dot. */
struct descriptors_method {
	char *path; /* "/package.Service/Method" */
	char *request, *response;
	enum evgrpc_kind kind;
};

/* Reads a set made with --include_imports; set is borrowed for the life of the result. NULL if the bytes are no such
 * set (corrupt, empty, a name twice, an import missing, messages nested too deep) or memory is short. */
struct descriptors *descriptors_read(const uint8_t *set, size_t len);
/* The same with those files of a second set, borrowed as well, whose names the first has not. */
struct descriptors *descriptors_read_with(const uint8_t *set, size_t len, const uint8_t *more, size_t more_len);
/* NULL is fine. Takes void * to serve as evgrpc_server_on_free's function. */
void descriptors_free(void *descriptors);

/* The file of that name, NULL if there is none. */
const struct descriptors_file *descriptors_file_by_name(const struct descriptors *descriptors, const char *name);
/* The file that defines a fully qualified name (service, method, message, field, oneof, enum, enum value, extension),
 * NULL if none does. */
const struct descriptors_file *descriptors_file_by_symbol(const struct descriptors *descriptors, const char *symbol);
/* The file that defines the extension of that number of the message type, NULL if none does. */
const struct descriptors_file *descriptors_file_by_extension(const struct descriptors *descriptors, const char *type,
							     int32_t number);

/* True if a message type has that fully qualified name. */
bool descriptors_has_message(const struct descriptors *descriptors, const char *type);
/* Number of extensions of a message type; the first capacity of their numbers go to ret_numbers, ascending. */
size_t descriptors_extension_numbers(const struct descriptors *descriptors, const char *type, int32_t *ret_numbers,
				     size_t capacity);

/* Number of methods of all services. */
size_t descriptors_method_count(const struct descriptors *descriptors);
/* The method number i (below the count), by path in ascending order. */
const struct descriptors_method *descriptors_method_at(const struct descriptors *descriptors, size_t i);
/* The method of that path, NULL if there is none. */
const struct descriptors_method *descriptors_method_by_path(const struct descriptors *descriptors, const char *path);

#endif
