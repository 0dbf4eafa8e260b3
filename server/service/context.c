#include "service/context.h"

#include "base/log.h"
#include "base/memory.h"
#include "db/db.h"
#include "ledger/ledger.h"
#include "service/token_cache.h"
#include "service/view.h"
#include "service/watch_hub.h"
#include "store/statements.h"

#include <stdlib.h>

static void on_state(struct db *db, const char *trouble, void *arg)
{
	struct worker *worker = arg;
	bool up = !trouble;

	(void)db;
	if (up == worker->up)
		return;
	worker->up = up;
	atomic_fetch_add(&worker->service->workers_up, up ? 1 : -1);
	if (trouble && !worker->stopping)
		log_event(LOG_WARN_, "database-lost", "trouble", trouble, NULL);
}

int worker_start(struct evgrpc_worker *evgrpc, void *arg, void **ret_data)
{
	struct worker *worker = hy_xcalloc(1, sizeof(*worker));
	const struct db_options options = {
		.conninfo = ((struct service *)arg)->conninfo,
		.application_name = "huiyind worker",
		.statements = store_statements,
		.n_statements = STATEMENT_COUNT,
		.session_sql = store_session_sql,
		.on_state = on_state,
		.arg = worker,
	};

	worker->service = arg;
	worker->evgrpc = evgrpc;
	worker->tokens = token_cache_new();
	worker->watches = watch_hub_join(worker->service->watch_hub, evgrpc);
	worker->db = db_open(evgrpc_worker_base(evgrpc), &options);
	*ret_data = worker;
	return 0;
}

void worker_stop(struct evgrpc_worker *evgrpc, void *arg, void *data)
{
	struct worker *worker = data;

	(void)evgrpc;
	(void)arg;
	worker->stopping = true;
	views_stop(worker);
	db_close(worker->db);
	token_cache_free(worker->tokens);
	watch_corner_leave(worker->watches);
	free(worker);
}

bool service_is_ready(struct service *service, int n_workers)
{
	return ledger_is_up(service->ledger) && atomic_load(&service->workers_up) >= n_workers;
}
