/* Batches out, results in. Each batch is followed by a Sync of its own: it is one implicit transaction, and an error
 * skips the rest of this batch and nothing of the next. For a batch of n statements libpq hands out
 *
 *   result, NULL, … (n times, or fewer and then PGRES_PIPELINE_ABORTED ones after an error)
 *   [an error of the commit itself, such as a deferred constraint, and NULL]
 *   PGRES_PIPELINE_SYNC, which ends the batch and has no NULL. */
#include "db/internal.h"

#include "base/memory.h"
#include "db/sqlstate.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Between two NULLs there is always a result; more in a row mean that libpq and we count differently. */
#define NULLS_IN_A_ROW 1

static int send_call(struct db *db, const struct db_batch *batch, size_t i)
{
	const struct db_call *call = &batch->calls[i];
	const struct db_statement *statement = &db->options.statements[call->statement];
	size_t end = i + 1 < batch->n_calls ? batch->calls[i + 1].first_param : batch->n_params;
	size_t n = end - call->first_param;

	assert(n == (size_t)statement->params);
	for (size_t p = 0; p < n; p++) {
		const struct db_param *param = &batch->params[call->first_param + p];

		db->values[p] = param->len < 0 ? NULL : (const char *)batch->bytes + param->offset;
		db->lengths[p] = param->len;
	}
	return PQsendQueryPrepared(db->conn, statement->name, (int)n, db->values, db->lengths, db->formats, 1);
}

int pipeline_send(struct db *db, struct db_batch *batch)
{
	assert(batch->array == DB_NO_ARRAY);
	for (size_t i = 0; i < batch->n_calls; i++)
		if (!send_call(db, batch, i))
			return -1;
	if (!PQpipelineSync(db->conn))
		return -1;
	return conn_flush(db);
}

static const char *field(const PGresult *res, int code)
{
	const char *text = PQresultErrorField(res, code);

	return text ? text : "";
}

/* The first error of a batch counts; those after it are its consequences. */
static void note_error(struct db *db, struct db_batch *batch, const PGresult *res)
{
	const char *sqlstate = field(res, PG_DIAG_SQLSTATE);
	const char *severity = field(res, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *constraint = field(res, PG_DIAG_CONSTRAINT_NAME);
	const char *message = field(res, PG_DIAG_MESSAGE_PRIMARY);
	enum db_error error = sqlstate_meaning(sqlstate);

	if (batch->result.error != DB_OK)
		return;
	/* After FATAL and PANIC the session is gone; without a code the error is libpq's own: the socket broke. */
	if (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0 ||
	    (!sqlstate[0] && PQstatus(db->conn) == CONNECTION_BAD))
		error = DB_LOST;
	db_fail(batch, error, message[0] ? message : PQresultErrorMessage(res));
	snprintf(batch->result.sqlstate, sizeof(batch->result.sqlstate), "%s", sqlstate);
	if (constraint[0])
		batch->result.constraint = hy_xstrdup(constraint);
}

static void finish_first(struct db *db)
{
	struct db_batch *batch = STAILQ_FIRST(&db->sent);

	STAILQ_REMOVE_HEAD(&db->sent, next);
	db->n_queued--;
	if (batch->commit_unsure)
		db_fail(batch, DB_UNKNOWN,
			"The commit was not confirmed by the standby; nobody knows whether it will last.");
	db_answer(batch);
}

/* Takes a result over. NULL, or why the session cannot go on. */
static const char *take_result(struct db *db, PGresult *res)
{
	struct db_batch *batch = STAILQ_FIRST(&db->sent);

	switch (PQresultStatus(res)) {
	case PGRES_PIPELINE_SYNC:
		PQclear(res);
		finish_first(db);
		return NULL;
	case PGRES_EMPTY_QUERY:
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
		if (batch->result.n_results == batch->n_calls)
			break;
		batch->result.results[batch->result.n_results++] = res;
		return NULL;
	case PGRES_PIPELINE_ABORTED:
		PQclear(res);
		return NULL;
	case PGRES_BAD_RESPONSE:
	case PGRES_NONFATAL_ERROR:
	case PGRES_FATAL_ERROR:
		note_error(db, batch, res);
		PQclear(res);
		return NULL;
	case PGRES_COPY_IN:
	case PGRES_COPY_OUT:
	case PGRES_COPY_BOTH:
	case PGRES_SINGLE_TUPLE:
		break;
	}
	PQclear(res);
	return "The database sent a result nobody asked for.";
}

const char *pipeline_read(struct db *db)
{
	const char *trouble = NULL;
	int nulls = 0;

	/* Callbacks may send, and may close the connection. */
	while (!trouble && db->state == CONN_UP && !STAILQ_EMPTY(&db->sent) && !PQisBusy(db->conn)) {
		PGresult *res = PQgetResult(db->conn);

		if (res) {
			nulls = 0;
			trouble = take_result(db, res);
		} else if (++nulls > NULLS_IN_A_ROW) {
			trouble = "The answers of the database are out of step.";
		}
	}
	return trouble;
}

/* The server acknowledges a commit even when its wait for the standby was cancelled, and says so only by a warning
 * (reliability.md, facts 1 and 2). It comes after the statements' results and before the end of the batch, so it is
 * about the first batch of the queue. The function's name does not depend on the language of messages. */
void pipeline_notice(void *arg, const PGresult *notice)
{
	struct db *db = arg;
	struct db_batch *batch = STAILQ_FIRST(&db->sent);
	bool about_standby = strcmp(field(notice, PG_DIAG_SOURCE_FUNCTION), "SyncRepWaitForLSN") == 0 ||
			     strstr(field(notice, PG_DIAG_MESSAGE_PRIMARY), "synchronous replication");

	if (batch && about_standby && strcmp(field(notice, PG_DIAG_SEVERITY_NONLOCALIZED), "WARNING") == 0)
		batch->commit_unsure = true;
}
