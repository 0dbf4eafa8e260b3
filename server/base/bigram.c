#include "base/bigram.h"

#include "base/memory.h"
#include "base/plain.h"
#include "base/text.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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
	size_t n = plain_encode(a, bigram->word);

	if (b)
		plain_encode(b, bigram->word + n);
}

/* Adds the pieces of a text's first max characters, blanks not counted. */
static void add_text(struct bigrams *bigrams, const char *text, size_t max, bool in_title)
{
	size_t bytes = strlen(text), run = 0, n = 0;
	uint32_t last = 0;

	while (bytes && n < max) {
		uint32_t c = PLAIN_BREAK;
		size_t len = text_character(text, bytes, &c);

		c = len ? plain_character(c) : PLAIN_BREAK;
		text += len ? len : 1;
		bytes -= len ? len : 1;
		if (c == PLAIN_BLANK)
			continue;
		n++;
		if (c == PLAIN_BREAK && run == 1)
			add_piece(bigrams, last, 0, in_title);
		else if (c != PLAIN_BREAK && run > 0)
			add_piece(bigrams, last, c, in_title);
		run = c == PLAIN_BREAK ? 0 : run + 1;
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
