#include "service/view.h"

#include "base/memory.h"
#include "store/statements.h"

#include <stdlib.h>

struct view {
	struct view *next;
	struct worker *worker;
	struct db *db; /* NULL: the worker has stopped */
	bool begun;    /* the transaction has */
	bool lost;
	void (*ready)(void *arg, bool good); /* NULL: it ran */
	void *arg;
};

static void tell(struct view *view, bool good)
{
	void (*ready)(void *arg, bool good) = view->ready;

	view->ready = NULL;
	if (ready)
		ready(view->arg, good);
}

static void on_state(struct db *db, const char *trouble, void *arg)
{
	struct view *view = arg;

	(void)db;
	view->lost |= trouble != NULL;
	tell(view, !trouble);
}

static size_t count(const struct view *list)
{
	size_t n = 0;

	for (; list; list = list->next)
		n++;
	return n;
}

struct view *view_open(struct worker *worker, void (*ready)(void *arg, bool good), void *arg)
{
	struct db_options options = {
		.conninfo = worker->service->conninfo,
		.application_name = "huiyind export",
		.statements = store_statements,
		.n_statements = STATEMENT_COUNT,
		.session_sql = store_session_sql,
		.on_state = on_state,
	};
	struct view *view;

	if (count(worker->views) >= VIEWS_MAX)
		return NULL;
	view = hy_xcalloc(1, sizeof(*view));
	view->worker = worker;
	view->ready = ready;
	view->arg = arg;
	view->next = worker->views;
	worker->views = view;
	options.arg = view;
	view->db = db_open(evgrpc_worker_base(worker->evgrpc), &options);
	return view;
}

struct db_batch *view_batch(struct view *view)
{
	struct db_batch *batch;

	if (view->lost || !view->db)
		return NULL;
	batch = db_batch_new(view->db);
	if (!view->begun)
		db_add(batch, SNAPSHOT_BEGIN);
	view->begun = true;
	return batch;
}

static void on_ended(const struct db_result *result, void *arg)
{
	(void)result; /* a trouble shows in what follows */
	(void)arg;
}

void view_renew(struct view *view)
{
	struct db_batch *batch = view_batch(view);

	view->begun = false;
	if (!batch)
		return;
	db_add(batch, SNAPSHOT_END);
	db_send(batch, on_ended, NULL);
}

static void unlink_from(struct worker *worker, const struct view *view)
{
	struct view **place = &worker->views;

	while (*place && *place != view)
		place = &(*place)->next;
	if (*place)
		*place = view->next;
}

void view_close(struct view *view)
{
	struct db *db;

	if (!view)
		return;
	unlink_from(view->worker, view);
	db = view->db;
	free(view);
	db_close(db);
}

void views_stop(struct worker *worker)
{
	while (worker->views) {
		struct view *view = worker->views;
		struct db *db = view->db;

		worker->views = view->next;
		view->db = NULL;
		if (view->ready)
			tell(view, false); /* closes it */
		db_close(db);              /* who waits for a batch hears of it, and closes it */
	}
}
