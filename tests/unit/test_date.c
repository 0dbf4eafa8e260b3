/* Days: parsing in all spellings, wrong ones refused, and arithmetic over the whole range. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void check_refused(int (*parse)(const char *, hy_day *), const char *text)
{
	hy_day day = 4711;

	if (parse(text, &day) != -1)
		fail_msg("taken: \"%s\"", text);
	assert_int_equal(day, 4711);
}

static void parses_exact_days(void **state)
{
	static const struct {
		const char *text;
		hy_day day;
	} cases[] = {
		{ "1970-01-01", 0 },     { "1969-12-31", -1 },    { "1900-01-01", -25567 }, { "2199-12-31", 84005 },
		{ "2000-02-29", 11016 }, { "2023-06-30", 19538 }, { "2024-02-29", 19782 },  { "2023-12-31", 19722 },
	};
	char text[HY_DAY_TEXT];
	hy_day day;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(day_parse(cases[i].text, &day), 0);
		assert_int_equal(day, cases[i].day);
		assert_string_equal(day_format(day, text), cases[i].text);
	}
}

static void refuses_what_is_no_day(void **state)
{
	static const char *const cases[] = {
		"",
		"2023",
		"2023-06",
		"2023-6-30",
		"2023-06-3",
		"2023-06-30 ",
		" 2023-06-30",
		"2023-06-300",
		"2008-09-31",
		"2023-02-29",
		"1900-02-29",
		"2100-02-29",
		"2023-00-10",
		"2023-13-01",
		"2023-01-00",
		"2023-01-32",
		"1899-12-31",
		"2200-01-01",
		"0000-00-00",
		"2023/06/30",
		"20230630",
		"2023-06-3x",
		"-023-06-30",
		"2023-+6-30",
		"２０２３-06-30",
		"2023-06-30T00:00",
		"99999999999-01-01",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		check_refused(day_parse, cases[i]);
}

static void parses_spellings_people_use(void **state)
{
	static const char *const cases[] = {
		"2023-06-30",  "2023-6-30",     "2023/6/30",         "2023/06/30", "2023.6.30",
		"2023.06.30",  "2023年6月30日", "2023年06月30日",    "20230630",   " 2023-06-30 ",
		"\t2023/6/30", "2023.6.30\r\n", "　2023年6月30日　",
	};
	hy_day day;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (day_parse_loose(cases[i], &day) != 0)
			fail_msg("refused: \"%s\"", cases[i]);
		assert_int_equal(day, 19538);
	}
	assert_int_equal(day_parse_loose("２０２４年２月２９日", &day), 0); /* as input methods have it */
	assert_int_equal(day, day_from_ymd(2024, 2, 29));
	assert_int_equal(day_parse_loose("2024年2月29日", &day), 0);
	assert_int_equal(day, 19782);
}

static void refuses_spellings_nobody_can_read(void **state)
{
	static const char *const cases[] = {
		"",          " ",           "2008年9月31日",        "2023/2/29",    "30/6/2023", "6/30/2023",
		"23-6-30",   "2023-6/30",   "2023年6月30",          "2023年6月",    "2023 6 30", "2023630",
		"202306301", "20231301",    "2023-06-30x",          "2023-06-30 1", "2023--30",  "2023/6/",
		"45107",     "2023-Jun-30", "二〇二三年六月三十日",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		check_refused(day_parse_loose, cases[i]);
}

/* The 14th of August 2023 as people write it. */
static const char *const one_day[] = {
	"2023-08-14",
	"2023年8月14日",
	"2023.8.14",
	"2023/8/14",
	"20230814",
	"2023年8月14号",
	" 2023 年 8 月 14 日 ",
	"２０２３年８月１４日",
	"2023-08-14 09:30:00",
	"2023-08-14T00:00:00",
	"2023/8/14 9:30",
	"45152",
	"二〇二三年八月十四日",
	"二○二三年八月十四日",
	"二零二三年八月十四日",
};

static const char *const no_days[] = {
	"",
	"2023年2月29日",
	"2008年9月31日",
	"二〇二三年二月三十日",
	"2023年8月",
	"8月14日",
	"2023 6 30",
	"2023 0630",
	"23.14.8",
	"2023-08-14 9",
	"十四",
	"1999",
	"19999",
	"80501",
	"100000",
	"待定",
	"二〇二三年十三月一日",
	"二〇二三年三廿月一日",
	"2023-08-14至2023-08-15",
	"03-05-23",
	"12-3-5",
	"23-13-5",
	"3-5",
	"二OO二三年八月十四日", /* five digits are no year */
};

static const struct {
	const char *text;
	int year, month, day;
} numerals[] = {
	{ "二○○九年十月十六日", 2009, 10, 16 },
	{ "二〇二三年十二月三十一日", 2023, 12, 31 },
	{ "二〇二四年二月二十九日", 2024, 2, 29 },
	{ "二〇二三年一月卅一日", 2023, 1, 31 },
	{ "二〇二三年十一月廿日", 2023, 11, 20 },
	{ "二〇二三年十月十日", 2023, 10, 10 },
	{ "二〇二三年一一月三〇日", 2023, 11, 30 },
	{ "23-3-5", 2023, 3, 5 },
	{ "23年3月5日", 2023, 3, 5 },
	{ "２３．３．５", 2023, 3, 5 },
};

static void reads_days_as_they_stand_in_sheets(void **state)
{
	hy_day day;

	(void)state;
	for (size_t i = 0; i < COUNT(one_day); i++) {
		if (day_parse_written(one_day[i], &day) != 0)
			fail_msg("refused: \"%s\"", one_day[i]);
		assert_int_equal(day, day_from_ymd(2023, 8, 14));
	}
	for (size_t i = 0; i < COUNT(no_days); i++)
		check_refused(day_parse_written, no_days[i]);
	for (size_t i = 0; i < COUNT(numerals); i++) {
		if (day_parse_written(numerals[i].text, &day) != 0)
			fail_msg("refused: \"%s\"", numerals[i].text);
		assert_int_equal(day, day_from_ymd(numerals[i].year, numerals[i].month, numerals[i].day));
	}
}

static void reads_days_without_a_year(void **state)
{
	static const char *const good[] = { "7月1日", "7月1号", "7.1",         "７．１",
					    "7/1",    "07-01",  " 7 月 1 日 ", "七月一日" };
	static const char *const other[] = { "",       "7",     "13月1日",    "7月32日", "7月",
					     "2023.7", "7.1.1", "7月1日左右", "-7.1",    "七一" };
	int month, day;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		if (day_parse_yearless(good[i], &month, &day) != 0)
			fail_msg("refused: \"%s\"", good[i]);
		assert_int_equal(100 * month + day, 701);
	}
	for (size_t i = 0; i < COUNT(other); i++)
		if (day_parse_yearless(other[i], &month, &day) == 0)
			fail_msg("taken: \"%s\"", other[i]);
}

static void knows_a_month_without_its_day(void **state)
{
	static const char *const months[] = { "2023.7", "2023年7月", "2023-07", "二〇二三年七月", "2023/7" };
	static const char *const other[] = { "", "7.2023", "2023.13", "2023", "2023.7.1", "23.7", "7.1" };

	(void)state;
	for (size_t i = 0; i < COUNT(months); i++)
		if (!day_is_month(months[i]))
			fail_msg("refused: \"%s\"", months[i]);
	for (size_t i = 0; i < COUNT(other); i++)
		if (day_is_month(other[i]))
			fail_msg("taken: \"%s\"", other[i]);
}

/* Walks every day of the range with a calendar counted on fingers beside it. */
static void counts_every_day(void **state)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = 1900, month = 1, of_month = 1, weekday = 1; /* 1900-01-01 was a Monday */
	hy_day day;

	(void)state;
	for (day = -25567; year < 2200; day++) {
		int y, m, d;
		int leap = month == 2 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));

		day_to_ymd(day, &y, &m, &d);
		assert_true(y == year && m == month && d == of_month);
		assert_int_equal(day_from_ymd(year, month, of_month), day);
		assert_int_equal(day_weekday(day), weekday);
		weekday = weekday % 7 + 1;
		if (++of_month > lengths[month - 1] + leap) {
			of_month = 1;
			month = month % 12 + 1;
			year += month == 1;
		}
	}
	assert_int_equal(day, 84006);
}

static void adds_months(void **state)
{
	static const struct {
		const char *from;
		int months;
		const char *to;
	} cases[] = {
		{ "2023-02-20", 3, "2023-05-20" },  { "2022-11-30", 3, "2023-02-28" },
		{ "2023-11-30", 3, "2024-02-29" },  { "2023-01-31", 1, "2023-02-28" },
		{ "2023-12-31", 2, "2024-02-29" },  { "2023-03-31", -1, "2023-02-28" },
		{ "2023-01-15", -1, "2022-12-15" }, { "2023-01-15", -13, "2021-12-15" },
		{ "2023-06-30", 0, "2023-06-30" },  { "2024-02-29", 12, "2025-02-28" },
		{ "2024-02-29", 48, "2028-02-29" }, { "1900-01-31", 3599, "2199-12-31" },
		{ "2023-03-31", 3, "2023-06-30" },
	};
	char text[HY_DAY_TEXT];
	hy_day day;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(day_parse(cases[i].from, &day), 0);
		assert_string_equal(day_format(day_add_months(day, cases[i].months), text), cases[i].to);
	}
}

static void writes_days_and_moments(void **state)
{
	static const struct {
		int64_t moment;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000000Z" },
		{ -1, "1969-12-31T23:59:59.999999Z" },
		{ INT64_C(1688126399999999), "2023-06-30T11:59:59.999999Z" },
		{ INT64_C(951827696000001), "2000-02-29T12:34:56.000001Z" },
		{ INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z" },
		{ INT64_C(253402300800000000), "" },
		{ INT64_MIN, "" },
		{ INT64_MAX, "" },
	};
	char text[HY_MOMENT_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(moment_format(cases[i].moment, text), cases[i].text);
	assert_string_equal(day_format(HY_DAY_NONE, text), "");
	assert_string_equal(day_format(INT32_MAX, text), "");
}

static void reads_the_clocks(void **state)
{
	int64_t before = clock_monotonic_us();
	/* Shanghai's day has begun before or when the day of UTC has. */
	hy_day utc = (hy_day)(moment_now() / (INT64_C(86400) * 1000000));
	hy_day shanghai = day_today();

	(void)state;
	assert_true(shanghai >= utc && shanghai <= utc + 1);
	assert_true(clock_monotonic_us() >= before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_exact_days),
		cmocka_unit_test(refuses_what_is_no_day),
		cmocka_unit_test(parses_spellings_people_use),
		cmocka_unit_test(refuses_spellings_nobody_can_read),
		cmocka_unit_test(reads_days_as_they_stand_in_sheets),
		cmocka_unit_test(reads_days_without_a_year),
		cmocka_unit_test(knows_a_month_without_its_day),
		cmocka_unit_test(counts_every_day),
		cmocka_unit_test(adds_months),
		cmocka_unit_test(writes_days_and_moments),
		cmocka_unit_test(reads_the_clocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
