/* report deliveries: where reports went, every attempt. */
#include "base/memory.h"
#include "pages.h"
#include "remote.h"
#include "reports.h"
#include "say.h"
#include "verbs.h"
#include <huiyin/v1/report_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_LIMIT 100
#define COUNT(list)   (sizeof(list) / sizeof((list)[0]))

static const struct option_row delivery_options[] = {
	{ "undelivered", 0, NULL, TXT_OPT_UNDELIVERED },
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};

static const struct column delivery_columns[] = {
	{ "report_id", TXT_COL_REPORT, COLUMN_NUMBER },
	{ "title", TXT_COL_REPORT_TITLE, COLUMN_TEXT | COLUMN_DROP(2) },
	{ "target", TXT_COL_TARGET, COLUMN_TEXT },
	{ "state", TXT_COL_DELIVERY_STATE, COLUMN_FIXED },
	{ "attempt", TXT_COL_ATTEMPT, COLUMN_NUMBER },
	{ "at", TXT_COL_ATTEMPTED_AT, COLUMN_FIXED | COLUMN_DROP(1) },
	{ "message", TXT_COL_ATTEMPT_SAID, COLUMN_TEXT },
	{ "next_at", TXT_COL_NEXT_AT, COLUMN_FIXED | COLUMN_IF_ANY },
};

/* How an attempt went; what the delivery waits for while there is none. */
enum attempt_outcome { OUTCOME_WAITING, OUTCOME_DELIVERED, OUTCOME_FAILED, OUTCOME_GIVEN_UP };

/* The last attempt of a delivery that was given up says so. */
static enum attempt_outcome outcome_of(const Huiyin__V1__Delivery *delivery, const Huiyin__V1__DeliveryAttempt *attempt,
				       bool last)
{
	if (last && strcmp(delivery->state, "given_up") == 0)
		return OUTCOME_GIVEN_UP;
	if (!attempt)
		return OUTCOME_WAITING;
	return attempt->worked ? OUTCOME_DELIVERED : OUTCOME_FAILED;
}

/* In words in a table, as a code for programs. */
static const char *outcome_words(const struct client *client, enum attempt_outcome outcome)
{
	static const struct {
		const char *code;
		enum text_id words;
	} outcomes[] = {
		[OUTCOME_WAITING] = { "waiting", TXT_DELIVERY_WAITING },
		[OUTCOME_DELIVERED] = { "delivered", TXT_DELIVERY_DELIVERED },
		[OUTCOME_FAILED] = { "failed", TXT_DELIVERY_FAILED },
		[OUTCOME_GIVEN_UP] = { "given_up", TXT_DELIVERY_GIVEN_UP },
	};
	return show_to_person(client) ? txt(outcomes[outcome].words) : outcomes[outcome].code;
}

/* One row per attempt, one for a delivery that has none. */
static void add_attempt(const struct client *client, struct table *table, const Huiyin__V1__Delivery *delivery,
			const Huiyin__V1__DeliveryAttempt *attempt, bool last)
{
	char at[SHOW_MOMENT_SIZE], next[SHOW_MOMENT_SIZE];
	enum attempt_outcome outcome = outcome_of(delivery, attempt, last);
	table_row(table, last && attempt && outcome != OUTCOME_DELIVERED ? ROW_BAD : ROW_PLAIN);
	table_cell_number(table, delivery->report_id);
	table_cell(table, delivery->title);
	table_cell(table, delivery->target);
	table_cell(table, outcome_words(client, outcome));
	if (attempt)
		table_cell_number(table, attempt->attempt);
	else
		table_cell(table, "");
	table_cell(table, attempt ? show_moment(client, attempt->at, at) : "");
	table_cell(table, attempt ? attempt->message : "");
	table_cell(table, last && *delivery->next_at ? show_moment(client, delivery->next_at, next) : "");
}

static void add_delivery(const struct client *client, struct table *table, const Huiyin__V1__Delivery *delivery)
{
	if (delivery->n_attempts == 0)
		add_attempt(client, table, delivery, NULL, true);
	for (size_t i = 0; i < delivery->n_attempts; i++)
		add_attempt(client, table, delivery, delivery->attempts[i], i + 1 == delivery->n_attempts);
}

static int list_deliveries(struct client *client, Huiyin__V1__ListDeliveriesRequest *request, long limit,
			   struct table *table, bool *ret_more)
{
	struct pages pages;
	int result = CLIENT_OK;
	pages_begin(&pages, limit, PAGE_SIZE);
	while (pages_next(&pages, &request->page_size, &request->page_token)) {
		Huiyin__V1__ListDeliveriesResponse *answer;
		result = REMOTE_CALL(client, huiyin__v1__report_service__list_deliveries__unary, request, &answer);
		if (result != CLIENT_OK)
			break;
		for (size_t i = 0; i < answer->n_deliveries; i++)
			add_delivery(client, table, answer->deliveries[i]);
		pages_took(&pages, answer->n_deliveries, answer->next_page_token);
		remote_free(answer);
	}
	pages_end(&pages);
	*ret_more = pages.more;
	return result;
}

static int run_deliveries(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__ListDeliveriesRequest request = HUIYIN__V1__LIST_DELIVERIES_REQUEST__INIT;
	long limit;
	bool more;
	if (pages_limit(client, arguments, DEFAULT_LIMIT, &limit) != 0)
		return CLIENT_USAGE;
	int result = arguments->n_words ? reports_find(client, arguments->words[0], &request.report_id) : CLIENT_OK;
	if (result != CLIENT_OK)
		return result;
	request.undelivered_only = option_given(arguments, "undelivered");
	struct report *report = report_new();
	struct table *table = report_table(report, "deliveries", delivery_columns, COUNT(delivery_columns), false);
	result = list_deliveries(client, &request, limit, table, &more);
	return pages_print(client, report, result, more);
}

const struct verb cmd_report_deliveries_verbs[] = {
	{ "report deliveries",
	  "[REPORT]",
	  TXT_REPORT_DELIVERIES_SUMMARY,
	  TXT_REPORT_DELIVERIES_ABOUT,
	  delivery_options,
	  COUNT(delivery_options),
	  0,
	  1,
	  { "huiyin report deliveries 3", "huiyin report deliveries --undelivered" },
	  run_deliveries },
	{ 0 },
};
