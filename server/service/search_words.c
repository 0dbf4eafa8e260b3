#include "service/search_words.h"

#include "base/plain.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- Splitting ------------------------------------------------------------------------------------------------- */

/* Longest question, in bytes: 200 characters (check.c) of 4. */
#define QUESTION_SIZE 801

/* A single character that no number can be: a piece of a name written with blanks. */
static bool is_lone(const char *word)
{
	return text_length(word, strlen(word)) == 1 && (unsigned char)word[0] >= 0x80;
}

/* The words of a narrowed question, in the arena; more than SEARCH_MAX_WORDS are counted only. */
static size_t split(char *question, struct arena *arena, const char *words[SEARCH_MAX_WORDS])
{
	size_t n = 0;
	bool lone = false;
	char *rest = question, *word;

	while ((word = strsep(&rest, " \t"))) {
		if (!*word)
			continue;
		if (lone && is_lone(word)) {
			if (n <= SEARCH_MAX_WORDS)
				words[n - 1] = arena_printf(arena, "%s%s", words[n - 1], word);
			continue;
		}
		lone = is_lone(word);
		if (n < SEARCH_MAX_WORDS)
			words[n] = arena_strdup(arena, word);
		n++;
	}
	return n;
}

/* ---- What a word may mean -------------------------------------------------------------------------------------- */

static const char *cut_end(char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	if (len > end_len && strcmp(text + len - end_len, end) == 0)
		text[len - end_len] = '\0';
	return text;
}

/* 第0045号提案 → 0045; "" for what is too long for a number. */
static const char *number_of(const char *word, struct arena *arena)
{
	static const char di[] = "第";
	char *number = arena_strdup(arena, strncmp(word, di, strlen(di)) == 0 ? word + strlen(di) : word);

	cut_end(number, "提案");
	cut_end(number, "号");
	return strlen(number) < CASE_NUMBER_SIZE ? number : "";
}

/* True when two letters stand side by side: then the index has a piece of it. */
static bool has_piece(const char *plain)
{
	size_t run = 0;

	for (size_t len; *plain; plain += len) {
		len = text_char_bytes(plain);
		run = *plain == ' ' ? 0 : run + 1;
		if (run > 1)
			return true;
	}
	return false;
}

/* A name as it is searched, without a remark in brackets behind it. */
static char *plain_name(const char *name, struct arena *arena)
{
	static const char *const brackets[] = { "（", "(", "〔", "[" };
	char *own = arena_strdup(arena, name), *plain, *kept;

	for (size_t i = 0; i < sizeof(brackets) / sizeof(*brackets); i++) {
		char *at = strstr(own, brackets[i]);

		if (at && at > own)
			*at = '\0';
	}
	plain = plain_text(own);
	kept = arena_strdup(arena, plain);
	free(plain);
	return kept;
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* One of the Latin words of a name, or several that follow each other. */
static bool has_words(const char *name, const char *words, struct arena *arena)
{
	return strstr(arena_printf(arena, " %s ", name), arena_printf(arena, " %s ", words)) != NULL;
}

/* An office is named by its code, by the end of its Chinese name (教育局 is 市教育局), by words of its English name. */
static bool names_office(const struct search_word *word, const struct office *office, struct arena *arena)
{
	if (strcasecmp(office->code, word->typed) == 0)
		return true;
	if (!word->plain[0])
		return false;
	return ends_with(plain_name(office->name_zh, arena), word->plain) ||
	       has_words(plain_name(office->name_en, arena), word->plain, arena);
}

static void add_offices(const struct registry *registry, struct arena *arena, struct search_query *query)
{
	query->offices = arena_alloc(arena, (registry->n_offices * query->n + 1) * sizeof(*query->offices));
	for (size_t i = 0; i < query->n; i++)
		for (size_t k = 0; k < registry->n_offices; k++)
			if (names_office(&query->words[i], &registry->offices[k], arena))
				query->offices[query->n_offices++] =
					(struct search_office){ i, registry->offices[k].office_id };
}

/* 0, or -1 for a single character that is no digit: it stands in nearly every text. */
static int read_word(const char *typed, struct arena *arena, struct search_word *ret_word, struct refusal *ret_refusal)
{
	char *plain = plain_text(typed);
	int64_t case_id = 0;

	*ret_word = (struct search_word){ .typed = typed, .number = number_of(typed, arena) };
	ret_word->plain = has_piece(plain) ? arena_strdup(arena, plain) : "";
	free(plain);
	if (tolower((unsigned char)typed[0]) == 's' && number_parse(typed + 1, 1, INT64_MAX, &case_id) == 0)
		ret_word->case_id = case_id;
	if (ret_word->plain[0] || isdigit((unsigned char)ret_word->number[0]))
		return 0;
	refuse_with(refuse(ret_refusal, REASON_SEARCH_WORD_SHORT), "word", "%s", typed);
	return -1;
}

int search_words_read(const struct registry *registry, const char *question, struct arena *arena,
		      struct search_query *ret_query, struct refusal *ret_refusal)
{
	char narrow[QUESTION_SIZE];
	const char *words[SEARCH_MAX_WORDS];
	size_t n = split(text_narrow(question, narrow, sizeof(narrow)), arena, words);

	if (n == 0) {
		refuse_with(refuse(ret_refusal, REASON_FIELD_MISSING), "field", "query");
		return -1;
	}
	if (n > SEARCH_MAX_WORDS) {
		refuse_with(refuse(ret_refusal, REASON_SEARCH_WORDS_MANY), "max", "%d", SEARCH_MAX_WORDS);
		return -1;
	}
	for (size_t i = 0; i < n; i++)
		if (read_word(words[i], arena, &ret_query->words[i], ret_refusal) < 0)
			return -1;
	ret_query->n = n;
	add_offices(registry, arena, ret_query);
	return 0;
}

/* ---- The piece around a hit ------------------------------------------------------------------------------------ */

/* Characters shown before and after what was found: a line of a terminal in all. */
#define SNIPPET_BEFORE 12
#define SNIPPET_AFTER  24

char *search_snippet(const char *text, size_t begin, size_t end, struct arena *arena)
{
	size_t from = begin, to = end;
	char *snippet;

	for (int i = 0; i < SNIPPET_BEFORE && from > 0; i++)
		do
			from--;
		while (from > 0 && ((unsigned char)text[from] & 0xc0) == 0x80);
	for (int i = 0; i < SNIPPET_AFTER && text[to]; i++)
		to += text_char_bytes(text + to);
	snippet = arena_printf(arena, "%s%.*s%s", from > 0 ? "…" : "", (int)(to - from), text + from,
			       text[to] ? "…" : "");
	for (char *p = snippet; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	return snippet;
}
