/* docs/rules.md is a reference: it names every word a rules file may use. That its example runs is another test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/rules/read.h"
#include "domain_fixture.h"

/* True when the text has the word in backquotes, alone or after a key ("does: link"). */
static bool is_named(const char *text, const char *word)
{
	char *alone = hy_xasprintf("`%s`", word), *with_key = hy_xasprintf(": %s`", word);
	bool named = strstr(text, alone) || strstr(text, with_key);

	free(alone);
	free(with_key);
	return named;
}

static void every_word_is_in_the_reference(void **state)
{
	static const struct vocabulary *const vocabularies[] = {
		&role_words,        &assignment_role_words, &level_words,     &meaning_words,  &phase_words,
		&milestone_words,   &deadline_kind_words,   &action_words,    &need_words,     &link_words,
		&requirement_words, &rate_words_known,      &rate_unit_words, &rounding_words,
	};
	char *text = load_file("docs/rules.md");
	size_t missing = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(vocabularies) / sizeof(*vocabularies); i++)
		for (unsigned word = 1; word < vocabularies[i]->count; word++)
			if (!is_named(text, vocabularies[i]->word(word))) {
				print_error("%s \"%s\" is not in docs/rules.md\n", vocabularies[i]->en,
					    vocabularies[i]->word(word));
				missing++;
			}
	free(text);
	assert_int_equal(missing, 0);
}

/* Every key of the file of Baotou that stands at the left edge or in a move. */
static void every_key_is_in_the_reference(void **state)
{
	char *doc = load_file("docs/rules.md"), *rules = load_file("rules/baotou.yaml"), *save = NULL;
	size_t n = 0;

	(void)state;
	for (char *line = strtok_r(rules, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		size_t indent = strspn(line, " "), len = strcspn(line + indent, ":");
		char *key;

		if ((indent != 0 && indent != 4) || line[indent] == '#' || line[indent + len] != ':')
			continue;
		key = hy_xasprintf("%.*s", (int)len, line + indent);
		if (!is_named(doc, key))
			fail_msg("key \"%s\" is not in docs/rules.md", key);
		free(key);
		n++;
	}
	assert_true(n > 200);
	free(doc);
	free(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_is_in_the_reference),
		cmocka_unit_test(every_key_is_in_the_reference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
