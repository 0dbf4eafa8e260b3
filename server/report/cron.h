/* Cron expressions: minute, hour, day of the month, month, weekday. Numbers, names of months and weekdays (jan, mon),
 * lists (1,15), ranges (1-5), steps of * or of a range. Sunday is 0 or 7. When both days are restricted a day that fits
 * either of them is due, as in every cron. */
#ifndef REPORT_CRON_H
#define REPORT_CRON_H

#include "base/date.h"
#include "base/memory.h"

struct cron {
	uint64_t minutes;                       /* bit 0 to 59 */
	uint32_t hours, days, months, weekdays; /* weekdays: bit 1 Monday to 7 Sunday */
	bool any_day, any_weekday;              /* written as * */
};

/* Reads an expression. 0, or -1 with everything that is wrong with it added to both lists, separated by "；" and "; ".
 */
int cron_read(const char *text, struct cron *ret_cron, struct strbuf *wrong_zh, struct strbuf *wrong_en);
bool cron_is_day(const struct cron *cron, hy_day day);
/* The first minute of the day (0 to 1439) from `from` on, -1 when there is none. */
int cron_minute(const struct cron *cron, int from);

#endif
