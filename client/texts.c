#include "texts.h"

#include <stdlib.h>
#include <string.h>

static enum language current = LANGUAGE_ZH;

static const struct {
	const char *zh, *en;
} texts[] = {
#define ROW(id, zh, en) [TXT_##id] = { zh, en },
	CLIENT_TEXTS(ROW)
#undef ROW
};

void txt_set_language(enum language language)
{
	current = language;
}

enum language txt_language(void)
{
	return current;
}

const char *txt(enum text_id id)
{
	return current == LANGUAGE_EN ? texts[id].en : texts[id].zh;
}

enum language txt_language_of_locale(void)
{
	static const char *const variables[] = { "HUIYIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
		const char *value = getenv(variables[i]);
		if (value && *value)
			return strncmp(value, "en", 2) == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
	}
	return LANGUAGE_ZH;
}
