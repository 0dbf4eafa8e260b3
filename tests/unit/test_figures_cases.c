/* Bulletins made up to try the checker: what it must find, and what it must let pass. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "figures_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define NONE         (-1)

/* A figure of the one bulletin "X". */
static struct figure figure(const char *group, const char *item, int64_t count, const char *printed)
{
	return (struct figure){ "X", "某市", "", group, item, count != NONE, count, printed };
}

/* The findings as kinds, faults with "!": "adds_up !slip". */
static char *kinds_of(const struct figure *figures, size_t n)
{
	struct found found = check_figures(figures, n);
	struct strbuf text = { 0 };

	for (size_t i = 0; i < found.n; i++) {
		strbuf_printf(&text, "%s%s%s", i ? " " : "", found.list[i].fault ? "!" : "",
			      finding_kind_name(found.list[i].kind));
		assert_true(found.list[i].zh[0] && found.list[i].en[0]);
	}
	arena_free(found.arena);
	return strbuf_take(&text);
}

#define EXPECT(figures, kinds)                                                                                         \
	do {                                                                                                           \
		char *text = kinds_of(figures, COUNT(figures));                                                        \
		assert_string_equal(text, kinds);                                                                      \
		free(text);                                                                                            \
	} while (0)

static void a_group_may_be_a_part_only(void **state)
{
	const struct figure some[] = { figure("total", "立案", 329, ""), figure("theme", "经济", 101, ""),
				       figure("theme", "民生", 90, "") };
	const struct figure most[] = { figure("total", "交办", 591, ""), figure("result", "A", 400, "68.03"),
				       figure("result", "B", 150, "25.51"), figure("result", "C", 38, "6.46") };

	(void)state;
	EXPECT(some, "part_only");
	/* Three were not classified (Ningbo): the shares are of those that were. */
	EXPECT(most, "part_only rounding");
}

static void offices_may_be_more_than_cases(void **state)
{
	const struct figure offices[] = { figure("total", "承办", 40, ""), figure("办理", "交通局", 25, ""),
					  figure("办理", "教育局", 20, ""), figure("办理", "财政局", 11, "") };
	const struct figure roles[] = { figure("total", "承办", 40, ""), figure("办理", "主办", 40, ""),
					figure("办理", "会办", 25, "") };
	const struct figure kinds[] = { figure("total", "承办", 40, ""), figure("class", "经济", 25, ""),
					figure("class", "社会", 20, "") };

	(void)state;
	EXPECT(offices, "");
	EXPECT(roles, "");
	EXPECT(kinds, "!sum_wrong");
}

static void parts_beyond_the_total_others_add_up_to_are_wrong(void **state)
{
	const struct figure figures[] = { figure("total", "收到", 468, ""),    figure("total", "立案", 329, ""),
					  figure("result", "A", 200, ""),      figure("result", "B", 129, ""),
					  figure("proposer", "委员", 291, ""), figure("proposer", "集体", 108, "") };

	(void)state;
	EXPECT(figures, "adds_up !sum_wrong");
}

/* Proposals are by bodies or by members, so these two are all; elsewhere a part may be missing. */
static void bodies_and_members_are_all(void **state)
{
	const struct figure proposers[] = { figure("total", "收到", 468, ""), figure("total", "立案", 329, ""),
					    figure("proposer", "委员", 212, ""), figure("proposer", "集体", 108, "") };
	const struct figure classes[] = { figure("total", "收到", 468, ""), figure("total", "立案", 329, ""),
					  figure("class", "经济", 212, ""), figure("class", "社会", 108, "") };

	(void)state;
	EXPECT(proposers, "!slip"); /* 221 with its digits swapped */
	EXPECT(classes, "part_only");
}

static void a_total_within_the_group_counts(void **state)
{
	const struct figure good[] = { figure("class", "A", 30, ""), figure("class", "B", 12, ""),
				       figure("class", "合计", 42, "") };
	const struct figure bad[] = { figure("class", "A", 30, ""), figure("class", "B", 12, ""),
				      figure("class", "合计", 52, "") };
	const struct figure shares[] = { figure("class", "A", 30, "71.4"), figure("class", "B", 12, "28.6"),
					 figure("class", "合计", 43, "100.0") };

	(void)state;
	EXPECT(good, "adds_up");
	EXPECT(bad, "!sum_wrong");
	EXPECT(shares, "!slip rounding");
}

/* 2611 was printed for 2612: rounding alone would let the percentages follow from 3911 too, but another group and the
 * total's own percentage speak for 3912. */
static void a_total_that_others_confirm_is_not_blamed(void **state)
{
	const struct figure figures[] = {
		figure("total", "收到", 4785, ""),         figure("total", "立案", 3912, "81.76"),
		figure("proposer", "委员", 280, "7.16"),   figure("proposer", "党派", 843, "21.55"),
		figure("proposer", "界别", 2611, "66.77"), figure("proposer", "专委会", 177, "4.52"),
		figure("class", "经济", 251, "6.42"),      figure("class", "社会", 3661, "93.58"),
	};
	struct found found = check_figures(figures, COUNT(figures));

	(void)state;
	for (size_t i = 0; i < found.n; i++)
		if (found.list[i].fault) {
			assert_int_equal(found.list[i].kind, FINDING_SLIP);
			assert_int_equal(found.list[i].figure, 4);
			assert_int_equal(found.list[i].expected, 2612);
		}
	arena_free(found.arena);
	EXPECT(figures, "rounding !slip rounding adds_up rounding");
}

static void a_name_may_hold_the_total_but_no_year(void **state)
{
	const struct figure named[] = { figure("市代表建议35", "主办", 10, ""),
					figure("市代表建议35", "会办", 24, "") };
	const struct figure year[] = { figure("提案2023", "主办", 10, ""), figure("提案2023", "会办", 24, "") };
	const struct figure letters[] = { figure("Q3", "a", 10, ""), figure("Q3", "b", 24, "") };

	(void)state;
	EXPECT(named, "!sum_wrong");
	EXPECT(year, "");
	EXPECT(letters, "");
}

static void a_total_may_be_the_slip(void **state)
{
	const struct figure figures[] = { figure("total", "立案", 392, ""), figure("proposer", "委员", 300, ""),
					  figure("proposer", "集体", 92, ""), figure("class", "经济", 192, ""),
					  figure("class", "社会", 200, "") };
	struct figure wrong[COUNT(figures)];
	struct found found;

	(void)state;
	EXPECT(figures, "adds_up adds_up");
	memcpy(wrong, figures, sizeof(wrong));
	wrong[0].count = 391;
	EXPECT(wrong, "!slip !slip");
	found = check_figures(wrong, COUNT(wrong));
	assert_int_equal(found.list[0].figure, 0);
	assert_int_equal(found.list[0].expected, 392);
	arena_free(found.arena);
}

static void swapped_digits_are_seen(void **state)
{
	const struct figure figures[] = { figure("class", "经济", 39, ""), figure("class", "社会", 35, ""),
					  figure("class", "文化", 15, ""), figure("class", "合计", 107, "") };
	struct found found = check_figures(figures, COUNT(figures));

	(void)state;
	assert_int_equal(found.n, 1);
	assert_int_equal(found.list[0].kind, FINDING_SLIP);
	assert_int_equal(found.list[0].figure, 1);
	assert_int_equal(found.list[0].expected, 53);
	arena_free(found.arena);
}

static void rates_have_a_base_each(void **state)
{
	const struct figure rates[] = { figure("total", "承办", 382, ""), figure("rate", "见面", 380, "99.5"),
					figure("rate", "满意", 300, "98.36"), figure("rate", "答复率", NONE, "95.03") };

	(void)state;
	/* 300 of 305 returned forms, which are not printed. */
	EXPECT(rates, "rounding percent_unclear");
}

static void a_percentage_no_base_gives_is_wrong(void **state)
{
	const struct figure possible[] = { figure("followup", "已解决", 16, "69.6") };
	const struct figure impossible[] = { figure("followup", "已解决", 17, "69.6") };

	(void)state;
	EXPECT(possible, "percent_unclear");
	EXPECT(impossible, "!percent_unclear");
}

static void decimals_may_differ_within_a_group(void **state)
{
	const struct figure dropped[] = { figure("total", "收到", 128, ""), figure("result", "A", 64, "50"),
					  figure("result", "B", 38, "29.7"), figure("result", "C", 26, "20.3") };
	const struct figure mixed[] = { figure("total", "立案", 93, ""), figure("class", "A", 54, "58.06"),
					figure("class", "B", 26, "27.9"), figure("class", "C", 13, "13.98") };

	(void)state;
	EXPECT(dropped, "adds_up rounding");
	/* One is cut off, the others are rounded: told, no fault. */
	EXPECT(mixed, "adds_up rounding rounding");
}

static void what_percentages_look_like(void **state)
{
	static const char *const good[] = { "", "0", "100", "24.97", "8.5", "140.25", "33.3333" };
	static const char *const bad[] = { ".5", "5.", "-1", "24.97%", "1e2", "24,97", "33.33333", "12345678", " 5" };

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(figure_percent_valid(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(figure_percent_valid(bad[i]));
}

static void nothing_is_found_in_nothing(void **state)
{
	const struct figure empty[] = { figure("total", "收到", NONE, ""), figure("class", "A", 0, "0"),
					figure("class", "B", 0, "") };
	struct found found = check_figures(empty, 0);

	(void)state;
	assert_int_equal(found.n, 0);
	arena_free(found.arena);
	found = check_figures(empty, COUNT(empty));
	assert_int_equal(faults_of(&found, ""), 0);
	arena_free(found.arena);
}

/* As many as a check takes, of the largest numbers, all in one bulletin: the time stays within what a call may take. */
static void the_largest_check_ends_soon(void **state)
{
	static struct figure figures[FIGURES_MAX];
	static char groups[FIGURES_MAX][16];

	(void)state;
	for (int shape = 0; shape < 4; shape++) {
		clock_t before = clock();
		struct found found;

		for (size_t i = 0; i < FIGURES_MAX; i++) {
			/* one group; half of them totals; two a group; each a bulletin */
			snprintf(groups[i], sizeof(groups[i]), "组%zu", shape == 2 ? i / 2 : 0);
			figures[i] = figure(shape == 1 && i % 2 ? "total" : groups[i], "项",
					    FIGURES_MAX_COUNT - (int64_t)(i * i % 977), "0.0199");
			if (shape == 3)
				figures[i].id = groups[i] + (snprintf(groups[i], sizeof(groups[i]), "%zu", i), 0);
		}
		found = check_figures(figures, FIGURES_MAX);
		arena_free(found.arena);
		assert_true(clock() - before < 8 * CLOCKS_PER_SEC);
		print_message("shape %d: %.0f ms\n", shape, (double)(clock() - before) * 1000 / (double)CLOCKS_PER_SEC);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_may_be_a_part_only),
		cmocka_unit_test(offices_may_be_more_than_cases),
		cmocka_unit_test(parts_beyond_the_total_others_add_up_to_are_wrong),
		cmocka_unit_test(bodies_and_members_are_all),
		cmocka_unit_test(a_total_within_the_group_counts),
		cmocka_unit_test(a_total_that_others_confirm_is_not_blamed),
		cmocka_unit_test(a_name_may_hold_the_total_but_no_year),
		cmocka_unit_test(a_total_may_be_the_slip),
		cmocka_unit_test(swapped_digits_are_seen),
		cmocka_unit_test(rates_have_a_base_each),
		cmocka_unit_test(a_percentage_no_base_gives_is_wrong),
		cmocka_unit_test(decimals_may_differ_within_a_group),
		cmocka_unit_test(what_percentages_look_like),
		cmocka_unit_test(nothing_is_found_in_nothing),
		cmocka_unit_test(the_largest_check_ends_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
