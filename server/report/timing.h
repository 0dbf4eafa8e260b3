/* When a schedule is due. Pure: no clock, no database. Days and times of day are those of Asia/Shanghai, which is eight
 * hours ahead of UTC all year round. Moments are microseconds since 1970. */
#ifndef REPORT_TIMING_H
#define REPORT_TIMING_H

#include "domain/calendar.h"
#include "domain/reason.h"
#include "report/cron.h"

#include <jansson.h>

enum timing_kind {
	TIMING_NONE,
	TIMING_DAILY,           /* "08:00" */
	TIMING_WEEKLY,          /* "1 08:00": 1 Monday to 7 Sunday */
	TIMING_MONTHLY,         /* "31 17:00": the last day when the month is shorter */
	TIMING_WORKING_DAYS,    /* "08:00" of every working day, 调休 included */
	TIMING_BEFORE_DEADLINE, /* "10 08:00": so many working days before a deadline of some case */
	TIMING_CRON,            /* five fields */
	TIMING_KIND_COUNT_
};
/* Characters of its text; a cron expression is the longest. */
#define TIMING_TEXT_MAX 100
/* A month of working days and a bit: who wants to know earlier takes a daily list. */
#define TIMING_MAX_DAYS_BEFORE 60

struct timing {
	enum timing_kind kind;
	int minute; /* of the day */
	int number; /* weekday, day of the month, working days before */
	struct cron cron;
	char text[TIMING_TEXT_MAX + 1]; /* as given */
};

/* Reads the text of a kind. 0, or -1 with SCHEDULE_TIME_WRONG, which tells everything that is wrong with it. */
int timing_read(enum timing_kind kind, const char *text, struct timing *ret_timing, struct refusal *ret_refusal);
/* {"daily": "08:00"} and back; -1 when it is damaged. */
json_t *timing_json(const struct timing *timing);
int timing_of_json(const json_t *object, struct timing *ret_timing);
/* As words: "每个工作日 08:00". Returns out. */
char *timing_label(const struct timing *timing, enum language language, char *out, size_t size);

/* What due times depend on beside the timing itself. */
struct timing_days {
	const struct calendar *calendar;
	const hy_day *deadlines; /* for TIMING_BEFORE_DEADLINE */
	size_t n_deadlines;
};
/* No due time within TIMING_HORIZON_DAYS. A cron expression that waits for 29 February waits eight years at most. */
#define TIMING_NEVER        INT64_MAX
#define TIMING_HORIZON_DAYS (8 * 366 + 1)
/* The first due time after a moment, or TIMING_NEVER. */
int64_t timing_next(const struct timing *timing, const struct timing_days *days, int64_t after);
/* True when that due time may still move: it depends on working days of a year without a published calendar. */
bool timing_is_provisional(const struct timing *timing, const struct timing_days *days, int64_t due);

/* The day of a moment, and the moment of a minute of a day. */
hy_day timing_day(int64_t moment);
int64_t timing_moment(hy_day day, int minute);

#endif
