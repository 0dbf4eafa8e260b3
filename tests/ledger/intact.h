/* Whether a ledger is what it says: verified, counted again, and read by a program that shares nothing with the server.
 */
#ifndef TESTS_LEDGER_INTACT_H
#define TESTS_LEDGER_INTACT_H

#include "ledger/fixture.h"

/* Exit status of the verifier in Python, which shares nothing with the server's code. */
static inline int verify_independently(const char *conninfo)
{
	char *command = hy_xasprintf("python3 -B %s/tests/verify_ledger.py '%s' %d >/dev/null 2>&1", SOURCE_DIR,
				     conninfo, PLACE);
	int status = system(command);

	free(command);
	return status;
}

static inline void expect_intact(const struct cluster *cluster)
{
	const char *conninfo = embedded_app_conninfo(cluster->embedded);
	struct verify_report report;
	struct recount_report *recount = hy_xcalloc(1, sizeof *recount);
	char error[300];

	if (ledger_verify(conninfo, PLACE, 0, &report, error, sizeof error))
		fail_msg("%s", error);
	if (!report.intact)
		fail_msg("%s", report.en);
	if (ledger_recount(conninfo, PLACE, recount, error, sizeof error))
		fail_msg("%s", error);
	if (recount->n_differences)
		fail_msg("%d differences, first: %s %s expected '%s' found '%s'", recount->n_differences,
			 recount->differences[0].table, recount->differences[0].key, recount->differences[0].expected,
			 recount->differences[0].found);
	print_message("intact: %" PRId64 " pages, %" PRId64 " lines; recount: %" PRId64 " rows equal\n", report.pages,
		      report.lines, recount->rows);
	free(recount);
}

#endif
