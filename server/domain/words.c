#include "domain/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Longest piece words_addf writes at once; all its callers write a name, a day and a few words. */
#define PIECE_SIZE 1024

void words_begin(struct words *words, char *out, size_t size)
{
	*words = (struct words){ .out = out, .size = size };
	out[0] = '\0';
}

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

void words_addn(struct words *words, const char *text, size_t len)
{
	size_t room = words->size - words->len - 1;

	if (words->full)
		return;
	if (len > room) {
		words->full = true;
		len = room;
		while (len > 0 && is_continuation(text[len]))
			len--;
	}
	memcpy(words->out + words->len, text, len);
	words->len += len;
	words->out[words->len] = '\0';
}

void words_add(struct words *words, const char *text)
{
	words_addn(words, text, strlen(text));
}

void words_addf(struct words *words, const char *format, ...)
{
	char piece[PIECE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(piece, sizeof(piece), format, args);
	va_end(args);
	words_mend(piece);
	words_add(words, piece);
}

void words_add_item(struct words *words, enum language language, const char *item)
{
	if (words->len > 0)
		words_add(words, language == LANGUAGE_ZH ? "、" : ", ");
	words_add(words, item);
}

/* Bytes a character has that begins with lead. */
static size_t character_size(char lead)
{
	unsigned char c = (unsigned char)lead;

	return c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

void words_mend(char *text)
{
	size_t len = strlen(text), start = len;

	while (start > 0 && is_continuation(text[start - 1]))
		start--;
	if (start > 0 && len - (start - 1) < character_size(text[start - 1]))
		text[start - 1] = '\0';
}
