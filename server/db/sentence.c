#include "db/sentence.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *sentence_one_line(char *text)
{
	char *out = text;

	for (const char *in = text; *in; in++) {
		char c = (*in == '\n' || *in == '\r' || *in == '\t') ? ' ' : *in;

		if (c == ' ' && (out == text || out[-1] == ' '))
			continue;
		*out++ = c;
	}
	while (out > text && out[-1] == ' ')
		out--;
	*out = '\0';
	return text;
}

/* Cuts text to size bytes with the NUL, between two UTF-8 characters. */
static void copy_cut(char *out, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (size == 0)
		return;
	if (len >= size) {
		len = size - 1;
		while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
			len--;
	}
	memcpy(out, text, len);
	out[len] = '\0';
}

int sentence_fail(const struct sentence *why, const char *format, ...)
{
	va_list args;
	char *text = NULL;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	copy_cut(why->text, why->size, text ? sentence_one_line(text) : "There is not enough memory.");
	free(text);
	return -1;
}
