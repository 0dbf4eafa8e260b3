#include "service/methods.h"

#include "service/auth.h"
#include "service/check.h"
#include "service/handlers.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define BIT(role)  (1u << ROLE_##role)
#define EVERYONE   ((1u << ROLE_COUNT_) - 2) /* all but ROLE_NONE */
#define READERS    (EVERYONE & ~BIT(SCHEDULER))
#define SUBMITTERS (EVERYONE & ~(BIT(SCHEDULER) | BIT(AUDITOR))) /* the rules say who may do which verb */

/* Who draws reports up, and who says when. */
#define REPORTERS  (BIT(COMMITTEE) | BIT(SUPERVISOR) | BIT(LEADER) | BIT(SCHEDULER) | BIT(OPERATOR))
#define SCHEDULERS (BIT(COMMITTEE) | BIT(SUPERVISOR) | BIT(OPERATOR))

/* A proposal's text of 20,000 Chinese characters has 60 KB; outcomes, answer and reason stand beside it. */
#define CASE_BYTES (256u << 10)
/* A rules file of 1 MiB. */
#define RULES_BYTES (1536u << 10)
/* A year's special days. */
#define CALENDAR_BYTES (64u << 10)
/* A piece of an attachment of 64 KiB, and what stands around it. */
#define PIECE_BYTES (65u << 10)
/* The figures of fifty bulletins. */
#define FIGURES_BYTES (1024u << 10)
/* An import waits for all its pages, a large file for a slow line; a check of a large ledger takes minutes. */
#define IMPORT_MS 300000
/* Nothing but the caller ends a watch: 49 days are all a time can be, and who watches goes on where it was. */
#define WATCH_MS UINT_MAX
#define CHECK_MS 600000

/* What the contract's rows call: the handler of that name, whose service is the rpc (see on_authenticated). */
#define SERVE(name, kind, Request, Response)                                                                           \
	static void on_##name(struct evgrpc_call *call, const Request *request, void *rpc)                             \
	{                                                                                                              \
		(void)call;                                                                                            \
		name(rpc, request);                                                                                    \
	}
HUIYIN__V1__CASE_SERVICE_FOR_EACH(SERVE)
HUIYIN__V1__RATE_SERVICE_FOR_EACH(SERVE)
HUIYIN__V1__REPORT_SERVICE_FOR_EACH(SERVE)
HUIYIN__V1__DIRECTORY_SERVICE_FOR_EACH(SERVE)
HUIYIN__V1__RULES_SERVICE_FOR_EACH(SERVE)
HUIYIN__V1__LEDGER_SERVICE_FOR_EACH(SERVE)
HUIYIN__V1__ACCESS_SERVICE_FOR_EACH(SERVE)

/* The handler of a method, who may call it, what it does. */
#define METHOD(name, may_call, zh, en)                                                                                 \
	.on_message = on_##name, .data = (&(const struct access){ .roles = (may_call), .label = { zh, en } })
/* The same for one that evaluation codes may call too. */
#define METHOD_OF_CODES(name, may_call, zh, en)                                                                        \
	.on_message = on_##name,                                                                                       \
	.data = (&(const struct access){ .roles = (may_call), .codes = true, .label = { zh, en } })
/* The same for a method whose requests come as a stream. */
#define STREAM(name, may_call, zh, en)                                                                                 \
	.on_message = on_##name,                                                                                       \
	.data = (&(const struct access){                                                                               \
		.roles = (may_call), .label = { zh, en }, .begin = name##_begin, .end = name##_end })

static const struct {
	struct huiyin__v1__case_service_handlers cases;
	struct huiyin__v1__rate_service_handlers rates;
	struct huiyin__v1__report_service_handlers reports;
	struct huiyin__v1__directory_service_handlers directory;
	struct huiyin__v1__rules_service_handlers rules;
	struct huiyin__v1__ledger_service_handlers ledger;
	struct huiyin__v1__access_service_handlers access;
} methods = {
	.cases = {
		.create_case = { METHOD(create_case, BIT(COMMITTEE) | BIT(PROPOSER), "收案", "receive proposals"),
		  .max_request_bytes = CASE_BYTES },
		.get_case = { METHOD_OF_CODES(get_case, READERS, "查看案件", "read cases") },
		.list_cases = { METHOD(list_cases, READERS, "列出案件", "list cases") },
		.submit_update = { METHOD_OF_CODES(submit_update, SUBMITTERS, "提交更新", "submit updates"),
		  .max_request_bytes = CASE_BYTES },
		.submit_updates = { STREAM(submit_updates, SUBMITTERS, "批量提交更新", "submit updates"),
		  .max_deadline_ms = IMPORT_MS, .max_request_bytes = CASE_BYTES },
		.try_update = { METHOD(try_update, SUBMITTERS, "试办更新", "try updates"),
		  .max_request_bytes = CASE_BYTES },
		.watch_updates = { METHOD(watch_updates, READERS, "关注更新", "watch updates"),
		  .max_deadline_ms = WATCH_MS, .endless = true },
		.find_similar_cases = { METHOD(find_similar_cases, READERS, "查找相似案件", "find similar cases"),
		  .max_request_bytes = CASE_BYTES },
		.upload_attachment = { STREAM(upload_attachment, SUBMITTERS, "上传附件", "upload attachments"),
		  .max_deadline_ms = IMPORT_MS, .max_request_bytes = PIECE_BYTES },
		.download_attachment = { METHOD(download_attachment, READERS, "下载附件", "download attachments"),
		  .max_deadline_ms = IMPORT_MS },
		.erase_attachment = { METHOD(erase_attachment, BIT(COMMITTEE) | BIT(OPERATOR), "清除附件", "erase attachments") },
		.list_updates = { METHOD(list_updates, READERS, "查看办理经过", "read the history") },
		.import_cases = { STREAM(import_cases, BIT(COMMITTEE), "导入提案", "import proposals"),
		  .max_deadline_ms = IMPORT_MS, .max_request_bytes = CASE_BYTES },
		.search_cases = { METHOD(search_cases, READERS, "搜索案件", "search cases") },
		.export_cases = { METHOD(export_cases, READERS, "导出案件", "export cases"), .max_deadline_ms = IMPORT_MS },
	},
	.rates = {
		.get_rates = { METHOD(get_rates, EVERYONE, "查看比率", "read rates") },
		.list_rate_cases = { METHOD(list_rate_cases, READERS, "列出比率所含案件", "list the cases behind a rate") },
		.list_overdue = { METHOD(list_overdue, READERS, "列出逾期", "list what is overdue") },
		.list_rate_definitions = { METHOD(list_rate_definitions, EVERYONE, "查看比率口径", "read the definitions of rates") },
		.get_trend = { METHOD(get_trend, EVERYONE, "查看走势", "read how rates moved") },
		.check_figures = { METHOD(check_figures, EVERYONE, "核对数字", "check figures"),
		  .max_request_bytes = FIGURES_BYTES },
	},
	.reports = {
		.generate_report = { METHOD(generate_report, REPORTERS, "生成报告", "make reports"),
		  .max_deadline_ms = IMPORT_MS },
		.list_reports = { METHOD(list_reports, EVERYONE, "列出报告", "list reports") },
		.get_report = { METHOD(get_report, READERS, "查看报告", "read reports"), .max_deadline_ms = IMPORT_MS },
		.reproduce_report = { METHOD(reproduce_report, READERS, "复核报告", "reproduce reports"),
		  .max_deadline_ms = IMPORT_MS },
		.create_schedule = { METHOD(create_schedule, SCHEDULERS, "设定计划", "add schedules") },
		.list_schedules = { METHOD(list_schedules, REPORTERS, "列出计划", "list schedules") },
		.delete_schedule = { METHOD(delete_schedule, SCHEDULERS, "取消计划", "end schedules") },
		.run_schedule = { METHOD(run_schedule, REPORTERS, "执行计划", "run schedules"), .max_deadline_ms = IMPORT_MS },
		.list_deliveries = { METHOD(list_deliveries, REPORTERS, "查看投递", "list deliveries") },
	},
	.directory = {
		.create_office = { METHOD(create_office, BIT(OPERATOR), "登记单位", "add offices") },
		.list_offices = { METHOD(list_offices, EVERYONE, "列出单位", "list offices") },
		.update_office = { METHOD(update_office, BIT(COMMITTEE) | BIT(OPERATOR), "修改单位", "change offices") },
		.create_member = { METHOD(create_member, BIT(COMMITTEE) | BIT(OPERATOR), "登记人员", "add people") },
		.update_member = { METHOD(update_member, BIT(COMMITTEE) | BIT(OPERATOR), "修改人员", "change people") },
		.list_members = { METHOD(list_members, EVERYONE, "列出人员", "list people") },
		.erase_member_contact = { METHOD(erase_member_contact, BIT(COMMITTEE) | BIT(OPERATOR), "清除联系方式", "erase contact details") },
		.create_session = { METHOD(create_session, BIT(OPERATOR), "登记届次", "add sessions") },
		.list_sessions = { METHOD(list_sessions, EVERYONE, "列出届次", "list sessions") },
	},
	.rules = {
		.check_rules = { METHOD(check_rules, EVERYONE, "检查规则", "check rules"),
		  .max_request_bytes = RULES_BYTES },
		.try_rules = { METHOD(try_rules, BIT(COMMITTEE) | BIT(SUPERVISOR) | BIT(OPERATOR), "试用规则", "try rules"),
		  .max_request_bytes = RULES_BYTES },
		.apply_rules = { METHOD(apply_rules, BIT(OPERATOR), "应用规则", "apply rules"),
		  .max_request_bytes = RULES_BYTES },
		.get_rules = { METHOD_OF_CODES(get_rules, EVERYONE, "查看规则", "read the rules") },
		.import_calendar = { METHOD(import_calendar, BIT(OPERATOR), "导入日历", "import calendars"),
		  .max_request_bytes = CALENDAR_BYTES },
	},
	.ledger = {
		.get_head = { METHOD(get_head, EVERYONE, "查看账本", "read the ledger's head") },
		.verify_ledger = { METHOD(verify_ledger, EVERYONE, "核验账本", "verify the ledger"),
		  .max_deadline_ms = CHECK_MS },
		.recount = { METHOD(recount, EVERYONE, "重新统计", "recount"), .max_deadline_ms = CHECK_MS },
	},
	.access = {
		.who_am_i = { METHOD_OF_CODES(who_am_i, EVERYONE, "查看身份", "ask who one is") },
		.create_token = { METHOD(create_token, BIT(OPERATOR), "发放令牌", "make tokens") },
		.create_evaluation_codes = { METHOD(create_evaluation_codes, BIT(COMMITTEE), "发放评价码", "make evaluation codes") },
		.list_tokens = { METHOD(list_tokens, BIT(OPERATOR), "列出令牌", "list tokens") },
		.revoke_token = { METHOD(revoke_token, BIT(OPERATOR), "撤销令牌", "revoke tokens") },
	},
};

enum {
	METHODS = HUIYIN__V1__CASE_SERVICE_METHODS + HUIYIN__V1__RATE_SERVICE_METHODS +
		  HUIYIN__V1__REPORT_SERVICE_METHODS + HUIYIN__V1__DIRECTORY_SERVICE_METHODS +
		  HUIYIN__V1__RULES_SERVICE_METHODS + HUIYIN__V1__LEDGER_SERVICE_METHODS +
		  HUIYIN__V1__ACCESS_SERVICE_METHODS,
};

const struct evgrpc_method *methods_table(size_t *ret_n)
{
	static struct evgrpc_method table[METHODS];
	size_t n = 0;

	n += huiyin__v1__case_service_methods(&methods.cases, table + n);
	n += huiyin__v1__rate_service_methods(&methods.rates, table + n);
	n += huiyin__v1__report_service_methods(&methods.reports, table + n);
	n += huiyin__v1__directory_service_methods(&methods.directory, table + n);
	n += huiyin__v1__rules_service_methods(&methods.rules, table + n);
	n += huiyin__v1__ledger_service_methods(&methods.ledger, table + n);
	n += huiyin__v1__access_service_methods(&methods.access, table + n);
	*ret_n = n;
	return table;
}

/* The row of that table; the server has its own, with ours as its data. */
static const struct evgrpc_method *method_of(const struct evgrpc_call *call)
{
	return evgrpc_call_method(call)->data;
}

/* ROLE_NOT_ALLOWED with the roles that may. */
static void refuse_role(struct rpc *rpc)
{
	const struct access *access = rpc->method->data;
	char zh[REASON_VALUE_SIZE / 2] = "", en[REASON_VALUE_SIZE / 2] = "";
	size_t zh_len = 0, en_len = 0;
	struct refusal refusal;

	for (unsigned role = ROLE_NONE + 1; role < ROLE_COUNT_; role++) {
		if (!(access->roles & 1u << role))
			continue;
		if (zh_len < sizeof(zh))
			zh_len += (size_t)snprintf(zh + zh_len, sizeof(zh) - zh_len, "%s%s", zh_len ? "、" : "",
						   role_label(role, LANGUAGE_ZH));
		if (en_len < sizeof(en))
			en_len += (size_t)snprintf(en + en_len, sizeof(en) - en_len, "%s%s", en_len ? ", " : "",
						   role_label(role, LANGUAGE_EN));
	}
	refuse(&refusal, REASON_ROLE_NOT_ALLOWED);
	if (rpc_is_code(rpc))
		refuse_words(&refusal, "role", "评价码", "evaluation code");
	else
		refuse_words(&refusal, "role", role_label(rpc->token.role, LANGUAGE_ZH),
			     role_label(rpc->token.role, LANGUAGE_EN));
	refuse_words(&refusal, "action", access->label.zh, access->label.en);
	refuse_words(&refusal, "who", zh, en);
	rpc_refuse(rpc, &refusal);
}

/* Do its requests come as a stream? */
static bool requests_stream(const struct evgrpc_method *method)
{
	return method->kind == EVGRPC_CLIENT_STREAM || method->kind == EVGRPC_BIDI_STREAM;
}

/* The first message may come now, unless the end or the peer was quicker than the look-up of the caller. */
static void begin_stream(struct rpc *rpc, const struct access *access)
{
	if (evgrpc_call_is_gone(rpc->call)) {
		rpc_give_up(rpc);
		return;
	}
	access->begin(rpc);
	if (rpc->note->half_closed)
		access->end(rpc);
	else
		evgrpc_call_next(rpc->call);
}

/* The caller is known: role, values, work. */
static void on_authenticated(struct rpc *rpc)
{
	const struct access *access = rpc->method->data;
	struct refusal refusal;

	if ((unsigned)rpc->token.role >= ROLE_COUNT_ || !(access->roles & 1u << rpc->token.role) ||
	    (rpc_is_code(rpc) && !access->codes))
		refuse_role(rpc);
	else if (requests_stream(rpc->method))
		begin_stream(rpc, access);
	else if (check_message(rpc->request, rpc->cut_field, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		rpc->method->on_message(rpc->call, rpc->request, rpc);
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

/* ---- Streams. Messages come only after begin_stream has asked for them. ----------------------------------------- */

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
		note->rpc->method->on_message(call, message, note->rpc);
}

static void on_stream_end(struct evgrpc_call *call, void *service)
{
	struct call_note *note = evgrpc_call_data(call);

	(void)service;
	if (!note || !note->rpc)
		return;
	note->half_closed = true;
	if (note->rpc->data)
		((const struct access *)note->rpc->method->data)->end(note->rpc);
}

int methods_add(struct evgrpc_server *server, struct service *service, char *ret_error, size_t error_size)
{
	struct evgrpc_method rows[METHODS];
	size_t n;
	const struct evgrpc_method *table = methods_table(&n);

	for (size_t i = 0; i < n; i++) {
		bool stream = requests_stream(&table[i]);

		rows[i] = table[i];
		rows[i].data = &table[i];
		rows[i].on_open = stream ? on_stream : NULL;
		rows[i].on_message = stream ? on_stream_message : on_request;
		rows[i].on_half_close = stream ? on_stream_end : NULL;
	}
	if (evgrpc_server_add_methods(server, rows, n, service) == 0)
		return 0;
	snprintf(ret_error, error_size, "A method stands twice in the table of methods, or memory is short.");
	return -1;
}
