#include "service/rpc.h"

#include "base/log.h"
#include "ledger/registry.h"
#include "report/reporter.h"
#include "service/errors.h"
#include "service/helper.h"

#include <string.h>
#include <strings.h>

/* Chinese unless the caller's list begins with English. */
static enum language language_of(const struct evgrpc_call *call)
{
	const char *accepted = evgrpc_call_metadata(call, "accept-language");

	return accepted && strncasecmp(accepted, "en", 2) == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
}

/* Fills what an rpc has from the beginning. */
static struct rpc *make_rpc(struct evgrpc_call *call, struct call_note *note, struct service *service,
			    const struct evgrpc_method *method)
{
	struct arena *arena = arena_new();
	struct rpc *rpc = arena_alloc(arena, sizeof(*rpc));

	rpc->arena = arena;
	rpc->note = note;
	rpc->call = call;
	rpc->evgrpc = evgrpc_call_worker(call);
	rpc->worker = evgrpc_worker_data(rpc->evgrpc);
	rpc->service = service;
	rpc->method = method;
	rpc->registry = ledger_registry(service->ledger);
	rpc->language = language_of(call);
	rpc->today = ledger_today(service->ledger);
	return rpc;
}

struct rpc *rpc_new(struct evgrpc_call *call, struct service *service, const struct evgrpc_method *method)
{
	struct call_note *note = evgrpc_call_alloc(call, sizeof(*note));
	struct rpc *rpc;

	if (!note) {
		evgrpc_call_fail(call, EVGRPC_RESOURCE_EXHAUSTED, reason_sentence(REASON_OVERLOADED, LANGUAGE_EN));
		return NULL;
	}
	rpc = make_rpc(call, note, service, method);
	*note = (struct call_note){ .rpc = rpc, .role = "", .reason = "" };
	evgrpc_call_set_data(call, note);
	return rpc;
}

static void free_rpc(struct rpc *rpc)
{
	if (rpc->on_freed)
		rpc->on_freed(rpc);
	registry_release(rpc->registry);
	arena_free(rpc->arena);
}

void rpc_drop(struct rpc *rpc)
{
	const struct rpc_part *part = rpc->part;
	void *part_of = rpc->part_of;

	free_rpc(rpc);
	if (part)
		part->dropped(part_of);
}

void rpc_reply(struct rpc *rpc, const ProtobufCMessage *response)
{
	if (rpc->part && !rpc->worker->stopping) {
		rpc->part->answered(rpc, response, NULL);
		return;
	}
	if (!rpc->worker->stopping) {
		rpc->note->rpc = NULL;
		evgrpc_call_on_gone(rpc->call, NULL, NULL);
		evgrpc_call_reply(rpc->call, response);
	}
	rpc_drop(rpc);
}

void rpc_finish(struct rpc *rpc)
{
	if (!rpc->worker->stopping) {
		rpc->note->rpc = NULL;
		evgrpc_call_on_gone(rpc->call, NULL, NULL);
		evgrpc_call_finish(rpc->call, NULL);
	}
	rpc_drop(rpc);
}

void rpc_refuse(struct rpc *rpc, const struct refusal *refusal)
{
	if (rpc->part && !rpc->worker->stopping) {
		rpc->part->answered(rpc, NULL, refusal);
		return;
	}
	if (!rpc->worker->stopping) {
		struct evgrpc_status status = error_status(refusal, rpc->registry, rpc->language, rpc->arena);

		rpc->note->rpc = NULL;
		rpc->note->reason = reason_name(refusal->reason);
		evgrpc_call_on_gone(rpc->call, NULL, NULL);
		evgrpc_call_finish(rpc->call, &status);
	}
	rpc_drop(rpc);
}

void rpc_refuse_plain(struct rpc *rpc, enum reason reason)
{
	struct refusal refusal;

	rpc_refuse(rpc, refuse(&refusal, reason));
}

void rpc_give_up(struct rpc *rpc)
{
	if (!rpc->worker->stopping) {
		rpc->note->rpc = NULL;
		evgrpc_call_on_gone(rpc->call, NULL, NULL);
		evgrpc_call_fail(rpc->call, EVGRPC_CANCELLED, NULL);
	}
	rpc_drop(rpc);
}

/* ---- Parts of a stream ---------------------------------------------------------------------------------------- */

struct rpc *rpc_new_part(struct rpc *whole, const struct rpc_part *part, void *part_of)
{
	struct rpc *rpc = make_rpc(whole->call, whole->note, whole->service, whole->method);

	rpc->part = part;
	rpc->part_of = part_of;
	return rpc;
}

void rpc_free_part(struct rpc *rpc)
{
	free_rpc(rpc);
}

/* ---- The database --------------------------------------------------------------------------------------------- */

struct db_batch *rpc_batch(struct rpc *rpc)
{
	return db_batch_new(rpc->worker->db);
}

static void on_result(const struct db_result *result, void *arg);

static void try_numbered(struct rpc *rpc)
{
	struct db_batch *batch = rpc_batch(rpc);

	rpc->tries++;
	rpc->fill_again(rpc, batch);
	db_send(batch, on_result, rpc);
}

/* True when the number was taken by somebody else: the next one is free. */
static bool is_worth_another_try(const struct rpc *rpc, enum db_error error)
{
	return rpc->fill_again && rpc->tries < RPC_WRITE_TRIES && (error == DB_UNIQUE || error == DB_SERIALIZATION);
}

static void on_result(const struct db_result *result, void *arg)
{
	struct rpc *rpc = arg;
	enum db_error error = db_result_error(result);

	if (error == DB_OK) {
		rpc->on_read(rpc, result);
		return;
	}
	if (is_worth_another_try(rpc, error)) {
		try_numbered(rpc);
		return;
	}
	if (error == DB_FAILED || error == DB_DISK_FULL)
		log_event(LOG_ERROR_, "database-refused", "sqlstate", db_result_sqlstate(result), "message",
			  db_result_message(result), NULL);
	rpc_refuse_plain(rpc, rpc->batch_kind == BATCH_AFTER_COMMIT
				      ? REASON_OUTCOME_UNKNOWN
				      : error_of_database(error, rpc->batch_kind == BATCH_WRITES));
}

static void send_batch(struct rpc *rpc, struct db_batch *batch, enum batch_kind kind,
		       void (*then)(struct rpc *rpc, const struct db_result *result))
{
	rpc->on_read = then;
	rpc->batch_kind = kind;
	rpc->fill_again = NULL;
	db_send(batch, on_result, rpc);
}

void rpc_read(struct rpc *rpc, struct db_batch *batch, void (*then)(struct rpc *rpc, const struct db_result *result))
{
	send_batch(rpc, batch, BATCH_READS, then);
}

void rpc_write(struct rpc *rpc, struct db_batch *batch, void (*then)(struct rpc *rpc, const struct db_result *result))
{
	send_batch(rpc, batch, BATCH_WRITES, then);
}

void rpc_write_numbered(struct rpc *rpc, void (*fill)(struct rpc *rpc, struct db_batch *batch),
			void (*then)(struct rpc *rpc, const struct db_result *result))
{
	rpc->on_read = then;
	rpc->batch_kind = BATCH_WRITES;
	rpc->fill_again = fill;
	rpc->tries = 0;
	try_numbered(rpc);
}

void rpc_read_stored(struct rpc *rpc, struct db_batch *batch,
		     void (*then)(struct rpc *rpc, const struct db_result *result))
{
	send_batch(rpc, batch, BATCH_AFTER_COMMIT, then);
}

/* ---- The ledger ----------------------------------------------------------------------------------------------- */

/* Brings an answer home. A worker that has stopped has dropped the call; what is left is the rpc's own memory. */
static void post_home(struct rpc *rpc, void (*fn)(void *arg))
{
	if (evgrpc_worker_post(rpc->evgrpc, fn, rpc) < 0)
		rpc_drop(rpc);
}

bool rpc_is_code(const struct rpc *rpc)
{
	return rpc->token.case_id > 0;
}

bool rpc_is_handler(const struct rpc *rpc)
{
	return rpc->token.role == ROLE_HANDLER;
}

void rpc_fill_job(const struct rpc *rpc, struct ledger_job *job)
{
	job->role = rpc->token.role;
	job->office_id = rpc_is_handler(rpc) ? rpc->token.office_id : 0;
	job->sight = rpc->sight;
	job->token_id = rpc->token.token_id;
}

struct ledger_job *rpc_job(struct rpc *rpc, enum job_kind kind)
{
	struct ledger_job *job = rpc_alloc(rpc, sizeof(*job));

	job->kind = kind;
	rpc_fill_job(rpc, job);
	return job;
}

static void on_job_home(void *arg)
{
	struct rpc *rpc = arg;

	if (rpc->job->accepted)
		rpc->on_job(rpc, rpc->job);
	else
		rpc_refuse(rpc, &rpc->job->refusal);
}

/* Runs on the ledger thread. */
static void on_job_done(struct ledger_job *job)
{
	post_home(job->arg, on_job_home);
}

void rpc_submit(struct rpc *rpc, struct ledger_job *job, void (*then)(struct rpc *rpc, struct ledger_job *job))
{
	rpc->on_job = then;
	rpc->job = job;
	job->done = on_job_done;
	job->arg = rpc;
	ledger_submit(rpc->service->ledger, job);
	if (rpc->part)
		rpc->part->submitted(rpc);
}

static void on_fold_home(void *arg)
{
	struct rpc *rpc = arg;
	struct refusal refusal;
	int64_t head;
	uint8_t hash[SHA256_BYTES];

	if (rpc->reached) {
		rpc->on_folded(rpc);
		return;
	}
	ledger_head(rpc->service->ledger, &head, hash);
	rpc_refuse(rpc, refuse_with(refuse(&refusal, REASON_READ_BEHIND), "page", "%lld", (long long)head));
}

/* Runs on the ledger thread. */
static void on_fold(void *arg, int64_t page, bool reached)
{
	struct rpc *rpc = arg;

	rpc->fold_page = page;
	rpc->reached = reached;
	post_home(rpc, on_fold_home);
}

void rpc_wait_fold(struct rpc *rpc, void (*then)(struct rpc *rpc))
{
	rpc->on_folded = then;
	ledger_wait_fold(rpc->service->ledger, FOLD_WAIT_MS, on_fold, rpc);
}

/* ---- Background ----------------------------------------------------------------------------------------------- */

static void on_worked_home(void *arg)
{
	struct rpc *rpc = arg;

	if (atomic_load(&rpc->abandoned))
		rpc_give_up(rpc);
	else
		rpc->on_worked(rpc);
}

/* Run on the helper thread. */
static void do_work(struct rpc *rpc)
{
	if (!atomic_load(&rpc->abandoned))
		rpc->work(rpc);
}

static void on_worked(void *arg)
{
	post_home(arg, on_worked_home);
}

static void on_gone(struct evgrpc_call *call, void *arg)
{
	struct rpc *rpc = arg;

	(void)call;
	atomic_store(&rpc->abandoned, true);
}

static void prepare_work(struct rpc *rpc, void (*work)(struct rpc *rpc), void (*then)(struct rpc *rpc))
{
	rpc->work = work;
	rpc->on_worked = then;
	atomic_store(&rpc->abandoned, evgrpc_call_is_gone(rpc->call));
	evgrpc_call_on_gone(rpc->call, on_gone, rpc);
}

void rpc_in_background(struct rpc *rpc, void (*work)(struct rpc *rpc), void (*then)(struct rpc *rpc))
{
	prepare_work(rpc, work, then);
	if (helper_run(rpc->service->helper, do_work, on_worked, rpc) < 0)
		rpc_refuse_plain(rpc, REASON_OVERLOADED);
}

static void do_report_work(void *arg)
{
	do_work(arg);
}

void rpc_in_reports(struct rpc *rpc, void (*work)(struct rpc *rpc), void (*then)(struct rpc *rpc))
{
	prepare_work(rpc, work, then);
	if (reporter_run(rpc->service->reporter, do_report_work, on_worked, rpc) < 0)
		rpc_refuse_plain(rpc, REASON_OVERLOADED);
}

/* ---- Small things --------------------------------------------------------------------------------------------- */

void *rpc_alloc(struct rpc *rpc, size_t size)
{
	return arena_alloc(rpc->arena, size);
}

char *rpc_day(struct rpc *rpc, hy_day day)
{
	return day_format(day, rpc_alloc(rpc, HY_DAY_TEXT));
}

char *rpc_moment(struct rpc *rpc, int64_t moment)
{
	return moment_format(moment, rpc_alloc(rpc, HY_MOMENT_TEXT));
}
