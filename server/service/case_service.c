/* CreateCase and SubmitUpdate: jobs for the ledger, and the case they leave behind. */
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/message.h"
#include "store/update_store.h"

/* The version of the line is read after the case. */
#define LINE_RESULT CASE_STATEMENTS

/* Reads the case a job wrote by its line, so that a repeated request finds it as well. */
static void read_written(struct rpc *rpc, struct ledger_job *job,
			 void (*then)(struct rpc *rpc, const struct db_result *result))
{
	const struct sight all = { .all = true, .drafts = true }; /* the ledger has held it against the caller's */
	const struct case_key key = { .kind = KEY_LINE, .page = job->page, .line_no = job->line_no };
	struct db_batch *batch = rpc_batch(rpc);

	case_store_read(batch, rpc->service->jurisdiction, &all, &key);
	line_store_version(batch, rpc->service->jurisdiction, job->page, job->line_no);
	rpc_read_stored(rpc, batch, then);
}

/* The case right after the job's line: others may have gone on since. NULL when the database does not have it. */
static struct case_row *row_after(struct rpc *rpc, const struct db_result *result)
{
	const struct ledger_job *job = rpc->job;
	struct case_row *row = case_store_row(result, 0, rpc->arena);

	if (row && !job->already_stored && job->after.case_id == row->state.case_id &&
	    job->after.version < row->state.version) {
		row->state = job->after;
		row->page = job->page;
	}
	return row;
}

/* ---- CreateCase ----------------------------------------------------------------------------------------------- */

static void on_created_read(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__CreateCaseResponse response = HUIYIN__V1__CREATE_CASE_RESPONSE__INIT;
	struct case_row *row = row_after(rpc, result);

	if (!row) {
		rpc_refuse_plain(rpc, REASON_OUTCOME_UNKNOWN);
		return;
	}
	response.case_ = convert_case(rpc, row);
	response.page = rpc->job->page;
	response.line = rpc->job->line_no;
	response.already_stored = rpc->job->already_stored;
	rpc_reply(rpc, &response.base);
}

static void on_created(struct rpc *rpc, struct ledger_job *job)
{
	read_written(rpc, job, on_created_read);
}

void create_case(struct rpc *rpc, const Huiyin__V1__CreateCaseRequest *request)
{
	struct ledger_job *job = rpc_job(rpc, JOB_CREATE);
	struct new_case *new_case = rpc_alloc(rpc, sizeof(*new_case));
	struct refusal refusal;

	if (check_request_id(request->request_id, job->request_id, &refusal) < 0 ||
	    new_case_read(rpc, request->case_, new_case, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	message_digest(&request->base, rpc->arena, job->digest);
	job->new_case = new_case;
	rpc_submit(rpc, job, on_created);
}

/* ---- SubmitUpdate --------------------------------------------------------------------------------------------- */

static void on_updated_read(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__SubmitUpdateResponse response = HUIYIN__V1__SUBMIT_UPDATE_RESPONSE__INIT;
	struct case_row *row = row_after(rpc, result);

	if (!row || db_rows(result, LINE_RESULT) == 0) {
		rpc_refuse_plain(rpc, REASON_OUTCOME_UNKNOWN);
		return;
	}
	response.case_ = convert_case(rpc, row);
	response.version = (int)db_int(result, LINE_RESULT, 0, 0);
	response.page = rpc->job->page;
	response.line = rpc->job->line_no;
	response.already_stored = rpc->job->already_stored;
	response.late_entry = rpc->job->late_entry;
	rpc_reply(rpc, &response.base);
}

static void on_updated(struct rpc *rpc, struct ledger_job *job)
{
	read_written(rpc, job, on_updated_read);
}

void submit_update(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request)
{
	struct ledger_job *job = rpc_job(rpc, JOB_UPDATE);
	struct refusal refusal;

	if (check_request_id(request->request_id, job->request_id, &refusal) < 0 ||
	    update_read(rpc, request, job, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	rpc_submit(rpc, job, on_updated);
}
