#include "report/cron.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- The fields ----------------------------------------------------------------------------------------------- */

#define FIELDS     5
#define WORD_BYTES 100 /* an expression has at most so many */

static const char *const month_names[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul",
					   "aug", "sep", "oct", "nov", "dec", NULL };
static const char *const weekday_names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL };

static const struct field {
	const char *zh, *en;
	int min, max;
	const char *const *names; /* of min, min + 1 … */
} fields[FIELDS] = {
	{ "分", "minute", 0, 59, NULL },
	{ "时", "hour", 0, 23, NULL },
	{ "日", "day of the month", 1, 31, NULL },
	{ "月", "month", 1, 12, month_names },
	{ "星期", "weekday", 0, 7, weekday_names },
};

struct reader {
	const struct field *field;
	struct strbuf *zh, *en;
	int n_wrong;
};

static void separate(struct reader *reader)
{
	if (reader->zh->len)
		strbuf_puts(reader->zh, "；");
	if (reader->en->len)
		strbuf_puts(reader->en, "; ");
	reader->n_wrong++;
}

/* "分：应为 0 到 59" */
static int wrong(struct reader *reader, const char *zh, const char *en)
{
	separate(reader);
	strbuf_printf(reader->zh, "%s：%s", reader->field->zh, zh);
	strbuf_printf(reader->en, "%s: %s", reader->field->en, en);
	return -1;
}

static int wrong_value(struct reader *reader)
{
	const struct field *field = reader->field;
	const char *name_zh = field->names ? "，或英文缩写" : "", *name_en = field->names ? " or a short name" : "";

	separate(reader);
	strbuf_printf(reader->zh, "%s：应为 %d 到 %d%s", field->zh, field->min, field->max, name_zh);
	strbuf_printf(reader->en, "%s: takes %d to %d%s", field->en, field->min, field->max, name_en);
	return -1;
}

/* ---- One item of a field: *, 5, mon, 1-5, 1-30/2 -------------------------------------------------------------- */

static int read_number(const char *text, size_t len, int *ret)
{
	if (len == 0 || len > 4)
		return -1;
	*ret = 0;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)text[i]))
			return -1;
		*ret = *ret * 10 + (text[i] - '0');
	}
	return 0;
}

static int read_value(struct reader *reader, const char *text, size_t len, int *ret)
{
	const struct field *field = reader->field;

	for (int i = 0; field->names && field->names[i]; i++)
		if (len == strlen(field->names[i]) && strncasecmp(text, field->names[i], len) == 0) {
			*ret = field->min + i;
			return 0;
		}
	if (read_number(text, len, ret) < 0 || *ret < field->min || *ret > field->max)
		return wrong_value(reader);
	return 0;
}

/* The part before a step. */
static int read_range(struct reader *reader, const char *text, size_t len, int *ret_from, int *ret_to)
{
	const char *dash = memchr(text, '-', len);
	size_t first = dash ? (size_t)(dash - text) : len;

	if (len == 1 && *text == '*') {
		*ret_from = reader->field->min;
		*ret_to = reader->field->max;
		return 0;
	}
	if (read_value(reader, text, first, ret_from) < 0)
		return -1;
	*ret_to = *ret_from;
	if (dash && read_value(reader, dash + 1, len - first - 1, ret_to) < 0)
		return -1;
	if (*ret_to < *ret_from)
		return wrong(reader, "范围的起点大于终点", "a range ends before it begins");
	return 0;
}

static int read_item(struct reader *reader, const char *text, size_t len, uint64_t *bits)
{
	const char *slash = memchr(text, '/', len);
	size_t range = slash ? (size_t)(slash - text) : len;
	int from, to, step = 1;

	if (len == 0)
		return wrong(reader, "逗号之间缺少内容", "something is missing between commas");
	if (read_range(reader, text, range, &from, &to) < 0)
		return -1;
	if (slash && from == to)
		return wrong(reader, "步长只用于 * 或范围", "a step goes with * or a range only");
	if (slash && (read_number(slash + 1, len - range - 1, &step) < 0 || step == 0))
		return wrong(reader, "步长应为正整数", "a step is a positive whole number");
	for (int value = from; value <= to; value += step)
		*bits |= UINT64_C(1) << value;
	return 0;
}

/* A list; goes on after a wrong item, so that all of them are told. */
static uint64_t read_field(struct reader *reader, const char *text, size_t len)
{
	uint64_t bits = 0;
	const char *comma;

	while ((comma = memchr(text, ',', len))) {
		size_t item = (size_t)(comma - text);

		(void)read_item(reader, text, item, &bits);
		text += item + 1;
		len -= item + 1;
	}
	(void)read_item(reader, text, len, &bits);
	return bits;
}

/* ---- The expression ------------------------------------------------------------------------------------------- */

/* Sunday is 7; 0 is another name for it. */
static uint32_t weekday_bits(uint64_t bits)
{
	return (uint32_t)((bits & 1 ? bits | 1u << 7 : bits) & 0xfe);
}

/* Splits at blanks; more than FIELDS are counted, not kept. */
static int split(const char *text, const char *words[FIELDS], size_t lengths[FIELDS])
{
	int n = 0;

	while (*(text += strspn(text, " \t"))) {
		size_t len = strcspn(text, " \t");

		if (n < FIELDS) {
			words[n] = text;
			lengths[n] = len;
		}
		n++;
		text += len;
	}
	return n;
}

static int wrong_count(struct reader *reader, int n)
{
	separate(reader);
	strbuf_printf(reader->zh, "应有五段（分 时 日 月 星期），现有 %d 段", n);
	strbuf_printf(reader->en, "there are five fields (minute hour day month weekday), not %d", n);
	return -1;
}

int cron_read(const char *text, struct cron *ret_cron, struct strbuf *wrong_zh, struct strbuf *wrong_en)
{
	struct reader reader = { .zh = wrong_zh, .en = wrong_en };
	const char *words[FIELDS];
	size_t lengths[FIELDS];
	uint64_t bits[FIELDS];
	int n = split(text, words, lengths);

	if (n != FIELDS)
		return wrong_count(&reader, n);
	for (int i = 0; i < FIELDS; i++) {
		reader.field = &fields[i];
		bits[i] = read_field(&reader, words[i], lengths[i]);
	}
	*ret_cron = (struct cron){ .minutes = bits[0],
				   .hours = (uint32_t)bits[1],
				   .days = (uint32_t)bits[2],
				   .months = (uint32_t)bits[3],
				   .weekdays = weekday_bits(bits[4]),
				   .any_day = words[2][0] == '*',
				   .any_weekday = words[4][0] == '*' };
	return reader.n_wrong ? -1 : 0;
}

bool cron_is_day(const struct cron *cron, hy_day day)
{
	int year, month, number;
	bool by_day, by_weekday;

	day_to_ymd(day, &year, &month, &number);
	if (!(cron->months & 1u << month))
		return false;
	by_day = cron->days & 1u << number;
	by_weekday = cron->weekdays & 1u << day_weekday(day);
	return cron->any_day || cron->any_weekday ? by_day && by_weekday : by_day || by_weekday;
}

int cron_minute(const struct cron *cron, int from)
{
	for (int minute = from; minute < 24 * 60; minute++)
		if (cron->hours & 1u << minute / 60 && cron->minutes & UINT64_C(1) << minute % 60)
			return minute;
	return -1;
}
