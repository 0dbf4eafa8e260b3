#include "message.h"

enum evg_frame evg_message_peek(const uint8_t *bytes, size_t n, size_t max, struct evg_message *ret_message)
{
	size_t len;

	if (n && bytes[0] > 1)
		return EVG_FRAME_BROKEN;
	if (n < EVG_PREFIX)
		return EVG_FRAME_PART;
	len = (size_t)bytes[1] << 24 | (size_t)bytes[2] << 16 | (size_t)bytes[3] << 8 | bytes[4];
	if (len > max)
		return EVG_FRAME_TOO_LARGE;
	if (n - EVG_PREFIX < len)
		return EVG_FRAME_PART;
	*ret_message = (struct evg_message){ .compressed = bytes[0] == 1, .data = bytes + EVG_PREFIX, .len = len };
	return EVG_FRAME_WHOLE;
}

void evg_message_prefix(uint32_t len, uint8_t ret[static EVG_PREFIX])
{
	ret[0] = 0;
	ret[1] = (uint8_t)(len >> 24);
	ret[2] = (uint8_t)(len >> 16);
	ret[3] = (uint8_t)(len >> 8);
	ret[4] = (uint8_t)len;
}
