/* Many updates on one stream (SubmitUpdates): several under way, rows of the same case one after the other, and the
 * same request id again when an answer did not come. */
#ifndef BULK_H
#define BULK_H

#include "client.h"
#include "remote.h"
#include <huiyin/v1/case_service.pb-c.h>

#define BULK_MAX_PARALLEL 64 /* a server works on as many of a stream at a time */

enum bulk_state {
	BULK_WAITING, /* not sent: the run was given up before */
	BULK_SENDING,
	BULK_STORED,
	BULK_ALREADY, /* this request id had been stored before */
	BULK_REFUSED,
	BULK_UNANSWERED, /* sent several times, no answer: it may be stored */
	BULK_UNDONE,     /* not executed at any try, given up */
	BULK_HELD,       /* not sent: an earlier row of the same case was refused or not answered */
};

/* A row. The caller sets request and line, the rest is the result; message and reason are freed by bulk_free. */
struct bulk_row {
	Huiyin__V1__SubmitUpdateRequest *request;
	size_t line;
	enum bulk_state state;
	int code;
	enum remote_fate fate; /* of a row refused, not answered or not executed */
	char *message, *reason;
	bool late_entry;
	long long page;
	/* bulk.c's own */
	size_t next;
	int tries;
};

/* Sends n rows. 0, or an exit code after a sentence when nothing could be begun. */
int bulk_run(struct client *client, struct bulk_row *rows, size_t n, int parallel);
/* Frees the texts of the results. */
void bulk_free(struct bulk_row *rows, size_t n);
/* Rows in a state. */
long long bulk_count(const struct bulk_row *rows, size_t n, enum bulk_state state);

#endif
