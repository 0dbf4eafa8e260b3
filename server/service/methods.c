#include "service/methods.h"

#include "service/auth.h"
#include "service/check.h"
#include "service/handlers.h"

#include <huiyin/v1/access_service.pb-c.h>
#include <huiyin/v1/directory_service.pb-c.h>
#include <huiyin/v1/ledger_service.pb-c.h>
#include <huiyin/v1/rate_service.pb-c.h>
#include <huiyin/v1/rules_service.pb-c.h>
#include <stdio.h>
#include <string.h>

#define BIT(role)  (1u << ROLE_##role)
#define EVERYONE   ((1u << ROLE_COUNT_) - 2) /* all but ROLE_NONE */
#define READERS    (EVERYONE & ~BIT(SCHEDULER))
#define SUBMITTERS (BIT(HANDLER) | BIT(COMMITTEE) | BIT(OPERATOR)) /* the rules say who may do which verb */

/* A proposal's text of 20,000 Chinese characters has 60 KB; outcomes, answer and reason stand beside it. */
#define CASE_BYTES (256u << 10)
/* A rules file of 1 MiB. */
#define RULES_BYTES (1536u << 10)
/* A year's special days. */
#define CALENDAR_BYTES (64u << 10)
/* An import waits for all its pages; a check of a large ledger takes minutes. */
#define IMPORT_MS 300000
#define CHECK_MS  600000

#define PATH(service, method) "/huiyin.v1." service "/" method
#define TYPES(name)           &huiyin__v1__##name##_request__descriptor, &huiyin__v1__##name##_response__descriptor

static const struct method methods[] = {
	{ PATH("CaseService", "CreateCase"),
	  TYPES(create_case),
	  BIT(COMMITTEE),
	  { "收案", "receive proposals" },
	  create_case,
	  EVGRPC_UNARY,
	  0,
	  CASE_BYTES },
	{ PATH("CaseService", "GetCase"),
	  TYPES(get_case),
	  READERS,
	  { "查看案件", "read cases" },
	  get_case,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("CaseService", "ListCases"),
	  TYPES(list_cases),
	  READERS,
	  { "列出案件", "list cases" },
	  list_cases,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("CaseService", "SubmitUpdate"),
	  TYPES(submit_update),
	  SUBMITTERS,
	  { "提交更新", "submit updates" },
	  submit_update,
	  EVGRPC_UNARY,
	  0,
	  CASE_BYTES },
	{ PATH("CaseService", "ListUpdates"),
	  TYPES(list_updates),
	  READERS,
	  { "查看办理经过", "read the history" },
	  list_updates,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("CaseService", "ImportCases"),
	  TYPES(import_cases),
	  BIT(COMMITTEE),
	  { "导入提案", "import proposals" },
	  NULL,
	  EVGRPC_CLIENT_STREAM,
	  IMPORT_MS,
	  CASE_BYTES },
	{ PATH("RateService", "GetRates"),
	  TYPES(get_rates),
	  EVERYONE,
	  { "查看比率", "read rates" },
	  get_rates,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("RateService", "ListRateCases"),
	  TYPES(list_rate_cases),
	  READERS,
	  { "列出比率所含案件", "list the cases behind a rate" },
	  list_rate_cases,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("RateService", "ListOverdue"),
	  TYPES(list_overdue),
	  READERS,
	  { "列出逾期", "list what is overdue" },
	  list_overdue,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("DirectoryService", "CreateOffice"),
	  TYPES(create_office),
	  BIT(OPERATOR),
	  { "登记单位", "add offices" },
	  create_office,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("DirectoryService", "ListOffices"),
	  TYPES(list_offices),
	  EVERYONE,
	  { "列出单位", "list offices" },
	  list_offices,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("DirectoryService", "CreateSession"),
	  TYPES(create_session),
	  BIT(OPERATOR),
	  { "登记届次", "add sessions" },
	  create_session,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("DirectoryService", "ListSessions"),
	  TYPES(list_sessions),
	  EVERYONE,
	  { "列出届次", "list sessions" },
	  list_sessions,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("RulesService", "CheckRules"),
	  TYPES(check_rules),
	  EVERYONE,
	  { "检查规则", "check rules" },
	  check_rules,
	  EVGRPC_UNARY,
	  0,
	  RULES_BYTES },
	{ PATH("RulesService", "ApplyRules"),
	  TYPES(apply_rules),
	  BIT(OPERATOR),
	  { "应用规则", "apply rules" },
	  apply_rules,
	  EVGRPC_UNARY,
	  0,
	  RULES_BYTES },
	{ PATH("RulesService", "GetRules"),
	  TYPES(get_rules),
	  EVERYONE,
	  { "查看规则", "read the rules" },
	  get_rules,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("RulesService", "ImportCalendar"),
	  TYPES(import_calendar),
	  BIT(OPERATOR),
	  { "导入日历", "import calendars" },
	  import_calendar,
	  EVGRPC_UNARY,
	  0,
	  CALENDAR_BYTES },
	{ PATH("LedgerService", "GetHead"),
	  TYPES(get_head),
	  EVERYONE,
	  { "查看账本", "read the ledger's head" },
	  get_head,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("LedgerService", "VerifyLedger"),
	  TYPES(verify_ledger),
	  EVERYONE,
	  { "核验账本", "verify the ledger" },
	  verify_ledger,
	  EVGRPC_UNARY,
	  CHECK_MS,
	  0 },
	{ PATH("LedgerService", "Recount"),
	  TYPES(recount),
	  EVERYONE,
	  { "重新统计", "recount" },
	  recount,
	  EVGRPC_UNARY,
	  CHECK_MS,
	  0 },
	{ PATH("AccessService", "WhoAmI"),
	  &huiyin__v1__who_am_irequest__descriptor,
	  &huiyin__v1__who_am_iresponse__descriptor,
	  EVERYONE,
	  { "查看身份", "ask who one is" },
	  who_am_i,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("AccessService", "CreateToken"),
	  TYPES(create_token),
	  BIT(OPERATOR),
	  { "发放令牌", "make tokens" },
	  create_token,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("AccessService", "ListTokens"),
	  TYPES(list_tokens),
	  BIT(OPERATOR),
	  { "列出令牌", "list tokens" },
	  list_tokens,
	  EVGRPC_UNARY,
	  0,
	  0 },
	{ PATH("AccessService", "RevokeToken"),
	  TYPES(revoke_token),
	  BIT(OPERATOR),
	  { "撤销令牌", "revoke tokens" },
	  revoke_token,
	  EVGRPC_UNARY,
	  0,
	  0 },
};
#define METHODS (sizeof(methods) / sizeof(*methods))

/* The same as evgrpc wants it; written once by methods_add. */
static struct evgrpc_method rows[METHODS];

const struct method *methods_table(size_t *ret_n)
{
	*ret_n = METHODS;
	return methods;
}

static const struct method *method_of(const struct evgrpc_call *call)
{
	return evgrpc_call_method(call)->data;
}

/* ROLE_NOT_ALLOWED with the roles that may. */
static void refuse_role(struct rpc *rpc)
{
	const struct method *method = rpc->method;
	char zh[REASON_VALUE_SIZE / 2] = "", en[REASON_VALUE_SIZE / 2] = "";
	size_t zh_len = 0, en_len = 0;
	struct refusal refusal;

	for (unsigned role = ROLE_NONE + 1; role < ROLE_COUNT_; role++) {
		if (!(method->roles & 1u << role))
			continue;
		if (zh_len < sizeof(zh))
			zh_len += (size_t)snprintf(zh + zh_len, sizeof(zh) - zh_len, "%s%s", zh_len ? "、" : "",
						   role_label(role, LANGUAGE_ZH));
		if (en_len < sizeof(en))
			en_len += (size_t)snprintf(en + en_len, sizeof(en) - en_len, "%s%s", en_len ? ", " : "",
						   role_label(role, LANGUAGE_EN));
	}
	refuse(&refusal, REASON_ROLE_NOT_ALLOWED);
	refuse_words(&refusal, "role", role_label(rpc->token.role, LANGUAGE_ZH),
		     role_label(rpc->token.role, LANGUAGE_EN));
	refuse_words(&refusal, "action", method->label.zh, method->label.en);
	refuse_words(&refusal, "who", zh, en);
	rpc_refuse(rpc, &refusal);
}

/* The caller is known: role, values, work. */
static void on_authenticated(struct rpc *rpc)
{
	struct refusal refusal;

	if ((unsigned)rpc->token.role >= ROLE_COUNT_ || !(rpc->method->roles & 1u << rpc->token.role))
		refuse_role(rpc);
	else if (!rpc->method->handle)
		import_begin(rpc);
	else if (check_message(rpc->request, rpc->cut_field, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		rpc->method->handle(rpc);
}

static void on_request(struct evgrpc_call *call, const ProtobufCMessage *request, void *service)
{
	struct rpc *rpc = rpc_new(call, service, method_of(call));

	if (!rpc)
		return;
	rpc->request = request;
	rpc->cut_field = evgrpc_call_cut_field(call);
	auth_begin(rpc, on_authenticated);
}

/* ---- The one stream. Messages come only after import_begin has asked for them. ---------------------------------- */

static void on_stream(struct evgrpc_call *call, void *service)
{
	struct rpc *rpc = rpc_new(call, service, method_of(call));

	if (rpc)
		auth_begin(rpc, on_authenticated);
}

static void on_stream_message(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const struct call_note *note = evgrpc_call_data(call);

	(void)service;
	if (note && note->rpc)
		import_message(note->rpc, message);
}

static void on_stream_end(struct evgrpc_call *call, void *service)
{
	struct call_note *note = evgrpc_call_data(call);

	(void)service;
	if (!note || !note->rpc)
		return;
	note->half_closed = true;
	if (note->rpc->data)
		import_end(note->rpc);
}

int methods_add(struct evgrpc_server *server, struct service *service, char *ret_error, size_t error_size)
{
	for (size_t i = 0; i < METHODS; i++) {
		bool stream = methods[i].kind != EVGRPC_UNARY;

		rows[i] = (struct evgrpc_method){
			.path = methods[i].path,
			.kind = methods[i].kind,
			.request = methods[i].request,
			.response = methods[i].response,
			.max_deadline_ms = methods[i].deadline_ms,
			.max_request_bytes = methods[i].max_request_bytes,
			.data = &methods[i],
			.on_open = stream ? on_stream : NULL,
			.on_message = stream ? on_stream_message : on_request,
			.on_half_close = stream ? on_stream_end : NULL,
		};
	}
	if (evgrpc_server_add_methods(server, rows, METHODS, service) == 0)
		return 0;
	snprintf(ret_error, error_size, "A method stands twice in the table of methods.");
	return -1;
}
