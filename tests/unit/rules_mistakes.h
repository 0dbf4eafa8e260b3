/* What the tests of mistakes in rules files share: the file of Baotou with one mistake put in, and where the report of
 * it stands. Included after cmocka.h. */
#ifndef TESTS_RULES_MISTAKES_H
#define TESTS_RULES_MISTAKES_H

#include "domain_fixture.h"

static struct rule_errors errors;
static char *baotou;

/* A mistake: `find` (its first occurrence after `after`) becomes `put`; the report stands at the `at`-th byte of what
 * was put, or, with elsewhere given, at the first occurrence of that text in the changed file. */
struct mistake {
	const char *after, *find, *put;
	const char *elsewhere;
	size_t at;
	const char *zh, *en;
};

/* The changed file; *ret_place is where the report should stand. */
static inline char *make_mistake(const struct mistake *mistake, const char **ret_place)
{
	const char *after = strstr(baotou, mistake->after), *find = after ? strstr(after, mistake->find) : NULL;
	char *text;

	if (!find)
		fail_msg("the file has no \"%s\" after \"%s\"", mistake->find, mistake->after);
	text = hy_xasprintf("%.*s%s%s", (int)(find - baotou), baotou, mistake->put, find + strlen(mistake->find));
	*ret_place = text + (find - baotou) + mistake->at;
	if (mistake->elsewhere)
		*ret_place = strstr(text, mistake->elsewhere) + mistake->at;
	return text;
}

/* Line and column (in characters) of a place in a text, from 1. */
static inline void locate(const char *text, const char *place, int *ret_line, int *ret_column)
{
	*ret_line = *ret_column = 1;
	for (; text < place; text++) {
		if (((unsigned char)*text & 0xc0) != 0x80)
			++*ret_column;
		if (*text == '\n') {
			++*ret_line;
			*ret_column = 1;
		}
	}
}

static inline bool is_reported(const char *zh, const char *en, int line, int column)
{
	for (size_t i = 0; i < errors.n; i++) {
		const struct rule_error *error = &errors.list[i];

		if (strstr(error->zh, zh) && strstr(error->en, en) && error->line == line && error->column == column)
			return true;
	}
	return false;
}

/* Tries all; the number of those that were not reported where and as they should. */
static inline size_t try_mistakes(const struct mistake *mistakes, size_t n)
{
	size_t wrong = 0;

	for (size_t i = 0; i < n; i++) {
		const char *place;
		char *text = make_mistake(&mistakes[i], &place);
		int line, column;

		rules_free(rules_parse(text, strlen(text), &errors));
		locate(text, place, &line, &column);
		if (!is_reported(mistakes[i].zh, mistakes[i].en, line, column)) {
			print_error("not reported at %d:%d: %s\n", line, column, mistakes[i].en);
			for (size_t j = 0; j < errors.n; j++)
				print_error("\t%d:%d: %s | %s\n", errors.list[j].line, errors.list[j].column,
					    errors.list[j].en, errors.list[j].zh);
			wrong++;
		}
		free(text);
	}
	print_message("%zu mistakes tried\n", n);
	return wrong;
}

/* How many mistakes bring more than one report; more than four fail the test. */
static inline size_t count_noisy(const struct mistake *mistakes, size_t n)
{
	size_t noisy = 0;

	for (size_t i = 0; i < n; i++) {
		const char *place;
		char *text = make_mistake(&mistakes[i], &place);

		rules_free(rules_parse(text, strlen(text), &errors));
		if (errors.n > 4)
			print_error("%zu reports of \"%s\", the first: %d:%d %s\n", errors.n, mistakes[i].en,
				    errors.list[0].line, errors.list[0].column, errors.list[0].en);
		assert_in_range(errors.n, 1, 4);
		noisy += errors.n > 1;
		free(text);
	}
	return noisy;
}

static inline int load_baotou(void **state)
{
	(void)state;
	baotou = load_file("rules/baotou.yaml");
	return 0;
}

static inline int unload_baotou(void **state)
{
	(void)state;
	free(baotou);
	return 0;
}

#endif
