/* Offices and sessions: read from the registry, written as lines. */
#include "service/check.h"
#include "service/convert.h"
#include "service/directory.h"
#include "service/handlers.h"
#include "service/message.h"

#include <huiyin/v1/directory_service.pb-c.h>
#include <stdio.h>
#include <string.h>

/* Names and code, for offices and sessions alike. */
static int check_names(const char *code, const char *name_zh, const char *name_en, struct refusal *ret_refusal)
{
	if (check_code("code", code, ret_refusal) < 0 || check_given("name_zh", name_zh, ret_refusal) < 0)
		return -1;
	return check_bytes("name_en", name_en, sizeof(((struct office *)0)->name_en) - 1, ret_refusal);
}

/* ---- Offices -------------------------------------------------------------------------------------------------- */

/* The office as stored, for the answer. */
static Huiyin__V1__Office *stored_office(struct rpc *rpc, const struct ledger_job *job)
{
	const struct office *office;
	struct office copy = *job->office;

	directory_renew(rpc);
	office = registry_office_by_code(rpc->registry, copy.code);
	copy.office_id = job->given_id;
	return convert_office_entry(rpc, office ? office : &copy);
}

static void on_created(struct rpc *rpc, struct ledger_job *job)
{
	Huiyin__V1__CreateOfficeResponse response = HUIYIN__V1__CREATE_OFFICE_RESPONSE__INIT;

	response.office = stored_office(rpc, job);
	response.already_stored = job->already_stored;
	rpc_reply(rpc, &response.base);
}

static void on_updated(struct rpc *rpc, struct ledger_job *job)
{
	Huiyin__V1__UpdateOfficeResponse response = HUIYIN__V1__UPDATE_OFFICE_RESPONSE__INIT;

	response.office = stored_office(rpc, job);
	response.already_stored = job->already_stored;
	rpc_reply(rpc, &response.base);
}

/* The successor: known, and not the office itself, not even by way of others. */
static int read_successor(const struct registry *registry, const char *code, struct office *office,
			  struct refusal *ret_refusal)
{
	const struct office *next;
	size_t steps = 0;

	if (office_of_code(registry, code, &office->successor_id, ret_refusal) < 0)
		return -1;
	for (next = registry_office(registry, office->successor_id); next && steps <= registry->n_offices; steps++) {
		if (strcmp(next->code, office->code) == 0)
			break;
		next = registry_office(registry, next->successor_id);
	}
	if (!next)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_SUCCESSOR_WRONG), "office", "%s", office->code);
	return -1;
}

static int read_office(const struct registry *registry, const Huiyin__V1__Office *given, struct office *office,
		       struct refusal *ret_refusal)
{
	if (!given)
		return check_given("office", "", ret_refusal);
	if (check_names(given->code, given->name_zh, given->name_en, ret_refusal) < 0 ||
	    directory_check_position(given->position, ret_refusal) < 0 ||
	    directory_check_validity(given->valid_from, given->valid_until, &office->valid_from, &office->valid_until,
				     ret_refusal) < 0)
		return -1;
	snprintf(office->code, sizeof(office->code), "%s", given->code);
	snprintf(office->name_zh, sizeof(office->name_zh), "%s", given->name_zh);
	snprintf(office->name_en, sizeof(office->name_en), "%s", given->name_en);
	office->position = given->position;
	return read_successor(registry, given->successor, office, ret_refusal);
}

/* Submits an office that is new, or the one of that code as it shall be. */
static void submit_office(struct rpc *rpc, const char *request_id, const Huiyin__V1__Office *given, bool change,
			  void (*then)(struct rpc *rpc, struct ledger_job *job))
{
	struct ledger_job *job = rpc_job(rpc, JOB_OFFICE);
	struct office *office = rpc_alloc(rpc, sizeof(*office));
	struct refusal refusal;

	if (check_request_id(request_id, job->request_id, &refusal) < 0 ||
	    read_office(rpc->registry, given, office, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	message_digest(rpc->request, rpc->arena, job->digest);
	job->office = office;
	job->change = change;
	rpc_submit(rpc, job, then);
}

void create_office(struct rpc *rpc, const Huiyin__V1__CreateOfficeRequest *request)
{
	submit_office(rpc, request->request_id, request->office, false, on_created);
}

void update_office(struct rpc *rpc, const Huiyin__V1__UpdateOfficeRequest *request)
{
	submit_office(rpc, request->request_id, request->office, true, on_updated);
}

void list_offices(struct rpc *rpc, const Huiyin__V1__ListOfficesRequest *request)
{
	Huiyin__V1__ListOfficesResponse response = HUIYIN__V1__LIST_OFFICES_RESPONSE__INIT;
	const struct registry *registry = rpc->registry;

	(void)request;
	response.offices = rpc_alloc(rpc, (registry->n_offices + 1) * sizeof(*response.offices));
	for (size_t i = 0; i < registry->n_offices; i++)
		response.offices[response.n_offices++] = convert_office_entry(rpc, &registry->offices[i]);
	rpc_reply(rpc, &response.base);
}

/* ---- Sessions ------------------------------------------------------------------------------------------------- */

static void reply_session(struct rpc *rpc, const struct session *session, bool already_stored)
{
	Huiyin__V1__CreateSessionResponse response = HUIYIN__V1__CREATE_SESSION_RESPONSE__INIT;

	response.session = convert_session(rpc, session);
	response.already_stored = already_stored;
	rpc_reply(rpc, &response.base);
}

static void on_session(struct rpc *rpc, struct ledger_job *job)
{
	const struct session *session;
	struct session copy = *job->session;

	directory_renew(rpc);
	session = registry_session_by_code(rpc->registry, copy.code);
	copy.session_id = job->given_id;
	reply_session(rpc, session ? session : &copy, job->already_stored);
}

static int check_session(const Huiyin__V1__Session *given, hy_day *ret_day, struct refusal *ret_refusal)
{
	if (!given)
		return check_given("session", "", ret_refusal);
	if (check_names(given->code, given->name_zh, given->name_en, ret_refusal) < 0 ||
	    check_given("starts_on", given->starts_on, ret_refusal) < 0)
		return -1;
	return check_day("starts_on", given->starts_on, HY_DAY_NONE, ret_day, ret_refusal);
}

void create_session(struct rpc *rpc, const Huiyin__V1__CreateSessionRequest *request)
{
	struct ledger_job *job = rpc_job(rpc, JOB_SESSION);
	struct session *session = rpc_alloc(rpc, sizeof(*session));
	struct refusal refusal;

	if (check_request_id(request->request_id, job->request_id, &refusal) < 0 ||
	    check_session(request->session, &session->starts_on, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	snprintf(session->code, sizeof(session->code), "%s", request->session->code);
	snprintf(session->name_zh, sizeof(session->name_zh), "%s", request->session->name_zh);
	snprintf(session->name_en, sizeof(session->name_en), "%s", request->session->name_en);
	session->level = request->session->level ? (enum level)request->session->level : own_level(rpc->registry);
	message_digest(&request->base, rpc->arena, job->digest);
	job->session = session;
	rpc_submit(rpc, job, on_session);
}

void list_sessions(struct rpc *rpc, const Huiyin__V1__ListSessionsRequest *request)
{
	Huiyin__V1__ListSessionsResponse response = HUIYIN__V1__LIST_SESSIONS_RESPONSE__INIT;
	const struct registry *registry = rpc->registry;

	(void)request;
	response.sessions = rpc_alloc(rpc, (registry->n_sessions + 1) * sizeof(*response.sessions));
	for (size_t i = 0; i < registry->n_sessions; i++)
		response.sessions[response.n_sessions++] = convert_session(rpc, &registry->sessions[i]);
	rpc_reply(rpc, &response.base);
}
