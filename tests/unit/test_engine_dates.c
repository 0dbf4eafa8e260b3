/* The engine and days: not to come, not out of order, not too far back for the role. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

#include "domain/engine/steps.h"

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
	for (int office = FINANCE; office <= WATER; office++) {
		accept_by(&state, office, "2023-03-06");
		give_opinion(&state, office, "2023-03-06");
	}
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
	struct update update = update_of("accept", ROLE_LEADER, EDUCATION, "2023-10-10");
	struct refusal refusal;

	(void)s;
	context.today = day("2023-10-11");
	state = autumn_case();
	move = (struct rule_move *)rules_move(context.rules, "accept");
	move->roles |= 1u << ROLE_LEADER;
	refusal = refused(&state, &update, REASON_DATE_TOO_FAR_BACK);
	assert_string_equal(word(&refusal, "earliest"), "2023-10-11");
	update.happened_on = context.today;
	accepted(&state, &update);
	move->roles &= ~(1u << ROLE_LEADER);
}

/* A case in which every step was taken, each on a day of its own: the lead office is assignment 1, its assist office
 * assignment 2; the promise and the invited signer are of number 2. */
static struct case_state full_case(void)
{
	struct case_state state = {
		.case_id = 7,
		.round = 1,
		.received_on = day("2023-02-01"),
		.filed_on = day("2023-02-02"),
		.last_on = day("2023-03-20"),
		.n_assignments = 2,
		.n_items = 3,
	};

	state.assignments[0] = (struct assignment){
		.no = 1,
		.office_id = EDUCATION,
		.role = ASSIGNMENT_LEAD,
		.state = "accepted",
		.round = 1,
		.assigned_on = day("2023-02-03"),
		.returned_on = day("2023-02-04"),
		.accepted_on = day("2023-02-05"),
		.drafted_on = day("2023-02-07"),
		.reviewed_on = day("2023-02-09"),
		.answered_on = day("2023-02-10"),
		.return_by = HY_DAY_NONE,
	};
	state.assignments[1] = state.assignments[0];
	state.assignments[1].no = 2;
	state.assignments[1].office_id = FINANCE;
	state.assignments[1].role = ASSIGNMENT_ASSIST;
	state.assignments[1].drafted_on = state.assignments[1].reviewed_on = HY_DAY_NONE;
	state.assignments[1].answered_on = day("2023-02-06");
	state.assignments[1].cosigned_on = day("2023-02-08");
	state.items[0] = (struct item){ .kind = ITEM_EVALUATION, .no = 1, .round = 1, .on = day("2023-02-15") };
	state.items[1] = (struct item){ .kind = ITEM_PROMISE, .no = 2, .state = ITEM_OPEN, .on = day("2023-02-12") };
	state.items[2] = (struct item){ .kind = ITEM_SIGNER,
					.no = 2,
					.state = ITEM_INVITED,
					.on = day("2023-02-13"),
					.due_on = day("2023-02-20") };
	return state;
}

/* Decides nothing but the dates of an update to the full case. */
static int decide_day(const struct case_state *state, const struct update *update, int assignment_no,
		      struct refusal *refusal)
{
	struct decide decide = {
		.context = &context,
		.before = state,
		.update = update,
		.move = rules_move(context.rules, update->verb),
		.assignment = assignment_no ? &state->assignments[assignment_no - 1] : NULL,
		.refusal = refusal,
	};

	assert_non_null(decide.move);
	return decide_dates(&decide);
}

/* On the day of the step it follows an update is taken, a day before it is refused with that step's name. */
static void every_update_follows_a_step_that_has_a_name(void **s)
{
	static const struct {
		const char *verb;
		int assignment_no;
		const char *previous, *step;
	} rows[] = {
		{ "file", 0, "2023-02-02", "立案|filed" },
		{ "assign", 0, "2023-02-04", "退办|returned" },
		{ "accept", 1, "2023-02-04", "退办|returned" },
		{ "return", 1, "2023-02-03", "交办|assigned" },
		{ "reject_return", 1, "2023-02-04", "退办|returned" },
		{ "grant_return", 2, "2023-02-04", "退办|returned" },
		{ "extend", 1, "2023-02-03", "交办|assigned" },
		{ "remind", 1, "2023-02-03", "交办|assigned" },
		{ "contact", 1, "2023-02-05", "签收|accepted" },
		{ "give_opinion", 2, "2023-02-05", "签收|accepted" },
		{ "add_outcome", 1, "2023-02-05", "签收|accepted" },
		{ "promise", 1, "2023-02-05", "签收|accepted" },
		{ "draft", 1, "2023-02-06", "会办意见|opinion given" },
		{ "cosign", 2, "2023-02-07", "拟稿|answer drafted" },
		{ "review", 1, "2023-02-08", "会签|co-signed" },
		{ "send_back", 1, "2023-02-09", "督办审核|reviewed" },
		{ "answer", 1, "2023-02-09", "督办审核|reviewed" },
		{ "upgrade", 1, "2023-02-10", "答复|answered" },
		{ "publish", 0, "2023-02-10", "答复|answered" },
		{ "evaluate", 0, "2023-02-10", "答复|answered" },
		{ "reopen", 0, "2023-02-15", "评价|evaluated" },
		{ "keep", 0, "2023-02-12", "承诺|promised" },
		{ "postpone", 0, "2023-02-12", "承诺|promised" },
		{ "break_promise", 0, "2023-02-12", "承诺|promised" },
		{ "sign", 0, "2023-02-13", "邀请联名|invited to join" },
		{ "decline", 0, "2023-02-13", "邀请联名|invited to join" },
		{ "submit", 0, "2023-03-20", "最近一次登记|the latest entry" },
		{ "close", 0, "2023-03-20", "最近一次登记|the latest entry" },
		{ "withdraw", 0, "2023-03-20", "最近一次登记|the latest entry" },
	};
	struct case_state state = full_case();

	(void)s;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct update update = update_of(rows[i].verb, ROLE_COMMITTEE, 0, rows[i].previous);
		struct refusal refusal;

		update.item_no = update.signer_no = 2;
		if (decide_day(&state, &update, rows[i].assignment_no, &refusal) < 0)
			fail_msg("%s on %s is refused: %s after %s", update.verb, rows[i].previous,
				 reason_name(refusal.reason), word(&refusal, "step"));
		update.happened_on--;
		if (decide_day(&state, &update, rows[i].assignment_no, &refusal) == 0)
			fail_msg("%s is taken before %s", update.verb, rows[i].step);
		assert_int_equal(refusal.reason, REASON_DATE_BEFORE_PREVIOUS);
		assert_string_equal(word(&refusal, "previous"), rows[i].previous);
		assert_string_equal(word(&refusal, "step"), rows[i].step);
	}
}

static void a_merged_case_is_answered_after_the_case_it_was_merged_into(void **s)
{
	struct case_state main = full_case(), merged = full_case();
	const struct surroundings around = { .main_case = &main };
	struct update update = update_of("answer_merged", ROLE_COMMITTEE, 0, "2023-02-09");
	struct refusal refusal;

	(void)s;
	merged.n_assignments = merged.n_items = 0;
	assert_int_equal(decide_day(&merged, &update, 0, &refusal), 0);
	context.around = &around;
	assert_int_equal(decide_day(&merged, &update, 0, &refusal), -1);
	assert_string_equal(word(&refusal, "previous"), "2023-02-10");
	update.happened_on++;
	assert_int_equal(decide_day(&merged, &update, 0, &refusal), 0);
	context.around = NULL;
}

static void what_the_first_round_brought_does_not_bind_the_second(void **s)
{
	struct case_state state = full_case();
	struct update update = update_of("evaluate", ROLE_COMMITTEE, 0, "2023-02-09");
	struct refusal refusal;

	(void)s;
	state.round = 2;
	assert_int_equal(decide_day(&state, &update, 0, &refusal), 0);
	state.assignments[0].round = 2;
	assert_int_equal(decide_day(&state, &update, 0, &refusal), -1);
	assert_string_equal(word(&refusal, "step"), "答复|answered");
}

static void joining_ends_with_the_invitations_last_day(void **s)
{
	struct case_state state = full_case();
	struct update update = update_of("sign", ROLE_PROPOSER, 0, "");
	struct refusal refusal;

	(void)s;
	update.signer_no = 2;
	context.today = day("2023-02-20");
	assert_int_equal(decide_day(&state, &update, 0, &refusal), 0);
	context.today = day("2023-02-21");
	assert_int_equal(decide_day(&state, &update, 0, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_JOIN_TOO_LATE);
	assert_string_equal(word(&refusal, "limit"), "2023-02-20");
	update.reason = "补交签名";
	assert_int_equal(decide_day(&state, &update, 0, &refusal), -1); /* a reason is for the committee */
	update.role = ROLE_COMMITTEE;
	assert_int_equal(decide_day(&state, &update, 0, &refusal), 0);
	update.reason = " ";
	assert_int_equal(decide_day(&state, &update, 0, &refusal), -1);
	update = update_of("decline", ROLE_PROPOSER, 0, ""); /* which needs no day */
	update.signer_no = 2;
	assert_int_equal(decide_day(&state, &update, 0, &refusal), 0);
}

static void returning_ends_with_its_last_day(void **s)
{
	struct case_state state = full_case();
	struct update update = update_of("return", ROLE_HANDLER, EDUCATION, "");
	struct refusal refusal;

	(void)s;
	state.assignments[0].return_by = day("2023-02-10");
	context.today = day("2023-02-10");
	assert_int_equal(decide_day(&state, &update, 1, &refusal), 0);
	context.today = day("2023-02-11");
	assert_int_equal(decide_day(&state, &update, 1, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_RETURN_TOO_LATE);
	assert_string_equal(word(&refusal, "limit"), "2023-02-10");
}

static void a_correction_names_the_day_of_an_earlier_line(void **s)
{
	struct case_state state = full_case();
	struct update update = update_of("correct", ROLE_COMMITTEE, 0, "2023-01-15");
	struct refusal refusal;

	(void)s;
	assert_int_equal(decide_day(&state, &update, 0, &refusal), 0);
	update.happened_on = context.today + 1;
	assert_int_equal(decide_day(&state, &update, 0, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_DATE_IN_FUTURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(days_are_neither_to_come_nor_out_of_order),
		TEST(roles_date_back_as_far_as_their_rule_says),
		TEST(the_earliest_day_is_the_first_that_is_taken),
		TEST(the_committee_needs_a_reason_to_go_far_back),
		TEST(a_catch_up_period_takes_the_past_and_marks_it),
		TEST(roles_without_a_rule_enter_on_the_day),
		TEST(every_update_follows_a_step_that_has_a_name),
		TEST(a_merged_case_is_answered_after_the_case_it_was_merged_into),
		TEST(what_the_first_round_brought_does_not_bind_the_second),
		TEST(joining_ends_with_the_invitations_last_day),
		TEST(returning_ends_with_its_last_day),
		TEST(a_correction_names_the_day_of_an_earlier_line),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
