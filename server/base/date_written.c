/* Days as people write them in sheets. */
#include "base/date.h"

#include <ctype.h>
#include <stdio.h>
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

int day_parse_written(const char *text, hy_day *ret_day)
{
	char narrow[MAX_BYTES], day[MAX_BYTES];

	if (strlen(text) >= MAX_BYTES)
		return -1;
	text_narrow(text, narrow, sizeof(narrow));
	cut_time(narrow);
	plain(narrow, day, sizeof(day));
	return day_parse_loose(day, ret_day) == 0 || parse_serial(day, ret_day) == 0 ? 0 : -1;
}
