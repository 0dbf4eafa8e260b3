/* Writes templates: "$name$" stands for the value of that name. */
#ifndef PLUGIN_EMIT_H
#define PLUGIN_EMIT_H

#include "model.h"

struct value {
	const char *name, *text;
};

struct emitter {
	struct pool *pool;
	struct text out;
	struct value values[12]; /* what is spoken of; ends with a NULL name */
};

/* What is spoken of from now on: a file, a service, a method. */
void about_file(struct emitter *emitter, const struct model *model);
void about_service(struct emitter *emitter, const struct service *service);
void about_method(struct emitter *emitter, const struct service *service, const struct method *method);
/* Adds a template. A name without a value is a fault of ours: the program ends. */
void emit(struct emitter *emitter, const char *template);
/* A comment of the .proto as a comment of C behind indent; nothing for "". */
void emit_comment(struct emitter *emitter, const char *indent, const char *comment);

#endif
