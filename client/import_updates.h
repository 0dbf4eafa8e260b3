/* Updates of a mapped sheet: tried all, then sent all, or those that are right. */
#ifndef IMPORT_UPDATES_H
#define IMPORT_UPDATES_H

#include "bulk.h"
#include "import_known.h"
#include "import_rows.h"
#include "submit_rows.h"

/* What a line of a ledger says of the case itself. */
struct line_case {
	Huiyin__V1__NewCase *fresh;     /* to be received with the line; NULL: the case is there */
	bool bad;                       /* it cannot be received, nor can anything happen to it */
	bool filed;                     /* it has the line's number: its filing is no news */
	const struct known_case *known; /* what it has, when it is there; NULL: not looked up */
};

struct update_import {
	struct client *client;
	struct import_rows *rows;
	struct arena *arena;
	struct submit_sender sender;
	Huiyin__V1__SubmitUpdateRequest *requests; /* the arena's */
	bool *bad;                                 /* rows that are not sent; the arena's */
	const struct line_case *lines;             /* for each row of the grid; NULL: all cases are there */
};
/* Reads the rows into requests; what is wrong is among the faults of the rows. */
void update_import_read(struct update_import *import);
/* Asks the server for each row what it would do. An exit code; not OK, after a sentence, when there is no use in going
 * on. */
int update_import_try(struct update_import *import);
/* Sends the rows that are not bad; what became of them is noted. */
int update_import_send(struct update_import *import, int parallel);

#endif
