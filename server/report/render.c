#include "report/render.h"
#include <stdlib.h>
#include <string.h>

static void walk_block(const json_t *block, const struct block_writers *writers, void *arg)
{
	const struct {
		const char *type;
		void (*write)(void *arg, const json_t *block);
	} rows[] = {
		{ "heading", writers->heading }, { "paragraph", writers->paragraph }, { "table", writers->table },
		{ "chart", writers->chart },     { "letter", writers->letter },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].write && strcmp(rows[i].type, document_text(block, "type")) == 0)
			rows[i].write(arg, block);
}

void document_walk(const json_t *document, const struct block_writers *writers, void *arg)
{
	size_t i;
	const json_t *block;
	json_array_foreach(json_object_get(document, "blocks"), i, block) walk_block(block, writers, arg);
}

void render_begin(struct render *render)
{
	*render = (struct render){ 0 };
	render->out = open_memstream(&render->content, &render->size);
	if (!render->out)
		abort(); /* without memory: see base/memory.h */
}

int render_end(struct render *render, struct report_bytes *ret_bytes, char *ret_error, size_t error_size)
{
	if (fclose(render->out)) {
		snprintf(ret_error, error_size, "no memory for the report's file");
		free(render->content);
		return -1;
	}
	ret_bytes->content = (uint8_t *)render->content;
	ret_bytes->size = render->size;
	return 0;
}
