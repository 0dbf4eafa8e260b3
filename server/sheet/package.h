/* A package (.xlsx: a ZIP of XML parts) read part by part, in bounded memory. Internal to sheet/. */
#ifndef SHEET_PACKAGE_H
#define SHEET_PACKAGE_H

#include "domain/reason.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct package;
/* bytes and name (of the file, for the sentences) must outlive it. NULL with the refusal. */
struct package *package_open(const uint8_t *bytes, size_t size, const char *name, struct refusal *refusal);
void package_close(struct package *package); /* NULL is fine */
const char *package_name(const struct package *package);
/* Case does not matter, and \ is /, as some writers have it. */
bool package_has(const struct package *package, const char *part);

/* A part while it is parsed. */
struct xml;
struct xml_handlers {
	/* Names are local ones, without the name space. */
	void (*start)(struct xml *xml, const char *name, const char *const *attributes);
	void (*end)(struct xml *xml, const char *name);
	void (*text)(struct xml *xml, const char *text, size_t len); /* in pieces; NULL: not wanted */
};
/* What was given to package_parse. */
void *xml_context(const struct xml *xml);
struct refusal *xml_refusal(const struct xml *xml);
/* Elements that are open around this one: 0 for the root. */
size_t xml_depth(const struct xml *xml);
/* Value of an attribute by its local name; NULL if it is not there. */
const char *xml_attribute(const char *const *attributes, const char *name);
/* A whole number without sign; SIZE_MAX when it is none, or too large. */
size_t xml_number(const char *text);
/* Ends the parsing: the handler has filled in the refusal. */
void xml_stop(struct xml *xml);
/* The same with a refusal of the part. */
void xml_fail(struct xml *xml, const char *zh, const char *en);

/* Parses a part that is there. 0, or -1 with the refusal. */
int package_parse(struct package *package, const char *part, const struct xml_handlers *handlers, void *context);

/* A relationship of a part: rId, what it leads to. */
struct relationship {
	char id[64], part[256], type[24]; /* type: the last word of its address, such as "worksheet" */
};
struct relationships {
	struct relationship *list;
	size_t n, room;
};
/* The relationships of a part ("" for the package itself); none when it has none. Free list with free. */
int package_relationships(struct package *package, const char *part, struct relationships *ret_relationships);
/* The first of a type, or with an id (the other NULL); NULL if there is none. */
const struct relationship *relationship_find(const struct relationships *relationships, const char *type,
					     const char *id);

#endif
