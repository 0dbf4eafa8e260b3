#include "base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t evg_base64_encode(const uint8_t *bytes, size_t n, char *ret)
{
	uint32_t bits = 0;
	int held = 0;
	char *to = ret;

	for (size_t i = 0; i < n; i++) {
		bits = bits << 8 | bytes[i];
		for (held += 8; held >= 6; held -= 6)
			*to++ = alphabet[bits >> (held - 6) & 63];
	}
	if (held)
		*to++ = alphabet[bits << (6 - held) & 63];
	*to = 0;
	return (size_t)(to - ret);
}

static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static size_t without_padding(const char *text, size_t n)
{
	if (n < 4 || n % 4 != 0 || text[n - 1] != '=')
		return n;
	return text[n - 2] == '=' ? n - 2 : n - 1;
}

int evg_base64_decode(const char *text, size_t n, uint8_t *ret, size_t *ret_len)
{
	uint32_t bits = 0;
	int held = 0;
	uint8_t *to = ret;

	n = without_padding(text, n);
	if (n % 4 == 1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		int value = value_of(text[i]);

		if (value < 0)
			return -1;
		bits = bits << 6 | (uint32_t)value;
		held += 6;
		if (held >= 8) {
			held -= 8;
			*to++ = (uint8_t)(bits >> held);
		}
	}
	*ret_len = (size_t)(to - ret);
	return 0;
}
