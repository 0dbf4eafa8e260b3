/* Rules and calendar. */
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/message.h"
#include "service/rules_trial.h"
#include "store/update_store.h"

#include <huiyin/v1/rules_service.pb-c.h>
#include <stdio.h>
#include <string.h>

/* ---- Rules ---------------------------------------------------------------------------------------------------- */

static Huiyin__V1__RuleError **convert_errors(struct rpc *rpc, const struct rule_errors *errors, size_t *ret_n)
{
	Huiyin__V1__RuleError **list = rpc_alloc(rpc, (errors->n + 1) * sizeof(*list));

	for (size_t i = 0; i < errors->n; i++) {
		const struct rule_error *error = &errors->list[i];
		Huiyin__V1__RuleError *out = list[i] = convert_new(rpc, &huiyin__v1__rule_error__descriptor);

		out->line = error->line;
		out->column = error->column;
		out->message = convert_text(rpc, rpc->language == LANGUAGE_EN ? error->en : error->zh);
	}
	*ret_n = errors->n;
	return list;
}

void check_rules(struct rpc *rpc, const Huiyin__V1__CheckRulesRequest *request)
{
	Huiyin__V1__CheckRulesResponse response = HUIYIN__V1__CHECK_RULES_RESPONSE__INIT;
	struct rule_errors *errors = rpc_alloc(rpc, sizeof(*errors));

	rules_free(rules_parse(request->text, strlen(request->text), errors));
	response.errors = convert_errors(rpc, errors, &response.n_errors);
	rpc_reply(rpc, &response.base);
}

/* 0 when the rules are of this jurisdiction. */
static int check_jurisdiction(const struct rpc *rpc, int found, struct refusal *ret_refusal)
{
	if (found == rpc->service->jurisdiction)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_RULES_OTHER_JURISDICTION), "found", "%d", found);
	refuse_with(ret_refusal, "expected", "%d", rpc->service->jurisdiction);
	return -1;
}

void try_rules(struct rpc *rpc, const Huiyin__V1__TryRulesRequest *request)
{
	Huiyin__V1__TryRulesResponse response = HUIYIN__V1__TRY_RULES_RESPONSE__INIT;
	struct rule_errors *errors = rpc_alloc(rpc, sizeof(*errors));
	struct rules *rules = rules_parse(request->text, strlen(request->text), errors);
	struct refusal refusal;

	if (!rules) {
		response.errors = convert_errors(rpc, errors, &response.n_errors);
		rpc_reply(rpc, &response.base);
	} else if (check_jurisdiction(rpc, rules->jurisdiction, &refusal) < 0) {
		rules_free(rules);
		rpc_refuse(rpc, &refusal);
	} else {
		rules_trial_start(rpc, rules);
	}
}

static void reply_applied(struct rpc *rpc, int version, int64_t page, bool already_stored)
{
	Huiyin__V1__ApplyRulesResponse response = HUIYIN__V1__APPLY_RULES_RESPONSE__INIT;

	response.version = version;
	response.page = page;
	response.already_stored = already_stored;
	rpc_reply(rpc, &response.base);
}

static void on_applied(struct rpc *rpc, struct ledger_job *job)
{
	reply_applied(rpc, job->given_id, job->page, job->already_stored);
}

/* 0 when the text is a good rules file of this jurisdiction. */
static int check_text(struct rpc *rpc, const char *text, struct refusal *ret_refusal)
{
	struct rule_errors *errors = rpc_alloc(rpc, sizeof(*errors));
	struct rules *rules = rules_parse(text, strlen(text), errors);
	int found = rules ? rules->jurisdiction : 0;

	rules_free(rules);
	if (!rules) {
		refuse_with(refuse(ret_refusal, REASON_RULES_INVALID), "count", "%zu", errors->n);
		refuse_with(ret_refusal, "line", "%d", errors->list[0].line);
		refuse_with(ret_refusal, "column", "%d", errors->list[0].column);
		refuse_words(ret_refusal, "message", errors->list[0].zh, errors->list[0].en);
		return -1;
	}
	return check_jurisdiction(rpc, found, ret_refusal);
}

void apply_rules(struct rpc *rpc, const Huiyin__V1__ApplyRulesRequest *request)
{
	struct ledger_job *job = rpc_job(rpc, JOB_RULES);
	struct refusal refusal;

	if (check_request_id(request->request_id, job->request_id, &refusal) < 0 ||
	    check_given("text", request->text, &refusal) < 0 || check_text(rpc, request->text, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	message_digest(&request->base, rpc->arena, job->digest);
	job->text = request->text;
	rpc_submit(rpc, job, on_applied);
}

void get_rules(struct rpc *rpc, const Huiyin__V1__GetRulesRequest *request)
{
	Huiyin__V1__GetRulesResponse response = HUIYIN__V1__GET_RULES_RESPONSE__INIT;
	const struct registry *registry = rpc->registry;

	(void)request;
	response.version = registry->rules_version;
	response.page = registry->rules_page;
	response.text = convert_text(rpc, registry->rules_text ? registry->rules_text : "");
	rpc_reply(rpc, &response.base);
}

/* ---- Calendar ------------------------------------------------------------------------------------------------- */

static void reply_calendar(struct rpc *rpc, int64_t page, bool already_stored)
{
	Huiyin__V1__ImportCalendarResponse response = HUIYIN__V1__IMPORT_CALENDAR_RESPONSE__INIT;

	response.page = page;
	response.already_stored = already_stored;
	rpc_reply(rpc, &response.base);
}

static void on_calendar(struct rpc *rpc, struct ledger_job *job)
{
	reply_calendar(rpc, job->page, job->already_stored);
}

/* Tries the days on a copy of the calendar. */
static int try_days(const struct rpc *rpc, int year, const struct calendar_day *days, size_t n,
		    struct refusal *ret_refusal)
{
	const struct calendar *now = rpc->registry->calendar;
	struct calendar *copy = now ? calendar_copy(now) : calendar_new();
	char text[HY_DAY_TEXT];
	hy_day bad;
	int done = calendar_set_year(copy, year, days, n, &bad);

	if (done < 0) {
		refuse_with(refuse(ret_refusal, REASON_CALENDAR_DAY_WRONG), "value", "%s", day_format(bad, text));
		refuse_with(ret_refusal, "year", "%d", year);
	}
	calendar_free(copy);
	return done;
}

/* Years a calendar is published for; far more than anybody needs. */
#define FIRST_YEAR 1950
#define LAST_YEAR  2199

static int read_days(struct rpc *rpc, const Huiyin__V1__ImportCalendarRequest *request, struct calendar_day *days,
		     struct refusal *ret_refusal)
{
	(void)rpc;
	if (request->year < FIRST_YEAR || request->year > LAST_YEAR) {
		refuse_with(refuse(ret_refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "year");
		refuse_with(ret_refusal, "min", "%d", FIRST_YEAR);
		refuse_with(ret_refusal, "max", "%d", LAST_YEAR);
		return -1;
	}
	for (size_t i = 0; i < request->n_days; i++) {
		const Huiyin__V1__CalendarDay *given = request->days[i];

		if (check_given("day", given->day, ret_refusal) < 0 ||
		    check_day("day", given->day, HY_DAY_NONE, &days[i].day, ret_refusal) < 0 ||
		    check_bytes("name", given->name, sizeof(days[i].name) - 1, ret_refusal) < 0)
			return -1;
		days[i].off = given->off;
		snprintf(days[i].name, sizeof(days[i].name), "%s", given->name);
	}
	return 0;
}

void import_calendar(struct rpc *rpc, const Huiyin__V1__ImportCalendarRequest *request)
{
	struct ledger_job *job = rpc_job(rpc, JOB_CALENDAR);
	struct calendar_day *days = rpc_alloc(rpc, (request->n_days + 1) * sizeof(*days));
	struct refusal refusal;

	if (check_request_id(request->request_id, job->request_id, &refusal) < 0 ||
	    read_days(rpc, request, days, &refusal) < 0 ||
	    try_days(rpc, request->year, days, request->n_days, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	message_digest(&request->base, rpc->arena, job->digest);
	job->year = request->year;
	job->days = days;
	job->n_days = request->n_days;
	job->text = request->source;
	rpc_submit(rpc, job, on_calendar);
}
