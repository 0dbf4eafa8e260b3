#include "report/timing.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ZONE_US     (INT64_C(8) * 3600 * 1000000) /* Asia/Shanghai is ahead of UTC by */
#define MINUTE_US   (INT64_C(60) * 1000000)
#define DAY_US      (INT64_C(24) * 3600 * 1000000)
#define DAY_MINUTES (24 * 60)

hy_day timing_day(int64_t moment)
{
	int64_t local = moment + ZONE_US, day = local / DAY_US;

	return (hy_day)(local % DAY_US < 0 ? day - 1 : day);
}

int64_t timing_moment(hy_day day, int minute)
{
	return (int64_t)day * DAY_US + minute * MINUTE_US - ZONE_US;
}

/* ---- Reading -------------------------------------------------------------------------------------------------- */

/* How each kind is written; `number` of those that have one lies between min and max. */
static const struct form {
	const char *name, *zh, *en;
	bool has_number;
	int min, max;
} forms[TIMING_KIND_COUNT_] = {
	[TIMING_NONE] = { "", "没有给出时间", "no time was given", false, 0, 0 },
	[TIMING_DAILY] = { "daily", "应为时刻 HH:MM，如 08:00", "takes a time HH:MM, such as 08:00", false, 0, 0 },
	[TIMING_WEEKLY] = { "weekly", "应为星期（1 星期一 到 7 星期日）和时刻，如 1 08:00",
			    "takes a weekday (1 Monday to 7 Sunday) and a time, such as 1 08:00", true, 1, 7 },
	[TIMING_MONTHLY] = { "monthly", "应为日（1 到 31）和时刻，如 30 17:00",
			     "takes a day of the month (1 to 31) and a time, such as 30 17:00", true, 1, 31 },
	[TIMING_WORKING_DAYS] = { "working_days", "应为时刻 HH:MM，如 08:00", "takes a time HH:MM, such as 08:00",
				  false, 0, 0 },
	[TIMING_BEFORE_DEADLINE] = { "before_deadline", "应为工作日数（0 到 60）和时刻，如 10 08:00",
				     "takes a number of working days (0 to 60) and a time, such as 10 08:00", true, 0,
				     TIMING_MAX_DAYS_BEFORE },
	[TIMING_CRON] = { "cron", "", "", false, 0, 0 },
};

static int refuse_timing(const char *text, const char *zh, const char *en, struct refusal *ret_refusal)
{
	refuse_with(refuse(ret_refusal, REASON_SCHEDULE_TIME_WRONG), "value", "%s", text);
	refuse_words(ret_refusal, "message", zh, en);
	return -1;
}

/* Exactly "HH:MM". */
static int read_time(const char *text, int *ret_minute)
{
	char hour[3] = { 0 }, minute[3] = { 0 };
	int64_t h, m;

	if (strlen(text) != 5 || text[2] != ':')
		return -1;
	memcpy(hour, text, 2);
	memcpy(minute, text + 3, 2);
	if (number_parse(hour, 0, 23, &h) < 0 || number_parse(minute, 0, 59, &m) < 0)
		return -1;
	*ret_minute = (int)(h * 60 + m);
	return 0;
}

static int read_number_and_time(const struct form *form, const char *text, struct timing *timing)
{
	const char *blank = strchr(text, ' ');
	char *number;
	int64_t value;
	int bad;

	if (!blank)
		return -1;
	number = hy_xstrndup(text, (size_t)(blank - text));
	bad = number_parse(number, form->min, form->max, &value);
	free(number);
	if (bad < 0)
		return -1;
	timing->number = (int)value;
	return read_time(blank + strspn(blank, " "), &timing->minute);
}

static int read_cron(const char *text, struct timing *timing, struct refusal *ret_refusal)
{
	static const struct timing_days no_days; /* a cron expression knows none */
	struct strbuf zh = { 0 }, en = { 0 };
	int bad = cron_read(text, &timing->cron, &zh, &en);

	if (bad < 0)
		(void)refuse_timing(text, zh.text, en.text, ret_refusal);
	else if (timing_next(timing, &no_days, 0) == TIMING_NEVER)
		bad = refuse_timing(text, "没有这样的日子", "there is no such day", ret_refusal);
	strbuf_clear(&zh);
	strbuf_clear(&en);
	return bad;
}

int timing_read(enum timing_kind kind, const char *text, struct timing *ret_timing, struct refusal *ret_refusal)
{
	const struct form *form = &forms[kind];
	int bad;

	*ret_timing = (struct timing){ .kind = kind };
	if (strlen(text) > TIMING_TEXT_MAX)
		return refuse_timing("…", "太长（最多 100 个字符）", "it is too long (100 characters at most)",
				     ret_refusal);
	snprintf(ret_timing->text, sizeof(ret_timing->text), "%s", text);
	if (kind == TIMING_CRON)
		return read_cron(text, ret_timing, ret_refusal);
	if (kind == TIMING_NONE)
		bad = -1;
	else if (form->has_number)
		bad = read_number_and_time(form, text, ret_timing);
	else
		bad = read_time(text, &ret_timing->minute);
	return bad < 0 ? refuse_timing(text, form->zh, form->en, ret_refusal) : 0;
}

json_t *timing_json(const struct timing *timing)
{
	return json_pack("{s:s}", forms[timing->kind].name, timing->text);
}

int timing_of_json(const json_t *object, struct timing *ret_timing)
{
	struct refusal refusal;

	for (enum timing_kind kind = TIMING_NONE + 1; kind < TIMING_KIND_COUNT_; kind++) {
		const char *text = json_string_value(json_object_get(object, forms[kind].name));

		if (text)
			return timing_read(kind, text, ret_timing, &refusal);
	}
	return -1;
}

/* ---- In words ------------------------------------------------------------------------------------------------- */

static const char *const weekdays[][2] = {
	{ "", "" },           { "一", "Monday" }, { "二", "Tuesday" },  { "三", "Wednesday" },
	{ "四", "Thursday" }, { "五", "Friday" }, { "六", "Saturday" }, { "日", "Sunday" },
};

char *timing_label(const struct timing *timing, enum language language, char *out, size_t size)
{
	bool zh = language == LANGUAGE_ZH;
	int hour = timing->minute / 60, minute = timing->minute % 60, number = timing->number;

	if (timing->kind == TIMING_DAILY)
		snprintf(out, size, zh ? "每天 %02d:%02d" : "every day at %02d:%02d", hour, minute);
	else if (timing->kind == TIMING_WEEKLY)
		snprintf(out, size, zh ? "每周%s %02d:%02d" : "every %s at %02d:%02d", weekdays[number][!zh], hour,
			 minute);
	else if (timing->kind == TIMING_MONTHLY)
		snprintf(out, size, zh ? "每月 %d 日 %02d:%02d" : "on day %d of the month at %02d:%02d", number, hour,
			 minute);
	else if (timing->kind == TIMING_WORKING_DAYS)
		snprintf(out, size, zh ? "每个工作日 %02d:%02d" : "every working day at %02d:%02d", hour, minute);
	else if (timing->kind == TIMING_BEFORE_DEADLINE)
		snprintf(out, size,
			 zh ? "办理期限前 %d 个工作日 %02d:%02d" : "%d working days before a deadline at %02d:%02d",
			 number, hour, minute);
	else
		snprintf(out, size, "cron %s", timing->text);
	return out;
}

/* ---- Due times ------------------------------------------------------------------------------------------------ */

/* The numbered day of the month, the last one when it is shorter. */
static bool is_day_of_month(hy_day day, int number)
{
	int year, month, of_month, next_month;

	day_to_ymd(day, &year, &month, &of_month);
	if (of_month >= number)
		return of_month == number;
	day_to_ymd(day + 1, &year, &next_month, &number);
	return next_month != month;
}

static bool is_due_day(const struct timing *timing, const struct timing_days *days, hy_day day)
{
	if (timing->kind == TIMING_WEEKLY)
		return day_weekday(day) == timing->number;
	if (timing->kind == TIMING_MONTHLY)
		return is_day_of_month(day, timing->number);
	if (timing->kind == TIMING_WORKING_DAYS)
		return calendar_is_working_day(days->calendar, day);
	if (timing->kind == TIMING_CRON)
		return cron_is_day(&timing->cron, day);
	return timing->kind == TIMING_DAILY;
}

/* The first due minute of a due day from `from` on, -1 when it has passed. */
static int due_minute(const struct timing *timing, int from)
{
	if (timing->kind == TIMING_CRON)
		return cron_minute(&timing->cron, from);
	return timing->minute >= from ? timing->minute : -1;
}

/* Of all deadlines the one whose warning comes first after the moment. */
static int64_t next_warning(const struct timing *timing, const struct timing_days *days, int64_t after)
{
	int64_t next = TIMING_NEVER;

	for (size_t i = 0; i < days->n_deadlines; i++) {
		hy_day day = calendar_sub_working_days(days->calendar, days->deadlines[i], timing->number);
		int64_t due = timing_moment(day, timing->minute);

		if (due > after && due < next)
			next = due;
	}
	return next;
}

int64_t timing_next(const struct timing *timing, const struct timing_days *days, int64_t after)
{
	hy_day first = timing_day(after);
	int from = (int)((after - timing_moment(first, 0)) / MINUTE_US) + 1;

	if (timing->kind == TIMING_BEFORE_DEADLINE)
		return next_warning(timing, days, after);
	for (hy_day day = first; day <= first + TIMING_HORIZON_DAYS; day++, from = 0) {
		int minute = is_due_day(timing, days, day) ? due_minute(timing, from) : -1;

		if (minute >= 0)
			return timing_moment(day, minute);
	}
	return TIMING_NEVER;
}

static bool year_is_open(const struct calendar *calendar, hy_day day)
{
	int year, month, number;

	day_to_ymd(day, &year, &month, &number);
	return !calendar_has_year(calendar, year);
}

bool timing_is_provisional(const struct timing *timing, const struct timing_days *days, int64_t due)
{
	if (due == TIMING_NEVER)
		return false;
	if (timing->kind == TIMING_WORKING_DAYS)
		return year_is_open(days->calendar, timing_day(due));
	/* the deadline's own year may be the next one, whose list is not out */
	return timing->kind == TIMING_BEFORE_DEADLINE &&
	       (year_is_open(days->calendar, timing_day(due)) ||
		year_is_open(days->calendar,
			     calendar_add_working_days(days->calendar, timing_day(due), timing->number)));
}
