/* Checks of messages and of their values, and refusals as statuses. */
#include "service/check.h"
#include "service/errors.h"

#include <google/rpc/error_details.pb-c.h>
#include <google/rpc/status.pb-c.h>
#include <huiyin/v1/case_service.pb-c.h>
#include <huiyin/v1/rate_service.pb-c.h>
#include <stdio.h>
#include <string.h>

/* cmocka wants these before itself */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "service/place.h"

static enum reason reason_of(const ProtobufCMessage *message, const char *cut_field, const char *field)
{
	struct refusal refusal;

	if (check_message(message, cut_field, &refusal) == 0)
		return REASON_NONE;
	assert_string_equal(refusal.pairs[0].key, "field");
	assert_string_equal(refusal.pairs[0].value, field);
	return refusal.reason;
}

static void test_check_message(void **state)
{
	Huiyin__V1__CreateCaseRequest create = HUIYIN__V1__CREATE_CASE_REQUEST__INIT;
	Huiyin__V1__NewCase given = HUIYIN__V1__NEW_CASE__INIT;
	Huiyin__V1__GetRatesRequest rates = HUIYIN__V1__GET_RATES_REQUEST__INIT;
	Huiyin__V1__SubmitUpdateRequest update = HUIYIN__V1__SUBMIT_UPDATE_REQUEST__INIT;
	Huiyin__V1__Outcome outcome = HUIYIN__V1__OUTCOME__INIT, *outcomes[21];
	char title[102], *names[31];

	(void)state;
	assert_int_equal(reason_of(&create.base, NULL, ""), REASON_NONE); /* no case: not this check's business */
	create.case_ = &given;
	memset(title, 'a', sizeof(title));
	title[100] = '\0';
	given.title = title;
	assert_int_equal(reason_of(&create.base, NULL, ""), REASON_NONE);
	title[100] = 'a';
	title[101] = '\0';
	assert_int_equal(reason_of(&create.base, NULL, "title"), REASON_FIELD_TOO_LONG);
	given.title = (char *)(uintptr_t) "a\xff";
	assert_int_equal(reason_of(&create.base, NULL, "title"), REASON_FIELD_NOT_TEXT);
	given.title = (char *)(uintptr_t) "a\nb";
	assert_int_equal(reason_of(&create.base, NULL, "title"), REASON_FIELD_NOT_TEXT);
	given.title = (char *)(uintptr_t) "案由";
	given.text = (char *)(uintptr_t) "a\nb";
	assert_int_equal(reason_of(&create.base, NULL, ""), REASON_NONE);
	assert_int_equal(reason_of(&create.base, "text", "text"), REASON_FIELD_NOT_TEXT);

	for (size_t i = 0; i < 31; i++)
		names[i] = (char *)(uintptr_t) "甲";
	given.proposers = names;
	given.n_proposers = 30;
	assert_int_equal(reason_of(&create.base, NULL, ""), REASON_NONE);
	given.n_proposers = 31;
	assert_int_equal(reason_of(&create.base, NULL, "proposers"), REASON_FIELD_TOO_MANY);
	given.n_proposers = 2;
	names[1] = (char *)(uintptr_t) "\xc0\x80";
	assert_int_equal(reason_of(&create.base, NULL, "proposers"), REASON_FIELD_NOT_TEXT);

	rates.group_by = (Huiyin__V1__RateGroup)99;
	assert_int_equal(reason_of(&rates.base, NULL, "group_by"), REASON_FIELD_UNKNOWN_VALUE);

	for (size_t i = 0; i < 21; i++)
		outcomes[i] = &outcome;
	update.outcomes = outcomes;
	update.n_outcomes = 20;
	assert_int_equal(reason_of(&update.base, NULL, ""), REASON_NONE);
	update.n_outcomes = 21;
	assert_int_equal(reason_of(&update.base, NULL, "outcomes"), REASON_FIELD_TOO_MANY);
	update.n_outcomes = 1;
	outcome.unit = (char *)(uintptr_t) "\x01";
	assert_int_equal(reason_of(&update.base, NULL, "outcome.unit"), REASON_FIELD_NOT_TEXT);
}

static void test_check_import_row(void **state)
{
	Huiyin__V1__ImportCasesRequest request = HUIYIN__V1__IMPORT_CASES_REQUEST__INIT;
	Huiyin__V1__ImportRow row = HUIYIN__V1__IMPORT_ROW__INIT;
	Huiyin__V1__NewCase given = HUIYIN__V1__NEW_CASE__INIT;

	(void)state;
	given.sector = (char *)(uintptr_t) "\xff";
	row.case_ = &given;
	request.part_case = HUIYIN__V1__IMPORT_CASES_REQUEST__PART_ROW;
	request.row = &row; /* the header of the oneof shares this place and must not be looked at */
	assert_int_equal(reason_of(&request.base, NULL, "sector"), REASON_FIELD_NOT_TEXT);
}

static void test_check_values(void **state)
{
	const hy_day today = day_from_ymd(2023, 7, 3);
	struct refusal refusal;
	hy_day day;
	int size;

	(void)state;
	assert_int_equal(check_past_day("as_of", "", today, &day, &refusal), 0);
	assert_int_equal(day, today);
	assert_int_equal(check_past_day("as_of", "2023-07-03", today, &day, &refusal), 0);
	assert_int_equal(check_past_day("as_of", "2023-07-04", today, &day, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_DATE_IN_FUTURE);
	assert_int_equal(check_day("as_of", "2008-09-31", today, &day, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_DATE_IMPOSSIBLE);
	assert_int_equal(check_page_size(0, &size, &refusal), 0);
	assert_int_equal(size, 100);
	assert_int_equal(check_page_size(1000, &size, &refusal), 0);
	assert_int_equal(check_page_size(1001, &size, &refusal), -1);
	assert_int_equal(check_page_size(-1, &size, &refusal), -1);
	assert_int_equal(check_code("code", "jtj-2", &refusal), 0);
	assert_int_equal(check_code("code", "JTJ", &refusal), -1);
	assert_int_equal(check_code("code", "", &refusal), -1);
	assert_int_equal(refusal.reason, REASON_FIELD_MISSING);
}

static const char *pair_of(const Google__Rpc__ErrorInfo *info, const char *key)
{
	for (size_t i = 0; i < info->n_metadata; i++)
		if (strcmp(info->metadata[i]->key, key) == 0)
			return info->metadata[i]->value;
	return NULL;
}

static void test_error_info(void **state)
{
	struct arena *arena = arena_new();
	struct refusal refusal;
	struct evgrpc_status status;
	Google__Rpc__Status *details;
	Google__Rpc__ErrorInfo *info;

	(void)state;
	refuse_with(refuse(&refusal, REASON_OFFICE_TWICE), "office", "#7");
	status = error_status(&refusal, &registry, LANGUAGE_EN, arena);
	assert_int_equal(status.code, EVGRPC_INVALID_ARGUMENT);
	assert_string_equal(status.message, "Transport Bureau is named twice; name each office once");
	details = google__rpc__status__unpack(NULL, status.details_len, status.details);
	assert_non_null(details);
	assert_int_equal(details->code, EVGRPC_INVALID_ARGUMENT);
	assert_string_equal(details->message, status.message);
	assert_int_equal(details->n_details, 1);
	assert_string_equal(details->details[0]->type_url, "type.googleapis.com/google.rpc.ErrorInfo");
	info = google__rpc__error_info__unpack(NULL, details->details[0]->value.len, details->details[0]->value.data);
	assert_string_equal(info->reason, "OFFICE_TWICE");
	assert_string_equal(info->domain, "huiyin");
	assert_string_equal(pair_of(info, "office"), "交通局|Transport Bureau");
	google__rpc__error_info__free_unpacked(info, NULL);
	google__rpc__status__free_unpacked(details, NULL);

	/* Offices among other words get their names too. */
	refuse_words(refuse(&refusal, REASON_OFFICE_TWICE), "waits", "#7（已逾期）、#8", "#7 (overdue), #8");
	error_name_offices(&refusal, &registry);
	assert_string_equal(refusal.pairs[0].value, "交通局（已逾期）、#8|Transport Bureau (overdue), #8");

	/* What a person typed is no office, even if it looks like one. */
	refuse_with(refuse(&refusal, REASON_CASE_NOT_FOUND), "case", "#7");
	error_name_offices(&refusal, &registry);
	assert_string_equal(refusal.pairs[0].value, "#7");
	arena_free(arena);
}

/* The second detail of a refusal, NULL if there is none; its type goes to type. */
static void second_detail(struct refusal *refusal, struct arena *arena, char type[100])
{
	struct evgrpc_status status = error_status(refusal, NULL, LANGUAGE_ZH, arena);
	Google__Rpc__Status *details = google__rpc__status__unpack(NULL, status.details_len, status.details);

	snprintf(type, 100, "%s", details->n_details > 1 ? details->details[1]->type_url : "");
	google__rpc__status__free_unpacked(details, NULL);
}

static void test_error_details(void **state)
{
	struct arena *arena = arena_new();
	struct refusal refusal;
	char type[100];

	(void)state;
	refuse_with(refuse(&refusal, REASON_FIELD_MISSING), "field", "title");
	second_detail(&refusal, arena, type);
	assert_string_equal(type, "type.googleapis.com/google.rpc.BadRequest");
	second_detail(refuse(&refusal, REASON_RULES_MISSING), arena, type);
	assert_string_equal(type, "type.googleapis.com/google.rpc.PreconditionFailure");
	second_detail(refuse(&refusal, REASON_TOKEN_MISSING), arena, type);
	assert_string_equal(type, "");
	arena_free(arena);
}

static void test_database_errors(void **state)
{
	(void)state;
	assert_int_equal(error_of_database(DB_LOST, true), REASON_OUTCOME_UNKNOWN);
	assert_int_equal(error_of_database(DB_UNKNOWN, true), REASON_OUTCOME_UNKNOWN);
	assert_int_equal(error_of_database(DB_LOST, false), REASON_DATABASE_UNAVAILABLE);
	assert_int_equal(error_of_database(DB_UNAVAILABLE, true), REASON_DATABASE_UNAVAILABLE);
	assert_int_equal(error_of_database(DB_TIMEOUT, false), REASON_DATABASE_UNAVAILABLE);
	assert_int_equal(error_of_database(DB_FAILED, false), REASON_INTERNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_message), cmocka_unit_test(test_check_import_row),
		cmocka_unit_test(test_check_values),  cmocka_unit_test(test_error_info),
		cmocka_unit_test(test_error_details), cmocka_unit_test(test_database_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
