#include "base/plain.h"

#include "base/memory.h"
#include "base/text.h"
#include <stdbool.h>
#include <string.h>

/* Full-width forms as the ASCII they stand for. */
static uint32_t half_width(uint32_t c)
{
	if (c == 0x3000)
		return ' ';
	return c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : c;
}

/* Small letters of Latin, Greek, Cyrillic and the Roman numerals. */
static uint32_t small(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) ||
	    (c >= 0x410 && c <= 0x42f))
		return c + 32;
	return c >= 0x2160 && c <= 0x216f ? c + 16 : c;
}

/* Characters that are no letters, digits or ideographs, beyond ASCII: spaces and signs of Latin-1, general punctuation
 * and symbols, CJK signs, full-width and compatibility signs. */
static bool is_sign(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} signs[] = {
		{ 0x80, 0xbf },     { 0xd7, 0xd7 },     { 0xf7, 0xf7 },     { 0x2000, 0x20ff }, { 0x2190, 0x245f },
		{ 0x2500, 0x2bff }, { 0x3001, 0x3004 }, { 0x3008, 0x3020 }, { 0x3030, 0x303f }, { 0x30fb, 0x30fb },
		{ 0xfe00, 0xfe6f }, { 0xfeff, 0xfeff }, { 0xff5f, 0xff65 }, { 0xffe0, 0xffff }, { 0x1f000, 0x1faff },
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (c >= signs[i].first && c <= signs[i].last)
			return true;
	return false;
}

uint32_t plain_character(uint32_t c)
{
	c = small(half_width(c));
	if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0)
		return PLAIN_BLANK;
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? c : PLAIN_BREAK;
	return is_sign(c) ? PLAIN_BREAK : c;
}

size_t plain_encode(uint32_t c, char *out)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(n == 1 ? c : (0xf00u >> n & 0xff) | c);
	return n;
}

/* A text letter by letter; zero but text and bytes at its beginning. */
struct reader {
	const char *text;
	size_t bytes;
	uint32_t last; /* the letter before; 0: none yet */
};

static bool is_ascii(uint32_t c)
{
	return c > PLAIN_BLANK && c < 0x80;
}

/* The next letter, 0 at the end. *ret_parted: a sign stands before it and the last one, or a blank between two Latin
 * words or numbers; other blanks are left out, for Chinese is written with and without. */
static uint32_t next_letter(struct reader *reader, bool *ret_parted)
{
	bool blank = false;

	*ret_parted = false;
	while (reader->bytes) {
		uint32_t c = 0;
		size_t len = text_character(reader->text, reader->bytes, &c);

		reader->text += len ? len : 1;
		reader->bytes -= len ? len : 1;
		c = len ? plain_character(c) : PLAIN_BREAK;
		*ret_parted |= c == PLAIN_BREAK;
		blank |= c == PLAIN_BLANK;
		if (c == PLAIN_BREAK || c == PLAIN_BLANK)
			continue;
		*ret_parted |= blank && is_ascii(c) && is_ascii(reader->last);
		*ret_parted &= reader->last != 0;
		return reader->last = c;
	}
	return 0;
}

static void add_text(struct strbuf *plain, const char *text)
{
	struct reader reader = { text, strlen(text), 0 };
	char encoded[4];
	uint32_t c;
	bool parted;

	while ((c = next_letter(&reader, &parted))) {
		if (parted)
			strbuf_puts(plain, " ");
		strbuf_add(plain, encoded, plain_encode(c, encoded));
	}
}

char *plain_text(const char *text)
{
	struct strbuf plain = { 0 };

	add_text(&plain, text);
	return strbuf_take(&plain);
}

char *plain_title_and_text(const char *title, const char *text)
{
	struct strbuf plain = { 0 };

	add_text(&plain, title);
	strbuf_puts(&plain, "\n");
	add_text(&plain, text);
	return strbuf_take(&plain);
}

/* Bytes of the text, whose first character is a letter, that say what the word says; 0 when it says something else. */
static size_t begins_with(const char *text, size_t bytes, const char *word)
{
	struct reader reader = { text, bytes, 0 };
	char encoded[4];

	while (*word) {
		bool parted;
		uint32_t c = next_letter(&reader, &parted);
		size_t len = c ? plain_encode(c, encoded) : 0;

		if (!c || parted != (*word == ' '))
			return 0;
		word += parted;
		if (strncmp(word, encoded, len) != 0)
			return 0;
		word += len;
	}
	return (size_t)(reader.text - text);
}

int plain_find(const char *text, const char *word, size_t *ret_begin, size_t *ret_end)
{
	size_t bytes = strlen(text), at = 0;

	while (*word && at < bytes) {
		uint32_t c = 0;
		size_t len = text_character(text + at, bytes - at, &c);
		bool letter = len && plain_character(c) > PLAIN_BLANK;
		size_t found = letter ? begins_with(text + at, bytes - at, word) : 0;

		if (found) {
			*ret_begin = at;
			*ret_end = at + found;
			return 0;
		}
		at += len ? len : 1;
	}
	return -1;
}
