#include "base/date.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* What day_parse takes: long enough for every record of the CPPCC (founded 1949) and every promise. */
#define FIRST_YEAR 1900
#define LAST_YEAR  2199

/* The Gregorian calendar repeats every 400 years of 146,097 days. */
#define CYCLE_YEARS 400
#define CYCLE_DAYS  146097
/* Days from 0000-03-01 to 1970-01-01. */
#define EPOCH_OFFSET    719468
#define SECONDS_PER_DAY 86400
#define MICROSECONDS    INT64_C(1000000)
/* Asia/Shanghai is UTC+8 without summer time since 1991. */
#define SHANGHAI_SECONDS 28800

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return lengths[month - 1] + (month == 2 && is_leap(year));
}

/* Division that rounds down, so that days before 1970 come out right. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days from 1 March to the first of the month-th month counted from March (0). */
static int days_before_month(int month)
{
	return (153 * month + 2) / 5;
}

hy_day day_from_ymd(int year, int month, int day)
{
	/* Years begin in March here, so that the leap day is the last of its year. */
	int64_t y = (int64_t)year - (month <= 2);
	int64_t cycle = floor_div(y, CYCLE_YEARS);
	int64_t in_cycle = y - cycle * CYCLE_YEARS;
	int64_t in_year = days_before_month((month + 9) % 12) + day - 1;

	return (hy_day)(cycle * CYCLE_DAYS + in_cycle * 365 + in_cycle / 4 - in_cycle / 100 + in_year - EPOCH_OFFSET);
}

void day_to_ymd(hy_day day, int *ret_year, int *ret_month, int *ret_day)
{
	int64_t days = (int64_t)day + EPOCH_OFFSET;
	int64_t cycle = floor_div(days, CYCLE_DAYS);
	int in_cycle = (int)(days - cycle * CYCLE_DAYS);
	/* Take the leap days out: one per 1,460 days, none per 36,524, and one on the cycle's last day. */
	int year = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / (CYCLE_DAYS - 1)) / 365;
	int in_year = in_cycle - (365 * year + year / 4 - year / 100);
	int month = (5 * in_year + 2) / 153;

	*ret_day = in_year - days_before_month(month) + 1;
	*ret_month = month < 10 ? month + 3 : month - 9;
	*ret_year = (int)(cycle * CYCLE_YEARS) + year + (*ret_month <= 2);
}

static int day_checked(int year, int month, int day, hy_day *ret_day)
{
	if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 ||
	    day > month_length(year, month))
		return -1;
	*ret_day = day_from_ymd(year, month, day);
	return 0;
}

/* Takes between min and max digits off *text; -1 if there are fewer. */
static int take_number(const char **text, int min, int max)
{
	int n = 0, number = 0;

	while (n < max && **text >= '0' && **text <= '9') {
		number = number * 10 + (*(*text)++ - '0');
		n++;
	}
	return n < min ? -1 : number;
}

static bool take(const char **text, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*text, word, len) != 0)
		return false;
	*text += len;
	return true;
}

/* How a day may be written: the words after year, month and day, and the fewest digits of month and day. */
struct spelling {
	const char *after_year, *after_month, *after_day;
	int digits;
};

static int parse_as(const char **text, const struct spelling *spelling, hy_day *ret_day)
{
	const char *p = *text;
	int year, month, day;

	if ((year = take_number(&p, 4, 4)) < 0 || !take(&p, spelling->after_year) ||
	    (month = take_number(&p, spelling->digits, 2)) < 0 || !take(&p, spelling->after_month) ||
	    (day = take_number(&p, spelling->digits, 2)) < 0 || !take(&p, spelling->after_day))
		return -1;
	*text = p;
	return day_checked(year, month, day, ret_day);
}

int day_parse(const char *text, hy_day *ret_day)
{
	static const struct spelling iso = { "-", "-", "", 2 };
	hy_day day;

	if (parse_as(&text, &iso, &day) < 0 || *text)
		return -1;
	*ret_day = day;
	return 0;
}

/* Longer than any day a person writes, every character full width and blanks around. */
#define LOOSE_BYTES 128

/* Skips blanks; U+3000 of Chinese tables and input methods is one by then. */
static const char *skip_blanks(const char *text)
{
	while (take(&text, " ") || take(&text, "\t") || take(&text, "\r") || take(&text, "\n"))
		;
	return text;
}

int day_parse_loose(const char *text, hy_day *ret_day)
{
	static const struct spelling spellings[] = {
		{ "-", "-", "", 1 },     { "/", "/", "", 1 }, { ".", ".", "", 1 },
		{ "年", "月", "日", 1 }, { "", "", "", 2 },
	};
	char plain[LOOSE_BYTES];
	const char *begin = skip_blanks(text_narrow(text, plain, sizeof(plain)));
	hy_day day;

	if (strlen(text) >= sizeof(plain))
		return -1;

	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		const char *rest = begin;

		if (parse_as(&rest, &spellings[i], &day) == 0 && !*skip_blanks(rest)) {
			*ret_day = day;
			return 0;
		}
	}
	return -1;
}

char *day_format(hy_day day, char text[HY_DAY_TEXT])
{
	int year, month, of_month;

	text[0] = '\0';
	if (day == HY_DAY_NONE)
		return text;
	day_to_ymd(day, &year, &month, &of_month);
	if (year >= 0 && year <= 9999)
		snprintf(text, HY_DAY_TEXT, "%04u-%02u-%02u", (unsigned)year % 10000u, (unsigned)month % 100u,
			 (unsigned)of_month % 100u);
	return text;
}

int day_weekday(hy_day day)
{
	/* 1970-01-01 was a Thursday. */
	int64_t since_monday = (int64_t)day + 3;

	return (int)(since_monday - 7 * floor_div(since_monday, 7)) + 1;
}

hy_day day_add_months(hy_day day, int months)
{
	int year, month, of_month, last;
	int64_t count;

	day_to_ymd(day, &year, &month, &of_month);
	count = (int64_t)year * 12 + month - 1 + months;
	year = (int)floor_div(count, 12);
	month = (int)(count - (int64_t)year * 12) + 1;
	last = month_length(year, month);
	return day_from_ymd(year, month, of_month < last ? of_month : last);
}

hy_day day_today(void)
{
	return (hy_day)floor_div((int64_t)time(NULL) + SHANGHAI_SECONDS, SECONDS_PER_DAY);
}

static int64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now); /* cannot fail for the two clocks used here */
	return (int64_t)now.tv_sec * MICROSECONDS + now.tv_nsec / 1000;
}

int64_t moment_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t clock_monotonic_us(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

char *moment_format(int64_t moment, char text[HY_MOMENT_TEXT])
{
	int64_t days = floor_div(moment, SECONDS_PER_DAY * MICROSECONDS);
	int64_t rest = (moment % (SECONDS_PER_DAY * MICROSECONDS) + SECONDS_PER_DAY * MICROSECONDS) %
		       (SECONDS_PER_DAY * MICROSECONDS);
	unsigned seconds = (unsigned)(rest / MICROSECONDS), micros = (unsigned)(rest % MICROSECONDS);
	char day[HY_DAY_TEXT];

	text[0] = '\0';
	if (days < INT32_MIN || days > INT32_MAX || !*day_format((hy_day)days, day))
		return text;
	snprintf(text, HY_MOMENT_TEXT, "%sT%02u:%02u:%02u.%06uZ", day, seconds / 3600 % 24, seconds / 60 % 60,
		 seconds % 60, micros % 1000000u);
	return text;
}
