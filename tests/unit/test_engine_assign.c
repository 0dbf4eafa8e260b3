/* Who handles a case: roles, return and arbitration, extension, dating anew, handing over, reminders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

#define HOUSING 14
#define POLICE  15

static struct case_state filed(void)
{
	struct case_state state = received("2023-02-20");
	struct update file = update_of("file", ROLE_COMMITTEE, 0, "2023-02-27");

	accepted(&state, &file);
	return state;
}

static struct update assign_on(const char *on)
{
	return update_of("assign", ROLE_COMMITTEE, 0, on);
}

/* Two offices answer separately since 2023-03-01. */
static struct case_state separate(void)
{
	struct case_state state = filed();
	struct update assign = assign_on("2023-03-01");

	assign.separate_offices[0] = HOUSING;
	assign.separate_offices[1] = POLICE;
	assign.n_separate = 2;
	accepted(&state, &assign);
	return state;
}

static struct update return_by(int office_id, const char *on)
{
	struct update back = update_of("return", ROLE_HANDLER, office_id, on);

	back.reason = "不属于本单位职责";
	return back;
}

static void an_office_handles_a_case_alone(void **s)
{
	struct case_state state = filed();
	struct update assign = assign_on("2023-03-01");

	(void)s;
	assign.sole_office = HOUSING;
	assign.assist_offices[0] = POLICE;
	assign.n_assist = 1;
	refused(&state, &assign, REASON_SOLE_WITH_OTHERS);
	assign.n_assist = 0;
	accepted(&state, &assign);
	assert_int_equal(state.assignments[0].role, ASSIGNMENT_SOLE);
	assert_int_equal(state.assignments[0].due_on, day("2023-06-01"));
}

static void each_separate_office_answers_and_the_last_ends_it(void **s)
{
	struct case_state state = separate();
	struct update answer = answer_of(HOUSING, "2023-04-01");

	(void)s;
	assert_int_equal(state.n_assignments, 2);
	accept_by(&state, HOUSING, "2023-03-02");
	accept_by(&state, POLICE, "2023-03-02");
	accepted(&state, &answer);
	assert_string_equal(state.state, "in_handling");
	answer = answer_of(POLICE, "2023-04-20");
	accepted(&state, &answer);
	assert_string_equal(state.state, "answered");
}

static void somebody_must_answer(void **s)
{
	struct case_state state = filed();
	struct update assign = assign_on("2023-03-01");
	struct refusal refusal = refused(&state, &assign, REASON_FIELD_MISSING);

	(void)s;
	assert_string_equal(word(&refusal, "field"), "lead_office");
	assign.assist_offices[0] = POLICE;
	assign.n_assist = 1;
	refused(&state, &assign, REASON_FIELD_MISSING);
	assign.lead_office = POLICE; /* who cannot assist itself */
	refused(&state, &assign, REASON_OFFICE_TWICE);
	assign.separate_offices[0] = HOUSING;
	assign.n_separate = MAX_SEPARATE + 1;
	refused(&state, &assign, REASON_FIELD_TOO_MANY);
}

static void roles_are_those_of_the_rules(void **s)
{
	const struct rules *kept = context.rules;
	struct rules *old = load_rules_file("tests/unit/rules_of_0_1.yaml");
	struct case_state state;
	struct update assign = assign_on("2023-03-01");
	struct refusal refusal;

	(void)s;
	context.rules = old;
	state = filed();
	assign.lead_office = HOUSING;
	assign.separate_offices[0] = POLICE;
	assign.n_separate = 1;
	refusal = refused(&state, &assign, REASON_ASSIGNMENT_ROLE_UNKNOWN);
	assert_string_equal(word(&refusal, "role"), "分办|separate");
	context.rules = kept;
	rules_free(old);
}

static void a_case_has_one_lead(void **s)
{
	struct case_state state = separate();
	struct update back = return_by(POLICE, "2023-03-02"), assign = assign_on("2023-03-03");
	struct refusal refusal;

	(void)s;
	state.assignments[0].role = ASSIGNMENT_LEAD; /* beside a separate office */
	accepted(&state, &back);
	assign.lead_office = FINANCE;
	refusal = refused(&state, &assign, REASON_LEAD_AT_WORK);
	assert_string_equal(word(&refusal, "office"), "#14");
	assign.lead_office = HOUSING;
	accepted(&state, &assign);
	assert_int_equal(state.n_assignments, 2); /* it leads already */
	assert_string_equal(state.assignments[1].state, "returned");
}

static void a_return_waits_for_arbitration(void **s)
{
	struct case_state state = assigned();
	struct update back = return_by(EDUCATION, "2023-03-07");
	struct update assist = update_of("assign", ROLE_COMMITTEE, 0, "2023-03-08");

	(void)s;
	back.proposed_office = EDUCATION;
	refused(&state, &back, REASON_SAME_OFFICE);
	back.proposed_office = HOUSING;
	assert_int_equal(accepted(&state, &back).effects[0].milestone, MILESTONE_RETURNED);
	assert_string_equal(state.state, "returned");
	assert_string_equal(state.assignments[0].state, "returning");
	assist.assist_offices[0] = POLICE;
	assist.n_assist = 1;
	refused(&state, &assist, REASON_FIELD_MISSING); /* who answers then? */
}

static void a_rejected_return_is_for_good(void **s)
{
	struct case_state state = assigned();
	struct update back = return_by(EDUCATION, "2023-03-07");
	struct update reject = update_of("reject_return", ROLE_COMMITTEE, EDUCATION, "2023-03-08");
	struct refusal refusal;

	(void)s;
	accepted(&state, &back);
	refused(&state, &reject, REASON_REASON_REQUIRED);
	reject.reason = "属于三定方案所列职责";
	assert_int_equal(accepted(&state, &reject).effects[0].milestone, MILESTONE_RETURN_REJECTED);
	assert_string_equal(state.state, "in_handling");
	assert_string_equal(state.assignments[0].state, "assigned");
	back.happened_on = day("2023-03-08");
	refusal = refused(&state, &back, REASON_RETURN_WAS_REJECTED);
	assert_string_equal(word(&refusal, "office"), "#11");
	accept_by(&state, EDUCATION, "2023-03-09");
}

static void an_assist_offices_return_holds_nobody_up(void **s)
{
	struct case_state state = assigned();
	struct update back = return_by(WATER, "2023-03-07");
	struct update grant = update_of("grant_return", ROLE_COMMITTEE, WATER, "2023-03-08");

	(void)s;
	accepted(&state, &back);
	assert_string_equal(state.state, "in_handling");
	accepted(&state, &grant);
	assert_string_equal(state.assignments[2].state, "returned");
	assert_string_equal(state.state, "in_handling");
}

static void the_case_goes_on_when_the_last_return_is_rejected(void **s)
{
	struct case_state state = separate();
	struct update back = return_by(HOUSING, "2023-03-02");
	struct update reject = update_of("reject_return", ROLE_COMMITTEE, HOUSING, "2023-03-03");

	(void)s;
	accepted(&state, &back);
	snprintf(state.assignments[1].state, CODE_SIZE, "returning"); /* as where both may return at once */
	reject.reason = "维持交办";
	accepted(&state, &reject);
	assert_string_equal(state.state, "returned");
	reject.office_id = POLICE;
	accepted(&state, &reject);
	assert_string_equal(state.state, "in_handling");
}

static void others_take_the_place_of_those_who_return(void **s)
{
	struct case_state state = separate();
	struct update back = return_by(HOUSING, "2023-03-02"), assign = assign_on("2023-03-06");
	struct decision decision;

	(void)s;
	accepted(&state, &back);
	assign.lead_office = FINANCE;
	assign.assist_offices[0] = WATER;
	assign.n_assist = 1;
	decision = accepted(&state, &assign);
	assert_int_equal(decision.n_effects, 2);
	assert_string_equal(state.assignments[0].state, "returned");
	assert_string_equal(state.assignments[1].state, "assigned"); /* police goes on with its part */
	assert_int_equal(state.assignments[2].role, ASSIGNMENT_LEAD);
	assert_int_equal(state.assignments[3].role, ASSIGNMENT_ASSIST);
}

static void a_deadline_is_extended_once(void **s)
{
	struct case_state state = assigned();
	struct update extend = update_of("extend", ROLE_COMMITTEE, EDUCATION, "2023-05-20");
	struct decision decision;

	(void)s;
	refused(&state, &extend, REASON_REASON_REQUIRED);
	extend.reason = "需要省里批复";
	extend.due_on = day("2023-07-02");
	refused(&state, &extend, REASON_EXTENSION_OUT_OF_RANGE);
	extend.due_on = HY_DAY_NONE;
	decision = accepted(&state, &extend);
	assert_int_equal(state.assignments[0].due_on, day("2023-07-01"));
	assert_int_equal(state.assignments[0].extensions, 1);
	assert_int_equal(state.items[0].kind, ITEM_EXTENSION);
	assert_int_equal(state.items[0].no, 1);
	assert_int_equal(state.items[0].due_on, day("2023-07-01"));
	assert_int_equal(decision.effects[0].milestone, MILESTONE_EXTENDED);
	assert_int_equal(decision.effects[0].item_no, 1);
	refused(&state, &extend, REASON_EXTENSION_TOO_OFTEN);
	extend.office_id = FINANCE; /* the rules grant none for opinions */
	refused(&state, &extend, REASON_EXTENSION_UNKNOWN);
}

static void a_case_is_dated_anew_by_the_rules_in_force(void **s)
{
	struct case_state state = assigned();
	struct update redate = update_of("redate", ROLE_OPERATOR, EDUCATION, "2023-03-02");
	struct decision decision;

	(void)s;
	state.assignments[0].due_on = day("2023-04-01"); /* as other rules had it */
	redate.happened_on = HY_DAY_NONE;
	decision = accepted(&state, &redate);
	assert_int_equal(decision.n_effects, 1);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_REDATED);
	assert_int_equal(decision.effects[0].assignment_no, 1);
	assert_int_equal(state.assignments[0].due_on, day("2023-06-01"));
	assert_int_equal(state.assignments[1].due_on, day("2023-05-01"));
}

static void a_successor_takes_over_the_part_and_its_promises(void **s)
{
	struct case_state state = answerable();
	struct update answer = answer_of(EDUCATION, "2023-04-01"), update;
	struct decision decision;

	(void)s;
	answer.class = "B";
	promise_in(&answer, "建成两所幼儿园", "2023-12-31");
	accepted(&state, &answer);
	update = update_of("transfer", ROLE_COMMITTEE, EDUCATION, "2023-05-04");
	update.reason = "机构改革";
	update.lead_office = EDUCATION;
	refused(&state, &update, REASON_SAME_OFFICE);
	update.lead_office = HOUSING;
	decision = accepted(&state, &update);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_TRANSFERRED);
	assert_int_equal(decision.effects[0].office_id, HOUSING);
	assert_int_equal(decision.effects[0].assignment_no, 1);
	assert_int_equal(state.assignments[0].office_id, HOUSING);
	assert_int_equal(state.assignments[0].answered_on, day("2023-04-01"));
	update = update_of("keep", ROLE_HANDLER, HOUSING, "2023-06-01");
	update.item_no = 1;
	accepted(&state, &update);
}

static void a_reminder_is_recorded_and_changes_nothing(void **s)
{
	struct case_state state = assigned(), before = state;
	struct update remind = update_of("remind", ROLE_SUPERVISOR, WATER, "2023-05-02");
	struct decision decision;

	(void)s;
	context.today = day("2023-05-04");
	decision = accepted(&state, &remind);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_REMINDED);
	assert_int_equal(decision.effects[0].office_id, WATER);
	assert_memory_equal(state.assignments, before.assignments, sizeof(before.assignments));
}

/* An assist office wants to give its part back while the others work: another one takes it. */
static void another_assist_office_takes_the_place_of_one(void **s)
{
	struct case_state state = assigned();
	struct update back = return_by(WATER, "2023-03-02"),
		      add = update_of("add_office", ROLE_COMMITTEE, 0, "2023-03-03");
	struct decision decision;

	(void)s;
	accepted(&state, &back);
	add.assist_offices[add.n_assist++] = HOUSING;
	decision = accepted(&state, &add);
	assert_int_equal(decision.n_effects, 1);
	assert_int_equal(decision.effects[0].office_id, HOUSING);
	assert_string_equal(state.state, "in_handling");
	assert_string_equal(state.assignments[2].state, "returned");
	assert_string_equal(state.assignments[3].state, "assigned");
	add.happened_on = day("2023-03-04");
	refused(&state, &add, REASON_OFFICE_AT_WORK); /* once is enough */
	add.n_assist = 0;
	add.lead_office = HOUSING;
	refused(&state, &add, REASON_LEAD_AT_WORK);
}

static void an_opinion_once_given_holds_for_the_next_lead_office(void **s)
{
	struct case_state state = assigned();
	struct update back = return_by(EDUCATION, "2023-03-06"), again = assign_on("2023-03-07");
	struct decision decision;

	(void)s;
	accept_by(&state, FINANCE, "2023-03-02");
	give_opinion(&state, FINANCE, "2023-03-03");
	accepted(&state, &back);
	again.lead_office = HOUSING;
	again.assist_offices[again.n_assist++] = FINANCE;
	again.assist_offices[again.n_assist++] = WATER;
	decision = accepted(&state, &again);
	assert_int_equal(decision.n_effects, 1); /* the lead office alone is new */
	assert_int_equal(state.n_assignments, 4);
}

static void the_others_work_on_while_a_return_is_arbitrated(void **s)
{
	struct case_state state = separate();
	struct update back = return_by(HOUSING, "2023-03-02"), too = return_by(POLICE, "2023-03-03");
	struct case_state both;

	(void)s;
	accepted(&state, &back);
	assert_string_equal(state.state, "returned");
	both = state;
	accepted(&both, &too); /* its own days to return run on */
	accept_by(&state, POLICE, "2023-03-03");
	too = answer_of(POLICE, "2023-03-06");
	accepted(&state, &too);
	assert_string_equal(state.state, "returned"); /* the other part is still to be decided */
	back = assign_on("2023-03-07");
	back.separate_offices[back.n_separate++] = WATER;
	accepted(&state, &back);
	assert_string_equal(state.state, "in_handling");
	accept_by(&state, WATER, "2023-03-08");
	back = answer_of(WATER, "2023-03-09");
	accepted(&state, &back);
	assert_string_equal(state.state, "answered");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_office_handles_a_case_alone),
		TEST(each_separate_office_answers_and_the_last_ends_it),
		TEST(somebody_must_answer),
		TEST(roles_are_those_of_the_rules),
		TEST(a_case_has_one_lead),
		TEST(a_return_waits_for_arbitration),
		TEST(a_rejected_return_is_for_good),
		TEST(an_assist_offices_return_holds_nobody_up),
		TEST(the_case_goes_on_when_the_last_return_is_rejected),
		TEST(others_take_the_place_of_those_who_return),
		TEST(a_deadline_is_extended_once),
		TEST(a_case_is_dated_anew_by_the_rules_in_force),
		TEST(a_successor_takes_over_the_part_and_its_promises),
		TEST(a_reminder_is_recorded_and_changes_nothing),
		TEST(another_assist_office_takes_the_place_of_one),
		TEST(an_opinion_once_given_holds_for_the_next_lead_office),
		TEST(the_others_work_on_while_a_return_is_arbitrated),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
