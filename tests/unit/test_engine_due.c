/* Until when: every kind of deadline that a city's rules can set, and how a due day stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "due_fixture.h"

static void deadlines_count_in_their_unit(void **s)
{
	static const struct {
		int amount;
		enum deadline_unit unit;
		const char *from, *due;
	} rows[] = {
		{ 3, UNIT_MONTH, "2022-11-30", "2023-02-28" }, /* clipped */
		{ 1, UNIT_MONTH, "2023-03-30", "2023-04-30" }, /* in a holiday, and stays */
		{ 10, UNIT_DAY, "2023-04-20", "2023-04-30" },
		{ 10, UNIT_WORKING_DAY, "2023-04-20", "2023-05-06" }, /* a Saturday that is worked */
		{ 5, UNIT_WORKING_DAY, "2023-01-20", "2023-02-01" },  /* over the Spring Festival, with its 调休 */
	};

	(void)s;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct case_state state = a_case();
		struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, rows[i].from);

		only(DEADLINE_ANSWER, MILESTONE_ASSIGNED, rows[i].amount, rows[i].unit);
		expect_day(engine_due(in_city(), DEADLINE_ANSWER, &state, lead), rows[i].due);
	}
}

static void a_fixed_day_is_the_next_one_of_the_year(void **s)
{
	static const struct {
		int month, day;
		const char *from, *due;
	} rows[] = {
		{ 6, 30, "2023-03-01", "2023-06-30" }, { 6, 30, "2023-06-30", "2023-06-30" },
		{ 6, 30, "2023-07-01", "2024-06-30" }, { 1, 1, "2023-12-31", "2024-01-01" },
		{ 2, 29, "2023-01-15", "2023-02-28" }, { 2, 29, "2024-01-15", "2024-02-29" },
	};

	(void)s;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct case_state state = a_case();
		struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, rows[i].from);
		struct rule_deadline *rule = only(DEADLINE_ANSWER, MILESTONE_ASSIGNED, 0, UNIT_FIXED);

		rule->month = rows[i].month;
		rule->day = rows[i].day;
		expect_day(engine_due(in_city(), DEADLINE_ANSWER, &state, lead), rows[i].due);
	}
}

static void a_deadline_counts_from_the_step_its_rule_names(void **s)
{
	static const struct {
		enum milestone from;
		const char *due;
	} rows[] = {
		{ MILESTONE_RECEIVED, "2023-03-02" }, { MILESTONE_FILED, "2023-03-09" },
		{ MILESTONE_ASSIGNED, "2023-03-11" }, { MILESTONE_ACCEPTED, "2023-03-16" },
		{ MILESTONE_ANSWERED, "2023-05-14" },
	};
	struct case_state state = a_case();
	struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, "2023-03-01");

	(void)s;
	lead->accepted_on = day("2023-03-06");
	lead->answered_on = day("2023-05-04");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		only(DEADLINE_CONTACT, rows[i].from, 10, UNIT_DAY);
		expect_day(engine_due(in_city(), DEADLINE_CONTACT, &state, lead), rows[i].due);
	}
	lead->accepted_on = HY_DAY_NONE; /* what has not happened begins nothing */
	only(DEADLINE_CONTACT, MILESTONE_ACCEPTED, 10, UNIT_DAY);
	expect_day(engine_due(in_city(), DEADLINE_CONTACT, &state, lead), "");
	expect_day(engine_due(in_city(), DEADLINE_PUBLISH, &state, lead), ""); /* no rule sets it */
	only(DEADLINE_JOIN, MILESTONE_INVITED, 7, UNIT_DAY);
	expect_day(engine_due(in_city(), DEADLINE_JOIN, &state, NULL), "");
	expect_day(engine_deadline(in_city(), DEADLINE_JOIN, &state, day("2023-02-01")), "2023-02-08");
}

static void evaluation_begins_with_the_last_answer_of_the_round(void **s)
{
	struct case_state state = a_case();

	(void)s;
	only(DEADLINE_EVALUATE, MILESTONE_ANSWERED, 15, UNIT_WORKING_DAY);
	give(&state, EDUCATION, ASSIGNMENT_SEPARATE, "2023-03-01")->answered_on = day("2023-05-04");
	give(&state, FINANCE, ASSIGNMENT_SEPARATE, "2023-03-01");
	give(&state, WATER, ASSIGNMENT_ASSIST, "2023-03-01");
	expect_day(engine_due(in_city(), DEADLINE_EVALUATE, &state, NULL), ""); /* finance has not answered */
	state.assignments[1].answered_on = day("2023-05-10");
	expect_day(engine_due(in_city(), DEADLINE_EVALUATE, &state, NULL), "2023-05-31");
	/* who gave it back answers nothing; who had to keep it does */
	give(&state, WATER, ASSIGNMENT_SEPARATE, "2023-03-01")->returned_on = day("2023-03-03");
	expect_day(engine_due(in_city(), DEADLINE_EVALUATE, &state, NULL), "");
	snprintf(state.assignments[3].state, sizeof(state.assignments[3].state), "returned");
	expect_day(engine_due(in_city(), DEADLINE_EVALUATE, &state, NULL), "2023-05-31");
}

static void an_opinion_is_due_so_long_before_the_answer(void **s)
{
	struct case_state state = a_case();
	struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, "2023-03-01"), *assist;

	(void)s;
	only(DEADLINE_ANSWER, MILESTONE_ASSIGNED, 3, UNIT_MONTH);
	*also(DEADLINE_OPINION, MILESTONE_ASSIGNED, 20, UNIT_DAY) = (struct rule_deadline){
		.kind = DEADLINE_OPINION, .before = true, .before_kind = DEADLINE_ANSWER, .amount = 20, .unit = UNIT_DAY
	};
	engine_set_deadlines(in_city(), &state, lead);
	expect_day(lead->due_on, "2023-06-01");
	assist = give(&state, FINANCE, ASSIGNMENT_ASSIST, "2023-03-01");
	engine_set_deadlines(in_city(), &state, assist);
	expect_day(assist->due_on, "2023-05-12");
	/* the lead office got more time, so the assist office has it too */
	lead->due_on = day("2023-07-01");
	engine_set_deadlines(in_city(), &state, assist);
	expect_day(assist->due_on, "2023-06-11");
	deadlines[1].unit = UNIT_WORKING_DAY; /* 端午 is on the way: 22 and 23 June are off, 25 June is worked */
	deadlines[1].amount = 10;
	engine_set_deadlines(in_city(), &state, assist);
	expect_day(assist->due_on, "2023-06-16");
	deadlines[1].unit = UNIT_MONTH;
	deadlines[1].amount = 1;
	engine_set_deadlines(in_city(), &state, assist);
	expect_day(assist->due_on, "2023-06-01");
	/* without a lead office: what the rules would set for it */
	state.n_assignments = 0;
	assist = give(&state, FINANCE, ASSIGNMENT_ASSIST, "2023-03-15");
	engine_set_deadlines(in_city(), &state, assist);
	expect_day(assist->due_on, "2023-05-15");
}

static void deadlines_that_count_back_from_each_other_set_none(void **s)
{
	struct case_state state = a_case();
	struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, "2023-03-01");

	(void)s;
	only(DEADLINE_RETURN, MILESTONE_ASSIGNED, 1, UNIT_DAY)->before = true;
	deadlines[0].before_kind = DEADLINE_CONTACT;
	also(DEADLINE_CONTACT, MILESTONE_ASSIGNED, 1, UNIT_DAY)->before = true;
	deadlines[1].before_kind = DEADLINE_RETURN;
	expect_day(engine_due(in_city(), DEADLINE_RETURN, &state, lead), "");
}

/* 30 June for all, 10 May for party proposals, 3 months between the sessions: as a city's notice has it. */
static void the_first_rule_that_fits_the_proposal_holds(void **s)
{
	static const char *const party[] = { "party", NULL };
	struct case_state state = a_case();
	struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, "2023-03-01");
	struct rule_deadline *rule;

	(void)s;
	rule = only(DEADLINE_ANSWER, MILESTONE_ASSIGNED, 0, UNIT_FIXED);
	rule->when.proposer_kinds = party;
	rule->month = 5;
	rule->day = 10;
	rule = also(DEADLINE_ANSWER, MILESTONE_ASSIGNED, 3, UNIT_MONTH);
	rule->when.between_sessions = true;
	rule = also(DEADLINE_ANSWER, MILESTONE_ASSIGNED, 0, UNIT_FIXED);
	rule->month = 6;
	rule->day = 30;
	expect_day(engine_due(in_city(), DEADLINE_ANSWER, &state, lead), "2023-06-30");
	snprintf(state.proposer_kind, sizeof(state.proposer_kind), "party");
	expect_day(engine_due(in_city(), DEADLINE_ANSWER, &state, lead), "2023-05-10");
	snprintf(state.proposer_kind, sizeof(state.proposer_kind), "member");
	state.between_sessions = true;
	expect_day(engine_due(in_city(), DEADLINE_ANSWER, &state, lead), "2023-06-01");
}

static void an_office_with_many_cases_has_more_time(void **s)
{
	static const struct {
		int others;
		const char *due;
	} rows[] = {
		{ 0, "2023-06-01" },  { 18, "2023-06-01" }, { 19, "2023-06-11" },
		{ 48, "2023-06-11" }, { 49, "2023-06-16" }, { 400, "2023-06-16" },
	};
	struct case_state state = a_case();
	struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, "2023-03-01");
	struct rule_deadline *rule = only(DEADLINE_ANSWER, MILESTONE_ASSIGNED, 3, UNIT_MONTH);

	(void)s;
	rule->loads[0] = (struct rule_load){ 20, 10, UNIT_DAY };
	rule->loads[1] = (struct rule_load){ 50, 15, UNIT_DAY };
	rule->n_loads = 2;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct office_load loads[] = { { FINANCE, 400 }, { EDUCATION, rows[i].others } };
		const struct surroundings around = { .loads = loads, .n_loads = 2 };

		context.around = &around;
		expect_day(engine_due(in_city(), DEADLINE_ANSWER, &state, lead), rows[i].due);
	}
	context.around = NULL;
	expect_day(engine_due(in_city(), DEADLINE_ANSWER, &state, lead), "2023-06-01");
}

static void a_second_round_has_its_own_deadline(void **s)
{
	struct case_state state = a_case();
	struct assignment *again;

	(void)s;
	give(&state, EDUCATION, ASSIGNMENT_LEAD, "2023-03-01")->answered_on = day("2023-05-04");
	state.round = 2;
	again = give(&state, EDUCATION, ASSIGNMENT_LEAD, "2023-05-20");
	only(DEADLINE_ANSWER, MILESTONE_FILED, 3, UNIT_MONTH);
	engine_set_deadlines(in_city(), &state, again);
	expect_day(again->due_on, "2023-08-20"); /* the filing of the first round begins nothing in the second */
	also(DEADLINE_REHANDLE, MILESTONE_REOPENED, 1, UNIT_MONTH);
	engine_set_deadlines(in_city(), &state, again);
	expect_day(again->due_on, "2023-06-20");
	expect_day(engine_due(in_city(), DEADLINE_REHANDLE, &state, NULL), "2023-06-20");
	expect_day(engine_due(in_city(), DEADLINE_ANSWER, &state, &state.assignments[0]), "2023-05-27");
}

/* --- how a due day stands --- */

static void a_due_day_turns_yellow_then_red_then_overdue(void **s)
{
	static const struct {
		const char *today;
		enum due_mark mark;
	} rows[] = {
		{ "2023-05-17", MARK_NONE },    { "2023-05-18", MARK_YELLOW }, { "2023-05-28", MARK_YELLOW },
		{ "2023-05-29", MARK_RED },     { "2023-06-01", MARK_RED },    { "2023-06-02", MARK_OVERDUE },
		{ "2023-12-31", MARK_OVERDUE },
	};
	struct case_state state = a_case();
	struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, "2023-03-01");

	(void)s;
	lead->due_on = day("2023-06-01");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (engine_mark(in_city(), lead, day(rows[i].today)) != rows[i].mark)
			fail_msg("%s is marked %d", rows[i].today, engine_mark(in_city(), lead, day(rows[i].today)));
	city.yellow.amount = 0; /* a city that warns once */
	assert_int_equal(engine_mark(in_city(), lead, day("2023-05-20")), MARK_NONE);
	assert_int_equal(engine_mark(in_city(), lead, day("2023-05-31")), MARK_RED);
	snprintf(lead->state, sizeof(lead->state), "answered");
	assert_int_equal(engine_mark(in_city(), lead, day("2023-06-02")), MARK_NONE);
	snprintf(lead->state, sizeof(lead->state), "accepted");
	lead->due_on = HY_DAY_NONE;
	assert_int_equal(engine_mark(in_city(), lead, day("2023-06-02")), MARK_NONE);
}

static void a_day_in_an_unpublished_year_is_provisional(void **s)
{
	struct calendar *calendar = calendar_copy(context.calendar);
	struct engine_context own = context;
	hy_day bad;

	(void)s;
	own.calendar = calendar;
	assert_false(engine_is_provisional(&own, day("2022-01-01"), day("2026-12-31")));
	assert_true(engine_is_provisional(&own, day("2026-12-31"), day("2027-01-01")));
	assert_true(engine_is_provisional(&own, day("2027-01-01"), day("2026-12-31"))); /* counted back */
	assert_true(engine_is_provisional(&own, day("2021-12-31"), day("2022-01-01")));
	assert_true(engine_is_provisional(&own, day("2026-12-01"), day("2028-01-01")));
	assert_false(engine_is_provisional(&own, HY_DAY_NONE, day("2027-01-01")));
	assert_false(engine_is_provisional(&own, day("2026-12-01"), HY_DAY_NONE));
	/* the year's list comes, even if it has no special day */
	assert_int_equal(calendar_set_year(calendar, 2027, NULL, 0, &bad), 0);
	assert_false(engine_is_provisional(&own, day("2026-12-31"), day("2027-01-01")));
	assert_true(engine_is_provisional(&own, day("2026-12-01"), day("2028-01-01")));
	calendar_free(calendar);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DUE_TEST(deadlines_count_in_their_unit),
		DUE_TEST(a_fixed_day_is_the_next_one_of_the_year),
		DUE_TEST(a_deadline_counts_from_the_step_its_rule_names),
		DUE_TEST(evaluation_begins_with_the_last_answer_of_the_round),
		DUE_TEST(an_opinion_is_due_so_long_before_the_answer),
		DUE_TEST(deadlines_that_count_back_from_each_other_set_none),
		DUE_TEST(the_first_rule_that_fits_the_proposal_holds),
		DUE_TEST(an_office_with_many_cases_has_more_time),
		DUE_TEST(a_second_round_has_its_own_deadline),
		DUE_TEST(a_due_day_turns_yellow_then_red_then_overdue),
		DUE_TEST(a_day_in_an_unpublished_year_is_provisional),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
