/* Queries of reports, read and checked. */
#include "service/check.h"
#include "service/handlers.h"
#include "service/rate_ask.h"
#include "service/report.h"

#include "report/document.h"
#include "report/record.h"

#include <stdio.h>
#include <string.h>

_Static_assert((int)REPORT_SUPERVISION == HUIYIN__V1__REPORT_KIND__REPORT_KIND_SUPERVISION &&
		       (int)REPORT_DUNNING == HUIYIN__V1__REPORT_KIND__REPORT_KIND_DUNNING,
	       "the kinds are numbered as in the contract");

struct report_sight report_sight_of(const struct rpc *rpc)
{
	struct report_sight sight = { .all = !rpc_is_handler(rpc) && rpc->token.role != ROLE_PROPOSER };

	if (rpc_is_handler(rpc))
		sight.office_id = rpc->token.office_id;
	return sight;
}

/* ---- Formats -------------------------------------------------------------------------------------------------- */

const struct report_format *report_read_format(const char *format, const char *or_else, struct refusal *ret_refusal)
{
	const struct report_format *found = report_format_by_name(format[0] ? format : or_else);
	char allowed[REASON_VALUE_SIZE] = "";
	size_t len = 0;

	if (found)
		return found;
	for (size_t i = 0; i < n_report_formats && len < sizeof(allowed); i++)
		len += (size_t)snprintf(allowed + len, sizeof(allowed) - len, "%s%s", i ? ", " : "",
					report_formats[i].name);
	refuse_with(refuse(ret_refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "format");
	refuse_with(ret_refusal, "value", "%s", format);
	refuse_with(ret_refusal, "allowed", "%s", allowed);
	return NULL;
}

static bool has_text(const json_t *list, const char *text)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (strcmp(json_string_value(json_array_get(list, i)), text) == 0)
			return true;
	return false;
}

json_t *report_read_formats(char *const *formats, size_t n, struct refusal *ret_refusal)
{
	json_t *list;

	if (n == 0)
		return json_pack("[s,s,s]", "html", "pdf", "xlsx");
	list = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct report_format *format = report_read_format(formats[i], "", ret_refusal);

		if (!format) {
			json_decref(list);
			return NULL;
		}
		if (strcmp(format->name, "json") != 0 && !has_text(list, format->name))
			json_array_append_new(list, json_string(format->name));
	}
	return list;
}

/* ---- The query ------------------------------------------------------------------------------------------------ */

/* A field that reports of that kind have no use for. */
static void refuse_for_kind(enum report_kind kind, const char *field, struct refusal *ret_refusal)
{
	refuse_words(refuse(ret_refusal, REASON_FIELD_NOT_USED), "verb", report_kind_label(kind, LANGUAGE_ZH),
		     report_kind_label(kind, LANGUAGE_EN));
	refuse_with(ret_refusal, "field", "%s", field);
}

/* Only the head tells who still owes an answer: reminders of an earlier page would go to those who have given it. */
int report_check_record(const struct rpc *rpc, const Huiyin__V1__ReportQuery *given, struct refusal *ret_refusal)
{
	enum role role = rpc->token.role;

	if (!given->record)
		return 0;
	if (given->kind != HUIYIN__V1__REPORT_KIND__REPORT_KIND_DUNNING) {
		refuse_for_kind((enum report_kind)given->kind, "record", ret_refusal);
		return -1;
	}
	if (given->page) {
		refuse_words(refuse(ret_refusal, REASON_FIELD_NOT_USED), "verb", "记录催办", "recording reminders");
		refuse_with(ret_refusal, "field", "page");
		return -1;
	}
	if (record_is_for(role))
		return 0;
	refuse_words(refuse(ret_refusal, REASON_ROLE_NOT_ALLOWED), "role", role_label(role, LANGUAGE_ZH),
		     role_label(role, LANGUAGE_EN));
	refuse_words(ret_refusal, "action", "催办", "remind");
	refuse_words(ret_refusal, "who", "提案委员会、督查室", "committee, supervisor");
	return -1;
}

static int read_language(const struct rpc *rpc, const char *text, enum language *ret_language,
			 struct refusal *ret_refusal)
{
	static const char *const languages[] = { "zh", "en", NULL };

	*ret_language = text[0] ? (strcmp(text, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH) : rpc->language;
	return text[0] ? check_one_of("language", text, languages, ret_refusal) : 0;
}

/* The office an office's own page is about; others have none but reminders. */
static int check_office(const Huiyin__V1__ReportQuery *given, struct refusal *ret_refusal)
{
	enum report_kind kind = (enum report_kind)given->kind;

	if (kind == REPORT_OFFICE)
		return check_given("office", given->office, ret_refusal);
	if (kind == REPORT_DUNNING || !given->office[0])
		return 0;
	refuse_for_kind(kind, "office", ret_refusal);
	return -1;
}

/* Day and page are the caller's, of a schedule they are those of the due time. */
static int read_moment(const struct rpc *rpc, const Huiyin__V1__ReportQuery *given, bool of_schedule,
		       struct report_query *query, struct refusal *ret_refusal)
{
	uint8_t hash[SHA256_BYTES];
	int64_t head;

	query->as_of = query->date = query->previous.as_of = HY_DAY_NONE;
	if (of_schedule && (given->as_of[0] || given->page)) {
		refuse_words(refuse(ret_refusal, REASON_FIELD_NOT_USED), "verb", "计划", "a schedule");
		refuse_with(ret_refusal, "field", given->page ? "page" : "as_of");
		return -1;
	}
	if (of_schedule)
		return 0;
	ledger_head(rpc->service->ledger, &head, hash);
	if (given->page < 0 || given->page > head) {
		refuse_with(refuse(ret_refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "page");
		refuse_with(ret_refusal, "min", "0");
		refuse_with(ret_refusal, "max", "%lld", (long long)head);
		return -1;
	}
	query->page = given->page;
	query->date = rpc->today;
	return check_past_day("as_of", given->as_of, rpc->today, &query->as_of, ret_refusal);
}

int report_read_query(struct rpc *rpc, const Huiyin__V1__ReportQuery *given, bool of_schedule,
		      struct report_query *ret_query, struct refusal *ret_refusal)
{
	bool decimals = given && given->decimals_given_case == HUIYIN__V1__REPORT_QUERY__DECIMALS_GIVEN_DECIMALS;

	*ret_query = (struct report_query){ 0 };
	if (!given || given->kind == HUIYIN__V1__REPORT_KIND__REPORT_KIND_UNSPECIFIED)
		return check_given("kind", "", ret_refusal);
	if (!rpc->registry->rules) {
		refuse(ret_refusal, REASON_RULES_MISSING);
		return -1;
	}
	ret_query->kind = (enum report_kind)given->kind;
	snprintf(ret_query->title, sizeof(ret_query->title), "%s", given->title);
	if (check_office(given, ret_refusal) < 0 ||
	    office_of_code(rpc->registry, given->office, &ret_query->office_id, ret_refusal) < 0 ||
	    session_of_code(rpc->registry, given->session, &ret_query->session_id, ret_refusal) < 0 ||
	    read_language(rpc, given->language, &ret_query->language, ret_refusal) < 0 ||
	    rate_read_rounding(rpc, given->rounding, decimals ? &given->decimals : NULL, &ret_query->rounding,
			       ret_refusal) < 0 ||
	    report_check_record(rpc, given, ret_refusal) < 0)
		return -1;
	return read_moment(rpc, given, of_schedule, ret_query, ret_refusal);
}
