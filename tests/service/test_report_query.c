/* What a report was asked for, kept as JSON; targets a server may deliver to; signatures of webhooks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/text.h"
#include "report/deliver.h"
#include "report/make.h"
#include "report/schedules.h"

#include <stdlib.h>
#include <string.h>

static struct report_query example(void)
{
	return (struct report_query){
		.kind = REPORT_DUNNING,
		.as_of = day_from_ymd(2023, 6, 30),
		.page = 507,
		.session_id = 2,
		.office_id = 7,
		.language = LANGUAGE_EN,
		.rounding = { ROUNDING_SUM_100, 1 },
		.date = day_from_ymd(2023, 7, 3),
		.year = 2023,
		.serial = 3,
		.title = "题目 \"示例\"",
		.previous = { .as_of = day_from_ymd(2023, 5, 31), .page = 400, .year = 2023, .serial = 2 },
	};
}

static void a_query_is_kept_and_read_back(void **state)
{
	struct report_query given = example(), read;
	json_t *object = report_query_json(&given);

	(void)state;
	assert_int_equal(report_query_read(object, &read), 0);
	json_decref(object);
	assert_int_equal(read.kind, given.kind);
	assert_int_equal(read.as_of, given.as_of);
	assert_int_equal(read.page, given.page);
	assert_int_equal(read.session_id, given.session_id);
	assert_int_equal(read.office_id, given.office_id);
	assert_int_equal(read.language, given.language);
	assert_int_equal(read.rounding.rounding, given.rounding.rounding);
	assert_int_equal(read.rounding.decimals, given.rounding.decimals);
	assert_int_equal(read.date, given.date);
	assert_int_equal(read.serial, given.serial);
	assert_string_equal(read.title, given.title);
	assert_int_equal(read.previous.as_of, given.previous.as_of);
	assert_int_equal(read.previous.page, given.previous.page);
	assert_int_equal(read.previous.serial, given.previous.serial);
}

static void a_schedule_s_query_has_no_day(void **state)
{
	struct report_query given = example(), read;
	char *text;
	json_t *object;

	(void)state;
	given.as_of = given.date = given.previous.as_of = HY_DAY_NONE;
	given.page = 0;
	text = schedule_query_text(&given, true);
	object = json_loads(text, 0, NULL);
	assert_int_equal(report_query_read(object, &read), 0);
	assert_int_equal(read.as_of, HY_DAY_NONE);
	assert_int_equal(read.date, HY_DAY_NONE);
	assert_int_equal(read.previous.as_of, HY_DAY_NONE);
	assert_true(json_is_true(json_object_get(object, "record")));
	json_decref(object);
	free(text);
}

/* Each change of a good query that makes it a damaged one. */
static void a_damaged_query_is_not_read(void **state)
{
	static const struct {
		const char *key, *value;
	} rows[] = { { "kind", "\"poem\"" },  { "kind", "7" },           { "as_of", "\"2023-02-30\"" },
		     { "page", "-1" },        { "page", "\"1\"" },       { "session", "null" },
		     { "language", "3" },     { "rounding", "\"up\"" },  { "decimals", "5" },
		     { "title", "null" },     { "serial", "1.5" },       { "previous", "{}" },
		     { "date", "\"today\"" }, { "office", "4294967296" } };
	struct report_query given = example(), read;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		json_t *object = report_query_json(&given);

		json_object_set_new(object, rows[i].key, json_loads(rows[i].value, JSON_DECODE_ANY, NULL));
		if (report_query_read(object, &read) == 0)
			fail_msg("%s = %s was read", rows[i].key, rows[i].value);
		json_decref(object);
	}
}

static void a_damaged_schedule_is_not_read(void **state)
{
	const struct report_query query = example();
	char *text = schedule_query_text(&query, false);
	struct schedule_row row = {
		.query = text, .timing = "{\"daily\":\"08:00\"}", .targets = "[]", .formats = "[\"text\"]"
	};
	struct schedule schedule;

	(void)state;
	assert_int_equal(schedule_read(&row, &schedule), 0);
	schedule_free(&schedule);
	for (int i = 0; i < 4; i++) {
		struct schedule_row damaged = row;
		const char **part =
			(const char **[]){ &damaged.query, &damaged.timing, &damaged.targets, &damaged.formats }[i];

		*part = "{";
		assert_int_equal(schedule_read(&damaged, &schedule), -1);
		schedule_free(&schedule);
	}
	free(text);
}

/* RFC 4231, test cases 1, 2 and 6. */
static void signatures_are_those_of_the_standard(void **state)
{
	static const struct {
		const char *secret, *data, *mac;
	} rows[] = {
		{ "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b", "Hi There",
		  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
		{ "Jefe", "what do ya want for nothing?",
		  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
		{ NULL, "Test Using Larger Than Block-Size Key - Hash Key First",
		  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
	};
	char long_secret[132], hex[2 * SHA256_BYTES + 1];

	(void)state;
	memset(long_secret, 0xaa, 131);
	long_secret[131] = '\0';
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct digest_part parts[] = { { rows[i].data, 2 },
						     { rows[i].data + 2, strlen(rows[i].data) - 2 } };
		uint8_t mac[SHA256_BYTES];

		hmac_sha256(rows[i].secret ? rows[i].secret : long_secret, parts, 2, mac);
		assert_string_equal(hex_encode(mac, sizeof(mac), hex), rows[i].mac);
	}
}

static void only_whole_hosts_are_prefixes(void **state)
{
	static const char *const good[] = { "http://h/", "https://hooks.example.cn:8443/huiyin/" };
	static const char *const bad[] = { "",         "http://",     "http:///",     "https://h",
					   "ftp://h/", "http://a@h/", "http://h\\x/", "http://a b/",
					   "//h/",     "h/" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(deliver_prefix_is_good(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (deliver_prefix_is_good(bad[i]))
			fail_msg("%s was taken", bad[i]);
}

static void a_server_without_settings_delivers_nowhere(void **state)
{
	static const struct {
		const char *target;
		enum reason reason;
	} refused[] = { { "folder:a", REASON_TARGET_NOT_SET_UP },
			{ "mail:a@b.cn", REASON_TARGET_NOT_SET_UP },
			{ "webhook:http://h/", REASON_TARGET_NOT_SET_UP },
			{ "ledger", REASON_TARGET_WRONG },
			{ "", REASON_TARGET_WRONG } };
	const struct deliver_settings none = { 0 };
	struct refusal refusal;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		assert_int_equal(deliver_check(&none, refused[i].target, &refusal), -1);
		assert_int_equal(refusal.reason, refused[i].reason);
	}
}

static void a_target_has_its_length(void **state)
{
	const struct deliver_settings settings = { .webhook_prefixes = { "http://h/" },
						   .n_webhook_prefixes = 1,
						   .webhook_secret = "sixteen characters" };
	char target[TARGET_MAX + 2];
	struct refusal refusal;

	(void)state;
	memset(target, 'x', sizeof(target));
	memcpy(target, "webhook:http://h/", 17);
	target[TARGET_MAX] = '\0';
	assert_int_equal(deliver_check(&settings, target, &refusal), 0);
	target[TARGET_MAX] = 'x';
	target[TARGET_MAX + 1] = '\0';
	assert_int_equal(deliver_check(&settings, target, &refusal), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_query_is_kept_and_read_back),
		cmocka_unit_test(a_schedule_s_query_has_no_day),
		cmocka_unit_test(a_damaged_query_is_not_read),
		cmocka_unit_test(a_damaged_schedule_is_not_read),
		cmocka_unit_test(signatures_are_those_of_the_standard),
		cmocka_unit_test(only_whole_hosts_are_prefixes),
		cmocka_unit_test(a_server_without_settings_delivers_nowhere),
		cmocka_unit_test(a_target_has_its_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
