#include "base/bigram.h"

#include "base/memory.h"
#include "base/text.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BREAK 0 /* what normal() gives for a sign that parts */
#define BLANK 1 /* what it gives for a blank */

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

static uint32_t normal(uint32_t c)
{
	c = small(half_width(c));
	if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0)
		return BLANK;
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? c : BREAK;
	return is_sign(c) ? BREAK : c;
}

/* Writes a character as UTF-8; returns its bytes. */
static size_t encode(uint32_t c, char *out)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(n == 1 ? c : (0xf00u >> n & 0xff) | c);
	return n;
}

static struct bigram *add(struct bigrams *bigrams, bool in_title)
{
	struct bigram *bigram;

	if (bigrams->n == bigrams->size) {
		bigrams->size = bigrams->size ? 2 * bigrams->size : 32;
		bigrams->list = hy_xrealloc(bigrams->list, bigrams->size * sizeof(*bigrams->list));
	}
	bigram = &bigrams->list[bigrams->n++];
	memset(bigram, 0, sizeof(*bigram));
	bigram->in_title = in_title;
	return bigram;
}

/* b 0: a run of one character. */
static void add_piece(struct bigrams *bigrams, uint32_t a, uint32_t b, bool in_title)
{
	struct bigram *bigram = add(bigrams, in_title);
	size_t n = encode(a, bigram->word);

	if (b)
		encode(b, bigram->word + n);
}

/* Adds the pieces of a text's first max characters, blanks not counted. */
static void add_text(struct bigrams *bigrams, const char *text, size_t max, bool in_title)
{
	size_t bytes = strlen(text), run = 0, n = 0;
	uint32_t last = 0;

	while (bytes && n < max) {
		uint32_t c = BREAK;
		size_t len = text_character(text, bytes, &c);

		c = len ? normal(c) : BREAK;
		text += len ? len : 1;
		bytes -= len ? len : 1;
		if (c == BLANK)
			continue;
		n++;
		if (c == BREAK && run == 1)
			add_piece(bigrams, last, 0, in_title);
		else if (c != BREAK && run > 0)
			add_piece(bigrams, last, c, in_title);
		run = c == BREAK ? 0 : run + 1;
		last = c;
	}
	if (run == 1)
		add_piece(bigrams, last, 0, in_title);
}

/* By bytes; those of the title first. */
static int compare(const void *a, const void *b)
{
	const struct bigram *x = a, *y = b;
	int by = strcmp(x->word, y->word);

	return by ? by : y->in_title - x->in_title;
}

static void sort(struct bigrams *bigrams)
{
	size_t n = 0;

	if (!bigrams->n)
		return;
	qsort(bigrams->list, bigrams->n, sizeof(*bigrams->list), compare);
	for (size_t i = 0; i < bigrams->n; i++)
		if (i == 0 || strcmp(bigrams->list[n - 1].word, bigrams->list[i].word) != 0)
			bigrams->list[n++] = bigrams->list[i];
	bigrams->n = n;
}

void bigrams_make(struct bigrams *ret_bigrams, const char *title, const char *text)
{
	*ret_bigrams = (struct bigrams){ 0 };
	add_text(ret_bigrams, title, SIZE_MAX, true);
	if (text)
		add_text(ret_bigrams, text, BIGRAM_TEXT_MAX, false);
	sort(ret_bigrams);
}

void bigrams_read(struct bigrams *ret_bigrams, const char *joined, const char *title)
{
	struct bigrams of_title;

	*ret_bigrams = (struct bigrams){ 0 };
	bigrams_make(&of_title, title, NULL);
	while (*joined) {
		size_t len = strcspn(joined, " ");
		struct bigram *bigram = add(ret_bigrams, false);

		memcpy(bigram->word, joined, len < BIGRAM_SIZE ? len : BIGRAM_SIZE - 1);
		bigram->in_title = bigrams_find(&of_title, bigram->word) != NULL;
		joined += len + (joined[len] == ' ');
	}
	sort(ret_bigrams);
	bigrams_clear(&of_title);
}

static int compare_word(const void *word, const void *bigram)
{
	return strcmp(word, ((const struct bigram *)bigram)->word);
}

const struct bigram *bigrams_find(const struct bigrams *bigrams, const char *word)
{
	if (!bigrams->n)
		return NULL;
	return bsearch(word, bigrams->list, bigrams->n, sizeof(*bigrams->list), compare_word);
}

char *bigrams_join(const struct bigrams *bigrams)
{
	struct strbuf joined = { 0 };

	for (size_t i = 0; i < bigrams->n; i++) {
		if (i)
			strbuf_puts(&joined, " ");
		strbuf_puts(&joined, bigrams->list[i].word);
	}
	return strbuf_take(&joined);
}

void bigrams_clear(struct bigrams *bigrams)
{
	free(bigrams->list);
	*bigrams = (struct bigrams){ 0 };
}
