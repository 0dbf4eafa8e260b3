#include "percent.h"

#include <stdbool.h>

static bool goes_plain(const char *text, size_t n, size_t i)
{
	unsigned char c = (unsigned char)text[i];

	if (c == ' ')
		return i > 0 && i + 1 < n;
	return c > ' ' && c <= '~' && c != '%';
}

size_t evg_percent_encode(const char *text, size_t n, char *ret)
{
	static const char digits[] = "0123456789ABCDEF";
	char *to = ret;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (goes_plain(text, n, i)) {
			*to++ = text[i];
			continue;
		}
		*to++ = '%';
		*to++ = digits[c >> 4];
		*to++ = digits[c & 15];
	}
	*to = 0;
	return (size_t)(to - ret);
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

size_t evg_percent_decode(const char *text, size_t n, char *ret)
{
	char *to = ret;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '%' && i + 2 < n && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
			*to++ = (char)(digit(text[i + 1]) << 4 | digit(text[i + 2]));
			i += 2;
		} else {
			*to++ = text[i];
		}
	}
	*to = 0;
	return (size_t)(to - ret);
}
