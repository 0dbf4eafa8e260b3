/* Metadata: base64 and percent encoding there and back, and what may be a field. */
#include "base64.h"
#include "fuzz.h"
#include "metadata.h"
#include "percent.h"

#include <string.h>

static void base64(const uint8_t *bytes, size_t n)
{
	uint8_t *decoded = malloc(n / 4 * 3 + 3), *again = malloc(n + 3);
	char *text = malloc(evg_base64_room(n));
	size_t len;

	MUST(decoded && again && text);
	if (evg_base64_decode((const char *)bytes, n, decoded, &len) == 0)
		MUST(len <= n / 4 * 3 + 2);
	MUST(evg_base64_encode(bytes, n, text) == strlen(text));
	MUST(evg_base64_decode(text, strlen(text), again, &len) == 0);
	MUST(len == n && (n == 0 || !memcmp(again, bytes, n)));
	free(decoded);
	free(again);
	free(text);
}

static void percent(const char *text, size_t n)
{
	char *encoded = malloc(3 * n + 1), *decoded = malloc(3 * n + 1);
	size_t len;

	MUST(encoded && decoded);
	len = evg_percent_encode(text, n, encoded);
	MUST(len <= 3 * n);
	for (size_t i = 0; i < len; i++)
		MUST(encoded[i] >= ' ' && encoded[i] <= '~');
	MUST(evg_percent_decode(encoded, len, decoded) == n);
	MUST(n == 0 || !memcmp(decoded, text, n));
	MUST(evg_percent_decode(text, n, decoded) <= n);
	free(encoded);
	free(decoded);
}

/* Name and value with a zero byte between them, as a program would give them. */
static void field(const uint8_t *bytes, size_t n)
{
	struct evg_budget budget = { .cap = 1 << 16 };
	struct evg_fields fields = { 0 };
	struct evg_arena arena;
	char *text = malloc(n + 2);
	const char *value;

	MUST(text);
	if (n)
		memcpy(text, bytes, n);
	text[n] = text[n + 1] = 0;
	value = text + strlen(text) + 1;
	evg_arena_init(&arena, &budget);
	if (evg_field_is_legal(text, value))
		MUST(strncmp(text, "grpc-", 5) != 0 && *text);
	if (evg_fields_add(&fields, &arena, text, strlen(text), value, strlen(value)) == 0)
		MUST(!strcmp(evg_fields_find(&fields, text), value));
	else
		MUST(budget.refused);
	evg_arena_free(&arena);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	base64(bytes, n);
	percent((const char *)bytes, n);
	field(bytes, n);
	return 0;
}
