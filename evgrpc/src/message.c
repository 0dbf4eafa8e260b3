#include "message.h"

#include "gzip.h"

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

void evg_message_prefix(bool compressed, uint32_t len, uint8_t ret[static EVG_PREFIX])
{
	ret[0] = compressed;
	ret[1] = (uint8_t)(len >> 24);
	ret[2] = (uint8_t)(len >> 16);
	ret[3] = (uint8_t)(len >> 8);
	ret[4] = (uint8_t)len;
}

static int append_plain(struct evg_buf *to, const ProtobufCMessage *message, size_t n)
{
	uint8_t *room = evg_buf_room(to, EVG_PREFIX + n);

	if (!room)
		return -1;
	evg_message_prefix(false, (uint32_t)n, room);
	protobuf_c_message_pack(message, room + EVG_PREFIX);
	evg_buf_grew(to, EVG_PREFIX + n);
	return 0;
}

/* Compresses n packed bytes behind a prefix: as evg_gzip_deflate. */
static int append_deflated(struct evg_buf *to, const uint8_t *packed, size_t n)
{
	static const uint8_t no_prefix[EVG_PREFIX];
	size_t before = evg_buf_len(to);
	int deflated = -1;

	if (evg_buf_add(to, no_prefix, EVG_PREFIX) == 0)
		deflated = evg_gzip_deflate(packed, n, to);
	if (deflated == 1)
		evg_message_prefix(true, (uint32_t)(evg_buf_len(to) - before - EVG_PREFIX),
				   to->data + to->start + before);
	else
		evg_buf_shorten(to, before);
	return deflated;
}

static int append_gzip(struct evg_buf *to, const ProtobufCMessage *message, size_t n)
{
	struct evg_buf packed = { 0 };
	uint8_t *room = evg_buf_room(&packed, n);
	int deflated;

	if (!room)
		return -1;
	protobuf_c_message_pack(message, room);
	deflated = append_deflated(to, room, n);
	evg_buf_clear(&packed, 0);
	if (deflated != 0)
		return deflated < 0 ? -1 : 0;
	return append_plain(to, message, n);
}

int evg_message_append(struct evg_buf *to, const ProtobufCMessage *message, enum evgrpc_compression compression)
{
	size_t n = protobuf_c_message_get_packed_size(message);

	if (n > UINT32_MAX)
		return -1;
	return compression == EVGRPC_GZIP ? append_gzip(to, message, n) : append_plain(to, message, n);
}
