/* What the renderers that write text share: a file in memory, and walking the blocks. */
#ifndef REPORT_RENDER_H
#define REPORT_RENDER_H

#include "report/document.h"
#include <stdio.h>

/* One function for each type of block; NULL: the format leaves it out. */
struct block_writers {
	void (*heading)(void *arg, const json_t *block);
	void (*paragraph)(void *arg, const json_t *block);
	void (*table)(void *arg, const json_t *block);
	void (*chart)(void *arg, const json_t *block);
	void (*letter)(void *arg, const json_t *block);
};
/* Calls the writer of each block, in order; blocks of other types are left out. */
void document_walk(const json_t *document, const struct block_writers *writers, void *arg);

/* Writing into memory: out is good until render_end, which closes it. -1 with a sentence when it could not be kept. */
struct render {
	FILE *out;
	char *content;
	size_t size;
};
void render_begin(struct render *render);
int render_end(struct render *render, struct report_bytes *ret_bytes, char *ret_error, size_t error_size);

#endif
