/* The sections of a rules file about figures: rates of the city's own, office score, rounding of bulletins, contacts in
 * person; and what the checker says of mistakes in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/rates/definition.h"
#include "rules_mistakes.h"

#define BIT(word) (UINT64_C(1) << (word))

static const struct mistake table[] = {
	/* a numerator that is not part of its denominator */
	{ "  return:", "denominator: [assigned or returned]", "denominator: [assigned]", "numerator: [returned]", 11,
	  "分子不是分母的一部分：例如“退办”的件，会计入分子却不在分母",
	  "the numerator is not part of the denominator: a case that is returned would be counted" },
	{ "  return:", "numerator: [returned]", "numerator: [contacted or visited]", NULL, 11, "例如“已走访座谈",
	  "a case that is visited" },
	{ "  return:", "    denominator: [assigned or returned]\n    numerator: [returned]",
	  "    denominator: [answered, not private]\n    numerator: [answered, solved]",
	  "numerator: [answered, solved]", 11, "例如“不予公开、答复为已解决",
	  "a case that is not to be published, answered as solved would be counted" },
	{ "  return:", "    denominator: [assigned or returned]\n    numerator: [returned]",
	  "    unit: promise\n    denominator: [due]\n    numerator: [promised]", "numerator: [promised]", 11,
	  "例如“未办”的承诺", "a promise that is open would be counted" },
	/* one that says nothing */
	{ "  return:", "numerator: [returned]", "numerator: [returned or assigned]", NULL, 11, "总是 100 %",
	  "the rate would always be 100 %" },
	{ "  return:", "numerator: [returned]", "numerator: [returned, solved]", NULL, 11, "永远不成立",
	  "never holds: its words exclude each other" },
	{ "  return:", "denominator: [assigned or returned]", "denominator: [open, answered]", NULL, 13, "永远不成立",
	  "never holds" },
	/* words */
	{ "  return:", "numerator: [returned]", "numerator: [returnd]", NULL, 12, "没有统计词「returnd」",
	  "unknown word of rates \"returnd\"; did you mean \"returned\"?" },
	{ "  return:", "[assigned or returned]", "[assigned or retarned]", NULL, 1, "是否指「returned」",
	  "unknown word of rates \"retarned\"" },
	{ "  return:", "[assigned or returned]", "[assigned and returned]", NULL, 1,
	  "没有统计词「assigned and returned」", "unknown word of rates \"assigned and returned\"" },
	{ "  return:", "[assigned or returned]", "[assigned or assigned]", NULL, 1, "在同一条中重复",
	  "names a word twice" },
	{ "  return:", "numerator: [returned]", "numerator: [not assigned or filed]", NULL, 12, "not 之后只能有一个词",
	  "write a term for each" },
	{ "  return:", "numerator: [returned]", "numerator: returned", NULL, 11, "应是列表", "must be a list" },
	{ "  return:", "numerator: [returned]", "numerator: []", NULL, 11, "不能为空", "must not be empty" },
	{ "  return:", "numerator: [returned]",
	  "numerator: [returned, returned, returned, returned, returned, returned, returned, returned, returned]", NULL,
	  11, "最多 8 项", "has 9 entries, at most 8 are taken" },
	{ "  return:", "    denominator: [assigned or returned]", "    unit: member\n    denominator: [member]",
	  "[returned]", 1, "计数单位为 member 时没有「returned」",
	  "\"unit\" is member, of which \"returned\" never is" },
	{ "  return:", "    denominator:", "    unit: office\n    denominator:", NULL, 10, "没有计数单位「office」",
	  "unknown unit \"office\"; known: case, promise, member" },
	/* the rest of a rate */
	{ "  return:", "    numerator: [returned]\n", "", "  return:\n    label: {zh: 退办率", 2, "缺少键「numerator」",
	  "lacks the key \"numerator\"" },
	{ "rates:", "  return:\n    label: {zh: 退办率", "  Return:\n    label: {zh: 退办率", NULL, 2,
	  "代码「Return」不合要求", "\"Return\" is no code" },
	{ "  return:", "numerator: {zh: 退办, en: returned}", "numerator: {zh: 退办}", NULL, 0, "缺少键「en」",
	  "\"numerator\" lacks the key \"en\"" },
	{ "  return:", "    denominator:", "    roles: [boss]\n    denominator:", NULL, 12, "没有承办角色「boss」",
	  "unknown assignment role \"boss\"" },
	{ "  return:", "    denominator: [assigned or returned]\n    numerator: [returned]",
	  "    unit: promise\n    roles: [lead]\n    denominator: [due]\n    numerator: [kept]", "[lead]\n    denom", 0,
	  "只用于 unit: case", "is for unit: case only" },
	/* score */
	{ "score:", "base: 100", "base: 0", NULL, 6, "应大于 0", "must be greater than 0" },
	{ "score:", "base: 100", "base: 1001", NULL, 6, "应是 -1000 到 1000 之间的数", "between -1000 and 1000" },
	{ "score:", "points: -2", "points: 0", NULL, 8, "不能为 0", "must not be 0" },
	{ "score:", "points: 0.5", "points: 0.25", NULL, 8, "最多一位小数", "at most one decimal" },
	{ "score:", "points: 0.5", "points: half", NULL, 8, "之间的数", "must be a number between" },
	{ "score:", "limit: 20", "limit: -20", NULL, 7, "应大于 0", "must be greater than 0" },
	{ "score:", "where: [overdue]", "where: [overdew]", NULL, 8, "是否指「overdue」", "did you mean \"overdue\"?" },
	{ "score:", "where: [overdue]", "where: [member]", NULL, 8, "没有「member」", "\"member\" never is true" },
	{ "score:", "where: [answered, not met]", "where: [met, not met]", NULL, 7, "永远不成立", "never holds" },
	/* bulletins, methods */
	{ "bulletins:", "rounding: half_up", "rounding: up", NULL, 10, "没有舍入方式「up」",
	  "unknown rounding \"up\"; known: half_up, truncate, sum_100" },
	{ "bulletins:", "decimals: 2", "decimals: 5", NULL, 10, "应在 0 到 4 之间", "must be between 0 and 4" },
	{ "contact_methods:", "in_person: true", "in_person: yes", NULL, 11, "应是 true 或 false",
	  "must be true or false" },
	{ "marks:", "again: true", "in_person: true", NULL, 0, "没有键「in_person」", "unknown key \"in_person\"" },
};
static struct mistakes mistakes = { table, sizeof(table) / sizeof(*table) };

/* The file of Baotou with one text in place of another; NULL when it has mistakes. */
static struct rules *changed(const char *find, const char *put)
{
	const struct mistake change = { "", find, put, NULL, 0, "", "" };
	const char *place;
	char *text = make_mistake(&change, &place);
	struct rules *rules = rules_parse(text, strlen(text), &errors);

	free(text);
	return rules;
}

static void a_rate_of_its_own_comes_first(void **state)
{
	struct rules *rules = load_rules();
	size_t n, n_usual;
	const struct rate_definition *rates = rate_definitions(rules, &n);

	(void)state;
	rate_definitions(NULL, &n_usual);
	assert_int_equal(n, n_usual + 1);
	assert_string_equal(rates[0].code, "return");
	assert_string_equal(rates[0].label.zh, "退办率");
	assert_string_equal(rates[0].denominator.en, "given out");
	assert_true(rates[0].own && rates[0].unit == FACT_CASE && rates[0].roles == 0);
	assert_true(rates[0].of.n == 1 && rates[0].of.terms[0].any == (BIT(RATE_ASSIGNED) | BIT(RATE_RETURNED)));
	assert_true(rates[0].with.n == 1 && rates[0].with.terms[0].any == BIT(RATE_RETURNED));
	assert_string_equal(rate_definition_by_code(rules, "answer")->label.zh, "答复率");
	rules_free(rules);
}

static void a_rate_of_its_own_takes_the_place_of_a_usual_one(void **state)
{
	struct rules *rules = changed("  return:\n    label: {zh: 退办率", "  closing:\n    label: {zh: 退办率");
	size_t n, n_usual;

	(void)state;
	assert_non_null(rules);
	rate_definitions(NULL, &n_usual);
	assert_string_equal(rate_definitions(rules, &n)[0].code, "closing");
	assert_int_equal(n, n_usual);
	assert_true(rate_definition_by_code(rules, "closing")->own);
	rules_free(rules);
}

static void a_rate_may_be_of_some_roles_and_of_promises(void **state)
{
	struct rules *rules = changed("    denominator: [assigned or returned]\n",
				      "    roles: [assist, separate]\n    denominator: [assigned or returned]\n");

	(void)state;
	assert_non_null(rules);
	assert_int_equal(rate_definition_by_code(rules, "return")->roles,
			 1u << ASSIGNMENT_ASSIST | 1u << ASSIGNMENT_SEPARATE);
	rules_free(rules);
	rules = changed("    denominator: [assigned or returned]\n    numerator: [returned]",
			"    unit: promise\n    denominator: [promised, not open]\n    numerator: [broken]");
	assert_non_null(rules);
	assert_int_equal(rate_definition_by_code(rules, "return")->unit, FACT_PROMISE);
	assert_true(rate_definition_by_code(rules, "return")->of.terms[1].negated);
	rules_free(rules);
}

static void the_score_has_its_items(void **state)
{
	struct rules *rules = load_rules();
	const struct score_rules *score = rules->score;

	(void)state;
	assert_non_null(score);
	assert_int_equal(score->base_tenths, 1000);
	assert_int_equal(score->n_items, 6);
	assert_string_equal(score->items[0].code, "overdue");
	assert_int_equal(score->items[0].points_tenths, -20);
	assert_int_equal(score->items[0].limit_tenths, 200);
	assert_int_equal(score->items[4].points_tenths, 5);
	assert_true(score->items[2].where.terms[1].negated);
	assert_true(score->items[2].where.terms[1].any == BIT(RATE_MET));
	rules_free(rules);
}

static void a_file_without_these_sections_has_the_usual(void **state)
{
	struct rules *rules = load_rules_file("rules/suizhou.yaml");
	size_t n, n_usual;

	(void)state;
	assert_ptr_equal(rate_definitions(rules, &n), rate_definitions(NULL, &n_usual));
	assert_null(rules->score);
	assert_int_equal(rounding_of_rules(rules).rounding, ROUNDING_HALF_UP);
	assert_int_equal(rounding_of_rules(rules).decimals, 2);
	rules_free(rules);
}

static void bulletins_may_round_otherwise(void **state)
{
	struct rules *rules =
		changed("bulletins: {rounding: half_up, decimals: 2}", "bulletins: {rounding: sum_100, decimals: 1}");

	(void)state;
	assert_int_equal(rounding_of_rules(rules).rounding, ROUNDING_SUM_100);
	assert_int_equal(rounding_of_rules(rules).decimals, 1);
	rules_free(rules);
}

/* Met by telephone is not met, where the rules know what is in person. */
static void who_telephoned_has_not_met(void **state)
{
	struct rules *rules = load_rules(), *plain = load_rules_file("rules/suizhou.yaml");
	struct fact_state phone = { .flags = FACT_RECEIVED | FACT_ASSIGNED | FACT_CONTACTED, .words = ";;;;phone" };
	struct fact_state visit = phone, both = phone;

	(void)state;
	snprintf(visit.words, sizeof(visit.words), ";;;;visit");
	snprintf(both.words, sizeof(both.words), ";;;;phone,visit");
	assert_false(rate_words(&phone, FACT_PART, 0, rules) & BIT(RATE_MET));
	assert_true(rate_words(&visit, FACT_PART, 0, rules) & BIT(RATE_MET));
	assert_true(rate_words(&both, FACT_PART, 0, rules) & BIT(RATE_MET));
	assert_true(rate_words(&phone, FACT_PART, 0, plain) & BIT(RATE_MET));
	rules_free(rules);
	rules_free(plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(every_mistake_is_reported_at_its_place, &mistakes),
		cmocka_unit_test_prestate(one_mistake_brings_few_reports, &mistakes),
		cmocka_unit_test(a_rate_of_its_own_comes_first),
		cmocka_unit_test(a_rate_of_its_own_takes_the_place_of_a_usual_one),
		cmocka_unit_test(a_rate_may_be_of_some_roles_and_of_promises),
		cmocka_unit_test(the_score_has_its_items),
		cmocka_unit_test(a_file_without_these_sections_has_the_usual),
		cmocka_unit_test(bulletins_may_round_otherwise),
		cmocka_unit_test(who_telephoned_has_not_met),
	};

	return cmocka_run_group_tests(tests, load_baotou, unload_baotou);
}
