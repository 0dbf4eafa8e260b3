/* What a line's rows become with the milestones before them, and how many of these are kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "domain_fixture.h"
#include "ledger/history.h"

#include <string.h>

static struct histories histories;

static struct milestone_row row_of(enum milestone milestone, int version, const char *on)
{
	return (struct milestone_row){ .case_id = 1,
				       .milestone = milestone,
				       .version = version,
				       .on = day(on),
				       .level = LEVEL_CITY,
				       .session_id = 3,
				       .round = 1,
				       .due_on = HY_DAY_NONE,
				       .item_due_on = HY_DAY_NONE };
}

static struct milestone_row on_part(enum milestone milestone, int version, const char *on, const char *due_on)
{
	struct milestone_row row = row_of(milestone, version, on);

	row.assignment_no = 1;
	row.office_id = 7;
	row.role = ASSIGNMENT_LEAD;
	row.due_on = day(due_on);
	return row;
}

static struct history *history(void)
{
	struct history *found = histories_find(&histories, 1);

	return found ? found : histories_begin(&histories, 1);
}

/* Takes in a line of one milestone; the row as it became. */
static struct milestone_row take(struct milestone_row row)
{
	history_take(history(), &row, 1);
	return row;
}

/* The correction of one milestone by another. */
static struct milestone_row correct(struct milestone_row row, const struct milestone_row *old)
{
	struct milestone_row rows[2] = { row, *old };

	rows[0].replaces = rows[1].withdrawn = true;
	history_take(history(), rows, 2);
	return rows[0];
}

static int forget(void **state)
{
	(void)state;
	histories_clear(&histories);
	return 0;
}

static void a_correction_keeps_what_it_does_not_give(void **state)
{
	struct milestone_row evaluated = row_of(MILESTONE_EVALUATED, 5, "2023-06-01"), corrected, again;

	(void)state;
	take(row_of(MILESTONE_RECEIVED, 1, "2023-05-01"));
	strcpy(evaluated.attitude, "satisfied");
	strcpy(evaluated.result, "basically");
	evaluated = take(evaluated);
	assert_int_equal(evaluated.stands_for, 5);
	corrected = row_of(MILESTONE_EVALUATED, 8, "2023-06-02");
	strcpy(corrected.result, "dissatisfied");
	corrected = correct(corrected, &evaluated);
	assert_string_equal(corrected.attitude, "satisfied");
	assert_string_equal(corrected.result, "dissatisfied");
	assert_int_equal(corrected.stands_for, 5);
	again = correct(row_of(MILESTONE_EVALUATED, 9, "2023-06-03"), &corrected);
	assert_string_equal(again.result, "dissatisfied");
	assert_int_equal(again.stands_for, 5);
	assert_int_equal(history()->n, 2);
	assert_int_equal(history()->versions[1], 9);
}

static void a_corrected_day_leaves_the_due_days_alone(void **state)
{
	struct milestone_row assigned, extended, corrected;

	(void)state;
	assigned = take(on_part(MILESTONE_ASSIGNED, 3, "2023-05-01", "2023-08-01"));
	extended = on_part(MILESTONE_EXTENDED, 4, "2023-06-01", "2023-09-01");
	extended.item_due_on = day("2023-08-01");
	extended = take(extended);
	/* the line of a correction tells the due day as it is by now */
	corrected = correct(on_part(MILESTONE_ASSIGNED, 6, "2023-05-02", "2023-09-01"), &assigned);
	assert_int_equal(corrected.due_on, day("2023-08-01"));
	corrected = on_part(MILESTONE_EXTENDED, 7, "2023-06-01", "2023-08-20");
	corrected.item_due_on = day("2023-08-20"); /* given */
	corrected = correct(corrected, &extended);
	assert_int_equal(corrected.due_on, day("2023-08-20"));
	assert_int_equal(corrected.item_due_on, day("2023-08-01"));
}

static struct milestone_row told(int version, const char *due_on)
{
	struct milestone_row row = on_part(MILESTONE_REDATED, version, "2023-06-10", due_on);

	row.implied = true;
	row.level = LEVEL_NONE;
	row.session_id = 0;
	return take(row);
}

/* Rules of before it had a milestone date anew without one; the new day is seen all the same. */
static void a_due_day_that_nobody_told_is_seen(void **state)
{
	struct milestone_row row, extended = on_part(MILESTONE_EXTENDED, 4, "2023-06-01", "2023-08-11");

	(void)state;
	take(on_part(MILESTONE_ASSIGNED, 3, "2023-05-01", "2023-08-01"));
	extended.item_due_on = day("2023-08-01");
	take(extended);
	assert_true(told(5, "2023-08-11").idle);
	row = told(6, "2023-10-11");
	assert_false(row.idle);
	assert_int_equal(row.item_due_on, day("2023-10-01")); /* ten days were granted */
	assert_int_equal(row.level, LEVEL_CITY);
	assert_int_equal(row.session_id, 3);
	assert_true(told(7, "2023-10-11").idle);
	assert_false(told(8, "").idle); /* no due day any more */
	assert_true(told(9, "").idle);
}

static void a_part_nobody_assigned_is_told(void **state)
{
	struct milestone_row row;

	(void)state;
	take(row_of(MILESTONE_RECEIVED, 1, "2023-05-01"));
	row = told(2, "");
	assert_false(row.idle);
	assert_int_equal(history()->n, 2);
}

static void a_silent_refusal_to_publish_is_of_its_round(void **state)
{
	struct milestone_row reopened = row_of(MILESTONE_REOPENED, 2, "2023-06-01");
	struct milestone_row private = row_of(MILESTONE_PUBLISHED, 3, "2023-06-02");

	(void)state;
	reopened.round = 2;
	take(reopened);
	private.implied = true;
	private.publication = PUBLICATION_PRIVATE;
	assert_int_equal(take(private).round, 2);
}

/* Those used longest ago go first, whole. */
static void histories_are_bounded(void **state)
{
	(void)state;
	for (int64_t id = 1; id <= 10; id++) {
		struct milestone_row rows[3];

		for (int i = 0; i < 3; i++) {
			rows[i] = row_of(MILESTONE_MET, 1, "2023-05-01");
			rows[i].case_id = id;
			rows[i].item_no = i + 1;
		}
		history_take(histories_begin(&histories, id), rows, 3);
	}
	assert_int_equal(histories.n_rows, 30);
	assert_non_null(histories_find(&histories, 1));
	histories_trim(&histories, 30);
	assert_int_equal(histories.n_rows, 30);
	histories_trim(&histories, 10);
	assert_int_equal(histories.n_rows, 9);
	assert_non_null(histories_find(&histories, 1));
	assert_null(histories_find(&histories, 8));
	assert_non_null(histories_find(&histories, 9));
	histories_trim(&histories, 0);
	assert_int_equal(histories.n_rows, 0);
	assert_null(histories_find(&histories, 10));
}

/* A line that cannot change a fact makes none anew. */
static void steps_make_changes(void **state)
{
	struct fact_step step = { 0 };
	struct milestone_row received = row_of(MILESTONE_RECEIVED, 1, "2023-05-01");
	struct milestone_row media = row_of(MILESTONE_MEDIA, 2, "2023-05-02");

	(void)state;
	fact_step_take(&step, &histories, &received, 1);
	assert_int_equal(step.changes.n, 1);
	assert_int_equal(step.after.n, 1);
	fact_step_take(&step, &histories, &media, 1);
	assert_int_equal(step.changes.n, 0);
	assert_int_equal(step.after.n, 0);
	assert_int_equal(history()->n, 2);
	fact_step_free(&step);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_correction_keeps_what_it_does_not_give, forget),
		cmocka_unit_test_teardown(a_corrected_day_leaves_the_due_days_alone, forget),
		cmocka_unit_test_teardown(a_due_day_that_nobody_told_is_seen, forget),
		cmocka_unit_test_teardown(a_part_nobody_assigned_is_told, forget),
		cmocka_unit_test_teardown(a_silent_refusal_to_publish_is_of_its_round, forget),
		cmocka_unit_test_teardown(histories_are_bounded, forget),
		cmocka_unit_test_teardown(steps_make_changes, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
