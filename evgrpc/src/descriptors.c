#include "descriptors_index.h"

#include <stdlib.h>
#include <string.h>

/* ---- Order -------------------------------------------------------------------------------------------------- */

static int compare_files(const void *a, const void *b)
{
	return strcmp(((const struct descriptors_file *)a)->name, ((const struct descriptors_file *)b)->name);
}

static int compare_symbols(const void *a, const void *b)
{
	return strcmp(((const struct symbol *)a)->name, ((const struct symbol *)b)->name);
}

static int compare_methods(const void *a, const void *b)
{
	return strcmp(((const struct descriptors_method *)a)->path, ((const struct descriptors_method *)b)->path);
}

static int compare_extensions(const void *a, const void *b)
{
	const struct extension *left = a, *right = b;
	int order = strcmp(left->extendee, right->extendee);

	if (order != 0)
		return order;
	return (left->number > right->number) - (left->number < right->number);
}

/* Sorts an array; -1 if two items are equal, for then the set says two things of one name. */
static int sort_unique(void *items, size_t n, size_t item_size, int (*compare)(const void *, const void *))
{
	const char *item = items;

	if (n < 2)
		return 0;
	qsort(items, n, item_size, compare);
	for (size_t i = 1; i < n; i++, item += item_size) {
		if (compare(item, item + item_size) == 0)
			return -1;
	}
	return 0;
}

int descriptors_sort_files(struct descriptors *descriptors)
{
	return sort_unique(descriptors->files, descriptors->n_files, sizeof(*descriptors->files), compare_files);
}

int descriptors_sort(struct descriptors *descriptors)
{
	struct descriptors *d = descriptors;

	if (sort_unique(d->symbols, d->n_symbols, sizeof(*d->symbols), compare_symbols) != 0)
		return -1;
	if (sort_unique(d->extensions, d->n_extensions, sizeof(*d->extensions), compare_extensions) != 0)
		return -1;
	return sort_unique(d->methods, d->n_methods, sizeof(*d->methods), compare_methods);
}

/* ---- Finding ------------------------------------------------------------------------------------------------ */

/* bsearch that takes an empty array. */
static void *find(const void *key, const void *items, size_t n, size_t item_size,
		  int (*compare)(const void *, const void *))
{
	return n == 0 ? NULL : bsearch(key, items, n, item_size, compare);
}

const struct descriptors_file *descriptors_file_by_name(const struct descriptors *descriptors, const char *name)
{
	struct descriptors_file key = { .name = (char *)name };

	return find(&key, descriptors->files, descriptors->n_files, sizeof(key), compare_files);
}

static const struct symbol *find_symbol(const struct descriptors *descriptors, const char *name)
{
	struct symbol key = { .name = (char *)name };

	return find(&key, descriptors->symbols, descriptors->n_symbols, sizeof(key), compare_symbols);
}

const struct descriptors_file *descriptors_file_by_symbol(const struct descriptors *descriptors, const char *symbol)
{
	const struct symbol *found = find_symbol(descriptors, symbol);

	return found == NULL ? NULL : found->file;
}

const struct descriptors_file *descriptors_file_by_extension(const struct descriptors *descriptors, const char *type,
							     int32_t number)
{
	struct extension key = { .extendee = (char *)type, .number = number };
	const struct extension *found =
		find(&key, descriptors->extensions, descriptors->n_extensions, sizeof(key), compare_extensions);

	return found == NULL ? NULL : found->file;
}

bool descriptors_has_message(const struct descriptors *descriptors, const char *type)
{
	const struct symbol *found = find_symbol(descriptors, type);

	return found != NULL && found->element == ELEMENT_MESSAGE;
}

size_t descriptors_extension_numbers(const struct descriptors *descriptors, const char *type, int32_t *ret_numbers,
				     size_t capacity)
{
	size_t n = 0;

	for (size_t i = 0; i < descriptors->n_extensions; i++) {
		if (strcmp(descriptors->extensions[i].extendee, type) != 0)
			continue;
		if (n < capacity)
			ret_numbers[n] = descriptors->extensions[i].number;
		n++;
	}
	return n;
}

size_t descriptors_method_count(const struct descriptors *descriptors)
{
	return descriptors->n_methods;
}

const struct descriptors_method *descriptors_method_at(const struct descriptors *descriptors, size_t i)
{
	return &descriptors->methods[i];
}

const struct descriptors_method *descriptors_method_by_path(const struct descriptors *descriptors, const char *path)
{
	struct descriptors_method key = { .path = (char *)path };

	return find(&key, descriptors->methods, descriptors->n_methods, sizeof(key), compare_methods);
}

/* ---- End ----------------------------------------------------------------------------------------------------- */

void descriptors_free_method(struct descriptors_method *method)
{
	free(method->path);
	free(method->request);
	free(method->response);
}

void descriptors_free(void *arg)
{
	struct descriptors *descriptors = arg;

	if (descriptors == NULL)
		return;
	for (size_t i = 0; i < descriptors->n_files; i++)
		free(descriptors->files[i].name);
	for (size_t i = 0; i < descriptors->n_symbols; i++)
		free(descriptors->symbols[i].name);
	for (size_t i = 0; i < descriptors->n_extensions; i++)
		free(descriptors->extensions[i].extendee);
	for (size_t i = 0; i < descriptors->n_methods; i++)
		descriptors_free_method(&descriptors->methods[i]);
	free(descriptors->files);
	free(descriptors->symbols);
	free(descriptors->extensions);
	free(descriptors->methods);
	free(descriptors);
}
