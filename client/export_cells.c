/* How cells of an export are written. */
#include "export_cells.h"

#include <string.h>

typedef const struct export_row *row_t;

const char *export_number(row_t row, long long number)
{
	return arena_printf(row->arena, "%lld", number);
}

const char *export_yes(bool is)
{
	return is ? txt(TXT_YES) : "";
}

#define SEPARATOR "、"

static bool has_entry(const char *list, const char *text)
{
	size_t len = strlen(text);
	for (const char *at = list; *at;) {
		const char *end = strstr(at, SEPARATOR);
		size_t entry = end ? (size_t)(end - at) : strlen(at);
		if (entry == len && memcmp(at, text, len) == 0)
			return true;
		at += entry + (end ? strlen(SEPARATOR) : 0);
	}
	return false;
}

const char *export_join(row_t row, const char *list, const char *text)
{
	if (!*text || has_entry(list, text))
		return list;
	return arena_printf(row->arena, "%s%s%s", list, *list ? SEPARATOR : "", text);
}
