/* Offices and sessions: read from the registry, written as lines. */
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/message.h"

#include <huiyin/v1/directory_service.pb-c.h>
#include <stdio.h>
#include <string.h>

/* The registry after a job, in place of the one from the call's beginning. */
static void renew_registry(struct rpc *rpc)
{
	registry_release(rpc->registry);
	rpc->registry = ledger_registry(rpc->service->ledger);
}

/* Names and code, for offices and sessions alike. */
static int check_names(const char *code, const char *name_zh, const char *name_en, struct refusal *ret_refusal)
{
	if (check_code("code", code, ret_refusal) < 0 || check_given("name_zh", name_zh, ret_refusal) < 0)
		return -1;
	return check_bytes("name_en", name_en, sizeof(((struct office *)0)->name_en) - 1, ret_refusal);
}

/* ---- Offices -------------------------------------------------------------------------------------------------- */

static void reply_office(struct rpc *rpc, const struct office *office, bool already_stored)
{
	Huiyin__V1__CreateOfficeResponse response = HUIYIN__V1__CREATE_OFFICE_RESPONSE__INIT;

	response.office = convert_office_entry(rpc, office);
	response.already_stored = already_stored;
	rpc_reply(rpc, &response.base);
}

static void on_office(struct rpc *rpc, struct ledger_job *job)
{
	const struct office *office;
	struct office copy = *job->office;

	renew_registry(rpc);
	office = registry_office_by_code(rpc->registry, copy.code);
	copy.office_id = job->given_id;
	reply_office(rpc, office ? office : &copy, job->already_stored);
}

/* Positions in tables: more offices than any city has. */
#define MAX_POSITION 10000

static int check_office(const Huiyin__V1__Office *given, struct refusal *ret_refusal)
{
	if (!given)
		return check_given("office", "", ret_refusal);
	if (check_names(given->code, given->name_zh, given->name_en, ret_refusal) < 0)
		return -1;
	if (given->position >= 0 && given->position <= MAX_POSITION)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "position");
	refuse_with(ret_refusal, "min", "%d", 0);
	refuse_with(ret_refusal, "max", "%d", MAX_POSITION);
	return -1;
}

void create_office(struct rpc *rpc, const Huiyin__V1__CreateOfficeRequest *request)
{
	struct ledger_job *job = rpc_job(rpc, JOB_OFFICE);
	struct office *office = rpc_alloc(rpc, sizeof(*office));
	struct refusal refusal;

	if (check_request_id(request->request_id, job->request_id, &refusal) < 0 ||
	    check_office(request->office, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	snprintf(office->code, sizeof(office->code), "%s", request->office->code);
	snprintf(office->name_zh, sizeof(office->name_zh), "%s", request->office->name_zh);
	snprintf(office->name_en, sizeof(office->name_en), "%s", request->office->name_en);
	office->position = request->office->position;
	office->valid_from = office->valid_until = HY_DAY_NONE;
	message_digest(&request->base, rpc->arena, job->digest);
	job->office = office;
	rpc_submit(rpc, job, on_office);
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

	renew_registry(rpc);
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
