/* Rates by name: what definitions ask of a thing, that each counts a part of its base. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/rates/definition.h"
#include "domain_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define BIT(word)    (UINT64_C(1) << (word))

#define ANSWERED_CASE (FACT_RECEIVED | FACT_FILED | FACT_ASSIGNED | FACT_ACCEPTED | FACT_ANSWERED | FACT_ON_TIME)

static struct fact_state thing(uint32_t flags, const char *words)
{
	struct fact_state state = { .flags = flags, .due_on = HY_DAY_NONE };

	snprintf(state.words, sizeof(state.words), "%s", words);
	return state;
}

static bool is(uint64_t words, enum rate_word word)
{
	return words & BIT(word);
}

/* --- words --- */

static void every_word_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < RATE_WORD_COUNT_; i++) {
		assert_non_null(rate_word_name(i));
		assert_int_equal(rate_word_by_name(rate_word_name(i)), i);
		assert_true(rate_word_label(i, LANGUAGE_ZH)[0] && rate_word_label(i, LANGUAGE_EN)[0]);
	}
	assert_int_equal(rate_word_by_name("answerd"), RATE_WORD_COUNT_);
}

static void every_flag_has_its_word(void **state)
{
	const uint32_t unused = 1u << 14 | 1u << 15 | 1u << 31;

	(void)state;
	for (int bit = 0; bit < 32; bit++) {
		uint64_t words = rate_words_of_flags((uint32_t)1 << bit);

		if (!(unused & (uint32_t)1 << bit))
			assert_true(words && !(words & (words - 1)));
	}
	assert_true(rate_words_of_flags(FACT_PLANNED) == BIT(RATE_PLANNED));
}

static void what_is_open_becomes_overdue_the_day_after_its_due_day(void **state)
{
	struct fact_state open = thing(FACT_RECEIVED | FACT_FILED | FACT_ASSIGNED, "");
	uint64_t words;

	(void)state;
	open.due_on = day("2023-06-30");
	words = rate_words(&open, FACT_PART, day("2023-06-30"), NULL);
	assert_true(is(words, RATE_OPEN) && !is(words, RATE_OVERDUE) && !is(words, RATE_DUE));
	words = rate_words(&open, FACT_PART, day("2023-07-01"), NULL);
	assert_true(is(words, RATE_OPEN) && is(words, RATE_OVERDUE) && is(words, RATE_DUE));
	open.due_on = HY_DAY_NONE;
	words = rate_words(&open, FACT_PART, day("2023-07-01"), NULL);
	assert_true(is(words, RATE_OPEN) && !is(words, RATE_OVERDUE));
	open.flags |= FACT_ANSWERED;
	words = rate_words(&open, FACT_CASE, day("2023-07-01"), NULL);
	assert_true(!is(words, RATE_OPEN) && is(words, RATE_DUE));
}

static void a_promise_is_due_when_kept_broken_or_overdue(void **state)
{
	struct fact_state promise = thing(FACT_PROMISED, "");
	uint64_t words;

	(void)state;
	promise.due_on = day("2023-06-30");
	words = rate_words(&promise, FACT_PROMISE, day("2023-06-01"), NULL);
	assert_true(is(words, RATE_OPEN) && !is(words, RATE_DUE));
	words = rate_words(&promise, FACT_PROMISE, day("2023-07-01"), NULL);
	assert_true(is(words, RATE_OVERDUE) && is(words, RATE_DUE));
	promise = thing(FACT_PROMISED | FACT_BROKEN, "");
	words = rate_words(&promise, FACT_PROMISE, day("2023-07-01"), NULL);
	assert_true(is(words, RATE_DUE) && !is(words, RATE_OPEN));
}

static void marks_mean_what_the_rules_say(void **state)
{
	struct rules *rules = load_rules();
	static const struct {
		const char *words; /* first result; first attitude; result; attitude; contact */
		uint64_t result;
	} rows[] = {
		{ ";;satisfied;;", BIT(RATE_RESULT_BEST) | BIT(RATE_RESULT_CONTENT) },
		{ ";;basically;;", BIT(RATE_RESULT_CONTENT) },
		{ ";;basically,satisfied;;", BIT(RATE_RESULT_CONTENT) },
		{ ";;dissatisfied,satisfied;;", BIT(RATE_RESULT_DISCONTENT) },
		{ ";;splendid;;", 0 },
		{ ";;satisfied,splendid;;", 0 },
		{ ";;dissatisfied,splendid;;", BIT(RATE_RESULT_DISCONTENT) },
		{ ";;;;", 0 },
		{ "", 0 },
		{ "dissatisfied;;satisfied;;",
		  BIT(RATE_RESULT_BEST) | BIT(RATE_RESULT_CONTENT) | BIT(RATE_FIRST_RESULT_DISCONTENT) },
		{ ";satisfied;;basically;",
		  BIT(RATE_FIRST_ATTITUDE_BEST) | BIT(RATE_FIRST_ATTITUDE_CONTENT) | BIT(RATE_ATTITUDE_CONTENT) },
	};
	const uint64_t of_marks = ~(BIT(RATE_RESULT_BEST) - 1) & ~BIT(RATE_MEMBER);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fact_state evaluated = thing(ANSWERED_CASE | FACT_EVALUATED, rows[i].words);

		if ((rate_words(&evaluated, FACT_CASE, 0, rules) & of_marks) != rows[i].result)
			fail_msg("marks \"%s\"", rows[i].words);
		evaluated.flags &= ~(uint32_t)FACT_EVALUATED;
		assert_true((rate_words(&evaluated, FACT_CASE, 0, rules) & of_marks) == 0);
	}
	rules_free(rules);
}

static void of_a_returned_part_nothing_else_is_true(void **state)
{
	struct fact_state returned = thing(FACT_RECEIVED | FACT_FILED | FACT_RETURNED | FACT_KEY, "");
	struct fact_state withdrawn = thing(FACT_WITHDRAWN, "");

	(void)state;
	assert_true(rate_words(&returned, FACT_PART, 0, NULL) == BIT(RATE_RETURNED));
	assert_true(is(rate_words(&returned, FACT_CASE, 0, NULL), RATE_FILED));
	assert_true(rate_words(&withdrawn, FACT_CASE, 0, NULL) == BIT(RATE_WITHDRAWN));
}

static void a_member_is_a_member(void **state)
{
	struct fact_state member = thing(FACT_RECEIVED | FACT_FILED, "");
	struct fact_state with_one_withdrawn = thing(FACT_RECEIVED | FACT_FILED | FACT_WITHDRAWN, "");
	struct fact_state with_none_else = thing(FACT_WITHDRAWN, "");
	const uint64_t filed = BIT(RATE_MEMBER) | BIT(RATE_RECEIVED) | BIT(RATE_FILED);

	(void)state;
	assert_true(rate_words(&member, FACT_MEMBER, 0, NULL) == filed);
	assert_true(rate_words(&with_one_withdrawn, FACT_MEMBER, 0, NULL) == filed);
	assert_true(rate_words(&with_none_else, FACT_MEMBER, 0, NULL) == BIT(RATE_MEMBER));
}

/* --- conditions --- */

static struct rate_condition all(uint64_t first, uint64_t second)
{
	struct rate_condition condition = { .n = second ? 2 : 1 };

	condition.terms[0].any = first;
	condition.terms[1].any = second;
	return condition;
}

static void a_condition_asks_for_all_of_its_terms(void **state)
{
	struct rate_condition condition = all(BIT(RATE_ANSWERED) | BIT(RATE_MERGED_ANSWERED), BIT(RATE_PRIVATE));

	(void)state;
	condition.terms[1].negated = true;
	assert_true(rate_condition_holds(&condition, BIT(RATE_ANSWERED)));
	assert_true(rate_condition_holds(&condition, BIT(RATE_MERGED_ANSWERED) | BIT(RATE_KEY)));
	assert_false(rate_condition_holds(&condition, BIT(RATE_ANSWERED) | BIT(RATE_PRIVATE)));
	assert_false(rate_condition_holds(&condition, BIT(RATE_KEY)));
}

static bool implies(enum fact_unit unit, uint64_t a, uint64_t b)
{
	struct rate_condition left = all(a, 0), right = all(b, 0);

	return rate_condition_implies(unit, &left, &right, NULL);
}

static void what_is_a_part_of_what(void **state)
{
	(void)state;
	assert_true(implies(FACT_CASE, BIT(RATE_ANSWERED), BIT(RATE_ASSIGNED)));
	assert_true(implies(FACT_CASE, BIT(RATE_SOLVED), BIT(RATE_RECEIVED)));
	assert_true(implies(FACT_CASE, BIT(RATE_OVERDUE), BIT(RATE_ASSIGNED)));
	assert_true(implies(FACT_CASE, BIT(RATE_ON_TIME), BIT(RATE_DUE)));
	assert_true(implies(FACT_CASE, BIT(RATE_RESULT_BEST), BIT(RATE_EVALUATED)));
	assert_true(implies(FACT_CASE, BIT(RATE_DUE), BIT(RATE_ANSWERED) | BIT(RATE_OVERDUE)));
	assert_true(implies(FACT_CASE, BIT(RATE_MET), BIT(RATE_CONTACTED) | BIT(RATE_VISITED)));
	assert_true(implies(FACT_PROMISE, BIT(RATE_KEPT), BIT(RATE_DUE)));
	assert_false(implies(FACT_CASE, BIT(RATE_KEPT), BIT(RATE_DUE)));
	assert_false(implies(FACT_CASE, BIT(RATE_MET), BIT(RATE_CONTACTED)));
	assert_false(implies(FACT_CASE, BIT(RATE_EVALUATED), BIT(RATE_ANSWERED)));
	assert_false(implies(FACT_CASE, BIT(RATE_ANSWERED), BIT(RATE_ON_TIME)));
	assert_true(implies(FACT_MEMBER, BIT(RATE_FILED), BIT(RATE_MEMBER)));
	assert_false(implies(FACT_MEMBER, BIT(RATE_MEMBER), BIT(RATE_FILED)));
}

static void a_counterexample_is_named(void **state)
{
	struct rate_condition contacted = all(BIT(RATE_CONTACTED), 0), answered = all(BIT(RATE_ANSWERED), 0);
	uint64_t counter = 0;

	(void)state;
	assert_false(rate_condition_implies(FACT_CASE, &contacted, &answered, &counter));
	assert_true(rate_condition_holds(&contacted, counter) && !rate_condition_holds(&answered, counter));
	/* … that can be: a contacted case is assigned and received, open, and not withdrawn. */
	assert_true(counter == (BIT(RATE_CONTACTED) | BIT(RATE_ASSIGNED) | BIT(RATE_RECEIVED) | BIT(RATE_OPEN)));
}

static void what_can_never_be_is_known(void **state)
{
	struct rate_condition both = all(BIT(RATE_SOLVED), BIT(RATE_PLANNED));
	struct rate_condition late = all(BIT(RATE_LATE), BIT(RATE_ON_TIME));
	struct rate_condition answered = all(BIT(RATE_ANSWERED), BIT(RATE_OPEN));
	struct rate_condition fine = all(BIT(RATE_LATE), BIT(RATE_SOLVED));

	(void)state;
	assert_false(rate_condition_possible(FACT_CASE, &both));
	assert_false(rate_condition_possible(FACT_CASE, &late));
	assert_false(rate_condition_possible(FACT_CASE, &answered));
	assert_true(rate_condition_possible(FACT_CASE, &fine));
	assert_false(rate_condition_possible(FACT_PROMISE, &fine));
}

/* A state that keeps fact_rules, else at random. */
static struct fact_state random_state(uint64_t *seed)
{
	static const char *const words[] = { "", ";;satisfied;;phone", "dissatisfied;;basically;satisfied;visit" };
	static const uint32_t classes[] = { FACT_SOLVED, FACT_IN_PROGRESS, FACT_PLANNED, FACT_REFERENCE };
	struct fact_state state;
	uint32_t flags, before;

	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	flags = (uint32_t)(*seed >> 32) & (uint32_t)(*seed >> 20) & 0x7fff3fffu;
	flags &= ~(uint32_t)(FACT_WITHDRAWN | (flags & FACT_ASSIGNED ? FACT_RETURNED : 0));
	flags &= ~(uint32_t)(FACT_SOLVED | FACT_IN_PROGRESS | FACT_PLANNED | FACT_REFERENCE);
	flags |= flags & FACT_ANSWERED ? classes[*seed >> 40 & 3] : 0;
	flags &= ~(uint32_t)(flags & FACT_ON_TIME ? FACT_LATE : 0);
	do {
		before = flags;
		for (size_t i = 0; i < n_fact_rules; i++)
			if (flags & fact_rules[i].flag)
				flags |= fact_rules[i].implies;
	} while (flags != before);
	flags &= ~(uint32_t)(flags & FACT_ASSIGNED ? FACT_RETURNED : 0);
	state = thing(flags, words[*seed >> 44 & 1 ? 2 : *seed >> 45 & 1]);
	state.due_on = *seed >> 50 & 1 ? 100 : HY_DAY_NONE;
	return state;
}

/* What is said of all things holds of things made at random, whatever one word of each condition asks. */
static void what_is_implied_holds_of_everything(void **state)
{
	struct rules *rules = load_rules();
	bool implied[RATE_WORD_COUNT_][RATE_WORD_COUNT_];
	uint64_t seed = 20230630;

	(void)state;
	for (int a = 0; a < RATE_WORD_COUNT_; a++)
		for (int b = 0; b < RATE_WORD_COUNT_; b++)
			implied[a][b] = implies(FACT_CASE, BIT(a), BIT(b));
	for (int i = 0; i < 20000; i++) {
		struct fact_state random = random_state(&seed);
		uint64_t words = rate_words(&random, FACT_CASE, 101, rules);

		for (int a = 0; a < RATE_WORD_COUNT_; a++)
			for (int b = 0; b < RATE_WORD_COUNT_; b++)
				if (is(words, a) && !is(words, b) && implied[a][b])
					fail_msg("%s without %s", rate_word_name(a), rate_word_name(b));
	}
	rules_free(rules);
}

/* --- definitions --- */

static void each_usual_rate_counts_a_part_of_its_base(void **state)
{
	size_t n;
	const struct rate_definition *list = rate_definitions(NULL, &n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct rate_definition *rate = &list[i];

		if (!rate_condition_implies(rate->unit, &rate->with, &rate->of, NULL))
			fail_msg("%s counts more than its base", rate->code);
		if (rate_condition_implies(rate->unit, &rate->of, &rate->with, NULL))
			fail_msg("%s is always 100", rate->code);
		assert_true(rate_condition_possible(rate->unit, &rate->with));
		assert_ptr_equal(rate_definition_by_code(NULL, rate->code), rate);
		assert_false(rate->own);
	}
	assert_null(rate_definition_by_code(NULL, "answers"));
}

static void each_usual_rate_is_explained_in_both_languages(void **state)
{
	size_t n;
	const struct rate_definition *list = rate_definitions(NULL, &n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct label *labels[] = { &list[i].label, &list[i].definition, &list[i].numerator,
						 &list[i].denominator };

		for (size_t k = 0; k < COUNT(labels); k++)
			assert_true(labels[k]->zh[0] && labels[k]->en[0]);
		assert_non_null(strstr(list[i].definition.zh, "÷"));
		assert_non_null(strstr(list[i].definition.en, " / "));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(list[i].label.zh, list[k].label.zh);
	}
}

/* What a case is counted in: rate, in the base, in the numerator. */
static void rates_count_what_they_say(void **state)
{
	struct rules *rules = load_rules();
	static const struct {
		const char *rate;
		uint32_t flags;
		const char *words;
		bool base, counted;
	} rows[] = {
		{ "answer", ANSWERED_CASE, "", true, true },
		{ "answer", FACT_RECEIVED | FACT_FILED | FACT_ASSIGNED, "", true, false },
		{ "answer", FACT_RECEIVED | FACT_FILED, "", false, false },
		{ "filing", FACT_RECEIVED | FACT_NOT_FILED, "", true, false },
		{ "filing", FACT_RECEIVED | FACT_FILED | FACT_MERGED, "", true, true },
		{ "filing", FACT_WITHDRAWN, "", false, false },
		{ "merging", FACT_RECEIVED | FACT_FILED | FACT_MERGED, "", true, true },
		{ "solved", FACT_RECEIVED | FACT_FILED | FACT_MERGED, "", true, false },
		{ "solved", ANSWERED_CASE | FACT_SOLVED | FACT_NOW_SOLVED, "", true, true },
		{ "class_planned", ANSWERED_CASE | FACT_PLANNED, "", true, true },
		{ "class_planned", ANSWERED_CASE | FACT_PLANNED | FACT_NOW_SOLVED, "", true, true },
		{ "kept_b", ANSWERED_CASE | FACT_IN_PROGRESS | FACT_NOW_SOLVED, "", true, true },
		{ "kept_b", ANSWERED_CASE | FACT_SOLVED | FACT_NOW_SOLVED, "", false, false },
		{ "on_time", FACT_RECEIVED | FACT_FILED | FACT_ASSIGNED, "", false, false },
		{ "on_time", ANSWERED_CASE & ~(uint32_t)FACT_ON_TIME, "", true, false },
		{ "satisfaction", ANSWERED_CASE, "", false, false },
		{ "satisfaction", ANSWERED_CASE | FACT_EVALUATED, ";;basically;satisfied;", true, false },
		{ "content", ANSWERED_CASE | FACT_EVALUATED, ";;basically;satisfied;", true, true },
		{ "attitude", ANSWERED_CASE | FACT_EVALUATED, ";;dissatisfied;satisfied;", true, true },
		{ "satisfaction_all", ANSWERED_CASE, "", true, false },
		{ "first_satisfaction", ANSWERED_CASE | FACT_EVALUATED, "dissatisfied;;satisfied;;", true, false },
		{ "satisfaction", FACT_RECEIVED | FACT_FILED | FACT_MERGED | FACT_MERGED_ANSWERED | FACT_EVALUATED,
		  ";;satisfied;;", true, true },
		{ "returned_forms", ANSWERED_CASE | FACT_EVALUATED, "", true, true },
		{ "publication", ANSWERED_CASE | FACT_PRIVATE, "", false, false },
		{ "publication", ANSWERED_CASE | FACT_PUBLISHED, "", true, true },
		{ "meeting", ANSWERED_CASE | FACT_VISITED, "", true, true },
		{ "contact", ANSWERED_CASE | FACT_CONTACTED, ";;;;phone", true, true },
		{ "closing", ANSWERED_CASE | FACT_CLOSED, "", true, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct rate_definition *rate = rate_definition_by_code(rules, rows[i].rate);
		struct fact_state case_ = thing(rows[i].flags, rows[i].words);
		uint64_t words = rate_words(&case_, FACT_CASE, 0, rules);

		assert_non_null(rate);
		if (rate_condition_holds(&rate->of, words) != rows[i].base ||
		    rate_condition_holds(&rate->with, words) != rows[i].counted)
			fail_msg("row %zu: %s", i, rows[i].rate);
	}
	rules_free(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_has_a_name_of_its_own),
		cmocka_unit_test(every_flag_has_its_word),
		cmocka_unit_test(what_is_open_becomes_overdue_the_day_after_its_due_day),
		cmocka_unit_test(a_promise_is_due_when_kept_broken_or_overdue),
		cmocka_unit_test(marks_mean_what_the_rules_say),
		cmocka_unit_test(of_a_returned_part_nothing_else_is_true),
		cmocka_unit_test(a_member_is_a_member),
		cmocka_unit_test(a_condition_asks_for_all_of_its_terms),
		cmocka_unit_test(what_is_a_part_of_what),
		cmocka_unit_test(a_counterexample_is_named),
		cmocka_unit_test(what_can_never_be_is_known),
		cmocka_unit_test(what_is_implied_holds_of_everything),
		cmocka_unit_test(each_usual_rate_counts_a_part_of_its_base),
		cmocka_unit_test(each_usual_rate_is_explained_in_both_languages),
		cmocka_unit_test(rates_count_what_they_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
