/* grpc-timeout: whatever is read can be written again, and never means more time than it said. */
#include "fuzz.h"
#include "timeout.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char text[EVG_TIMEOUT_SIZE];
	uint64_t us, again;

	if (evg_timeout_parse((const char *)bytes, n, &us) < 0)
		return 0;
	MUST(n >= 2 && n <= 9);
	evg_timeout_format(us / 1000, text);
	MUST(strlen(text) < EVG_TIMEOUT_SIZE);
	MUST(evg_timeout_parse(text, strlen(text), &again) == 0);
	MUST(again <= us);
	return 0;
}
