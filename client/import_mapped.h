/* import of people's sheets: mapped, tried, and stored when the user agrees. */
#ifndef IMPORT_MAPPED_H
#define IMPORT_MAPPED_H

#include "import_mapping.h"

struct import_wish {
	const char *path;
	const struct strbuf *bytes;                  /* of the file */
	enum import_kind kind;                       /* NONE: by what the sheet has */
	const char *sheet;                           /* "" for the first */
	const char *mapping, *save_mapping, *result; /* files; NULL */
	const struct arguments *arguments;           /* with --set */
	bool dry_run, yes, partial;
	int parallel;
};
/* Returns an exit code. */
int import_mapped(struct client *client, const struct import_wish *wish);

#endif
