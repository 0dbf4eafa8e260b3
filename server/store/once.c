#include "store/once.h"

#include "store/statements.h"

#include <event2/event.h>
#include <stdio.h>

struct once {
	struct event_base *base;
	void (*fill)(struct db_batch *batch, void *arg);
	void (*take)(const struct db_result *result, void *arg);
	void *arg;
	bool sent, done;
	char *error;
	size_t error_size;
};

static void on_answer(const struct db_result *result, void *arg)
{
	struct once *once = arg;

	if (once->done)
		return;
	if (db_result_error(result) == DB_OK) {
		once->take(result, once->arg);
		once->error[0] = '\0';
	} else {
		snprintf(once->error, once->error_size, "The database refuses: %s", db_result_message(result));
	}
	once->done = true;
	event_base_loopbreak(once->base);
}

static void on_state(struct db *db, const char *trouble, void *arg)
{
	struct once *once = arg;
	struct db_batch *batch;

	if (once->done || once->sent)
		return;
	if (trouble) {
		snprintf(once->error, once->error_size, "The database cannot be reached: %s", trouble);
		once->done = true;
		event_base_loopbreak(once->base);
		return;
	}
	once->sent = true;
	batch = db_batch_new(db);
	once->fill(batch, once->arg);
	db_send(batch, on_answer, once);
}

int store_once(const char *conninfo, void (*fill)(struct db_batch *batch, void *arg),
	       void (*take)(const struct db_result *result, void *arg), void *arg, char *ret_error, size_t error_size)
{
	struct once once = { .base = event_base_new(),
			     .fill = fill,
			     .take = take,
			     .arg = arg,
			     .error = ret_error,
			     .error_size = error_size };
	const struct db_options options = {
		.conninfo = conninfo,
		.application_name = "huiyind",
		.statements = store_statements,
		.n_statements = STATEMENT_COUNT,
		.session_sql = store_session_sql,
		.on_state = on_state,
		.arg = &once,
	};
	struct db *db;

	snprintf(ret_error, error_size, "The database cannot be reached.");
	if (!once.base)
		return -1;
	db = db_open(once.base, &options);
	while (!once.done && event_base_loop(once.base, EVLOOP_ONCE) == 0)
		continue;
	once.done = true;
	db_close(db);
	event_base_free(once.base);
	return ret_error[0] ? -1 : 0;
}
