/* Whom a move waits for, as a refusal says it: in the words of the next step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "waiting_fixture.h"

static void expect_waits(const struct case_state *state, const struct assignment *acting, enum move_need need, int n,
			 const char *words)
{
	struct refusal refusal;

	refuse(&refusal, REASON_MOVE_NOT_ALLOWED);
	assert_int_equal(engine_waits_for(&context, state, acting, need, &refusal), n);
	assert_string_equal(word(&refusal, "waits"), n ? words : "(none)");
}

static void a_refusal_says_whose_opinion_is_missing_and_how_late(void **s)
{
	struct case_state state = case_in("in_handling");

	(void)s;
	context.today = day("2023-05-10");
	give(&state, EDUCATION, ASSIGNMENT_LEAD, "accepted");
	expect_waits(&state, NULL, NEED_OPINIONS, 0, "");
	give(&state, FINANCE, ASSIGNMENT_ASSIST, "accepted");
	expect_waits(&state, NULL, NEED_OPINIONS, 1,
		     "#12（期限 2023-05-01，已逾期 6 个工作日）|#12 (due 2023-05-01, overdue by 6 working days)");
	give(&state, WATER, ASSIGNMENT_ASSIST, "returned")->returned_on = day("2023-03-05");
	give(&state, WATER, ASSIGNMENT_ASSIST, "opined")->answered_on = day("2023-04-01");
	expect_waits(&state, NULL, NEED_OPINIONS, 1,
		     "#12（期限 2023-05-01，已逾期 6 个工作日）|#12 (due 2023-05-01, overdue by 6 working days)");
	expect_waits(&state, NULL, NEED_COSIGNS, 2,
		     "#12（期限 2023-05-01，已逾期 6 个工作日）、#13|"
		     "#12 (due 2023-05-01, overdue by 6 working days), #13");
	expect_waits(&state, NULL, NEED_ANSWERS, 1, "#11（期限 2023-06-01）|#11 (due 2023-06-01)");
	expect_waits(&state, &state.assignments[0], NEED_CONTACT, 1,
		     "#11（期限 2023-03-22，已逾期 33 个工作日）|#11 (due 2023-03-22, overdue by 33 working days)");
	state.assignments[0].contacted_on = day("2023-03-20");
	expect_waits(&state, &state.assignments[0], NEED_CONTACT, 0, "");
	state.round = 2; /* the offices of the first round owe nothing to the second */
	expect_waits(&state, NULL, NEED_OPINIONS, 0, "");
	expect_waits(&state, NULL, NEED_ANSWERS, 0, "");
}

static void a_refusal_names_three_and_counts_the_others(void **s)
{
	struct case_state state = case_in("evaluated");

	(void)s;
	context.today = day("2023-05-10");
	expect_waits(&state, NULL, NEED_PROMISES, 0, "");
	expect_waits(&state, NULL, NEED_SIGNATURES, 0, "");
	for (int no = 1; no <= 5; no++)
		bring(&state, ITEM_PROMISE, no, no == 2 ? ITEM_KEPT : ITEM_OPEN, "2023-09-30");
	expect_waits(
		&state, NULL, NEED_PROMISES, 4,
		"第 1 项承诺（期限 2023-09-30）、第 3 项承诺（期限 2023-09-30）、第 4 项承诺（期限 2023-09-30）等 4 "
		"项|promise 1 (due 2023-09-30), promise 3 (due 2023-09-30), promise 4 (due 2023-09-30) and 1 more");
	bring(&state, ITEM_SIGNER, 2, ITEM_INVITED, "2023-05-12");
	expect_waits(&state, NULL, NEED_SIGNATURES, 1, "第 2 位联名人（期限 2023-05-12）|signer 2 (due 2023-05-12)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_refusal_says_whose_opinion_is_missing_and_how_late),
		TEST(a_refusal_names_three_and_counts_the_others),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
