#include "service/page_token.h"

#include "service/message.h"

#include <string.h>

/* Bytes of the query's digest in a token: enough to tell queries apart; the token protects nothing. */
#define TOKEN_DIGEST 8

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_encode(const uint8_t *bytes, size_t len, char *out)
{
	uint32_t bits = 0;
	unsigned held = 0;

	for (size_t i = 0; i < len; i++) {
		bits = bits << 8 | bytes[i];
		for (held += 8; held >= 6; held -= 6)
			*out++ = alphabet[bits >> (held - 6) & 63];
	}
	if (held)
		*out++ = alphabet[bits << (6 - held) & 63];
	*out = '\0';
}

int base64url_decode(const char *text, uint8_t *ret_bytes, size_t max, size_t *ret_len)
{
	uint32_t bits = 0;
	unsigned held = 0;
	size_t len = 0;

	for (; *text; text++) {
		const char *at = strchr(alphabet, *text);

		if (!at)
			return -1;
		bits = bits << 6 | (uint32_t)(at - alphabet);
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		if (len >= max)
			return -1;
		ret_bytes[len++] = (uint8_t)(bits >> held);
	}
	if (held >= 6 || (bits & ((1u << held) - 1)) != 0)
		return -1;
	*ret_len = len;
	return 0;
}

void page_query_digest(const ProtobufCMessage *request, const struct sight *sight, int day, struct arena *arena,
		       uint8_t ret_digest[SHA256_BYTES])
{
	static const char *const fields[] = { "page_token", "page_size", NULL };
	/* not the struct itself: nobody knows what stands between its members */
	const int64_t who[] = { sight->all,       sight->drafts,     sight->office_id,
				sight->member_id, sight->stands_for, sight->case_id };
	const struct digest_part parts[] = {
		{ request->descriptor->name, strlen(request->descriptor->name) + 1 },
		{ who, sizeof(who) },
		{ &day, sizeof(day) },
		message_pack_without(request, fields, arena),
	};

	sha256(parts, sizeof(parts) / sizeof(*parts), ret_digest);
}

char *page_token_make(const uint8_t digest[SHA256_BYTES], const char *position, struct arena *arena)
{
	uint8_t bytes[TOKEN_DIGEST + PAGE_POSITION_MAX];
	size_t len = strnlen(position, PAGE_POSITION_MAX);
	char *token = arena_alloc(arena, (sizeof(bytes) * 4 + 2) / 3 + 1);

	memcpy(bytes, digest, TOKEN_DIGEST);
	memcpy(bytes + TOKEN_DIGEST, position, len);
	base64url_encode(bytes, TOKEN_DIGEST + len, token);
	return token;
}

int page_token_read(const char *token, const uint8_t digest[SHA256_BYTES], char ret_position[PAGE_POSITION_MAX + 1])
{
	uint8_t bytes[TOKEN_DIGEST + PAGE_POSITION_MAX];
	size_t len;

	if (base64url_decode(token, bytes, sizeof(bytes), &len) < 0 || len < TOKEN_DIGEST ||
	    memcmp(bytes, digest, TOKEN_DIGEST) != 0 || memchr(bytes + TOKEN_DIGEST, 0, len - TOKEN_DIGEST))
		return -1;
	memcpy(ret_position, bytes + TOKEN_DIGEST, len - TOKEN_DIGEST);
	ret_position[len - TOKEN_DIGEST] = '\0';
	return 0;
}
