#include "metadata.h"

#include <string.h>

int evg_fields_add(struct evg_fields *fields, struct evg_arena *arena, const char *name, size_t name_len,
		   const char *value, size_t value_len)
{
	struct evg_field *field = evg_arena_alloc(arena, sizeof *field + name_len + value_len + 2);
	char *text;

	if (!field)
		return -1;
	text = (char *)(field + 1);
	*field = (struct evg_field){ .name = text, .name_len = name_len, .value_len = value_len };
	memcpy(text, name, name_len);
	text[name_len] = 0;
	text += name_len + 1;
	memcpy(text, value, value_len);
	text[value_len] = 0;
	field->value = text;
	if (fields->last)
		fields->last->next = field;
	else
		fields->first = field;
	fields->last = field;
	fields->n++;
	fields->bytes += name_len + value_len + EVG_FIELD_OVERHEAD;
	return 0;
}

const char *evg_fields_find(const struct evg_fields *fields, const char *name)
{
	for (const struct evg_field *field = fields->first; field; field = field->next)
		if (!strcmp(field->name, name))
			return field->value;
	return NULL;
}

bool evg_list_has(const char *list, const char *word)
{
	size_t n = strlen(word);

	while (*list) {
		list += strspn(list, " \t,");
		if (!strncmp(list, word, n) && strspn(list + n, " \t,") + !list[n] > 0)
			return true;
		list += strcspn(list, ",");
	}
	return false;
}

/* What belongs to gRPC or HTTP itself. */
static bool is_reserved(const char *name)
{
	static const char *const reserved[] = { "content-type", "te",         "connection",       "transfer-encoding",
						"upgrade",      "keep-alive", "proxy-connection", "content-length",
						"host" };

	if (!strncmp(name, "grpc-", 5))
		return true;
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
		if (!strcmp(name, reserved[i]))
			return true;
	return false;
}

static bool is_key(const char *name)
{
	return *name && name[strspn(name, "0123456789abcdefghijklmnopqrstuvwxyz_.-")] == 0;
}

static bool is_value(const char *value)
{
	size_t n = strlen(value);

	for (size_t i = 0; i < n; i++)
		if (value[i] < ' ' || value[i] > '~')
			return false;
	return n == 0 || (value[0] != ' ' && value[n - 1] != ' ');
}

bool evg_field_is_legal(const char *name, const char *value)
{
	return name && value && is_key(name) && !is_reserved(name) && is_value(value);
}

size_t evg_fields_to_nv(const struct evg_fields *fields, nghttp2_nv *nv, size_t room)
{
	size_t n = 0;

	for (const struct evg_field *field = fields->first; field && n < room; field = field->next) {
		nv[n] = evg_nv(field->name, field->name_len, field->value, field->value_len);
		nv[n++].flags = NGHTTP2_NV_FLAG_NONE;
	}
	return n;
}
