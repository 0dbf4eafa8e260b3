/* The fourteen real bulletins: the one that is wrong is found and explained, the others raise no alarm, and no number
 * of a group that adds up could be another one unnoticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "figures_fixture.h"

static struct bulletins *bulletins;

/* What each group adds up to ("" for the number in its name), or that it is a part only (NULL). */
static const struct {
	const char *id, *group, *total;
	int64_t sum;
} sums[] = {
	{ "T01", "proposer", "立案", 3542 },      { "T01", "class", "立案", 3542 },
	{ "T02", "theme", "立案", 964 },          { "T03", "theme", "立案", 893 },
	{ "T04", "result", "立案", 589 },         { "T06", "proposer", "立案", 799 },
	{ "T06", "class", "立案", 799 },          { "T06", "result", "立案", 799 },
	{ "T07", "proposer", "立案", 329 },       { "T07", "result", "立案", 329 },
	{ "T09", "total", "收到", 615 },          { "T09", "proposer", "立案", 555 },
	{ "T09", "class", "立案", 555 },          { "T11", "result", "政府承办", 801 },
	{ "T13", "class", "并案后", 1635 },       { "T14", "proposer", "承办", 92 },
	{ "T14", "result", "承办", 92 },          { "T16", "class", "收到", 128 },
	{ "T16", "result", "收到", 128 },         { "T19", "total", "办理", 195 },
	{ "T19", "市代表建议34", "", 34 },        { "T19", "市政协提案144", "", 144 },
	{ "T19", "省代表建议5", "", 5 },          { "T19", "省政协提案12", "", 12 },
	{ "T22", "proposer", "并案处理后", 123 }, { "T22", "class", "并案处理后", 123 },
};
#define N_SUMS (sizeof(sums) / sizeof(*sums))

/* Percentages: of what, and how they are rounded. item: of one figure alone; "" of the group. */
static const struct {
	const char *id, *group, *item, *base;
	enum rounding rounding;
	int decimals;
} percents[] = {
	{ "T01", "total", "立案", "收到", ROUNDING_TRUNCATE, 1 },
	{ "T01", "class", "", "立案", ROUNDING_HALF_UP, 0 },
	{ "T02", "theme", "安全稳定屏障", "立案", ROUNDING_SUM_100, 2 },
	{ "T03", "total", "立案", "收到", ROUNDING_HALF_UP, 2 },
	{ "T03", "proposer", "", "立案", ROUNDING_HALF_UP, 2 },
	{ "T04", "result", "", "立案", ROUNDING_HALF_UP, 2 },
	{ "T06", "class", "", "立案", ROUNDING_HALF_UP, 1 },
	{ "T06", "result", "", "立案", ROUNDING_HALF_UP, 1 },
	{ "T07", "total", "立案", "收到", ROUNDING_HALF_UP, 1 },
	{ "T07", "result", "", "立案", ROUNDING_HALF_UP, 1 },
	{ "T07", "theme", "", "立案", ROUNDING_TRUNCATE, 1 },
	{ "T09", "proposer", "", "立案", ROUNDING_HALF_UP, 2 },
	{ "T09", "class", "生态", "立案", ROUNDING_SUM_100, 2 },
	{ "T11", "total", "政府承办", "收到", ROUNDING_HALF_UP, 1 },
	{ "T11", "result", "", "政府承办", ROUNDING_HALF_UP, 2 },
	{ "T13", "class", "", "并案后", ROUNDING_HALF_UP, 0 },
	{ "T14", "result", "", "承办", ROUNDING_HALF_UP, 2 },
	{ "T16", "class", "", "收到", ROUNDING_HALF_UP, 1 },
	{ "T16", "result", "", "收到", ROUNDING_HALF_UP, 1 },
	{ "T26", "followup", "已解决", "上年B类", ROUNDING_HALF_UP, 1 },
};

static const char *item_of(size_t figure)
{
	return figure == SIZE_MAX ? "" : bulletins->list[figure].item;
}

static void there_are_fourteen(void **state)
{
	size_t n = 1;

	(void)state;
	for (size_t i = 1; i < bulletins->n; i++)
		n += strcmp(bulletins->list[i].id, bulletins->list[i - 1].id) != 0;
	assert_int_equal(n, 14);
	assert_int_equal(bulletins->n, 128);
}

static void one_of_them_is_wrong_and_the_slip_is_named(void **state)
{
	struct found found = check_figures(bulletins->list, bulletins->n);
	const struct finding *slip = finding_of(&found, "T03", "proposer", FINDING_SLIP);

	(void)state;
	assert_int_equal(faults_of(&found, ""), 1);
	assert_non_null(slip);
	assert_true(slip->fault);
	assert_string_equal(item_of(slip->figure), "集体");
	assert_string_equal(item_of(slip->total), "立案");
	assert_int_equal(slip->sum, 903);
	assert_int_equal(slip->expected, 223);
	assert_string_equal(slip->zh, "670＋233＝903，应为“立案”893；893 的 24.97 % 是 223，不是 233（“集体”）");
	assert_string_equal(slip->en,
			    "670 + 233 = 903, should be \"立案\" (893); 24.97 % of 893 is 223, not 233 (\"集体\")");
	arena_free(found.arena);
}

static void what_adds_up_is_known_with_its_total(void **state)
{
	struct found found = check_figures(bulletins->list, bulletins->n);
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < N_SUMS; i++) {
		const struct finding *finding = finding_of(&found, sums[i].id, sums[i].group, FINDING_ADDS_UP);

		if (!finding || strcmp(item_of(finding->total), sums[i].total) != 0)
			fail_msg("%s %s", sums[i].id, sums[i].group);
		assert_int_equal(finding->sum, sums[i].sum);
		assert_int_equal(finding->expected, sums[i].sum);
	}
	for (size_t i = 0; i < found.n; i++)
		n += found.list[i].kind == FINDING_ADDS_UP;
	assert_int_equal(n, N_SUMS);
	arena_free(found.arena);
}

static void base_and_rounding_are_named(void **state)
{
	struct found found = check_figures(bulletins->list, bulletins->n);
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(percents) / sizeof(*percents); i++) {
		const struct finding *finding = finding_of(&found, percents[i].id, percents[i].group, FINDING_ROUNDING);

		if (!finding || strcmp(item_of(finding->total), percents[i].base) != 0 ||
		    strcmp(item_of(finding->figure), percents[i].item) != 0 ||
		    finding->rounding.rounding != percents[i].rounding ||
		    finding->rounding.decimals != percents[i].decimals)
			fail_msg("%s %s: %s", percents[i].id, percents[i].group, finding ? finding->en : "nothing");
	}
	for (size_t i = 0; i < found.n; i++)
		n += found.list[i].kind == FINDING_ROUNDING;
	assert_int_equal(n, sizeof(percents) / sizeof(*percents) + 1); /* T03's themes as well */
	arena_free(found.arena);
}

/* --- any one count changed by 1 --- */

/* True when a group adds up, or the figure is the total that one adds up to. */
static bool takes_part(const struct figure *figure)
{
	for (size_t i = 0; i < N_SUMS; i++) {
		if (strcmp(sums[i].id, figure->id) != 0)
			continue;
		if (strcmp(sums[i].group, figure->group) == 0 && strcmp(figure->group, "total") != 0)
			return true;
		if (strcmp(figure->group, "total") == 0 && strcmp(sums[i].total, figure->item) == 0)
			return true;
	}
	/* parts of T09's total */
	return strcmp(figure->id, "T09") == 0 && strcmp(figure->group, "total") == 0;
}

static void any_count_changed_by_1_is_found(void **state)
{
	size_t n = 0, missed = 0;

	(void)state;
	for (size_t i = 0; i < bulletins->n; i++) {
		struct figure *figure = &bulletins->list[i];
		size_t known = strcmp(figure->id, "T03") == 0 ? 1 : 0;

		if (!figure->has_count || !takes_part(figure))
			continue;
		for (int change = -1; change <= 1; change += 2, n++) {
			struct found found;
			bool in_t03_already = known && strcmp(figure->group, "proposer") == 0;

			figure->count += change;
			found = check_figures(bulletins->list, bulletins->n);
			figure->count -= change;
			if (faults_of(&found, figure->id) <= known && !in_t03_already) {
				print_error("%s %s %s %+d is not found\n", figure->id, figure->group, figure->item,
					    change);
				missed++;
			}
			/* … and only there. */
			assert_int_equal(faults_of(&found, "") - faults_of(&found, figure->id), 1 - known);
			arena_free(found.arena);
		}
	}
	print_message("%zu changes tried\n", n);
	assert_true(n > 150);
	assert_int_equal(missed, 0);
}

/* A percentage a tenth off, where the group adds up and the others tell the base. */
static void a_wrong_percentage_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < bulletins->n; i++) {
		struct figure *figure = &bulletins->list[i];
		const char *kept = figure->printed;
		struct found found;
		char *wrong;

		if (!figure->has_count || !kept[0] || !takes_part(figure) || strcmp(figure->group, "total") == 0 ||
		    strcmp(figure->id, "T03") == 0)
			continue;
		wrong = hy_xasprintf("%.*f", strchr(kept, '.') ? (int)strlen(strchr(kept, '.')) - 1 : 0,
				     strtod(kept, NULL) + (strchr(kept, '.') ? 0.3 : 2));
		figure->printed = wrong;
		found = check_figures(bulletins->list, bulletins->n);
		figure->printed = kept;
		if (faults_of(&found, figure->id) == 0)
			fail_msg("%s %s %s %s", figure->id, figure->group, figure->item, wrong);
		arena_free(found.arena);
		free(wrong);
	}
}

/* The order of the lines does not matter, only that of the findings follows them. */
static void figures_may_stand_in_any_order(void **state)
{
	struct figure turned[400];
	struct found found;

	(void)state;
	for (size_t i = 0; i < bulletins->n; i++)
		turned[i] = bulletins->list[(i * 67 + 5) % bulletins->n];
	found = check_figures(turned, bulletins->n);
	assert_int_equal(faults_of(&found, ""), 1);
	assert_int_equal(faults_of(&found, "T03"), 1);
	for (size_t i = 0; i < N_SUMS; i++)
		assert_non_null(finding_of(&found, sums[i].id, sums[i].group, FINDING_ADDS_UP));
	arena_free(found.arena);
}

static int setup(void **state)
{
	(void)state;
	bulletins = load_bulletins();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free_bulletins(bulletins);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_are_fourteen),
		cmocka_unit_test(one_of_them_is_wrong_and_the_slip_is_named),
		cmocka_unit_test(what_adds_up_is_known_with_its_total),
		cmocka_unit_test(base_and_rounding_are_named),
		cmocka_unit_test(any_count_changed_by_1_is_found),
		cmocka_unit_test(a_wrong_percentage_is_found),
		cmocka_unit_test(figures_may_stand_in_any_order),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
