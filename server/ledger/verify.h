/* Checking the ledger: hashes and chain (verify), derived tables against the lines (recount). Both read the database on
 * a blocking connection of their own in one REPEATABLE READ snapshot and run on a thread of the caller's. */
#ifndef LEDGER_VERIFY_H
#define LEDGER_VERIFY_H

#include "base/digest.h"
#include "domain/reason.h"
#include <stdbool.h>
#include <stdint.h>

struct verify_report {
	int64_t pages, lines;
	bool intact;
	int64_t bad_page;
	int bad_line;
	char zh[300], en[300]; /* what is wrong; "" when intact */
	int64_t head_page;
	uint8_t head_hash[SHA256_BYTES];
};
/* Recomputes leaves, roots, page hashes and the chain from from_page on (0: 1), checks numbers without gap, line counts
 * and that the columns beside each body repeat it. -1 with a sentence if the database cannot be read. */
int ledger_verify(const char *conninfo, int jurisdiction, int64_t from_page, struct verify_report *ret_report,
		  char *ret_error, size_t error_size);

#define RECOUNT_MAX_DIFFERENCES 100
struct recount_report {
	int64_t page, lines, rows;
	struct {
		char table[20], key[120], expected[300], found[300];
	} differences[RECOUNT_MAX_DIFFERENCES];
	int n_differences;
};
/* Derives cases, assignments, requests, offices, sessions, rules, calendar, milestones and tallies anew from the lines
 * up to fold.page and compares every row both ways. */
int ledger_recount(const char *conninfo, int jurisdiction, struct recount_report *ret_report, char *ret_error,
		   size_t error_size);

#endif
