#include "domain/calendar.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define FRIDAY 5
/* 1970-01-01 was a Thursday; the Monday of that week is day -3. */
#define A_MONDAY (-3)

/* The list of a year, sorted by day. */
struct calendar_list {
	int year;
	struct calendar_day *days;
	size_t n;
};

/* Lists in no order: there are as many as years were published, a few dozen at most. */
struct calendar {
	struct calendar_list *lists;
	size_t n;
};

struct calendar *calendar_new(void)
{
	return hy_xcalloc(1, sizeof(struct calendar));
}

static struct calendar_day *copy_days(const struct calendar_day *days, size_t n)
{
	struct calendar_day *copy = hy_xcalloc(n, sizeof(*copy));

	if (n > 0)
		memcpy(copy, days, n * sizeof(*copy));
	return copy;
}

struct calendar *calendar_copy(const struct calendar *calendar)
{
	struct calendar *copy = calendar_new();

	copy->n = calendar->n;
	copy->lists = hy_xcalloc(copy->n, sizeof(*copy->lists));
	for (size_t i = 0; i < copy->n; i++) {
		copy->lists[i] = calendar->lists[i];
		copy->lists[i].days = copy_days(calendar->lists[i].days, calendar->lists[i].n);
	}
	return copy;
}

void calendar_free(struct calendar *calendar)
{
	if (!calendar)
		return;
	for (size_t i = 0; i < calendar->n; i++)
		free(calendar->lists[i].days);
	free(calendar->lists);
	free(calendar);
}

static struct calendar_list *find_list(const struct calendar *calendar, int year)
{
	for (size_t i = 0; i < calendar->n; i++)
		if (calendar->lists[i].year == year)
			return &calendar->lists[i];
	return NULL;
}

static int year_of(hy_day day)
{
	int year, month, day_of_month;

	day_to_ymd(day, &year, &month, &day_of_month);
	return year;
}

static bool is_weekday(hy_day day)
{
	return day_weekday(day) <= FRIDAY;
}

static int compare_days(const void *left, const void *right)
{
	hy_day a = ((const struct calendar_day *)left)->day, b = ((const struct calendar_day *)right)->day;

	return (a > b) - (a < b);
}

/* The first day of a sorted list that calendar_set_year must refuse, HY_DAY_NONE if all are good. */
static hy_day find_bad_day(int year, const struct calendar_day *days, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (year_of(days[i].day) != year || (i > 0 && days[i].day == days[i - 1].day))
			return days[i].day;
		if (!days[i].off && is_weekday(days[i].day))
			return days[i].day;
	}
	return HY_DAY_NONE;
}

int calendar_set_year(struct calendar *calendar, int year, const struct calendar_day *days, size_t n, hy_day *ret_bad)
{
	struct calendar_day *copy = copy_days(days, n);
	struct calendar_list *list = find_list(calendar, year);
	hy_day bad;

	qsort(copy, n, sizeof(*copy), compare_days);
	bad = find_bad_day(year, copy, n);
	if (bad != HY_DAY_NONE) {
		free(copy);
		*ret_bad = bad;
		return -1;
	}
	if (!list) {
		calendar->lists = hy_xrealloc(calendar->lists, (calendar->n + 1) * sizeof(*list));
		list = &calendar->lists[calendar->n++];
		*list = (struct calendar_list){ .year = year };
	}
	free(list->days);
	list->days = copy;
	list->n = n;
	return 0;
}

bool calendar_has_year(const struct calendar *calendar, int year)
{
	return find_list(calendar, year) != NULL;
}

bool calendar_is_working_day(const struct calendar *calendar, hy_day day)
{
	const struct calendar_list *list = find_list(calendar, year_of(day));
	struct calendar_day key = { .day = day };
	const struct calendar_day *special = NULL;

	if (list && list->n > 0)
		special = bsearch(&key, list->days, list->n, sizeof(key), compare_days);
	return special ? !special->off : is_weekday(day);
}

/* The nth working day in a direction, 1 or -1. Ends, since a year without a list has working days. */
static hy_day step_working_days(const struct calendar *calendar, hy_day day, int n, int direction)
{
	while (n > 0) {
		day += direction;
		n -= calendar_is_working_day(calendar, day);
	}
	return day;
}

hy_day calendar_add_working_days(const struct calendar *calendar, hy_day day, int n)
{
	return step_working_days(calendar, day, n, 1);
}

hy_day calendar_sub_working_days(const struct calendar *calendar, hy_day day, int n)
{
	return step_working_days(calendar, day, n, -1);
}

/* Mondays to Fridays from A_MONDAY to day, day included; negative before it. */
static int weekdays_until(hy_day day)
{
	int64_t days = (int64_t)day - A_MONDAY + 1;
	int64_t weeks = days / 7 - (days % 7 < 0), rest = days - weeks * 7;

	return (int)(weeks * 5 + (rest < 5 ? rest : 5));
}

/* What the special days in (from, to] change about the count of weekdays. */
static int special_difference(const struct calendar *calendar, hy_day from, hy_day to)
{
	int difference = 0;

	for (size_t i = 0; i < calendar->n; i++) {
		const struct calendar_list *list = &calendar->lists[i];

		for (size_t j = 0; j < list->n; j++) {
			const struct calendar_day *special = &list->days[j];

			if (special->day > from && special->day <= to)
				difference += (int)!special->off - (int)is_weekday(special->day);
		}
	}
	return difference;
}

int calendar_working_days_between(const struct calendar *calendar, hy_day from, hy_day to)
{
	if (to < from)
		return -calendar_working_days_between(calendar, to, from);
	return weekdays_until(to) - weekdays_until(from) + special_difference(calendar, from, to);
}

const struct calendar_day *calendar_year(const struct calendar *calendar, int year, size_t *ret_n)
{
	const struct calendar_list *list = find_list(calendar, year);

	*ret_n = list ? list->n : 0;
	return list ? list->days : NULL;
}
