/* An update as a caller asks for it, read and checked: what SubmitUpdate, SubmitUpdates and TryUpdate have in common.
 */
#include "service/case_text.h"
#include "service/check.h"
#include "service/handlers.h"
#include "service/message.h"

#include <stdio.h>
#include <string.h>

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

static int read_fields(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
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

int update_read(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct ledger_job *job,
		struct refusal *ret_refusal)
{
	struct update *update = rpc_alloc(rpc, sizeof(*update));

	if (case_text_read(rpc->registry, request->case_, &job->ref, ret_refusal) < 0 ||
	    read_fields(rpc, request, update, ret_refusal) < 0)
		return -1;
	snprintf(job->case_text, sizeof(job->case_text), "%s", request->case_);
	message_digest(&request->base, rpc->arena, job->digest);
	job->update = update;
	return 0;
}
