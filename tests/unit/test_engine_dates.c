/* The engine and days: not to come, not out of order, not too far back for the role. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

static void days_are_neither_to_come_nor_out_of_order(void **s)
{
	struct case_state state = received("2023-02-20");
	struct update update = update_of("file", ROLE_COMMITTEE, 0, "2023-07-01");
	struct refusal refusal;

	(void)s;
	context.today = day("2023-06-30");
	refusal = refused(&state, &update, REASON_DATE_IN_FUTURE);
	assert_string_equal(word(&refusal, "today"), "2023-06-30");
	update.happened_on = day("2023-02-19");
	refusal = refused(&state, &update, REASON_DATE_BEFORE_PREVIOUS);
	assert_string_equal(word(&refusal, "previous"), "2023-02-20");

	state = assigned();
	update = update_of("accept", ROLE_HANDLER, EDUCATION, "2023-02-28");
	refused(&state, &update, REASON_DATE_BEFORE_PREVIOUS);
	accept_by(&state, EDUCATION, "2023-03-06");
	update = answer_of(EDUCATION, "2023-03-05");
	refusal = refused(&state, &update, REASON_DATE_BEFORE_PREVIOUS);
	assert_string_equal(word(&refusal, "previous"), "2023-03-06");
	update.happened_on = day("2023-04-01");
	accepted(&state, &update);
	update = update_of("evaluate", ROLE_COMMITTEE, 0, "2023-03-31");
	update.attitude = update.result = "satisfied";
	refusal = refused(&state, &update, REASON_DATE_BEFORE_PREVIOUS);
	assert_string_equal(word(&refusal, "previous"), "2023-04-01");
	update.happened_on = day("2023-04-20");
	accepted(&state, &update);
	update = update_of("close", ROLE_COMMITTEE, 0, "2023-04-19");
	refused(&state, &update, REASON_DATE_BEFORE_PREVIOUS);
	update.happened_on = HY_DAY_NONE; /* today */
	accepted(&state, &update);
	assert_int_equal(state.last_on, day("2023-06-30"));
}

/* A case of autumn 2023, after the catch-up period of the rules file. */
static struct case_state autumn_case(void)
{
	struct case_state state;
	struct update update = update_of("file", ROLE_COMMITTEE, 0, "2023-09-04");

	state = received("2023-09-01");
	update.reason = "测试";
	accepted(&state, &update);
	update = update_of("assign", ROLE_COMMITTEE, 0, "2023-09-05");
	update.reason = "测试";
	update.lead_office = EDUCATION;
	accepted(&state, &update);
	return state;
}

static void roles_date_back_as_far_as_their_rule_says(void **s)
{
	struct case_state state;
	struct update update = update_of("accept", ROLE_HANDLER, EDUCATION, "2023-10-07");
	struct refusal refusal;

	(void)s;
	context.today = day("2023-10-11"); /* a Wednesday; Saturday the 7th and Sunday the 8th are worked */
	state = autumn_case();
	refusal = refused(&state, &update, REASON_DATE_TOO_FAR_BACK);
	assert_string_equal(word(&refusal, "earliest"), "2023-10-08");
	update.happened_on = day("2023-10-08");
	assert_false(accepted(&state, &update).late_entry);

	/* on a Saturday, Wednesday to Friday are the three working days since Tuesday */
	context.today = day("2023-10-14");
	state = autumn_case();
	update.happened_on = day("2023-10-09");
	refusal = refused(&state, &update, REASON_DATE_TOO_FAR_BACK);
	assert_string_equal(word(&refusal, "earliest"), "2023-10-10");
	update.happened_on = day("2023-10-10");
	accepted(&state, &update);
}

static void the_earliest_day_is_the_first_that_is_taken(void **s)
{
	struct case_state state;
	struct update update = update_of("accept", ROLE_HANDLER, EDUCATION, "");

	(void)s;
	for (hy_day today = day("2023-10-02"); today < day("2023-11-15"); today++) {
		struct refusal refusal;
		struct decision decision;
		char text[HY_DAY_TEXT];

		context.today = today;
		state = autumn_case();
		update.happened_on = day("2023-09-06");
		refusal = refused(&state, &update, REASON_DATE_TOO_FAR_BACK);
		update.happened_on = day(word(&refusal, "earliest"));
		assert_int_equal(engine_decide(&context, &state, &update, &decision, &refusal), 0);
		update.happened_on--;
		refusal = refused(&state, &update, REASON_DATE_TOO_FAR_BACK);
		assert_string_equal(word(&refusal, "earliest"), day_format(update.happened_on + 1, text));
	}
}

static void the_committee_needs_a_reason_to_go_far_back(void **s)
{
	struct case_state state;
	struct update update = update_of("accept", ROLE_COMMITTEE, EDUCATION, "2023-09-06");

	(void)s;
	context.today = day("2023-10-31");
	state = autumn_case();
	refused(&state, &update, REASON_REASON_REQUIRED);
	update.reason = "　";
	refused(&state, &update, REASON_REASON_REQUIRED);
	update.reason = "单位纸质签收，补录";
	assert_true(accepted(&state, &update).late_entry);
	state = autumn_case();
	update.reason = "";
	update.happened_on = day("2023-10-09");
	assert_false(accepted(&state, &update).late_entry);
}

static void a_catch_up_period_takes_the_past_and_marks_it(void **s)
{
	struct case_state state = assigned();
	struct update update = update_of("accept", ROLE_HANDLER, EDUCATION, "2023-03-02");

	(void)s;
	context.today = day("2023-07-31"); /* its last day */
	assert_true(accepted(&state, &update).late_entry);
	state = assigned();
	context.today = day("2023-08-01");
	refused(&state, &update, REASON_DATE_TOO_FAR_BACK);
	context.today = day("2023-06-30");
	state = received("2021-12-01");
	update = update_of("file", ROLE_COMMITTEE, 0, "2021-12-31"); /* before the period begins */
	refused(&state, &update, REASON_REASON_REQUIRED);
	update.happened_on = day("2022-01-01");
	assert_true(accepted(&state, &update).late_entry);
}

/* Gives a role the right to accept, which the file does not. */
static void roles_without_a_rule_enter_on_the_day(void **s)
{
	struct case_state state;
	struct rule_move *move;
	struct update update = update_of("accept", ROLE_SUPERVISOR, EDUCATION, "2023-10-10");
	struct refusal refusal;

	(void)s;
	context.today = day("2023-10-11");
	state = autumn_case();
	move = (struct rule_move *)rules_move(context.rules, "accept");
	move->roles |= 1u << ROLE_SUPERVISOR;
	refusal = refused(&state, &update, REASON_DATE_TOO_FAR_BACK);
	assert_string_equal(word(&refusal, "earliest"), "2023-10-11");
	update.happened_on = context.today;
	accepted(&state, &update);
	move->roles &= ~(1u << ROLE_SUPERVISOR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(days_are_neither_to_come_nor_out_of_order),     TEST(roles_date_back_as_far_as_their_rule_says),
		TEST(the_earliest_day_is_the_first_that_is_taken),   TEST(the_committee_needs_a_reason_to_go_far_back),
		TEST(a_catch_up_period_takes_the_past_and_marks_it), TEST(roles_without_a_rule_enter_on_the_day),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
