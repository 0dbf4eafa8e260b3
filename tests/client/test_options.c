/* Options before and after the verb, and what is said about wrong ones. */
#include "options.h"
#include "suggest.h"
#include "verbs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const struct option_row rows[] = {
	{ "limit", 'l', "N", TXT_OPT_LIMIT },
	{ "open", 0, NULL, TXT_OPT_OPEN },
	{ "outcome", 0, "TEXT", TXT_OPT_OUTCOME },
	{ "sector", 0, "TEXT" OR_NOTHING, TXT_OPT_SECTOR },
};
#define N_ROWS (sizeof rows / sizeof rows[0])

static void reads_options_between_words(void **state)
{
	(void)state;
	struct arguments arguments = { 0 };
	char *argv[] = { "list", "20230045", "--open", "-l", "7", "--lang", "en", "20230046", NULL };
	assert_int_equal(options_parse(&arguments, rows, N_ROWS, 8, argv, false), 6);
	assert_int_equal(arguments.n_words, 2);
	assert_string_equal(arguments.words[0], "20230045");
	assert_string_equal(arguments.words[1], "20230046");
	assert_string_equal(option_value(&arguments, "lang"), "en");
	assert_true(option_given(&arguments, "open"));
	long limit = 0;
	assert_int_equal(option_number(&arguments, "limit", 1, 10, &limit), 0);
	assert_int_equal(limit, 7);
}

static void stops_at_the_verb(void **state)
{
	(void)state;
	struct arguments arguments = { 0 };
	char *argv[] = { "huiyin", "--output", "json", "todo", "--limit", "3", NULL };
	assert_int_equal(options_parse(&arguments, NULL, 0, 6, argv, true), 3);
	assert_string_equal(arguments.words[0], "todo");
	assert_int_equal(arguments.n_words, 3);
}

static void keeps_repeated_values_in_order(void **state)
{
	(void)state;
	struct arguments arguments = { 0 };
	char *argv[] = { "submit", "--outcome", "a", "--outcome=b", NULL };
	assert_true(options_parse(&arguments, rows, N_ROWS, 4, argv, false) > 0);
	assert_string_equal(option_repeated(&arguments, "outcome", 0), "a");
	assert_string_equal(option_repeated(&arguments, "outcome", 1), "b");
	assert_null(option_repeated(&arguments, "outcome", 2));
	assert_string_equal(option_value(&arguments, "outcome"), "b");
	assert_string_equal(option_text(&arguments, "limit"), "");
}

static void refuses_wrong_options(void **state)
{
	(void)state;
	struct {
		char *argv[4];
		int argc;
	} cases[] = {
		{ { "x", "--opne", NULL }, 2 },      { { "x", "--limit", NULL }, 2 },
		{ { "x", "--open=1", NULL }, 2 },    { { "x", "-z", NULL }, 2 },
		{ { "x", "--limit", "", NULL }, 3 }, { { "x", "--outcome=", NULL }, 2 },
		{ { "x", "--lang=", NULL }, 2 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arguments arguments = { 0 };
		assert_int_equal(options_parse(&arguments, rows, N_ROWS, cases[i].argc, cases[i].argv, false), -1);
	}
	struct arguments arguments = { 0 };
	char *argv[] = { "x", "--limit", "11", NULL };
	long limit = 5;
	assert_true(options_parse(&arguments, rows, N_ROWS, 3, argv, false) > 0);
	assert_int_equal(option_number(&arguments, "limit", 1, 10, &limit), -1);
	assert_int_equal(limit, 5);
}

static void takes_nothing_where_an_entry_can_be_taken_away(void **state)
{
	(void)state;
	struct arguments arguments = { 0 };
	char *argv[] = { "x", "--sector", "", NULL };
	assert_int_equal(options_parse(&arguments, rows, N_ROWS, 3, argv, false), 3);
	assert_true(option_given(&arguments, "sector"));
	assert_string_equal(option_value(&arguments, "sector"), "");
}

static void measures_distance(void **state)
{
	(void)state;
	assert_int_equal(suggest_distance("todo", "todo"), 0);
	assert_int_equal(suggest_distance("tood", "todo"), 1);
	assert_int_equal(suggest_distance("rate", "rates"), 1);
	assert_int_equal(suggest_distance("", "abc"), 3);
	assert_int_equal(suggest_distance("kitten", "sitting"), 3);
	char long_word[100];
	memset(long_word, 'a', sizeof long_word - 1);
	long_word[sizeof long_word - 1] = '\0';
	assert_true(suggest_distance(long_word, "a") == SIZE_MAX);
}

static void suggests_near_words_only(void **state)
{
	(void)state;
	assert_string_equal(verbs_suggest(NULL, "tood"), "todo");
	assert_string_equal(verbs_suggest(NULL, "submti"), "submit");
	assert_string_equal(verbs_suggest("case", "shwo"), "show");
	assert_null(verbs_suggest(NULL, "zzzz"));
	assert_null(verbs_suggest("case", "verify"));
}

static void finds_verbs_of_one_and_two_words(void **state)
{
	(void)state;
	int words = 0;
	assert_string_equal(verbs_find("rates", "list", &words)->name, "rates list");
	assert_int_equal(words, 2);
	assert_string_equal(verbs_find("rates", "x", &words)->name, "rates");
	assert_int_equal(words, 1);
	assert_null(verbs_find("case", NULL, &words));
	assert_true(verbs_is_group("case"));
	assert_true(verbs_is_group("rates"));
	assert_false(verbs_is_group("todo"));
	assert_false(verbs_is_group("cas"));
}

static void every_verb_teaches(void **state)
{
	(void)state;
	const struct verb *verb;
	size_t n = 0;
	for (; (verb = verbs_at(n)); n++) {
		for (enum language language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
			txt_set_language(language);
			assert_true(strlen(txt(verb->summary)) > 4);
			assert_true(strlen(txt(verb->about)) > 40);
			for (size_t i = 0; i < verb->n_options; i++)
				assert_true(strlen(txt(verb->options[i].help)) > 3);
		}
		for (size_t i = 0; i < VERB_EXAMPLES; i++)
			assert_non_null(strstr(verb->examples[i], "huiyin "));
		assert_non_null(verb->run);
	}
	assert_true(n >= 28);
	txt_set_language(LANGUAGE_ZH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_options_between_words),
		cmocka_unit_test(stops_at_the_verb),
		cmocka_unit_test(keeps_repeated_values_in_order),
		cmocka_unit_test(refuses_wrong_options),
		cmocka_unit_test(takes_nothing_where_an_entry_can_be_taken_away),
		cmocka_unit_test(measures_distance),
		cmocka_unit_test(suggests_near_words_only),
		cmocka_unit_test(finds_verbs_of_one_and_two_words),
		cmocka_unit_test(every_verb_teaches),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
