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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_what_is_left),
		cmocka_unit_test(ends_with_the_last_page),
		cmocka_unit_test(a_short_page_is_not_the_last),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
