#include "base/text.h"

#include <string.h>

/* Reads one character of at most len bytes; returns its length in bytes, 0 if it is not well-formed (Unicode 15,
 * table 3-7: no overlong form, no surrogate, nothing beyond U+10FFFF). */
static size_t decode(const unsigned char *p, size_t len, uint32_t *ret_character)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
	uint32_t c;

	if (n == 0 || n > len)
		return 0;
	c = n == 1 ? p[0] : p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3fu);
	}
	if (c < smallest[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret_character = c;
	return n;
}

size_t text_character(const char *text, size_t bytes, uint32_t *ret_character)
{
	return bytes ? decode((const unsigned char *)text, bytes, ret_character) : 0;
}

long text_length(const char *text, size_t bytes)
{
	const unsigned char *p = (const unsigned char *)text;
	uint32_t character;
	long length = 0;

	for (size_t n; bytes; p += n, bytes -= n, length++) {
		n = decode(p, bytes, &character);
		if (n == 0)
			return -1;
	}
	return length;
}

/* Category Cc of Unicode. */
static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

bool text_is_good(const char *text, size_t min, size_t max, bool multiline)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t bytes = strlen(text), length = 0;
	uint32_t c = 0;

	for (size_t n; bytes; p += n, bytes -= n, length++) {
		n = decode(p, bytes, &c);
		if (n == 0 || length == max)
			return false;
		if (is_control(c) && !(multiline && (c == '\t' || c == '\n')))
			return false;
	}
	return length >= min;
}

/* Ranges of characters by the cells they take; everything else takes one. From East Asian Width W and F, and the
 * combining and format characters that turn up in Chinese and Mongolian texts (Unicode 14). */
static const struct {
	uint32_t first, last;
	int cells;
} widths[] = {
	{ 0x0300, 0x036f, 0 },   { 0x0483, 0x0489, 0 },   { 0x1100, 0x115f, 2 },   { 0x180b, 0x180f, 0 },
	{ 0x200b, 0x200f, 0 },   { 0x202a, 0x202e, 0 },   { 0x2060, 0x2064, 0 },   { 0x20d0, 0x20f0, 0 },
	{ 0x231a, 0x231b, 2 },   { 0x2329, 0x232a, 2 },   { 0x23e9, 0x23ec, 2 },   { 0x23f0, 0x23f0, 2 },
	{ 0x23f3, 0x23f3, 2 },   { 0x25fd, 0x25fe, 2 },   { 0x2614, 0x2615, 2 },   { 0x2648, 0x2653, 2 },
	{ 0x267f, 0x267f, 2 },   { 0x2693, 0x2693, 2 },   { 0x26a1, 0x26a1, 2 },   { 0x26aa, 0x26ab, 2 },
	{ 0x26bd, 0x26be, 2 },   { 0x26c4, 0x26c5, 2 },   { 0x26ce, 0x26ce, 2 },   { 0x26d4, 0x26d4, 2 },
	{ 0x26ea, 0x26ea, 2 },   { 0x26f2, 0x26f3, 2 },   { 0x26f5, 0x26f5, 2 },   { 0x26fa, 0x26fa, 2 },
	{ 0x26fd, 0x26fd, 2 },   { 0x2705, 0x2705, 2 },   { 0x270a, 0x270b, 2 },   { 0x2728, 0x2728, 2 },
	{ 0x274c, 0x274c, 2 },   { 0x274e, 0x274e, 2 },   { 0x2753, 0x2755, 2 },   { 0x2757, 0x2757, 2 },
	{ 0x2795, 0x2797, 2 },   { 0x27b0, 0x27b0, 2 },   { 0x27bf, 0x27bf, 2 },   { 0x2b1b, 0x2b1c, 2 },
	{ 0x2b50, 0x2b50, 2 },   { 0x2b55, 0x2b55, 2 },   { 0x2e80, 0x3029, 2 },   { 0x302a, 0x302d, 0 },
	{ 0x302e, 0x303e, 2 },   { 0x3041, 0x3098, 2 },   { 0x3099, 0x309a, 0 },   { 0x309b, 0xa4cf, 2 },
	{ 0xa960, 0xa97f, 2 },   { 0xac00, 0xd7a3, 2 },   { 0xf900, 0xfaff, 2 },   { 0xfe00, 0xfe0f, 0 },
	{ 0xfe10, 0xfe19, 2 },   { 0xfe20, 0xfe2f, 0 },   { 0xfe30, 0xfe6f, 2 },   { 0xfeff, 0xfeff, 0 },
	{ 0xff01, 0xff60, 2 },   { 0xffe0, 0xffe6, 2 },   { 0x16fe0, 0x18d08, 2 }, { 0x1aff0, 0x1b2ff, 2 },
	{ 0x1f004, 0x1f004, 2 }, { 0x1f0cf, 0x1f0cf, 2 }, { 0x1f18e, 0x1f18e, 2 }, { 0x1f191, 0x1f19a, 2 },
	{ 0x1f200, 0x1f320, 2 }, { 0x1f32d, 0x1f335, 2 }, { 0x1f337, 0x1f37c, 2 }, { 0x1f37e, 0x1f393, 2 },
	{ 0x1f3a0, 0x1f3ca, 2 }, { 0x1f3cf, 0x1f3d3, 2 }, { 0x1f3e0, 0x1f3f0, 2 }, { 0x1f3f4, 0x1f3f4, 2 },
	{ 0x1f3f8, 0x1f43e, 2 }, { 0x1f440, 0x1f440, 2 }, { 0x1f442, 0x1f4fc, 2 }, { 0x1f4ff, 0x1f53d, 2 },
	{ 0x1f54b, 0x1f54e, 2 }, { 0x1f550, 0x1f567, 2 }, { 0x1f57a, 0x1f57a, 2 }, { 0x1f595, 0x1f596, 2 },
	{ 0x1f5a4, 0x1f5a4, 2 }, { 0x1f5fb, 0x1f64f, 2 }, { 0x1f680, 0x1f6c5, 2 }, { 0x1f6cc, 0x1f6cc, 2 },
	{ 0x1f6d0, 0x1f6d2, 2 }, { 0x1f6d5, 0x1f6d7, 2 }, { 0x1f6dd, 0x1f6df, 2 }, { 0x1f6eb, 0x1f6ec, 2 },
	{ 0x1f6f4, 0x1f6fc, 2 }, { 0x1f7e0, 0x1f7f0, 2 }, { 0x1f90c, 0x1f93a, 2 }, { 0x1f93c, 0x1f945, 2 },
	{ 0x1f947, 0x1f9ff, 2 }, { 0x1fa70, 0x1faff, 2 }, { 0x20000, 0x3fffd, 2 }, { 0xe0100, 0xe01ef, 0 },
};

static int width_of(uint32_t c)
{
	size_t low = 0, high = sizeof(widths) / sizeof(*widths);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c < widths[middle].first)
			high = middle;
		else if (c > widths[middle].last)
			low = middle + 1;
		else
			return widths[middle].cells;
	}
	return is_control(c) ? 0 : 1;
}

int text_width(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t bytes = strlen(text);
	uint32_t c = 0;
	int cells = 0;

	while (bytes) {
		size_t n = decode(p, bytes, &c);

		cells += n ? width_of(c) : 1; /* terminals draw one mark for a byte that is no character */
		n = n ? n : 1;
		p += n;
		bytes -= n;
	}
	return cells;
}

size_t text_char_bytes(const char *text)
{
	size_t n = *text != '\0';

	while (((unsigned char)text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

size_t text_bytes_within(const char *text, size_t cells)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t bytes = 0, left = strlen(text);
	uint32_t c = 0;

	while (left) {
		size_t n = decode(p + bytes, left, &c), width = n ? (size_t)width_of(c) : 1;

		n = n ? n : 1;
		if (width > cells)
			break;
		cells -= width;
		bytes += n;
		left -= n;
	}
	return bytes;
}

char *hex_encode(const uint8_t *bytes, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * len] = '\0';
	return out;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The plain character of a full-width one that takes three bytes, 0 if it is none: U+FF01 … U+FF5E stand in the same
 * order as ASCII from "!", U+3000 is the wide blank. */
static char narrow(const unsigned char *p)
{
	unsigned code;

	if (p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80)
		return ' ';
	if (p[0] != 0xef || (p[1] & 0xfeu) != 0xbc || p[2] < 0x80)
		return 0;
	code = (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu); /* of U+F000 + code */
	return code >= 0xf01 && code <= 0xf5e ? (char)('!' + (code - 0xf01)) : 0;
}

char *text_narrow(const char *text, char *out, size_t size)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t len = 0;

	while (*p && len + 1 < size) {
		char plain = narrow(p);

		out[len++] = plain ? plain : (char)*p;
		p += plain ? 3 : 1;
	}
	out[len] = '\0';
	return out;
}

int hex_decode(const char *text, uint8_t *ret_bytes, size_t len)
{
	if (strlen(text) != 2 * len)
		return -1;
	for (size_t i = 0; i < 2 * len; i++)
		if (hex_digit(text[i]) < 0)
			return -1;
	for (size_t i = 0; i < len; i++)
		ret_bytes[i] = (uint8_t)((unsigned)hex_digit(text[2 * i]) << 4 | (unsigned)hex_digit(text[2 * i + 1]));
	return 0;
}

int number_parse(const char *text, int64_t min, int64_t max, int64_t *ret_number)
{
	bool negative = *text == '-';
	int64_t number = 0;

	text += negative;
	if (!*text)
		return -1;
	for (; *text; text++) {
		int digit = *text - '0';

		/* Counted downwards, since INT64_MIN has no positive twin. */
		if (digit < 0 || digit > 9 || __builtin_mul_overflow(number, 10, &number) ||
		    __builtin_sub_overflow(number, digit, &number))
			return -1;
	}
	if (!negative && __builtin_sub_overflow(0, number, &number))
		return -1;
	if (number < min || number > max)
		return -1;
	*ret_number = number;
	return 0;
}
