/* Asking the database and waiting for the answer, on a thread that may wait. */
#include "report/report.h"

#include <event2/event.h>
#include <stdio.h>

struct question {
	struct event_base *base;
	void (*then)(const struct db_result *result, void *arg);
	void *arg;
	bool done;
	enum db_error outcome;
	char *error;
	size_t error_size;
};

static void on_answer(const struct db_result *result, void *arg)
{
	struct question *question = arg;

	question->outcome = db_result_error(result);
	if (question->outcome == DB_OK && question->then)
		question->then(result, question->arg);
	else if (question->outcome != DB_OK)
		snprintf(question->error, question->error_size, "%s",
			 db_result_constraint(result)[0] ? db_result_constraint(result) : db_result_message(result));
	question->done = true;
	event_base_loopbreak(question->base);
}

enum db_error report_send(struct report_source *source, struct db_batch *batch,
			  void (*then)(const struct db_result *result, void *arg), void *arg, char *ret_error,
			  size_t error_size)
{
	struct question question = { .base = source->base,
				     .then = then,
				     .arg = arg,
				     .outcome = DB_UNAVAILABLE,
				     .error = ret_error,
				     .error_size = error_size };

	ret_error[0] = '\0';
	db_send(batch, on_answer, &question);
	while (!question.done)
		event_base_loop(source->base, EVLOOP_ONCE);
	return question.outcome;
}

int report_ask(struct report_source *source, struct db_batch *batch,
	       void (*then)(const struct db_result *result, void *arg), void *arg, char *ret_error, size_t error_size)
{
	return report_send(source, batch, then, arg, ret_error, error_size) == DB_OK ? 0 : -1;
}
