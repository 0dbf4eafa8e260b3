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

/* Those a program tries: the state of the tests below. */
struct mistakes {
	const struct mistake *list;
	size_t n;
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

static inline void print_reports(const struct mistake *mistake, int line, int column)
{
	print_error("not reported at %d:%d: %s\n", line, column, mistake->en);
	for (size_t j = 0; j < errors.n; j++)
		print_error("\t%d:%d: %s | %s\n", errors.list[j].line, errors.list[j].column, errors.list[j].en,
			    errors.list[j].zh);
}

static inline void every_mistake_is_reported_at_its_place(void **state)
{
	const struct mistakes *mistakes = *state;
	size_t wrong = 0;

	for (size_t i = 0; i < mistakes->n; i++) {
		const struct mistake *mistake = &mistakes->list[i];
		const char *place;
		char *text = make_mistake(mistake, &place);
		int line, column;

		rules_free(rules_parse(text, strlen(text), &errors));
		locate(text, place, &line, &column);
		if (!is_reported(mistake->zh, mistake->en, line, column)) {
			print_reports(mistake, line, column);
			wrong++;
		}
		free(text);
	}
	print_message("%zu mistakes tried\n", mistakes->n);
	assert_int_equal(wrong, 0);
}

/* Most mistakes bring one report, none more than four: nothing follows from them that would hide what is meant. */
static inline void one_mistake_brings_few_reports(void **state)
{
	const struct mistakes *mistakes = *state;
	size_t noisy = 0;

	for (size_t i = 0; i < mistakes->n; i++) {
		const struct mistake *mistake = &mistakes->list[i];
		const char *place;
		char *text = make_mistake(mistake, &place);

		rules_free(rules_parse(text, strlen(text), &errors));
		if (errors.n > 4)
			print_error("%zu reports of \"%s\", the first: %d:%d %s\n", errors.n, mistake->en,
				    errors.list[0].line, errors.list[0].column, errors.list[0].en);
		assert_in_range(errors.n, 1, 4);
		noisy += errors.n > 1;
		free(text);
	}
	assert_true(noisy * 4 < mistakes->n);
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
