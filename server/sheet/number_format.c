#include "sheet/number_format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/text.h"

#define DIGITS          15      /* that Excel keeps of a number */
#define LAST_SERIAL     2958466 /* beyond it there is no day in any file */
#define LAST_DAY        2932896 /* 9999-12-31 in days from 1970 */
#define SECONDS_OF_DAY  86400L
#define EPOCH_1900      (-25568) /* 1899-12-31 in days from 1970 */
#define EPOCH_1904      (-24107) /* 1904-01-01 */
#define NO_SUCH_DAY     60       /* 1900-02-29, which Excel believes in */
#define MAX_DECIMALS    10
#define MAX_FILL        15
#define MAX_INTEGER_LEN 21 /* longer ones are written with an exponent */

/* ---- Format codes ---- */

/* What the letters of a section say. */
struct section {
	bool day, month, time, digits;
	bool other; /* fractions and exponents: the number itself is shown */
	bool point;
};

static void add_word(char *word, size_t size, const char *text, size_t len)
{
	size_t used = strlen(word);

	if (used + len < size) {
		memcpy(word + used, text, len);
		word[used + len] = '\0';
	}
}

/* A sign of a format that is itself; it stands before the digits or after them. */
static void add_literal(struct number_format *format, const struct section *section, const char *text, size_t len)
{
	if (section->digits)
		add_word(format->after, sizeof(format->after), text, len);
	else
		add_word(format->before, sizeof(format->before), text, len);
}

static void take_digit(struct number_format *format, struct section *section, char sign)
{
	section->digits = true;
	if (section->point)
		format->decimals += format->decimals < MAX_DECIMALS;
	else if (sign == '0')
		format->min_digits += format->min_digits < MAX_FILL;
}

/* [h] counts hours; colours, conditions and [$-804] say nothing here. */
static void take_bracket(struct section *section, const char *text)
{
	size_t units = strspn(text + 1, "hHmMsS");

	if (units > 0 && text[1 + units] == ']')
		section->time = true;
}

/* A sign outside quotes. */
static void take_sign(struct number_format *format, struct section *section, const char *p, size_t len)
{
	switch (*p) {
	case '0':
	case '#':
	case '?':
		take_digit(format, section, *p);
		break;
	case '.':
		section->point = section->digits;
		break;
	case '%':
		format->percent = true;
		add_literal(format, section, "%", 1);
		break;
	case 'y':
	case 'Y':
	case 'd':
	case 'D':
		section->day = true;
		break;
	case 'h':
	case 'H':
	case 's':
	case 'S':
		section->time = true;
		break;
	case 'm':
	case 'M': /* months as well as minutes; alone they are months */
		section->month = true;
		break;
	case 'e':
	case 'E':
	case '/':
		section->other = true;
		break;
	case ',':
		break;
	default:
		add_literal(format, section, p, len);
	}
}

/* Reads on after p; returns the first byte that is not taken. */
static const char *take_part(struct number_format *format, struct section *section, const char *p)
{
	const char *end;
	size_t len = text_char_bytes(p);

	switch (*p) {
	case '"':
		end = strchr(p + 1, '"');
		if (!end)
			return p + strlen(p);
		add_literal(format, section, p + 1, (size_t)(end - p - 1));
		return end + 1;
	case '[':
		end = strchr(p, ']');
		take_bracket(section, p);
		return end ? end + 1 : p + strlen(p);
	case '\\':
		len = text_char_bytes(p + 1);
		add_literal(format, section, p + 1, len);
		return p + 1 + len;
	case '_':
	case '*': /* a blank as wide as the next sign; a fill */
		return p + 1 + text_char_bytes(p + 1);
	default:
		take_sign(format, section, p, len);
		return p + len;
	}
}

void number_format_read(struct number_format *format, const char *code)
{
	struct section section = { 0 };
	const char *p = code;

	*format = (struct number_format){ 0 };
	if (strncasecmp(code, "General", 7) == 0 || strcmp(code, "@") == 0 || text_length(code, strlen(code)) < 0)
		return;
	while (*p && *p != ';')
		p = take_part(format, &section, p);
	if (section.day || (section.month && !section.time && !section.digits))
		format->kind = section.time ? NUMBER_MOMENT : NUMBER_DAY;
	else if (section.time)
		format->kind = NUMBER_TIME;
	else if (section.digits && !section.other)
		format->kind = NUMBER_FIXED;
}

void number_format_builtin(struct number_format *format, unsigned id)
{
	static const char *const codes[50] = {
		[1] = "0",          [2] = "0.00",         [3] = "#,##0",          [4] = "#,##0.00",
		[5] = "#,##0",      [6] = "#,##0",        [7] = "#,##0.00",       [8] = "#,##0.00",
		[9] = "0%",         [10] = "0.00%",       [14] = "yyyy/m/d",      [15] = "d-mmm-yy",
		[16] = "d-mmm",     [17] = "mmm-yy",      [18] = "h:mm",          [19] = "h:mm:ss",
		[20] = "h:mm",      [21] = "h:mm:ss",     [22] = "yyyy/m/d h:mm", [27] = "yyyy年m月",
		[28] = "m月d日",    [29] = "m月d日",      [30] = "m-d-yy",        [31] = "yyyy年m月d日",
		[32] = "h时mm分",   [33] = "h时mm分ss秒", [34] = "h时mm分",       [35] = "h时mm分ss秒",
		[36] = "yyyy年m月", [37] = "#,##0",       [38] = "#,##0",         [39] = "#,##0.00",
		[40] = "#,##0.00",  [41] = "#,##0",       [42] = "#,##0",         [43] = "#,##0.00",
		[44] = "#,##0.00",  [45] = "mm:ss",       [46] = "[h]:mm:ss",     [47] = "mm:ss.0",
	};

	if (id >= 50 && id <= 58) /* more days of Chinese Excel */
		number_format_read(format, "yyyy年m月d日");
	else
		number_format_read(format, id < 50 && codes[id] ? codes[id] : "General");
}

/* ---- Numbers ---- */

/* A number as Excel keeps it: 0.d1d2…d15 times ten to the power of point. */
struct decimal {
	char digits[DIGITS + 2]; /* values 0 to 9 */
	int point;
	bool negative;
};

static struct decimal decimal_of(double value)
{
	struct decimal decimal = { .negative = value < 0 };
	char text[48];
	int exponent = 0;

	snprintf(text, sizeof(text), "%.*e", DIGITS - 1, fabs(value));
	decimal.digits[0] = (char)(text[0] - '0');
	for (int i = 1; i < DIGITS; i++)
		decimal.digits[i] = (char)(text[i + 1] - '0');
	sscanf(text + DIGITS + 2, "%d", &exponent);
	decimal.point = exponent + 1;
	if (value == 0)
		decimal.negative = false;
	return decimal;
}

/* Rounds half up to so many digits (which may be less than none). */
static void round_digits(struct decimal *decimal, int keep)
{
	bool up = keep >= 0 && keep < DIGITS && decimal->digits[keep] >= 5;

	for (int i = keep < 0 ? 0 : keep; i < DIGITS; i++)
		decimal->digits[i] = 0;
	for (int i = keep - 1; up && i >= 0; i--) {
		up = decimal->digits[i] == 9;
		decimal->digits[i] = (char)(up ? 0 : decimal->digits[i] + 1);
	}
	if (!up)
		return;
	memmove(decimal->digits + 1, decimal->digits, DIGITS - 1); /* 9.99 became 10.0 */
	decimal->digits[0] = 1;
	decimal->point++;
}

static bool is_zero(const struct decimal *decimal)
{
	for (int i = 0; i < DIGITS; i++)
		if (decimal->digits[i])
			return false;
	return true;
}

static char digit_at(const struct decimal *decimal, int place)
{
	return (char)('0' + (place >= 0 && place < DIGITS ? decimal->digits[place] : 0));
}

/* Writes it with so many decimals. */
static void write_plain(const struct decimal *decimal, unsigned min_digits, unsigned decimals, char *out)
{
	int integers = decimal->point > 0 ? decimal->point : 0;

	if (integers < (int)min_digits)
		integers = (int)min_digits;
	if (decimal->negative && !is_zero(decimal))
		*out++ = '-';
	if (integers == 0)
		*out++ = '0';
	for (int i = integers; i > 0; i--)
		*out++ = digit_at(decimal, decimal->point - i);
	if (decimals)
		*out++ = '.';
	for (int i = 0; i < (int)decimals; i++)
		*out++ = digit_at(decimal, decimal->point + i);
	*out = '\0';
}

static void show_general(double value, char *out)
{
	struct decimal decimal = decimal_of(value);
	int last = DIGITS;

	if (decimal.point > MAX_INTEGER_LEN || decimal.point < -MAX_DECIMALS) {
		snprintf(out, NUMBER_TEXT, "%.*g", DIGITS, value);
		return;
	}
	while (last > 0 && decimal.digits[last - 1] == 0)
		last--;
	write_plain(&decimal, 1, last > decimal.point ? (unsigned)(last - decimal.point) : 0, out);
}

static void show_fixed(double value, const struct number_format *format, char *out)
{
	struct decimal decimal = decimal_of(value);
	char number[64];

	decimal.point += format->percent ? 2 : 0;
	if (decimal.point > MAX_INTEGER_LEN) {
		show_general(value, out);
		return;
	}
	round_digits(&decimal, decimal.point + (int)format->decimals);
	write_plain(&decimal, format->min_digits, format->decimals, number);
	snprintf(out, NUMBER_TEXT, "%s%s%s", format->before, number, format->after);
}

/* ---- Days ---- */

static void show_time(long seconds, char *out, size_t size)
{
	unsigned hours = (unsigned)(seconds / 3600), minutes = (unsigned)(seconds / 60 % 60);

	if (seconds % 60)
		snprintf(out, size, "%02u:%02u:%02u", hours, minutes, (unsigned)(seconds % 60));
	else
		snprintf(out, size, "%02u:%02u", hours, minutes);
}

static hy_day day_of(long serial, bool from_1904)
{
	return (hy_day)(from_1904 ? EPOCH_1904 + serial : EPOCH_1900 + serial - (serial > NO_SUCH_DAY));
}

static void show_moment(double value, const struct number_format *format, bool from_1904, char *out)
{
	long serial = (long)value, seconds = lround((value - (double)serial) * SECONDS_OF_DAY);
	char day[HY_DAY_TEXT] = "1900-02-29", time[40];

	serial += seconds / SECONDS_OF_DAY;
	seconds %= SECONDS_OF_DAY;
	if (day_of(serial, from_1904) > LAST_DAY) {
		show_general(value, out);
		return;
	}
	if (from_1904 || serial != NO_SUCH_DAY)
		day_format(day_of(serial, from_1904), day);
	show_time(format->kind == NUMBER_TIME ? seconds + serial * SECONDS_OF_DAY : seconds, time, sizeof(time));
	if (format->kind == NUMBER_TIME)
		snprintf(out, NUMBER_TEXT, "%s", time);
	else if (format->kind == NUMBER_MOMENT && seconds)
		snprintf(out, NUMBER_TEXT, "%s %s", day, time);
	else
		snprintf(out, NUMBER_TEXT, "%s", day);
}

char *number_show(double value, const struct number_format *format, bool from_1904, char out[NUMBER_TEXT])
{
	if (format->kind == NUMBER_FIXED)
		show_fixed(value, format, out);
	else if (format->kind == NUMBER_GENERAL || value < 0 || value > LAST_SERIAL)
		show_general(value, out);
	else
		show_moment(value, format, from_1904, out);
	return out;
}
