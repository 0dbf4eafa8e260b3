/* The engine over the rules of Baotou: which moves it makes, which it refuses and why, and what a case waits for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

static void a_received_case_is_filed(void **s)
{
	struct case_state state = received("2023-02-20");
	struct update update = update_of("file", ROLE_COMMITTEE, 0, "2023-02-27");
	struct decision decision;

	(void)s;
	assert_string_equal(state.state, "received");
	assert_int_equal(state.phase, PHASE_RECEIVED);
	assert_int_equal(state.version, 1);
	decision = accepted(&state, &update);
	assert_true(decision.needs_number);
	assert_int_equal(decision.n_effects, 1);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_FILED);
	assert_int_equal(state.filed_on, day("2023-02-27"));
}

static void an_assignment_has_its_days(void **s)
{
	struct case_state state = assigned();

	(void)s;
	assert_string_equal(state.state, "in_handling");
	assert_string_equal(state.number, "20230045");
	assert_int_equal(state.phase, PHASE_HANDLING);
	assert_int_equal(state.n_assignments, 3);
	assert_int_equal(state.assignments[0].role, ASSIGNMENT_LEAD);
	assert_int_equal(state.assignments[0].due_on, day("2023-06-01"));
	assert_int_equal(state.assignments[0].return_by, day("2023-03-08"));
	assert_int_equal(state.assignments[1].due_on, day("2023-05-01")); /* a holiday stays */
	assert_int_equal(state.assignments[2].no, 3);
}

/* All accept, and the lead office visits the proposer. */
static void accept_and_contact(struct case_state *state)
{
	struct update update;
	struct decision decision;

	accept_by(state, EDUCATION, "2023-03-02");
	accept_by(state, FINANCE, "2023-03-03");
	accept_by(state, WATER, "2023-03-03");
	update = update_of("contact", ROLE_HANDLER, EDUCATION, "2023-04-10");
	update.contact_method = "visit";
	update.contact_persons = "张委员";
	decision = accepted(state, &update);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_CONTACTED);
	assert_string_equal(state->assignments[0].state, "accepted");
	assert_int_equal(state->assignments[0].contacted_on, day("2023-04-10"));
}

/* One opinion in time, one late. */
static void give_opinions(struct case_state *state)
{
	struct decision decision;

	assert_false(give_opinion(state, WATER, "2023-05-01").effects[0].late);
	decision = give_opinion(state, FINANCE, "2023-05-02");
	assert_string_equal(state->state, "in_handling");
	assert_true(decision.effects[0].late);
	assert_int_equal(decision.effects[0].role, ASSIGNMENT_ASSIST);
}

/* Class B, with its promise. */
static void answer_with_promise(struct case_state *state)
{
	struct update update;
	struct decision decision;

	update = answer_of(EDUCATION, "2023-06-01");
	update.class = "Ｂ";
	promise_in(&update, "建成两所幼儿园", "2023-12-31");
	decision = accepted(state, &update);
	assert_string_equal(state->state, "answered");
	assert_int_equal(state->phase, PHASE_ANSWERED);
	assert_string_equal(state->assignments[0].class, "B");
	assert_int_equal(decision.effects[0].class_meaning, CLASS_IN_PROGRESS);
	assert_string_equal(decision.effects[0].class, "B");
	assert_int_equal(decision.effects[0].office_id, EDUCATION);
	assert_false(decision.effects[0].late);
}

/* A contact entered after the answer but made before it. */
static void contact_once_more(struct case_state *state)
{
	struct update update;

	update = update_of("contact", ROLE_HANDLER, EDUCATION, "2023-05-20");
	update.contact_method = "phone";
	update.contact_persons = "张委员";
	accepted(state, &update);
	assert_int_equal(state->last_on, day("2023-06-01")); /* the latest day, not the latest entry */
}

/* Evaluated, the promise kept, closed. */
static void bring_to_its_end(struct case_state *state)
{
	struct update update;
	struct decision decision;

	update = update_of("evaluate", ROLE_COMMITTEE, 0, "2023-06-10");
	update.attitude = "satisfied";
	update.result = "basically";
	accepted(state, &update);
	assert_string_equal(state->result, "basically");
	update = update_of("keep", ROLE_HANDLER, EDUCATION, "2023-06-11");
	update.item_no = 1;
	accepted(state, &update);
	update = update_of("close", ROLE_COMMITTEE, 0, "2023-06-12");
	decision = accepted(state, &update);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_CLOSED);
	assert_int_equal(state->phase, PHASE_CLOSED);
}

static void the_main_line_goes_through(void **s)
{
	struct case_state state = assigned();

	(void)s;
	accept_and_contact(&state);
	give_opinions(&state);
	answer_with_promise(&state);
	contact_once_more(&state);
	bring_to_its_end(&state);
	assert_int_equal(state.version, 14);
}

static void an_answer_after_the_due_day_is_late(void **s)
{
	struct case_state state = answerable();
	struct update answer = answer_of(EDUCATION, "2023-06-02");

	(void)s;
	assert_true(accepted(&state, &answer).effects[0].late);
}

static void a_returned_case_gets_a_new_lead_and_keeps_its_assists(void **s)
{
	struct case_state state = assigned();
	struct update back = update_of("return", ROLE_HANDLER, EDUCATION, "2023-03-07");
	struct update assign = update_of("assign", ROLE_COMMITTEE, 0, "2023-03-09");
	struct decision decision;

	(void)s;
	refused(&state, &back, REASON_REASON_REQUIRED);
	back.reason = "不属于本单位职责";
	decision = accepted(&state, &back);
	assert_string_equal(state.state, "returned");
	assert_string_equal(state.assignments[0].state, "returning");
	assert_string_equal(state.assignments[1].state, "assigned");
	assert_int_equal(decision.effects[0].milestone, MILESTONE_RETURNED);

	assign.lead_office = 14;
	assign.assist_offices[0] = FINANCE;
	assign.assist_offices[1] = 15;
	assign.n_assist = 2;
	decision = accepted(&state, &assign);
	assert_string_equal(state.state, "in_handling");
	assert_int_equal(state.n_assignments, 5);
	assert_string_equal(state.assignments[0].state, "returned"); /* the return is granted with it */
	assert_int_equal(decision.n_effects, 2);
	assert_int_equal(decision.effects[0].office_id, 14);
	assert_int_equal(decision.effects[0].assignment_no, 4);
	assert_int_equal(decision.effects[1].office_id, 15);
	assert_int_equal(state.assignments[3].due_on, day("2023-06-09"));
	/* an assist office that returns does not stop the case; and may be named again afterwards */
	back.office_id = WATER;
	accepted(&state, &back);
	assert_string_equal(state.state, "in_handling");
}

static void a_day_too_late_it_cannot_be_returned(void **s)
{
	struct case_state state = assigned();
	struct update back = update_of("return", ROLE_HANDLER, EDUCATION, "2023-03-09");
	struct refusal refusal;

	(void)s;
	back.reason = "不属于本单位职责";
	refusal = refused(&state, &back, REASON_RETURN_TOO_LATE);
	assert_string_equal(word(&refusal, "limit"), "2023-03-08");
	back.happened_on = day("2023-03-08");
	accepted(&state, &back);
}

static void verbs_roles_and_versions_are_checked_first(void **s)
{
	struct case_state state = assigned();
	struct update update = update_of("eat", ROLE_HANDLER, EDUCATION, "");
	struct refusal refusal = refused(&state, &update, REASON_VERB_UNKNOWN);

	(void)s;
	assert_non_null(strstr(word(&refusal, "allowed"), "give_opinion"));
	update.verb = "file";
	refusal = refused(&state, &update, REASON_ROLE_NOT_ALLOWED);
	assert_string_equal(word(&refusal, "who"), "提案委员会|proposals committee");
	update.role = ROLE_NONE;
	refused(&state, &update, REASON_ROLE_NOT_ALLOWED);
	update.role = 77;
	refused(&state, &update, REASON_ROLE_NOT_ALLOWED);
	update = update_of("accept", ROLE_HANDLER, EDUCATION, "");
	update.expected_version = 2;
	refusal = refused(&state, &update, REASON_VERSION_CONFLICT);
	assert_string_equal(word(&refusal, "version"), "3");
	update.expected_version = 3;
	update.happened_on = day("2023-03-02");
	accepted(&state, &update);
}

static void a_move_that_does_not_fit_names_those_that_do(void **s)
{
	struct case_state state = assigned();
	struct update update = update_of("close", ROLE_COMMITTEE, 0, "");
	struct refusal refusal = refused(&state, &update, REASON_MOVE_NOT_ALLOWED);
	char text[1000];

	(void)s;
	refusal_text(&refusal, LANGUAGE_ZH, text, sizeof(text));
	assert_string_equal(text, "案件现为「办理中」，不能做「办结」。现在可以：签收 accept、退办 return；"
				  "等待#12签收，期限 2023-05-01，已逾期 42 个工作日；"
				  "等待#13签收，期限 2023-05-01，已逾期 42 个工作日；"
				  "等待#11签收，期限 2023-06-01，已逾期 20 个工作日");
	refusal_text(&refusal, LANGUAGE_EN, text, sizeof(text));
	assert_string_equal(text, "the case is in state \"in handling\", which does not allow close; "
				  "possible now: accept, return; "
				  "waiting for #12 to accept, due 2023-05-01, overdue by 42 working days; "
				  "waiting for #13 to accept, due 2023-05-01, overdue by 42 working days; "
				  "waiting for #11 to accept, due 2023-06-01, overdue by 20 working days");
	update = answer_of(EDUCATION, "2023-03-02");
	refusal = refused(&state, &update, REASON_MOVE_NOT_ALLOWED);
	assert_string_equal(word(&refusal, "state"), "待签收|to be accepted");
	update = update_of("not_file", ROLE_COMMITTEE, 0, "2023-02-21");
	update.reason = "重复";
	state = received("2023-02-20");
	accepted(&state, &update);
	refusal = refused(&state, &update, REASON_MOVE_NOT_ALLOWED);
	assert_string_equal(word(&refusal, "next"), "已结束：不予立案|finished: not filed");
	assert_string_equal(word(&refusal, "allowed"), "无|none");
}

static void offices_act_on_their_own_assignments(void **s)
{
	struct case_state state = assigned();
	struct update update = update_of("accept", ROLE_HANDLER, 99, "");
	struct refusal refusal = refused(&state, &update, REASON_ASSIGNMENT_NOT_YOURS);

	(void)s;
	assert_string_equal(word(&refusal, "office"), "#99");
	assert_string_equal(word(&refusal, "case"), "20230045");
	accept_by(&state, FINANCE, "2023-03-02");
	update = answer_of(FINANCE, "2023-03-03"); /* an assist office does not answer */
	refused(&state, &update, REASON_ASSIGNMENT_NOT_YOURS);
	update = update_of("accept", ROLE_COMMITTEE, 0, "");
	refusal = refused(&state, &update, REASON_OFFICE_NEEDED);
	assert_string_equal(word(&refusal, "offices"), "#11、#13");
	update.verb = "answer"; /* which none of them can give now: the one that could later is told of */
	refusal = refused(&state, &update, REASON_MOVE_NOT_ALLOWED);
	assert_string_equal(word(&refusal, "state"), "待签收|to be accepted");
	update.verb = "accept";
	state.number[0] = '\0';
	update.office_id = 99;
	refusal = refused(&state, &update, REASON_ASSIGNMENT_NOT_YOURS);
	assert_string_equal(word(&refusal, "case"), "s7");
}

static void the_only_office_it_can_be_need_not_be_named(void **s)
{
	struct case_state state = assigned();
	struct update update = update_of("give_opinion", ROLE_COMMITTEE, 0, "");

	(void)s;
	assert_int_equal(engine_only_office(context.rules, &state, &update), 0); /* nobody has accepted */
	accept_by(&state, FINANCE, "2023-03-02");
	assert_int_equal(engine_only_office(context.rules, &state, &update), FINANCE);
	accept_by(&state, WATER, "2023-03-02");
	assert_int_equal(engine_only_office(context.rules, &state, &update), 0); /* either */
	update.verb = "answer";
	accept_by(&state, EDUCATION, "2023-03-02");
	assert_int_equal(engine_only_office(context.rules, &state, &update), EDUCATION);
	update.role = ROLE_HANDLER; /* who acts for itself */
	assert_int_equal(engine_only_office(context.rules, &state, &update), 0);
	update.role = ROLE_COMMITTEE;
	update.verb = "close"; /* of the case */
	assert_int_equal(engine_only_office(context.rules, &state, &update), 0);
}

static void offices_are_named_once(void **s)
{
	struct case_state state = received("2023-02-20");
	struct update update = update_of("file", ROLE_COMMITTEE, 0, "2023-02-21");
	struct refusal refusal;

	(void)s;
	accepted(&state, &update);
	update = update_of("assign", ROLE_COMMITTEE, 0, "2023-02-22");
	update.lead_office = EDUCATION;
	update.assist_offices[0] = FINANCE;
	update.assist_offices[1] = EDUCATION;
	update.n_assist = 2;
	refusal = refused(&state, &update, REASON_OFFICE_TWICE);
	assert_string_equal(word(&refusal, "office"), "#11");
	update.assist_offices[1] = FINANCE;
	refused(&state, &update, REASON_OFFICE_TWICE);
	update.n_assist = MAX_ASSIST + 1;
	refused(&state, &update, REASON_FIELD_TOO_MANY);
	for (int i = 0; i < MAX_ASSIST; i++)
		update.assist_offices[i] = 100 + i;
	update.n_assist = MAX_ASSIST;
	assert_int_equal(accepted(&state, &update).n_effects, 1 + MAX_ASSIST);
}

static void a_case_has_room_for_so_many_assignments(void **s)
{
	struct case_state state = received("2023-02-20");
	struct update update = update_of("file", ROLE_COMMITTEE, 0, "2023-02-20"), back;
	int office = 100;

	(void)s;
	accepted(&state, &update);
	update = update_of("assign", ROLE_COMMITTEE, 0, "2023-02-20");
	while (state.n_assignments < MAX_ASSIGNMENTS) {
		update.lead_office = office++;
		accepted(&state, &update);
		back = update_of("return", ROLE_COMMITTEE, update.lead_office, "2023-02-20");
		back.reason = "再议";
		accepted(&state, &back);
	}
	update.lead_office = office;
	refused(&state, &update, REASON_TOO_MANY_ASSIGNMENTS);
}

static void receiving_checks_its_day_and_kind(void **s)
{
	struct case_state state = { .kind = "proposal" }, copy = state;
	struct milestone_effect effect = { 0 };
	struct refusal refusal;

	(void)s;
	context.today = day("2023-06-30");
	assert_int_equal(engine_receive(&context, &state, HY_DAY_NONE, &effect, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_FIELD_MISSING);
	assert_int_equal(engine_receive(&context, &state, day("2023-07-01"), &effect, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_DATE_IN_FUTURE);
	assert_memory_equal(&state, &copy, sizeof(copy));
	assert_int_equal(effect.milestone, MILESTONE_NONE);
	snprintf(state.kind, sizeof(state.kind), "motion");
	assert_int_equal(engine_receive(&context, &state, day("2023-06-30"), &effect, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_FIELD_UNKNOWN_VALUE);
	snprintf(state.kind, sizeof(state.kind), "proposal");
	assert_int_equal(engine_receive(&context, &state, day("2023-06-30"), &effect, &refusal), 0);
	assert_int_equal(effect.milestone, MILESTONE_RECEIVED);
	assert_int_equal(effect.on, day("2023-06-30"));
	assert_int_equal(state.filed_on, HY_DAY_NONE);
}

static void overdue_is_open_and_past_its_day(void **s)
{
	struct case_state state;
	struct update answer = answer_of(EDUCATION, "2023-06-02");

	(void)s;
	context.today = day("2023-06-30");
	state = assigned();
	assert_false(engine_assignment_is_overdue(context.rules, &state.assignments[0], day("2023-06-01")));
	assert_true(engine_assignment_is_overdue(context.rules, &state.assignments[0], day("2023-06-02")));
	state = answerable();
	assert_true(engine_assignment_is_open(context.rules, &state.assignments[0]));
	accepted(&state, &answer);
	assert_false(engine_assignment_is_open(context.rules, &state.assignments[0]));
	assert_false(engine_assignment_is_overdue(context.rules, &state.assignments[0], day("2023-06-30")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_received_case_is_filed),
		TEST(an_assignment_has_its_days),
		TEST(the_main_line_goes_through),
		TEST(an_answer_after_the_due_day_is_late),
		TEST(a_returned_case_gets_a_new_lead_and_keeps_its_assists),
		TEST(a_day_too_late_it_cannot_be_returned),
		TEST(verbs_roles_and_versions_are_checked_first),
		TEST(a_move_that_does_not_fit_names_those_that_do),
		TEST(offices_act_on_their_own_assignments),
		TEST(the_only_office_it_can_be_need_not_be_named),
		TEST(offices_are_named_once),
		TEST(a_case_has_room_for_so_many_assignments),
		TEST(receiving_checks_its_day_and_kind),
		TEST(overdue_is_open_and_past_its_day),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
