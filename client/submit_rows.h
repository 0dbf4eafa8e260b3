/* Many updates sent or tried, and what became of each. */
#ifndef SUBMIT_ROWS_H
#define SUBMIT_ROWS_H

#include "base/memory.h"
#include "bulk.h"

/* Sends the rows and reports; their texts of results are freed. Returns the exit code: 7 when some did not count. */
int submit_rows_send(struct client *client, struct bulk_row *rows, size_t n, int parallel);
/* Asks the server for each row what it would do, writes nothing and lists it. A second row of a case depends on the
 * first and is not tried. Returns the exit code: 7 when some would be refused, 1 when all would. */
int submit_rows_try(struct client *client, const struct bulk_row *rows, size_t n);

/* Who sends, and the server's day: parts of request ids that must stay the same when the same is sent again. */
struct submit_sender {
	const char *office, *business_date; /* the arena's; office "" for none */
};
int submit_ask_sender(struct client *client, struct arena *arena, struct submit_sender *ret_sender);

#endif
