/* How percentages are printed: half-up, cut off, or so that shares add up to 100. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "domain/rates/definition.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void percentages_are_rounded_by_a_stated_rule(void **state)
{
	static const struct {
		int64_t numerator, denominator;
		enum rounding rounding;
		int decimals;
		const char *text;
	} rows[] = {
		{ 363, 382, ROUNDING_HALF_UP, 2, "95.03" },
		{ 3542, 4348, ROUNDING_HALF_UP, 1, "81.5" },
		{ 3542, 4348, ROUNDING_TRUNCATE, 1, "81.4" },
		{ 3542, 4348, ROUNDING_HALF_UP, 2, "81.46" },
		{ 146, 964, ROUNDING_HALF_UP, 2, "15.15" },
		{ 146, 964, ROUNDING_TRUNCATE, 2, "15.14" },
		{ 101, 329, ROUNDING_TRUNCATE, 1, "30.6" },
		{ 101, 329, ROUNDING_HALF_UP, 1, "30.7" },
		{ 25, 93, ROUNDING_TRUNCATE, 1, "26.8" },
		{ 26, 93, ROUNDING_TRUNCATE, 1, "27.9" },
		{ 13, 93, ROUNDING_TRUNCATE, 1, "13.9" },
		{ 54, 93, ROUNDING_HALF_UP, 2, "58.06" },
		{ 1, 8, ROUNDING_HALF_UP, 0, "13" },
		{ 1, 8, ROUNDING_TRUNCATE, 0, "12" },
		{ 1, 16, ROUNDING_HALF_UP, 1, "6.3" },
		{ 1, 3, ROUNDING_HALF_UP, 4, "33.3333" },
		{ 2, 3, ROUNDING_HALF_UP, 9, "66.6667" },
		{ 2, 3, ROUNDING_SUM_100, 2, "66.67" },
		{ 0, 5, ROUNDING_HALF_UP, 2, "0.00" },
		{ 5, 5, ROUNDING_TRUNCATE, 2, "100.00" },
		{ 7, 5, ROUNDING_HALF_UP, 1, "140.0" },
		{ 0, 0, ROUNDING_HALF_UP, 2, "" },
		{ 223, 893, ROUNDING_HALF_UP, 2, "24.97" },
		{ 1, 200, ROUNDING_HALF_UP, 0, "1" },
		{ 999999, 1000000, ROUNDING_HALF_UP, 2, "100.00" },
		{ 999999, 1000000, ROUNDING_TRUNCATE, 2, "99.99" },
	};
	char text[PERCENT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(percent_text(rows[i].numerator, rows[i].denominator,
						 (struct rounding_rule){ rows[i].rounding, rows[i].decimals }, text),
				    rows[i].text);
}

static void a_change_is_what_a_reader_subtracts(void **state)
{
	static const struct {
		const char *before, *now, *change;
	} rows[] = {
		{ "57.14", "0.27", "-56.87" },
		{ "95.0", "96.2", "+1.2" },
		{ "95", "97", "+2" },
		{ "50.00", "50.00", "0.00" },
		{ "0.0000", "0.0500", "+0.0500" },
		{ "100.00", "99.95", "-0.05" },
		{ "", "50.00", "" },
		{ "50.00", "", "" },
	};
	char text[PERCENT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(percent_change(rows[i].before, rows[i].now, text), rows[i].change);
}

/* The themes of T02: half-up they would add up to 100.01. */
static void shares_add_up_to_100_if_chosen(void **state)
{
	static const int64_t themes[] = { 200, 175, 163, 146, 141, 139 };
	static const char *const printed[] = { "20.75", "18.15", "16.91", "15.14", "14.63", "14.42" };
	static const int64_t thirds[] = { 1, 1, 1 };
	static const int64_t nothing[] = { 0, 0 };
	char out[6][PERCENT_SIZE];

	(void)state;
	percent_shares(themes, 6, (struct rounding_rule){ ROUNDING_SUM_100, 2 }, out);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(out[i], printed[i]);
	percent_shares(themes, 6, (struct rounding_rule){ ROUNDING_HALF_UP, 2 }, out);
	assert_string_equal(out[3], "15.15");
	percent_shares(thirds, 3, (struct rounding_rule){ ROUNDING_SUM_100, 1 }, out);
	assert_string_equal(out[0], "33.4");
	assert_string_equal(out[1], "33.3");
	assert_string_equal(out[2], "33.3");
	percent_shares(nothing, 2, (struct rounding_rule){ ROUNDING_SUM_100, 1 }, out);
	assert_string_equal(out[0], "");
}

static void shares_of_anything_add_up_to_100(void **state)
{
	uint64_t seed = 7;

	(void)state;
	for (int round = 0; round < 500; round++) {
		int64_t counts[12], sum = 0;
		char out[12][PERCENT_SIZE];
		int decimals = round % 5;
		size_t n = 1 + (size_t)(round % 12);

		for (size_t i = 0; i < n; i++) {
			seed = seed * UINT64_C(6364136223846793005) + 1;
			counts[i] = (int64_t)(seed >> 52) + (i == 0);
		}
		percent_shares(counts, n, (struct rounding_rule){ ROUNDING_SUM_100, decimals }, out);
		for (size_t i = 0; i < n; i++) {
			char digits[PERCENT_SIZE];
			size_t len = 0;

			for (const char *p = out[i]; *p; p++)
				if (*p != '.')
					digits[len++] = *p;
			digits[len] = '\0';
			sum += strtoll(digits, NULL, 10);
		}
		for (int i = 0; i < decimals; i++)
			sum = sum % 10 == 0 ? sum / 10 : -1;
		assert_int_equal(sum, 100);
	}
}

static void the_rule_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(rounding_label((struct rounding_rule){ ROUNDING_HALF_UP, 2 }, LANGUAGE_ZH),
			    "四舍五入，保留两位小数");
	assert_string_equal(rounding_label((struct rounding_rule){ ROUNDING_TRUNCATE, 0 }, LANGUAGE_EN),
			    "cut off, no decimals");
	for (int rounding = ROUNDING_HALF_UP; rounding <= ROUNDING_SUM_100; rounding++)
		assert_int_equal(rounding_by_name(rounding_name(rounding)), rounding);
	assert_int_equal(rounding_by_name("up"), -1);
	assert_int_equal(rounding_of_rules(NULL).decimals, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(percentages_are_rounded_by_a_stated_rule),
		cmocka_unit_test(a_change_is_what_a_reader_subtracts),
		cmocka_unit_test(shares_add_up_to_100_if_chosen),
		cmocka_unit_test(shares_of_anything_add_up_to_100),
		cmocka_unit_test(the_rule_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
