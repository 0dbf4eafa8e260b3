/* The pure parts of the service: how cases are named, page tokens, rounding, secrets, the cache of tokens, checks of
 * messages, refusals as statuses. */
#include "ledger/registry.h"
#include "service/auth.h"
#include "service/case_text.h"
#include "service/check.h"
#include "service/code.h"
#include "service/errors.h"
#include "service/message.h"
#include "service/methods.h"
#include "service/page_token.h"
#include "service/rate.h"
#include "service/token_cache.h"

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

static struct office offices[] = {
	{ .office_id = 7, .code = "jtj", .name_zh = "交通局", .name_en = "Transport Bureau", .position = 1 },
};
static struct session sessions[] = {
	{ .session_id = 3, .code = "14-2", .name_zh = "十四届二次", .name_en = "", .level = LEVEL_CITY },
};
static struct member members[] = {
	{ .member_id = 4, .code = "wang", .name = "示例委员王", .valid_from = HY_DAY_NONE, .valid_until = HY_DAY_NONE },
	{ .member_id = 5,
	  .code = "li",
	  .name = "示例委员李",
	  .stands_for = 4,
	  .valid_from = HY_DAY_NONE,
	  .valid_until = HY_DAY_NONE },
};
static struct registry registry = { .members = members,
				    .n_members = 2,
				    .references = 1,
				    .offices = offices,
				    .n_offices = 1,
				    .sessions = sessions,
				    .n_sessions = 1 };

/* ---- Names of cases ------------------------------------------------------------------------------------------- */

static void test_case_text(void **state)
{
	static const struct {
		const char *text, *number, *submission;
		int64_t case_id;
		int session_id;
		enum reason reason;
	} rows[] = {
		{ "20230045", "20230045", "", 0, 0, REASON_NONE },
		{ " 20230045 ", "20230045", "", 0, 0, REASON_NONE },
		{ "第20230045号", "20230045", "", 0, 0, REASON_NONE },
		{ "20230045号", "20230045", "", 0, 0, REASON_NONE },
		{ "２０２３００４５", "20230045", "", 0, 0, REASON_NONE },
		{ "　第２０２３００４５号　", "20230045", "", 0, 0, REASON_NONE },
		{ "Ａ-1", "A-1", "", 0, 0, REASON_NONE },
		{ "s17", "", "", 17, 0, REASON_NONE },
		{ "ｓ１７", "", "", 17, 0, REASON_NONE },
		{ "s0", "s0", "", 0, 0, REASON_NONE },
		{ "s17x", "s17x", "", 0, 0, REASON_NONE },
		{ "l:14-2/0012", "", "0012", 0, 3, REASON_NONE },
		{ "l:14-3/0012", "", "", 0, 0, REASON_SESSION_NOT_FOUND },
		{ "l:14-2/", "", "", 0, 0, REASON_CASE_NOT_FOUND },
		{ "l:14-2", "", "", 0, 0, REASON_CASE_NOT_FOUND },
		{ "", "", "", 0, 0, REASON_FIELD_MISSING },
		{ " 　 ", "", "", 0, 0, REASON_FIELD_MISSING },
		{ "第号", "", "", 0, 0, REASON_FIELD_MISSING },
		{ "12345678901234567890123456789012345678901", "", "", 0, 0, REASON_CASE_NOT_FOUND },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct case_ref ref;
		struct refusal refusal;
		int done = case_text_read(&registry, rows[i].text, &ref, &refusal);

		assert_int_equal(done, rows[i].reason == REASON_NONE ? 0 : -1);
		if (done < 0) {
			assert_int_equal(refusal.reason, rows[i].reason);
			continue;
		}
		assert_string_equal(ref.number, rows[i].number);
		assert_string_equal(ref.submission_number, rows[i].submission);
		assert_int_equal(ref.case_id, rows[i].case_id);
		assert_int_equal(ref.session_id, rows[i].session_id);
	}
}

/* ---- Page tokens ---------------------------------------------------------------------------------------------- */

static void test_base64url(void **state)
{
	/* RFC 4648 section 10, without padding, and the two characters that differ. */
	static const char *const rows[][2] = {
		{ "", "" },           { "f", "Zg" },          { "fo", "Zm8" },          { "foo", "Zm9v" },
		{ "foob", "Zm9vYg" }, { "fooba", "Zm9vYmE" }, { "foobar", "Zm9vYmFy" }, { "\xfb\xff", "-_8" }
	};
	static const char *const bad[] = { "Z", "Zh", "Zg==", "Zm9vY", "Zm 8", "Zm+v", "é" };
	uint8_t bytes[16];
	char text[32];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		base64url_encode((const uint8_t *)rows[i][0], strlen(rows[i][0]), text);
		assert_string_equal(text, rows[i][1]);
		assert_int_equal(base64url_decode(rows[i][1], bytes, sizeof(bytes), &len), 0);
		assert_int_equal(len, strlen(rows[i][0]));
		assert_memory_equal(bytes, rows[i][0], len);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(base64url_decode(bad[i], bytes, sizeof(bytes), &len), -1);
	assert_int_equal(base64url_decode("Zm9vYmFy", bytes, 5, &len), -1);
}

static void test_page_token(void **state)
{
	Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
	const struct sight all = { .all = true }, office = { .office_id = 7 };
	struct arena *arena = arena_new();
	uint8_t digest[SHA256_BYTES], other[SHA256_BYTES];
	char position[PAGE_POSITION_MAX + 1], *token;

	(void)state;
	request.office = (char *)(uintptr_t) "jtj";
	page_query_digest(&request.base, &all, 0, arena, digest);
	token = page_token_make(digest, "17 2023-06-30", arena);
	assert_int_equal(page_token_read(token, digest, position), 0);
	assert_string_equal(position, "17 2023-06-30");

	request.page_token = token;
	request.page_size = 7;
	page_query_digest(&request.base, &all, 0, arena, other);
	assert_memory_equal(digest, other, SHA256_BYTES); /* the next page is of the same query */

	request.office = (char *)(uintptr_t) "jyj";
	page_query_digest(&request.base, &all, 0, arena, other);
	assert_int_equal(page_token_read(token, other, position), -1);
	request.office = (char *)(uintptr_t) "jtj";
	page_query_digest(&request.base, &office, 0, arena, other); /* another office looks */
	assert_int_equal(page_token_read(token, other, position), -1);
	page_query_digest(&request.base, &all, 19000, arena, other); /* another day */
	assert_int_equal(page_token_read(token, other, position), -1);
	assert_int_equal(page_token_read("", digest, position), -1);
	assert_int_equal(page_token_read("AAAA", digest, position), -1);
	assert_int_equal(page_token_read("***", digest, position), -1);
	arena_free(arena);
}

static void test_message_digest(void **state)
{
	Huiyin__V1__SubmitUpdateRequest request = HUIYIN__V1__SUBMIT_UPDATE_REQUEST__INIT;
	struct arena *arena = arena_new();
	uint8_t first[SHA256_BYTES], second[SHA256_BYTES];

	(void)state;
	request.request_id = (char *)(uintptr_t) "one";
	request.verb = (char *)(uintptr_t) "accept";
	message_digest(&request.base, arena, first);
	request.request_id = (char *)(uintptr_t) "two";
	message_digest(&request.base, arena, second);
	assert_memory_equal(first, second, SHA256_BYTES);
	request.verb = (char *)(uintptr_t) "return";
	message_digest(&request.base, arena, second);
	assert_memory_not_equal(first, second, SHA256_BYTES);
	assert_string_equal(request.request_id, "two"); /* the message itself is untouched */
	arena_free(arena);
}

/* ---- Rates ---------------------------------------------------------------------------------------------------- */

static void test_rounding(void **state)
{
	static const struct {
		int64_t numerator, denominator;
		int points;
	} rows[] = {
		{ 363, 382, 9503 }, /* 95.0262 */
		{ 0, 382, 0 },
		{ 382, 382, 10000 },
		{ 1, 3, 3333 },
		{ 2, 3, 6667 },
		{ 1, 20000, 1 }, /* exactly half of a hundredth: up */
		{ 1, 20001, 0 },
		{ 0, 0, -1 },
		{ 9999999, 10000000, 10000 },
		{ INT64_C(9503) * 1000000, INT64_C(10000) * 1000000, 9503 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(rate_basis_points(rows[i].numerator, rows[i].denominator), rows[i].points);
}

static void test_sentence(void **state)
{
	hy_day day = day_from_ymd(2023, 6, 30);
	char text[300];

	(void)state;
	rate_sentence(ASSIGNMENT_LEAD, LANGUAGE_ZH, 363, 382, day, text, sizeof(text));
	assert_string_equal(text, "承办 382 件，已答复 363 件，答复率 95.03 %（363/382），截至 2023-06-30");
	rate_sentence(ASSIGNMENT_LEAD, LANGUAGE_EN, 363, 382, day, text, sizeof(text));
	assert_string_equal(text, "382 assigned, 363 answered, answer rate 95.03 % (363/382), as of 2023-06-30");
	rate_sentence(ASSIGNMENT_LEAD, LANGUAGE_ZH, 0, 0, day, text, sizeof(text));
	assert_string_equal(text, "尚无承办件，截至 2023-06-30");
	rate_sentence(ASSIGNMENT_ASSIST, LANGUAGE_ZH, 1, 2, day, text, sizeof(text));
	assert_string_equal(text, "会办 2 件，已出具意见 1 件，出具率 50.00 %（1/2），截至 2023-06-30");
}

/* ---- Tokens --------------------------------------------------------------------------------------------------- */

/* What is stored for a header; NULL when it holds neither a secret nor a code. */
static const uint8_t *hash_of(const char *header, bool *ret_given)
{
	static uint8_t hash[SHA256_BYTES];

	return auth_read(header, hash, ret_given) == 0 ? hash : NULL;
}

static void test_secret(void **state)
{
	char secret[SECRET_CHARS + 1], other[SECRET_CHARS + 1], header[80];
	uint8_t wanted[SHA256_BYTES];
	bool given;

	(void)state;
	auth_make_secret(secret);
	auth_make_secret(other);
	assert_int_equal(strlen(secret), SECRET_CHARS);
	assert_memory_equal(secret, "hy_", 3);
	assert_string_not_equal(secret, other);
	auth_hash(secret, wanted);
	snprintf(header, sizeof(header), "bearer %s", secret);
	assert_memory_equal(hash_of(header, &given), wanted, SHA256_BYTES);
	assert_null(hash_of(NULL, &given));
	assert_false(given);
	assert_null(hash_of("Bearer ", &given));
	assert_false(given);
	assert_null(hash_of("Bearer hy_short", &given));
	assert_true(given);
	assert_null(hash_of("Basic abc", &given));
	assert_true(given);
}

static void test_code_as_people_type_it(void **state)
{
	static const char *const same[] = { "Bearer E7K0-M2PX-9F1A", "bearer e7k0m2px9f1a", "Bearer E7KO-M2PX-9FIA",
					    "Bearer e7ko m2px-9fla" };
	static const char *const bad[] = { "Bearer E7K0-M2PX-9F1", "Bearer E7K0-M2PX-9F1AB", "Bearer U7K0-M2PX-9F1A",
					   "Bearer E7K0-M2PX-9F1!", "Bearer E7K0-M2PX-９F1A" };
	uint8_t wanted[SHA256_BYTES];
	char text[CODE_TEXT], other[CODE_TEXT], code[CODE_CHARS + 1];
	bool given;

	(void)state;
	auth_hash("E7K0M2PX9F1A", wanted);
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		assert_memory_equal(hash_of(same[i], &given), wanted, SHA256_BYTES);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_null(hash_of(bad[i], &given));
	assert_true(given);
	code_make(text);
	code_make(other);
	assert_int_equal(strlen(text), CODE_TEXT - 1);
	assert_int_equal(text[4], '-');
	assert_int_equal(text[9], '-');
	assert_string_not_equal(text, other);
	assert_int_equal(code_normalise(text, code), 0);
	assert_int_equal(strlen(code), CODE_CHARS);
}

static void test_token_cache(void **state)
{
	struct token_cache *cache = token_cache_new();
	struct token_row token = { .token_id = 7, .role = ROLE_HANDLER };
	uint8_t hash[SHA256_BYTES] = { 1, 2, 3 }, other[SHA256_BYTES] = { 1, 2, 4 };
	const int64_t now = 1000000;

	(void)state;
	assert_null(token_cache_find(cache, hash, now));
	token_cache_put(cache, hash, &token, now);
	assert_int_equal(token_cache_find(cache, hash, now + TOKEN_TTL_US - 1)->token_id, 7);
	assert_null(token_cache_find(cache, hash, now + TOKEN_TTL_US));
	assert_null(token_cache_find(cache, other, now)); /* same slot, other token */
	token_cache_drop(cache, 8);
	assert_non_null(token_cache_find(cache, hash, now));
	token_cache_drop(cache, 7);
	assert_null(token_cache_find(cache, hash, now));
	token_cache_free(cache);
}

/* Six numbers of a sight, to compare. */
static void expect_sight(const struct token_row *token, struct sight wanted)
{
	struct sight sight = auth_sight(token, &registry, day_from_ymd(2023, 7, 3));

	assert_int_equal(sight.all, wanted.all);
	assert_int_equal(sight.drafts, wanted.drafts);
	assert_int_equal(sight.office_id, wanted.office_id);
	assert_int_equal(sight.member_id, wanted.member_id);
	assert_int_equal(sight.stands_for, wanted.stands_for);
	assert_int_equal(sight.case_id, wanted.case_id);
}

static void test_sight_of_tokens(void **state)
{
	static const struct sight nothing;
	static const struct sight rows[ROLE_COUNT_] = {
		[ROLE_HANDLER] = { .office_id = 7 }, [ROLE_COMMITTEE] = { .all = true, .drafts = true },
		[ROLE_SUPERVISOR] = { .all = true }, [ROLE_LEADER] = { .all = true },
		[ROLE_AUDITOR] = { .all = true },    [ROLE_OPERATOR] = { .all = true },
	};
	struct token_row token = { .office_id = 7 };

	(void)state;
	for (unsigned role = 0; role < ROLE_COUNT_ + 1; role++) {
		token.role = (enum role)role;
		expect_sight(&token, role < ROLE_COUNT_ ? rows[role] : nothing);
	}
	token = (struct token_row){ .role = ROLE_HANDLER }; /* a handler without an office */
	expect_sight(&token, nothing);
	token = (struct token_row){ .role = ROLE_PROPOSER, .member_id = 4 };
	expect_sight(&token, (struct sight){ .member_id = 4 });
	token.member_id = 5; /* who may stand for 4 */
	expect_sight(&token, (struct sight){ .member_id = 5, .stands_for = 4 });
	members[1].valid_until = day_from_ymd(2023, 7, 2); /* until yesterday */
	expect_sight(&token, (struct sight){ .member_id = 5 });
	members[1].valid_until = HY_DAY_NONE;
	token.case_id = 17; /* an evaluation code is nobody's but the case's */
	expect_sight(&token, (struct sight){ .case_id = 17 });
}

/* ---- Checks --------------------------------------------------------------------------------------------------- */

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

	rates.group_by = (Huiyin__V1__RateGroup)9;
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

/* ---- Errors --------------------------------------------------------------------------------------------------- */

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

/* ---- The table of methods ------------------------------------------------------------------------------------- */

static void test_methods(void **state)
{
	size_t n;
	const struct evgrpc_method *methods = methods_table(&n);

	(void)state;
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++) {
		const struct access *access = methods[i].data;

		assert_true(access->roles != 0);
		assert_false(access->roles & 1u << ROLE_NONE); /* nobody calls anything without a role */
		assert_false(access->roles >> ROLE_COUNT_);
		assert_non_null(methods[i].on_message);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(methods[i].path, methods[k].path);
	}
}

/* An evaluation code reads its case, asks who it is and gives its mark; nothing else, and no stream. */
static void test_methods_of_codes(void **state)
{
	static const char *const open[] = { "/huiyin.v1.CaseService/GetCase", "/huiyin.v1.CaseService/SubmitUpdate",
					    "/huiyin.v1.AccessService/WhoAmI" };
	size_t n, found = 0;
	const struct evgrpc_method *methods = methods_table(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct access *access = methods[i].data;
		bool wanted = false;

		for (size_t k = 0; k < sizeof(open) / sizeof(*open); k++)
			wanted |= strcmp(methods[i].path, open[k]) == 0;
		assert_int_equal(access->codes, wanted);
		found += wanted;
	}
	assert_int_equal(found, sizeof(open) / sizeof(*open));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_case_text),     cmocka_unit_test(test_base64url),
		cmocka_unit_test(test_page_token),    cmocka_unit_test(test_message_digest),
		cmocka_unit_test(test_rounding),      cmocka_unit_test(test_sentence),
		cmocka_unit_test(test_secret),        cmocka_unit_test(test_code_as_people_type_it),
		cmocka_unit_test(test_token_cache),   cmocka_unit_test(test_sight_of_tokens),
		cmocka_unit_test(test_check_message), cmocka_unit_test(test_check_import_row),
		cmocka_unit_test(test_check_values),  cmocka_unit_test(test_error_info),
		cmocka_unit_test(test_error_details), cmocka_unit_test(test_database_errors),
		cmocka_unit_test(test_methods),       cmocka_unit_test(test_methods_of_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
