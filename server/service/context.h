/* What a server process and each of its workers have at hand. */
#ifndef SERVICE_CONTEXT_H
#define SERVICE_CONTEXT_H

#include "base/date.h"
#include "evgrpc.h"
#include <stdatomic.h>
#include <stdbool.h>

struct courier;
struct db;
struct deliver_settings;
struct helper;
struct ledger;
struct reporter;
struct view;
struct token_cache;
struct watch_corner;
struct watch_hub;

/* The process. Everything is set before the server starts and outlives it. */
struct service {
	struct ledger *ledger;
	struct helper *helper;
	struct reporter *reporter;
	struct courier *courier;
	const struct deliver_settings *deliver;
	hy_day business_date; /* as set; HY_DAY_NONE: today is today */
	struct watch_hub *watch_hub;
	const char *conninfo; /* role huiyin_app */
	int jurisdiction;
	atomic_int workers_up; /* workers whose database connection stands */
};

/* One worker; lives on its thread. */
struct worker {
	struct service *service;
	struct evgrpc_worker *evgrpc;
	struct db *db;
	struct token_cache *tokens;
	struct watch_corner *watches;
	struct view *views; /* open ones */
	bool up;            /* counted in workers_up */
	bool stopping;      /* its calls are gone; answers that still come are thrown away */
};

/* Hooks of evgrpc_server_options; arg is the struct service. */
int worker_start(struct evgrpc_worker *evgrpc, void *arg, void **ret_data);
void worker_stop(struct evgrpc_worker *evgrpc, void *arg, void *data);

/* True when the ledger and all of n workers can reach the database. From any thread. */
bool service_is_ready(struct service *service, int n_workers);

#endif
