/* CreateCase and SubmitUpdate: jobs for the ledger, and the case they leave behind. */
#include "service/case_text.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/message.h"
#include "store/update_store.h"

#include <stdio.h>
#include <string.h>

/* case_store_read adds three statements; the version of the line comes after them. */
#define LINE_RESULT 3

/* Reads the case a job wrote by its line, so that a repeated request finds it as well. */
static void read_written(struct rpc *rpc, struct ledger_job *job,
			 void (*then)(struct rpc *rpc, const struct db_result *result))
{
	const struct case_key key = { .kind = KEY_LINE, .page = job->page, .line_no = job->line_no };
	struct db_batch *batch = rpc_batch(rpc);

	case_store_read(batch, rpc->service->jurisdiction, VISIBLE_ALL, &key);
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

/* A handler acts for its own office, whatever it says; others name the office whose paper they enter. */
static int read_acting_office(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
			      struct refusal *ret_refusal)
{
	const struct office *own;

	if (!rpc_is_handler(rpc))
		return office_of_code(rpc->registry, request->office, &update->office_id, ret_refusal);
	update->office_id = rpc->token.office_id;
	own = registry_office(rpc->registry, rpc->token.office_id);
	if (!request->office[0] || (own && strcmp(own->code, request->office) == 0))
		return 0;
	refuse_with(refuse(ret_refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "office");
	refuse_with(ret_refusal, "value", "%s", request->office);
	refuse_with(ret_refusal, "allowed", "%s", own ? own->code : "");
	return -1;
}

static int read_offices(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
			struct refusal *ret_refusal)
{
	if (read_acting_office(rpc, request, update, ret_refusal) < 0 ||
	    office_of_code(rpc->registry, request->lead_office, &update->lead_office, ret_refusal) < 0)
		return -1;
	for (size_t i = 0; i < request->n_assist_offices; i++) {
		const char *code = request->assist_offices[i];

		if (check_given("assist_offices", code, ret_refusal) < 0 ||
		    office_of_code(rpc->registry, code, &update->assist_offices[update->n_assist++], ret_refusal) < 0)
			return -1;
	}
	return 0;
}

static int read_outcomes(const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
			 struct refusal *ret_refusal)
{
	for (size_t i = 0; i < request->n_outcomes; i++) {
		const Huiyin__V1__Outcome *given = request->outcomes[i];
		struct outcome *outcome = &update->outcomes[update->n_outcomes++];

		if (check_given("outcome.text", given->text, ret_refusal) < 0 ||
		    check_day("outcome.on", given->on, HY_DAY_NONE, &outcome->on, ret_refusal) < 0)
			return -1;
		outcome->text = given->text;
		outcome->number = given->number;
		outcome->unit = given->unit;
	}
	return 0;
}

static int check_version(int version, struct refusal *ret_refusal)
{
	if (version >= 0)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "expected_version");
	refuse_with(ret_refusal, "min", "%d", 0);
	refuse_with(ret_refusal, "max", "%d", INT32_MAX);
	return -1;
}

static void copy_texts(const Huiyin__V1__SubmitUpdateRequest *request, struct update *update)
{
	update->verb = request->verb;
	update->expected_version = request->expected_version;
	update->reason = request->reason;
	update->case_number = request->case_number;
	update->contact_method = request->contact_method;
	update->contact_persons = request->contact_persons;
	update->class = request->class_;
	update->document_number = request->document_number;
	update->text = request->text;
	update->attitude = request->attitude;
	update->result = request->result;
}

static int read_update(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
		       struct refusal *ret_refusal)
{
	update->role = rpc->token.role;
	copy_texts(request, update);
	if (check_given("verb", request->verb, ret_refusal) < 0 ||
	    check_version(request->expected_version, ret_refusal) < 0 ||
	    check_day("happened_on", request->happened_on, HY_DAY_NONE, &update->happened_on, ret_refusal) < 0 ||
	    read_offices(rpc, request, update, ret_refusal) < 0)
		return -1;
	return read_outcomes(request, update, ret_refusal);
}

void submit_update(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request)
{
	struct ledger_job *job = rpc_job(rpc, JOB_UPDATE);
	struct update *update = rpc_alloc(rpc, sizeof(*update));
	struct refusal refusal;

	if (check_request_id(request->request_id, job->request_id, &refusal) < 0 ||
	    case_text_read(rpc->registry, request->case_, &job->ref, &refusal) < 0 ||
	    read_update(rpc, request, update, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	snprintf(job->case_text, sizeof(job->case_text), "%s", request->case_);
	message_digest(&request->base, rpc->arena, job->digest);
	job->update = update;
	rpc_submit(rpc, job, on_updated);
}
