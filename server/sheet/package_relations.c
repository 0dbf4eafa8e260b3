/* Relationships: which part plays which part, by _rels/NAME.rels. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "sheet/grid_build.h"
#include "sheet/package.h"

#define MAX_RELATIONSHIPS GRID_MAX_PARTS

struct reading {
	const char *folder; /* of the part whose they are, with its /; "" for the package */
	size_t folder_len;
	struct relationships *list;
};

/* The last word of "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet". */
static const char *type_word(const char *type)
{
	const char *border = strrchr(type, '/');

	return border ? border + 1 : type;
}

/* Drops "x/.." and "." steps of a path in place. */
static void flatten(char *path)
{
	char *out = path;

	for (char *step = path, *next; step; step = next) {
		next = strchr(step, '/');
		size_t len = next ? (size_t)(next - step) : strlen(step);

		next = next ? next + 1 : NULL;
		if (len == 2 && memcmp(step, "..", 2) == 0) {
			while (out > path && *--out != '/')
				;
			continue;
		}
		if (len == 0 || (len == 1 && *step == '.'))
			continue;
		if (out > path)
			*out++ = '/';
		memmove(out, step, len);
		out += len;
	}
	*out = '\0';
}

static void take_target(const struct reading *reading, const char *target, char *part, size_t size)
{
	if (*target == '/' || *target == '\\')
		snprintf(part, size, "%s", target + 1);
	else
		snprintf(part, size, "%.*s%s", (int)reading->folder_len, reading->folder, target);
	for (char *p = part; *p; p++)
		if (*p == '\\')
			*p = '/';
	flatten(part);
}

static void on_start(struct xml *xml, const char *name, const char *const *attributes)
{
	struct reading *reading = xml_context(xml);
	struct relationships *list = reading->list;
	const char *id = xml_attribute(attributes, "Id"), *target = xml_attribute(attributes, "Target");
	const char *type = xml_attribute(attributes, "Type"), *mode = xml_attribute(attributes, "TargetMode");
	struct relationship *entry;

	if (strcmp(name, "Relationship") != 0 || !id || !target || !type || (mode && strcasecmp(mode, "External") == 0))
		return;
	if (list->n == MAX_RELATIONSHIPS) {
		xml_fail(xml, "关系过多", "it has too many relationships");
		return;
	}
	if (list->n == list->room) {
		list->room = list->room ? list->room * 2 : 16;
		list->list = hy_xrealloc(list->list, list->room * sizeof(*list->list));
	}
	entry = &list->list[list->n++];
	snprintf(entry->id, sizeof(entry->id), "%s", id);
	snprintf(entry->type, sizeof(entry->type), "%s", type_word(type));
	take_target(reading, target, entry->part, sizeof(entry->part));
}

int package_relationships(struct package *package, const char *part, struct relationships *ret_relationships)
{
	static const struct xml_handlers handlers = { .start = on_start };
	const char *file = strrchr(part, '/');
	struct reading reading = { .folder = part, .list = ret_relationships };
	char name[320];

	*ret_relationships = (struct relationships){ 0 };
	file = file ? file + 1 : part;
	reading.folder_len = (size_t)(file - part);
	snprintf(name, sizeof(name), "%.*s_rels/%s.rels", (int)reading.folder_len, part, file);
	if (!package_has(package, name))
		return 0;
	if (package_parse(package, name, &handlers, &reading) == 0)
		return 0;
	free(ret_relationships->list);
	*ret_relationships = (struct relationships){ 0 };
	return -1;
}

const struct relationship *relationship_find(const struct relationships *relationships, const char *type,
					     const char *id)
{
	for (size_t i = 0; i < relationships->n; i++) {
		const struct relationship *entry = &relationships->list[i];

		if ((!type || strcmp(entry->type, type) == 0) && (!id || strcmp(entry->id, id) == 0))
			return entry;
	}
	return NULL;
}
