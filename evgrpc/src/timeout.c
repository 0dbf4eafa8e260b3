#include "timeout.h"

#include <inttypes.h>
#include <stdio.h>

enum { MAX_DIGITS = 8 }; /* TimeoutValue of the protocol */
#define MAX_VALUE 99999999u

static uint64_t unit_ns(char unit)
{
	switch (unit) {
	case 'H':
		return UINT64_C(3600000000000);
	case 'M':
		return UINT64_C(60000000000);
	case 'S':
		return UINT64_C(1000000000);
	case 'm':
		return UINT64_C(1000000);
	case 'u':
		return UINT64_C(1000);
	case 'n':
		return 1;
	default:
		return 0;
	}
}

int evg_timeout_parse(const char *text, size_t n, uint64_t *ret_us)
{
	uint64_t value = 0, ns;

	if (n < 2 || n > MAX_DIGITS + 1)
		return -1;
	for (size_t i = 0; i + 1 < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (uint64_t)(text[i] - '0');
	}
	ns = unit_ns(text[n - 1]);
	if (!ns)
		return -1;
	*ret_us = ns >= 1000 ? value * (ns / 1000) : (value + 999) / 1000;
	return 0;
}

void evg_timeout_format(uint64_t ms, char ret[static EVG_TIMEOUT_SIZE])
{
	char unit = 'm';

	if (ms > MAX_VALUE) {
		ms /= 1000;
		unit = 'S';
	}
	if (ms > MAX_VALUE)
		ms = MAX_VALUE;
	snprintf(ret, EVG_TIMEOUT_SIZE, "%" PRIu32 "%c", (uint32_t)ms % (MAX_VALUE + 1), unit);
}
