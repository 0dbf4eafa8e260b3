/* The tables behind descriptors.h: filled by descriptors_read.c, searched by descriptors.c. */
#ifndef EVGRPC_DESCRIPTORS_INDEX_H
#define EVGRPC_DESCRIPTORS_INDEX_H

#include "descriptors.h"

/* What a symbol names. */
enum element {
	ELEMENT_FILE,
	ELEMENT_MESSAGE,
	ELEMENT_FIELD,
	ELEMENT_ONEOF,
	ELEMENT_EXTENSION,
	ELEMENT_ENUM,
	ELEMENT_ENUM_VALUE,
	ELEMENT_SERVICE,
	ELEMENT_METHOD,
};

/* A fully qualified name and the file that defines it. */
struct symbol {
	char *name;
	enum element element;
	const struct descriptors_file *file;
};

/* An extension: who is extended, under which field number. */
struct extension {
	char *extendee;
	int32_t number;
	const struct descriptors_file *file;
};

/* Each array is in order once everything is read. */
struct descriptors {
	struct descriptors_file *files;
	size_t n_files;
	struct symbol *symbols;
	size_t n_symbols;
	struct extension *extensions;
	size_t n_extensions;
	struct descriptors_method *methods;
	size_t n_methods;
};

/* Sorts the files by name, before anything points at them; -1 if two have one name. */
int descriptors_sort_files(struct descriptors *descriptors);
/* Sorts the rest by name; -1 if two things have one name. */
int descriptors_sort(struct descriptors *descriptors);
/* Frees what a method row holds. */
void descriptors_free_method(struct descriptors_method *method);

#endif
