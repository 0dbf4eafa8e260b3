/* Lists of several pages: how much is asked for, and when there is more. */
#include "pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>

static int32_t size;
static char *token;

static void asks_for_what_is_left(void **state)
{
	(void)state;
	struct pages pages;
	pages_begin(&pages, 25, 10);
	assert_true(pages_next(&pages, &size, &token));
	assert_int_equal(size, 10);
	assert_string_equal(token, "");
	pages_took(&pages, 10, "second");
	assert_true(pages_next(&pages, &size, &token));
	assert_string_equal(token, "second");
	pages_took(&pages, 10, "third");
	assert_true(pages_next(&pages, &size, &token));
	assert_int_equal(size, 5);
	pages_took(&pages, 5, "fourth");
	assert_false(pages_next(&pages, &size, &token));
	pages_end(&pages);
	assert_true(pages.more);
}

static void ends_with_the_last_page(void **state)
{
	(void)state;
	struct pages pages;
	pages_begin(&pages, LONG_MAX, PAGE_SIZE);
	assert_true(pages_next(&pages, &size, &token));
	assert_int_equal(size, PAGE_SIZE);
	pages_took(&pages, 3, "");
	assert_false(pages_next(&pages, &size, &token));
	pages_end(&pages);
	assert_false(pages.more);
}

static void a_short_page_is_not_the_last(void **state)
{
	(void)state;
	struct pages pages;
	pages_begin(&pages, 10, 10);
	pages_took(&pages, 0, "there are rows you may not see here");
	assert_true(pages_next(&pages, &size, &token));
	assert_int_equal(size, 10);
	pages_end(&pages);
}

static void a_file_has_all_rows(void **state)
{
	(void)state;
	const struct arguments none = { 0 }, given = { .given = { { "limit", "7" } }, .n_given = 1 };
	const struct arguments wrong = { .given = { { "limit", "0" } }, .n_given = 1 };
	const struct client screen = { .output = OUTPUT_TABLE };
	const struct client file = { .output = OUTPUT_TABLE, .out = "list.txt" }, program = { .output = OUTPUT_JSON };
	long limit;
	assert_int_equal(pages_limit(&screen, &none, 100, &limit), 0);
	assert_int_equal(limit, 100);
	assert_int_equal(pages_limit(&file, &none, 100, &limit), 0);
	assert_int_equal(limit, PAGES_MAX_LIMIT);
	assert_int_equal(pages_limit(&program, &none, 100, &limit), 0);
	assert_int_equal(limit, PAGES_MAX_LIMIT);
	assert_int_equal(pages_limit(&program, &given, 100, &limit), 0);
	assert_int_equal(limit, 7);
	assert_int_equal(pages_limit(&screen, &wrong, 100, &limit), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_what_is_left),
		cmocka_unit_test(ends_with_the_last_page),
		cmocka_unit_test(a_short_page_is_not_the_last),
		cmocka_unit_test(a_file_has_all_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
