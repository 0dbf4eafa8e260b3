/* Days as people write them in sheets. */
#include "base/date.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define MAX_BYTES 96 /* of a cell that can be a day */
/* What Excel shows as 45152 where the cell has no format of a day: 1954 to 2119, so that no year is taken for one. */
#define FIRST_SERIAL 20000
#define LAST_SERIAL  80500
#define SERIAL_EPOCH (-25569) /* 1899-12-30 in days from 1970 */

#define BLANKS " \t\r\n"

/* Numerals: 0 to 9 by their place; then those of tens. */
static const char *const zeros[] = { "〇", "○", "零", "◯", "O", "o" };
static const char *const digits[] = { "一", "二", "三", "四", "五", "六", "七", "八", "九" };
#define TEN    10
#define TWENTY 20
#define THIRTY 30

static size_t begins(const char *text, const char *word)
{
	size_t len = strlen(word);

	return strncmp(text, word, len) == 0 ? len : 0;
}

/* The numeral text begins with: its bytes, or 0 if there is none. */
static size_t numeral(const char *text, int *ret_value)
{
	static const struct {
		const char *word;
		int value;
	} tens[] = { { "十", TEN }, { "廿", TWENTY }, { "卅", THIRTY } };
	size_t len;

	for (size_t i = 0; i < sizeof(zeros) / sizeof(*zeros); i++)
		if ((len = begins(text, zeros[i]))) {
			*ret_value = 0;
			return len;
		}
	for (int i = 0; i < 9; i++)
		if ((len = begins(text, digits[i]))) {
			*ret_value = i + 1;
			return len;
		}
	for (size_t i = 0; i < sizeof(tens) / sizeof(*tens); i++)
		if ((len = begins(text, tens[i].word))) {
			*ret_value = tens[i].value;
			return len;
		}
	return 0;
}

/* Takes a run of numerals: digits one after the other (二〇二三), or a number with tens (二十三). */
static long take_numerals(const char **text)
{
	long number = 0;
	bool tens = false; /* the last one */
	int value;

	for (size_t len; number <= 9999 && (len = numeral(*text, &value)); *text += len) {
		if (value >= TEN && number > 0)
			number *= TEN; /* 二十; a run such as 三廿 comes out as no day */
		else
			number = tens || value >= TEN ? number + value : number * TEN + value;
		tens = value >= TEN;
	}
	return number;
}

/* Cuts "2023-08-14 09:30:00" and "2023-08-14T00:00:00" off before the time. */
static void cut_time(char *text)
{
	for (char *p = text + 1; *text && *p; p++) {
		const char *q = p + 1;

		if (*p != ' ' && *p != 'T')
			continue;
		while (isdigit((unsigned char)*q))
			q++;
		if (q > p + 1 && *q == ':' && strspn(p + 1, "0123456789:.") == strlen(p + 1)) {
			*p = '\0';
			return;
		}
	}
}

/* Chinese numerals become digits, 号 becomes 日, blanks go. */
static void plain(const char *text, char *out, size_t size)
{
	size_t len = 0;
	int value;

	while (*text && len + 8 < size) {
		if (strchr(BLANKS, *text)) {
			text += strspn(text, BLANKS);
			if (len && isdigit((unsigned char)out[len - 1]) && isdigit((unsigned char)*text))
				out[len++] = ' '; /* two numbers, not one */
		} else if (!strchr("Oo", *text) && numeral(text, &value)) {
			len += (size_t)snprintf(out + len, size - len, "%ld", take_numerals(&text));
		} else if (begins(text, "号")) {
			len += (size_t)snprintf(out + len, size - len, "日");
			text += strlen("号");
		} else {
			out[len++] = *text++;
		}
	}
	out[len] = '\0';
}

static int parse_serial(const char *text, hy_day *ret_day)
{
	int64_t serial;

	if (number_parse(text, FIRST_SERIAL, LAST_SERIAL, &serial) != 0)
		return -1;
	*ret_day = (hy_day)(SERIAL_EPOCH + serial);
	return 0;
}

/* 23-3-5 and 23年3月5日: people write year, month and day in that order, but Excel turns a day into 03-05-23 where it
 * speaks English. Only what can be no month is a year. */
static int parse_short_year(const char *text, hy_day *ret_day)
{
	char day[MAX_BYTES + 2];
	size_t len = strspn(text, "0123456789");

	if (len != 2 || text[0] == '0' || (text[0] == '1' && text[1] <= '2'))
		return -1;
	snprintf(day, sizeof(day), "20%s", text);
	return day_parse_loose(day, ret_day);
}

/* The cell with width, numerals and blanks made plain; -1 when it is too long to be a day. */
static int make_plain(const char *text, char day[MAX_BYTES])
{
	char narrow[MAX_BYTES];

	if (strlen(text) >= MAX_BYTES)
		return -1;
	text_narrow(text, narrow, sizeof(narrow));
	cut_time(narrow);
	plain(narrow, day, MAX_BYTES);
	return 0;
}

int day_parse_written(const char *text, hy_day *ret_day)
{
	char day[MAX_BYTES];

	if (make_plain(text, day) != 0)
		return -1;
	if (day_parse_loose(day, ret_day) == 0 || parse_serial(day, ret_day) == 0)
		return 0;
	return parse_short_year(day, ret_day);
}

/* Two numbers, each followed by one of two signs; the second sign may be left out. */
static bool two_numbers(const char *text, const char *const first[], const char *last, int *ret_one, int *ret_other)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	*ret_one = (int)strtol(text, &end, 10);
	for (size_t i = 0, len; first[i]; i++) {
		if (!(len = begins(end, first[i])) || !isdigit((unsigned char)end[len]))
			continue;
		*ret_other = (int)strtol(end + len, &end, 10);
		end += begins(end, last);
		return *end == '\0';
	}
	return false;
}

int day_parse_yearless(const char *text, int *ret_month, int *ret_day)
{
	static const char *const signs[] = { "月", ".", "/", "-", NULL };
	char day[MAX_BYTES];

	if (make_plain(text, day) != 0 || !two_numbers(day, signs, "日", ret_month, ret_day))
		return -1;
	return *ret_month >= 1 && *ret_month <= 12 && *ret_day >= 1 && *ret_day <= 31 ? 0 : -1;
}

bool day_is_month(const char *text)
{
	static const char *const signs[] = { "年", ".", "/", "-", NULL };
	char day[MAX_BYTES];
	int year, month;

	return make_plain(text, day) == 0 && two_numbers(day, signs, "月", &year, &month) && year >= 1900 &&
	       year <= 2199 && month >= 1 && month <= 12;
}
