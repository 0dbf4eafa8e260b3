/* The rows of an export: the days of a case over the parts of its offices, and messages as JSON. */
#include "export_columns.h"
#include "export_days.h"
#include "message_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(literal) ((char *)(uintptr_t)(literal)) /* the fields of messages are not const */

static Huiyin__V1__Assignment part(Huiyin__V1__AssignmentRole role, const char *assigned, const char *answered)
{
	Huiyin__V1__Assignment a = HUIYIN__V1__ASSIGNMENT__INIT;
	a.role = role;
	a.round = 1;
	a.assigned_on = TEXT(assigned);
	a.answered_on = TEXT(answered);
	a.open = !*answered;
	return a;
}

#define SEPARATE HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_SEPARATE
#define ASSIST   HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST

static void a_case_is_answered_with_the_last_of_its_offices(void **state)
{
	(void)state;
	Huiyin__V1__Assignment a = part(SEPARATE, "2023-03-02", "2023-05-01"), b = part(SEPARATE, "2023-03-01", ""),
			       view = part(ASSIST, "2023-02-01", "2023-04-01");
	Huiyin__V1__Assignment *parts[] = { &a, &b, &view };
	Huiyin__V1__Case c = HUIYIN__V1__CASE__INIT;
	c.assignments = parts;
	c.n_assignments = 3;
	assert_string_equal(export_first(&c, PART_ANSWERS, DAY_ASSIGNED), "2023-03-01");
	assert_string_equal(export_first(&c, PART_ANY, DAY_ASSIGNED), "2023-02-01");
	assert_string_equal(export_last_of_all(&c, PART_ANSWERS, DAY_ANSWERED), "");
	assert_string_equal(export_last_of_all(&c, PART_ASSISTS, DAY_ANSWERED), "2023-04-01");
	b.answered_on = TEXT("2023-04-30");
	assert_string_equal(export_last_of_all(&c, PART_ANSWERS, DAY_ANSWERED), "2023-05-01");
}

static void what_was_given_back_does_not_count(void **state)
{
	(void)state;
	Huiyin__V1__Assignment a = part(SEPARATE, "2023-03-02", "");
	assert_true(export_counts(&a));
	a.returned_on = TEXT("2023-03-05");
	assert_true(export_counts(&a)); /* the return was rejected: it is open */
	a.open = false;
	assert_false(export_counts(&a));
	a.answered_on = TEXT("2023-04-05");
	assert_true(export_counts(&a));
	a.round = 2;
	assert_false(export_counts(&a));
}

static void every_column_has_a_heading_of_its_own(void **state)
{
	(void)state;
	for (unsigned by = EXPORT_BY_CASE; by <= EXPORT_BY_ASSIGNMENT; by *= 2)
		for (size_t i = 0; i < n_export_columns; i++)
			for (size_t k = 0; k < i; k++)
				if (export_columns[i].in & export_columns[k].in & by)
					assert_string_not_equal(txt(export_columns[i].title),
								txt(export_columns[k].title));
}

static void a_case_without_anything_makes_empty_cells(void **state)
{
	(void)state;
	Huiyin__V1__NewCase received = HUIYIN__V1__NEW_CASE__INIT;
	Huiyin__V1__Case c = HUIYIN__V1__CASE__INIT;
	c.received = &received;
	struct export_row row = { .no = 1, .c = &c, .arena = arena_new() };
	for (size_t i = 0; i < n_export_columns; i++) {
		const char *text = export_columns[i].cell(&row);
		assert_non_null(text);
		if (export_columns[i].kind == EXPORT_DAY)
			assert_string_equal(text, "");
	}
	arena_free(row.arena);
}

static void a_message_is_json_by_its_names(void **state)
{
	(void)state;
	Huiyin__V1__NewCase received = HUIYIN__V1__NEW_CASE__INIT;
	char *proposers[] = { TEXT("示例委员甲"), TEXT("") };
	received.title = TEXT("关于\"路灯\"");
	received.level = HUIYIN__V1__LEVEL__LEVEL_CITY;
	received.proposers = proposers;
	received.n_proposers = 2;
	received.draft = true;
	Huiyin__V1__Assignment a = part(ASSIST, "2023-03-02", "");
	Huiyin__V1__Assignment *parts[] = { &a };
	Huiyin__V1__Case c = HUIYIN__V1__CASE__INIT;
	c.case_id = INT64_C(5000000000);
	c.received = &received;
	c.assignments = parts;
	c.n_assignments = 1;
	json_t *json = message_json(&c.base);
	char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
	assert_string_equal(
		text,
		"{\"assignments\":[{\"assigned_on\":\"2023-03-02\",\"open\":true,\"role\":\"assist\",\"round\":1}],"
		"\"case_id\":5000000000,\"received\":{\"draft\":true,\"level\":\"city\",\"proposers\":"
		"[\"示例委员甲\",\"\"],\"title\":\"关于\\\"路灯\\\"\"}}");
	free(text);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_is_answered_with_the_last_of_its_offices),
		cmocka_unit_test(what_was_given_back_does_not_count),
		cmocka_unit_test(every_column_has_a_heading_of_its_own),
		cmocka_unit_test(a_case_without_anything_makes_empty_cells),
		cmocka_unit_test(a_message_is_json_by_its_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
