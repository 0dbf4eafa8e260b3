/* Reading is a walk over nested messages by one table (children); every element that has a name becomes a symbol.
 * Field numbers are those of google/protobuf/descriptor.proto. */
#include "descriptors_index.h"
#include "pbwire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Message types nested deeper than protobuf's own recursion limit could be parsed by no client. */
#define NESTING_MAX 100

/* Which field of which element holds which other elements. */
static const struct child {
	enum element parent;
	uint32_t field;
	enum element element;
} children[] = {
	{ ELEMENT_FILE, 4, ELEMENT_MESSAGE },   { ELEMENT_FILE, 5, ELEMENT_ENUM },
	{ ELEMENT_FILE, 6, ELEMENT_SERVICE },   { ELEMENT_FILE, 7, ELEMENT_EXTENSION },
	{ ELEMENT_MESSAGE, 2, ELEMENT_FIELD },  { ELEMENT_MESSAGE, 3, ELEMENT_MESSAGE },
	{ ELEMENT_MESSAGE, 4, ELEMENT_ENUM },   { ELEMENT_MESSAGE, 6, ELEMENT_EXTENSION },
	{ ELEMENT_MESSAGE, 8, ELEMENT_ONEOF },  { ELEMENT_ENUM, 2, ELEMENT_ENUM_VALUE },
	{ ELEMENT_SERVICE, 2, ELEMENT_METHOD },
};

/* Fields of single elements. Every element but the file keeps its name in field 1, and the file its path. */
enum {
	SET_FILE = 1,
	NAME = 1,
	FILE_PACKAGE = 2,
	FILE_DEPENDENCY = 3,
	EXTENSION_EXTENDEE = 2,
	EXTENSION_NUMBER = 3,
	METHOD_INPUT = 2,
	METHOD_OUTPUT = 3,
	METHOD_CLIENT_STREAMING = 5,
	METHOD_SERVER_STREAMING = 6,
};

struct bytes {
	const uint8_t *data;
	size_t len;
};

/* ---- Fields of a message ------------------------------------------------------------------------------------ */

/* The last field of that number, as the rule of protobuf for single fields is: 1, 0 if there is none, -1 if the message
 * is corrupt or the field has another type. */
static int find_field(struct bytes message, uint32_t number, enum pbwire_type type, struct pbwire_field *ret_field)
{
	struct pbwire wire = pbwire_over(message.data, message.len);
	struct pbwire_field field;
	int found = 0, more;

	while ((more = pbwire_next(&wire, &field)) > 0) {
		if (field.number != number)
			continue;
		if (field.type != type)
			return -1;
		*ret_field = field;
		found = 1;
	}
	return more < 0 ? -1 : found;
}

static int find_varint(struct bytes message, uint32_t number, uint64_t *ret_value)
{
	struct pbwire_field field = { 0 };

	if (find_field(message, number, PBWIRE_VARINT, &field) < 0)
		return -1;
	*ret_value = field.value;
	return 0;
}

/* Copy of a field as text, "" if it is absent; NULL if it is no text a name could be. */
static char *find_text(struct bytes message, uint32_t number)
{
	struct pbwire_field field = { .bytes = (const uint8_t *)"" };

	if (find_field(message, number, PBWIRE_BYTES, &field) < 0)
		return NULL;
	for (size_t i = 0; i < field.len; i++) {
		if (field.bytes[i] <= ' ' || field.bytes[i] == 0x7f)
			return NULL;
	}
	return strndup((const char *)field.bytes, field.len);
}

/* A reference to a type without the dot that says it is fully qualified; protoc resolves all of them so. */
static char *find_type(struct bytes message, uint32_t number)
{
	char *name = find_text(message, number);

	if (name == NULL)
		return NULL;
	if (name[0] != '.' || name[1] == '\0') {
		free(name);
		return NULL;
	}
	memmove(name, name + 1, strlen(name));
	return name;
}

/* ---- Reading ------------------------------------------------------------------------------------------------ */

/* Room for one more item behind n; arrays grow at each power of two. NULL when memory is short, items then stay. */
static void *grow(void *items, size_t n, size_t item_size)
{
	if ((n & (n - 1)) != 0)
		return items;
	return reallocarray(items, n == 0 ? 1 : 2 * n, item_size);
}

/* Takes name. */
static int add_symbol(struct descriptors *descriptors, char *name, enum element element,
		      const struct descriptors_file *file)
{
	struct symbol *symbols = grow(descriptors->symbols, descriptors->n_symbols, sizeof(*symbols));

	if (symbols == NULL) {
		free(name);
		return -1;
	}
	descriptors->symbols = symbols;
	symbols[descriptors->n_symbols++] = (struct symbol){ .name = name, .element = element, .file = file };
	return 0;
}

static int add_extension(struct descriptors *descriptors, struct bytes field, const struct descriptors_file *file)
{
	struct extension *extensions = grow(descriptors->extensions, descriptors->n_extensions, sizeof(*extensions));
	struct extension extension = { .file = file };
	uint64_t number;

	if (extensions == NULL)
		return -1;
	descriptors->extensions = extensions;
	if (find_varint(field, EXTENSION_NUMBER, &number) != 0 || number == 0 || number > INT32_MAX)
		return -1;
	extension.number = (int32_t)number;
	extension.extendee = find_type(field, EXTENSION_EXTENDEE);
	if (extension.extendee == NULL)
		return -1;
	extensions[descriptors->n_extensions++] = extension;
	return 0;
}

static int find_kind(struct bytes method, enum evgrpc_kind *ret_kind)
{
	uint64_t client_streams, server_streams;

	if (find_varint(method, METHOD_CLIENT_STREAMING, &client_streams) != 0)
		return -1;
	if (find_varint(method, METHOD_SERVER_STREAMING, &server_streams) != 0)
		return -1;
	if (client_streams != 0)
		*ret_kind = server_streams != 0 ? EVGRPC_BIDI_STREAM : EVGRPC_CLIENT_STREAM;
	else
		*ret_kind = server_streams != 0 ? EVGRPC_SERVER_STREAM : EVGRPC_UNARY;
	return 0;
}

/* full_name is "package.Service.Method". */
static int add_method(struct descriptors *descriptors, struct bytes message, const char *full_name)
{
	struct descriptors_method *methods = grow(descriptors->methods, descriptors->n_methods, sizeof(*methods));
	const char *name = strrchr(full_name, '.');
	struct descriptors_method method = { 0 };

	if (methods == NULL)
		return -1;
	descriptors->methods = methods;
	if (find_kind(message, &method.kind) != 0)
		return -1;
	method.request = find_type(message, METHOD_INPUT);
	method.response = find_type(message, METHOD_OUTPUT);
	if (asprintf(&method.path, "/%.*s/%s", (int)(name - full_name), full_name, name + 1) < 0)
		method.path = NULL;
	if (method.request == NULL || method.response == NULL || method.path == NULL) {
		descriptors_free_method(&method);
		return -1;
	}
	methods[descriptors->n_methods++] = method;
	return 0;
}

/* The fully qualified name of an element, NULL if it has none. */
static char *make_full_name(struct bytes message, const char *scope)
{
	char *name = find_text(message, NAME), *full_name = NULL;

	if (name == NULL || name[0] == '\0' || strchr(name, '.') != NULL) {
		free(name);
		return NULL;
	}
	if (scope[0] == '\0')
		return name;
	if (asprintf(&full_name, "%s.%s", scope, name) < 0)
		full_name = NULL;
	free(name);
	return full_name;
}

static const struct child *find_child(enum element parent, uint32_t field)
{
	for (size_t i = 0; i < sizeof(children) / sizeof(children[0]); i++) {
		if (children[i].parent == parent && children[i].field == field)
			return &children[i];
	}
	return NULL;
}

static int read_element(struct descriptors *descriptors, const struct descriptors_file *file, enum element element,
			struct bytes message, const char *scope, int depth);

static int read_children(struct descriptors *descriptors, const struct descriptors_file *file, enum element parent,
			 struct bytes message, const char *scope, int depth)
{
	struct pbwire wire = pbwire_over(message.data, message.len);
	struct pbwire_field field;
	int more;

	while ((more = pbwire_next(&wire, &field)) > 0) {
		const struct child *child = find_child(parent, field.number);

		if (child == NULL)
			continue;
		if (field.type != PBWIRE_BYTES)
			return -1;
		if (read_element(descriptors, file, child->element, (struct bytes){ field.bytes, field.len }, scope,
				 depth + 1) != 0)
			return -1;
	}
	return more;
}

static int read_element(struct descriptors *descriptors, const struct descriptors_file *file, enum element element,
			struct bytes message, const char *scope, int depth)
{
	char *name = depth <= NESTING_MAX ? make_full_name(message, scope) : NULL;

	if (name == NULL || add_symbol(descriptors, name, element, file) != 0)
		return -1;
	if (element == ELEMENT_EXTENSION)
		return add_extension(descriptors, message, file);
	if (element == ELEMENT_METHOD)
		return add_method(descriptors, message, name);
	/* The values of an enum are its neighbours, not its children (descriptor.proto says so for C++'s sake). */
	return read_children(descriptors, file, element, message, element == ELEMENT_ENUM ? scope : name, depth);
}

/* True if every file this one imports is in the set: a client will ask for each of them. */
static bool has_dependencies(const struct descriptors *descriptors, struct bytes file)
{
	struct pbwire wire = pbwire_over(file.data, file.len);
	struct pbwire_field field;

	while (pbwire_next(&wire, &field) > 0) {
		if (field.number != FILE_DEPENDENCY)
			continue;
		if (field.type != PBWIRE_BYTES || field.len == 0)
			return false;

		char *name = strndup((const char *)field.bytes, field.len);
		bool found = name != NULL && descriptors_file_by_name(descriptors, name) != NULL;

		free(name);
		if (!found)
			return false;
	}
	return true;
}

static int read_file(struct descriptors *descriptors, const struct descriptors_file *file)
{
	struct bytes message = { file->bytes, file->len };
	char *package = find_text(message, FILE_PACKAGE);
	int result = -1;

	if (package != NULL && has_dependencies(descriptors, message))
		result = read_children(descriptors, file, ELEMENT_FILE, message, package, 0);
	free(package);
	return result;
}

static int add_file(struct descriptors *descriptors, struct bytes message)
{
	struct descriptors_file *files = grow(descriptors->files, descriptors->n_files, sizeof(*files));
	char *name;

	if (files == NULL)
		return -1;
	descriptors->files = files;
	name = find_text(message, NAME);
	if (name == NULL || name[0] == '\0') {
		free(name);
		return -1;
	}
	files[descriptors->n_files++] =
		(struct descriptors_file){ .name = name, .bytes = message.data, .len = message.len };
	return 0;
}

static int add_files(struct descriptors *descriptors, const uint8_t *set, size_t len)
{
	struct pbwire wire = pbwire_over(set, len);
	struct pbwire_field field;
	int more;

	while ((more = pbwire_next(&wire, &field)) > 0) {
		if (field.number != SET_FILE)
			continue;
		if (field.type != PBWIRE_BYTES || add_file(descriptors, (struct bytes){ field.bytes, field.len }) != 0)
			return -1;
	}
	return more;
}

/* Drops the files from number n on that have the name of one before; those before n are sorted. */
static void drop_known_files(struct descriptors *descriptors, size_t n)
{
	struct descriptors before = { .files = descriptors->files, .n_files = n };
	size_t end = descriptors->n_files;

	descriptors->n_files = n;
	for (size_t i = n; i < end; i++) {
		if (descriptors_file_by_name(&before, descriptors->files[i].name) != NULL)
			free(descriptors->files[i].name);
		else
			descriptors->files[descriptors->n_files++] = descriptors->files[i];
	}
}

/* Files come first and are sorted at once: the symbols point at them, and imports may name a later file. */
static int read_sets(struct descriptors *descriptors, struct bytes set, struct bytes more)
{
	size_t n;

	if (add_files(descriptors, set.data, set.len) != 0 || descriptors_sort_files(descriptors) != 0)
		return -1;
	/* No set has no files; rather the bytes were lost on the way here. */
	if (descriptors->n_files == 0)
		return -1;
	n = descriptors->n_files;
	if (add_files(descriptors, more.data, more.len) != 0)
		return -1;
	drop_known_files(descriptors, n);
	if (descriptors_sort_files(descriptors) != 0)
		return -1;
	for (size_t i = 0; i < descriptors->n_files; i++) {
		if (read_file(descriptors, &descriptors->files[i]) != 0)
			return -1;
	}
	return descriptors_sort(descriptors);
}

struct descriptors *descriptors_read(const uint8_t *set, size_t len)
{
	return descriptors_read_with(set, len, NULL, 0);
}

struct descriptors *descriptors_read_with(const uint8_t *set, size_t len, const uint8_t *more, size_t more_len)
{
	struct descriptors *descriptors = calloc(1, sizeof(*descriptors));

	if (descriptors == NULL)
		return NULL;
	if (read_sets(descriptors, (struct bytes){ set, len }, (struct bytes){ more, more_len }) != 0) {
		descriptors_free(descriptors);
		return NULL;
	}
	return descriptors;
}
