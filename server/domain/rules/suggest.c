/* "Did you mean": reports a word that nobody knows. */
#include "domain/rules/read.h"
#include "domain/words.h"

#include <string.h>

/* Longest word compared; codes are shorter than CODE_SIZE. */
#define LONGEST 32
/* A word is suggested that is at most so many letters off, and at most half of it. */
#define NEAR 2

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* Letters to insert, delete or replace until a is b (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
	size_t row[LONGEST + 1], len = strlen(b), diagonal, above;

	if (strlen(a) > LONGEST || len > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < len; j++) {
			above = row[j + 1];
			row[j + 1] = min3(above + 1, row[j] + 1, diagonal + (a[i] != b[j]));
			diagonal = above;
		}
	}
	return row[len];
}

static const char *nearest(const char *word, const char *const *candidates, size_t n)
{
	const char *best = NULL;
	size_t best_distance = NEAR + 1;

	for (size_t i = 0; i < n; i++) {
		size_t d = distance(word, candidates[i]);

		if (d < best_distance && 2 * d <= strlen(candidates[i])) {
			best = candidates[i];
			best_distance = d;
		}
	}
	return best;
}

static void list_all(struct words *words, enum language language, const char *const *candidates, size_t n)
{
	char list[REASON_VALUE_SIZE];
	struct words items;

	words_begin(&items, list, sizeof(list));
	for (size_t i = 0; i < n; i++)
		words_add_item(&items, language, candidates[i]);
	words_add(words, list);
}

void report_unknown(struct reader *reader, int line, int column, const char *what_zh, const char *what_en,
		    const char *word, const char *const *candidates, size_t n)
{
	const char *meant = nearest(word, candidates, n);
	struct rule_error error;
	struct words zh, en;

	words_begin(&zh, error.zh, sizeof(error.zh));
	words_begin(&en, error.en, sizeof(error.en));
	words_addf(&zh, "没有%s「%s」", what_zh, word);
	words_addf(&en, "unknown %s \"%s\"", what_en, word);
	if (meant) {
		words_addf(&zh, "，是否指「%s」？", meant);
		words_addf(&en, "; did you mean \"%s\"?", meant);
	} else if (n > 0) {
		words_add(&zh, "，可用：");
		list_all(&zh, LANGUAGE_ZH, candidates, n);
		words_add(&en, "; known: ");
		list_all(&en, LANGUAGE_EN, candidates, n);
	}
	rule_error_texts(reader->errors, line, column, error.zh, error.en);
}
