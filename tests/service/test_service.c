/* The pure parts of the service: how cases are named, page tokens, digests of messages, rounding, the table of
 * methods. */
#include "service/case_text.h"
#include "service/message.h"
#include "service/methods.h"
#include "service/page_token.h"
#include "service/rate.h"

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

static void test_change(void **state)
{
	static const struct {
		int64_t numerator, denominator, numerator_before, denominator_before;
		int points;
	} rows[] = {
		{ 363, 382, 300, 400, 2003 }, /* 95.0262 - 75 */
		{ 4, 1507, 4, 7, -5687 },     /* 0.27 - 57.14, though it is -56.877 unrounded */
		{ 300, 400, 363, 382, -2003 }, { 1, 2, 1, 2, 0 }, { 10001, 20000, 1, 2, 1 }, /* exactly half of a
												hundredth: up */
		{ 9999, 20000, 1, 2, 0 },                                                    /* and so below nothing */
		{ 9997, 20000, 1, 2, -1 },     { 0, 0, 1, 2, 0 }, { 1, 2, 0, 0, 0 },         { 1, 1, 0, 1, 10000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(rate_change(rows[i].numerator, rows[i].denominator, rows[i].numerator_before,
					     rows[i].denominator_before),
				 rows[i].points);
}

static void assert_sentence(const struct rate_definition *definition, struct rate_figure figure, enum language language,
			    const char *wanted)
{
	struct arena *arena = arena_new();
	char percent[PERCENT_SIZE];

	percent_text(figure.numerator, figure.denominator, ROUNDING_USUAL, percent);
	assert_string_equal(rate_sentence(definition, figure, percent, day_from_ymd(2023, 6, 30), language, arena),
			    wanted);
	arena_free(arena);
}

/* The words are those of the definition, so that a city's own stands there under its own name. */
static void test_sentence(void **state)
{
	const struct rate_definition *answer = rate_definition_by_code(NULL, "answer"), own = {
		.code = "answer",
		.label = { "办复率", "reply rate" },
		.numerator = { "已办复", "replied to" },
		.denominator = { "立案", "filed" },
		.unit = FACT_CASE,
	};

	(void)state;
	assert_sentence(answer, (struct rate_figure){ 363, 382 }, LANGUAGE_ZH,
			"承办 382 件，已答复 363 件，答复率 95.03 %（363/382），截至 2023-06-30");
	assert_sentence(answer, (struct rate_figure){ 363, 382 }, LANGUAGE_EN,
			"382 assigned, 363 answered, answer rate 95.03 % (363/382), as of 2023-06-30");
	assert_sentence(answer, (struct rate_figure){ 0, 0 }, LANGUAGE_ZH, "尚无承办件，截至 2023-06-30");
	assert_sentence(answer, (struct rate_figure){ 0, 0 }, LANGUAGE_EN, "nothing assigned, as of 2023-06-30");
	assert_sentence(rate_definition_by_code(NULL, "opinion"), (struct rate_figure){ 1, 2 }, LANGUAGE_ZH,
			"会办 2 件，已出具意见 1 件，会办意见出具率 50.00 %（1/2），截至 2023-06-30");
	assert_sentence(rate_definition_by_code(NULL, "promises_kept"), (struct rate_figure){ 1, 3 }, LANGUAGE_ZH,
			"到期承诺 3 项，已兑现 1 项，承诺兑现率 33.33 %（1/3），截至 2023-06-30");
	assert_sentence(rate_definition_by_code(NULL, "participation"), (struct rate_figure){ 0, 0 }, LANGUAGE_ZH,
			"尚无在任委员，截至 2023-06-30");
	assert_sentence(&own, (struct rate_figure){ 363, 383 }, LANGUAGE_ZH,
			"立案 383 件，已办复 363 件，办复率 94.78 %（363/383），截至 2023-06-30");
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

/* An evaluation code reads its case and the rules (the words of the marks), asks who it is and gives its mark; nothing
 * else, and no stream. */
static void test_methods_of_codes(void **state)
{
	static const char *const open[] = { "/huiyin.v1.CaseService/GetCase", "/huiyin.v1.CaseService/SubmitUpdate",
					    "/huiyin.v1.AccessService/WhoAmI", "/huiyin.v1.RulesService/GetRules" };
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
		cmocka_unit_test(test_case_text),        cmocka_unit_test(test_base64url),
		cmocka_unit_test(test_page_token),       cmocka_unit_test(test_message_digest),
		cmocka_unit_test(test_rounding),         cmocka_unit_test(test_change),
		cmocka_unit_test(test_sentence),         cmocka_unit_test(test_methods),
		cmocka_unit_test(test_methods_of_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
