#include "emit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *value_of(const struct emitter *emitter, const char *name, size_t n)
{
	for (const struct value *value = emitter->values; value->name; value++)
		if (strlen(value->name) == n && !memcmp(value->name, name, n))
			return value->text;
	fprintf(stderr, "protoc-gen-evgrpc: a template asks for \"%.*s\".\n", (int)n, name);
	abort();
}

void emit(struct emitter *emitter, const char *template)
{
	for (;;) {
		size_t n = strcspn(template, "$");

		text_add(emitter->pool, &emitter->out, template, n);
		if (!template[n])
			return;
		template += n + 1;
		n = strcspn(template, "$");
		text_adds(emitter->pool, &emitter->out, value_of(emitter, template, n));
		template += n + 1;
	}
}

void about_file(struct emitter *emitter, const struct model *model)
{
	const struct value values[] = {
		{ "file", model->file }, { "stem", model->stem }, { "guard", model->guard }, { 0 }
	};

	memcpy(emitter->values, values, sizeof values);
}

void about_service(struct emitter *emitter, const struct service *service)
{
	const struct value values[] = { { "name", service->name },
					{ "lower", service->lower },
					{ "upper", service->upper },
					{ "count", pool_printf(emitter->pool, "%zu", service->n_methods) },
					{ 0 } };

	memcpy(emitter->values, values, sizeof values);
}

static const char *kind_of(const struct method *method)
{
	if (method->client_streams)
		return method->server_streams ? "EVGRPC_BIDI_STREAM" : "EVGRPC_CLIENT_STREAM";
	return method->server_streams ? "EVGRPC_SERVER_STREAM" : "EVGRPC_UNARY";
}

void about_method(struct emitter *emitter, const struct service *service, const struct method *method)
{
	const struct value values[] = { { "lower", service->lower },
					{ "path", method->path },
					{ "method", method->prefix },
					{ "member", method->member },
					{ "kind", kind_of(method) },
					{ "Request", method->request.name },
					{ "Response", method->response.name },
					{ "request", method->request.descriptor },
					{ "response", method->response.descriptor },
					{ "request_base", method->request.base },
					{ "response_base", method->response.base },
					{ 0 } };

	_Static_assert(sizeof values <= sizeof emitter->values, "room for them");
	memcpy(emitter->values, values, sizeof values);
}

/* ---- Comments --------------------------------------------------------------------------------------------------- */

/* One line; what would begin or end a comment is pulled apart. */
static void add_line(struct emitter *emitter, const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool splits = i && ((line[i - 1] == '*' && line[i] == '/') || (line[i - 1] == '/' && line[i] == '*'));

		if (splits)
			text_adds(emitter->pool, &emitter->out, " ");
		text_add(emitter->pool, &emitter->out, line + i, 1);
	}
}

static const char *skip_blank_lines(const char *comment)
{
	const char *line = comment;

	for (; *comment == ' ' || *comment == '\t' || *comment == '\r' || *comment == '\n'; comment++)
		if (*comment == '\n')
			line = comment + 1;
	return *comment ? line : comment;
}

void emit_comment(struct emitter *emitter, const char *indent, const char *comment)
{
	bool is_first = true;

	comment = skip_blank_lines(comment);
	if (!*comment)
		return;
	text_adds(emitter->pool, &emitter->out, indent);
	text_adds(emitter->pool, &emitter->out, "/*");
	while (*skip_blank_lines(comment)) {
		size_t n = strcspn(comment, "\n"), end = n;

		while (end && strchr(" \t\r", comment[end - 1]))
			end--;
		if (!is_first)
			text_adds(emitter->pool, &emitter->out, pool_printf(emitter->pool, "\n%s *", indent));
		if (end && comment[0] != ' ')
			text_adds(emitter->pool, &emitter->out, " ");
		add_line(emitter, comment, end);
		is_first = false;
		comment += n + (comment[n] == '\n');
	}
	text_adds(emitter->pool, &emitter->out, " */\n");
}
