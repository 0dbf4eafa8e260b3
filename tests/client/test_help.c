/* What help and documents show can be typed: verbs, options and numbers of words are those of the parser. */
#include "options.h"
#include "verbs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 40
#define MAX_LINE  1000
#define LETTERS   "abcdefghijklmnopqrstuvwxyz-" /* of options */

/* A command line as a shell would split it: blanks and both quotes. Ends where another command or a comment begins. */
struct line {
	char text[MAX_LINE];
	char *words[MAX_WORDS + 1];
	int n;
};

static bool ends_command(const char *at)
{
	return *at == '\0' || strchr("|<>;`)\n", *at) || (*at == '#' && at[-1] == ' ') || strncmp(at, "&&", 2) == 0;
}

/* Copies a word without its quotes and steps over it. */
static char *take_word(const char **from, char **to)
{
	char *word = *to, quote = '\0';
	for (; **from && (quote || (**from != ' ' && !ends_command(*from))); ++*from) {
		if (quote ? **from == quote : **from == '"' || **from == '\'')
			quote = quote ? '\0' : **from;
		else
			*(*to)++ = **from;
	}
	*(*to)++ = '\0';
	return word;
}

static void split(const char *command, struct line *line)
{
	char *to = line->text;
	line->n = 0;
	assert_true(strlen(command) < MAX_LINE - MAX_WORDS);
	while (line->n < MAX_WORDS) {
		command += strspn(command, " ");
		if (ends_command(command))
			break;
		line->words[line->n++] = take_word(&command, &to);
	}
	line->words[line->n] = NULL;
}

/* The verb of a command whose words and options it takes; NULL after the reason. ret_words: words behind its name. */
static const struct verb *find(const char *command, int *ret_words)
{
	struct line line;
	struct arguments arguments = { 0 };
	int used = 0;
	split(command, &line);
	if (options_parse(&arguments, NULL, 0, line.n, line.words, true) < 0 || arguments.n_words == 0)
		return NULL;
	const struct verb *verb =
		verbs_find(arguments.words[0], arguments.n_words > 1 ? arguments.words[1] : NULL, &used);
	if (!verb) {
		print_error("no verb in: %s\n", command);
		return NULL;
	}
	char **rest = arguments.words + used - 1;
	int n = arguments.n_words - used + 1;
	if (options_parse(&arguments, verb->options, verb->n_options, n, rest, false) < 0)
		return NULL;
	*ret_words = arguments.n_words;
	return verb;
}

/* The verb of a command that can be typed so; NULL after the reason. */
static const struct verb *parse(const char *command)
{
	int n;
	const struct verb *verb = find(command, &n);
	if (!verb || (n >= verb->min_words && (verb->max_words < 0 || n <= verb->max_words)))
		return verb;
	print_error("%d words do not suit %s: %s\n", n, verb->name, command);
	return NULL;
}

static void examples_can_be_typed(void **state)
{
	(void)state;
	const struct verb *verb;
	for (size_t i = 0; (verb = verbs_at(i)); i++)
		for (size_t k = 0; k < VERB_EXAMPLES; k++) {
			const char *command = strstr(verb->examples[k], "huiyin ");
			assert_non_null(command);
			if (parse(command) != verb)
				fail_msg("no example of %s: %s", verb->name, verb->examples[k]);
		}
}

static bool is_option(const struct option_row *rows, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(rows[i].name, name, len) == 0 && rows[i].name[len] == '\0')
			return true;
	return false;
}

static bool some_verb_has(const char *name, size_t len)
{
	const struct verb *verb;
	for (size_t i = 0; (verb = verbs_at(i)); i++)
		if (is_option(verb->options, verb->n_options, name, len))
			return true;
	return is_option(global_options, n_global_options, name, len);
}

/* Every "--option" of a text is one. */
static void check_text(const char *text)
{
	for (const char *at = text; (at = strstr(at, "--")); at += 2) {
		size_t len = strspn(at + 2, LETTERS);
		if (len && !some_verb_has(at + 2, len))
			fail_msg("there is no option --%.*s: %s", (int)len, at + 2, text);
	}
}

static void sentences_name_options_there_are(void **state)
{
	(void)state;
#define TEXT(id, zh, en) { zh, en },
	static const char *const texts[][2] = { CLIENT_TEXTS(TEXT) };
#undef TEXT
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		check_text(texts[i][0]);
		check_text(texts[i][1]);
	}
}

/* True when the verb has the option, or one that its text names as "huiyin VERB" has. A verb without options speaks of
 * those of others: where its codes go. */
static bool may_speak_of(const struct verb *verb, const char *about, const char *name, size_t len)
{
	const struct verb *other;
	if (verb->n_options == 0 || is_option(verb->options, verb->n_options, name, len) ||
	    is_option(global_options, n_global_options, name, len))
		return true;
	for (size_t i = 0; (other = verbs_at(i)); i++) {
		char command[80];
		snprintf(command, sizeof command, "huiyin %s", other->name);
		if (strstr(about, command) && is_option(other->options, other->n_options, name, len))
			return true;
	}
	return false;
}

static void verbs_speak_of_their_own_options(void **state)
{
	(void)state;
	const struct verb *verb;
	for (size_t i = 0; (verb = verbs_at(i)); i++)
		for (enum language language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
			txt_set_language(language);
			const char *about = txt(verb->about);
			for (const char *at = about; (at = strstr(at, "--")); at += 2) {
				size_t len = strspn(at + 2, LETTERS);
				if (len && !may_speak_of(verb, about, at + 2, len))
					fail_msg("%s has no option --%.*s", verb->name, (int)len, at + 2);
			}
		}
	txt_set_language(LANGUAGE_ZH);
}

/* A command of a document, unless it is a pattern to fill in. In a sentence it may be a verb alone, or a group of them.
 * Returns the number of those that were checked. */
static size_t check_command(const char *path, const char *command, bool whole)
{
	int n;
	if (strncmp(command, "huiyin ", 7) != 0 || strncmp(command, "huiyin help ", 12) == 0 || strstr(command, "…"))
		return 0;
	if (!(whole ? parse(command) : find(command, &n)) && (whole || !verbs_is_group(command + 7)))
		fail_msg("%s: %s", path, command);
	return 1;
}

/* Lines of code blocks, perhaps after a prompt, and what stands between backquotes in a sentence. */
static size_t check_document(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[4 * MAX_LINE];
	bool block = false;
	size_t n = 0;
	assert_non_null(file);
	while (fgets(line, sizeof line, file)) {
		if (strncmp(line, "```", 3) == 0) {
			block = !block;
			continue;
		}
		if (block)
			n += check_command(path, line + (strncmp(line, "$ ", 2) == 0 ? 2 : 0), true);
		char *rest = line, *between = NULL;
		for (bool quoted = false; !block && (between = strsep(&rest, "`")); quoted = !quoted)
			n += quoted ? check_command(path, between, false) : 0;
	}
	fclose(file);
	return n;
}

static void documents_show_commands_there_are(void **state)
{
	(void)state;
	glob_t found;
	size_t n = 0;
	assert_int_equal(glob(SOURCE_DIR "/*.md", 0, NULL, &found), 0);
	assert_int_equal(glob(SOURCE_DIR "/docs/*.md", GLOB_APPEND, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		n += check_document(found.gl_pathv[i]);
	globfree(&found);
	assert_true(n >= 100);
}

static void wrong_commands_are_found(void **state)
{
	(void)state;
	assert_non_null(parse("huiyin rates why 'answer' --as-of \"2023-06-30\" | head"));
	assert_null(parse("huiyin rates wy answer"));
	assert_null(parse("huiyin rates why --rate answer"));
	assert_null(parse("huiyin rates why a b c"));
	assert_null(parse("huiyin case show"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_can_be_typed),
		cmocka_unit_test(sentences_name_options_there_are),
		cmocka_unit_test(verbs_speak_of_their_own_options),
		cmocka_unit_test(documents_show_commands_there_are),
		cmocka_unit_test(wrong_commands_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
