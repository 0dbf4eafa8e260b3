/* A ledger with proposals and their handling: each row a case and what happened to it. Everything is tried before
 * anything is stored; then the cases are received, all of them, and what happened to them follows. */
#ifndef IMPORT_LEDGER_H
#define IMPORT_LEDGER_H

#include "import_cases.h"
#include "import_updates.h"

struct ledger_import {
	struct client *client;
	struct import_rows *rows;
	struct arena *arena;
	struct case_import cases;
	struct update_import updates;
	struct line_case *lines; /* for each row of the grid; the arena's */
	bool *there;             /* cases the server has; the arena's */
};
/* Looks which cases are there, then asks the server about the others and about every step. An exit code; not OK, after
 * a sentence, when there is no use in going on. */
int ledger_import_try(struct ledger_import *import);
/* Receives the new cases of the lines that are right, then sends their steps. What became of them is noted. Run again
 * with the same file it goes on where it was. */
int ledger_import_send(struct ledger_import *import, int parallel);
/* Cases that are new, and those that are to be received. */
size_t ledger_import_new(const struct ledger_import *import);

#endif
