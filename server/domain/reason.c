/* The message table of reason.h and how its sentences are filled. */
#include "domain/reason.h"

#include "base/text.h"
#include "domain/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Stands where a place has no word. */
#define NO_WORD "…"

static const struct {
	const char *name;
	int code;
	const char *sentence[2], *advice[2]; /* by enum language */
} table[REASON_COUNT_] = { [REASON_NONE] = { "", 0, { "", "" }, { "", "" } },
#define X(name, code, zh, zh_advice, en, en_advice)                                                                    \
	[REASON_##name] = { #name, code, { zh, en }, { zh_advice, en_advice } },
			   REASONS(X)
#undef X
};

static unsigned checked(enum reason reason)
{
	return (unsigned)reason < REASON_COUNT_ ? (unsigned)reason : REASON_NONE;
}

const char *reason_name(enum reason reason)
{
	return table[checked(reason)].name;
}

enum reason reason_by_name(const char *name)
{
	for (unsigned i = REASON_NONE + 1; i < REASON_COUNT_; i++)
		if (strcmp(table[i].name, name) == 0)
			return i;
	return REASON_NONE;
}

int reason_code(enum reason reason)
{
	return table[checked(reason)].code;
}

const char *reason_sentence(enum reason reason, enum language language)
{
	return table[checked(reason)].sentence[language == LANGUAGE_EN];
}

const char *reason_advice(enum reason reason, enum language language)
{
	return table[checked(reason)].advice[language == LANGUAGE_EN];
}

struct refusal *refuse(struct refusal *refusal, enum reason reason)
{
	refusal->reason = reason;
	refusal->n = 0;
	return refusal;
}

/* Makes a value fit for a header; see refuse_with. */
static void clean(char *value)
{
	words_mend(value);
	if (text_length(value, strlen(value)) < 0)
		snprintf(value, REASON_VALUE_SIZE, "%s", NO_WORD);
	for (char *p = value; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
}

/* The value of a new pair, NULL when there is no room. */
static char *add_pair(struct refusal *refusal, const char *key)
{
	int i = refusal->n;

	if (i >= MAX_REASON_PAIRS)
		return NULL;
	snprintf(refusal->pairs[i].key, sizeof(refusal->pairs[i].key), "%s", key);
	refusal->n++;
	return refusal->pairs[i].value;
}

struct refusal *refuse_with(struct refusal *refusal, const char *key, const char *format, ...)
{
	char *value = add_pair(refusal, key);
	va_list args;

	if (!value)
		return refusal;
	va_start(args, format);
	vsnprintf(value, REASON_VALUE_SIZE, format, args);
	va_end(args);
	clean(value);
	return refusal;
}

struct refusal *refuse_words(struct refusal *refusal, const char *key, const char *zh, const char *en)
{
	char *value = add_pair(refusal, key);
	const char separator[] = { REASON_WORDS_SEPARATOR, '\0' };
	struct words words;

	if (!value)
		return refusal;
	words_begin(&words, value, REASON_VALUE_SIZE / 2);
	words_add(&words, zh);
	words_begin(&words, value + words.len, REASON_VALUE_SIZE / 2);
	words_add(&words, separator);
	words_add(&words, en);
	clean(value);
	return refusal;
}

void refusal_text(const struct refusal *refusal, enum language language, char *out, size_t size)
{
	const char *keys[MAX_REASON_PAIRS], *values[MAX_REASON_PAIRS];

	for (int i = 0; i < refusal->n; i++) {
		keys[i] = refusal->pairs[i].key;
		values[i] = refusal->pairs[i].value;
	}
	reason_text(refusal->reason, language, keys, values, (size_t)refusal->n, out, size);
}

/* What the places of a sentence are filled from. */
struct filling {
	enum language language;
	const char *const *keys, *const *values;
	size_t n;
};

/* Adds a value in the filling's language: the right half of a value of refuse_words. */
static void add_value(struct words *words, const struct filling *filling, const char *key, const char *value)
{
	const char *border = strcmp(key, "value") == 0 ? NULL : strchr(value, REASON_WORDS_SEPARATOR);

	if (strcmp(key, "field") == 0)
		words_add(words, field_label(value, filling->language));
	else if (!border)
		words_add(words, value);
	else if (filling->language == LANGUAGE_ZH)
		words_addn(words, value, (size_t)(border - value));
	else
		words_add(words, border + 1);
}

static void add_place(struct words *words, const struct filling *filling, const char *name, size_t len)
{
	for (size_t i = 0; i < filling->n; i++) {
		const char *key = filling->keys[i];

		if (strlen(key) == len && memcmp(key, name, len) == 0 && filling->values[i][0]) {
			add_value(words, filling, key, filling->values[i]);
			return;
		}
	}
	words_add(words, NO_WORD);
}

/* Adds a sentence with its places filled; what a value holds is never taken for a place. */
static void add_sentence(struct words *words, const struct filling *filling, const char *sentence)
{
	const char *open, *close;

	while ((open = strchr(sentence, '{')) && (close = strchr(open, '}'))) {
		words_addn(words, sentence, (size_t)(open - sentence));
		add_place(words, filling, open + 1, (size_t)(close - open - 1));
		sentence = close + 1;
	}
	words_add(words, sentence);
}

void reason_text(enum reason reason, enum language language, const char *const *keys, const char *const *values,
		 size_t n, char *out, size_t size)
{
	const struct filling filling = { language, keys, values, n };
	struct words words;

	if (size == 0)
		return;
	words_begin(&words, out, size);
	if (checked(reason) == REASON_NONE)
		return;
	add_sentence(&words, &filling, reason_sentence(reason, language));
	words_add(&words, language == LANGUAGE_ZH ? "。" : "; ");
	add_sentence(&words, &filling, reason_advice(reason, language));
}
