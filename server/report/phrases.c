#include "report/phrases.h"
#include "base/log.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct label phrases[PHRASE_COUNT_] = {
	[PHRASE_NOTE] = { "注：", "Note: " },
	[PHRASE_DEFINITIONS] = { "口径说明", "Definitions" },
	[PHRASE_EXAMPLE] = { "示例数据，非正式通报", "Example data, not an official bulletin" },
	[PHRASE_LETTER] = { "催办函", "Reminder" },
	[PHRASE_COUNTED] = { "件数", "counted" },
	[PHRASE_BASE] = { "基数", "base" },
};

const char *phrase(enum phrase which, enum language language)
{
	return label_text(&phrases[which], language);
}

#define MAX_HOLES ((size_t)24)

/* The value of the hole that text begins with ("{name}…"), NULL when it is not given. */
static const char *value_of(const char *text, size_t len, const char *const *pairs)
{
	for (size_t i = 0; pairs[i]; i += 2)
		if (strlen(pairs[i]) == len && strncmp(pairs[i], text, len) == 0)
			return pairs[i + 1];
	return NULL;
}

static void fill_pairs(struct strbuf *out, const char *sentence, const char *const *pairs)
{
	for (const char *p = sentence; *p;) {
		size_t plain = strcspn(p, "{");
		strbuf_add(out, p, plain);
		p += plain;
		if (!*p)
			return;
		size_t len = strcspn(p + 1, "}");
		const char *value = value_of(p + 1, len, pairs);
		if (!value) {
			log_event(LOG_ERROR_, "report_sentence_has_a_hole", "sentence", sentence, NULL);
			abort();
		}
		strbuf_puts(out, value);
		p += len + 2;
	}
}

const char *fill(struct arena *arena, enum language language, struct label sentence, ...)
{
	const char *pairs[2 * MAX_HOLES + 1] = { NULL };
	struct strbuf out = { 0 };
	va_list args;
	size_t n = 0;
	va_start(args, sentence);
	for (const char *p = va_arg(args, const char *); p && n < 2 * MAX_HOLES; p = va_arg(args, const char *))
		pairs[n++] = p;
	va_end(args);
	fill_pairs(&out, label_text(&sentence, language), pairs);
	char *taken = strbuf_take(&out);
	const char *copy = arena_strdup(arena, taken);
	free(taken);
	return copy;
}

const char *labelled(struct arena *arena, enum language language, const char *label, const char *text)
{
	return arena_printf(arena, "%s%s%s", label, language == LANGUAGE_EN ? ": " : "：", text);
}

static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
				      "July",    "August",   "September", "October", "November", "December" };

const char *day_in_words(struct arena *arena, hy_day day, enum language language)
{
	int year, month, day_of_month;
	day_to_ymd(day, &year, &month, &day_of_month);
	if (language == LANGUAGE_EN)
		return arena_printf(arena, "%d %s %d", day_of_month, months[month - 1], year);
	return arena_printf(arena, "%d年%d月%d日", year, month, day_of_month);
}

const char *day_text_in_words(struct arena *arena, const char *text, enum language language)
{
	hy_day day;
	return day_parse(text, &day) == 0 ? day_in_words(arena, day, language) : text;
}

const char *day_in_short(struct arena *arena, hy_day day, enum language language)
{
	int year, month, day_of_month;
	day_to_ymd(day, &year, &month, &day_of_month);
	if (language == LANGUAGE_EN)
		return arena_printf(arena, "%d %s", day_of_month, months[month - 1]);
	return arena_printf(arena, "%d月%d日", month, day_of_month);
}
