/* Rows of proposals to the server's ImportCases: all or none, or those that are right. */
#ifndef IMPORT_CASES_H
#define IMPORT_CASES_H

#include "base/memory.h"
#include "import_fields.h"
#include "sheet.h"
#include <huiyin/v1/case_service.pb-c.h>

/* The rows of a sheet as they are to be sent, and what was wrong with them before anything was sent. */
struct case_import {
	const struct sheet *sheet;
	Huiyin__V1__NewCase *cases; /* the arena's */
	bool *bad;                  /* rows that are not sent; the arena's, NULL before any is known */
	struct sheet_faults *faults;
	bool *there; /* rows that are not sent since the server has them; the arena's, NULL: none is known */
	const char **difference; /* the field in which a row differs from the case of its number; the arena's, NULL */
	size_t n_faults, n_good;
};
/* Reads every row that is not bad and not there, and looks for doubles; faults were begun. */
void case_import_read(struct case_import *import, struct arena *arena);
/* Sends the rows that are not bad. The answer (free with remote_free), or NULL with *ret_exit after a sentence. */
Huiyin__V1__ImportCasesResponse *case_import_send(struct client *client, const struct case_import *import, bool dry_run,
						  int *ret_exit);
/* Asks the server what it would do with the rows. Those that say what it has are there, also when the sheet has grown
 * or an earlier import broke off; those that are wrong are bad and among the faults. An exit code; not OK, after a
 * sentence, when there is no use in going on. */
int case_import_try(struct client *client, struct case_import *import, struct arena *arena);
/* Adds the errors of an answer to the faults and marks their rows bad. */
void case_import_add_errors(struct case_import *import, const Huiyin__V1__ImportCasesResponse *answer);
/* Rows among the errors of an answer. */
size_t case_import_error_rows(const Huiyin__V1__ImportCasesResponse *answer);
/* Says that so many rows have errors and nothing was stored; the exit code. */
int case_import_refuse(size_t rows);

#endif
