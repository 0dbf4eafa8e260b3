/* Any sequence of updates over each rules file of the repository: the engine never makes a move the table lacks, never
 * exceeds a limit, writes nothing when it refuses, and says in its milestones and items all that changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_properties.h"
#include "engine_random.h"

static const char *office_name(void *arg, int office_id, enum language language)
{
	(void)arg;
	(void)office_id;
	return language == LANGUAGE_ZH ? "某局" : "an office";
}

/* Decides; a refusal has words in both languages and leaves everything as it was. */
static bool decides(const struct case_state *state, const struct update *update, struct decision *ret_decision)
{
	struct decision untouched;
	struct refusal refusal = { .reason = REASON_NONE };
	struct case_state copy = *state;
	char text[2000];

	memset(ret_decision, 0xa5, sizeof(*ret_decision));
	memcpy(&untouched, ret_decision, sizeof(untouched));
	if (engine_decide(&context, state, update, ret_decision, &refusal) == 0) {
		assert_int_equal(refusal.reason, REASON_NONE);
		return true;
	}
	assert_int_not_equal(refusal.reason, REASON_NONE);
	assert_memory_equal(ret_decision, &untouched, sizeof(untouched));
	assert_memory_equal(state, &copy, sizeof(copy));
	for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
		refusal_text(&refusal, language, text, sizeof(text));
		assert_null(strstr(text, "…"));
	}
	return false;
}

struct tally {
	unsigned accepted, ended, by_action[ACTION_COUNT_];
};

/* Cases that may be merged, linked and met about together. */
#define FAMILY 3
struct family {
	struct case_state cases[FAMILY];
	const struct case_state *merged[FAMILY];
	struct surroundings around;
};

/* What the engine is told beside case i: the case it was merged into, those merged into it, those the update names. */
static void surround(struct family *family, int i, const struct update *update)
{
	struct surroundings *around = &family->around;

	*around = (struct surroundings){ .merged = family->merged };
	for (int j = 0; j < FAMILY; j++) {
		if (family->cases[j].case_id == family->cases[i].main_case)
			around->main_case = &family->cases[j];
		if (family->cases[j].main_case == family->cases[i].case_id)
			family->merged[around->n_merged++] = &family->cases[j];
	}
	for (int n = 0; n < update->n_other_cases; n++)
		around->others[around->n_others++] = &family->cases[update->other_cases[n] - 1];
	context.around = around;
}

static void random_others(unsigned *seed, struct update *update, enum move_action action)
{
	if (action != ACTION_MERGE && action != ACTION_LINK && action != ACTION_MEET)
		return;
	update->n_other_cases = (int)pick_number(seed, 3);
	for (int i = 0; i < update->n_other_cases; i++)
		update->other_cases[i] = 1 + (int64_t)pick_number(seed, FAMILY);
}

/* The other cases get the other end, and nothing else happens to them. */
static void check_others(struct family *family, const struct update *update, const struct decision *decision)
{
	for (int n = 0; n < update->n_other_cases; n++) {
		struct case_state *other = &family->cases[update->other_cases[n] - 1];
		struct decision there;
		struct refusal refusal;

		assert_int_equal(engine_decide_other(&context, update, decision, n, &there, &refusal), 0);
		assert_int_equal(there.after.version, other->version + 1);
		assert_int_equal(there.after.n_items, other->n_items + 1);
		assert_string_equal(there.after.state, other->state);
		check_items(other, &there.after);
		check_effects(other, &there);
		*other = there.after;
	}
}

static int count_ends(const struct case_state *state, int64_t other)
{
	int ends = 0;

	for (int i = 0; i < state->n_items; i++)
		ends += state->items[i].kind == ITEM_LINK && state->items[i].other_case == other;
	return ends;
}

/* Nothing is merged in circles, and both ends of a link know of it. */
static void check_family(const struct family *family)
{
	for (int i = 0; i < FAMILY; i++) {
		const struct case_state *state = &family->cases[i];

		for (int j = 0; j < FAMILY; j++)
			assert_int_equal(count_ends(state, j + 1), count_ends(&family->cases[j], i + 1));
		if (state->main_case > 0)
			assert_int_equal(family->cases[state->main_case - 1].main_case, 0);
	}
}

/* One update of one case; decided as every other, and carried to the cases it names. */
static void step(unsigned *seed, struct family *family, int i, struct tally *tally)
{
	struct case_state *state = &family->cases[i];
	struct update update = random_update(seed, state);
	const struct rule_move *move = rules_move(context.rules, update.verb);
	struct decision decision;
	char text[1000];

	if (move)
		random_others(seed, &update, move->action);
	surround(family, i, &update);
	if (!decides(state, &update, &decision))
		return;
	check_move(state, &update, &decision);
	check_items(state, &decision.after);
	check_effects(state, &decision);
	check_others(family, &update, &decision);
	*state = decision.after;
	check_case(state);
	check_family(family);
	engine_next_step(&context, state, LANGUAGE_ZH, office_name, NULL, text, sizeof(text));
	assert_true(text[0]);
	tally->accepted++;
	tally->by_action[move->action]++;
}

static void run(unsigned *seed, struct tally *tally)
{
	struct family family;

	for (int i = 0; i < FAMILY; i++) {
		family.cases[i] = random_case(seed);
		family.cases[i].case_id = i + 1;
	}
	for (int steps = 0; steps < 1000; steps++) {
		int i = (int)pick_number(seed, FAMILY);

		if (!rules_state(context.rules, family.cases[i].state)->final)
			step(seed, &family, i, tally);
	}
	for (int i = 0; i < FAMILY; i++)
		tally->ended += rules_state(context.rules, family.cases[i].state)->final;
	context.around = NULL;
}

/* A correction needs an earlier line; see test_engine_correct.c. */
static bool is_tried(enum move_action action)
{
	return action != ACTION_CORRECT;
}

static void run_rules(const char *path, int runs)
{
	const struct rules *kept = context.rules;
	struct rules *rules = load_rules_file(path);
	struct tally tally = { 0 };
	unsigned seed = 20230701;

	context.rules = rules;
	context.today = day("2024-12-31");
	rules->catch_up.given = true;
	rules->catch_up.from = day("2023-01-01");
	rules->catch_up.until = context.today;
	for (int i = 0; i < runs; i++)
		run(&seed, &tally);
	print_message("%s: %u updates accepted, %u of %d cases ended\n", path, tally.accepted, tally.ended,
		      FAMILY * runs);
	/* the sequences are worth something: cases get all the way through, and every move is made */
	assert_true(tally.ended > (unsigned)(FAMILY * runs) / 10);
	for (int i = 0; i < rules->n_moves; i++)
		if (is_tried(rules->moves[i].action) && tally.by_action[rules->moves[i].action] == 0)
			fail_msg("%s: %s was never made", path, rules->moves[i].verb);
	context.rules = kept;
	rules_free(rules);
}

static void no_sequence_of_updates_leaves_the_table_of_baotou(void **s)
{
	(void)s;
	run_rules("rules/baotou.yaml", 300);
}

static void no_sequence_of_updates_leaves_the_table_of_qinyang(void **s)
{
	(void)s;
	run_rules("rules/qinyang.yaml", 200);
}

static void no_sequence_of_updates_leaves_the_table_of_suizhou(void **s)
{
	(void)s;
	run_rules("rules/suizhou.yaml", 200);
}

static void no_sequence_of_updates_leaves_the_table_of_the_first_rules(void **s)
{
	(void)s;
	run_rules("tests/unit/rules_of_0_1.yaml", 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_sequence_of_updates_leaves_the_table_of_baotou),
		TEST(no_sequence_of_updates_leaves_the_table_of_qinyang),
		TEST(no_sequence_of_updates_leaves_the_table_of_suizhou),
		TEST(no_sequence_of_updates_leaves_the_table_of_the_first_rules),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
