/* The calendar of working days, with the published days of rules/calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain_fixture.h"

#include "base/text.h"

static int make_calendar(void **state)
{
	*state = load_calendar();
	return 0;
}

static int drop_calendar(void **state)
{
	calendar_free(*state);
	return 0;
}

static void published_days_count_as_the_notices_say(void **state)
{
	static const struct {
		const char *day;
		bool works;
	} rows[] = {
		{ "2022-01-29", true }, /* Saturday before the Spring Festival */
		{ "2022-10-09", true }, /* Sunday after the National Day */
		{ "2022-12-30", true },  { "2022-12-31", false }, { "2023-01-02", false }, { "2023-01-28", true },
		{ "2023-04-05", false }, { "2023-06-22", false }, { "2023-06-23", false }, { "2023-06-24", false },
		{ "2023-06-25", true },  { "2023-06-26", true },  { "2023-07-01", false }, { "2024-02-09", true },
		{ "2024-02-18", true },  { "2025-10-08", false }, { "2026-01-02", false }, { "2026-01-04", true },
		{ "2026-02-23", false }, { "2026-09-20", true },  { "2026-09-25", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (calendar_is_working_day(*state, day(rows[i].day)) != rows[i].works)
			fail_msg("%s should %sbe a working day", rows[i].day, rows[i].works ? "" : "not ");
}

/* Counted from the notices by other means than this code. */
static void years_have_their_working_days(void **state)
{
	static const struct {
		int year;
		size_t special;
		int working;
	} rows[] = {
		{ 2022, 39, 249 }, { 2023, 33, 249 }, { 2024, 36, 251 }, { 2025, 33, 248 }, { 2026, 39, 248 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t n;

		assert_true(calendar_has_year(*state, rows[i].year));
		assert_non_null(calendar_year(*state, rows[i].year, &n));
		assert_int_equal(n, rows[i].special);
		assert_int_equal(calendar_working_days_between(*state, day_from_ymd(rows[i].year - 1, 12, 31),
							       day_from_ymd(rows[i].year, 12, 31)),
				 rows[i].working);
	}
	assert_false(calendar_has_year(*state, 2027));
}

/* The table of rules/calendar/README.md, which has it from the notices: what is off, and which weekend days are worked
 * for it (调休). */
static void years_have_the_worked_weekends_of_their_notice(void **state)
{
	static const struct {
		int year;
		size_t off, worked;
	} rows[] = { { 2022, 32, 7 }, { 2023, 26, 7 }, { 2024, 28, 8 }, { 2025, 28, 5 }, { 2026, 33, 6 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t n, off = 0, worked = 0;
		const struct calendar_day *days = calendar_year(*state, rows[i].year, &n);

		for (size_t j = 0; j < n; j++) {
			off += days[j].off;
			worked += !days[j].off;
			assert_int_equal(calendar_is_working_day(*state, days[j].day), !days[j].off);
			if (!days[j].off)
				assert_true(day_weekday(days[j].day) >= 6);
		}
		assert_int_equal(off, rows[i].off);
		assert_int_equal(worked, rows[i].worked);
	}
}

static void working_days_are_added_over_holidays(void **state)
{
	static const struct {
		const char *from;
		int n;
		const char *to;
	} rows[] = {
		{ "2023-04-27", 0, "2023-04-27" }, { "2023-04-27", 1, "2023-04-28" }, { "2023-04-27", 2, "2023-05-04" },
		{ "2023-04-27", 4, "2023-05-06" }, { "2023-04-27", 5, "2023-05-08" }, { "2023-03-01", 5, "2023-03-08" },
		{ "2023-03-04", 1, "2023-03-06" }, { "2026-12-31", 1, "2027-01-01" }, /* 2027 is not published */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(calendar_add_working_days(*state, day(rows[i].from), rows[i].n), day(rows[i].to));
	assert_int_equal(calendar_sub_working_days(*state, day("2023-05-08"), 5), day("2023-04-27"));
	assert_int_equal(calendar_sub_working_days(*state, day("2023-03-05"), 1), day("2023-03-03"));
}

/* What calendar_working_days_between counts, one day after the other. */
static int count_slowly(const struct calendar *calendar, hy_day from, hy_day to)
{
	int n = 0;

	for (hy_day d = from + 1; d <= to; d++)
		n += calendar_is_working_day(calendar, d);
	return n;
}

static void counting_agrees_with_counting_on_fingers(void **state)
{
	unsigned seed = 20230630;
	hy_day first = day("2021-11-01");

	for (int i = 0; i < 2000; i++) {
		hy_day from = first + (hy_day)(next_random(&seed) % 2100),
		       to = from + (hy_day)(next_random(&seed) % 300);
		int n = count_slowly(*state, from, to);

		assert_int_equal(calendar_working_days_between(*state, from, to), n);
		assert_int_equal(calendar_working_days_between(*state, to, from), -n);
		assert_int_equal(
			calendar_working_days_between(*state, from, calendar_add_working_days(*state, from, n)), n);
	}
	/* before 1970, and far out of every list */
	assert_int_equal(calendar_working_days_between(*state, day("1949-09-20"), day("1949-10-01")), 8);
	assert_int_equal(count_slowly(*state, day("1949-09-20"), day("1949-10-01")), 8);
}

static void bad_lists_are_refused_and_change_nothing(void **state)
{
	const struct calendar_day other_year = { day("2024-01-01"), true, "元旦" };
	const struct calendar_day works_on_weekday = { day("2023-03-01"), false, "错" };
	const struct calendar_day twice[] = { { day("2023-05-01"), true, "a" }, { day("2023-05-01"), true, "b" } };
	const struct {
		const struct calendar_day *days;
		size_t n;
	} rows[] = { { &other_year, 1 }, { &works_on_weekday, 1 }, { twice, 2 } };
	hy_day bad;
	size_t n;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bad = HY_DAY_NONE;
		assert_int_equal(calendar_set_year(*state, 2023, rows[i].days, rows[i].n, &bad), -1);
		assert_int_equal(bad, rows[i].days[0].day);
		calendar_year(*state, 2023, &n);
		assert_int_equal(n, 33);
	}
}

static void setting_a_year_replaces_it_and_sorts(void **state)
{
	const struct calendar_day days[] = { { day("2023-12-30"), false, "b" },
					     { day("2023-03-01"), true, "a" },
					     { day("2023-03-04"), true, "周末" } };
	struct calendar *copy = calendar_copy(*state);
	const struct calendar_day *list;
	hy_day bad;
	size_t n;

	assert_int_equal(calendar_set_year(copy, 2023, days, 3, &bad), 0);
	list = calendar_year(copy, 2023, &n);
	assert_int_equal(n, 3);
	assert_int_equal(list[0].day, day("2023-03-01"));
	assert_string_equal(list[2].name, "b");
	assert_true(calendar_is_working_day(copy, day("2023-05-01")));
	assert_false(calendar_is_working_day(copy, day("2023-03-01")));
	assert_false(calendar_is_working_day(*state, day("2023-05-01"))); /* the original is as it was */
	assert_int_equal(calendar_set_year(copy, 2030, NULL, 0, &bad), 0);
	assert_true(calendar_has_year(copy, 2030));
	calendar_free(copy);
	calendar_free(NULL);
}

static void an_empty_calendar_counts_monday_to_friday(void **state)
{
	struct calendar *calendar = calendar_new(), *copy;
	size_t n = 9;

	(void)state;
	assert_null(calendar_year(calendar, 2023, &n));
	assert_int_equal(n, 0);
	assert_true(calendar_is_working_day(calendar, day("2023-10-02")));
	assert_false(calendar_is_working_day(calendar, day("2023-10-07")));
	copy = calendar_copy(calendar);
	assert_int_equal(calendar_working_days_between(copy, day("2023-10-01"), day("2023-10-31")), 22);
	calendar_free(copy);
	calendar_free(calendar);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_days_count_as_the_notices_say),
		cmocka_unit_test(years_have_their_working_days),
		cmocka_unit_test(years_have_the_worked_weekends_of_their_notice),
		cmocka_unit_test(working_days_are_added_over_holidays),
		cmocka_unit_test(counting_agrees_with_counting_on_fingers),
		cmocka_unit_test(bad_lists_are_refused_and_change_nothing),
		cmocka_unit_test(setting_a_year_replaces_it_and_sorts),
		cmocka_unit_test(an_empty_calendar_counts_monday_to_friday),
	};

	return cmocka_run_group_tests(tests, make_calendar, drop_calendar);
}
