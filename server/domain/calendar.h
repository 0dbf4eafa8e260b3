/* The calendar of working days: Monday to Friday unless a special day says otherwise (days off, 调休 working weekends).
 * Years without a published list count Monday to Friday and are marked provisional. */
#ifndef DOMAIN_CALENDAR_H
#define DOMAIN_CALENDAR_H

#include "base/date.h"
#include <stdbool.h>
#include <stddef.h>

struct calendar_day {
	hy_day day;
	bool off;      /* a day off on a weekday; false: a working weekend day */
	char name[40]; /* such as 春节 */
};

struct calendar;
struct calendar *calendar_new(void);
struct calendar *calendar_copy(const struct calendar *calendar);
void calendar_free(struct calendar *calendar);
/* Replaces the special days of a year; days need not be sorted. -1 with *ret_bad the first day that is not of the year,
 * appears twice, or is "off" on a weekend / "work" on a weekday (a holiday that falls on a weekend may be off). */
int calendar_set_year(struct calendar *calendar, int year, const struct calendar_day *days, size_t n, hy_day *ret_bad);
/* True when the year's list was set. */
bool calendar_has_year(const struct calendar *calendar, int year);
bool calendar_is_working_day(const struct calendar *calendar, hy_day day);
/* The nth working day after day (n >= 0; 0: day itself). */
hy_day calendar_add_working_days(const struct calendar *calendar, hy_day day, int n);
/* The nth working day before day. */
hy_day calendar_sub_working_days(const struct calendar *calendar, hy_day day, int n);
/* Working days in (from, to], negative when to is before from. */
int calendar_working_days_between(const struct calendar *calendar, hy_day from, hy_day to);
/* The special days of a year, sorted; *ret_n of them; borrowed. */
const struct calendar_day *calendar_year(const struct calendar *calendar, int year, size_t *ret_n);

#endif
