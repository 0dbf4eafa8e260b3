/* One call of a client, from its first message to its answer.
 *
 * An rpc lives on its worker's thread. It waits for at most one thing at a time (a read, a job, the fold, background
 * work) through the functions below and is ended exactly once by rpc_reply or rpc_refuse, which free it. A peer that
 * leaves changes nothing: what was begun comes back, is answered to nobody and freed. */
#ifndef SERVICE_RPC_H
#define SERVICE_RPC_H

#include "base/digest.h"
#include "base/memory.h"
#include "db/db.h"
#include "domain/reason.h"
#include "evgrpc.h"
#include "ledger/ledger.h"
#include "service/context.h"
#include "store/token_store.h"

/* What the call itself keeps, for its log and for the messages of a stream; in the call's own memory. */
struct call_note {
	struct rpc *rpc;  /* until it is ended */
	bool half_closed; /* a stream that ended before its caller was known */
	int64_t token_id;
	int office_id;
	const char *role, *reason; /* of the caller; of a refusal, "" for none */
};

/* Who takes what becomes of an rpc that is one of many of a stream: nothing of it ends the call. */
struct rpc_part {
	/* Its job has gone to the ledger: what comes after it may begin. */
	void (*submitted)(struct rpc *rpc);
	/* It has an answer, or a refusal and no response, good during the call; then it is freed with rpc_free_part. */
	void (*answered)(struct rpc *rpc, const ProtobufCMessage *response, const struct refusal *refusal);
	/* The worker has stopped and the call is gone with it; arg is its part_of. From any thread. */
	void (*dropped)(void *arg);
};

struct rpc {
	struct evgrpc_call *call;
	struct call_note *note;
	struct worker *worker;        /* on its thread only; freed when the server stops */
	struct evgrpc_worker *evgrpc; /* from any thread, until the server is freed */
	struct service *service;
	const struct evgrpc_method *method; /* of methods_table */
	struct registry *registry;          /* held until the end */
	struct arena *arena;                /* everything of the call; the rpc itself lives in it */
	enum language language;
	hy_day today;
	struct token_row token;            /* the caller, once known */
	struct sight sight;                /* whose cases the caller sees */
	const ProtobufCMessage *request;   /* of a unary call; handlers get it with its type */
	const char *cut_field;             /* of it, see evgrpc_call_cut_field */
	void *data;                        /* the handler's own, in the arena */
	const struct rpc_part *part;       /* NULL: its end ends the call */
	void *part_of;                     /* of part's functions */
	void (*on_freed)(struct rpc *rpc); /* frees what data holds beside the arena; NULL: nothing */

	/* what it waits for; rpc.c's and auth.c's */
	uint8_t token_hash[SHA256_BYTES]; /* being looked up since */
	int64_t token_asked_at;           /* by the clock that never steps: the cache counts from here */
	void (*on_authenticated)(struct rpc *rpc);
	void (*on_read)(struct rpc *rpc, const struct db_result *result);
	void (*on_job)(struct rpc *rpc, struct ledger_job *job);
	void (*on_folded)(struct rpc *rpc);
	void (*on_worked)(struct rpc *rpc);
	struct ledger_job *job;
	void (*work)(struct rpc *rpc);
	atomic_bool abandoned; /* nobody waits for the work any more */
	enum batch_kind { BATCH_READS, BATCH_WRITES, BATCH_AFTER_COMMIT } batch_kind;
	void (*fill_again)(struct rpc *rpc, struct db_batch *batch); /* NULL: it is not tried again */
	int tries;
	bool reached;
	int64_t fold_page;
};

/* An rpc for a call that has just begun; NULL when the call has no memory left and was ended. */
struct rpc *rpc_new(struct evgrpc_call *call, struct service *service, const struct evgrpc_method *method);
/* End the call: with an answer, with a refusal, with a reason that needs no words. Nothing may follow. */
void rpc_reply(struct rpc *rpc, const ProtobufCMessage *response);
void rpc_refuse(struct rpc *rpc, const struct refusal *refusal);
void rpc_refuse_plain(struct rpc *rpc, enum reason reason);

/* The end of a stream of answers. */
void rpc_finish(struct rpc *rpc);

/* An rpc of the same call and caller that is one of many; registry and date are those of now. */
struct rpc *rpc_new_part(struct rpc *whole, const struct rpc_part *part, void *part_of);
/* Frees a part that was answered. */
void rpc_free_part(struct rpc *rpc);

/* Ends a call whose peer has gone. */
void rpc_give_up(struct rpc *rpc);
/* Frees it without an answer: for jobs that come back after the worker has stopped and the call is gone with it. */
void rpc_drop(struct rpc *rpc);

/* A batch on the worker's connection; then(rpc, result) runs when it was answered well. Trouble ends the call: with
 * DATABASE_UNAVAILABLE; for rpc_write with OUTCOME_UNKNOWN where nobody knows; for rpc_read_stored, which completes the
 * answer to something that is stored already, with OUTCOME_UNKNOWN always. */
struct db_batch *rpc_batch(struct rpc *rpc);
void rpc_read(struct rpc *rpc, struct db_batch *batch, void (*then)(struct rpc *rpc, const struct db_result *result));
void rpc_write(struct rpc *rpc, struct db_batch *batch, void (*then)(struct rpc *rpc, const struct db_result *result));
void rpc_read_stored(struct rpc *rpc, struct db_batch *batch,
		     void (*then)(struct rpc *rpc, const struct db_result *result));
/* rpc_write of what takes the next free number: when somebody else took it at the same moment, filled and sent again.
 * Each time somebody gets through; more than RPC_WRITE_TRIES at the same moment are DATABASE_UNAVAILABLE. */
#define RPC_WRITE_TRIES 100
void rpc_write_numbered(struct rpc *rpc, void (*fill)(struct rpc *rpc, struct db_batch *batch),
			void (*then)(struct rpc *rpc, const struct db_result *result));
/* A job for the ledger with the caller filled in, in the arena. */
struct ledger_job *rpc_job(struct rpc *rpc, enum job_kind kind);
/* Submits it; then(rpc, job) runs when it was accepted, a refusal ends the call. */
void rpc_submit(struct rpc *rpc, struct ledger_job *job, void (*then)(struct rpc *rpc, struct ledger_job *job));
/* Waits until derived tables show what the caller may have seen acknowledged (FOLD_WAIT_MS), else READ_BEHIND. */
#define FOLD_WAIT_MS 1000
void rpc_wait_fold(struct rpc *rpc, void (*then)(struct rpc *rpc));
/* Runs work(rpc) on the helper thread, then then(rpc) here; OVERLOADED when too many wait. work must touch nothing but
 * the arena and data. */
void rpc_in_background(struct rpc *rpc, void (*work)(struct rpc *rpc), void (*then)(struct rpc *rpc));
/* The same on the report thread; work may ask reporter_desk(rpc->service->reporter) for its database. */
void rpc_in_reports(struct rpc *rpc, void (*work)(struct rpc *rpc), void (*then)(struct rpc *rpc));

/* Fills job's caller: role, office of the request ids, token. */
void rpc_fill_job(const struct rpc *rpc, struct ledger_job *job);
/* True for the bearer of an evaluation code. */
bool rpc_is_code(const struct rpc *rpc);
/* True for roles that act for one office only. */
bool rpc_is_handler(const struct rpc *rpc);
/* Zeroed memory and formatted text of the call. */
void *rpc_alloc(struct rpc *rpc, size_t size);
/* "YYYY-MM-DD" or "", in the arena. */
char *rpc_day(struct rpc *rpc, hy_day day);
/* RFC 3339, in the arena. */
char *rpc_moment(struct rpc *rpc, int64_t moment);

#endif
