#include "import_fields.h"

#include "base/memory.h"
#include "base/text.h"
#include "texts.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define ROW(name, kinds, value, single, names) { #name, kinds, value, single, names },
const struct import_field import_fields[N_IMPORT_FIELDS] = { IMPORT_FIELDS(ROW) };
#undef ROW

static const char *const kind_names[] = {
	[IMPORT_CASES] = "cases", [IMPORT_UPDATES] = "updates", [IMPORT_LEDGER] = "ledger"
};

const char *import_kind_name(enum import_kind kind)
{
	return kind ? kind_names[kind] : "";
}

enum import_kind import_kind_by_name(const char *name)
{
	for (enum import_kind kind = IMPORT_CASES; kind <= IMPORT_LEDGER; kind++)
		if (strcmp(kind_names[kind], name) == 0)
			return kind;
	return IMPORT_NONE;
}

/* Signs a heading may have without meaning anything else. */
static size_t dressing(const char *p)
{
	static const char *const signs[] = { " ", "\t", "\r", "\n", "*", ":", "_", "-", "/",
					     ".", ",",  "、", "。", "·", "“", "”", "|" };
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (strncmp(p, signs[i], strlen(signs[i])) == 0)
			return strlen(signs[i]);
	return 0;
}

static const struct {
	const char *open, *close;
} brackets[] = { { "(", ")" }, { "[", "]" }, { "〔", "〕" }, { "【", "】" }, { "﹝", "﹞" }, { "《", "》" } };

/* Bytes of a bracket with what is in it; 0 when text does not begin with one that is closed. */
static size_t bracket(const char *p)
{
	for (size_t i = 0; i < sizeof brackets / sizeof brackets[0]; i++) {
		if (strncmp(p, brackets[i].open, strlen(brackets[i].open)) != 0)
			continue;
		const char *end = strstr(p, brackets[i].close);
		return end ? (size_t)(end - p) + strlen(brackets[i].close) : 0;
	}
	return 0;
}

/* Bytes of the sign of a bracket, 0 for others. */
static size_t bracket_sign(const char *p)
{
	for (size_t i = 0; i < sizeof brackets / sizeof brackets[0]; i++) {
		if (strncmp(p, brackets[i].open, strlen(brackets[i].open)) == 0)
			return strlen(brackets[i].open);
		if (strncmp(p, brackets[i].close, strlen(brackets[i].close)) == 0)
			return strlen(brackets[i].close);
	}
	return 0;
}

/* Without dressing and what drop measures. */
static char *without(const char *plain, size_t (*drop)(const char *p), char out[IMPORT_HEADER_SIZE])
{
	size_t len = 0;
	for (const char *p = plain; *p;) {
		size_t skip = dressing(p);
		if (!skip)
			skip = drop(p);
		if (skip)
			p += skip;
		else
			out[len++] = (char)tolower((unsigned char)*p++);
	}
	out[len] = '\0';
	return out;
}

char *import_header_key(const char *heading, char out[IMPORT_HEADER_SIZE])
{
	char plain[IMPORT_HEADER_SIZE];
	text_narrow(heading, plain, sizeof plain);
	without(plain, bracket, out);
	return *out ? out : without(plain, bracket_sign, out); /* 【案号】 */
}

static bool has_name(const struct import_field *field, const char *key)
{
	char own[IMPORT_HEADER_SIZE];
	size_t len = strlen(key);
	if (strcmp(import_header_key(field->name, own), key) == 0)
		return true;
	for (const char *p = field->names; p; p = strchr(p, '|') ? strchr(p, '|') + 1 : NULL)
		if (strncmp(p, key, len) == 0 && (p[len] == '|' || p[len] == '\0'))
			return true;
	return false;
}

const struct import_field *import_field_of_heading(const char *heading, unsigned kinds)
{
	char key[IMPORT_HEADER_SIZE];
	import_header_key(heading, key);
	for (size_t i = 0; *key && i < N_IMPORT_FIELDS; i++)
		if ((import_fields[i].kinds & kinds) && has_name(&import_fields[i], key))
			return &import_fields[i];
	return NULL;
}

const struct import_field *import_field_by_name(const char *name)
{
	for (size_t i = 0; i < N_IMPORT_FIELDS; i++)
		if (strcmp(import_fields[i].name, name) == 0)
			return &import_fields[i];
	return NULL;
}

char *import_field_label(const struct import_field *field, char out[IMPORT_HEADER_SIZE])
{
	const char *names = txt_language() == LANGUAGE_ZH ? field->names : field->name;
	snprintf(out, IMPORT_HEADER_SIZE, "%.*s", (int)strcspn(names, "|"), names);
	return out;
}

char *import_field_list(void)
{
	bool zh = txt_language() == LANGUAGE_ZH;
	struct strbuf list = { 0 };
	for (size_t i = 0; i < N_IMPORT_FIELDS; i++) {
		const struct import_field *field = &import_fields[i];
		if (field->value == VALUE_IGNORED || field->value == VALUE_RESULT)
			continue;
		strbuf_printf(&list, "%s%s%s%.*s%s", list.len ? (zh ? "、" : ", ") : "", field->name, zh ? "（" : " (",
			      (int)strcspn(field->names, "|"), field->names, zh ? "）" : ")");
	}
	return strbuf_take(&list);
}
