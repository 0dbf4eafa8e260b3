/* Random rules files: whatever the checker lets through has no dead end, and what it calls a dead end is one. The walk
 * here is the plainest there is, over codes as they stand in the rules, and shares nothing with the checker's. Files
 * are made in two ways: the files of the cities with lines and words changed, and small graphs out of nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/rules/read.h"
#include "rules_made.h"
#include "rules_walk.h"

static struct rule_errors errors;

struct tally {
	int good, stuck, other; /* files taken, refused as stuck and for other reasons */
};

/* True when nothing but places without an end are reported. */
static bool only_stuck(void)
{
	for (size_t i = 0; i < errors.n; i++)
		if (!strstr(errors.list[i].en, "no end is in reach"))
			return false;
	return true;
}

/* True when a file that was refused as stuck is: it is read here without any check and walked. */
static bool is_stuck_indeed(const char *text)
{
	static struct rule_errors none;
	struct rules rules = { 0 };
	struct reader reader = { .arena = arena_new(), .rules = &rules, .errors = &none };
	bool stuck;

	none.n = 0;
	read_file(&reader, yaml_tree_read(reader.arena, text, strlen(text), &none));
	assert_int_equal(none.n, 0);
	stuck = is_stuck(&rules);
	arena_free(reader.arena);
	return stuck;
}

static void try_file(char *text, struct tally *tally)
{
	struct rules *rules = rules_parse(text, strlen(text), &errors);

	if (rules && is_stuck(rules))
		fail_msg("a dead end was missed in\n%s", text);
	if (!rules && only_stuck() && !is_stuck_indeed(text))
		fail_msg("no dead end, but \"%s\", in\n%s", errors.list[0].en, text);
	if (rules)
		tally->good++;
	else if (only_stuck())
		tally->stuck++;
	else
		tally->other++;
	rules_free(rules);
	free(text);
}

static void no_dead_end_is_missed_in_generated_files(void **state)
{
	struct tally tally = { 0 };
	unsigned seed = 20230045;

	(void)state;
	for (int i = 0; i < 3000; i++)
		try_file(generate(&seed), &tally);
	print_message("%d taken, %d stuck, %d refused for other reasons\n", tally.good, tally.stuck, tally.other);
	assert_true(tally.good > 100);
	assert_true(tally.stuck > 100);
}

static void no_dead_end_is_missed_in_changed_files_of_cities(void **state)
{
	static const char *const paths[] = { "rules/baotou.yaml", "rules/qinyang.yaml", "rules/suizhou.yaml" };
	struct tally tally = { 0 };
	unsigned seed = 150200;

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		char *city = load_file(paths[i]);

		for (int j = 0; j < 400; j++)
			try_file(change(city, &seed), &tally);
		free(city);
	}
	print_message("%d taken, %d stuck, %d refused for other reasons\n", tally.good, tally.stuck, tally.other);
	assert_true(tally.good > 100);
	assert_true(tally.other > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_dead_end_is_missed_in_generated_files),
		cmocka_unit_test(no_dead_end_is_missed_in_changed_files_of_cities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
