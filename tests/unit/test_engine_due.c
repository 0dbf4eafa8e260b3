/* Until when: every kind of deadline that a city's rules can set, extensions, and how a due day stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

#include "domain/engine/steps.h"

#define MAX_TEST_DEADLINES 4

static struct rules city; /* the rules of Baotou with the deadlines of a test */
static struct rule_deadline deadlines[MAX_TEST_DEADLINES];

/* The only deadline of the city. */
static struct rule_deadline *only(enum deadline_kind kind, enum milestone from, int amount, enum deadline_unit unit)
{
	memset(deadlines, 0, sizeof(deadlines));
	city.n_deadlines = 1;
	deadlines[0] = (struct rule_deadline){ .kind = kind, .from = from, .amount = amount, .unit = unit };
	return &deadlines[0];
}

/* One more, tried after those before it. */
static struct rule_deadline *also(enum deadline_kind kind, enum milestone from, int amount, enum deadline_unit unit)
{
	struct rule_deadline *deadline = &deadlines[city.n_deadlines++];

	*deadline = (struct rule_deadline){ .kind = kind, .from = from, .amount = amount, .unit = unit };
	return deadline;
}

static int set_city(void **s)
{
	(void)s;
	city = *context.rules;
	city.deadlines = deadlines;
	city.n_deadlines = 0;
	city.yellow = (struct rule_warning){ 10, UNIT_WORKING_DAY };
	city.red = (struct rule_warning){ 3, UNIT_WORKING_DAY };
	context.around = NULL;
	context.today = day("2023-06-30");
	return 0;
}

static const struct engine_context *in_city(void)
{
	static struct engine_context own;

	own = context;
	own.rules = &city;
	return &own;
}

static struct case_state a_case(void)
{
	return (struct case_state){
		.case_id = 7,
		.round = 1,
		.received_on = day("2023-02-20"),
		.filed_on = day("2023-02-27"),
		.phase = PHASE_HANDLING,
	};
}

static struct assignment *give(struct case_state *state, int office_id, enum assignment_role role, const char *on)
{
	struct assignment *assignment = &state->assignments[state->n_assignments++];

	*assignment = (struct assignment){
		.no = state->n_assignments,
		.office_id = office_id,
		.role = role,
		.state = "accepted",
		.assigned_on = day(on),
		.accepted_on = HY_DAY_NONE,
		.returned_on = HY_DAY_NONE,
		.answered_on = HY_DAY_NONE,
		.due_on = HY_DAY_NONE,
		.round = state->round,
	};
	return assignment;
}

static void expect_day(hy_day found, const char *expected)
{
	char text[HY_DAY_TEXT];

	assert_string_equal(day_format(found, text), expected);
}

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

/* Sets the three days of an assignment, and dates it anew under other rules with what was granted before. */
static void dating_anew_keeps_what_was_granted(void **s)
{
	struct case_state state = a_case();
	struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, "2023-03-01");

	(void)s;
	only(DEADLINE_ANSWER, MILESTONE_ASSIGNED, 3, UNIT_MONTH);
	also(DEADLINE_RETURN, MILESTONE_ASSIGNED, 5, UNIT_WORKING_DAY);
	also(DEADLINE_CONTACT, MILESTONE_ASSIGNED, 15, UNIT_WORKING_DAY);
	engine_set_deadlines(in_city(), &state, lead);
	expect_day(lead->due_on, "2023-06-01");
	expect_day(lead->return_by, "2023-03-08");
	expect_day(lead->contact_by, "2023-03-22");
	state.items[state.n_items++] = (struct item){ .kind = ITEM_EXTENSION,
						      .no = 1,
						      .assignment_no = 1,
						      .due_on = day("2023-07-01"),
						      .done_on = day("2023-06-01") };
	state.items[state.n_items++] = (struct item){ .kind = ITEM_EXTENSION,
						      .no = 2,
						      .assignment_no = 2, /* another office's */
						      .due_on = day("2023-09-01"),
						      .done_on = day("2023-06-01") };
	engine_set_deadlines(in_city(), &state, lead);
	expect_day(lead->due_on, "2023-07-01");
	deadlines[0].amount = 2;
	city.n_deadlines = 2;
	engine_set_deadlines(in_city(), &state, lead);
	expect_day(lead->due_on, "2023-05-31"); /* 1 May and the 30 days */
	expect_day(lead->contact_by, "");
	city.n_deadlines = 0;
	engine_set_deadlines(in_city(), &state, lead);
	expect_day(lead->due_on, "");
}

/* --- extensions --- */

static int extend(const struct case_state *state, enum role role, const char *due_on, struct item *item,
		  struct refusal *refusal)
{
	static const struct rule_move move = { .verb = "extend", .label = { "延期", "extend" } };
	const struct update update = { .role = role, .due_on = day(due_on) };
	const struct decide decide = {
		.context = in_city(),
		.before = state,
		.update = &update,
		.move = &move,
		.assignment = &state->assignments[0],
		.on = day("2023-05-20"),
		.refusal = refusal,
	};

	return engine_extend(&decide, item);
}

static void expect_refused(const struct case_state *state, enum role role, const char *due_on, enum reason reason)
{
	struct refusal refusal;
	struct item item;
	char text[1000];

	assert_int_equal(extend(state, role, due_on, &item, &refusal), -1);
	assert_string_equal(reason_name(refusal.reason), reason_name(reason));
	refusal_text(&refusal, LANGUAGE_ZH, text, sizeof(text));
	assert_null(strstr(text, "…"));
}

static void an_extension_is_granted_as_the_rules_allow(void **s)
{
	struct case_state state = a_case();
	struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, "2023-03-01");
	struct rule_deadline *rule = only(DEADLINE_ANSWER, MILESTONE_ASSIGNED, 3, UNIT_MONTH);
	struct refusal refusal;
	struct item item;

	(void)s;
	engine_set_deadlines(in_city(), &state, lead);
	expect_refused(&state, ROLE_COMMITTEE, "", REASON_EXTENSION_UNKNOWN);
	rule->extend = (struct rule_extension){ 1u << ROLE_COMMITTEE | 1u << ROLE_SUPERVISOR, 2, 1, UNIT_MONTH };
	expect_refused(&state, ROLE_HANDLER, "", REASON_ROLE_NOT_ALLOWED);
	assert_int_equal(extend(&state, ROLE_SUPERVISOR, "", &item, &refusal), 0);
	expect_day(item.on, "2023-05-20");
	expect_day(item.done_on, "2023-06-01");
	expect_day(item.due_on, "2023-07-01");
	assert_int_equal(item.kind, ITEM_EXTENSION);
	assert_int_equal(item.assignment_no, 1);
	assert_int_equal(extend(&state, ROLE_COMMITTEE, "2023-06-15", &item, &refusal), 0);
	expect_day(item.due_on, "2023-06-15");
	expect_refused(&state, ROLE_COMMITTEE, "2023-06-01", REASON_EXTENSION_OUT_OF_RANGE);
	expect_refused(&state, ROLE_COMMITTEE, "2023-07-02", REASON_EXTENSION_OUT_OF_RANGE);
	lead->extensions = 2;
	expect_refused(&state, ROLE_COMMITTEE, "", REASON_EXTENSION_TOO_OFTEN);
	lead->extensions = 0;
	lead->due_on = HY_DAY_NONE;
	expect_refused(&state, ROLE_COMMITTEE, "", REASON_EXTENSION_UNKNOWN);
}

static void an_assist_offices_extension_is_that_of_the_opinion(void **s)
{
	struct case_state state = a_case();
	struct assignment *assist = give(&state, EDUCATION, ASSIGNMENT_ASSIST, "2023-03-01");
	struct refusal refusal;
	struct item item;

	(void)s;
	only(DEADLINE_ANSWER, MILESTONE_ASSIGNED, 3, UNIT_MONTH);
	also(DEADLINE_OPINION, MILESTONE_ASSIGNED, 2, UNIT_MONTH)->extend =
		(struct rule_extension){ 1u << ROLE_COMMITTEE, 1, 5, UNIT_WORKING_DAY };
	engine_set_deadlines(in_city(), &state, assist);
	assert_int_equal(extend(&state, ROLE_COMMITTEE, "", &item, &refusal), 0);
	expect_day(item.due_on, "2023-05-09"); /* over 1 to 3 May, with the Saturday 6 May worked */
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

#define DUE_TEST(name) cmocka_unit_test_setup(name, set_city)

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
		DUE_TEST(dating_anew_keeps_what_was_granted),
		DUE_TEST(an_extension_is_granted_as_the_rules_allow),
		DUE_TEST(an_assist_offices_extension_is_that_of_the_opinion),
		DUE_TEST(a_due_day_turns_yellow_then_red_then_overdue),
		DUE_TEST(a_day_in_an_unpublished_year_is_provisional),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
