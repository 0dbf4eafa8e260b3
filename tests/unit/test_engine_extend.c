/* Extensions: what the rules grant, and that they stay when an assignment is dated anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "due_fixture.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		DUE_TEST(an_extension_is_granted_as_the_rules_allow),
		DUE_TEST(an_assist_offices_extension_is_that_of_the_opinion),
		DUE_TEST(dating_anew_keeps_what_was_granted),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
