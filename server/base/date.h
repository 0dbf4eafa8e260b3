/* Days. A day is a number of days since 1970-01-01 in the proleptic Gregorian calendar, without a time zone: the
 * business day of the jurisdiction (Asia/Shanghai). */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

typedef int32_t hy_day;
#define HY_DAY_NONE INT32_MIN
/* Text of a day: "YYYY-MM-DD" and NUL. */
#define HY_DAY_TEXT 11
/* Text of a moment: "YYYY-MM-DDTHH:MM:SS.uuuuuuZ" and NUL. */
#define HY_MOMENT_TEXT 28

/* Reads exactly YYYY-MM-DD of an existing day between 1900-01-01 and 2199-12-31. -1 otherwise (2008-09-31 too). */
int day_parse(const char *text, hy_day *ret_day);
/* Reads the spellings people use: 2023-06-30, 2023/6/30, 2023.6.30, 2023年6月30日, 20230630, with blanks around. */
int day_parse_loose(const char *text, hy_day *ret_day);
/* Reads what stands in sheets: besides those 2023年8月14号, 二〇二三年八月十四日 (also with ○, 零, 廿), full width, a
 * time after the day, a year of two digits that can be no month (23.3.5), and the serial number of Excel (45152). -1
 * for a day that does not exist. */
int day_parse_written(const char *text, hy_day *ret_day);
/* Month and day of a day written without its year: 7月1日, 7.1, 7/1, 七月一日. -1 for anything else. */
int day_parse_yearless(const char *text, int *ret_month, int *ret_day);
/* True for a month without its day: 2023年7月, 2023.7, 2023-07. */
bool day_is_month(const char *text);
/* Writes YYYY-MM-DD, or "" for HY_DAY_NONE, into text and returns text. */
char *day_format(hy_day day, char text[HY_DAY_TEXT]);
hy_day day_from_ymd(int year, int month, int day);
void day_to_ymd(hy_day day, int *ret_year, int *ret_month, int *ret_day);
/* 1 Monday … 7 Sunday. */
int day_weekday(hy_day day);
/* The same day n months later, or the last day of that month when it is shorter. */
hy_day day_add_months(hy_day day, int months);
/* Today in Asia/Shanghai by the system's clock. */
hy_day day_today(void);
/* Microseconds since 1970 by the system's clock, and RFC 3339 text of such a moment. */
int64_t moment_now(void);
char *moment_format(int64_t moment, char text[HY_MOMENT_TEXT]);
/* Microseconds of a clock that never steps. */
int64_t clock_monotonic_us(void);

#endif
