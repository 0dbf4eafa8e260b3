/* Metadata: what the caller sent, and what the program adds to the answer. */
#include "base64.h"
#include "call.h"

#include <string.h>

/* ---- The caller's ------------------------------------------------------------------------------------------- */

const char *evgrpc_call_metadata(const struct evgrpc_call *call, const char *key)
{
	return evg_fields_find(&call->request, key);
}

/* Proxies may have joined several values by commas, which base64 has not: the first one counts. */
const uint8_t *evgrpc_call_metadata_bin(struct evgrpc_call *call, const char *key, size_t *ret_len)
{
	const char *text = evg_fields_find(&call->request, key);
	size_t n = text ? strcspn(text, ",") : 0;
	uint8_t *bytes = text ? evg_arena_alloc(&call->arena, evg_base64_bytes(n)) : NULL;

	return bytes && evg_base64_decode(text, n, bytes, ret_len) == 0 ? bytes : NULL;
}

bool evgrpc_call_metadata_at(const struct evgrpc_call *call, size_t i, const char **ret_key, const char **ret_value)
{
	const struct evg_field *field = call->request.first;

	while (field && i-- > 0)
		field = field->next;
	if (!field)
		return false;
	*ret_key = field->name;
	*ret_value = field->value;
	return true;
}

/* ---- The program's ------------------------------------------------------------------------------------------ */

static int add(struct evgrpc_call *call, struct evg_fields *fields, const char *key, const char *value)
{
	size_t bytes;

	if (!evg_call_is_owned(call) || !evg_field_is_legal(key, value))
		return -1;
	bytes = strlen(key) + strlen(value) + EVG_FIELD_OVERHEAD;
	if (fields->n >= EVG_MAX_ADDED || bytes > EVG_MAX_ADDED_BYTES - fields->bytes)
		return -1;
	return evg_fields_add(fields, &call->arena, key, strlen(key), value, strlen(value));
}

static bool is_bin(const char *key)
{
	static const char suffix[] = "-bin";
	size_t n = strlen(key);

	return n >= sizeof suffix && !strcmp(key + n - (sizeof suffix - 1), suffix);
}

static int add_bin(struct evgrpc_call *call, struct evg_fields *fields, const char *key, const uint8_t *bytes, size_t n)
{
	char *text;

	if (!key || !is_bin(key) || n > EVG_MAX_ADDED_BYTES)
		return -1;
	text = evg_arena_alloc(&call->arena, evg_base64_room(n));
	if (!text)
		return -1;
	evg_base64_encode(bytes, n, text);
	return add(call, fields, key, text);
}

int evgrpc_call_add_initial_metadata(struct evgrpc_call *call, const char *key, const char *value)
{
	return call->headers_sent ? -1 : add(call, &call->initial, key, value);
}

int evgrpc_call_add_trailing_metadata(struct evgrpc_call *call, const char *key, const char *value)
{
	return add(call, &call->trailing, key, value);
}

int evgrpc_call_add_initial_metadata_bin(struct evgrpc_call *call, const char *key, const uint8_t *bytes, size_t n)
{
	return call->headers_sent ? -1 : add_bin(call, &call->initial, key, bytes, n);
}

int evgrpc_call_add_trailing_metadata_bin(struct evgrpc_call *call, const char *key, const uint8_t *bytes, size_t n)
{
	return add_bin(call, &call->trailing, key, bytes, n);
}
