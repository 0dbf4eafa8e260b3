/* Zero bytes in strings: found on the wire, at any depth, and nowhere else. */
#include "nul.h"

#include <huiyin/v1/case_service.pb-c.h>
#include <huiyin/v1/ledger_service.pb-c.h>

/* cmocka wants these before itself */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define FIND(type, bytes) evg_nul_find(&huiyin__v1__##type##__descriptor, (const uint8_t *)(bytes), sizeof(bytes) - 1)

static void test_top(void **state)
{
	(void)state;
	assert_string_equal(FIND(get_case_request, "\x0a\x03"
						   "a\0b"),
			    "case");
	assert_string_equal(FIND(get_case_request, "\x0a\x01\0"), "case");
	assert_null(FIND(get_case_request, "\x0a\x02"
					   "ab"));
	assert_null(FIND(get_case_request, ""));
}

static void test_nested(void **state)
{
	(void)state;
	/* case (2) { title (5) "a\0" }, then one level deeper: row (2) { case (2) { proposers (7) "x", "\0" } } */
	assert_string_equal(FIND(create_case_request, "\x12\x04\x2a\x02"
						      "a\0"),
			    "title");
	assert_string_equal(FIND(import_cases_request, "\x12\x08\x12\x06\x3a\x01"
						       "x\x3a\x01\0"),
			    "proposers");
}

static void test_zeros_elsewhere(void **state)
{
	(void)state;
	assert_null(FIND(list_cases_request, "\x28\0\x38\0"));    /* numbers */
	assert_null(FIND(get_case_request, "\x0a\0"));            /* an empty string, spelled out */
	assert_null(FIND(get_head_response, "\x1a\x02\0\0"));     /* bytes may hold anything */
	assert_null(FIND(get_case_request, "\xfa\x06\x01\0"));    /* a field nobody knows */
	assert_null(FIND(create_case_request, "\x12\x02\x20\0")); /* level = 0 in the case */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_top),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_zeros_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
