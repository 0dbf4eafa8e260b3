/* CreateCase, SubmitUpdate and TryUpdate: jobs for the ledger, and the case they leave behind. */
#include "service/case_text.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/message.h"
#include "store/update_store.h"

#include <string.h>

/* The version of the line is read after the case. */
#define LINE_RESULT CASE_STATEMENTS

/* Reads the case a job wrote by its line, so that a repeated request finds it as well. What is written now the ledger
 * has held against the caller's sight; what was written before he may not see any more. */
static void read_written(struct rpc *rpc, struct ledger_job *job,
			 void (*then)(struct rpc *rpc, const struct db_result *result))
{
	static const struct sight all = { .all = true, .drafts = true };
	const struct case_key key = { .kind = KEY_LINE, .page = job->page, .line_no = job->line_no };
	struct db_batch *batch = rpc_batch(rpc);

	case_store_read(batch, rpc->service->jurisdiction, job->already_stored ? &rpc->sight : &all, &key);
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
		case_state_copy(&row->state, &job->after);
		row->page = job->page;
	}
	return row;
}

/* The case is not there: lost, or out of the caller's sight since a request that is repeated. */
static void refuse_written(struct rpc *rpc)
{
	struct refusal refusal;

	if (rpc->job->already_stored)
		rpc_refuse(rpc, refuse_case(&refusal, rpc->job->case_text));
	else
		rpc_refuse_plain(rpc, REASON_OUTCOME_UNKNOWN);
}

/* ---- CreateCase ----------------------------------------------------------------------------------------------- */

static void on_created_read(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__CreateCaseResponse response = HUIYIN__V1__CREATE_CASE_RESPONSE__INIT;
	struct case_row *row = row_after(rpc, result);

	if (!row) {
		refuse_written(rpc);
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

/* True when a proposer is the caller, or whom he stands for, under the name of the directory. */
static bool is_caller(const struct rpc *rpc, int member_id, const char *name)
{
	const struct member *member = member_id > 0 ? registry_member(rpc->registry, member_id) : NULL;

	return member && (member_id == rpc->sight.member_id || member_id == rpc->sight.stands_for) &&
	       strcmp(name, member->name) == 0;
}

/* A proposer may begin a draft, as its only signer: who is named has signed, so others are invited. The committee
 * receives what comes on paper. */
static int check_author(const struct rpc *rpc, const struct new_case *new_case, struct refusal *ret_refusal)
{
	bool own = is_caller(rpc, new_case->member_ids[0], new_case->proposers[0]);

	if (rpc->token.role != ROLE_PROPOSER)
		return 0;
	if (!new_case->draft) {
		refuse_with(refuse(ret_refusal, REASON_FIELD_MISSING), "field", "draft");
		return -1;
	}
	if (own && new_case->n_proposers == 1)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_SIGNER_NOT_YOURS), "signer", "%d", own ? 2 : 1);
	return -1;
}

void create_case(struct rpc *rpc, const Huiyin__V1__CreateCaseRequest *request)
{
	struct ledger_job *job = rpc_job(rpc, JOB_CREATE);
	struct new_case *new_case = rpc_alloc(rpc, sizeof(*new_case));
	struct refusal refusal;

	if (check_request_id(request->request_id, job->request_id, &refusal) < 0 ||
	    new_case_read(rpc, request->case_, new_case, &refusal) < 0 || check_author(rpc, new_case, &refusal) < 0) {
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
		refuse_written(rpc);
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

static void submit_prepared(struct rpc *rpc, struct ledger_job *job)
{
	rpc_submit(rpc, job, on_updated);
}

void submit_update(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request)
{
	struct ledger_job *job = rpc_job(rpc, JOB_UPDATE);
	struct update *update;
	struct refusal refusal;

	if (check_request_id(request->request_id, job->request_id, &refusal) < 0 ||
	    update_read(rpc, request, job, &update, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		update_prepare(rpc, job, update, submit_prepared);
}

/* ---- TryUpdate ------------------------------------------------------------------------------------------------ */

struct trial {
	struct ledger_job *job;
	struct update *update;
};

static void on_tried_read(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__TryUpdateResponse response = HUIYIN__V1__TRY_UPDATE_RESPONSE__INIT;
	struct case_row *row = case_store_row(result, 0, rpc->arena);
	struct refusal refusal;

	if (!row) {
		rpc_refuse(rpc, refuse_case(&refusal, rpc->job->case_text));
		return;
	}
	case_state_copy(&row->state, &rpc->job->after);
	response.case_ = convert_case(rpc, row);
	rpc_reply(rpc, &response.base);
}

/* What would be: the case as it is written down, in the state the ledger decided. A new one is written nowhere. */
static void on_tried(struct rpc *rpc, struct ledger_job *job)
{
	const struct case_key key = { .kind = KEY_ID, .case_id = job->after.case_id };
	Huiyin__V1__TryUpdateResponse response = HUIYIN__V1__TRY_UPDATE_RESPONSE__INIT;
	struct db_batch *batch;

	if (job->new_case) {
		rpc_reply(rpc, &response.base);
		return;
	}
	batch = rpc_batch(rpc);
	case_store_read(batch, rpc->service->jurisdiction, &rpc->sight, &key);
	rpc_read(rpc, batch, on_tried_read);
}

static void try_prepared(struct rpc *rpc, struct ledger_job *job)
{
	rpc_submit(rpc, job, on_tried);
}

static void try_it(struct rpc *rpc)
{
	const struct trial *trial = rpc->data;

	update_prepare(rpc, trial->job, trial->update, try_prepared);
}

/* Submitting it again would give back the first answer: so there is nothing to try. */
static void on_looked_up(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__TryUpdateResponse response = HUIYIN__V1__TRY_UPDATE_RESPONSE__INIT;

	response.already_stored = db_rows(result, 0) > 0;
	if (response.already_stored)
		rpc_reply(rpc, &response.base);
	else
		try_it(rpc);
}

static void look_up(struct rpc *rpc)
{
	const struct trial *trial = rpc->data;
	const uint8_t(*request)[UUID_BYTES] = (const uint8_t(*)[UUID_BYTES])trial->job->request_id;
	struct db_batch *batch = rpc_batch(rpc);

	case_store_check_requests(batch, rpc->service->jurisdiction, trial->job->office_id, request, 1);
	rpc_read(rpc, batch, on_looked_up);
}

/* The case to be tried on when it is not there yet. 0 or -1 with a refusal. */
static int read_new_case(struct rpc *rpc, const Huiyin__V1__NewCase *given, struct ledger_job *job,
			 struct refusal *ret_refusal)
{
	struct new_case *new_case;

	if (!given)
		return 0;
	if (rpc->token.role != ROLE_COMMITTEE) {
		refuse_words(refuse(ret_refusal, REASON_ROLE_NOT_ALLOWED), "role",
			     role_label(rpc->token.role, LANGUAGE_ZH), role_label(rpc->token.role, LANGUAGE_EN));
		refuse_words(ret_refusal, "action", "收案", "receive proposals");
		refuse_words(ret_refusal, "who", role_label(ROLE_COMMITTEE, LANGUAGE_ZH),
			     role_label(ROLE_COMMITTEE, LANGUAGE_EN));
		return -1;
	}
	job->new_case = new_case = rpc_alloc(rpc, sizeof(*new_case));
	return new_case_read(rpc, given, new_case, ret_refusal);
}

static bool stands_alone(const Huiyin__V1__SubmitUpdateRequest *update)
{
	return !update->n_other_cases && !update->n_attachment_ids && !update->corrects;
}

/* True when what is tried together is about one case and nothing beside it; an update alone may be about more. */
static bool are_steps_of_one(const Huiyin__V1__TryUpdateRequest *request)
{
	bool alone = !request->n_before && !request->new_case;

	for (size_t i = 0; i < request->n_before; i++)
		if (strcmp(request->before[i]->case_, request->update->case_) != 0 || !stands_alone(request->before[i]))
			return false;
	return alone || stands_alone(request->update);
}

/* What is to come before the update; fills the job's list. 0 or -1 with a refusal. */
static int read_before(struct rpc *rpc, const Huiyin__V1__TryUpdateRequest *request, struct ledger_job *job,
		       struct refusal *ret_refusal)
{
	const struct update **list = rpc_alloc(rpc, (request->n_before + 1) * sizeof(*list));

	if (!are_steps_of_one(request)) {
		refuse(ret_refusal, REASON_STEPS_NOT_OF_ONE);
		return -1;
	}
	for (size_t i = 0; i < request->n_before; i++) {
		struct ledger_job *step = rpc_job(rpc, JOB_UPDATE);
		struct update *update;

		if (update_read(rpc, request->before[i], step, &update, ret_refusal) < 0)
			return -1;
		list[i] = update;
	}
	job->before = list;
	job->n_before = (int)request->n_before;
	return 0;
}

void try_update(struct rpc *rpc, const Huiyin__V1__TryUpdateRequest *request)
{
	struct ledger_job *job = rpc_job(rpc, JOB_UPDATE);
	struct trial *trial = rpc->data = rpc_alloc(rpc, sizeof(*trial));
	struct refusal refusal;

	trial->job = job;
	job->dry_run = true;
	if (!request->update)
		rpc_refuse(rpc, refuse_with(refuse(&refusal, REASON_FIELD_MISSING), "field", "update"));
	else if (update_read(rpc, request->update, job, &trial->update, &refusal) < 0 ||
		 read_before(rpc, request, job, &refusal) < 0 ||
		 read_new_case(rpc, request->new_case, job, &refusal) < 0 ||
		 (*request->update->request_id &&
		  check_request_id(request->update->request_id, job->request_id, &refusal) < 0))
		rpc_refuse(rpc, &refusal);
	else if (*request->update->request_id)
		look_up(rpc);
	else
		try_it(rpc);
}
