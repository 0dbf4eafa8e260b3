/* When schedules are due: every kind of timing, with a clock the test sets and the published days of rules/calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../unit/domain_fixture.h"

#include "report/timing.h"

static struct timing_days days;

static int make_days(void **state)
{
	(void)state;
	days = (struct timing_days){ .calendar = load_calendar() };
	return 0;
}

static int drop_days(void **state)
{
	(void)state;
	calendar_free((struct calendar *)days.calendar);
	return 0;
}

/* "2024-02-29 08:00" of Shanghai. */
static int64_t at(const char *text)
{
	char date[HY_DAY_TEXT];
	int hour, minute;

	if (sscanf(text, "%10s %d:%d", date, &hour, &minute) != 3)
		abort();
	return timing_moment(day(date), hour * 60 + minute);
}

static const char *text_of(int64_t moment)
{
	static char text[40];
	char date[HY_DAY_TEXT];
	int64_t minute;

	if (moment == TIMING_NEVER)
		return "never";
	minute = (moment - timing_moment(timing_day(moment), 0)) / 60000000;
	snprintf(text, sizeof(text), "%s %02d:%02d", day_format(timing_day(moment), date), (int)minute / 60,
		 (int)minute % 60);
	return text;
}

static struct timing timing_of(enum timing_kind kind, const char *text)
{
	struct timing timing;
	struct refusal refusal;
	char sentence[900];

	if (timing_read(kind, text, &timing, &refusal) < 0) {
		refusal_text(&refusal, LANGUAGE_EN, sentence, sizeof(sentence));
		fail_msg("%s", sentence);
	}
	return timing;
}

/* From `after` on the schedule is due at these times, in this order. */
static void is_due(enum timing_kind kind, const char *text, const char *after, const char *const *times)
{
	struct timing timing = timing_of(kind, text);
	int64_t moment = at(after);

	for (; *times; times++) {
		moment = timing_next(&timing, &days, moment);
		assert_string_equal(text_of(moment), *times);
	}
}
#define IS_DUE(kind, text, after, ...) is_due(kind, text, after, (const char *const[]){ __VA_ARGS__, NULL })

static void a_day_begins_at_midnight_in_shanghai(void **state)
{
	(void)state;
	assert_int_equal(timing_moment(0, 0), INT64_C(-8) * 3600 * 1000000);
	assert_int_equal(timing_day(0), 0); /* 08:00 of the first day */
	assert_int_equal(timing_day(at("2024-02-29 00:00")), day("2024-02-29"));
	assert_int_equal(timing_day(at("2024-02-29 00:00") - 1), day("2024-02-28"));
	assert_int_equal(timing_day(at("1969-12-31 07:59")), day("1969-12-31"));
}

static void a_daily_report_comes_every_day(void **state)
{
	(void)state;
	IS_DUE(TIMING_DAILY, "08:00", "2024-02-28 07:59", "2024-02-28 08:00", "2024-02-29 08:00", "2024-03-01 08:00");
	IS_DUE(TIMING_DAILY, "08:00", "2024-02-28 08:00", "2024-02-29 08:00");
	IS_DUE(TIMING_DAILY, "00:00", "2023-12-31 12:00", "2024-01-01 00:00");
	IS_DUE(TIMING_DAILY, "23:59", "2023-12-31 23:58", "2023-12-31 23:59", "2024-01-01 23:59");
}

static void seconds_do_not_make_a_due_time_twice_or_never(void **state)
{
	struct timing timing = timing_of(TIMING_DAILY, "08:00");
	int64_t due = at("2024-02-28 08:00");

	(void)state;
	assert_int_equal(timing_next(&timing, &days, due - 1), due);
	assert_int_equal(timing_next(&timing, &days, due), at("2024-02-29 08:00"));
	assert_int_equal(timing_next(&timing, &days, due + 1), at("2024-02-29 08:00"));
	assert_int_equal(timing_next(&timing, &days, due + 59999999), at("2024-02-29 08:00"));
}

static void a_weekly_report_comes_on_its_weekday(void **state)
{
	(void)state;
	IS_DUE(TIMING_WEEKLY, "1 08:00", "2024-02-26 08:00", "2024-03-04 08:00", "2024-03-11 08:00"); /* a Monday */
	IS_DUE(TIMING_WEEKLY, "7 20:30", "2024-02-26 00:00", "2024-03-03 20:30", "2024-03-10 20:30");
}

static void a_monthly_report_comes_on_the_last_day_of_shorter_months(void **state)
{
	(void)state;
	IS_DUE(TIMING_MONTHLY, "31 17:00", "2024-01-30 00:00", "2024-01-31 17:00", "2024-02-29 17:00",
	       "2024-03-31 17:00", "2024-04-30 17:00", "2024-05-31 17:00");
	IS_DUE(TIMING_MONTHLY, "31 17:00", "2023-02-01 00:00", "2023-02-28 17:00", "2023-03-31 17:00");
	IS_DUE(TIMING_MONTHLY, "29 17:00", "2023-02-01 00:00", "2023-02-28 17:00", "2023-03-29 17:00");
	IS_DUE(TIMING_MONTHLY, "29 17:00", "2024-02-28 17:00", "2024-02-29 17:00", "2024-03-29 17:00");
	IS_DUE(TIMING_MONTHLY, "1 00:00", "2023-12-31 23:59", "2024-01-01 00:00", "2024-02-01 00:00");
}

static void working_days_know_holidays_and_working_sundays(void **state)
{
	(void)state;
	/* Dragon Boat 2023: 22 to 24 June are off, Sunday the 25th is worked */
	IS_DUE(TIMING_WORKING_DAYS, "08:00", "2023-06-21 09:00", "2023-06-25 08:00", "2023-06-26 08:00",
	       "2023-06-27 08:00");
	/* the Sunday before the Spring Festival of 2024, the holiday itself and its working Sunday */
	IS_DUE(TIMING_WORKING_DAYS, "08:00", "2024-02-03 09:00", "2024-02-04 08:00");
	IS_DUE(TIMING_WORKING_DAYS, "08:00", "2024-02-09 09:00", "2024-02-18 08:00", "2024-02-19 08:00");
	/* over the turn of the year: 1 January is off */
	IS_DUE(TIMING_WORKING_DAYS, "08:00", "2023-12-29 09:00", "2024-01-02 08:00");
}

static void a_year_without_a_calendar_counts_monday_to_friday(void **state)
{
	struct timing timing = timing_of(TIMING_WORKING_DAYS, "08:00");

	(void)state;
	assert_false(calendar_has_year(days.calendar, 2031));
	/* 1 October 2031 is a Wednesday and surely a holiday; nobody has said so yet */
	IS_DUE(TIMING_WORKING_DAYS, "08:00", "2031-09-30 09:00", "2031-10-01 08:00", "2031-10-02 08:00",
	       "2031-10-03 08:00", "2031-10-06 08:00");
	assert_true(timing_is_provisional(&timing, &days, at("2031-10-01 08:00")));
	assert_false(timing_is_provisional(&timing, &days, at("2024-02-18 08:00")));
	assert_false(timing_is_provisional(&timing, &days, TIMING_NEVER));
	timing = timing_of(TIMING_DAILY, "08:00");
	assert_false(timing_is_provisional(&timing, &days, at("2031-10-01 08:00")));
}

static void a_warning_comes_so_many_working_days_before_each_deadline(void **state)
{
	hy_day deadlines[] = { day("2023-06-27"), day("2023-06-30") };

	(void)state;
	days.deadlines = deadlines;
	days.n_deadlines = 2;
	/* 27 June is a Tuesday; three working days before: Monday, the working Sunday, Wednesday the 21st */
	IS_DUE(TIMING_BEFORE_DEADLINE, "3 08:00", "2023-06-01 00:00", "2023-06-21 08:00", "2023-06-27 08:00", "never");
	IS_DUE(TIMING_BEFORE_DEADLINE, "0 08:00", "2023-06-01 00:00", "2023-06-27 08:00", "2023-06-30 08:00", "never");
	days.n_deadlines = 0;
	IS_DUE(TIMING_BEFORE_DEADLINE, "0 08:00", "2023-06-01 00:00", "never");
	days.deadlines = NULL;
}

static void a_warning_before_a_deadline_of_an_unpublished_year_may_move(void **state)
{
	hy_day deadline = day("2031-01-06");
	struct timing timing = timing_of(TIMING_BEFORE_DEADLINE, "5 08:00");

	(void)state;
	days.deadlines = &deadline;
	days.n_deadlines = 1;
	assert_true(timing_is_provisional(&timing, &days, timing_next(&timing, &days, at("2030-01-01 00:00"))));
	days.n_deadlines = 0;
	days.deadlines = NULL;
}

static void cron_expressions_are_due_as_everywhere(void **state)
{
	(void)state;
	IS_DUE(TIMING_CRON, "0 8 * * *", "2024-02-28 08:00", "2024-02-29 08:00");
	IS_DUE(TIMING_CRON, "*/20 8-9 * * 1-5", "2024-03-01 08:41", "2024-03-01 09:00", "2024-03-01 09:20",
	       "2024-03-01 09:40", "2024-03-04 08:00");
	IS_DUE(TIMING_CRON, "30 17 1,15 * *", "2024-02-02 00:00", "2024-02-15 17:30", "2024-03-01 17:30");
	IS_DUE(TIMING_CRON, "0 9 * jun-jul mon", "2024-06-20 00:00", "2024-06-24 09:00", "2024-07-01 09:00");
	IS_DUE(TIMING_CRON, "0 0 * * 0", "2024-03-01 00:00", "2024-03-03 00:00");
	IS_DUE(TIMING_CRON, "0 0 * * 7", "2024-03-01 00:00", "2024-03-03 00:00");
	IS_DUE(TIMING_CRON, "0 0 * * 5-7", "2024-03-01 00:00", "2024-03-02 00:00", "2024-03-03 00:00",
	       "2024-03-08 00:00");
	IS_DUE(TIMING_CRON, "5-59/25 23 31 12 *", "2024-01-01 00:00", "2024-12-31 23:05", "2024-12-31 23:30",
	       "2024-12-31 23:55", "2025-12-31 23:05");
}

static void either_of_two_days_makes_cron_due(void **state)
{
	(void)state;
	/* the 13th, and Fridays */
	IS_DUE(TIMING_CRON, "0 8 13 * 5", "2024-03-08 09:00", "2024-03-13 08:00", "2024-03-15 08:00");
}

static void the_29th_of_february_is_waited_for(void **state)
{
	(void)state;
	IS_DUE(TIMING_CRON, "0 8 29 2 *", "2024-03-01 00:00", "2028-02-29 08:00");
	IS_DUE(TIMING_CRON, "0 8 29 2 *", "2096-03-01 00:00", "2104-02-29 08:00"); /* 2100 is no leap year */
	IS_DUE(TIMING_CRON, "0 8 31 * *", "2024-04-01 00:00", "2024-05-31 08:00"); /* cron leaves short months out */
}

/* What is no timing, and what the sentences about it say. */
static const struct {
	enum timing_kind kind;
	const char *text;
	const char *zh, *en; /* stand in the sentences */
} wrong[] = {
	{ TIMING_NONE, "", "没有给出时间", "no time was given" },
	{ TIMING_DAILY, "", "HH:MM", "HH:MM" },
	{ TIMING_DAILY, "8:00", "HH:MM", "HH:MM" },
	{ TIMING_DAILY, "24:00", "HH:MM", "HH:MM" },
	{ TIMING_DAILY, "08:60", "HH:MM", "HH:MM" },
	{ TIMING_DAILY, "08:0x", "HH:MM", "HH:MM" },
	{ TIMING_DAILY, "08:000", "HH:MM", "HH:MM" },
	{ TIMING_WORKING_DAYS, "noon!", "HH:MM", "HH:MM" },
	{ TIMING_WEEKLY, "08:00", "星期", "weekday" },
	{ TIMING_WEEKLY, "0 08:00", "星期", "weekday" },
	{ TIMING_WEEKLY, "8 08:00", "星期", "weekday" },
	{ TIMING_WEEKLY, "1 08:00 ", "星期", "weekday" },
	{ TIMING_MONTHLY, "32 08:00", "1 到 31", "1 to 31" },
	{ TIMING_MONTHLY, "0 08:00", "1 到 31", "1 to 31" },
	{ TIMING_BEFORE_DEADLINE, "61 08:00", "0 到 60", "0 to 60" },
	{ TIMING_BEFORE_DEADLINE, "-1 08:00", "0 到 60", "0 to 60" },
	{ TIMING_CRON, "", "现有 0 段", "not 0" },
	{ TIMING_CRON, "* * * *", "现有 4 段", "not 4" },
	{ TIMING_CRON, "0 0 1 1 1 2024", "现有 6 段", "not 6" },
	{ TIMING_CRON, "@daily", "现有 1 段", "not 1" },
	{ TIMING_CRON, "60 * * * *", "分：应为 0 到 59", "minute: takes 0 to 59" },
	{ TIMING_CRON, "0 24 * * *", "时：应为 0 到 23", "hour: takes 0 to 23" },
	{ TIMING_CRON, "0 0 0 * *", "日：应为 1 到 31", "day of the month: takes 1 to 31" },
	{ TIMING_CRON, "0 0 * 13 *", "月：应为 1 到 12，或英文缩写", "month: takes 1 to 12 or a short name" },
	{ TIMING_CRON, "0 0 * * 8", "星期：应为 0 到 7", "weekday: takes 0 to 7" },
	{ TIMING_CRON, "0 0 * * monday", "星期：应为", "weekday: takes" },
	{ TIMING_CRON, "0 0 L * *", "日：应为", "day of the month: takes" },
	{ TIMING_CRON, "99999 0 * * *", "分：应为", "minute: takes" },
	{ TIMING_CRON, "5-1 * * * *", "分：范围的起点大于终点", "minute: a range ends before it begins" },
	{ TIMING_CRON, "1- * * * *", "分：应为", "minute: takes" },
	{ TIMING_CRON, "1,,2 * * * *", "分：逗号之间缺少内容", "minute: something is missing" },
	{ TIMING_CRON, "1, * * * *", "分：逗号之间缺少内容", "minute: something is missing" },
	{ TIMING_CRON, "*/0 * * * *", "分：步长应为正整数", "minute: a step is a positive" },
	{ TIMING_CRON, "*/x * * * *", "分：步长应为正整数", "minute: a step is a positive" },
	{ TIMING_CRON, "*/ * * * *", "分：步长应为正整数", "minute: a step is a positive" },
	{ TIMING_CRON, "3/5 * * * *", "分：步长只用于 * 或范围", "minute: a step goes with * or a range only" },
	{ TIMING_CRON, "0 0 30 2 *", "没有这样的日子", "there is no such day" },
	{ TIMING_CRON, "0 0 31 4,6,9,11 *", "没有这样的日子", "there is no such day" },
};

static void what_is_wrong_is_told(void **state)
{
	char sentence[1500];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct timing timing;
		struct refusal refusal;

		if (timing_read(wrong[i].kind, wrong[i].text, &timing, &refusal) == 0)
			fail_msg("\"%s\" was taken", wrong[i].text);
		assert_int_equal(refusal.reason, REASON_SCHEDULE_TIME_WRONG);
		refusal_text(&refusal, LANGUAGE_ZH, sentence, sizeof(sentence));
		if (!strstr(sentence, wrong[i].zh))
			fail_msg("\"%s\": %s", wrong[i].text, sentence);
		refusal_text(&refusal, LANGUAGE_EN, sentence, sizeof(sentence));
		if (!strstr(sentence, wrong[i].en))
			fail_msg("\"%s\": %s", wrong[i].text, sentence);
	}
}

static void all_that_is_wrong_with_a_cron_expression_is_told_at_once(void **state)
{
	struct timing timing;
	struct refusal refusal;
	char sentence[1500];

	(void)state;
	assert_int_equal(timing_read(TIMING_CRON, "60,70 24 0 13 */0", &timing, &refusal), -1);
	refusal_text(&refusal, LANGUAGE_EN, sentence, sizeof(sentence));
	assert_non_null(strstr(
		sentence, "minute: takes 0 to 59; minute: takes 0 to 59; hour: takes 0 to 23; day of the month: takes "
			  "1 to 31; month: takes 1 to 12 or a short name; weekday: a step"));
}

static void a_text_that_is_too_long_is_refused(void **state)
{
	struct timing timing;
	struct refusal refusal;
	char text[TIMING_TEXT_MAX + 2];

	(void)state;
	memset(text, ' ', sizeof(text));
	memcpy(text, "0 8 * * *", 9);
	text[TIMING_TEXT_MAX] = '\0';
	assert_int_equal(timing_read(TIMING_CRON, text, &timing, &refusal), 0);
	text[TIMING_TEXT_MAX] = ' ';
	text[TIMING_TEXT_MAX + 1] = '\0';
	assert_int_equal(timing_read(TIMING_CRON, text, &timing, &refusal), -1);
}

static void timings_are_kept_and_read_back(void **state)
{
	static const struct {
		enum timing_kind kind;
		const char *text, *zh, *en;
	} rows[] = {
		{ TIMING_DAILY, "08:00", "每天 08:00", "every day at 08:00" },
		{ TIMING_WEEKLY, "7 20:30", "每周日 20:30", "every Sunday at 20:30" },
		{ TIMING_MONTHLY, "31 17:00", "每月 31 日 17:00", "on day 31 of the month at 17:00" },
		{ TIMING_WORKING_DAYS, "08:05", "每个工作日 08:05", "every working day at 08:05" },
		{ TIMING_BEFORE_DEADLINE, "10 08:00", "办理期限前 10 个工作日 08:00",
		  "10 working days before a deadline at 08:00" },
		{ TIMING_CRON, "0 8 * * 1", "cron 0 8 * * 1", "cron 0 8 * * 1" },
	};
	char label[200];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct timing given = timing_of(rows[i].kind, rows[i].text), kept;
		json_t *object = timing_json(&given);

		assert_int_equal(timing_of_json(object, &kept), 0);
		json_decref(object);
		assert_string_equal(timing_label(&kept, LANGUAGE_ZH, label, sizeof(label)), rows[i].zh);
		assert_string_equal(timing_label(&kept, LANGUAGE_EN, label, sizeof(label)), rows[i].en);
		assert_int_equal(timing_next(&kept, &days, at("2024-02-28 08:00")),
				 timing_next(&given, &days, at("2024-02-28 08:00")));
	}
	json_t *damaged = json_pack("{s:s}", "daily", "25:00"), *empty = json_object();
	struct timing timing;

	assert_int_equal(timing_of_json(damaged, &timing), -1);
	assert_int_equal(timing_of_json(empty, &timing), -1);
	json_decref(damaged);
	json_decref(empty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_begins_at_midnight_in_shanghai),
		cmocka_unit_test(a_daily_report_comes_every_day),
		cmocka_unit_test(seconds_do_not_make_a_due_time_twice_or_never),
		cmocka_unit_test(a_weekly_report_comes_on_its_weekday),
		cmocka_unit_test(a_monthly_report_comes_on_the_last_day_of_shorter_months),
		cmocka_unit_test(working_days_know_holidays_and_working_sundays),
		cmocka_unit_test(a_year_without_a_calendar_counts_monday_to_friday),
		cmocka_unit_test(a_warning_comes_so_many_working_days_before_each_deadline),
		cmocka_unit_test(a_warning_before_a_deadline_of_an_unpublished_year_may_move),
		cmocka_unit_test(cron_expressions_are_due_as_everywhere),
		cmocka_unit_test(either_of_two_days_makes_cron_due),
		cmocka_unit_test(the_29th_of_february_is_waited_for),
		cmocka_unit_test(what_is_wrong_is_told),
		cmocka_unit_test(all_that_is_wrong_with_a_cron_expression_is_told_at_once),
		cmocka_unit_test(a_text_that_is_too_long_is_refused),
		cmocka_unit_test(timings_are_kept_and_read_back),
	};

	return cmocka_run_group_tests(tests, make_days, drop_days);
}
